//! The thread that brings the log into the database, some entries at a time.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use redb::Database;

use super::log::Log;
use super::tables::{self, Side};
use super::{Op, StoreError};

/// How long entries gather before they are committed together: one wait for the disk instead of many. The log holds
/// them meanwhile; what a power cut (not a crash) can take is what was done in this time.
const GATHER: Duration = Duration::from_millis(150);
/// After a commit that failed (a full disk): how long until the next try.
const RETRY: Duration = Duration::from_secs(2);

pub(super) enum Message {
    Op(u64, Op),
    Side(Side),
    /// Commit now, then answer.
    Flush(Sender<()>),
    Quit,
}

pub(super) struct Writer {
    pub database: Arc<Database>,
    pub log: Arc<Mutex<Log>>,
    pub trouble: Arc<Mutex<Option<String>>>,
}

#[derive(Default)]
struct Batch {
    ops: Vec<(u64, Op)>,
    sides: Vec<Side>,
    waiting: Vec<Sender<()>>,
    quit: bool,
}

impl Batch {
    fn take(&mut self, message: Message) {
        match message {
            Message::Op(seq, op) => self.ops.push((seq, op)),
            Message::Side(side) => self.sides.push(side),
            Message::Flush(answer) => self.waiting.push(answer),
            Message::Quit => self.quit = true,
        }
    }

    fn is_urgent(&self) -> bool {
        self.quit || !self.waiting.is_empty()
    }
}

impl Writer {
    pub fn run(self, messages: &Receiver<Message>) {
        let mut batch = Batch::default();
        loop {
            let left_over = !batch.ops.is_empty() || !batch.sides.is_empty();
            let first = if left_over {
                messages.recv_timeout(RETRY)
            } else {
                messages.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match first {
                Ok(message) => batch.take(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => batch.quit = true,
            }
            let until = Instant::now() + GATHER;
            while !batch.is_urgent() {
                match messages.recv_timeout(until.saturating_duration_since(Instant::now())) {
                    Ok(message) => batch.take(message),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => batch.quit = true,
                }
            }
            match self.commit(&batch) {
                Ok(()) => {
                    batch.ops.clear();
                    batch.sides.clear();
                    self.say(None);
                }
                Err(error) => self.say(Some(error.to_string())),
            }
            for answer in batch.waiting.drain(..) {
                // Who asked may be gone.
                let _ = answer.send(());
            }
            if batch.quit {
                return;
            }
        }
    }

    fn say(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        if batch.ops.is_empty() && batch.sides.is_empty() {
            return Ok(());
        }
        let write = self.database.begin_write()?;
        for (_, op) in &batch.ops {
            tables::apply(&write, op)?;
        }
        for side in &batch.sides {
            tables::apply_side(&write, side)?;
        }
        let last = batch.ops.last().map(|(seq, _)| *seq);
        if let Some(last) = last {
            tables::set_applied(&write, last)?;
        }
        write.commit()?;
        if let Some(last) = last {
            // Failing to shorten the log costs some room and nothing else: its entries are known by their numbers.
            let _ = self.log.lock().unwrap_or_else(PoisonError::into_inner).forget_up_to(last);
        }
        Ok(())
    }
}

//! The thread of a fine-tuning.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender, TryRecvError, TrySendError};

use super::{Tuner, TuningEvent, TuningJob};
use crate::engine::Wake;
use crate::panics;

/// Events wait here while the window is busy.
const EVENT_CAPACITY: usize = 256;

/// The handle of a running fine-tuning. Dropping it cancels the run and lets the thread end by itself.
pub struct Tuning {
    events: Receiver<TuningEvent>,
    cancel: Arc<AtomicBool>,
    over: bool,
}

impl Tuning {
    /// Starts at once. `wake` is called after every event.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(tuner: Arc<dyn Tuner>, job: TuningJob, wake: Wake) -> std::io::Result<Self> {
        let (outbox, events) = mpsc::sync_channel(EVENT_CAPACITY);
        let cancel = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&cancel);
        std::thread::Builder::new().name("tuning".into()).spawn(move || {
            let mut out = Outbox { outbox, wake, backlog: VecDeque::new() };
            let last = run(tuner.as_ref(), &job, &mut out, &flag);
            out.finish(last);
        })?;
        Ok(Self { events, cancel, over: false })
    }

    /// Asks it to stop; [`TuningEvent::Stopped`] follows after the update that runs.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// The next event, if one waits. The last one is `Finished`, `Stopped` or `Failed`, whatever happens to the thread.
    pub fn poll(&mut self) -> Option<TuningEvent> {
        let event = match self.events.try_recv() {
            Ok(event) => event,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) if self.over => return None,
            Err(TryRecvError::Disconnected) => {
                TuningEvent::Failed { message: "the training's thread has ended; start it again".to_owned() }
            }
        };
        self.over |= matches!(event, TuningEvent::Finished(_) | TuningEvent::Stopped | TuningEvent::Failed { .. });
        Some(event)
    }
}

impl Drop for Tuning {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn run(tuner: &dyn Tuner, job: &TuningJob, out: &mut Outbox, cancel: &AtomicBool) -> TuningEvent {
    match catch_unwind(AssertUnwindSafe(|| tuner.tune(job, &mut |event| out.send(event), cancel))) {
        Ok(Ok(Some(improvement))) => TuningEvent::Finished(Box::new(improvement)),
        Ok(Ok(None)) => TuningEvent::Stopped,
        Ok(Err(message)) => TuningEvent::Failed { message },
        Err(panic) => {
            let said = panics::message(panic.as_ref());
            let message = format!(
                "the training crashed: {said}. Your documents and the present model are untouched; start it again, and \
                 it goes on from the last checkpoint"
            );
            TuningEvent::Failed { message }
        }
    }
}

/// A window that does not look (a minimised one is not drawn) must neither hold the training up nor lose a point of the
/// curves, so what finds the channel full waits here.
struct Outbox {
    outbox: SyncSender<TuningEvent>,
    wake: Wake,
    backlog: VecDeque<TuningEvent>,
}

impl Outbox {
    fn send(&mut self, event: TuningEvent) {
        self.backlog.push_back(event);
        while let Some(event) = self.backlog.pop_front() {
            if let Err(TrySendError::Full(event)) = self.outbox.try_send(event) {
                self.backlog.push_front(event);
                break;
            }
        }
        (self.wake)();
    }

    /// Nothing is left to hold up: wait until the window has taken all.
    fn finish(&mut self, last: TuningEvent) {
        self.backlog.push_back(last);
        for event in std::mem::take(&mut self.backlog) {
            // Nobody listens once the window is gone; then there is nobody to tell.
            if self.outbox.send(event).is_err() {
                return;
            }
            (self.wake)();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::engine::FakeTuner;
    use crate::engine::tuning::fake::job;

    fn all(mut tuning: Tuning, mut seen: impl FnMut(&Tuning, &TuningEvent)) -> Vec<TuningEvent> {
        let limit = Instant::now() + Duration::from_secs(30);
        let mut events = Vec::new();
        while Instant::now() < limit {
            match tuning.poll() {
                Some(event) => {
                    seen(&tuning, &event);
                    events.push(event);
                    if tuning.over {
                        assert!(tuning.poll().is_none(), "nothing comes after the last event");
                        return events;
                    }
                }
                None => std::thread::sleep(Duration::from_millis(1)),
            }
        }
        panic!("no end within 30 s");
    }

    fn start(tuner: FakeTuner) -> Tuning {
        Tuning::start(Arc::new(tuner), job(), Arc::new(|| {})).expect("a thread")
    }

    #[test]
    fn a_run_tells_every_step_and_then_what_it_gave() {
        // More steps than the channel holds, and nobody looks at first.
        let tuning = start(FakeTuner::better().of(2 * EVENT_CAPACITY as u64));
        std::thread::sleep(Duration::from_millis(30));
        let events = all(tuning, |_, _| {});
        let steps: Vec<u64> = events
            .iter()
            .filter_map(|e| if let TuningEvent::Step(step) = e { Some(step.update) } else { None })
            .collect();
        assert_eq!(steps, (1..=2 * EVENT_CAPACITY as u64).collect::<Vec<_>>());
        assert!(matches!(events.last(), Some(TuningEvent::Finished(found)) if found.better));
    }

    #[test]
    fn cancel_stops_after_the_update_that_runs() {
        let (tuner, gate) = FakeTuner::better().gated();
        let events = all(start(tuner), |tuning, event| match event {
            TuningEvent::Begun { .. } => gate.send(1).expect("it waits"),
            TuningEvent::Step(_) => {
                tuning.cancel();
                gate.send(1).expect("it waits");
            }
            _ => {}
        });
        assert!(matches!(events.last(), Some(TuningEvent::Stopped)), "{events:?}");
    }

    #[test]
    fn errors_and_panics_become_messages() {
        let message = |tuner| match all(start(tuner), |_, _| {}).pop() {
            Some(TuningEvent::Failed { message }) => message,
            other => panic!("{other:?}"),
        };
        assert_eq!(message(FakeTuner::failing("a/b.ann:3: what to do")), "a/b.ann:3: what to do");
        let crashed = message(FakeTuner::panicking("gone"));
        assert!(crashed.contains("gone") && crashed.contains("untouched"), "{crashed}");
    }
}

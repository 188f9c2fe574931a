//! One embedded store for each opened folder: what files do not say, and what is in no file yet.
//!
//! Nothing here touches a person's `.ann`. An op is in the log when [`Store::record`] returns and in the database soon
//! after; see `log` for what outlives what.

mod error;
#[cfg(any(test, fuzzing))]
pub mod invariants;
mod log;
mod op;
mod record;
mod scores;
mod tables;
mod writer;

#[cfg(test)]
mod mutation_tests;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use redb::{Database, ReadTransaction, ReadableDatabase};

pub use error::StoreError;
pub use op::{Base, Op, Progress};
pub use record::{Counts, Record};
pub use scores::for_figures;
pub use tables::Stored;

use crate::brat::Predictions;
use log::Log;
use tables::{LAYOUTS, Side};
use writer::{Message, Writer};

const DATABASE: &str = "workspace.redb";
const LOG: &str = "workspace.log";
/// Bytes of memory that the database may take.
const CACHE: usize = 16 << 20;

/// FNV-1a: the same on every machine and in every version, unlike the standard library's.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

pub struct Store {
    home: PathBuf,
    database: Option<Arc<Database>>,
    log: Arc<Mutex<Log>>,
    records: Mutex<BTreeMap<String, Record>>,
    /// What is saved of predictions, by document; of all under an empty key.
    choices: Mutex<BTreeMap<String, Predictions>>,
    revision: AtomicU64,
    sender: Sender<Message>,
    thread: Option<JoinHandle<()>>,
    trouble: Arc<Mutex<Option<String>>>,
    /// Said once when it was opened.
    notices: Vec<String>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("home", &self.home).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store that lives in `home` (`<folder>/.relata`), or makes it. A damaged database is put aside under
    /// another name, and that is said in [`Store::notices`].
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another window has it; else what the disk says.
    pub fn open(home: &Path) -> Result<Self, StoreError> {
        let io = |cause| StoreError::Io { path: home.to_owned(), cause };
        fs::create_dir_all(home).map_err(io)?;
        let path = home.join(DATABASE);
        let mut notices = Vec::new();
        let (database, log) = match start(home) {
            Err(error) if error.is_damage() => {
                let aside = unused(home, "damaged", "redb");
                fs::rename(&path, &aside).map_err(io)?;
                notices.push(format!(
                    "{error}. It was put aside as {} and a new one begun: your .ann files are as you saved them, \
                     changes that were not saved are in the old file",
                    aside.display()
                ));
                start(home)?
            }
            other => other?,
        };
        let records = tables::records(&database.begin_read()?)?;
        let choices = tables::choices(&database.begin_read()?)?;
        let latest = records.iter().map(|(_, record)| record.position.max(record.saved).max(record.read)).max();
        super::history::see_order(latest.unwrap_or_default());
        let (database, log) = (Arc::new(database), Arc::new(Mutex::new(log)));
        let trouble = Arc::new(Mutex::new(None));
        let (sender, messages) = channel();
        let writer = Writer { database: database.clone(), log: log.clone(), trouble: trouble.clone() };
        let thread =
            std::thread::Builder::new().name("store".into()).spawn(move || writer.run(&messages)).map_err(io)?;
        Ok(Self {
            home: home.to_owned(),
            database: Some(database),
            log,
            records: Mutex::new(records.into_iter().collect()),
            choices: Mutex::new(choices),
            revision: AtomicU64::new(1),
            sender,
            thread: Some(thread),
            trouble,
            notices,
        })
    }

    /// Where the store lives.
    pub fn home(&self) -> &Path {
        &self.home
    }

    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Records an op: in the log when this returns. A log that cannot be written is told by [`Store::trouble`] and
    /// never stands in the way of work.
    pub fn record(&self, op: Op) {
        let mut log = lock(&self.log);
        let seq = match log.append(&op) {
            Ok(seq) => seq,
            Err(error) => {
                *lock(&self.trouble) = Some(error.to_string());
                log.skip()
            }
        };
        note(&mut lock(&self.records), &op);
        self.revision.fetch_add(1, Ordering::Relaxed);
        // Under the lock: entries reach the thread in the order of their numbers. The thread lives as long as `self`.
        let _ = self.sender.send(Message::Op(seq, op));
    }

    /// What keeps work from being stored now (a full disk); `None` when all is well.
    pub fn trouble(&self) -> Option<String> {
        lock(&self.trouble).clone()
    }

    /// Waits until everything recorded so far is in the database.
    pub fn flush(&self) {
        let (sender, answer) = channel();
        if self.sender.send(Message::Flush(sender)).is_ok() {
            let _ = answer.recv();
        }
    }

    /// Grows whenever a record changes.
    pub fn revision(&self) -> u64 {
        self.revision.load(Ordering::Relaxed)
    }

    pub fn get(&self, key: &str) -> Option<Record> {
        lock(&self.records).get(key).cloned()
    }

    /// All documents that the store knows, by key.
    pub fn records(&self) -> BTreeMap<String, Record> {
        lock(&self.records).clone()
    }

    /// Everything stored of one document; `None` if nothing is.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn load(&self, key: &str) -> Result<Option<Stored>, StoreError> {
        if self.get(key).is_none_or(|record| !record.based) {
            return Ok(None);
        }
        self.flush();
        let Some(database) = &self.database else { return Ok(None) };
        tables::load(&database.begin_read()?, key)
    }

    /// The documents of a step that touches several.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn group(&self, order: u64) -> Result<Vec<String>, StoreError> {
        self.read().map_or_else(|| Ok(Vec::new()), |read| tables::group(&read, order))
    }

    /// What is saved of predictions that nobody has reviewed, as a person has said of this document, or of all with an
    /// empty key.
    pub fn predictions(&self, key: &str) -> Option<Predictions> {
        lock(&self.choices).get(key).copied()
    }

    pub fn choose_predictions(&self, key: &str, predictions: Predictions) {
        lock(&self.choices).insert(key.to_owned(), predictions);
        self.record(Op::Predictions { key: key.to_owned(), predictions });
    }

    /// The documents with work of a person that is in no file.
    pub fn unsaved(&self) -> Vec<String> {
        let records = lock(&self.records);
        records.iter().filter(|(_, record)| record.unsaved && record.based).map(|(key, _)| key.clone()).collect()
    }

    /// Notes what a document holds, for lists.
    pub fn set_counts(&self, key: &str, counts: Counts) {
        let mut records = lock(&self.records);
        let record = records.entry(key.to_owned()).or_default();
        if record.counts != Some(counts) {
            record.counts = Some(counts);
            self.revision.fetch_add(1, Ordering::Relaxed);
            self.send_side(Side::Counts { key: key.to_owned(), counts });
        }
    }

    /// Where the nodes of a document's map stand, by the map's own names for them.
    pub fn layout(&self, key: &str) -> HashMap<String, (f32, f32)> {
        let found = self.read().and_then(|read| tables::side(&read, LAYOUTS, key));
        found.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    pub fn set_layout(&self, key: &str, positions: &HashMap<String, (f32, f32)>) {
        if let Ok(positions) = serde_json::to_vec(positions) {
            self.send_side(Side::Layout { key: key.to_owned(), positions });
        }
    }

    /// Keeps what is being typed under a name, in a file of its own; `None` forgets it. What cannot be written is no
    /// reason to stop: [`Store::trouble`] tells of a disk that is full.
    pub fn keep_typed(&self, name: &str, text: Option<&str>) {
        let path = self.typed_path(name);
        match text {
            None => drop(fs::remove_file(path)),
            Some(text) => {
                let new = path.with_extension("new");
                if fs::write(&new, text).is_ok() {
                    let _ = fs::rename(new, path);
                }
            }
        }
    }

    /// What was typed under a name.
    pub fn typed(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.typed_path(name)).ok().filter(|text| !text.is_empty())
    }

    fn typed_path(&self, name: &str) -> PathBuf {
        self.home.join(name).with_extension("typed")
    }

    fn send_side(&self, side: Side) {
        let _ = self.sender.send(Message::Side(side));
    }

    /// A view of the database with everything sent so far in it.
    fn read(&self) -> Option<ReadTransaction> {
        self.flush();
        self.database.as_ref()?.begin_read().ok()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.sender.send(Message::Quit);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        // The last owner closes the file and lets the next window have it.
        self.database = None;
    }
}

fn start(home: &Path) -> Result<(Database, Log), StoreError> {
    let io = |cause| StoreError::Io { path: home.to_owned(), cause };
    let database = Database::builder().set_cache_size(CACHE).create(home.join(DATABASE))?;
    let (mut log, entries) = Log::open(&home.join(LOG)).map_err(io)?;
    let applied = tables::applied(&database.begin_read()?)?;
    let mut last = applied.unwrap_or_default();
    // Most starts find nothing to do, and wait for no disk.
    let is_older = tables::is_older(&database.begin_read()?)?;
    if applied.is_none() || is_older || entries.iter().any(|entry| entry.seq > last) {
        let write = database.begin_write()?;
        tables::prepare(&write)?;
        for entry in entries.iter().filter(|entry| entry.seq > applied.unwrap_or_default()) {
            tables::apply(&write, &entry.op)?;
            last = entry.seq;
        }
        tables::set_applied(&write, last)?;
        write.commit()?;
    }
    log.start_after(last);
    log.forget_up_to(last).map_err(io)?;
    Ok((database, log))
}

/// A name in a folder that nothing has yet.
fn unused(home: &Path, stem: &str, extension: &str) -> PathBuf {
    let named = |n: u32| home.join(format!("{stem}-{n}.{extension}"));
    let free = (1..u32::MAX).find(|n| !named(*n).exists());
    named(free.unwrap_or(u32::MAX))
}

/// The lists' view of an op.
fn note(records: &mut BTreeMap<String, Record>, op: &Op) {
    match op {
        Op::Many(ops) => ops.iter().for_each(|op| note(records, op)),
        Op::Forget { key } => drop(records.remove(key)),
        Op::Move { from, to } => {
            if let Some(record) = records.remove(from) {
                records.insert(to.clone(), record);
            }
        }
        _ => {
            if let Some(key) = op.key() {
                records.entry(key.to_owned()).or_default().apply(op);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Closed documents as they were read last, so that search, queue, map, statistics, types and comparison read a file once.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::source::Read;
use crate::brat;
use crate::session::store::Record;
use crate::session::workspace::Places;

/// Bytes of text that are kept; annotations of a text are some times as large.
const ROOM: usize = 256 << 20;
/// A file that is younger than this may change again without another time of change.
const SETTLED: Duration = Duration::from_secs(2);

/// What a reading of a document was made from. While it is the same, so is the reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    /// Size and time of change of the text, its annotations, and the configuration that applies.
    files: Vec<Option<(u64, SystemTime)>>,
    /// What the workspace keeps of it.
    record: Option<Record>,
    /// How often a model had read something.
    readings: u64,
    /// Whether what a model said is in it.
    predictions: bool,
}

impl Stamp {
    /// `None` where a file is so young that it may change once more without showing it.
    pub fn of(path: &Path, places: &Places, readings: u64, predictions: bool) -> Option<Self> {
        let now = SystemTime::now();
        let mut is_settled = true;
        let conf = ["annotation.conf", "visual.conf"].map(|name| brat::conf::nearest_file(path, name));
        let own = ["txt", "ann", "a1", "a2"].map(|extension| Some(path.with_extension(extension)));
        let mut look = |file: Option<PathBuf>| {
            let meta = fs::metadata(file?).ok()?;
            let changed = meta.modified().ok()?;
            is_settled &= now.duration_since(changed).is_ok_and(|age| age >= SETTLED);
            Some((meta.len(), changed))
        };
        let files = std::iter::once(Some(path.to_owned())).chain(own).chain(conf).map(&mut look).collect();
        let record = places.place(path).and_then(|(store, key)| store.get(&key));
        // Counts are taken by reading; they say nothing of what is read.
        let record = record.map(|record| Record { counts: None, ..record });
        is_settled.then_some(Self { files, record, readings, predictions })
    }
}

struct Entry {
    stamp: Stamp,
    read: Arc<Read>,
    /// What is wrong with its files and with what they say.
    problems: usize,
}

#[derive(Default)]
struct Entries {
    of: HashMap<PathBuf, Entry>,
    /// Bytes of their texts.
    held: usize,
}

/// The readings of a folder's documents; threads share it.
#[derive(Default)]
pub struct FolderIndex(Mutex<Entries>);

impl FolderIndex {
    /// The reading of a document that was made from just this, and how many problems its files had.
    pub fn get(&self, path: &Path, stamp: &Stamp) -> Option<(Arc<Read>, usize)> {
        self.lock().of.get(path).filter(|entry| entry.stamp == *stamp).map(|entry| (entry.read.clone(), entry.problems))
    }

    pub fn put(&self, path: &Path, stamp: Stamp, read: Arc<Read>, problems: usize) {
        let mut entries = self.lock();
        let size = |read: &Read| read.document.text.len();
        if let Some(old) = entries.of.remove(path) {
            entries.held -= size(&old.read);
        }
        if entries.held + size(&read) > ROOM {
            *entries = Entries::default();
        }
        entries.held += size(&read);
        entries.of.insert(path.to_owned(), Entry { stamp, read, problems });
    }

    /// How many documents it holds.
    pub fn len(&self) -> usize {
        self.lock().of.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        // A map of finished readings is whole whatever a thread died of.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for FolderIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FolderIndex({} documents)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Depth, Desk, Source};

    /// A document whose files were written a minute ago.
    fn document(folder: &Path, text: &str, ann: &str) -> PathBuf {
        let path = folder.join("a.txt");
        for (file, content) in [(path.clone(), text), (path.with_extension("ann"), ann)] {
            fs::write(&file, content).expect("writable");
            age(&file, 60);
        }
        path
    }

    fn age(file: &Path, seconds: u64) {
        let when = SystemTime::now() - Duration::from_secs(seconds);
        fs::File::options()
            .write(true)
            .open(file)
            .and_then(|file| file.set_modified(when))
            .expect("its time can be set");
    }

    #[test]
    fn a_document_is_read_once_until_a_file_of_it_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = document(folder.path(), "Anna met Boris.", "T1\tPeop 0 4\tAnna\n");
        let source = Source::file(path.clone(), "a".into());
        let desk = Desk { index: Arc::new(FolderIndex::default()), ..Desk::default() };
        let read = |desk: &Desk| source.read(Depth::Annotations, desk).expect("readable");
        let first = read(&desk);
        assert!(Arc::ptr_eq(&first, &read(&desk)), "the same reading");
        let later = Desk { readings: 1, ..desk.clone() };
        assert!(!Arc::ptr_eq(&first, &read(&later)), "a model has read something since");
        let ann = path.with_extension("ann");
        fs::write(&ann, "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\n").expect("writable");
        age(&ann, 30);
        assert_eq!(read(&desk).document.annotations.mention_count(), 2);
        fs::write(folder.path().join("annotation.conf"), "[entities]\nPeop\nLoc\n").expect("writable");
        age(&folder.path().join("annotation.conf"), 20);
        assert!(read(&desk).document.schema.declared, "a configuration that came counts, too");
    }

    #[test]
    fn a_file_that_was_just_written_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = document(folder.path(), "Anna.", "");
        fs::write(path.with_extension("ann"), "T1\tPeop 0 4\tAnna\n").expect("writable");
        let source = Source::file(path, "a".into());
        let desk = Desk { index: Arc::new(FolderIndex::default()), ..Desk::default() };
        let first = source.read(Depth::Annotations, &desk).expect("readable");
        assert!(!Arc::ptr_eq(&first, &source.read(Depth::Annotations, &desk).expect("readable")));
        assert!(desk.index.is_empty());
    }
}

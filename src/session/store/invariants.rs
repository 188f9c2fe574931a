//! What holds for the log, whatever stands in it. Tests and fuzz targets call this.

use std::fs;
use std::path::Path;

use super::log::Log;
use super::{LOG, Op, Progress, Store, hash};

/// Any bytes as a log: what can be read is read, and read alike again; the rest is kept beside it.
///
/// # Panics
/// When that does not hold.
pub fn log(bytes: &[u8]) {
    kept(bytes);
    kept(&summed(bytes));
}

/// A store whose log holds any bytes opens, and work goes on. They are taken as they are, and again with right
/// checksums, so that damaged entries reach the database.
///
/// # Panics
/// When that does not hold.
pub fn store(bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    opens(&folder.path().join("raw"), bytes);
    opens(&folder.path().join("summed"), &summed(bytes));
}

fn kept(bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("raw.log");
    if fs::write(&path, bytes).is_err() {
        return;
    }
    let (_, entries) = Log::open(&path).expect("a log that can be opened");
    let kept = [fs::read(&path), fs::read(path.with_extension("torn"))].map(Result::unwrap_or_default).concat();
    assert_eq!(kept, bytes, "nothing of a log is lost");
    let (_, again) = Log::open(&path).expect("the same log");
    assert_eq!(again.len(), entries.len());
}

/// Each line with the checksum that it should have.
fn summed(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).flat_map(|line| {
        let entry = line.get(17..).filter(|_| line.get(16) == Some(&b'\t')).unwrap_or(line);
        [format!("{:016x}\t", hash(entry)).as_bytes(), entry, b"\n"].concat()
    });
    lines.collect()
}

fn opens(home: &Path, bytes: &[u8]) {
    const KEY: &str = "invariants";
    if fs::create_dir_all(home).and_then(|()| fs::write(home.join(LOG), bytes)).is_err() {
        return;
    }
    let store = Store::open(home).expect("a store that can be opened");
    for key in store.records().into_keys() {
        // What was damaged is an error, not a panic.
        let _ = store.load(&key);
    }
    store.record(Op::Progress { key: KEY.to_owned(), progress: Progress::Reviewed, seconds: 7 });
    drop(store);
    let store = Store::open(home).expect("the same store");
    let record = store.get(KEY).expect("what was recorded last");
    assert_eq!((record.progress, record.progress_seconds), (Progress::Reviewed, 7));
}

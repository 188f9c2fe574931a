//! The log before the store: what was done is written here at once and reaches the database a moment later.
//!
//! A `write` that has returned outlives the process (the kernel holds it), so an edit costs microseconds and survives
//! `kill -9`; waiting for the disk is the database's business, on its own thread. Each line is a checksum, a TAB and one
//! entry in JSON; a line that was cut short, or that a power cut left half written, ends the log before it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Op, hash};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry<O> {
    pub seq: u64,
    pub op: O,
}

#[derive(Debug)]
pub(super) struct Log {
    file: File,
    last: u64,
    /// Bytes that are known to be whole lines; what stands behind them is cut off before the next entry.
    len: u64,
    torn: bool,
}

impl Log {
    /// Opens the log and gives what it holds, oldest first.
    pub fn open(path: &Path) -> io::Result<(Self, Vec<Entry<Op>>)> {
        let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let mut entries: Vec<Entry<Op>> = Vec::new();
        let mut len = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(entry) = parse(line) else { break };
            entries.push(entry);
            len += line.len() as u64;
        }
        let torn = len < bytes.len() as u64;
        if torn {
            // Should what stands there be more than the end of a crash, a person can still look at it.
            let rest = bytes.get(usize::try_from(len).unwrap_or_default()..).unwrap_or_default();
            OpenOptions::new().create(true).append(true).open(torn_path(path))?.write_all(rest)?;
            file.set_len(len)?;
        }
        let last = entries.last().map_or(0, |entry| entry.seq);
        Ok((Self { file, last, len, torn: false }, entries))
    }

    /// Numbers start above what the database holds already.
    pub fn start_after(&mut self, seq: u64) {
        self.last = self.last.max(seq);
    }

    /// # Errors
    /// When the disk is full or gone; nothing of the entry is in the log then.
    pub fn append(&mut self, op: &Op) -> io::Result<u64> {
        if self.torn {
            self.file.set_len(self.len)?;
            self.torn = false;
        }
        let seq = self.last.saturating_add(1);
        let entry = serde_json::to_vec(&Entry { seq, op })?;
        let mut line = format!("{:016x}\t", hash(&entry)).into_bytes();
        line.extend_from_slice(&entry);
        line.push(b'\n');
        if let Err(error) = self.file.write_all(&line) {
            // A disk that is full may have taken the first half.
            self.torn = true;
            return Err(error);
        }
        self.len += line.len() as u64;
        self.last = seq;
        Ok(seq)
    }

    /// A number for an entry that could not be written.
    pub fn skip(&mut self) -> u64 {
        self.last = self.last.saturating_add(1);
        self.last
    }

    /// Forgets the entries if all up to the last one are in the database.
    pub fn forget_up_to(&mut self, seq: u64) -> io::Result<()> {
        if seq >= self.last && self.len > 0 {
            self.file.set_len(0)?;
            self.len = 0;
            self.torn = false;
        }
        Ok(())
    }
}

fn torn_path(path: &Path) -> PathBuf {
    path.with_extension("torn")
}

fn parse(line: &[u8]) -> Option<Entry<Op>> {
    let line = line.strip_suffix(b"\n")?;
    let (sum, entry) = line.split_at_checked(17)?;
    let sum = u64::from_str_radix(std::str::from_utf8(sum).ok()?.trim_end(), 16).ok()?;
    (sum == hash(entry)).then(|| serde_json::from_slice(entry).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undo(key: &str) -> Op {
        Op::Undo { key: key.into(), position: 0, step: None }
    }

    #[test]
    fn a_cut_line_ends_the_log_and_the_next_entry_stands_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("workspace.log");
        let (mut log, _) = Log::open(&path).expect("writable");
        for key in ["a", "б", "c"] {
            log.append(&undo(key)).expect("writable");
        }
        let bytes = std::fs::read(&path).expect("there");
        for cut in 1..bytes.len() {
            std::fs::write(&path, &bytes[..cut]).expect("writable");
            let whole = bytes[..cut].iter().filter(|b| **b == b'\n').count();
            let (mut log, entries) = Log::open(&path).expect("readable");
            assert_eq!(entries.len(), whole, "cut at {cut}");
            log.append(&undo("d")).expect("writable");
            let (_, entries) = Log::open(&path).expect("readable");
            assert_eq!(entries.last().map(|e| (e.seq, e.op.clone())), Some((whole as u64 + 1, undo("d"))));
        }
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("workspace.log");
        let (mut log, _) = Log::open(&path).expect("writable");
        log.append(&undo("note")).expect("writable");
        let mut bytes = std::fs::read(&path).expect("there");
        let at = bytes.windows(4).position(|w| w == b"note").expect("the key");
        bytes[at] = b'N';
        std::fs::write(&path, bytes).expect("writable");
        assert!(Log::open(&path).expect("readable").1.is_empty());
    }

    #[test]
    fn only_what_the_database_holds_is_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("workspace.log");
        let (mut log, _) = Log::open(&path).expect("writable");
        let (first, second) = (log.append(&undo("a")).expect("writable"), log.append(&undo("b")).expect("writable"));
        log.forget_up_to(first).expect("writable");
        assert_eq!(Log::open(&path).expect("readable").1.len(), 2);
        log.forget_up_to(second).expect("writable");
        assert!(Log::open(&path).expect("readable").1.is_empty());
    }
}

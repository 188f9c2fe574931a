//! Sorting more records than memory holds: sorted runs in files without names, merged as they are read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Bytes of records that are held before a run is written.
const HELD: usize = 48 << 20;

/// Records that come in any order.
pub(super) struct Sorter {
    folder: PathBuf,
    held: usize,
    bytes: Vec<u8>,
    places: Vec<(usize, usize)>,
    runs: Vec<File>,
}

impl Sorter {
    /// `folder`: where runs are written; they vanish with the program, however it ends.
    pub(super) fn new(folder: &Path) -> Self {
        Self::holding(folder, HELD)
    }

    fn holding(folder: &Path, held: usize) -> Self {
        Self { folder: folder.to_owned(), held, bytes: Vec::new(), places: Vec::new(), runs: Vec::new() }
    }

    pub(super) fn push(&mut self, record: &[u8]) -> io::Result<()> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(record);
        self.places.push((start, self.bytes.len()));
        if self.bytes.len() + self.places.len() * size_of::<(usize, usize)>() >= self.held {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.bytes);
        let record = |(start, end): (usize, usize)| bytes.get(start..end).unwrap_or_default();
        self.places.sort_unstable_by(|a, b| record(*a).cmp(record(*b)));
        let mut run = BufWriter::new(tempfile::tempfile_in(&self.folder)?);
        for place in self.places.drain(..) {
            let record = record(place);
            run.write_all(&(record.len() as u64).to_le_bytes())?;
            run.write_all(record)?;
        }
        let mut run = run.into_inner().map_err(io::IntoInnerError::into_error)?;
        run.rewind()?;
        self.runs.push(run);
        self.bytes = bytes;
        self.bytes.clear();
        Ok(())
    }

    /// All records in the order of their bytes.
    pub(super) fn finish(mut self) -> io::Result<Sorted> {
        if !self.places.is_empty() {
            self.spill()?;
        }
        let mut sorted = Sorted { runs: self.runs.into_iter().map(BufReader::new).collect(), next: BinaryHeap::new() };
        for run in 0..sorted.runs.len() {
            sorted.advance(run)?;
        }
        Ok(sorted)
    }
}

/// Records in order.
pub(super) struct Sorted {
    runs: Vec<BufReader<File>>,
    next: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
}

impl Sorted {
    fn advance(&mut self, run: usize) -> io::Result<()> {
        let Some(file) = self.runs.get_mut(run) else { return Ok(()) };
        let mut length = [0; 8];
        match file.read_exact(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            other => other?,
        }
        let mut record = vec![0; u64::from_le_bytes(length) as usize];
        file.read_exact(&mut record)?;
        self.next.push(Reverse((record, run)));
        Ok(())
    }
}

impl Iterator for Sorted {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((record, run)) = self.next.pop()?;
        Some(self.advance(run).map(|()| record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn records_come_in_order_however_little_is_held(
            mut records in proptest::collection::vec(proptest::collection::vec(proptest::prelude::any::<u8>(), 0..6), 0..40),
            held in 1..400_usize,
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let mut sorter = Sorter::holding(folder.path(), held);
            for record in &records {
                sorter.push(record).expect("written");
            }
            let sorted: Vec<Vec<u8>> = sorter.finish().expect("sorted").map(|record| record.expect("read")).collect();
            records.sort();
            proptest::prop_assert_eq!(sorted, records);
        }
    }
}

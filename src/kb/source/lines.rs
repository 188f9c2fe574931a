//! Files as lines, packed or not, however long a line is.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

/// Bytes of a line that are held: Wikidata's longest have a tenth.
const LONGEST: usize = 32 << 20;

/// Opens a file; what gzip or bzip2 packed is unpacked as it is read.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::with_capacity(1 << 18, File::open(path)?);
    let beginning = file.fill_buf()?;
    Ok(if beginning.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::with_capacity(1 << 18, flate2::bufread::MultiGzDecoder::new(file)))
    } else if beginning.starts_with(b"BZh") {
        Box::new(BufReader::with_capacity(1 << 18, bzip2::bufread::MultiBzDecoder::new(file)))
    } else {
        Box::new(file)
    })
}

/// Lines with their numbers, from 1. A byte order mark and line ends are dropped.
pub(super) struct Lines<R> {
    from: R,
    number: u64,
    longest: usize,
    line: Vec<u8>,
}

/// A line, or why it cannot be read.
pub(super) type Line<'a> = Result<&'a str, &'static str>;

impl<R: BufRead> Lines<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, number: 0, longest: LONGEST, line: Vec::new() }
    }

    /// The next line and its number.
    ///
    /// # Errors
    /// When the file cannot be read on: cut off, say.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        self.line.clear();
        let mut limited = (&mut self.from).take(self.longest as u64 + 1);
        if limited.read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.line.len() > self.longest && self.line.last() != Some(&b'\n') {
            self.line.clear();
            self.from.skip_until(b'\n')?;
            return Ok(Some((self.number, Err("this line is too long to be held in memory"))));
        }
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = if self.number == 1 { line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line) } else { line };
        Ok(Some((self.number, std::str::from_utf8(line).map_err(|_| "this line is not UTF-8"))))
    }

    /// Of the line that was read last; 0 before the first.
    pub(super) fn number(&self) -> u64 {
        self.number
    }
}

/// What a parser reads that has no limit of its own: an error where markup stops for longer than memory should hold.
pub(super) struct Guarded<R> {
    from: R,
    /// Every element of the format ends with one of these.
    ends: &'static [u8],
    since: usize,
    limit: usize,
    line: Rc<Cell<u64>>,
    /// The last bytes that are no white space.
    tail: Rc<RefCell<Vec<u8>>>,
}

/// How many bytes of the end are kept.
const TAIL: usize = 256;

impl<R> Guarded<R> {
    pub(super) fn new(from: R, ends: &'static [u8]) -> Self {
        Self { from, ends, since: 0, limit: LONGEST, line: Rc::new(Cell::new(1)), tail: Rc::default() }
    }

    /// The line that was read last, from 1; a parser may be some way behind.
    pub(super) fn line(&self) -> Rc<Cell<u64>> {
        self.line.clone()
    }

    /// The end of what was read so far, without white space behind it.
    pub(super) fn tail(&self) -> Rc<RefCell<Vec<u8>>> {
        self.tail.clone()
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        self.line.set(self.line.get() + read.iter().filter(|byte| **byte == b'\n').count() as u64);
        if !read.trim_ascii().is_empty() {
            let mut tail = self.tail.borrow_mut();
            tail.extend_from_slice(read);
            let end = tail.trim_ascii_end().len();
            tail.truncate(end);
            let gone = end.saturating_sub(TAIL);
            tail.drain(..gone);
        }
        match read.iter().rposition(|byte| self.ends.contains(byte)) {
            Some(at) => self.since = count - at,
            None => self.since += count,
        }
        if self.since > self.limit {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "one value is too long to be held in memory"));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn packed_files_are_unpacked() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = b"\xef\xbb\xbfone\r\ntwo";
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text).expect("packed");
        let mut bzip = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        bzip.write_all(text).expect("packed");
        for bytes in [text.to_vec(), gzip.finish().expect("packed"), bzip.finish().expect("packed")] {
            let path = folder.path().join("file");
            std::fs::write(&path, bytes).expect("writable");
            let mut lines = Lines::new(open(&path).expect("readable"));
            assert_eq!(lines.next().expect("a line"), Some((1, Ok("one"))));
            assert_eq!(lines.next().expect("a line"), Some((2, Ok("two"))));
            assert_eq!(lines.next().expect("the end"), None);
        }
    }

    #[test]
    fn a_line_too_long_is_passed_over() {
        let mut lines = Lines { longest: 5, ..Lines::new(&b"12345\n123456\n\xff\nlast"[..]) };
        assert_eq!(lines.next().expect("a line"), Some((1, Ok("12345"))));
        assert!(matches!(lines.next(), Ok(Some((2, Err(why)))) if why.contains("too long")));
        assert!(matches!(lines.next(), Ok(Some((3, Err(why)))) if why.contains("UTF-8")));
        assert_eq!(lines.next().expect("a line"), Some((4, Ok("last"))));
    }

    #[test]
    fn a_value_without_end_is_an_error() {
        let guarded = |text: &'static [u8]| {
            let mut guarded = Guarded { limit: 4, ..Guarded::new(text, b">") };
            let mut chunk = [0; 2];
            loop {
                match guarded.read(&mut chunk) {
                    Ok(0) => return true,
                    Ok(_) => {}
                    Err(_) => return false,
                }
            }
        };
        assert!(guarded(b"<a>bc<d>e") && !guarded(b"<a>bcdefghi"));
    }
}

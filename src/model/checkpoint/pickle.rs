//! A pickle is looked through before anything believes it: lengths that the file does not have, objects that multiply
//! when they are copied, nesting without end.

use std::collections::HashMap;

/// Deepest nesting; a checkpoint has about ten levels.
const DEEPEST: usize = 256;
/// Objects, copies of copies counted; a checkpoint has some thousands.
const MOST: u64 = 50_000_000;

/// How deep an object is, and how many are in it.
#[derive(Clone, Copy)]
struct Weight {
    depth: usize,
    count: u64,
}

const ATOM: Weight = Weight { depth: 0, count: 1 };

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The largest whole number that can mean something: the bytes of the file.
    largest: u64,
    stack: Vec<Weight>,
    marks: Vec<usize>,
    memo: HashMap<u64, Weight>,
    copies: u64,
}

/// Where the pickle that begins at `from` ends.
///
/// # Errors
/// What is absurd about it; unknown instructions are left to the reader.
pub(super) fn check(bytes: &[u8], from: usize, largest: u64) -> Result<usize, String> {
    let mut scan =
        Scan { bytes, at: from, largest, stack: Vec::new(), marks: Vec::new(), memo: HashMap::new(), copies: 0 };
    while scan.step()? {}
    Ok(scan.at)
}

impl<'a> Scan<'a> {
    fn take(&mut self, length: u64) -> Result<&'a [u8], String> {
        let end = usize::try_from(length).ok().and_then(|length| self.at.checked_add(length));
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken =
            taken.ok_or_else(|| format!("at byte {} it asks for {length} bytes that are not there", self.at))?;
        self.at += taken.len();
        Ok(taken)
    }

    /// A whole number of so many bytes, the smallest first.
    fn number(&mut self, length: u64) -> Result<u64, String> {
        let bytes = self.take(length)?;
        Ok(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn line(&mut self) -> Result<&'a [u8], String> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = memchr::memchr(b'\n', rest).ok_or_else(|| "it ends within a line".to_owned())?;
        let line = self.take(length as u64)?;
        self.at += 1;
        Ok(line)
    }

    fn counted(&mut self, length: u64) -> Result<(), String> {
        let length = self.number(length)?;
        self.take(length)?;
        self.push(ATOM)
    }

    /// A whole number as the file has it, which may say how long something is.
    fn size(&mut self, number: i64) -> Result<(), String> {
        if u64::try_from(number).is_ok_and(|number| number > self.largest) {
            return Err(format!("it holds the number {number}, more than the file has bytes"));
        }
        self.push(ATOM)
    }

    fn push(&mut self, weight: Weight) -> Result<(), String> {
        if weight.depth > DEEPEST {
            return Err(format!("its objects are nested deeper than {DEEPEST}"));
        }
        if weight.count > MOST {
            return Err("its objects multiply without end".to_owned());
        }
        self.stack.push(weight);
        Ok(())
    }

    /// A copy of an object, which costs as much as the object.
    fn copied(&mut self, weight: Weight) -> Result<Weight, String> {
        self.copies = self.copies.saturating_add(weight.count);
        if self.copies > MOST { Err("its objects multiply without end".to_owned()) } else { Ok(weight) }
    }

    fn pop(&mut self) -> Weight {
        self.stack.pop().unwrap_or(ATOM)
    }

    /// Makes one object of all above a place of the stack.
    fn gather(&mut self, from: usize) -> Weight {
        let parts = self.stack.drain(from.min(self.stack.len())..);
        parts.fold(ATOM, |whole, part| Weight {
            depth: whole.depth.max(part.depth + 1),
            count: whole.count.saturating_add(part.count),
        })
    }

    fn gathered(&mut self, from: usize) -> Result<(), String> {
        let whole = self.gather(from);
        self.push(whole)
    }

    /// Puts all above a place of the stack into the object below.
    fn absorbed(&mut self, from: usize) -> Result<(), String> {
        let parts = self.gather(from);
        let whole = self.pop();
        let count = whole.count.saturating_add(parts.count);
        self.push(Weight { depth: whole.depth.max(parts.depth), count })
    }

    fn mark(&mut self) -> usize {
        self.marks.pop().unwrap_or(0)
    }

    fn above(&self, count: usize) -> usize {
        self.stack.len().saturating_sub(count)
    }

    fn remember(&mut self, place: u64) -> Result<(), String> {
        let weight = self.stack.last().copied().unwrap_or(ATOM);
        let weight = self.copied(weight)?;
        self.memo.insert(place, weight);
        Ok(())
    }

    fn recall(&mut self, place: u64) -> Result<(), String> {
        let weight = self.memo.get(&place).copied().unwrap_or(ATOM);
        let weight = self.copied(weight)?;
        self.push(weight)
    }

    /// One instruction; `false` after the last.
    fn step(&mut self) -> Result<bool, String> {
        let Some(code) = self.take(1)?.first().copied() else { return Ok(false) };
        match code {
            b'.' => return Ok(false),
            b'(' => self.marks.push(self.stack.len()),
            b'0' => drop(self.pop()),
            b'1' => {
                let mark = self.mark();
                self.stack.truncate(mark);
            }
            b'2' => {
                let top = self.stack.last().copied().unwrap_or(ATOM);
                let top = self.copied(top)?;
                self.push(top)?;
            }
            b'N' | b'}' | b']' | b')' | 0x88 | 0x89 | 0x8f | 0x97 => self.push(ATOM)?,
            b'F' | b'P' | b'S' | b'V' => {
                self.line()?;
                self.push(ATOM)?;
            }
            b'I' | b'L' => {
                let line = std::str::from_utf8(self.line()?).unwrap_or_default();
                self.size(line.trim_end_matches(['L', '\r']).parse().unwrap_or(0))?;
            }
            b'c' => {
                self.line()?;
                self.line()?;
                self.push(ATOM)?;
            }
            b'i' => {
                self.line()?;
                self.line()?;
                let mark = self.mark();
                self.gathered(mark)?;
            }
            b'g' | b'p' => {
                let place =
                    std::str::from_utf8(self.line()?).ok().and_then(|line| line.trim().parse().ok()).unwrap_or(0);
                if code == b'g' { self.recall(place)? } else { self.remember(place)? }
            }
            b'J' => {
                let number = self.number(4)?;
                self.size(i64::from(u32::try_from(number).unwrap_or_default().cast_signed()))?;
            }
            b'K' | b'M' => {
                self.take(if code == b'K' { 1 } else { 2 })?;
                self.push(ATOM)?;
            }
            b'G' => {
                self.take(8)?;
                self.push(ATOM)?;
            }
            0x80 => drop(self.take(1)?),
            0x95 => drop(self.take(8)?),
            0x82..=0x84 => {
                self.take(1 << (code - 0x82))?;
                self.push(ATOM)?;
            }
            b'h' | b'j' | b'q' | b'r' => {
                let place = self.number(if matches!(code, b'h' | b'q') { 1 } else { 4 })?;
                if matches!(code, b'h' | b'j') { self.recall(place)? } else { self.remember(place)? }
            }
            0x94 => self.remember(self.memo.len() as u64)?,
            b'U' | b'C' | 0x8c => self.counted(1)?,
            b'T' | b'X' | b'B' => self.counted(4)?,
            0x8d | 0x8e | 0x96 => self.counted(8)?,
            0x8a | 0x8b => {
                let length = self.number(if code == 0x8a { 1 } else { 4 })?;
                let bytes = self.take(length)?;
                // Longer ones are marks, not sizes.
                if length == 8 && bytes.last().is_some_and(|byte| *byte < 0x80) || (1..8).contains(&length) {
                    let number = bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
                    let is_negative = bytes.last().is_some_and(|byte| *byte >= 0x80);
                    self.size(if is_negative { -1 } else { i64::try_from(number).unwrap_or(i64::MAX) })?;
                } else {
                    self.push(ATOM)?;
                }
            }
            b't' | b'l' | b'd' | b'o' | 0x91 => {
                let mark = self.mark();
                self.gathered(mark)?;
            }
            0x85..=0x87 => self.gathered(self.above(usize::from(code - 0x84)))?,
            b'R' | 0x81 | 0x93 => self.gathered(self.above(2))?,
            0x92 => self.gathered(self.above(3))?,
            b'Q' => self.gathered(self.above(1))?,
            b'a' | b'b' => self.absorbed(self.above(1))?,
            b's' => self.absorbed(self.above(2))?,
            b'e' | b'u' | 0x90 => {
                let mark = self.mark();
                self.absorbed(mark)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_all(bytes: &[u8]) -> Result<usize, String> {
        check(bytes, 0, 1_000)
    }

    #[test]
    fn a_sound_pickle_ends_where_it_ends() {
        let pickle = b"\x80\x02}q\x00X\x01\x00\x00\x00aq\x01K\x05s.rest";
        assert_eq!(check_all(pickle), Ok(pickle.len() - 4));
    }

    #[test]
    fn lengths_beyond_the_file_are_refused() {
        for pickle in [
            b"\x80\x02X\xff\xff\xff\xff.".as_slice(),
            b"\x8d\xff\xff\xff\xff\xff\xff\xff\x7f.",
            b"\x8e\x00\x00\x00\x00\x00\x00\x00\x40.",
            b"B\x00\x00\x00\x7f.",
            b"J\xff\xff\xff\x7f.",
            b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x00.",
            b"I99999999999\n.",
        ] {
            assert!(check_all(pickle).is_err(), "{pickle:?}");
        }
        assert!(check_all(b"J\xff\xff\xff\xff\x8a\x0a0123456789.").is_ok(), "-1 and the mark of old files");
    }

    #[test]
    fn objects_that_multiply_or_nest_without_end_are_refused() {
        let doubling: Vec<u8> = [b")".as_slice(), &b"q\x00h\x00\x86".repeat(64), b"."].concat();
        assert!(check_all(&doubling).is_err_and(|why| why.contains("multiply")));
        let nested: Vec<u8> = [b")".as_slice(), &b"\x85".repeat(100_000), b"."].concat();
        assert!(check_all(&nested).is_err_and(|why| why.contains("nested")));
    }
}

//! On what the offsets of a file were counted.
//!
//! brat counts Unicode code points of the raw text. Files that other tools made were sometimes counted on UTF-16 units,
//! on bytes, on a text whose CRLF had become LF, or on one without its byte order mark.

use std::fmt;
use std::sync::Arc;

use super::breaks::is_break;
use crate::text::{OffsetMap, Span};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unit {
    #[default]
    Chars,
    Utf16,
    Bytes,
}

/// The base of a file's offsets; the default is brat's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Base {
    pub(super) unit: Unit,
    /// The text was counted without its byte order mark.
    pub(super) without_bom: bool,
    /// Each CRLF was counted as one.
    pub(super) crlf_is_one: bool,
}

impl Base {
    pub fn is_standard(self) -> bool {
        self == Self::default()
    }

    /// Every base that differs from the standard one on this text.
    pub(super) fn others(text: &str) -> Vec<Self> {
        let units = if text.is_ascii() { &[Unit::Chars][..] } else { &[Unit::Chars, Unit::Utf16, Unit::Bytes] };
        let boms = if text.starts_with('\u{feff}') { &[false, true][..] } else { &[false] };
        let breaks = if text.contains("\r\n") { &[false, true][..] } else { &[false] };
        let mut all = Vec::new();
        for &unit in units {
            for &without_bom in boms {
                for &crlf_is_one in breaks {
                    all.push(Self { unit, without_bom, crlf_is_one });
                }
            }
        }
        all.retain(|base| !base.is_standard());
        all
    }

    /// The base under which most of `samples` (offsets and the text they should cover) fit.
    ///
    /// The standard one unless another explains more of them, and at least half.
    pub(super) fn detect(text: &Arc<str>, samples: &[(Vec<(usize, usize)>, &str)]) -> Self {
        let fits = |base: Self| {
            let positions = Positions::new(text, base);
            samples.iter().filter(|(offsets, said)| positions.fits(offsets, said)).count()
        };
        let standard = fits(Self::default());
        if standard == samples.len() {
            return Self::default();
        }
        let mut best = (standard, Self::default());
        for base in Self::others(text) {
            let count = fits(base);
            if count > best.0 && count * 2 >= samples.len() {
                best = (count, base);
            }
        }
        best.1
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.unit {
            Unit::Chars => "code points",
            Unit::Utf16 => "UTF-16 units",
            Unit::Bytes => "bytes",
        })?;
        if self.without_bom {
            f.write_str(", without the byte order mark")?;
        }
        if self.crlf_is_one {
            f.write_str(", with each CRLF as one")?;
        }
        Ok(())
    }
}

/// Translates between offsets of one base and bytes of the text.
pub(super) struct Positions {
    map: OffsetMap,
    base: Base,
    /// What the byte order mark counts.
    bom: usize,
    /// For each CRLF: its byte, and its offset in this base before the byte order mark is taken off.
    breaks: Vec<(usize, usize)>,
}

impl Positions {
    pub(super) fn new(text: &Arc<str>, base: Base) -> Self {
        let map = OffsetMap::new(text.clone());
        let bom = match (base.without_bom && text.starts_with('\u{feff}'), base.unit) {
            (false, _) => 0,
            (true, Unit::Bytes) => '\u{feff}'.len_utf8(),
            (true, Unit::Chars | Unit::Utf16) => 1,
        };
        let mut positions = Self { map, base, bom, breaks: Vec::new() };
        if base.crlf_is_one {
            let found = text.match_indices("\r\n").enumerate();
            positions.breaks =
                found.filter_map(|(i, (byte, _))| Some((byte, positions.unit_of(byte)?.checked_sub(i)?))).collect();
        }
        positions
    }

    fn text(&self) -> &str {
        self.map.text()
    }

    fn unit_of(&self, byte: usize) -> Option<usize> {
        match self.base.unit {
            Unit::Chars => self.map.char_of_byte(byte).map(usize::from),
            Unit::Utf16 => self.map.utf16_of_byte(byte).map(usize::from),
            Unit::Bytes => self.text().is_char_boundary(byte).then_some(byte),
        }
    }

    /// The offset to write for a byte of the text; `None` inside a character or past the end.
    pub(super) fn offset(&self, byte: usize) -> Option<usize> {
        let dropped = self.breaks.partition_point(|(at, _)| *at < byte);
        Some(self.unit_of(byte)?.saturating_sub(dropped).saturating_sub(self.bom))
    }

    /// The byte of an offset; `None` inside a character or past the end.
    pub(super) fn byte(&self, offset: usize) -> Option<usize> {
        let offset = offset.checked_add(self.bom)?;
        let unit = offset.checked_add(self.breaks.partition_point(|(_, at)| *at < offset))?;
        match self.base.unit {
            Unit::Chars => self.map.byte_of_char(unit).map(usize::from),
            Unit::Utf16 => self.map.byte_of_utf16(unit).map(usize::from),
            Unit::Bytes => self.text().is_char_boundary(unit).then_some(unit),
        }
    }

    pub(super) fn span(&self, (start, end): (usize, usize)) -> Option<Span> {
        Some(Span::new(self.byte(start)?, self.byte(end)?))
    }

    /// As [`Positions::fits`], with nothing behind the covered text.
    pub(super) fn fits_whole(&self, offsets: &[(usize, usize)], said: &str) -> bool {
        let spans: Option<Vec<Span>> = offsets.iter().map(|range| self.span(*range)).collect();
        spans.is_some_and(|spans| {
            spans.iter().all(|s| s.start <= s.end)
                && covers(self.text(), &spans, said).is_some_and(|tail| tail.trim().is_empty())
        })
    }

    pub(super) fn fits(&self, offsets: &[(usize, usize)], said: &str) -> bool {
        let spans: Option<Vec<Span>> = offsets.iter().map(|range| self.span(*range)).collect();
        spans.is_some_and(|spans| spans.iter().all(|s| s.start <= s.end) && covers(self.text(), &spans, said).is_some())
    }
}

/// Whether `said` is the text under `spans`, by length; what stands behind it is the tail, which is returned.
///
/// A line break inside a span stands as white space in the file (a line of `.ann` cannot hold one), or ended the line.
pub(super) fn covers<'a>(text: &str, spans: &[Span], said: &'a str) -> Option<&'a str> {
    let mut rest = said.chars();
    for (i, span) in spans.iter().enumerate() {
        if i > 0 && rest.next()? != ' ' {
            return None;
        }
        let mut covered = span.slice(text)?.chars().peekable();
        while let Some(char) = covered.next() {
            if char == '\r' && covered.peek() == Some(&'\n') && !rest.as_str().starts_with(['\r', ' ']) {
                continue;
            }
            let ahead = rest.clone();
            let same = match (char, rest.next()) {
                (char, Some(found)) if char == found => true,
                (char, Some(' ')) => is_break(char),
                _ => false,
            };
            if same {
                continue;
            }
            // One space may stand for a whole CRLF; a break that ends the line was taken for its end.
            let space_before = said.get(..said.len() - ahead.as_str().len()).is_some_and(|s| s.ends_with(' '));
            if char == '\n' && space_before {
                rest = ahead;
            } else if !(is_break(char) && char != '\n' && ahead.as_str().is_empty()) {
                return None;
            }
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_base_finds_its_way_back() {
        let text: Arc<str> = Arc::from("\u{feff}Ёж 🙂\r\nlikes\r\nAnn\n👩‍🚀");
        for base in Base::others(&text).into_iter().chain([Base::default()]) {
            let positions = Positions::new(&text, base);
            let bytes = (3..=text.len()).filter(|b| text.is_char_boundary(*b));
            for byte in bytes.filter(|b| !(text[*b..].starts_with('\n') && text[..*b].ends_with('\r'))) {
                let offset = positions.offset(byte).unwrap();
                assert_eq!(positions.byte(offset), Some(byte), "{base} at byte {byte}");
            }
        }
    }

    #[test]
    fn the_base_that_fits_is_found() {
        let text: Arc<str> = Arc::from("\u{feff}🙂 Анна\r\nmet Bob");
        for base in Base::others(&text).into_iter().chain([Base::default()]) {
            let positions = Positions::new(&text, base);
            let samples: Vec<_> = ["Анна", "Bob"]
                .into_iter()
                .map(|name| {
                    let at = text.find(name).unwrap();
                    let range = (positions.offset(at).unwrap(), positions.offset(at + name.len()).unwrap());
                    (vec![range], name)
                })
                .collect();
            let found = Base::detect(&text, &samples);
            assert!(samples.iter().all(|(o, s)| Positions::new(&text, found).fits(o, s)), "{base} found as {found}");
        }
        assert!(Base::detect(&text, &[(vec![(0, 1)], "nothing like it")]).is_standard());
    }

    #[test]
    fn a_line_break_under_a_span_may_stand_as_a_space() {
        let text = "one\ntwo\r\nsix";
        let covers = |s, e, said| covers(text, &[Span::new(s, e)], said);
        assert_eq!(covers(0, 7, "one two"), Some(""));
        assert_eq!(covers(4, 12, "two six"), Some(""));
        assert_eq!(covers(4, 12, "two  six\t"), Some("\t"));
        assert_eq!(covers(4, 8, "two"), Some(""), "the CR went with the line's end");
        assert_eq!(covers(0, 7, "one too"), None);
    }
}

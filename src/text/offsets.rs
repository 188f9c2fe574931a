//! Byte ↔ code point ↔ UTF-16 positions of one text.

use std::fmt;
use std::sync::Arc;

use super::{ByteIndex, CharIndex, Span, Utf16Index};

/// Bytes between two checkpoints: a lookup counts at most this many bytes, a text that is not ASCII costs 16 bytes of
/// table for each stretch of this length (an eighth of the text).
const STRIDE: usize = 128;

/// What lies before the first character that starts at or after a multiple of [`STRIDE`].
#[derive(Clone, Copy)]
struct Checkpoint {
    chars: usize,
    /// Characters outside the basic plane: each counts two UTF-16 units.
    astral: usize,
}

/// Translates positions of one text between bytes, code points and UTF-16 units.
///
/// Built once in a single pass and cheap to clone. Byte lookups take constant time; lookups by code point or UTF-16 unit
/// search the checkpoints first (logarithmic). ASCII texts need no table at all.
///
/// Every lookup gives `None` for a position past the end or inside a character; the end of the text itself is a position.
#[derive(Clone)]
pub struct OffsetMap {
    text: Arc<str>,
    len: Checkpoint,
    /// Empty where the text is ASCII and all three units agree.
    checkpoints: Arc<[Checkpoint]>,
}

impl OffsetMap {
    /// Counts the text once; one that is an `Arc` already is not copied.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        if text.is_ascii() {
            let len = Checkpoint { chars: text.len(), astral: 0 };
            return Self { text, len, checkpoints: Arc::new([]) };
        }
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = Checkpoint { chars: 0, astral: 0 };
        for chunk in text.as_bytes().chunks(STRIDE) {
            checkpoints.push(count);
            count = count.after(chunk);
        }
        Self { text, len: count, checkpoints: checkpoints.into() }
    }

    /// The text whose positions it translates.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The length of the text in code points.
    pub fn len_chars(&self) -> usize {
        self.len.chars
    }

    /// The length of the text in UTF-16 code units.
    pub fn len_utf16(&self) -> usize {
        self.len.utf16()
    }

    /// How many code points lie before a byte.
    pub fn char_of_byte(&self, byte: impl Into<ByteIndex>) -> Option<CharIndex> {
        self.before(byte.into()).map(|count| CharIndex(count.chars))
    }

    /// How many UTF-16 code units lie before a byte.
    pub fn utf16_of_byte(&self, byte: impl Into<ByteIndex>) -> Option<Utf16Index> {
        self.before(byte.into()).map(|count| Utf16Index(count.utf16()))
    }

    /// The byte at which a code point begins; both count from 0.
    pub fn byte_of_char(&self, char: impl Into<CharIndex>) -> Option<ByteIndex> {
        self.find(char.into().0, |count| count.chars)
    }

    /// The byte at which a UTF-16 code unit begins; `None` between the halves of a surrogate pair, too.
    pub fn byte_of_utf16(&self, unit: impl Into<Utf16Index>) -> Option<ByteIndex> {
        self.find(unit.into().0, Checkpoint::utf16)
    }

    /// The bytes of the code points `[start, end)`; also `None` where `start > end`.
    pub fn span_of_chars(&self, start: impl Into<CharIndex>, end: impl Into<CharIndex>) -> Option<Span> {
        let (start, end) = (start.into(), end.into());
        if start > end {
            return None;
        }
        Some(Span::new(self.byte_of_char(start)?.0, self.byte_of_char(end)?.0))
    }

    /// The code points `[start, end)` of a byte range; also `None` where it ends before it starts.
    pub fn chars_of_span(&self, span: Span) -> Option<(CharIndex, CharIndex)> {
        if span.start > span.end {
            return None;
        }
        Some((self.char_of_byte(span.start)?, self.char_of_byte(span.end)?))
    }

    /// What lies before `byte`.
    fn before(&self, byte: ByteIndex) -> Option<Checkpoint> {
        if !self.text.is_char_boundary(byte.0) {
            return None;
        }
        if byte.0 == self.text.len() {
            return Some(self.len);
        }
        let Some(checkpoint) = self.checkpoints.get(byte.0 / STRIDE) else {
            return Some(Checkpoint { chars: byte.0, astral: 0 });
        };
        let bytes = self.text.as_bytes().get(byte.0 / STRIDE * STRIDE..byte.0)?;
        Some(checkpoint.after(bytes))
    }

    /// The byte before which `unit` counts `target`.
    fn find(&self, target: usize, unit: impl Fn(Checkpoint) -> usize) -> Option<ByteIndex> {
        if target >= unit(self.len) {
            return (target == unit(self.len)).then_some(ByteIndex(self.text.len()));
        }
        if self.checkpoints.is_empty() {
            return Some(ByteIndex(target));
        }
        let stretch = self.checkpoints.partition_point(|&at| unit(at) <= target).checked_sub(1)?;
        let mut count = *self.checkpoints.get(stretch)?;
        // A character that straddles the checkpoint was counted by the stretch it starts in.
        let mut byte = stretch * STRIDE;
        while !self.text.is_char_boundary(byte) {
            byte += 1;
        }
        for char in self.text.get(byte..)?.chars() {
            if unit(count) >= target {
                break;
            }
            count = Checkpoint { chars: count.chars + 1, astral: count.astral + usize::from(char.len_utf8() == 4) };
            byte += char.len_utf8();
        }
        // Past the target: it lies between the two halves of a surrogate pair.
        (unit(count) == target).then_some(ByteIndex(byte))
    }
}

impl Checkpoint {
    fn utf16(self) -> usize {
        self.chars + self.astral
    }

    /// Counts the characters that start in `bytes`.
    fn after(self, bytes: &[u8]) -> Self {
        let starts = bytes.iter().filter(|&&byte| (byte as i8) >= -0x40).count();
        let astral = bytes.iter().filter(|&&byte| byte >= 0xF0).count();
        Self { chars: self.chars + starts, astral: self.astral + astral }
    }
}

impl Default for OffsetMap {
    fn default() -> Self {
        Self::new("")
    }
}

/// Sizes only: the text may be a whole book.
impl fmt::Debug for OffsetMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OffsetMap")
            .field("bytes", &self.text.len())
            .field("chars", &self.len.chars)
            .field("utf16", &self.len.utf16())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn assert_agrees_with_counting(text: &str) {
        let map = OffsetMap::new(text);
        assert_eq!(map.len_chars(), text.chars().count());
        assert_eq!(map.len_utf16(), text.encode_utf16().count());
        for byte in 0..=text.len() + 1 {
            let before = text.get(..byte);
            assert_eq!(map.char_of_byte(byte), before.map(|b| CharIndex(b.chars().count())), "byte {byte}");
            assert_eq!(map.utf16_of_byte(byte), before.map(|b| Utf16Index(b.encode_utf16().count())), "byte {byte}");
        }
        let starts: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
        for char in 0..starts.len() + 2 {
            assert_eq!(map.byte_of_char(char), starts.get(char).map(|&byte| ByteIndex(byte)), "char {char}");
        }
        for unit in 0..map.len_utf16() + 2 {
            let byte = starts.iter().copied().find(|&byte| text[..byte].encode_utf16().count() == unit);
            assert_eq!(map.byte_of_utf16(unit), byte.map(ByteIndex), "UTF-16 unit {unit}");
        }
    }

    #[test]
    fn an_empty_text_has_one_position() {
        assert_agrees_with_counting("");
    }

    #[test]
    fn characters_that_straddle_a_checkpoint_are_found() {
        for pad in 0..5 {
            assert_agrees_with_counting(&format!("{}{}", "a".repeat(STRIDE - pad), "👩‍🚀ы€".repeat(20)));
        }
    }

    #[test]
    fn spans_slice_the_same_text() {
        let text = "\u{feff}Иван 👩‍🚀 met Ann";
        let map = OffsetMap::new(text);
        let span = map.span_of_chars(1, 5).unwrap();
        assert_eq!(span.slice(text), Some("Иван"));
        assert_eq!(map.chars_of_span(span), Some((CharIndex(1), CharIndex(5))));
        assert_eq!(map.span_of_chars(5, 1), None);
        assert_eq!(map.chars_of_span(Span::new(4, 3)), None);
        assert_eq!(map.chars_of_span(Span::new(0, 1)), None, "inside the byte order mark");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_position_agrees_with_counting(parts in prop::collection::vec(
            prop::sample::select(vec!["a", "Straße ", "ё", "е\u{301}", "👩‍🚀", "🇫🇮", "\r\n", "\u{feff}", "中", "plain text "]), 0..60,
        )) {
            assert_agrees_with_counting(&parts.concat());
        }

        #[test]
        fn any_text_agrees_with_counting(text in "\\PC{0,200}") {
            assert_agrees_with_counting(&text);
        }
    }
}

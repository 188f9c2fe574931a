//! A byte range of a text.

use serde::{Deserialize, Serialize};

/// A half-open byte range `[start, end)` of a document's text; both ends lie on character boundaries. Files and stores
/// hold it as the two numbers; none is read whose end lies before its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "[usize; 2]", into = "[usize; 2]")]
pub struct Span {
    /// The first byte, from 0.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
}

impl Span {
    /// Checks neither the order of the ends nor whether they lie in a text.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// In bytes; 0 where it is empty, as one that ends before it starts.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers no byte, as one that ends before it starts.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether `other` lies in it as a whole; ends may coincide.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether it covers the byte at `offset`; its own end it does not.
    pub const fn contains_offset(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// The smallest range that holds both.
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The covered text, or `None` where an end is outside the text or inside a character.
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }
}

impl TryFrom<[usize; 2]> for Span {
    type Error = &'static str;

    fn try_from([start, end]: [usize; 2]) -> Result<Self, Self::Error> {
        if end < start {
            return Err("the end of a range lies before its start");
        }
        Ok(Self { start, end })
    }
}

impl From<Span> for [usize; 2] {
    fn from(span: Span) -> Self {
        [span.start, span.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_that_ends_before_it_starts_is_empty_and_is_read_from_nowhere() {
        assert!(Span::new(5, 3).is_empty());
        assert_eq!((Span::new(5, 3).len(), Span::new(3, 5).len()), (0, 2));
        assert_eq!(serde_json::from_str::<Span>("[3, 5]").ok(), Some(Span::new(3, 5)));
        let error = serde_json::from_str::<Span>("[5, 3]").expect_err("reversed");
        assert!(error.to_string().contains("before its start"), "{error}");
    }
}

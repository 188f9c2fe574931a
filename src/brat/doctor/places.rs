//! Where in the text the words of an entity stand.

use unicode_normalization::char::is_combining_mark;

use super::sheet::MentionRow;
use crate::brat::base::Positions;
use crate::text::Span;

/// Most occurrences that are looked at; a text that occurs more often says nothing about its place.
const MANY: usize = 5_000;

/// Offsets of an entity, a pair a piece.
pub(super) type Ranges = Vec<(usize, usize)>;

/// A place where an entity's words stand.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub ranges: Ranges,
    /// It begins and ends where words do.
    pub is_whole: bool,
}

/// Whether a place between two characters is not inside a word. Scripts without spaces have an edge everywhere.
pub(super) fn is_edge(text: &str, byte: usize) -> bool {
    let (Some(before), Some(behind)) = (text.get(..byte), text.get(byte..)) else { return false };
    let (Some(left), Some(right)) = (before.chars().next_back(), behind.chars().next()) else { return true };
    let is_inside = |char: char| char.is_alphanumeric() || is_combining_mark(char);
    let is_unspaced = |char: char| {
        matches!(char, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
    };
    let joins = is_inside(left) && is_inside(right);
    !joins || (is_unspaced(left) || is_unspaced(right)) && !is_combining_mark(right)
}

/// Whether spans begin and end where words do.
pub(super) fn are_words(text: &str, spans: &[Span]) -> bool {
    let visible = spans.iter().all(|span| span.slice(text).is_some_and(|t| !t.is_empty() && t.trim() == t));
    let edges = spans.first().zip(spans.last());
    visible && edges.is_some_and(|(first, last)| is_edge(text, first.start) && is_edge(text, last.end))
}

/// The ranges moved by a distance; `None` where that leads before the start of the text.
pub(super) fn moved(ranges: &[(usize, usize)], by: isize) -> Option<Ranges> {
    ranges.iter().map(|&(s, e)| Some((s.checked_add_signed(by)?, e.checked_add_signed(by)?))).collect()
}

/// Whether the words of an entity stand at these ranges, and how.
pub(super) fn at(text: &str, positions: &Positions, ranges: Ranges, said: &str) -> Option<Place> {
    if !positions.fits_whole(&ranges, said) {
        return None;
    }
    let spans: Vec<Span> = ranges.iter().map(|range| positions.span(*range)).collect::<Option<_>>()?;
    Some(Place { is_whole: are_words(text, &spans), ranges })
}

/// Where the words of an entity stand; several pieces keep their distances. Only the first `MANY`, in the order of the
/// text.
pub(super) fn places(text: &str, positions: &Positions, mention: &MentionRow<'_>) -> Vec<Place> {
    let (Some(said), Some(&(start, end))) = (mention.words(), mention.ranges.first()) else { return Vec::new() };
    let is_one = mention.ranges.len() == 1;
    let first: String =
        if is_one { said.trim().to_owned() } else { said.chars().take(end.saturating_sub(start)).collect() };
    if first.trim().is_empty() {
        return Vec::new();
    }
    let found = text.match_indices(first.as_str()).take(MANY).filter_map(|(byte, _)| {
        let from = positions.offset(byte)?;
        if is_one {
            let to = positions.offset(byte + first.len())?;
            let span = Span::new(byte, byte + first.len());
            return Some(Place { ranges: vec![(from, to)], is_whole: are_words(text, &[span]) });
        }
        let by = isize::try_from(from).ok()?.checked_sub(isize::try_from(start).ok()?)?;
        at(text, positions, moved(&mention.ranges, by)?, said)
    });
    found.collect()
}

/// How far a place is from where an entity was said to be, in the units of its offsets; ahead is positive.
pub(super) fn distance(mention: &MentionRow<'_>, place: &Place) -> Option<isize> {
    let (from, to) = (mention.ranges.first()?.0, place.ranges.first()?.0);
    isize::try_from(to).ok()?.checked_sub(isize::try_from(from).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_edges_and_no_inside_ones() {
        let text = "Anna's Ёлка-2, café\u{301} 東京都 สวัสดี";
        let words = |word: &str| {
            let start = text.find(word).unwrap();
            are_words(text, &[Span::new(start, start + word.len())])
        };
        for word in ["Anna", "Anna's", "Ёлка", "2", "東京", "都", "café\u{301}"] {
            assert!(words(word), "{word}");
        }
        for part in ["Ann", "лка", "café", "caf", " "] {
            assert!(!words(part), "{part}");
        }
    }
}

//! Places in a text where a caret may stand, and where words begin and end. All offsets are bytes.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::text::Span;

/// How far a search for a word boundary looks; a "word" longer than this (base64, say) is cut there.
const REACH: usize = 400;

/// The nearest offset at or before `at` that is a character boundary inside the text.
pub fn floor_char(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// `at`, moved back to the start of the grapheme it would cut.
pub fn floor_grapheme(text: &str, at: usize) -> usize {
    let at = floor_char(text, at);
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => prev_grapheme(text, at),
        Ok(true) | Err(_) => at,
    }
}

pub fn next_grapheme(text: &str, at: usize) -> usize {
    let at = floor_char(text, at);
    GraphemeCursor::new(at, text.len(), true).next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

pub fn prev_grapheme(text: &str, at: usize) -> usize {
    let at = floor_char(text, at);
    GraphemeCursor::new(at, text.len(), true).prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

/// Words near `at`, ascending; what is not a word (spaces, marks) is left out.
fn words_near(text: &str, at: usize) -> Vec<Span> {
    let from = floor_char(text, at.saturating_sub(REACH));
    let to = floor_char(text, at.saturating_add(REACH));
    let window = text.get(from..to).unwrap_or_default();
    window.unicode_word_indices().map(|(i, word)| Span::new(from + i, from + i + word.len())).collect()
}

/// The word at an offset (also when the offset is its end), or the single grapheme there.
pub fn word_at(text: &str, at: usize) -> Span {
    let at = floor_char(text, at);
    let words = words_near(text, at);
    let inside = words.iter().find(|w| w.contains_offset(at));
    let touching = || words.iter().find(|w| w.end == at);
    match inside.or_else(touching) {
        Some(word) => *word,
        None => Span::new(floor_grapheme(text, at), next_grapheme(text, at)),
    }
}

/// The first word end after `at`.
pub fn next_word_end(text: &str, at: usize) -> usize {
    let mut from = at;
    while from < text.len() {
        if let Some(word) = words_near(text, from).into_iter().find(|w| w.end > at) {
            return word.end;
        }
        from = from.saturating_add(REACH);
    }
    text.len()
}

/// The last word end before `at`.
pub fn prev_word_end(text: &str, at: usize) -> usize {
    search_back(text, at, |w| w.end)
}

/// The first word start after `at`.
pub fn next_word_start(text: &str, at: usize) -> usize {
    let mut from = at;
    while from < text.len() {
        if let Some(word) = words_near(text, from).into_iter().find(|w| w.start > at) {
            return word.start;
        }
        from = from.saturating_add(REACH);
    }
    text.len()
}

/// The last word start before `at`.
pub fn prev_word_start(text: &str, at: usize) -> usize {
    search_back(text, at, |w| w.start)
}

fn search_back(text: &str, at: usize, edge: impl Fn(&Span) -> usize) -> usize {
    let mut from = at;
    loop {
        if let Some(found) = words_near(text, from).iter().rev().map(&edge).find(|e| *e < at) {
            return found;
        }
        if from == 0 {
            return 0;
        }
        from = from.saturating_sub(REACH);
    }
}

/// The word start closest to `at`.
pub fn snap_start(text: &str, at: usize) -> usize {
    words_near(text, at).iter().map(|w| w.start).min_by_key(|s| s.abs_diff(at)).unwrap_or(at)
}

/// The word end closest to `at`.
pub fn snap_end(text: &str, at: usize) -> usize {
    words_near(text, at).iter().map(|w| w.end).min_by_key(|e| e.abs_diff(at)).unwrap_or(at)
}

/// White space at both ends dropped; the caller's stretch of text when nothing else is in it.
pub fn trim(text: &str, span: Span) -> Span {
    let Some(slice) = span.slice(text) else { return span };
    let start = span.start + (slice.len() - slice.trim_start().len());
    let end = span.start + slice.trim_end().len();
    if start < end { Span::new(start, end) } else { span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_never_stand_inside_a_grapheme() {
        let text = "e\u{301}a👩‍👩‍👧b🇷🇺";
        assert_eq!(floor_grapheme(text, 1), 0);
        assert_eq!(next_grapheme(text, 0), 3);
        assert_eq!(&text[next_grapheme(text, 3)..next_grapheme(text, 4)], "👩‍👩‍👧");
        assert_eq!(prev_grapheme(text, text.len()), text.len() - "🇷🇺".len());
        assert_eq!(floor_grapheme(text, 9999), text.len());
    }

    #[test]
    fn words_are_found_from_inside_and_from_both_edges() {
        let text = "Lee Oswald, убил Кеннеди.";
        assert_eq!(word_at(text, 5).slice(text), Some("Oswald"));
        assert_eq!(word_at(text, 10).slice(text), Some("Oswald"));
        assert_eq!(word_at(text, 11).slice(text), Some(" "));
        assert_eq!(word_at(text, 13).slice(text), Some("убил"));
        assert_eq!(next_word_end(text, 3), 10);
        assert_eq!(prev_word_end(text, 10), 3);
        assert_eq!(next_word_start(text, 0), 4);
        assert_eq!(prev_word_start(text, 4), 0);
        assert_eq!(snap_end(text, 9), 10);
        assert_eq!(snap_start(text, 5), 4);
        assert_eq!(trim(text, Span::new(3, 12)).slice(text), Some("Oswald,"));
    }

    #[test]
    fn word_searches_end_also_without_words() {
        let text = " . ".repeat(2000);
        assert_eq!(next_word_end(&text, 10), text.len());
        assert_eq!(prev_word_start(&text, 3000), 0);
        assert_eq!(prev_word_end("", 0), 0);
    }

    proptest::proptest! {
        #[test]
        fn every_answer_is_a_character_boundary(text in "\\PC{0,60}", at in 0_usize..80) {
            for got in [floor_grapheme(&text, at), next_grapheme(&text, at), prev_grapheme(&text, at),
                next_word_end(&text, floor_char(&text, at)), prev_word_start(&text, floor_char(&text, at))] {
                proptest::prop_assert!(text.is_char_boundary(got), "{got} in {text:?}");
            }
            let word = word_at(&text, at);
            proptest::prop_assert!(word.slice(&text).is_some());
        }
    }
}

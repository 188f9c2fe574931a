//! Selections: words under the pointer, grapheme steps. Each looks at a window around its place, never at the whole text.

use unicode_segmentation::GraphemeCursor;

use super::Span;
use super::atoms::is_blank;
use super::lines::is_line_break;
use super::split::split;

/// How far a window reaches to either side, in bytes. Longer words are cut there.
const REACH: usize = 256;

/// White-space separated chunks taken to either side of a place, so that abbreviations see what follows them.
const CHUNKS: usize = 3;

/// The selection grown to whole words and shrunk by the white space around them; an empty span at its start where it
/// touches no word. Positions past the end or inside a character are moved back.
pub fn snap_to_words(text: &str, span: Span) -> Span {
    let start = text.floor_char_boundary(span.start);
    let end = text.floor_char_boundary(span.end.max(span.start)).max(start);
    let selected = text.get(start..end).unwrap_or_default();
    let first = start + selected.find(|char| !is_blank(char)).unwrap_or(selected.len());
    let last = start + selected.trim_end_matches(is_blank).len();
    if first >= last {
        return Span::new(start, start);
    }
    let before_last = text.floor_char_boundary(last - 1);
    let head = word_at(text, first).map_or(first, |word| word.start);
    let tail = word_at(text, before_last).map_or(last, |word| word.end);
    Span::new(head, tail)
}

/// The word that holds the byte, as [`split`] cuts it; `None` on white space and past the end.
pub fn word_at(text: &str, byte: usize) -> Option<Span> {
    let byte = text.floor_char_boundary(byte);
    if text.get(byte..)?.chars().next().is_none_or(is_blank) {
        return None;
    }
    let start = text.floor_char_boundary(byte.saturating_sub(REACH));
    let end = text.ceil_char_boundary(byte.saturating_add(REACH).min(text.len()));
    let before = text.get(start..byte)?.char_indices().rev();
    let after = text.get(byte..end)?.char_indices();
    let start = chunks(before).map_or(start, |(at, char)| start + at + char.len_utf8());
    let end = chunks(after).map_or(end, |(at, _)| byte + at);
    let words = split(text.get(start..end)?).into_iter().flat_map(|sentence| sentence.words);
    words.map(|word| Span::new(word.start + start, word.end + start)).find(|word| word.contains_offset(byte))
}

/// The character that ends the line, or the last chunk wanted.
fn chunks(mut chars: impl Iterator<Item = (usize, char)>) -> Option<(usize, char)> {
    let mut chunks = 0;
    let mut inside = true;
    chars.find(|&(_, char)| {
        let blank = is_blank(char);
        chunks += usize::from(blank && inside);
        inside = !blank;
        is_line_break(char) || chunks == CHUNKS
    })
}

/// The grapheme boundary after `byte`: where the cursor goes to the right. The text's length at its end.
pub fn next_grapheme(text: &str, byte: usize) -> usize {
    let byte = text.floor_char_boundary(byte);
    let (start, window) = window(text, byte);
    let mut cursor = GraphemeCursor::new(byte - start, window.len(), true);
    match cursor.next_boundary(window, 0) {
        Ok(Some(next)) => start + next,
        _ => text.len(),
    }
}

/// The grapheme boundary before `byte`: where the cursor goes to the left. 0 at the start.
pub fn prev_grapheme(text: &str, byte: usize) -> usize {
    let byte = text.floor_char_boundary(byte);
    let (start, window) = window(text, byte);
    let mut cursor = GraphemeCursor::new(byte - start, window.len(), true);
    match cursor.prev_boundary(window, 0) {
        Ok(Some(previous)) => start + previous,
        _ => 0,
    }
}

/// The text around `byte` and where it starts.
fn window(text: &str, byte: usize) -> (usize, &str) {
    let start = text.floor_char_boundary(byte.saturating_sub(REACH));
    let end = text.ceil_char_boundary(byte.saturating_add(REACH).min(text.len()));
    (start, text.get(start..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn snap(text: &str, start: usize, end: usize) -> &str {
        snap_to_words(text, Span::new(start, end)).slice(text).unwrap()
    }

    #[test]
    fn a_selection_grows_to_words_and_drops_spaces() {
        let text = "Anna Smith works in Berlin.";
        assert_eq!(snap(text, 2, 8), "Anna Smith");
        assert_eq!(snap(text, 4, 11), "Smith");
        assert_eq!(snap(text, 22, 24), "Berlin");
        assert_eq!(snap(text, 4, 5), "");
        assert_eq!(snap(text, 20, 9_999), "Berlin.");
        assert_eq!(snap("", 3, 1), "");
        assert_eq!(snap("Иван Петров", 1, 12), "Иван Петров");
    }

    #[test]
    fn the_word_under_the_pointer_is_found() {
        let text = "in the U.S. Senate,\nдиректор «Газпрома»";
        let at = |needle: &str| word_at(text, text.find(needle).unwrap()).and_then(|span| span.slice(text));
        assert_eq!(at("S. S"), Some("U.S."));
        assert_eq!(at("nate"), Some("Senate"));
        assert_eq!(at(","), Some(","));
        assert_eq!(at("зпром"), Some("Газпрома"));
        assert_eq!(at(" the"), None);
        assert_eq!(word_at(text, text.len()), None);
    }

    #[test]
    fn every_word_is_found_as_the_whole_text_has_it() {
        let text = "Dr. J. K. Rowling, of Acme Inc., didn't pay $160,000 to U.S. firms. \"Why?\" She left at 10 a.m. on Monday.\n\n\
                    А. С. Пушкин жил на ул. Арбат, д. 5, с 1831 г. и т.д. «Куда?» — спросил он; почта: i@ya.ru.\n";
        for word in split(text).into_iter().flat_map(|sentence| sentence.words) {
            let starts = word.slice(text).unwrap().char_indices().map(|(at, _)| word.start + at);
            for byte in starts {
                assert_eq!(word_at(text, byte).and_then(|span| span.slice(text)), word.slice(text), "byte {byte}");
            }
        }
    }

    #[test]
    fn a_line_without_spaces_is_looked_at_in_a_window() {
        let text = "ж".repeat(1_000_000);
        let word = word_at(&text, 1_000_000).unwrap();
        assert!(word.contains_offset(1_000_000) && word.len() <= 2 * REACH + 4);
    }

    #[test]
    fn steps_go_by_grapheme() {
        let text = "е\u{301}👩‍🚀x";
        assert_eq!(next_grapheme(text, 0), 4);
        assert_eq!(next_grapheme(text, 4), 4 + "👩‍🚀".len());
        assert_eq!(next_grapheme(text, text.len()), text.len());
        assert_eq!(prev_grapheme(text, text.len()), text.len() - 1);
        assert_eq!(prev_grapheme(text, text.len() - 1), 4);
        assert_eq!(prev_grapheme(text, 0), 0);
    }

    proptest! {
        #[test]
        fn selections_and_steps_stay_inside(text in "[ a-cа-в.\\-\n'👩🚀\u{200d}\u{301}]{0,40}", a in 0usize..120, b in 0usize..120) {
            let snapped = snap_to_words(&text, Span::new(a, b));
            let slice = snapped.slice(&text).unwrap();
            prop_assert_eq!(slice, slice.trim());
            let a = text.floor_char_boundary(a);
            prop_assert!(next_grapheme(&text, a) > a || a == text.len());
            prop_assert!(prev_grapheme(&text, a) < a || a == 0);
        }
    }
}

//! The words around something: its context, and the sentence that it stands in.

use crate::text::{Span, split};

/// Code points of context on either side.
const CONTEXT: usize = 90;
/// Code points of a keyword; what is longer (two ends far apart) is shortened in its middle.
const KEYWORD: usize = 140;

/// A keyword in its context, on one line: line breaks are spaces. The context is cut between words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub left: String,
    pub key: String,
    pub right: String,
    /// The byte of `left` at which the keyword's own sentence begins, and that of `right` at which it ends.
    own: (usize, usize),
    /// Whether that sentence begins before `left`, and ends after `right`.
    is_cut: (bool, bool),
}

impl Line {
    pub fn around(text: &str, span: Span) -> Self {
        let before = text.get(..span.start).unwrap_or_default();
        let after = text.get(span.end..).unwrap_or_default();
        let left = last_words(before, CONTEXT);
        let right = first_words(after, CONTEXT);
        let (from, to) = (span.start - left.len(), span.end + right.len());
        let sentence = sentence_of(text, span, from, to);
        let own_left = flat(text.get(from..sentence.start).unwrap_or_default());
        let own_right = flat(text.get(span.end..sentence.end).unwrap_or_default());
        Self {
            left: flat(left),
            key: short(span.slice(text).unwrap_or_default()),
            right: flat(right),
            own: (own_left.len(), own_right.trim_end().len()),
            is_cut: (
                is_blank(text, from, sentence.start) && from > 0 && !begins_anew(text, sentence.start),
                is_blank(text, sentence.end, to) && to < text.len() && !ends_here(text, sentence.end),
            ),
        }
    }

    /// What of the keyword's own sentence stands before it (at most so many code points), and after it; with dots where
    /// more of that sentence is there.
    pub fn sentence(&self, before: usize) -> (String, String) {
        let own = self.left.get(self.own.0..).unwrap_or_default();
        let shown = last_words(own, before).trim_start();
        let more = shown.len() < own.trim_start().len() || self.is_cut.0;
        let rest = self.right.get(..self.own.1).unwrap_or_default();
        let head = if more { format!("… {shown}") } else { shown.to_owned() };
        let tail = if self.is_cut.1 { format!("{rest} …") } else { rest.to_owned() };
        (head, tail)
    }

    /// The same without what stands before and after the keyword's own sentence.
    pub fn own(&self) -> Self {
        let left = self.left.get(self.own.0..).unwrap_or_default().to_owned();
        let right = self.right.get(..self.own.1).unwrap_or_default().to_owned();
        let own = (0, right.len());
        Self { left, right, own, key: self.key.clone(), is_cut: self.is_cut }
    }

    /// The sentence on one line, around what is looked for.
    pub fn quotation(&self, before: usize) -> String {
        let (head, tail) = self.sentence(before);
        format!("{head}{}{tail}", self.key).trim().to_owned()
    }
}

/// The end of a text, at most so many code points, from the beginning of a word.
pub fn last_words(text: &str, count: usize) -> &str {
    let Some((from, _)) = text.char_indices().rev().nth(count.saturating_sub(1)).filter(|(at, _)| *at > 0) else {
        return text;
    };
    let (cut, kept) = (text.get(..from).unwrap_or_default(), text.get(from..).unwrap_or_default());
    if cut.ends_with(char::is_whitespace) || kept.starts_with(char::is_whitespace) {
        return kept;
    }
    // One word without an end is cut all the same.
    kept.find(char::is_whitespace).map_or(kept, |at| kept.get(at..).unwrap_or_default())
}

/// The beginning of a text, at most so many code points, to the end of a word.
pub fn first_words(text: &str, count: usize) -> &str {
    let Some((to, _)) = text.char_indices().nth(count) else { return text };
    let (kept, cut) = (text.get(..to).unwrap_or_default(), text.get(to..).unwrap_or_default());
    if cut.starts_with(char::is_whitespace) || kept.ends_with(char::is_whitespace) {
        return kept;
    }
    kept.rfind(char::is_whitespace).map_or(kept, |at| kept.get(..at).unwrap_or_default())
}

/// Bytes of a keyword that are looked at to see which sentence it begins and ends in.
const LOOKED_AT: usize = 600;

/// From where the sentence of a keyword begins to where its sentence ends, as far as that is within `from` and `to`.
fn sentence_of(text: &str, span: Span, from: usize, to: usize) -> Span {
    let is_long = span.end - span.start > LOOKED_AT;
    let head = if is_long { text.floor_char_boundary(span.start + LOOKED_AT / 2) } else { to };
    let tail = if is_long { text.ceil_char_boundary(span.end - LOOKED_AT / 2) } else { from };
    let sentences = |from: usize, to: usize| {
        let found = split(text.get(from..to).unwrap_or_default()).into_iter();
        found.map(move |s| Span::new(s.span.start + from, s.span.end + from))
    };
    let start = sentences(from, head).map(|s| s.start).take_while(|start| *start <= span.start).last();
    let end = sentences(tail, to).map(|s| s.end).find(|end| *end >= span.end);
    Span::new(start.unwrap_or(span.start).max(from), end.unwrap_or(to).min(to).max(span.end))
}

fn is_blank(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_none_or(|between| between.trim().is_empty())
}

/// Whether a sentence may begin here: another has ended before, or a paragraph.
fn begins_anew(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let end = before.trim_end().len();
    ends_here(text, end) || before.get(end..).is_some_and(|gap| gap.matches('\n').count() > 1)
}

fn ends_here(text: &str, at: usize) -> bool {
    text.get(..at).unwrap_or_default().ends_with(['.', '!', '?', '…', '"', '»', '”'])
}

/// Every run of white space as one space, also at the ends.
pub(super) fn flat(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            flat.push(c);
        } else if !flat.ends_with(' ') {
            flat.push(' ');
        }
    }
    flat
}

/// The text on one line, without its middle where it is long. Looks at no more of it than it shows.
pub(super) fn short(text: &str) -> String {
    let half = KEYWORD / 2;
    let cut = (text.char_indices().nth(half), text.char_indices().rev().nth(half - 1));
    match cut {
        (Some((head, _)), Some((tail, _))) if text.char_indices().nth(KEYWORD).is_some() => {
            let part = |piece: Option<&str>| flat(piece.unwrap_or_default());
            format!("{} … {}", part(text.get(..head)).trim_end(), part(text.get(tail..)).trim_start())
        }
        _ => flat(text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_stays_on_one_line() {
        let text = "One\r\nline,  then\tthe keyword\nand\n\nmore 🎻.";
        let at = text.find("keyword").expect("there");
        let line = Line::around(text, Span::new(at, at + 7));
        assert_eq!((line.left.as_str(), line.key.as_str()), ("One line, then the ", "keyword"));
        assert_eq!(line.right, " and more 🎻.");
    }

    #[test]
    fn a_hit_quotes_its_own_sentence_cut_between_words() {
        let text = "The weather was bad. Anna Smirnova, who had been waiting for hours at the station of the small town \
                    near the border, met Boris. Nobody saw it. Then, after a while that seemed to him much longer \
                    than it can have been in truth, Boris left the town for good and never came back to it.";
        let line = |word: &str| {
            let at = text.rfind(word).expect("there");
            Line::around(text, Span::new(at, at + word.len()))
        };
        assert_eq!(
            line("Anna").quotation(30),
            "Anna Smirnova, who had been waiting for hours at the station of the small town near the …"
        );
        assert_eq!(line("met Boris").quotation(30), "… small town near the border, met Boris.");
        assert_eq!(line("Nobody").quotation(30), "Nobody saw it.");
        let (before, after) = line("left").sentence(30);
        assert_eq!(
            (before.as_str(), after.as_str()),
            ("… can have been in truth, Boris ", " the town for good and never came back to it.")
        );
        // Russian, a line break within the sentence, and the very beginning and end.
        let text = "Шёл дождь. Анна\nжила в Твери.";
        let at = text.find("Твери").expect("there");
        let line = Line::around(text, Span::new(at, at + "Твери".len()));
        assert!(line.quotation(30).ends_with("жила в Твери."), "{line:?}");
        assert!(!line.quotation(30).contains("дождь"), "{line:?}");
    }

    #[test]
    fn words_are_whole_unless_there_is_but_one() {
        assert_eq!((last_words("one two three", 7), first_words("one two three", 6)), (" three", "one"));
        assert_eq!((last_words("one two", 3), first_words("one two", 3)), ("two", "one"));
        assert_eq!((last_words("онодлинное", 4), first_words("онодлинное", 4)), ("нное", "онод"));
        assert_eq!((last_words("", 4), first_words("a", 4)), ("", "a"));
    }

    proptest! {
        #[test]
        fn context_is_cut_between_characters(text in "[а-я🎻\\u{301} \\n]{0,300}", a in 0..300usize, b in 0..300usize) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let place = |i: usize| places.get(i % places.len()).copied().unwrap_or(0);
            let span = Span::new(place(a).min(place(b)), place(a).max(place(b)));
            let line = Line::around(&text, span);
            prop_assert!(line.left.chars().count() <= CONTEXT && line.right.chars().count() <= CONTEXT);
            prop_assert!(line.key.chars().count() <= KEYWORD + 3);
            let all = flat(&text);
            prop_assert!(all.contains(line.left.trim()));
            let (head, tail) = line.sentence(30);
            prop_assert!(all.contains(head.trim_start_matches('…').trim()) && all.contains(tail.trim_end_matches('…').trim()));
        }
    }
}

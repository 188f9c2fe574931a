//! The stretch of text that supports a relation, with its two ends marked.

use std::borrow::Cow;

use crate::domain::{Document, Fragments, Relation};
use crate::text::Span;

/// Longer quotations are cut before the first and after the last end, to about this many bytes on either side.
const CONTEXT: usize = 220;

/// Longer stretches between and inside the ends are cut in the middle. A quotation never grows with its sentence: a map
/// of many relations in one long sentence would else hold that sentence as often.
const LONGEST: usize = 3 * CONTEXT;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Plain,
    Head,
    Tail,
    /// Where both ends cover the same words.
    Both,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    pub span: Span,
    pub parts: Vec<(Part, String)>,
    /// Words were left out there.
    pub cut_before: bool,
    pub cut_after: bool,
}

impl Quote {
    /// Without marks, in quotation marks.
    pub fn plain(&self) -> String {
        format!("“{}”", self.cut())
    }

    /// Without marks, with single spaces between words.
    pub fn one_line(&self) -> String {
        self.cut().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn cut(&self) -> String {
        let words: String = self.parts.iter().map(|(_, text)| text.as_str()).collect();
        let (before, after) = (if self.cut_before { "… " } else { "" }, if self.cut_after { " …" } else { "" });
        format!("{before}{words}{after}")
    }
}

/// The sentence of head and tail, or both sentences without what stands between them, or the lines where no sentence is known. `None` for a relation without ends.
pub fn quote(document: &Document, sentences: &[Span], relation: &Relation) -> Option<Quote> {
    let annotations = &document.annotations;
    let (head, tail) = (annotations.mention(relation.head)?, annotations.mention(relation.tail)?);
    Some(quote_ends(&document.text, sentences, &head.fragments, &tail.fragments))
}

/// The same for two ends that no document holds.
pub fn quote_ends(text: &str, sentences: &[Span], head: &Fragments, tail: &Fragments) -> Quote {
    let core = head.cover().cover(tail.cover());
    let whole = passage(text, sentences, core);
    let span = shorten(text, whole, core);
    let parts = split(text, span, head, tail, between(sentences, head, tail));
    Quote { span, parts, cut_before: span.start > whole.start, cut_after: span.end < whole.end }
}

/// What whole sentences stand between those of the two ends.
fn between(sentences: &[Span], head: &Fragments, tail: &Fragments) -> Option<Span> {
    let (head, tail) = (head.cover(), tail.cover());
    let (first, second) = if head.start <= tail.start { (head, tail) } else { (tail, head) };
    let first = sentences.iter().rfind(|sentence| sentence.overlaps(first))?;
    let second = sentences.iter().find(|sentence| sentence.overlaps(second))?;
    let any = sentences.iter().any(|sentence| sentence.start >= first.end && sentence.end <= second.start);
    any.then(|| Span::new(first.end, second.start))
}

/// The sentences that a range touches, or its lines where no sentence is known, without the white space around them.
pub(super) fn passage(text: &str, sentences: &[Span], core: Span) -> Span {
    let touching = sentences.iter().filter(|sentence| sentence.overlaps(core) || sentence.contains(core));
    let covered =
        touching.fold(None, |all: Option<Span>, sentence| Some(all.map_or(*sentence, |all| all.cover(*sentence))));
    let span = covered.map_or_else(|| lines(text, core), |covered| covered.cover(core));
    trim(text, span, core)
}

fn lines(text: &str, core: Span) -> Span {
    let before = text.get(..core.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let after = text.get(core.end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| core.end + at);
    Span::new(before, after)
}

/// Without white space at the ends, but never into the marked words.
fn trim(text: &str, span: Span, core: Span) -> Span {
    let slice = span.slice(text).unwrap_or_default();
    let start = span.start + (slice.len() - slice.trim_start().len());
    let end = span.end - (slice.len() - slice.trim_end().len());
    Span::new(start.min(core.start), end.max(core.end))
}

fn shorten(text: &str, whole: Span, core: Span) -> Span {
    let mut span = whole;
    if core.start.saturating_sub(whole.start) > CONTEXT {
        let from = text.floor_char_boundary(core.start - CONTEXT);
        let skip = text.get(from..core.start).and_then(|s| s.find(char::is_whitespace)).map_or(0, |at| at + 1);
        span.start = from + skip;
    }
    if whole.end.saturating_sub(core.end) > CONTEXT {
        let to = text.floor_char_boundary(core.end + CONTEXT);
        span.end = text.get(core.end..to).and_then(|s| s.rfind(char::is_whitespace)).map_or(to, |at| core.end + at);
    }
    span
}

fn split(text: &str, span: Span, head: &Fragments, tail: &Fragments, left_out: Option<Span>) -> Vec<(Part, String)> {
    let mut cuts: Vec<usize> = head.iter().chain(tail.iter()).flat_map(|s| [s.start, s.end]).collect();
    cuts.extend([span.start, span.end]);
    cuts.extend(left_out.into_iter().flat_map(|s| [s.start, s.end]));
    cuts.retain(|cut| (span.start..=span.end).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let inside = |fragments: &Fragments, piece: Span| fragments.iter().any(|fragment| fragment.contains(piece));
    let mut parts: Vec<(Part, String)> = Vec::new();
    for pair in cuts.windows(2) {
        let piece = Span::new(pair[0], pair[1]);
        if left_out.is_some_and(|left_out| left_out.contains(piece)) {
            parts.push((Part::Plain, " … ".to_owned()));
            continue;
        }
        let part = match (inside(head, piece), inside(tail, piece)) {
            (true, true) => Part::Both,
            (true, false) => Part::Head,
            (false, true) => Part::Tail,
            (false, false) => Part::Plain,
        };
        // A quotation is one paragraph: line breaks of the source would tear it.
        let words = cut_in_the_middle(piece.slice(text).unwrap_or_default());
        parts.push((part, words.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()));
    }
    parts
}

/// The beginning and the end of what is too long, cut at words where there are any.
fn cut_in_the_middle(words: &str) -> Cow<'_, str> {
    if words.len() <= LONGEST {
        return Cow::Borrowed(words);
    }
    let until = words.floor_char_boundary(CONTEXT);
    let until = words.get(..until).and_then(|s| s.rfind(char::is_whitespace)).unwrap_or(until);
    let from = words.ceil_char_boundary(words.len() - CONTEXT);
    let from = words.get(from..).and_then(|s| s.find(char::is_whitespace)).map_or(from, |at| from + at);
    let (before, after) = (words.get(..until).unwrap_or_default(), words.get(from..).unwrap_or_default());
    Cow::Owned(format!("{} … {}", before.trim_end(), after.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Origin;
    use crate::map::fixture::Fixture;

    fn text_of(quote: &Quote) -> String {
        quote.parts.iter().map(|(_, text)| text.as_str()).collect()
    }

    fn marked(quote: &Quote, part: Part) -> Vec<&str> {
        quote.parts.iter().filter(|(p, _)| *p == part).map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn a_sentence_is_quoted_with_both_ends_marked() {
        let mut f = Fixture::new("Before. Ann met Bob\nin Rome. After.");
        let (ann, bob) = (f.mention("Ann", "Peop"), f.mention("Bob", "Peop"));
        let id = f.relation(ann, bob, "Likes", Origin::Human);
        let relation = f.document.annotations.relation(id).expect("there").clone();
        let sentences = [Span::new(0, 8), Span::new(8, 28), Span::new(28, 35)];
        let found = quote(&f.document, &sentences, &relation).expect("ends exist");
        assert_eq!(text_of(&found), "Ann met Bob in Rome.");
        assert_eq!(marked(&found, Part::Head), ["Ann"]);
        assert_eq!(marked(&found, Part::Tail), ["Bob"]);
        let line = quote(&f.document, &[], &relation).expect("ends exist");
        assert_eq!(text_of(&line), "Before. Ann met Bob", "the line, where no sentence is known");
    }

    #[test]
    fn ends_in_two_sentences_quote_both_and_nesting_is_marked() {
        let mut f = Fixture::new("University of Moscow. It is old.");
        let (university, city) = (f.mention("University of Moscow", "Org"), f.mention("Moscow", "Loc"));
        let it = f.mention("It", "Org");
        let nested = f.relation(university, city, "In", Origin::Human);
        let far = f.relation(it, city, "In", Origin::Human);
        let sentences = [Span::new(0, 21), Span::new(22, 32)];
        let get = |id| f.document.annotations.relation(id).expect("there").clone();
        let found = quote(&f.document, &sentences, &get(nested)).expect("ends");
        assert_eq!((marked(&found, Part::Head), marked(&found, Part::Both)), (vec!["University of "], vec!["Moscow"]));
        assert_eq!(text_of(&quote(&f.document, &sentences, &get(far)).expect("ends")), &*f.document.text);
    }

    #[test]
    fn sentences_between_the_two_are_left_out() {
        let mut f = Fixture::new("Ann left. It rained all day. Nobody came. Bob stayed in.");
        let (ann, bob) = (f.mention("Ann", "Peop"), f.mention("Bob", "Peop"));
        let id = f.relation(bob, ann, "Likes", Origin::Human);
        let relation = f.document.annotations.relation(id).expect("there").clone();
        let sentences = [Span::new(0, 9), Span::new(10, 28), Span::new(29, 41), Span::new(42, 56)];
        let found = quote(&f.document, &sentences, &relation).expect("ends exist");
        assert_eq!(text_of(&found), "Ann left. … Bob stayed in.");
        assert_eq!((marked(&found, Part::Head), marked(&found, Part::Tail)), (vec!["Bob"], vec!["Ann"]));
        assert_eq!(found.span, Span::new(0, 56));
    }

    #[test]
    fn what_stands_between_far_ends_is_cut_in_the_middle() {
        let filler = "слово ".repeat(2_000);
        let mut f = Fixture::new(&format!("Ann {filler}met Bob."));
        let (ann, bob) = (f.mention("Ann", "Peop"), f.mention("Bob", "Peop"));
        let id = f.relation(ann, bob, "Likes", Origin::Human);
        let relation = f.document.annotations.relation(id).expect("there").clone();
        let found = quote(&f.document, &[Span::new(0, f.document.text.len())], &relation).expect("ends");
        let text = text_of(&found);
        assert!(text.len() < LONGEST && text.starts_with("Ann слово ") && text.ends_with("слово met Bob."), "{text}");
        assert!(text.contains("слово … слово") && !found.cut_before && !found.cut_after);
        assert_eq!((marked(&found, Part::Head), marked(&found, Part::Tail)), (vec!["Ann"], vec!["Bob"]));
        assert_eq!(cut_in_the_middle(&"я".repeat(5_000)).chars().filter(|c| *c == 'я').count(), 2 * CONTEXT / 2);
    }

    #[test]
    fn long_passages_are_cut_at_words() {
        let filler = "слово ".repeat(200);
        let mut f = Fixture::new(&format!("{filler}Ann met Bob {filler}"));
        let (ann, bob) = (f.mention("Ann", "Peop"), f.mention("Bob", "Peop"));
        let id = f.relation(ann, bob, "Likes", Origin::Human);
        let relation = f.document.annotations.relation(id).expect("there").clone();
        let found = quote(&f.document, &[], &relation).expect("ends");
        assert!(found.cut_before && found.cut_after);
        let text = text_of(&found);
        assert!(text.len() < 2 * CONTEXT + 40 && text.starts_with("слово ") && text.ends_with("слово"), "{text}");
    }
}

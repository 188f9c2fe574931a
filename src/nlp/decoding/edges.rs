//! Spans of one type that differ by punctuation at an edge are one entity: «Газпром» with and without its quotes.

use std::collections::HashMap;

use crate::nlp::{SentenceScores, SpanScore};

/// Whether a word is nothing but quotes, brackets or full stops, and so no part of a name at its edge.
#[must_use]
pub fn is_edge(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|char| "\"'`´«»‹›“”„‟‘’‚()[]{}<>.…".contains(char))
}

/// The span without such words at its edges; all of it when nothing would be left.
fn core<W: AsRef<str>>(span: &SpanScore, words: &[W]) -> (u32, u32) {
    let edge = |at: u32| words.get(at as usize).is_some_and(|word| is_edge(word.as_ref()));
    let (mut start, mut end) = (span.start, span.end);
    while start < end && edge(start) {
        start += 1;
    }
    while start < end && edge(end - 1) {
        end -= 1;
    }
    if start < end { (start, end) } else { (span.start, span.end) }
}

/// Keeps the best of every group of doubles, the narrower of equal ones; relations of the others go with them.
pub(super) fn join<W: AsRef<str>>(scores: &mut SentenceScores, words: &[W]) {
    let mut best: HashMap<(u16, (u32, u32)), usize> = HashMap::new();
    for (index, span) in scores.spans.iter().enumerate() {
        let slot = best.entry((span.class, core(span, words))).or_insert(index);
        // Spans come narrow first, so an equal one that comes later is wider.
        if span.score > scores.spans[*slot].score {
            *slot = index;
        }
    }
    if best.len() == scores.spans.len() {
        return;
    }
    let mut kept: Vec<usize> = best.into_values().collect();
    kept.sort_unstable();
    let place: HashMap<usize, u32> = kept.iter().copied().zip(0..).collect();
    let mut index = 0;
    scores.spans.retain(|_| {
        index += 1;
        place.contains_key(&(index - 1))
    });
    let moved = |old: u32| place.get(&(old as usize)).copied();
    scores.pairs.retain_mut(|pair| match (moved(pair.head), moved(pair.tail)) {
        (Some(head), Some(tail)) => {
            (pair.head, pair.tail) = (head, tail);
            true
        }
        _ => false,
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::{pairs, span};
    use super::*;

    #[test]
    fn the_best_of_doubles_stays_with_its_relations() {
        let words = ["«", "Газпром", "»", "и", "Миллер", "."];
        let spans =
            vec![span(1, 2, 2, 0.8), span(4, 5, 1, 0.9), span(0, 2, 2, 0.7), span(4, 6, 1, 0.9), span(0, 3, 2, 0.95)];
        let mut scores = SentenceScores { spans, pairs: pairs(5) };
        join(&mut scores, &words);
        assert_eq!(scores.spans.iter().map(|s| (s.start, s.end)).collect::<Vec<_>>(), [(4, 5), (0, 3)]);
        assert_eq!(scores.pairs.iter().map(|p| (p.head, p.tail)).collect::<Vec<_>>(), [(0, 1), (1, 0)]);
    }

    #[test]
    fn nested_names_other_types_and_mere_punctuation_stay() {
        let words = ["Bank", "of", "Georgia", "(", "."];
        let spans =
            vec![span(2, 3, 1, 0.9), span(2, 4, 2, 0.9), span(3, 4, 1, 0.6), span(4, 5, 1, 0.5), span(0, 3, 1, 0.9)];
        let mut scores = SentenceScores { spans, pairs: pairs(5) };
        let before = scores.clone();
        join(&mut scores, &words);
        assert_eq!(scores, before);
        assert!(["«", "...", ")", "’"].iter().all(|word| is_edge(word)));
        assert!(!["", ",", "A.", "%", "-"].iter().any(|word| is_edge(word)));
    }
}

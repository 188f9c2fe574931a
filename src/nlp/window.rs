//! Sentences longer than the encoder's positions: overlapping windows at word boundaries, and their scores made one.

use std::collections::HashMap;
use std::ops::Range;

use super::encode::EncodedWords;
use super::{PairScore, SentenceScores, SpanScore};

/// Cuts a sentence into ranges of words whose subwords, with `[CLS]` and `[SEP]`, fit into `positions`.
///
/// Neighbours overlap by at least `overlap` words (the widest span, so that no candidate is cut in two) and about a
/// quarter of a window (so that words have context on both sides), as long as half a window suffices for that. A word
/// of more subwords than a window holds counts as that many: its encoding is cut short, the word itself is scored.
#[must_use]
pub fn windows(encoded: &EncodedWords, positions: usize, overlap: usize) -> Vec<Range<usize>> {
    let room = positions.saturating_sub(2).max(1);
    let lengths: Vec<usize> = encoded.words.iter().map(|word| word.len().min(room)).collect();
    let mut windows = Vec::new();
    let mut start = 0;
    loop {
        let end = start + fitting(lengths[start..].iter(), room);
        windows.push(start..end);
        let Some(&next_length) = lengths.get(end) else {
            return windows;
        };
        // Walk back as far as wanted, but let the next window reach at least one word further than this one.
        let mut next = end;
        let mut shared = 0;
        while next > start + 1 {
            let longer = shared + lengths[next - 1];
            let enough = end - next >= overlap && shared >= room / 4;
            if enough || longer > room / 2 || longer + next_length > room {
                break;
            }
            next -= 1;
            shared = longer;
        }
        start = next;
    }
}

fn fitting<'a>(lengths: impl Iterator<Item = &'a usize>, room: usize) -> usize {
    let mut used = 0;
    lengths
        .take_while(|&&length| {
            used += length;
            used <= room
        })
        .count()
}

/// Makes one sentence of its windows' scores; `parts` are the first word of each window and its scores.
///
/// A span or pair that several windows saw keeps its highest score. Spans come out width-major again.
#[must_use]
pub fn merge(parts: Vec<(usize, SentenceScores)>) -> SentenceScores {
    if parts.len() == 1 && parts.first().is_some_and(|(first, _)| *first == 0) {
        return parts.into_iter().next().map(|(_, scores)| scores).unwrap_or_default();
    }
    let mut spans: HashMap<(u32, u32), SpanScore> = HashMap::new();
    let mut pairs: HashMap<[(u32, u32); 2], Vec<f32>> = HashMap::new();
    for (first_word, scores) in parts {
        let shift = u32::try_from(first_word).unwrap_or(u32::MAX);
        let place = |span: &SpanScore| (span.start.saturating_add(shift), span.end.saturating_add(shift));
        for pair in scores.pairs {
            let (Some(head), Some(tail)) = (scores.spans.get(pair.head as usize), scores.spans.get(pair.tail as usize))
            else {
                continue;
            };
            let slot = pairs.entry([place(head), place(tail)]).or_default();
            if best(&pair.probs) > best(slot) {
                *slot = pair.probs;
            }
        }
        for span in scores.spans {
            let (start, end) = place(&span);
            match spans.get(&(start, end)) {
                Some(other) if other.score >= span.score => {}
                _ => {
                    spans.insert((start, end), SpanScore { start, end, ..span });
                }
            }
        }
    }
    let mut spans: Vec<SpanScore> = spans.into_values().collect();
    spans.sort_by_key(|span| (span.end - span.start, span.start));
    let index: HashMap<(u32, u32), u32> = spans.iter().zip(0_u32..).map(|(s, i)| ((s.start, s.end), i)).collect();
    let mut pairs: Vec<PairScore> = pairs
        .into_iter()
        .filter_map(|([head, tail], probs)| {
            Some(PairScore { head: *index.get(&head)?, tail: *index.get(&tail)?, probs })
        })
        .collect();
    pairs.sort_by_key(|pair| (pair.head, pair.tail));
    SentenceScores { spans, pairs }
}

fn best(probs: &[f32]) -> f32 {
    probs.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(lengths: &[usize]) -> EncodedWords {
        let mut encoded = EncodedWords::default();
        for &length in lengths {
            let start = encoded.ids.len();
            encoded.ids.resize(start + length, 7);
            encoded.words.push(start..start + length);
            encoded.cases.push(0);
        }
        encoded
    }

    #[test]
    fn a_sentence_that_fits_is_one_window() {
        assert_eq!(windows(&words(&[2, 3, 3]), 10, 10), std::slice::from_ref(&(0..3)));
        assert_eq!(windows(&words(&[2, 3, 4]), 10, 1).len(), 2);
    }

    proptest! {
        #[test]
        fn windows_cover_every_word_fit_and_move_on(
            lengths in prop::collection::vec(1_usize..30, 1..300), positions in 12_usize..80, overlap in 0_usize..12,
        ) {
            let encoded = words(&lengths);
            let windows = windows(&encoded, positions, overlap);
            prop_assert_eq!(windows[0].start, 0);
            prop_assert_eq!(windows.last().unwrap().end, lengths.len());
            for window in &windows {
                let used: usize = lengths[window.clone()].iter().map(|&l| l.min(positions - 2)).sum();
                prop_assert!(!window.is_empty() && used <= positions - 2);
            }
            for pair in windows.windows(2) {
                prop_assert!(pair[1].start > pair[0].start && pair[1].end > pair[0].end);
                prop_assert!(pair[1].start <= pair[0].end);
            }
        }

        #[test]
        fn one_subword_words_overlap_by_the_widest_span(count in 100_usize..400) {
            let windows = windows(&words(&vec![1; count]), 62, 10);
            for pair in windows.windows(2) {
                prop_assert!(pair[0].end - pair[1].start >= 10);
            }
        }
    }

    #[test]
    fn the_higher_score_of_two_windows_stays() {
        let span = |start, score| SpanScore { start, end: start + 1, class: 1, score, probs: vec![1.0 - score, score] };
        let scores = |spans, probs: f32| SentenceScores {
            spans,
            pairs: vec![PairScore { head: 0, tail: 1, probs: vec![probs] }],
        };
        let merged = merge(vec![
            (0, scores(vec![span(4, 0.6), span(5, 0.9)], 0.2)),
            (4, scores(vec![span(0, 0.8), span(1, 0.7), span(9, 0.5)], 0.3)),
        ]);
        let found: Vec<_> = merged.spans.iter().map(|s| (s.start, s.score)).collect();
        assert_eq!(found, [(4, 0.8), (5, 0.9), (13, 0.5)]);
        assert_eq!(merged.pairs, [PairScore { head: 0, tail: 1, probs: vec![0.3] }]);
    }
}

//! Sentences that are encoded together: whole neighbouring sentences of a document, so that each is read in its context and
//! pairs across sentences can be scored.
//!
//! ```text
//! sentences → Windows → one input a window → (model) → scores of the window → split → TextScores
//! ```

use std::collections::HashMap;
use std::ops::Range;

use super::encode::EncodedWords;
use super::{AcrossPair, PairScore, SentenceScores, SpanPlace, SpanScore};

/// How much one input holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Words; 0 puts every sentence into a window of its own.
    pub words: usize,
    /// Subwords, without the special ones.
    pub subwords: usize,
    /// Sentences that neighbouring windows have in common, as long as they are at most half of a window: every pair of
    /// sentences that is no further apart then stands in one.
    pub shared: usize,
}

/// What a sentence takes of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Its words.
    pub words: usize,
    /// Its subwords.
    pub subwords: usize,
}

impl Size {
    /// That of an encoded sentence.
    #[must_use]
    pub fn of(encoded: &EncodedWords) -> Self {
        Self { words: encoded.words.len(), subwords: encoded.ids.len() }
    }
}

/// The windows of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Windows {
    all: Vec<Range<usize>>,
    /// Words before each sentence, and of all.
    words: Vec<usize>,
}

impl Windows {
    /// Cuts a document into runs of whole sentences. A sentence that is longer than a window stands alone; the last window
    /// is filled from behind, so that the end of a document has context too.
    #[must_use]
    pub fn new(sizes: &[Size], limits: Limits) -> Self {
        let sums = |of: fn(&Size) -> usize| -> Vec<usize> {
            let mut sums = vec![0];
            for size in sizes {
                sums.push(sums.last().copied().unwrap_or(0) + of(size));
            }
            sums
        };
        let (words, subwords) = (sums(|size| size.words), sums(|size| size.subwords));
        let within = |sums: &[usize], range: &Range<usize>| sums[range.end] - sums[range.start];
        let fits = |range: Range<usize>| {
            within(&words, &range) <= limits.words && within(&subwords, &range) <= limits.subwords
        };
        let mut all: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        while start < sizes.len() {
            let mut end = start + 1;
            while end < sizes.len() && fits(start..end + 1) {
                end += 1;
            }
            all.push(start..end);
            if end == sizes.len() {
                break;
            }
            let half = within(&words, &(start..end)) / 2;
            let mut next = end;
            // The next window reaches at least one sentence further than this one.
            while next > start + 1
                && end - next < limits.shared
                && within(&words, &(next - 1..end)) <= half
                && fits(next - 1..end + 1)
            {
                next -= 1;
            }
            start = next;
        }
        if let Some(last) = all.last_mut() {
            while last.start > 0 && fits(last.start - 1..last.end) {
                last.start -= 1;
            }
        }
        Self { all, words }
    }

    /// The sentences of every window, in the order of the text.
    #[must_use]
    pub fn all(&self) -> &[Range<usize>] {
        &self.all
    }

    /// The window that scores a sentence: of those that hold it, the one with most words on its shorter side.
    #[must_use]
    pub fn home(&self, sentence: usize) -> Option<usize> {
        self.home_of_pair(sentence, sentence)
    }

    /// The same for a pair of sentences, in the order of the text. `None` where no window holds both.
    #[must_use]
    pub fn home_of_pair(&self, first: usize, second: usize) -> Option<usize> {
        let from = self.all.partition_point(|window| window.end <= second);
        let holding = (from..).zip(self.all.get(from..)?).take_while(|(_, window)| window.start <= first);
        let margin = |window: &Range<usize>| {
            // Where the document begins or ends, nothing is missing.
            let before = if window.start == 0 { usize::MAX } else { self.words[first] - self.words[window.start] };
            let after = if window.end + 1 == self.words.len() {
                usize::MAX
            } else {
                self.words[window.end] - self.words[second + 1]
            };
            before.min(after)
        };
        // The first of equally good ones.
        holding.map(|(at, window)| (at, margin(window))).reduce(|a, b| if b.1 > a.1 { b } else { a }).map(|(at, _)| at)
    }
}

/// A pair of spans of two sentences, by place: (sentence, first word, one past the last word).
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedPair {
    /// Head.
    pub head: (usize, u32, u32),
    /// Tail.
    pub tail: (usize, u32, u32),
    /// Sigmoid score of every relation type.
    pub probs: Vec<f32>,
}

/// Scores of a window as those of its sentences, and its pairs across them. `sentences` are their ranges of the window's
/// words; the first is sentence number `first` of whatever the answer counts.
#[must_use]
pub fn split(
    scores: SentenceScores,
    sentences: &[Range<usize>],
    first: usize,
) -> (Vec<SentenceScores>, Vec<PlacedPair>) {
    let mut own = vec![SentenceScores::default(); sentences.len()];
    let mut across = Vec::new();
    // For every span of the window its sentence and its place in it; none for a span that no sentence holds.
    let mut places: Vec<Option<(usize, u32, u32, u32)>> = Vec::with_capacity(scores.spans.len());
    for span in scores.spans {
        let at = sentences.partition_point(|sentence| sentence.end <= span.start as usize);
        let place = sentences.get(at).filter(|sentence| span.end as usize <= sentence.end).and_then(|sentence| {
            let shift = u32::try_from(sentence.start).ok()?;
            let (start, end) = (span.start.checked_sub(shift)?, span.end.checked_sub(shift)?);
            let index = u32::try_from(own[at].spans.len()).ok()?;
            own[at].spans.push(SpanScore { start, end, ..span });
            Some((at, index, start, end))
        });
        places.push(place);
    }
    for PairScore { head, tail, probs } in scores.pairs {
        let place = |index: u32| places.get(index as usize).copied().flatten();
        let (Some(head), Some(tail)) = (place(head), place(tail)) else { continue };
        if head.0 == tail.0 {
            own[head.0].pairs.push(PairScore { head: head.1, tail: tail.1, probs });
        } else {
            let end = |place: (usize, u32, u32, u32)| (first + place.0, place.2, place.3);
            across.push(PlacedPair { head: end(head), tail: end(tail), probs });
        }
    }
    (own, across)
}

/// Pairs by place as pairs of the spans that `sentences` have; those of other spans are dropped.
#[must_use]
pub fn across(placed: Vec<PlacedPair>, sentences: &[SentenceScores]) -> Vec<AcrossPair> {
    let mut index: HashMap<(usize, u32, u32), u32> = HashMap::new();
    let mut known = vec![false; sentences.len()];
    let mut find = |(sentence, start, end): (usize, u32, u32)| -> Option<SpanPlace> {
        let seen = known.get_mut(sentence)?;
        if !std::mem::replace(seen, true) {
            let spans = sentences.get(sentence)?.spans.iter();
            index.extend(spans.zip(0..).map(|(span, at)| ((sentence, span.start, span.end), at)));
        }
        let span = *index.get(&(sentence, start, end))?;
        Some(SpanPlace { sentence: u32::try_from(sentence).ok()?, span })
    };
    let mut pairs: Vec<AcrossPair> = placed
        .into_iter()
        .filter_map(|PlacedPair { head, tail, probs }| Some(AcrossPair { head: find(head)?, tail: find(tail)?, probs }))
        .collect();
    pairs.sort_by_key(|pair| (pair.head, pair.tail));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sizes(words: &[usize]) -> Vec<Size> {
        words.iter().map(|&words| Size { words, subwords: 2 * words }).collect()
    }

    fn limits(words: usize, shared: usize) -> Limits {
        Limits { words, subwords: 510, shared }
    }

    #[test]
    fn whole_sentences_fill_a_window_and_neighbours_share_some() {
        let ten = sizes(&[10; 10]);
        let all = |limits| Windows::new(&ten, limits).all().to_vec();
        assert_eq!(all(limits(0, 3)), (0..10).map(|at| at..at + 1).collect::<Vec<_>>());
        assert_eq!(all(limits(200, 0)), std::slice::from_ref(&(0..10)));
        assert_eq!(all(limits(40, 0)), [0..4, 4..8, 6..10]);
        assert_eq!(all(limits(40, 1)), [0..4, 3..7, 6..10]);
        // Half of a window at most.
        assert_eq!(all(limits(40, 3)), [0..4, 2..6, 4..8, 6..10]);
        assert_eq!(all(Limits { words: 200, subwords: 60, shared: 0 }), [0..3, 3..6, 6..9, 7..10]);
        assert!(Windows::new(&[], limits(40, 0)).all().is_empty());
    }

    #[test]
    fn the_window_with_more_context_scores_a_sentence() {
        let windows = Windows::new(&sizes(&[10; 10]), limits(40, 3));
        let home: Vec<_> = (0..10).map(|at| windows.home(at)).collect();
        assert_eq!(home, [0, 0, 0, 1, 1, 2, 2, 3, 3, 3].map(Some));
        assert_eq!((windows.home_of_pair(1, 2), windows.home_of_pair(0, 4)), (Some(0), None));
        assert_eq!(windows.home(10), None);
    }

    proptest! {
        #[test]
        fn every_sentence_has_a_home_windows_fit_and_near_pairs_stand_in_one(
            words in prop::collection::vec(1_usize..60, 1..40), most in 0_usize..200, shared in 0_usize..4,
        ) {
            let sizes = sizes(&words);
            let limits = Limits { words: most, subwords: 300, shared };
            let windows = Windows::new(&sizes, limits);
            prop_assert_eq!(windows.all().last().unwrap().end, words.len());
            for pair in windows.all().windows(2) {
                prop_assert!(pair[0].start < pair[1].start && pair[0].end < pair[1].end && pair[1].start <= pair[0].end);
            }
            for window in windows.all() {
                let total: usize = words[window.clone()].iter().sum();
                prop_assert!(window.len() == 1 || (total <= most && 2 * total <= 300));
            }
            for at in 0..words.len() {
                prop_assert!(windows.all()[windows.home(at).unwrap()].contains(&at));
            }
            let inputs: usize = windows.all().iter().flat_map(|window| &words[window.clone()]).sum();
            let last: usize = words[windows.all().last().unwrap().clone()].iter().sum();
            prop_assert!(inputs <= 2 * words.iter().sum::<usize>() + last);
        }
    }

    #[test]
    fn a_window_comes_apart_into_its_sentences() {
        let span = |start, end| SpanScore { start, end, class: 1, score: 0.9, probs: Vec::new() };
        let pair = |head, tail| PairScore { head, tail, probs: vec![0.5] };
        let scores = SentenceScores {
            spans: vec![span(1, 2), span(4, 5), span(3, 5)],
            pairs: vec![pair(0, 1), pair(1, 2), pair(2, 0)],
        };
        let (own, placed) = split(scores, &[0..3, 3..6], 7);
        assert_eq!(own[0].spans, [span(1, 2)]);
        assert_eq!(own[1].spans, [span(1, 2), span(0, 2)]);
        assert_eq!(own[1].pairs, [pair(0, 1)]);
        let ends: Vec<_> = placed.iter().map(|pair| (pair.head, pair.tail)).collect();
        assert_eq!(ends, [((7, 1, 2), (8, 1, 2)), ((8, 0, 2), (7, 1, 2))]);
        // The second span of sentence 8 did not stay.
        let mut all = vec![SentenceScores::default(); 7];
        all.extend(own);
        all[8].spans.pop();
        let found = across(placed, &all);
        let place = |sentence, span| SpanPlace { sentence, span };
        assert_eq!(found, [AcrossPair { head: place(7, 0), tail: place(8, 0), probs: vec![0.5] }]);
    }
}

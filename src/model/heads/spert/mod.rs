//! The SpERT heads: span and pair classifiers over the encoder's states.
//!
//! They run on the host whatever the device: it is about a five-hundredth of the encoder's arithmetic, and ragged. The
//! classifiers are split into the parts of their input, so that each part is multiplied once where it is made:
//! `[CLS]` once a sentence, widths once a model, pooled states once a span.

mod options;
mod pairs;
mod spans;
pub mod weights;

use std::ops::Range;

use crate::model::kernels::cpu::vectorized;
use crate::nlp::{GivenSpan, SentenceScores};
pub use options::{Context, Pooling, SPERT, SPERT_MT, SpertOptions};
use weights::HeadWeights;

/// Spans of one sentence that are paired at most, the best-scored ones: bounds the memory a degenerate model can ask for.
pub const MAX_PAIRED_SPANS: usize = 400;

/// The heads with their options.
pub struct Heads {
    weights: HeadWeights,
    options: SpertOptions,
}

/// The encoder's view of one sentence.
#[derive(Clone, Copy)]
pub struct States<'a> {
    /// `[length, hidden]`, `[CLS]` first.
    pub hidden: &'a [f32],
    /// For every word its subwords.
    pub words: &'a [Range<usize>],
    /// The words of every sentence, where there are several; empty for one.
    pub sentences: &'a [Range<usize>],
}

impl States<'_> {
    /// Number of the sentence of every word.
    fn sentence_of_words(&self) -> Vec<usize> {
        if self.sentences.is_empty() {
            return vec![0; self.words.len()];
        }
        self.sentences.iter().enumerate().flat_map(|(at, words)| words.clone().map(move |_| at)).collect()
    }

    /// Subwords of a sentence: `[CLS]` is of the first, `[SEP]` of the last where `special` ones count.
    fn subwords(&self, sentence: usize, special: bool, length: usize) -> Range<usize> {
        subwords(self.words, self.sentences, sentence, special, length)
    }
}

/// Subwords of a sentence of an input of `length` subwords, whose words are given by their subwords and whose sentences by
/// their words (none for one sentence). With `special` ones `[CLS]` is of the first sentence and `[SEP]` of the last.
#[must_use]
pub fn subwords(
    words: &[Range<usize>],
    sentences: &[Range<usize>],
    sentence: usize,
    special: bool,
    length: usize,
) -> Range<usize> {
    let own = sentences.get(sentence).cloned().unwrap_or(0..words.len());
    let last = sentence + 1 >= sentences.len();
    let inside = words.get(own).unwrap_or_default();
    let (start, end) = inside.first().zip(inside.last()).map_or((0, 0), |(first, last)| (first.start, last.end));
    let start = if special && sentence == 0 { 0 } else { start };
    start..if special && last { length } else { end }
}

impl Heads {
    /// Heads from checked weights.
    #[must_use]
    pub fn new(weights: HeadWeights, options: SpertOptions) -> Self {
        Self { weights, options }
    }

    /// Scores all span candidates of a sentence and all pairs of those that survive.
    #[must_use]
    pub fn score(&self, states: States<'_>) -> SentenceScores {
        vectorized(
            #[inline(always)]
            || {
                let survivors = spans::score(&self.weights, self.options.max_span_size, self.options.pooling, states);
                let pairs = pairs::score(&self.weights, &self.options, states, &survivors);
                SentenceScores { spans: survivors.into_iter().map(|survivor| survivor.span).collect(), pairs }
            },
        )
    }

    /// Scores all pairs of given spans, which need not be those the model would find; those beyond the sentence's end are
    /// left out.
    #[must_use]
    pub fn relate(&self, states: States<'_>, given: &[GivenSpan]) -> SentenceScores {
        vectorized(
            #[inline(always)]
            || {
                let survivors = spans::given(&self.weights, self.options.pooling, states, given);
                let pairs = pairs::score(&self.weights, &self.options, states, &survivors);
                SentenceScores { spans: survivors.into_iter().map(|survivor| survivor.span).collect(), pairs }
            },
        )
    }

    /// Entity class logits of every candidate span, width-major, "none" included.
    ///
    /// # Shapes
    /// `[spans][classes]`.
    #[cfg(test)]
    pub fn entity_logits(&self, states: States<'_>) -> Vec<Vec<f32>> {
        let mut all = Vec::new();
        let SpertOptions { max_span_size, pooling, .. } = self.options;
        spans::for_each(&self.weights, max_span_size, pooling, states, |_, _, logits, _| all.push(logits.to_vec()));
        all
    }

    /// Relation logits of given pairs (head, tail) of spans of words.
    ///
    /// # Shapes
    /// `[pairs][relation types]`.
    #[cfg(test)]
    pub fn relation_logits(&self, states: States<'_>, pairs: &[[(usize, usize); 2]]) -> Vec<Vec<f32>> {
        pairs::given(&self.weights, &self.options, states, pairs)
    }
}

//! What a training step sees of a sentence.

use std::ops::Range;

use crate::nlp::place::place;

/// A sentence with its sampled spans and pairs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Example {
    /// Subword ids, `[CLS]` and `[SEP]` included.
    pub ids: Vec<u32>,
    /// Their token types; where there are none, all are 0.
    pub types: Vec<u8>,
    /// For every word its part of `ids`.
    pub words: Vec<Range<usize>>,
    /// Positives and negatives.
    pub spans: Vec<SpanSample>,
    /// Pairs of `spans`.
    pub pairs: Vec<PairSample>,
}

/// A span of words with its class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpanSample {
    /// First word.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// 0 for none, then the types in their order.
    pub class: usize,
    /// Largest overlap with a gold entity, as intersection over union (ENIoU).
    pub overlap: f32,
}

/// An ordered pair of spans with its relation types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairSample {
    /// Index in [`Example::spans`].
    pub head: usize,
    /// Index in [`Example::spans`].
    pub tail: usize,
    /// Types that hold; empty for a negative.
    pub labels: Vec<usize>,
}

impl Example {
    /// Token types of all subwords.
    pub fn token_types(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.ids.len()).map(|at| self.types.get(at).copied().map_or(0, usize::from))
    }

    /// Subwords of a span.
    #[must_use]
    pub fn subwords(&self, span: &SpanSample) -> Range<usize> {
        self.words[span.start].start..self.words[span.end - 1].end
    }

    /// The class of a pair of `spans` among [`crate::nlp::place::PLACES`].
    #[must_use]
    pub fn place(&self, pair: &PairSample) -> usize {
        let words = |span: usize| (self.spans[span].start, self.spans[span].end);
        place(words(pair.head), words(pair.tail))
    }

    /// Subwords strictly between two spans; empty when they touch or overlap.
    #[must_use]
    pub fn between(&self, a: &SpanSample, b: &SpanSample) -> Range<usize> {
        let (first, second) = if a.start <= b.start { (a, b) } else { (b, a) };
        if first.end >= second.start {
            return 0..0;
        }
        self.words[first.end - 1].end..self.words[second.start].start
    }
}

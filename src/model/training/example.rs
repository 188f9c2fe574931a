//! What a training step sees of a sentence.

use std::ops::Range;
use std::sync::Arc;

use crate::model::Context;
use crate::model::heads::spert::subwords;
use crate::nlp::place::{distance, place};

/// A sentence, or several that are encoded together, with sampled spans and pairs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Example {
    /// Subword ids, `[CLS]` and `[SEP]` included.
    pub ids: Vec<u32>,
    /// Their token types; where there are none, all are 0.
    pub types: Vec<u8>,
    /// For every word its part of `ids`.
    pub words: Vec<Range<usize>>,
    /// The words of every sentence, where there are several; empty for one.
    pub sentences: Vec<Range<usize>>,
    /// Positives and negatives.
    pub spans: Vec<SpanSample>,
    /// Pairs of `spans`.
    pub pairs: Vec<PairSample>,
    /// Types that may stand unannotated in the data this is of; without it all types are annotated.
    pub open: Option<Arc<OpenTypes>>,
}

/// Types that data are not annotated with throughout: where they have none of these, they do not say that there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenTypes {
    /// By class of spans, none first, which is never open.
    pub entities: Vec<bool>,
    /// By relation type.
    pub relations: Vec<bool>,
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

    /// Classes of which a negative span may be one all the same; empty when there are none.
    #[must_use]
    pub fn open_entities(&self) -> &[bool] {
        self.open.as_ref().filter(|open| open.entities.contains(&true)).map_or(&[], |open| &open.entities)
    }

    /// Relation types that may hold although they are no label; empty when there are none.
    #[must_use]
    pub fn open_relations(&self) -> &[bool] {
        self.open.as_ref().filter(|open| open.relations.contains(&true)).map_or(&[], |open| &open.relations)
    }

    /// The sentence of a span, from 0.
    #[must_use]
    pub fn sentence(&self, span: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.end <= self.spans[span].start)
    }

    /// The class of a pair of `spans` among [`crate::nlp::place::DISTANCES`].
    #[must_use]
    pub fn distance(&self, pair: &PairSample) -> usize {
        distance(self.sentence(pair.head), self.sentence(pair.tail))
    }

    /// The subwords over which the maximum is a pair's context: inside a sentence one stretch as `context` says, and of two
    /// sentences each.
    #[must_use]
    pub fn context(&self, pair: &PairSample, context: Context) -> [Range<usize>; 2] {
        let (head, tail) = (self.sentence(pair.head), self.sentence(pair.tail));
        let whole = |sentence, special| subwords(&self.words, &self.sentences, sentence, special, self.ids.len());
        if head != tail {
            return [head.min(tail), head.max(tail)].map(|sentence| whole(sentence, false));
        }
        let inside = match context {
            Context::Local => self.between(&self.spans[pair.head], &self.spans[pair.tail]),
            Context::Full => whole(head, true),
            Context::Cls => 0..1,
        };
        [inside, 0..0]
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

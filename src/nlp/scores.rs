//! What a model says of a sentence before any threshold: enough to decode again with other thresholds, without inference.

use serde::{Deserialize, Serialize};

/// A span the model takes for an entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpanScore {
    /// First word of the span.
    pub start: u32,
    /// One past its last word.
    pub end: u32,
    /// The most probable class, from 1 (class 0, "none", is never stored).
    pub class: u16,
    /// Softmax probability of `class`.
    pub score: f32,
    /// Probabilities of all classes, "none" first.
    pub probs: Vec<f32>,
}

/// A span that somebody else vouches for: the model is asked about its relations, not about the span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GivenSpan {
    /// First word of the span.
    pub start: u32,
    /// One past its last word.
    pub end: u32,
    /// Its class, from 1.
    pub class: u16,
}

/// An ordered pair of spans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairScore {
    /// Index of the head in [`SentenceScores::spans`].
    pub head: u32,
    /// Index of the tail in [`SentenceScores::spans`].
    pub tail: u32,
    /// Sigmoid score of every relation type, low ones too.
    pub probs: Vec<f32>,
}

/// The scores of one sentence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SentenceScores {
    /// Surviving spans, width-major as the candidates were.
    pub spans: Vec<SpanScore>,
    /// Ordered pairs of different surviving spans.
    pub pairs: Vec<PairScore>,
}

/// A span of one of several sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SpanPlace {
    /// Number of the sentence.
    pub sentence: u32,
    /// Index in its [`SentenceScores::spans`].
    pub span: u32,
}

/// An ordered pair of spans of different sentences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AcrossPair {
    /// The head.
    pub head: SpanPlace,
    /// The tail.
    pub tail: SpanPlace,
    /// Sigmoid score of every relation type.
    pub probs: Vec<f32>,
}

impl AcrossPair {
    /// Sentences from one end to the other, at least 1.
    #[must_use]
    pub fn distance(&self) -> usize {
        self.head.sentence.abs_diff(self.tail.sentence) as usize
    }
}

/// The scores of neighbouring sentences, or of many documents' sentences.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TextScores {
    /// One a sentence.
    pub sentences: Vec<SentenceScores>,
    /// Pairs across sentences; none from a model that reads sentences one by one.
    pub across: Vec<AcrossPair>,
}

/// What a score must reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// For every relation type without its own (α).
    pub relation: f32,
    /// Own thresholds by relation type; shorter lists leave the rest to `relation`.
    pub per_relation: Vec<Option<f32>>,
    /// For entities, on top of winning the arg-max.
    pub entity: f32,
    /// Own thresholds by entity type; shorter lists leave the rest to `entity`.
    #[serde(default)]
    pub per_entity: Vec<Option<f32>>,
    /// What a relation across sentences needs besides, by distance in sentences from 1; the last holds for all further ones.
    #[serde(default)]
    pub per_distance: Vec<f32>,
}

impl Default for Thresholds {
    /// α = 0.4 and every arg-max entity, as the reference decodes.
    fn default() -> Self {
        Self { relation: 0.4, per_relation: Vec::new(), entity: 0.0, per_entity: Vec::new(), per_distance: Vec::new() }
    }
}

impl Thresholds {
    /// The threshold of relation type `index`.
    #[must_use]
    pub fn relation_threshold(&self, index: usize) -> f32 {
        self.per_relation.get(index).copied().flatten().unwrap_or(self.relation)
    }

    /// The threshold of relation type `index` between sentences so far apart: that of the type, or that of the distance
    /// where it is higher.
    #[must_use]
    pub fn across_threshold(&self, index: usize, distance: usize) -> f32 {
        let own = self.per_distance.get(distance.saturating_sub(1)).or(self.per_distance.last());
        self.relation_threshold(index).max(own.copied().unwrap_or(0.0))
    }

    /// The threshold of entity type `index`.
    #[must_use]
    pub fn entity_threshold(&self, index: usize) -> f32 {
        self.per_entity.get(index).copied().flatten().unwrap_or(self.entity)
    }
}

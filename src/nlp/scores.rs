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
}

impl Default for Thresholds {
    /// α = 0.4 and every arg-max entity, as the reference decodes.
    fn default() -> Self {
        Self { relation: 0.4, per_relation: Vec::new(), entity: 0.0, per_entity: Vec::new() }
    }
}

impl Thresholds {
    /// The threshold of relation type `index`.
    #[must_use]
    pub fn relation_threshold(&self, index: usize) -> f32 {
        self.per_relation.get(index).copied().flatten().unwrap_or(self.relation)
    }

    /// The threshold of entity type `index`.
    #[must_use]
    pub fn entity_threshold(&self, index: usize) -> f32 {
        self.per_entity.get(index).copied().flatten().unwrap_or(self.entity)
    }
}

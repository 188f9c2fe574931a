//! The object `spert` in `config.json`.

use serde::{Deserialize, Serialize};

/// What stands between two spans for the relation head.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Context {
    /// Maximum over the subwords strictly between the spans; zero when there are none.
    #[default]
    Local,
    /// Maximum over the whole encoded sentence.
    Full,
    /// The state of `[CLS]`.
    Cls,
}

/// How the subword states of a span become one vector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// Element-wise maximum.
    #[default]
    Max,
    /// Sum.
    Sum,
    /// Mean.
    Mean,
}

/// Options of the heads, the object `spert` in `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SpertOptions {
    /// Widest span candidate in words.
    pub max_span_size: usize,
    /// α, the default threshold of relations.
    pub relation_threshold: f32,
    /// Context of a pair.
    pub context: Context,
    /// Pooling of the subword states of a span.
    pub pooling: Pooling,
    /// SpERT.MT: classes are scored without a "none", and one that reaches `class_threshold` wins.
    pub multi_task: bool,
    /// SpERT.MT: the entity logits of both spans are input of the relation head.
    pub entity_logits: bool,
    /// θ of SpERT.MT.
    pub class_threshold: f32,
    /// Token types tell the encoder the case of a word, for vocabularies that lower-case.
    pub letter_case: bool,
    /// The relation head is told how the two spans stand to each other (`nlp::place`).
    pub relation_places: bool,
    /// Units of a hidden layer of the relation head; 0 for SpERT's linear head.
    pub relation_hidden: usize,
    /// Words of the neighbouring sentences that are encoded together; 0 for every sentence alone, as in SpERT.
    pub window_words: usize,
    /// Sentences from one end of a relation to the other at most; 0 for relations inside sentences alone.
    pub max_distance: usize,
}

/// Name of the family with a classifier that knows "none".
pub const SPERT: &str = "spert";
/// Name of the family with identification and classification heads.
pub const SPERT_MT: &str = "spert-mt";

impl SpertOptions {
    /// The family of these heads.
    #[must_use]
    pub fn family(&self) -> &'static str {
        if self.multi_task { SPERT_MT } else { SPERT }
    }

    /// Where a checkpoint names its family, that decides about the kind of heads.
    pub fn belong_to(&mut self, family: Option<&str>) {
        self.multi_task = match family {
            Some(SPERT) => false,
            Some(SPERT_MT) => true,
            _ => self.multi_task,
        };
    }
}

impl Default for SpertOptions {
    fn default() -> Self {
        Self {
            max_span_size: 10,
            relation_threshold: 0.4,
            context: Context::Local,
            pooling: Pooling::Max,
            multi_task: false,
            entity_logits: false,
            class_threshold: 0.85,
            letter_case: false,
            relation_places: false,
            relation_hidden: 0,
            window_words: 0,
            max_distance: 0,
        }
    }
}

//! Relations between sentences of one document.

use serde::{Deserialize, Serialize};

/// An entity of one of several sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityAt {
    /// Number of the sentence among those of the data.
    pub sentence: usize,
    /// Its place among the sentence's entities.
    pub entity: usize,
}

/// A relation whose ends stand in two sentences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AcrossRelation {
    /// The stored type.
    #[serde(rename = "type")]
    pub kind: String,
    pub head: EntityAt,
    pub tail: EntityAt,
    /// Of a prediction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

impl AcrossRelation {
    /// Sentences from one end to the other, at least 1.
    pub fn distance(&self) -> usize {
        self.head.sentence.abs_diff(self.tail.sentence)
    }

    /// The same with other ends; none when an end has no other one.
    #[must_use]
    pub fn moved(&self, to: impl Fn(EntityAt) -> Option<EntityAt>) -> Option<Self> {
        Some(Self { head: to(self.head)?, tail: to(self.tail)?, ..self.clone() })
    }

    /// The same behind `more` sentences.
    #[must_use]
    pub fn behind(&self, more: usize) -> Self {
        let moved = |at: EntityAt| EntityAt { sentence: at.sentence + more, ..at };
        Self { head: moved(self.head), tail: moved(self.tail), ..self.clone() }
    }
}

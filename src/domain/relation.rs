//! A directed relation between two mentions.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::mention::is_confirmed;
use super::{MentionId, Origin, RelationId, Review};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    pub id: RelationId,
    pub kind: Arc<str>,
    pub head: MentionId,
    pub tail: MentionId,
    pub origin: Origin,
    #[serde(default)]
    pub review: Review,
}

impl Relation {
    pub fn is_confirmed(&self) -> bool {
        is_confirmed(&self.origin, self.review)
    }

    /// A model says so, with a score, and nobody has decided: a threshold shows or hides it.
    pub fn is_prediction(&self) -> bool {
        !self.is_confirmed() && self.origin.score().is_some()
    }

    pub fn touches(&self, mention: MentionId) -> bool {
        self.head == mention || self.tail == mention
    }

    /// The end that is not `mention`; the mention itself for a self-loop.
    pub fn other(&self, mention: MentionId) -> MentionId {
        if self.head == mention { self.tail } else { self.head }
    }
}

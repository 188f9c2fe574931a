//! A directed relation between two mentions.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::mention::{is_confirmed, is_undecided};
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
        self.review == Review::Open && self.origin.score().is_some()
    }

    /// Which of two compared annotations (0 or 1) proposes it, while that is undecided.
    pub fn proposed_by(&self) -> Option<u8> {
        match self.origin {
            Origin::Proposal { layer, .. } if self.is_undecided() => Some(layer),
            _ => None,
        }
    }

    /// Offered by one of two compared annotations, and not decided about yet.
    pub fn is_undecided(&self) -> bool {
        is_undecided(&self.origin, self.review)
    }

    pub fn touches(&self, mention: MentionId) -> bool {
        self.head == mention || self.tail == mention
    }

    /// The end that is not `mention`; the mention itself for a self-loop.
    pub fn other(&self, mention: MentionId) -> MentionId {
        if self.head == mention { self.tail } else { self.head }
    }
}

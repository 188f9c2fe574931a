//! A directed relation between two mentions.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::mention::{is_confirmed, is_undecided};
use super::{MentionId, Origin, RelationId, Review};

/// A relation of which both ends are mentions; for those of events see [`super::event_relation`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// Its own, never given out again.
    pub id: RelationId,
    /// The stored name of its type; the schema need not know it.
    pub kind: Arc<str>,
    /// Where it starts; of a symmetric type, either end.
    pub head: MentionId,
    /// Where it leads; the head itself in a loop.
    pub tail: MentionId,
    /// Who made it, or corrected it last.
    pub origin: Origin,
    /// What a person has decided about it.
    #[serde(default)]
    pub review: Review,
}

impl Relation {
    /// A person or a file vouches for it, as opposed to an open prediction, and nobody has rejected it; its ends may be
    /// unconfirmed.
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

    /// Whether it starts or ends there.
    pub fn touches(&self, mention: MentionId) -> bool {
        self.head == mention || self.tail == mention
    }

    /// The end that is not `mention`; the mention itself for a self-loop.
    pub fn other(&self, mention: MentionId) -> MentionId {
        if self.head == mention { self.tail } else { self.head }
    }
}

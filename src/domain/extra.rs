//! brat's other annotations: kept, shown, and deleted along with what they describe.

use serde::{Deserialize, Serialize};

use super::{ExtraId, ItemId, Target};

/// What an annotation says of its targets. Types and names are as the file has them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExtraBody {
    /// `E1⇥Type:T2 Role:T3`; the first target is the trigger where `has_trigger`, the rest pair with `roles`.
    Event {
        /// `Type`, as a rule that of its trigger, too.
        event_type: String,
        /// Whether the line names a trigger.
        has_trigger: bool,
        /// Names of the arguments, numbers and all (`Theme2`).
        roles: Vec<String>,
    },
    /// A relation whose arguments are not both mentions (`Arg1:E3`); targets pair with `roles`.
    Relation {
        /// `Type`, of those in `[relations]`.
        relation_type: String,
        /// Names of the arguments, in the order of the line.
        roles: Vec<String>,
    },
    /// `A1⇥Name T1 [Value]`.
    Attribute {
        /// `Name`, of those in `[attributes]`.
        name: String,
        /// `None` for one that is there or is not.
        value: Option<String>,
    },
    /// `N1⇥Reference T1 DB:ID⇥text`.
    Normalization {
        /// `Reference`, as a rule.
        name: String,
        /// `DB:ID`; what else a file says is kept.
        reference: String,
        /// What the database calls it; may be empty.
        text: String,
    },
    /// `#1⇥AnnotatorNotes T1⇥text`.
    Note {
        /// `AnnotatorNotes`, or what another tool calls its notes.
        name: String,
        /// What it says.
        text: String,
    },
    /// `*⇥Equiv T1 T2 …`.
    Equiv {
        /// `Equiv`, or an equivalence of the schema, see [`super::RelationType::is_equivalence`].
        name: String,
    },
}

/// One line of a file that is neither an entity nor a relation between two entities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extra {
    /// Its own, never given out again.
    pub id: ExtraId,
    /// What it speaks of, in the order of the line; see [`ExtraBody`] for what each is.
    pub targets: Vec<Target>,
    /// What it says.
    pub body: ExtraBody,
}

impl Extra {
    /// Whether `item` is among its targets.
    pub fn refers_to(&self, item: ItemId) -> bool {
        self.targets.iter().any(|target| target.item() == Some(item))
    }

    /// Whether the annotation makes no sense once `item` is gone. An equiv group of three outlives one of its members
    /// (it shrinks); everything else goes along.
    pub fn dies_with(&self, item: ItemId) -> bool {
        match self.body {
            ExtraBody::Equiv { .. } => {
                let left = self.targets.iter().filter(|t| t.item() != Some(item)).count();
                self.refers_to(item) && left < 2
            }
            _ => self.refers_to(item),
        }
    }
}

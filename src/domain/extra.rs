//! brat's other annotations: kept, shown, and deleted along with what they describe.

use serde::{Deserialize, Serialize};

use super::{ExtraId, ItemId, Target};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExtraBody {
    /// `E1⇥Type:T2 Role:T3`; the first target is the trigger where `has_trigger`, the rest pair with `roles`.
    Event { event_type: String, has_trigger: bool, roles: Vec<String> },
    /// A relation whose arguments are not both mentions (`Arg1:E3`); targets pair with `roles`.
    Relation { relation_type: String, roles: Vec<String> },
    /// `A1⇥Name T1 [Value]`.
    Attribute { name: String, value: Option<String> },
    /// `N1⇥Reference T1 DB:ID⇥text`.
    Normalization { name: String, reference: String, text: String },
    /// `#1⇥AnnotatorNotes T1⇥text`.
    Note { name: String, text: String },
    /// `*⇥Equiv T1 T2 …`.
    Equiv { name: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extra {
    pub id: ExtraId,
    pub targets: Vec<Target>,
    pub body: ExtraBody,
}

impl Extra {
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

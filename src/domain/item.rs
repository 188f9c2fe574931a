//! One annotation of any kind.

use serde::{Deserialize, Serialize};

use super::{Extra, ItemId, Mention, MentionId, Relation, Target};

/// A whole item, as edits carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// An entity in the text.
    Mention(Mention),
    /// A relation between two mentions.
    Relation(Relation),
    /// All else, relations with an event as an end among it.
    Extra(Extra),
}

impl Item {
    /// Its own, of the same kind.
    pub fn id(&self) -> ItemId {
        match self {
            Self::Mention(m) => m.id.into(),
            Self::Relation(r) => r.id.into(),
            Self::Extra(x) => x.id.into(),
        }
    }
}

impl Item {
    /// Replaces its own id and every id it refers to. An id of another kind than the old one is ignored.
    pub fn rename(&mut self, rename: &mut impl FnMut(ItemId) -> ItemId) {
        let mut mention = |id: &mut MentionId| {
            if let ItemId::Mention(new) = rename((*id).into()) {
                *id = new;
            }
        };
        match self {
            Self::Mention(m) => mention(&mut m.id),
            Self::Relation(r) => {
                mention(&mut r.head);
                mention(&mut r.tail);
                if let ItemId::Relation(new) = rename(r.id.into()) {
                    r.id = new;
                }
            }
            Self::Extra(x) => {
                if let ItemId::Extra(new) = rename(x.id.into()) {
                    x.id = new;
                }
                for target in &mut x.targets {
                    if let Target::Item(id) = target {
                        *id = rename(*id);
                    }
                }
            }
        }
    }
}

impl From<Mention> for Item {
    fn from(mention: Mention) -> Self {
        Self::Mention(mention)
    }
}

impl From<Relation> for Item {
    fn from(relation: Relation) -> Self {
        Self::Relation(relation)
    }
}

impl From<Extra> for Item {
    fn from(extra: Extra) -> Self {
        Self::Extra(extra)
    }
}

//! One annotation of any kind.

use serde::{Deserialize, Serialize};

use super::{Extra, ItemId, Mention, Relation};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    Mention(Mention),
    Relation(Relation),
    Extra(Extra),
}

impl Item {
    pub fn id(&self) -> ItemId {
        match self {
            Self::Mention(m) => m.id.into(),
            Self::Relation(r) => r.id.into(),
            Self::Extra(x) => x.id.into(),
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

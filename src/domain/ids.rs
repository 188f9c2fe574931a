//! Stable identities. One counter per document serves all kinds, so that an id names one item for ever.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);
    };
}

id!(
    /// A mention (brat: `T`).
    MentionId
);
id!(
    /// A binary relation between two mentions (brat: `R`).
    RelationId
);
id!(
    /// Any other annotation brat knows: event, attribute, normalization, note, equiv.
    ExtraId
);

/// Any item of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemId {
    /// An entity in the text.
    Mention(MentionId),
    /// A relation between two mentions.
    Relation(RelationId),
    /// All else, relations with an event as an end among it.
    Extra(ExtraId),
}

impl From<MentionId> for ItemId {
    fn from(id: MentionId) -> Self {
        Self::Mention(id)
    }
}

impl From<RelationId> for ItemId {
    fn from(id: RelationId) -> Self {
        Self::Relation(id)
    }
}

impl From<ExtraId> for ItemId {
    fn from(id: ExtraId) -> Self {
        Self::Extra(id)
    }
}

/// What an [`super::Extra`] points at. `Missing` keeps a name that the file uses and nothing defines, so that it is
/// written back as it was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// An item of the document.
    Item(ItemId),
    /// The name in the file, `T7` for one.
    Missing(String),
}

impl Target {
    /// `None` for a name that nothing defines.
    pub fn item(&self) -> Option<ItemId> {
        match self {
            Self::Item(id) => Some(*id),
            Self::Missing(_) => None,
        }
    }
}

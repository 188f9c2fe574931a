//! The one way a document changes.

use serde::{Deserialize, Serialize};

use super::{Item, ItemId};

/// Three primitive changes. What people do (retag, resize, reverse, delete with everything attached) is a list of
/// these, made in [`super::change`], so that undo, journal and saving know three cases and no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    Insert(Item),
    Remove(ItemId),
    /// Replaces the item of the same id.
    Replace(Item),
}

impl Edit {
    /// The item that it is about.
    pub fn id(&self) -> ItemId {
        match self {
            Self::Insert(item) | Self::Replace(item) => item.id(),
            Self::Remove(id) => *id,
        }
    }
}

/// Why an edit was refused; the annotations are unchanged.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EditError {
    #[error("{0:?} exists already")]
    Exists(ItemId),
    #[error("{0:?} does not exist (it may have been deleted meanwhile)")]
    Unknown(ItemId),
    #[error("{item:?} refers to {target:?}, which does not exist")]
    Dangling { item: ItemId, target: ItemId },
    #[error("{item:?} is still used by {by:?}: remove that first")]
    InUse { item: ItemId, by: ItemId },
    #[error("{0}")]
    ReadOnly(String),
    #[error("bytes {start}..{end} are not a range of this text of {len} bytes, or cut a character in two")]
    OutOfText { start: usize, end: usize, len: usize },
}

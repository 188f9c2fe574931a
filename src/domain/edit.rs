//! The one way a document changes.

use serde::{Deserialize, Serialize};

use super::{Item, ItemId};

/// Three primitive changes. What people do (retag, resize, reverse, delete with everything attached) is a list of
/// these, made in [`super::change`], so that undo, journal and saving know three cases and no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Puts in an item whose id is not in use.
    Insert(Item),
    /// Takes out an item that nothing else refers to.
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
    /// The id of an item to insert is in use.
    #[error("{0:?} exists already")]
    Exists(ItemId),
    /// There is no item of this id to remove or replace.
    #[error("{0:?} does not exist (it may have been deleted meanwhile)")]
    Unknown(ItemId),
    /// An item points at what is not there.
    #[error("{item:?} refers to {target:?}, which does not exist")]
    Dangling {
        /// The item to insert or to put in place of another.
        item: ItemId,
        /// The first of what it points at that is missing.
        target: ItemId,
    },
    /// An item would leave others dangling.
    #[error("{item:?} is still used by {by:?}: remove that first")]
    InUse {
        /// The item to remove.
        item: ItemId,
        /// The first that points at it.
        by: ItemId,
    },
    /// The document may not be changed now, and why.
    #[error("{0}")]
    ReadOnly(String),
    /// A piece of a mention is no range of the text.
    #[error("bytes {start}..{end} are not a range of this text of {len} bytes, or cut a character in two")]
    OutOfText {
        /// The first byte of the piece.
        start: usize,
        /// The byte behind its last.
        end: usize,
        /// Bytes of the whole text.
        len: usize,
    },
}

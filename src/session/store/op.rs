//! What is recorded of a document.

use serde::{Deserialize, Serialize};

use super::super::Step;
use crate::brat::{Memory, Predictions, RawLine};
use crate::domain::{Edit, Item, ItemId, Visibility};

/// The state of a document as its file says it, with what the file does not say. All later edits start from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Base {
    pub name: String,
    /// The whole text: a document whose file has changed or gone is still whole here.
    pub text: String,
    /// The `.ann`.
    pub ann: RawLine,
    /// Hash of what the disk held when the file was last read or written; see [`super::hash`].
    pub disk: u64,
    pub memory: Memory,
    /// Items that are not what a reading of `ann` makes of their line: made by a person or a model, reviewed, or
    /// without a line (rejected ones, and those below a threshold).
    pub items: Vec<Item>,
    /// Items of lines that are not there any more.
    pub gone: Vec<ItemId>,
    /// Names the state that the file holds, see [`Step::order`].
    pub saved: u64,
    /// When the model had last read the document before that.
    #[serde(default)]
    pub read: u64,
    /// The thresholds with which it was saved.
    pub visibility: Visibility,
    /// Whether there is a file (a pasted text has none).
    pub has_file: bool,
}

/// Whether a person is through with a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    #[default]
    Open,
    InProgress,
    Reviewed,
}

/// One change of what is stored. Applying the same ops in the same order gives the same store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// A new base, which is the present state. With `steps` (those, and how many of them stand) the history is replaced.
    Base {
        key: String,
        base: Box<Base>,
        position: u64,
        visibility: Visibility,
        steps: Option<(Vec<Step>, u64)>,
        /// When the model last read it.
        #[serde(default)]
        read: u64,
    },
    Step {
        key: String,
        step: Step,
    },
    /// The last step with these edits added to it.
    Amend {
        key: String,
        step: Step,
        edits: Vec<Edit>,
    },
    /// `position` names the state that it leads to; `step` is the step where its edits are others than those stored.
    Undo {
        key: String,
        position: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<Box<Step>>,
    },
    Redo {
        key: String,
        position: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<Box<Step>>,
    },
    /// What a model said comes in; no step, and no undo takes it back. `order`: when, as a number of a step.
    Reading {
        key: String,
        edits: Vec<Edit>,
        order: u64,
        /// Items of the file that it took back.
        taken: Vec<ItemId>,
    },
    Visibility {
        key: String,
        visibility: Visibility,
    },
    Progress {
        key: String,
        progress: Progress,
        seconds: u64,
    },
    /// Whether closing without saving would lose something, as the document itself says.
    Unsaved {
        key: String,
        unsaved: bool,
    },
    /// The changes since the last save go: so many steps stand in the state that was saved.
    Discard {
        key: String,
        done: u64,
        position: u64,
        visibility: Visibility,
        /// When the model had last read it.
        #[serde(default)]
        read: u64,
    },
    /// Everything about a document goes.
    Forget {
        key: String,
    },
    /// A document goes by another name.
    Move {
        from: String,
        to: String,
    },
    /// What is saved of predictions that nobody has reviewed, of a document or (`key` empty) of all.
    Predictions {
        key: String,
        predictions: Predictions,
    },
    /// The documents of a step that touches several.
    Group {
        order: u64,
        keys: Vec<String>,
    },
    /// All of them or none.
    Many(Vec<Op>),
}

impl Op {
    /// The document it is about.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Base { key, .. }
            | Self::Step { key, .. }
            | Self::Amend { key, .. }
            | Self::Undo { key, .. }
            | Self::Redo { key, .. }
            | Self::Reading { key, .. }
            | Self::Visibility { key, .. }
            | Self::Progress { key, .. }
            | Self::Unsaved { key, .. }
            | Self::Discard { key, .. }
            | Self::Forget { key } => Some(key),
            Self::Predictions { .. } | Self::Move { .. } | Self::Group { .. } | Self::Many(_) => None,
        }
    }
}

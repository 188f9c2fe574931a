//! Two annotations of the same text side by side, and a third made of them.
//!
//! Comparing opens a document of its own: what both say stands in it as it is, what only one says as a proposal with
//! the number of its side. Text and map show that document like any other; the pane beside it has the figures, and asks
//! about the differences one by one. Nothing of the two sources is changed.

mod adjudication;
mod figures;
mod folder;
mod open;
mod pane;
mod question;
mod tables;

#[cfg(all(test, feature = "kittest"))]
mod screenshots;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;

pub use tool::{COMPARE_ANNOTATIONS, COMPARE_FOLDER, COMPARE_MODEL, ENTRY, SHOW_COMPARISON};

use crate::session::DocumentId;

use adjudication::Adjudications;
use figures::Figures;
use folder::{Comparing, FolderShown};
pub use question::KEYS;

#[derive(Default)]
pub struct CompareTool {
    adjudications: Adjudications,
    folder: Option<FolderShown>,
    /// The comparison of folders that is under way.
    comparing: Option<Comparing>,
    figures: Figures,
    /// Compared with the model as soon as that has read it.
    awaiting: Option<DocumentId>,
}

//! The model against what people said: figures, classes of errors, the confusion matrix, and every case in the text.
//!
//! The pane takes the map's place, so that a case and its text are seen together. What the engine said of a document is
//! kept; thresholds and corrections therefore change the figures at once, without the model.

mod gold;
pub(super) mod instances;
mod listing;
pub(super) mod matrix;
pub(super) mod pane;
mod report;
mod run;
#[cfg(all(test, feature = "kittest"))]
mod screenshots;
pub(super) mod tables;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;

pub use tool::{COMPARE_WITH, COMPARE_WITH_FOLDER, ENTRY, EVALUATE, OPEN_ERROR_REPORT, SAVE_ERROR_REPORT};

pub(super) use run::selection_of;

use std::time::Duration;

use crate::eval::Evaluation;
use crate::session::DocumentId;

use gold::Gold;
use listing::Listing;
use report::Reports;

/// Why there are no figures, or only old ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    #[default]
    Done,
    /// The engine reads documents.
    Reading,
    /// Nothing to compare with; says what to do.
    NoGold(String),
    Failed(String),
}

/// Figures, and the documents they are of.
pub(super) struct Shown {
    pub evaluation: Evaluation,
    /// In the order of [`Found::document`].
    pub documents: Vec<DocumentId>,
    /// Documents without gold, which were left out.
    pub without_gold: usize,
}

/// The state of the pane.
#[derive(Default)]
pub struct EvaluationTool {
    /// The documents that were asked for.
    targets: Vec<DocumentId>,
    gold: Gold,
    standing: Standing,
    shown: Option<Shown>,
    listing: Listing,
    /// Documents and their revisions that the figures are of.
    key: Vec<(DocumentId, u64)>,
    /// How long the figures took to count.
    cost: Duration,
    reports: Reports,
}

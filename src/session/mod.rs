//! Open documents and what a person did to them. No window, no model here.

mod document;
mod fit;
mod history;
mod listing;
mod recovery;
mod repair;
mod settings;
pub mod store;
mod summary;
pub mod workspace;

pub use document::{
    Changes, Decision, Disk, DocumentId, Fresh, Keeper, Loss, OpenDocument, Outside, Place, PrepareError, Prepared,
    Restored, SaveError, Source, findings,
};
pub use history::{History, Shifted, Step};
pub use listing::Listing;
pub use recovery::{Recovered, Recovery};
pub use repair::{FileState, Repair};
pub use settings::{Panes, SCALES, Settings, TypeOrder};
#[cfg(any(test, fuzzing))]
pub use store::invariants;
pub use summary::Summary;
pub use workspace::Workspace;

/// What the step was called in which a model's predictions came in, when that was a step of the history.
const ANALYSIS: &str = "Analysis";

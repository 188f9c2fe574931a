//! Open documents and what a person did to them. No window, no model here.

mod document;
mod history;
mod listing;
mod recovery;
mod settings;
pub mod store;
mod summary;
pub mod workspace;

pub use document::{
    Changes, Decision, Disk, DocumentId, Fresh, Keeper, Loss, OpenDocument, Outside, Place, PrepareError, Prepared,
    Restored, SaveError, Source,
};
pub use history::{History, Step};
pub use listing::Listing;
pub use recovery::{Recovered, Recovery};
pub use settings::{Panes, SCALES, Settings, TypeOrder};
pub use store::invariants;
pub use summary::Summary;
pub use workspace::Workspace;

/// What the step is called in which a model's predictions come in.
pub const ANALYSIS: &str = "Analysis";

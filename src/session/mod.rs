//! Open documents and what a person did to them. No window, no model here.

mod history;
mod open_document;
mod recovery;
mod settings;
mod summary;

pub use history::{History, Step};
pub use open_document::{DocumentId, OpenDocument, SaveError};
pub use recovery::{Recovered, Recovery};
pub use settings::Settings;
pub use summary::Summary;

//! The model at work: on its own thread, with progress, cancel, and panics turned into messages.
//!
//! The thread owns the model and its device. Jobs and events are plain data; the command line prints the same events
//! with `--progress json`.

mod analysis;
mod extractor;
mod fake;
mod merge;
#[cfg(feature = "ml")]
mod spert;
mod worker;

pub use analysis::{Analysis, SentenceAnalysis, analyse};
pub use extractor::{ExtractError, Extractor, ModelInfo};
#[doc(hidden)]
pub use fake::FakeExtractor;
pub use merge::{merge_edits, schema_of};
#[cfg(feature = "ml")]
pub use spert::SpertExtractor;
pub use worker::{Engine, Event, Loader, Wake};

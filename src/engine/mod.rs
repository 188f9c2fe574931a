//! The model at work: on its own thread, with progress, cancel, and panics turned into messages.
//!
//! The thread owns the model and its device. Jobs and events are plain data; the command line prints the same events
//! with `--progress json`. Improving the model from corrected documents goes the same way, on a thread of its own.

mod analysis;
mod extractor;
mod fake;
#[cfg(feature = "ml")]
mod loaded;
mod merge;
mod models;
mod offers;
mod tuning;
mod worker;

pub use crate::eval::Figure;
pub use analysis::{Analysis, SentenceAnalysis, analyse};
pub use extractor::{ExtractError, Extractor, ModelInfo};
#[doc(hidden)]
pub use fake::FakeExtractor;
#[cfg(feature = "ml")]
pub use loaded::ModelExtractor;
pub use merge::{merge_edits, schema_of};
pub use models::{Models, checkpoint_in, model_name};
pub use offers::{Asked, Offers, Question, offer_edits, question, relate};
#[doc(hidden)]
pub use tuning::FakeTuner;
#[cfg(feature = "ml")]
pub use tuning::ModelTuner;
pub use tuning::{Change, Flip, Improvement, Measured, Tuner, Tuning, TuningDefaults, TuningEvent, TuningJob};
pub use worker::{Engine, Event, Loader, Wake};

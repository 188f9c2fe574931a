//! The model at work: on its own thread, with progress, cancel, and panics turned into messages.
//!
//! The thread owns the model and its device. Jobs and events are plain data; the command line prints the same events
//! with `--progress json`. Improving the model from corrected documents goes the same way, on a thread of its own.

#[cfg(feature = "ml")]
mod loaded;
mod models;
mod tuning;
mod worker;

#[doc(hidden)]
pub use crate::analysis::FakeExtractor;
pub use crate::analysis::{
    Analysis, Asked, ExtractError, Extractor, ModelInfo, Offers, Question, SentenceAnalysis, analyse, merge_edits,
    offer_edits, question, relate, schema_of,
};
pub use crate::eval::Figure;
#[cfg(feature = "ml")]
pub use loaded::ModelExtractor;
pub use models::{Models, checkpoint_in, model_name};
#[doc(hidden)]
pub use tuning::FakeTuner;
#[cfg(feature = "ml")]
pub use tuning::ModelTuner;
pub use tuning::{Change, Flip, Improvement, Measured, Tuner, Tuning, TuningDefaults, TuningEvent, TuningJob};
pub use worker::{Engine, Event, Loader, Wake};

//! Improving a model from corrected documents: the same manners as the engine, on a thread of its own.
//!
//! | file | what it is |
//! |---|---|
//! | `tuner` | what the window asks for, and what it is told; plain data |
//! | `thread` | the thread `tuning`: events, cancel, panics as messages |
//! | `trainer` | the models of this crate |
//! | `fake` | a stand-in for tests |

mod fake;
mod thread;
#[cfg(feature = "ml")]
mod trainer;
mod tuner;

#[doc(hidden)]
pub use fake::FakeTuner;
pub use thread::Tuning;
#[cfg(feature = "ml")]
pub use trainer::ModelTuner;
pub use tuner::{Change, Flip, Improvement, Measured, Tuner, TuningDefaults, TuningEvent, TuningJob};

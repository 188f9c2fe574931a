//! Improving a model from corrected documents: the same manners as the engine, on a thread of its own.
//!
//! | file | what it is |
//! |---|---|
//! | `tuner` | what the window asks for, and what it is told; plain data |
//! | `thread` | the thread `tuning`: events, cancel, panics as messages |
//! | `spert` | the model of this crate |
//! | `fake` | a stand-in for tests |

mod fake;
#[cfg(feature = "ml")]
mod spert;
mod thread;
mod tuner;

#[doc(hidden)]
pub use fake::FakeTuner;
#[cfg(feature = "ml")]
pub use spert::SpertTuner;
pub use thread::Tuning;
pub use tuner::{Change, Flip, Improvement, Measured, Tuner, TuningDefaults, TuningEvent, TuningJob};

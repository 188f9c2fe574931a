//! Training runs: data in, checkpoints, metrics and a report out.
//!
//! | file | what it is |
//! |---|---|
//! | `config` | TOML and flags |
//! | `prepare`, `sample` | sentences as inputs; positives and negatives |
//! | `schedule` | the learning rate |
//! | `run` | the loop: epochs, evaluation, checkpoints, resuming |
//! | `folder` | a run's folder: what is written, and never half |
//! | `judge` | a checkpoint's predictions and scores |

mod config;
mod error;
mod folder;
mod judge;
mod prepare;
mod run;
mod sample;
mod schedule;

pub use config::TrainConfig;
pub use error::TrainError;
pub use folder::RunFolder;
pub use judge::{Judged, judge};
pub use run::{Event, Finished, Reason, Split, run};

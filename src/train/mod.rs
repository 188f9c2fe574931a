//! Training runs: data in, checkpoints, metrics and a report out.
//!
//! | file | what it is |
//! |---|---|
//! | `config`, `data_set` | TOML and flags; data, and what they are complete for |
//! | `prepare`, `sample` | sentences as inputs; positives and negatives |
//! | `constraints` | what relations may join, for the checkpoint |
//! | `schedule` | the learning rate |
//! | `run` | the loop: epochs, evaluation, checkpoints, resuming |
//! | `folder` | a run's folder: what is written, and never half |
//! | `bench` | times of single updates |
//! | `evaluate` | a checkpoint's predictions and scores |
//! | `calibrate`, `fit` | what scores are worth, and thresholds, from dev |
//! | `fine_tune`, `flips` | corrected documents to a better model; what changed |

mod bench;
mod calibrate;
mod config;
mod constraints;
mod data_set;
mod error;
mod evaluate;
mod fine_tune;
mod fit;
mod flips;
mod folder;
mod prepare;
mod run;
mod sample;
mod schedule;

pub use bench::{StepTimes, step_times};
pub use calibrate::{Calibrated, ENOUGH, calibrate};
pub use config::TrainConfig;
pub use data_set::DataSet;
pub use error::TrainError;
pub use evaluate::{Evaluated, evaluate, evaluate_model};
pub use fine_tune::{FineTune, Tuned, fine_tune, settings};
pub use flips::{Change, Flip};
pub use folder::RunFolder;
pub use run::{Event, Finished, Reason, Split, run};

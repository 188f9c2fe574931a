//! What stops a run.

use std::path::PathBuf;

use crate::dataset::DataError;
use crate::eval::Mismatch;
use crate::io::{PathError, explain};
use crate::model::ModelError;
use crate::nlp::EncodeError;

/// Why a run could not start or go on. The checkpoints written before stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    #[error("{file}: {what}")]
    Config { file: String, what: String },
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error(transparent)]
    Path(#[from] PathError),
    #[error(transparent)]
    Score(#[from] Mismatch),
    #[error("{}: {}", path.display(), explain(cause))]
    Io { path: PathBuf, cause: std::io::Error },
    #[error("{}: {what}", path.display())]
    Run { path: PathBuf, what: String },
    #[error(
        "the loss is no longer a number at update {update} (sentences {sentences}); nothing of this update was kept, and \
         the last checkpoint is intact: lower learning_rate (it is {rate:e} now) or clip, and resume or start anew"
    )]
    NotFinite { update: u64, sentences: String, rate: f32 },
}

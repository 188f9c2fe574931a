//! What is wrong with a data set, where, and what to do about it.

use crate::brat::LoadError;
use crate::io::{FolderError, NotAText};
use crate::nlp::TypesError;

#[derive(Debug, thiserror::Error)]
pub enum DataError {
    #[error("{file}: {cause}")]
    Unreadable { file: String, cause: String },
    #[error("{file}: not SpERT JSON, a list of {{\"tokens\", \"entities\", \"relations\"}}: {cause}")]
    Json { file: String, cause: serde_json::Error },
    #[error("{file}: sentence {sentence} (from 0): {what}")]
    Sentence { file: String, sentence: usize, what: String },
    /// Data of another tool.
    #[error(transparent)]
    Foreign(#[from] NotAText),
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A brat document that cannot be read.
    #[error(transparent)]
    Document(#[from] LoadError),
    /// A types file that cannot be read.
    #[error("{file}: not a types file: {cause}")]
    Types { file: String, cause: TypesError },
    /// Nothing to learn from, or to measure on.
    #[error("{file}: holds no sentence ({remedy})")]
    Empty { file: String, remedy: &'static str },
    /// A part that cannot be taken.
    #[error("{0}")]
    Division(String),
}

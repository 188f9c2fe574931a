//! What can go wrong with a model, said so that a person can act on it.

use std::fmt;
use std::path::PathBuf;

use crate::io::explain;
use crate::nlp::EncodeError;

/// Errors of loading and running a model.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file or folder the checkpoint needs.
    #[error("{}: {what} is missing; {remedy}", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
        /// What it would have been.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A file that is there but cannot be used.
    #[error("{}: {reason}; {remedy}", path.display())]
    BadFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The operating system refused a file.
    #[error("{}: {}", path.display(), explain(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// Tensors that are absent or of another shape than the configuration says; all of them.
    #[error(
        "{}: {} of the tensors the configuration asks for do not fit:{}\n\
         config.json, the types JSON and the weights must come from the same checkpoint",
        path.display(), problems.len(), list(problems)
    )]
    Tensors {
        /// The weights file.
        path: PathBuf,
        /// One entry a tensor.
        problems: Vec<TensorProblem>,
    },
    /// The tokenizer could not be loaded or used.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The tokenizer has more subwords than the embedding table has rows.
    #[error(
        "{}: the tokenizer knows subword number {largest_id}, but the encoder has embeddings for {rows} subwords only; \
         copy the tokenizer files that belong to these weights", dir.display()
    )]
    Vocabulary {
        /// The checkpoint.
        dir: PathBuf,
        /// Largest subword id of the tokenizer.
        largest_id: u32,
        /// Rows of the embedding table.
        rows: usize,
    },
    /// The asked device cannot be used.
    #[error("the device {requested} cannot be used: {reason}; {remedy}")]
    Device {
        /// As asked.
        requested: String,
        /// Why not.
        reason: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A name of a device that is none.
    #[error("there is no device {name:?}; say {known} with N from 0")]
    DeviceName {
        /// As asked.
        name: String,
        /// What there is.
        known: String,
    },
    /// The run was cancelled between two batches.
    #[error("cancelled")]
    Cancelled,
    /// The tensor library or a driver gave up.
    #[error("the model stopped on {device}: {reason}; try again with the device cpu")]
    Backend {
        /// Where it ran.
        device: String,
        /// The panic's message.
        reason: String,
    },
}

/// Something behind a trait, or why there is none.
pub type Boxed<T> = Result<Box<T>, ModelError>;

/// One tensor that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorProblem {
    /// Name as the reference writes it.
    pub name: String,
    /// Shape in the file; `None` when it is not there.
    pub found: Option<Vec<usize>>,
    /// Shape the configuration asks for.
    pub expected: Vec<usize>,
}

impl fmt::Display for TensorProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.found {
            Some(found) => write!(f, "{}: shape {found:?}, expected {:?}", self.name, self.expected),
            None => write!(f, "{}: missing, expected shape {:?}", self.name, self.expected),
        }
    }
}

fn list(problems: &[TensorProblem]) -> String {
    problems.iter().map(|problem| format!("\n  {problem}")).collect()
}

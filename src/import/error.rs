//! Why a file gave no text.

use std::io;
use std::path::{Path, PathBuf};

use crate::io::{remedy, what};

/// File, cause and remedy.
#[derive(Debug, thiserror::Error)]
#[error("{}: {what} ({remedy})", path.display())]
pub struct ImportError {
    pub path: PathBuf,
    pub what: String,
    pub remedy: &'static str,
    is_cancelled: bool,
}

impl ImportError {
    pub(super) fn new(path: &Path, what: impl Into<String>, remedy: &'static str) -> Self {
        Self { path: path.to_owned(), what: what.into(), remedy, is_cancelled: false }
    }

    pub(super) fn unreadable(path: &Path, cause: &io::Error) -> Self {
        Self::new(path, what(cause), remedy(cause))
    }

    pub(super) fn cancelled(path: &Path) -> Self {
        Self { is_cancelled: true, ..Self::new(path, "reading was cancelled", "open it again to go on") }
    }

    /// Whether a person stopped it, as opposed to something being wrong.
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled
    }
}

//! Why a file gave no text.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

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
        let remedy = match cause.kind() {
            ErrorKind::NotFound => "check the path",
            ErrorKind::PermissionDenied => "make it readable for you",
            ErrorKind::IsADirectory => "open it as a folder",
            _ => "check the disk",
        };
        Self::new(path, cause.to_string(), remedy)
    }

    pub(super) fn cancelled(path: &Path) -> Self {
        Self { is_cancelled: true, ..Self::new(path, "reading was cancelled", "open it again to go on") }
    }

    /// Whether a person stopped it, as opposed to something being wrong.
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled
    }
}

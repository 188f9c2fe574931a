//! What the system says of a file or folder: one wording for every command and for the window.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// A file or folder that cannot be used, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", path.display(), explain(cause))]
pub struct PathError {
    /// As it was named.
    pub path: PathBuf,
    /// What the system says.
    #[source]
    pub cause: io::Error,
}

/// The cause for people. A cause that was made with a message of its own keeps it.
pub fn what(cause: &io::Error) -> String {
    match cause.kind() {
        ErrorKind::NotFound if cause.get_ref().is_none() => "there is no such file or folder".to_owned(),
        _ => cause.to_string(),
    }
}

/// What to do about a file that cannot be read.
pub fn remedy(cause: &io::Error) -> &'static str {
    match cause.kind() {
        ErrorKind::NotFound => "check the path",
        ErrorKind::PermissionDenied => "make it readable for you",
        ErrorKind::IsADirectory => "open it as a folder",
        _ => "check the disk",
    }
}

/// The cause, and what to do where that is the same for reading and writing.
pub fn explain(cause: &io::Error) -> String {
    match cause.kind() {
        ErrorKind::NotFound if cause.get_ref().is_none() => format!("{} ({})", what(cause), remedy(cause)),
        _ => cause.to_string(),
    }
}

/// Whether something is at a path, before any work is done for it.
///
/// # Errors
/// With the path and what to do.
pub fn must_exist(path: &Path) -> Result<(), PathError> {
    // Links that lead nowhere are nothing.
    match std::fs::metadata(path) {
        Ok(_) => Ok(()),
        Err(cause) => Err(PathError { path: path.to_owned(), cause }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_said_in_one_way() {
        let said = must_exist(Path::new("no/such/file")).expect_err("missing").to_string();
        assert_eq!(said, "no/such/file: there is no such file or folder (check the path)");
        let own = io::Error::new(ErrorKind::NotFound, "this account has no home folder");
        assert_eq!(explain(&own), "this account has no home folder");
        assert_eq!(explain(&io::Error::other("odd")), "odd");
    }
}

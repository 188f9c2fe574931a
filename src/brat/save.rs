//! Saving a document's files.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::paths::ann_path;
use crate::io::{SaveError, twin, write_atomically};

/// Writes the text of a document, byte for byte.
///
/// # Errors
/// What the disk says; see [`write_atomically`].
pub fn save_text(txt: &Path, text: &str) -> Result<(), SaveError> {
    write_atomically(txt, text.as_bytes())
}

/// Writes the `.ann` of a `.txt`.
///
/// # Errors
/// What the disk says (see [`write_atomically`]), and where two texts share the file.
pub fn save_annotations(txt: &Path, ann: &[u8]) -> Result<(), SaveError> {
    let path = ann_path(txt);
    if let Some(other) = twin(txt) {
        let cause = io::Error::new(ErrorKind::AlreadyExists, format!("{} has the same annotations", other.display()));
        return Err(SaveError { path, cause, remedy: "rename one of the two texts" });
    }
    write_atomically(&path, ann)
}

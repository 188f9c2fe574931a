//! Texts from files of other kinds: Word, PDF, web pages, Markdown, and plain text in any encoding.
//!
//! The source is only ever read. What comes out is a text of its own, which is kept beside the source once it has
//! annotations ([`home`] says where): standoff offsets need a text that never changes.

mod docx;
mod error;
mod home;
mod html;
#[cfg(any(test, fuzzing))]
pub mod invariants;
mod kind;
mod markdown;
mod page;
mod pdf;
mod progress;
mod safety;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use crate::io::{Decoded, ENCODINGS, Encoding, How, decode, encoding_named};
pub use error::ImportError;
pub use home::{Home, home, write_new};
pub use html::{from_clipboard, text as html_text};
pub use kind::Kind;
pub use progress::Progress;

use safety::Failure;

/// Larger files are not texts that a person reads; reading them would take the memory of everything else.
const LARGEST: u64 = 512 * 1024 * 1024;

/// Longest text in bytes that is taken out of a packed file, which may be made to unpack without end.
const LONGEST: u64 = 256 * 1024 * 1024;

/// Longest time for one file that is no PDF; the largest sensible ones take some seconds.
const LIMIT: Duration = Duration::from_secs(120);

/// A text that was taken out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    pub text: String,
    pub kind: Kind,
    /// How the bytes were read; `None` for kinds that say it themselves.
    pub decoded: Option<How>,
    /// What a person should know: a guess, pages that could not be read.
    pub notes: Vec<String>,
}

/// Reads the text of a file of any [`Kind`].
///
/// `encoding` is what a person chose; without it the bytes decide. Work stops soon after `progress` is cancelled.
///
/// # Errors
/// With file and remedy: unreadable, encrypted, damaged or scanned files, and those that hold no text at all.
pub fn read(
    path: &Path,
    encoding: Option<&'static Encoding>,
    progress: &Arc<Progress>,
) -> Result<Imported, ImportError> {
    let read_error = |cause: std::io::Error| ImportError::unreadable(path, &cause);
    let length = std::fs::metadata(path).map_err(read_error)?.len();
    if length > LARGEST {
        return Err(ImportError::new(
            path,
            format!("{} MB are too much for one text", length >> 20),
            "divide the file",
        ));
    }
    let bytes = std::fs::read(path).map_err(read_error)?;
    from_bytes(path, bytes, encoding, progress)
}

/// The same for bytes that were read already; `path` gives the kind and stands in messages.
///
/// # Errors
/// As [`read`].
pub fn from_bytes(
    path: &Path,
    bytes: Vec<u8>,
    encoding: Option<&'static Encoding>,
    progress: &Arc<Progress>,
) -> Result<Imported, ImportError> {
    let kind = Kind::of_content(path, &bytes)?;
    let mut notes = Vec::new();
    let mut decoded = None;
    let text = match kind {
        Kind::Docx => {
            let (theirs, file) = (progress.clone(), path.to_owned());
            guard(path, progress, move || docx::text(&file, &bytes, &theirs))??
        }
        Kind::Pdf => pdf::text(path, bytes, progress, &mut notes)?,
        Kind::Text | Kind::Markdown | Kind::Html => {
            let declared = if kind == Kind::Html { html::declared_encoding(&bytes) } else { None };
            let found = decode(&bytes, encoding, declared).map_err(|what| {
                ImportError::new(
                    path,
                    what,
                    "relata reads .txt, .md, .html, .docx and .pdf; convert the file to one of them",
                )
            })?;
            notes.extend(found.notes());
            decoded = Some(found.how);
            match kind {
                Kind::Markdown => guard(path, progress, move || markdown::text(&found.text))?,
                Kind::Html => guard(path, progress, move || html::text(&found.text))?,
                Kind::Text | Kind::Docx | Kind::Pdf => found.text,
            }
        }
    };
    if progress.is_cancelled() {
        return Err(ImportError::cancelled(path));
    }
    if text.trim().is_empty() && kind != Kind::Text {
        return Err(ImportError::new(path, "there is no text in it", kind.empty_remedy()));
    }
    Ok(Imported { text, kind, decoded, notes })
}

/// Runs a reader of files that anybody may have made: neither a panic nor an endless file ends more than this reading.
fn guard<T: Send + 'static>(
    path: &Path,
    progress: &Progress,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ImportError> {
    const REMEDY: &str = "save it in another format, or paste its text with Ctrl+V";
    let start = Instant::now();
    let wait = |now: Instant| !progress.is_cancelled() && now.duration_since(start) < LIMIT;
    safety::guarded(work, wait).map_err(|failure| match failure {
        Failure::GivenUp if progress.is_cancelled() => ImportError::cancelled(path),
        Failure::GivenUp => {
            ImportError::new(path, format!("reading took longer than {} seconds", LIMIT.as_secs()), REMEDY)
        }
        Failure::Panicked(why) | Failure::NoThread(why) => {
            ImportError::new(path, format!("it could not be read: {why}"), REMEDY)
        }
    })
}

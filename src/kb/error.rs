//! What can be wrong with a knowledge base.

use std::io;
use std::path::{Path, PathBuf};

use crate::io::explain;

/// Why a base cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum KbError {
    /// A file cannot be read or written.
    #[error("{}: {}", path.display(), explain(cause))]
    Io {
        /// Of the file or folder.
        path: PathBuf,
        /// As the system says it.
        #[source]
        cause: io::Error,
    },
    /// The file is no knowledge base of relata, or of another version, or damaged.
    #[error("{}: {what}; make it anew with relata kb build", path.display())]
    NoBase {
        /// Of the file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A source of a kind that is not known.
    #[error(
        "{}: {what}. Sources are dumps of Wikidata (JSON, also .gz and .bz2), N-Triples, Turtle, RDF/XML, OBO, CSV, TSV and \
         norm_db texts of brat",
        path.display()
    )]
    UnknownSource {
        /// Of the file.
        path: PathBuf,
        /// What it seems to be instead.
        what: String,
    },
}

impl KbError {
    /// What the system said of a file.
    pub fn io(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        |cause| Self::Io { path: path.to_owned(), cause }
    }
}

/// What the database says, with the file that it says it of.
pub(super) trait At<T> {
    fn at(self, path: &Path) -> Result<T, KbError>;
}

impl<T, E: Into<redb::Error>> At<T> for Result<T, E> {
    fn at(self, path: &Path) -> Result<T, KbError> {
        self.map_err(|cause| match cause.into() {
            // What is too short to be a database.
            redb::Error::Io(cause)
                if matches!(cause.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) =>
            {
                KbError::NoBase { path: path.to_owned(), what: format!("this is no knowledge base ({cause})") }
            }
            redb::Error::Io(cause) => KbError::Io { path: path.to_owned(), cause },
            other => {
                KbError::NoBase { path: path.to_owned(), what: format!("this is no whole knowledge base ({other})") }
            }
        })
    }
}

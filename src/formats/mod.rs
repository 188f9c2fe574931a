//! Annotations in the formats of other tools: one table of them, with a reader and a writer each.
//!
//! To add one: a file beside the others with an [`AnnotationReader`], an [`AnnotationWriter`] or both, and a row in
//! [`FORMATS`].

#![warn(missing_docs)]

mod brat_names;
mod builder;
mod conll;
mod doccano;
mod items;
mod jsonl;
mod lost;
mod prodigy;
mod spacy;
mod spans;
mod spert_json;
mod table;

#[cfg(test)]
mod roundtrip_tests;

use crate::domain::{Document, Visibility};

pub use brat_names::{brat_name, named_for_brat};
pub use lost::Lost;
pub use table::{FORMATS, File, Format, guess, named, names, recognised};

/// What a reader made of a file.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// In the order of the file.
    pub documents: Vec<Document>,
    /// What could not be read, by its place in the file; the rest was.
    pub problems: Vec<Problem>,
    /// What documents have no place for.
    pub lost: Lost,
}

/// Something in a file that was left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// What is wrong, and what became of it.
    pub what: String,
}

/// Where in a file something stands; both count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line of the file, blank ones counted.
    Line(usize),
    /// An item of a JSON list, where lines say nothing.
    Item(usize),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Item(item) => write!(f, "item {item}"),
        }
    }
}

impl Place {
    fn says(self, what: impl Into<String>) -> Problem {
        Problem { place: self, what: what.into() }
    }
}

/// A file of which nothing can be read: why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ReadError(pub String);

/// Reads a file of annotated texts.
pub trait AnnotationReader: Sync {
    /// The documents in the text of a file. `stem`, the file's name without its extension, begins the names of documents
    /// that have none. What positions count in the file is the reader's to know; in the documents they are bytes.
    ///
    /// # Errors
    /// When nothing of it can be read; what concerns a part of it is a [`Problem`].
    fn read(&self, text: &str, stem: &str) -> Result<Parsed, ReadError>;
}

/// Writes annotated texts into one file.
pub trait AnnotationWriter: Sync {
    /// The file's text, and what the format has no place for. Each document comes with what of it is to be written.
    fn write(&self, documents: &[(&Document, Visibility)]) -> (String, Lost);
}

//! What a base is made of: files of other tools, read as a stream, and corpora that are linked already.
//!
//! A reader gives the parts of things to a [`Sink`] in the order of its file and holds none of them. What it cannot
//! understand it skips, and says so with the line; it never stops for that.

mod corpus;
mod formats;
mod lines;
mod norm_db;
mod obo;
mod rdf;
mod table;
mod wikidata;

#[cfg(test)]
mod tests;

use std::io::BufRead;
use std::path::{Path, PathBuf};

pub use corpus::{databases, read_document, reference};
pub use formats::Format;

use super::{Entity, KbError};

/// Languages whose names are read. Names without a language always are.
#[derive(Clone, Debug)]
pub struct Languages(Vec<String>);

impl Languages {
    /// Of codes with commas between (`ru,en`); `all` is every language.
    pub fn new(codes: &str) -> Self {
        let codes = codes.split(',').map(|code| code.trim().to_lowercase()).filter(|code| !code.is_empty());
        let codes: Vec<String> = codes.collect();
        Self(if codes.iter().any(|code| code == "all") { Vec::new() } else { codes })
    }

    /// Whether names of this language are read; regions (`en-GB`) are their language.
    pub fn has(&self, code: &str) -> bool {
        let code = code.to_lowercase();
        let language = code.split('-').next().unwrap_or_default();
        self.0.is_empty() || code.is_empty() || language == "mul" || self.0.iter().any(|l| *l == code || l == language)
    }

    /// As they were given.
    pub fn codes(&self) -> String {
        if self.0.is_empty() { "all".to_owned() } else { self.0.join(",") }
    }
}

/// Something in a source that is not in the base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Of the source.
    pub file: PathBuf,
    /// From 1; 0 where the format has no lines.
    pub line: u64,
    /// In words.
    pub why: String,
}

impl std::fmt::Display for Skipped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file.display(), self.why),
            line => write!(f, "{}:{line}: {}", self.file.display(), self.why),
        }
    }
}

/// Who takes what a reader reads.
pub trait Sink {
    /// A part of a thing, said at this line; parts with one id are one thing. `is_whole`: the format says everything of a
    /// thing in one place, so that a second part is a duplicate.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn part(&mut self, part: Entity, line: u64, is_whole: bool) -> Result<(), KbError>;

    /// What was passed over.
    fn skip(&mut self, line: u64, why: String);
}

/// Reads a file, in the format that its name or its beginning shows.
///
/// # Errors
/// When the file cannot be opened, is of no known format, or the sink fails. Nothing in it is an error.
pub fn read(path: &Path, languages: &Languages, sink: &mut dyn Sink) -> Result<Format, KbError> {
    let format = Format::of(path)?;
    let from = lines::open(path).map_err(KbError::io(path))?;
    match format {
        Format::Wikidata => wikidata::read(from, languages, sink)?,
        Format::NTriples => rdf::read_triples(from, languages, sink)?,
        Format::Turtle => rdf::read_turtle(from, languages, sink)?,
        Format::RdfXml => rdf::read_xml(from, languages, sink)?,
        Format::Obo => obo::read(from, sink)?,
        Format::Csv => table::read(from, b',', sink)?,
        Format::Tsv => table::read(from, b'\t', sink)?,
        Format::NormDb => norm_db::read(from, sink)?,
    }
    Ok(format)
}

/// Gives every line that can be read, with its number; the others are said. False where the file could not be read to its end.
fn each_line(
    from: impl BufRead,
    sink: &mut dyn Sink,
    mut take: impl FnMut(u64, &str, &mut dyn Sink) -> Result<(), KbError>,
) -> Result<bool, KbError> {
    let mut lines = lines::Lines::new(from);
    loop {
        match lines.next() {
            Ok(Some((number, Ok(line)))) => take(number, line, sink)?,
            Ok(Some((number, Err(why)))) => sink.skip(number, why.to_owned()),
            Ok(None) => return Ok(true),
            Err(cause) => {
                cut(sink, lines.number() + 1, &cause);
                return Ok(false);
            }
        }
    }
}

/// Says that a file could not be read to its end.
fn cut(sink: &mut dyn Sink, line: u64, cause: &std::io::Error) {
    let why = format!(
        "the file cannot be read on from here ({}); what stands before is in the base",
        crate::io::explain(cause)
    );
    sink.skip(line.max(1), why);
}

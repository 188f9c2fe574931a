//! The one table of formats: the command line, dialogs, the guide and the message for foreign files come from it.

use std::path::Path;

use super::conll::Conll;
use super::doccano::Doccano;
use super::jsonl::Jsonl;
use super::prodigy::Prodigy;
use super::spacy::Spacy;
use super::spert_json::SpertJson;
use super::{AnnotationReader, AnnotationWriter};
use crate::io;

/// A row of the table.
pub struct Format {
    /// What the command line calls it.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Of the files that are written, without the dot.
    pub extension: &'static str,
    /// What of a document it holds.
    pub keeps: &'static str,
    /// What it has no place for.
    pub loses: &'static str,
    /// The names under which [`io::recognise`] knows its files.
    known_as: &'static [&'static str],
    /// `None` for brat, whose documents are pairs of files in a folder.
    pub file: Option<File>,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// How a format of one file is read and written.
pub struct File {
    /// From the text of a file to documents.
    pub reader: &'static dyn AnnotationReader,
    /// From documents to the text of one file.
    pub writer: &'static dyn AnnotationWriter,
}

const EXTRAS: &str = "notes, attributes, events, normalizations; pieces of an entity become one stretch";

/// All of them; a new one is a row here and a file beside this one.
pub static FORMATS: [Format; 8] = [
    Format {
        name: "brat",
        title: "brat standoff (.txt with .ann)",
        extension: "ann",
        keeps: "everything",
        loses: "nothing",
        known_as: &["a file of annotations"],
        file: None,
    },
    Format {
        name: "spert-json",
        title: "SpERT JSON",
        extension: "json",
        keeps: "words, nested entities, relations within a sentence, scores",
        loses: "the text between words; relations across sentences; notes, attributes, events, normalizations",
        known_as: &["SpERT JSON"],
        file: Some(File { reader: &SpertJson, writer: &SpertJson }),
    },
    Format {
        name: "jsonl",
        title: "relata JSON lines",
        extension: "jsonl",
        keeps: "texts, nested entities, relations, scores",
        loses: EXTRAS,
        known_as: &["JSON lines of relata"],
        file: Some(File { reader: &Jsonl, writer: &Jsonl }),
    },
    Format {
        name: "conll2003",
        title: "CoNLL-2003 (four columns)",
        extension: "conll",
        keeps: "words, one layer of entities",
        loses: "relations; nested and crossing entities; the text between words; notes, attributes, events, normalizations",
        known_as: &["CoNLL columns (one word a line with its tag)"],
        file: Some(File { reader: &Conll::Four, writer: &Conll::Four }),
    },
    Format {
        name: "iob",
        title: "IOB (two columns)",
        extension: "iob",
        keeps: "words, one layer of entities",
        loses: "relations; nested and crossing entities; the text between words; notes, attributes, events, normalizations",
        known_as: &[],
        file: Some(File { reader: &Conll::Two, writer: &Conll::Two }),
    },
    Format {
        name: "doccano",
        title: "doccano JSON lines",
        extension: "jsonl",
        keeps: "texts, nested entities, relations",
        loses: EXTRAS,
        known_as: &["an export of doccano"],
        file: Some(File { reader: &Doccano, writer: &Doccano }),
    },
    Format {
        name: "spacy",
        title: "spaCy documents as JSON lines",
        extension: "jsonl",
        keeps: "texts, words, nested entities (span group `sc`), relations (own attribute)",
        loses: EXTRAS,
        known_as: &["training data of spaCy"],
        file: Some(File { reader: &Spacy, writer: &Spacy }),
    },
    Format {
        name: "prodigy",
        title: "Prodigy JSON lines",
        extension: "jsonl",
        keeps: "texts, words, nested entities, relations",
        loses: EXTRAS,
        known_as: &["an export of Prodigy"],
        file: Some(File { reader: &Prodigy, writer: &Prodigy }),
    },
];

/// The format that the command line calls so.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The names of all of them, in the table's order.
pub fn names() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.name)
}

/// The format of a file by what it holds.
pub fn guess(path: &Path, bytes: &[u8]) -> Option<&'static Format> {
    recognised(io::recognise(path, bytes)?.name)
}

/// The format of a file that [`io::recognise`] has named so.
pub fn recognised(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.known_as.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_what_they_hold() {
        let guessed = |name: &str, text: &str| guess(Path::new(name), text.as_bytes()).map(|format| format.name);
        assert_eq!(guessed("a.jsonl", r#"{"text": "A.", "entities": [], "relations": []}"#), Some("doccano"));
        assert_eq!(
            guessed(
                "a.jsonl",
                r#"{"id": "a", "text": "A.", "entities": [{"type": "X", "start": 0, "end": 1}], "relations": []}"#
            ),
            Some("jsonl")
        );
        assert_eq!(guessed("a.jsonl", r#"{"text": "A.", "spans": [], "answer": "accept"}"#), Some("prodigy"));
        assert_eq!(guessed("a.json", r#"["A.", {"entities": []}]"#), Some("spacy"));
        assert_eq!(
            guessed("a.jsonl", r#"{"text": "A.", "ents": [], "spans": {"sc": []}, "tokens": []}"#),
            Some("spacy")
        );
        assert_eq!(guessed("a.conll", "Nora B-PER\nleft O\n. O\n"), Some("conll2003"));
        assert_eq!(guessed("a.json", r#"[{"tokens": ["A"], "entities": [], "relations": []}]"#), Some("spert-json"));
        assert_eq!(guessed("a.txt", "Nora left."), None);
    }

    #[test]
    fn every_name_under_which_a_file_is_known_is_one_of_the_list() {
        for format in &FORMATS {
            for name in format.known_as {
                assert!(io::FORMATS.iter().any(|known| known.name == *name), "{name}");
            }
            assert!(named(format.name).is_some());
        }
    }

    const BEGIN: &str =
        "<!-- made from src/formats/table.rs; RELATA_WRITE=1 cargo test --lib the_guide_shows writes it anew -->\n";

    #[test]
    fn the_guide_shows_the_table() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/formats.md");
        let page = std::fs::read_to_string(&path).expect("the guide is there");
        let begin = page.find(BEGIN).expect("the table's first line") + BEGIN.len();
        let end = begin + page[begin..].find("<!-- end -->").expect("the table's last line");
        let row = |format: &Format| {
            format!("| `{}` | {} | {} | {} |\n", format.name, format.title, format.keeps, format.loses)
        };
        let rows: String = FORMATS.iter().map(row).collect();
        let table = format!("| name | format | keeps | loses |\n|---|---|---|---|\n{rows}");
        if std::env::var_os("RELATA_WRITE").is_some() {
            std::fs::write(&path, format!("{}{table}{}", &page[..begin], &page[end..])).expect("writable");
        } else {
            assert_eq!(&page[begin..end], table, "RELATA_WRITE=1 cargo test --features kittest --lib the_guide_shows");
        }
    }
}

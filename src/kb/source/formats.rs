//! Which format a source is in.

use std::io::Read;
use std::path::Path;

use super::lines::open;
use crate::io::has_extension;
use crate::kb::KbError;
use crate::text::looks_binary;

/// What a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON, an item a line.
    Wikidata,
    /// A triple a line.
    NTriples,
    /// With prefixes and lists.
    Turtle,
    /// RDF/XML, as OWL is mostly written.
    RdfXml,
    /// Stanzas of terms.
    Obo,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// The text that brat makes its databases of.
    NormDb,
}

/// What is looked at where the name says nothing.
const BEGINNING: u64 = 1 << 16;

/// Extensions, in lower case.
const NAMES: [(&str, Format); 15] = [
    ("nt", Format::NTriples),
    ("ntriples", Format::NTriples),
    ("ttl", Format::Turtle),
    ("turtle", Format::Turtle),
    ("rdf", Format::RdfXml),
    ("owl", Format::RdfXml),
    ("rdfs", Format::RdfXml),
    ("xml", Format::RdfXml),
    ("obo", Format::Obo),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("tab", Format::Tsv),
    ("json", Format::Wikidata),
    ("jsonl", Format::Wikidata),
    ("ndjson", Format::Wikidata),
];

impl Format {
    /// By the file's name without what packed it, or by its beginning.
    pub(super) fn of(path: &Path) -> Result<Self, KbError> {
        let unpacked = if has_extension(path, &["gz", "bz2"]) { path.with_extension("") } else { path.to_owned() };
        let named =
            NAMES.iter().find(|(extension, _)| has_extension(&unpacked, &[extension])).map(|(_, format)| *format);
        let mut beginning = Vec::new();
        let read = open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning));
        match read {
            // What is cut off has a beginning.
            Err(cause) if beginning.is_empty() => return Err(KbError::io(path)(cause)),
            _ => {}
        }
        let unknown = |what: &str| KbError::UnknownSource { path: path.to_owned(), what: what.to_owned() };
        if beginning.is_empty() {
            return Err(unknown("this file is empty"));
        }
        if looks_binary(&beginning) {
            return Err(unknown("this is no text; dumps are read as plain text, .gz or .bz2"));
        }
        let seen = Self::seen(&String::from_utf8_lossy(&beginning));
        match (named, seen) {
            // OWL is published in all three under one extension.
            (Some(Self::RdfXml), Some(Self::Turtle | Self::NTriples)) => Ok(seen.unwrap_or(Self::RdfXml)),
            (Some(Self::Wikidata), seen) if seen != Some(Self::Wikidata) => {
                Err(unknown("this is no dump of Wikidata, which has an item a line"))
            }
            (Some(named), _) => Ok(named),
            (None, Some(seen)) => Ok(seen),
            (None, None) => Err(unknown("nothing shows what this file is")),
        }
    }

    fn seen(beginning: &str) -> Option<Self> {
        let text = beginning.trim_start_matches('\u{feff}').trim_start();
        let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
        let lower = first.to_lowercase();
        if text.starts_with(['{', '[']) && text.contains("\"id\"") {
            Some(Self::Wikidata)
        } else if lower.starts_with("<?xml") || lower.starts_with("<rdf:rdf") || lower.starts_with("<!doctype rdf") {
            Some(Self::RdfXml)
        } else if lower.starts_with("format-version:") {
            Some(Self::Obo)
        } else if ["@prefix", "@base", "prefix ", "base "].iter().any(|word| lower.starts_with(word)) {
            Some(Self::Turtle)
        } else if first.starts_with('<') && first.ends_with('.') || first.starts_with("_:") {
            Some(Self::NTriples)
        } else if first
            .split('\t')
            .skip(1)
            .any(|field| ["name:", "attr:", "info:"].iter().any(|t| field.starts_with(t)))
        {
            Some(Self::NormDb)
        } else if first.contains('\t') {
            Some(Self::Tsv)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_beginnings_tell() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text, expected) in [
            ("a.tsv", "id\tlabel\n", Some(Format::Tsv)),
            ("a.owl", "@prefix a: <b> .", Some(Format::Turtle)),
            ("a.owl", "<?xml version='1.0'?>", Some(Format::RdfXml)),
            ("a", "<http://a> <b> \"c\" .\n", Some(Format::NTriples)),
            ("a.txt", "9606\tname:Scientific name:Homo sapiens\n", Some(Format::NormDb)),
            ("a.txt", "format-version: 1.2\n", Some(Format::Obo)),
            ("a.json", "[\n{\"type\":\"item\",\"id\":\"Q1\"},\n]", Some(Format::Wikidata)),
            ("a.json", "[1, 2]", None),
            ("a.txt", "A plain text.", None),
            ("a.csv", "", None),
            ("a.csv", "PK\u{3}\u{4}\u{0}\u{0}\u{0}", None),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("writable");
            let found = Format::of(&path);
            assert_eq!(found.as_ref().ok().copied(), expected, "{name} {text:?}");
            if let Err(error) = found {
                assert!(error.to_string().contains(name) && error.to_string().contains("N-Triples"), "{error}");
            }
        }
    }
}

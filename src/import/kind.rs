//! Which files relata takes a text from, and how it calls them.

use std::ffi::OsStr;
use std::path::Path;

use super::ImportError;
use crate::io::{NotAText, refuse};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Text,
    Markdown,
    Html,
    Docx,
    Pdf,
}

/// Every extension with its kind, in lower case.
const EXTENSIONS: [(&str, Kind); 8] = [
    ("txt", Kind::Text),
    ("md", Kind::Markdown),
    ("markdown", Kind::Markdown),
    ("html", Kind::Html),
    ("htm", Kind::Html),
    ("xhtml", Kind::Html),
    ("docx", Kind::Docx),
    ("pdf", Kind::Pdf),
];

impl Kind {
    /// Extensions of all kinds, for the filters of file dialogs.
    pub fn extensions() -> impl Iterator<Item = &'static str> {
        EXTENSIONS.iter().map(|(extension, _)| *extension)
    }

    /// The kind that a file's name promises; `None` for other files.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(OsStr::to_str)?.to_ascii_lowercase();
        EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|(_, kind)| *kind)
    }

    /// The kind of the bytes: what they begin with counts more than the name.
    ///
    /// # Errors
    /// For kinds that are known and cannot be read, with what to do.
    pub(super) fn of_content(path: &Path, bytes: &[u8]) -> Result<Self, ImportError> {
        const PDF_HEADER_WITHIN: usize = 1024;
        let named = Self::of(path);
        let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
        let fail = |what: &str, remedy| Err(ImportError::new(path, what, remedy));
        let is_old_office = bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]);
        if is_old_office && named == Some(Self::Docx) {
            return fail("the document is encrypted", "save a copy without a password");
        }
        let head = bytes.get(..PDF_HEADER_WITHIN).unwrap_or(bytes);
        if bytes.starts_with(b"%PDF-") || named == Some(Self::Pdf) && memchr::memmem::find(head, b"%PDF-").is_some() {
            return Ok(Self::Pdf);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return match (named, extension.as_str()) {
                (_, "odt") => fail("this is an OpenDocument text", "save it as .docx"),
                _ => Ok(Self::Docx),
            };
        }
        let is_other = is_old_office || bytes.starts_with(b"{\\rtf");
        if (is_other || named.is_none_or(|kind| kind == Self::Text))
            && let Err(NotAText { name, remedy, .. }) = refuse(path, bytes)
        {
            return fail(&format!("this is {name}"), remedy);
        }
        match named {
            Some(Self::Pdf) => fail("this is no PDF: its header is missing", "download or export the file again"),
            Some(Self::Docx) => fail("this is no Word document: it does not begin as one", "save it as .docx again"),
            Some(kind) => Ok(kind),
            None => Ok(Self::Text),
        }
    }

    /// What the window's list says of a file that is not opened yet.
    pub fn described(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Markdown => "Markdown: opens as text",
            Self::Html => "Web page: opens as text",
            Self::Docx => "Word: opens as text",
            Self::Pdf => "PDF: opens as text",
        }
    }

    pub(super) fn empty_remedy(self) -> &'static str {
        match self {
            Self::Pdf => {
                "scanned pages hold pictures: run text recognition (OCR) on the file first, with ocrmypdf for example"
            }
            Self::Docx => "does it show pictures only? then text recognition (OCR) has to come first",
            Self::Html => {
                "the page may be filled in by scripts: save it from the browser, or paste its text with Ctrl+V"
            }
            Self::Text | Self::Markdown => "the file is empty",
        }
    }
}

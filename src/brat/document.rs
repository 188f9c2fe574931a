//! A document from its files.

use std::borrow::Cow;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Encoding;

use super::encoding::as_utf8;
use super::paths::{ann_path, is_annotation, txt_path};
use super::{Issue, Severity, Standoff, read_parts};
use crate::domain::{Document, Roles};
use crate::io::{Decoded, FolderError, How, NotAText, decode, refuse, remedy, sibling, twin, what};
use crate::text::{DecodeError, decode_utf8};

/// A document, and what its files hold beyond it.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub document: Document,
    pub standoff: Standoff,
    pub issues: Vec<Issue>,
    pub txt: PathBuf,
    /// Where annotations are saved; it need not exist yet.
    pub ann: PathBuf,
    /// What the text is written in, where that is not UTF-8.
    pub encoding: Option<How>,
}

impl Loaded {
    /// A text without annotations, whose place is `txt`.
    pub fn bare(txt: &Path, text: impl Into<Arc<str>>) -> Self {
        let name = txt.file_stem().map_or_else(|| txt.display().to_string(), |s| s.to_string_lossy().into_owned());
        let document = Document::new(name, text);
        let standoff = Standoff::default();
        Self { document, standoff, issues: Vec::new(), txt: txt.to_owned(), ann: ann_path(txt), encoding: None }
    }
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{}: {} ({remedy})", path.display(), what(cause))]
    Read {
        path: PathBuf,
        #[source]
        cause: io::Error,
        remedy: &'static str,
    },
    #[error("{}: its text {} is missing (brat keeps text and annotations side by side: put the .txt there)", ann.display(), txt.display())]
    NoText { ann: PathBuf, txt: PathBuf },
    #[error("{}: {cause}", path.display())]
    Decode {
        path: PathBuf,
        #[source]
        cause: DecodeError,
    },
    /// Data of another tool.
    #[error(transparent)]
    Foreign(#[from] NotAText),
}

impl From<FolderError> for LoadError {
    fn from(error: FolderError) -> Self {
        let FolderError { path, cause, remedy } = error;
        Self::Read { path, cause, remedy }
    }
}

impl LoadError {
    pub(super) fn read(path: &Path, cause: io::Error) -> Self {
        Self::Read { path: path.to_owned(), remedy: remedy(&cause), cause }
    }
}

/// Reads a document that is named by its `.txt`, its `.ann` (`.a1`, `.a2`) or its stem, with the types of the nearest
/// `annotation.conf`.
///
/// A missing `.ann` means no annotations. A pair of `.a1` and `.a2` is read as one where there is no `.ann`; the two are
/// never written: saving makes an `.ann` that holds both and counts from then on.
///
/// # Errors
/// When there is no text, or it is not UTF-8: see [`load_decoded`]. Nothing in an `.ann` is an error: see
/// [`Loaded::issues`].
pub fn load_document(path: &Path) -> Result<Loaded, LoadError> {
    let txt = text_file(path)?;
    let text = read_text(&txt)?;
    load_with_text(&txt, text, None)
}

/// The same for a text in any encoding: the one that was `chosen`, else the one that its bytes show. What it was read as
/// is the first of the issues and [`Loaded::encoding`]; offsets count the code points of the decoded text. `beside`: the
/// `.txt` that the annotations stand beside, where that is another file.
///
/// For who reads: a text that is worked on goes into a file of UTF-8 first.
///
/// # Errors
/// When there is no text, or the file is none in any encoding.
pub fn load_decoded(
    path: &Path,
    beside: Option<&Path>,
    chosen: Option<&'static Encoding>,
) -> Result<Loaded, LoadError> {
    let txt = text_file(path)?;
    let beside = beside.unwrap_or(&txt);
    let Decoded { text, how, unreadable, .. } = match decoded(&txt, chosen)? {
        Read::Utf8(text) => return load_with_text(beside, text, None),
        Read::Other(decoded) => decoded,
    };
    let mut loaded = load_with_text(beside, text.into(), Some(how.encoding()))?;
    loaded.encoding = Some(how).filter(|how| how.encoding() != encoding_rs::UTF_8);
    loaded.issues.splice(0..0, not_utf8(&txt, how, unreadable));
    Ok(loaded)
}

/// The text alone, as [`load_decoded`] reads it.
///
/// # Errors
/// As [`load_decoded`].
pub fn load_decoded_text(path: &Path) -> Result<Arc<str>, LoadError> {
    Ok(match decoded(&text_file(path)?, None)? {
        Read::Utf8(text) => text,
        Read::Other(decoded) => decoded.text.into(),
    })
}

/// The text of a file.
enum Read {
    /// As it stands there: its byte order mark stays, as offsets count it.
    Utf8(Arc<str>),
    Other(Decoded),
}

fn decoded(txt: &Path, chosen: Option<&'static Encoding>) -> Result<Read, LoadError> {
    let bytes = fs::read(txt).map_err(|cause| LoadError::read(txt, cause))?;
    refuse(txt, &bytes)?;
    let other = match (decode_utf8(&bytes), chosen) {
        (Ok(text), None) => return Ok(Read::Utf8(text.into())),
        (Err(cause), None) => {
            decode(&bytes, None, None).map_err(|_| LoadError::Decode { path: txt.to_owned(), cause })?
        }
        (_, Some(_)) => decode(&bytes, chosen, None).map_err(|what| {
            let remedy = "extract its text first";
            LoadError::Read { path: txt.to_owned(), cause: io::Error::new(ErrorKind::InvalidData, what), remedy }
        })?,
    };
    Ok(Read::Other(other))
}

/// What a person should know of a text in another encoding than brat's.
fn not_utf8(txt: &Path, how: How, unreadable: usize) -> Option<Issue> {
    const KNOWN: &str = "brat reads UTF-8 alone: `relata import` makes such a text of it, with its annotations";
    const GUESS: &str = "brat reads UTF-8 alone: `relata import` makes such a text of it, with its annotations; where the \
                         guess is wrong, with --encoding NAME";
    let name = how.encoding().name();
    let (severity, lost) = match unreadable {
        0 => (Severity::Note, String::new()),
        1 => (Severity::Warning, "; one place is not, and was read as \u{fffd}".to_owned()),
        places => (Severity::Warning, format!("; {places} places are not, and were read as \u{fffd}")),
    };
    let message = match how {
        // Nobody need be told what they said themselves.
        How::Utf8 | How::Chosen(_) if unreadable == 0 => return None,
        How::Guessed(_) => format!("this text was read as {name}, a guess from its bytes{lost}"),
        _ => format!("this text is {name}{lost}"),
    };
    let remedy = if let How::Guessed(_) = how { GUESS } else { KNOWN };
    Some(Issue::new(txt, 0, severity, message, remedy))
}

/// The same for a text that was read by other means: from another encoding (`like`), in which its annotations and
/// `.conf` files may be written too, or taken out of a file of another kind. `txt` says where they stand. The standoff
/// of a text in another encoding is UTF-8: it is written beside a text that is.
///
/// # Errors
/// When annotations are there and cannot be read.
pub fn load_with_text(txt: &Path, text: Arc<str>, like: Option<&'static Encoding>) -> Result<Loaded, LoadError> {
    let txt = txt.to_owned();
    let ann = ann_path(&txt);
    let files = annotation_files(&txt)?;
    let mut issues = Vec::new();
    if let Some((first, _)) = files.first()
        && *first != ann
    {
        let message = "read-only: edits are saved to an .ann that holds this pair";
        issues.push(Issue::new(first, 0, Severity::Note, message, "other tools may go on reading the pair"));
    }
    if let Some(other) = twin(&txt) {
        let message = format!("{} has the same annotations, {}", other.display(), ann.display());
        issues.push(Issue::new(&txt, 0, Severity::Warning, message, "rename one of the two texts"));
    }
    let files: Vec<(PathBuf, Cow<'_, [u8]>)> =
        files.iter().map(|(path, bytes)| (path.clone(), as_utf8(bytes, like))).collect();
    let parts: Vec<(&Path, &[u8])> = files.iter().map(|(path, bytes)| (path.as_path(), &**bytes)).collect();
    let conf = super::conf::nearest_like(&txt, like);
    let roles = conf.as_ref().map(|conf| Roles::of(&conf.schema)).unwrap_or_default();
    let reading = read_parts(&text, &parts, &roles);
    issues.extend(reading.issues);
    let name = txt.file_stem().map_or_else(|| txt.display().to_string(), |stem| stem.to_string_lossy().into_owned());
    let mut document = Document::new(name, text);
    document.annotations = reading.annotations;
    let mut standoff = reading.standoff;
    if let Some(conf) = conf {
        document.schema = conf.schema;
        issues.extend(conf.issues);
    }
    standoff.use_roles(&document.schema);
    document.schema.complete(&document.annotations);
    Ok(Loaded { document, standoff, issues, txt, ann, encoding: None })
}

/// Another annotation of a document's text, from an `.ann` that may stand anywhere. What the `annotation.conf` nearest to
/// it does not say, the types of the document say.
///
/// # Errors
/// When the file cannot be read. Nothing in it is an error: see the issues.
pub fn load_annotations(of: &Document, ann: &Path) -> Result<(Document, Vec<Issue>), LoadError> {
    let loaded = load_annotations_whole(of, ann)?;
    Ok((loaded.document, loaded.issues))
}

/// The same with the ids that the file gives to its annotations.
///
/// # Errors
/// As [`load_annotations`].
pub fn load_annotations_whole(of: &Document, ann: &Path) -> Result<Loaded, LoadError> {
    let bytes = fs::read(ann).map_err(|cause| LoadError::read(ann, cause))?;
    let mut schema = super::conf::nearest(ann).map(|conf| conf.schema).unwrap_or_default();
    schema.merge(&of.schema);
    let reading = super::read(&of.text, &bytes, ann, &Roles::of(&schema));
    let mut document = Document { annotations: reading.annotations, ..of.clone() };
    document.schema.complete(&document.annotations);
    let (standoff, issues) = (reading.standoff, reading.issues);
    Ok(Loaded { document, standoff, issues, txt: txt_path(ann), ann: ann.to_owned(), encoding: None })
}

/// The annotation files of a text as they are: its `.ann`, or else its pair of `.a1` and `.a2`.
pub(super) fn annotation_files(txt: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, LoadError> {
    let ann = ann_path(txt);
    let mut files: Vec<(PathBuf, Vec<u8>)> = optional(ann.clone())?.into_iter().collect();
    if files.is_empty() {
        for extension in ["a1", "a2"] {
            let part = sibling(&ann, extension).unwrap_or_else(|| ann.with_extension(extension));
            files.extend(optional(part)?);
        }
    }
    Ok(files)
}

/// The text alone of a document, named as for [`load_document`].
///
/// # Errors
/// As [`load_document`].
pub fn load_text(path: &Path) -> Result<Arc<str>, LoadError> {
    read_text(&text_file(path)?)
}

fn read_text(txt: &Path) -> Result<Arc<str>, LoadError> {
    let bytes = fs::read(txt).map_err(|cause| LoadError::read(txt, cause))?;
    refuse(txt, &bytes)?;
    let text = decode_utf8(&bytes).map_err(|cause| LoadError::Decode { path: txt.to_owned(), cause })?;
    Ok(Arc::from(text))
}

/// The file that holds the text.
fn text_file(path: &Path) -> Result<PathBuf, LoadError> {
    if path.is_file() && !is_annotation(path) {
        // A text may have any name; its annotations stand beside it.
        return Ok(path.to_owned());
    }
    let txt = txt_path(path);
    if txt.is_file() {
        return Ok(txt);
    }
    if let Some(spelled) = sibling(&txt, "txt") {
        return Ok(spelled);
    }
    let beside = path.with_extension("");
    if is_annotation(path) && beside.is_file() {
        return Ok(beside);
    }
    let ann = ann_path(&txt);
    if path.is_dir() {
        return Err(LoadError::read(path, ErrorKind::IsADirectory.into()));
    }
    match [path.to_owned(), ann].into_iter().find(|ann| is_annotation(ann) && ann.is_file()) {
        Some(ann) => Err(LoadError::NoText { ann, txt }),
        None => Err(LoadError::read(path, ErrorKind::NotFound.into())),
    }
}

fn optional(path: PathBuf) -> Result<Option<(PathBuf, Vec<u8>)>, LoadError> {
    match fs::read(&path) {
        Ok(bytes) => Ok(Some((path, bytes))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(LoadError::read(&path, error)),
    }
}

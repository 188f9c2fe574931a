//! `annotation.conf`, `visual.conf` and `kb_shortcuts.conf`: the types of a folder, how they look, which keys they have.
//!
//! Each file is looked for in the document's folder and upwards. [`edit`] changes them without touching what a change is
//! not about.

mod accepted;
mod annotation;
mod colours;
pub mod edit;
mod visual;

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

pub use accepted::refused;

use super::encoding::{from_utf16, to_utf8};
use super::{Issue, Severity};
use crate::domain::Schema;
use crate::text::{DecodeError, decode_utf8};

/// The types that the `.conf` files define.
#[derive(Clone, Debug, Default)]
pub struct Conf {
    pub schema: Schema,
    pub issues: Vec<Issue>,
}

/// How far up a configuration may stand.
const LEVELS: usize = 8;

/// The configuration that applies to a document; `None` where there is no `annotation.conf`. One that cannot be read says
/// why in its issues, and defines nothing.
pub fn nearest(txt: &Path) -> Option<Conf> {
    nearest_like(txt, None)
}

/// The same beside a text in another encoding, in which the files may be written too.
pub fn nearest_like(txt: &Path, like: Option<&'static Encoding>) -> Option<Conf> {
    let absolute = std::path::absolute(txt).ok()?;
    let folder = absolute.parent()?;
    let file = find(folder, "annotation.conf")?;
    let mut conf = Conf::default();
    if let Some(text) = read(&file, like, &mut conf.issues) {
        annotation::parse(&text, &file, &mut conf);
        conf.schema.declared = !conf.schema.is_empty();
    }
    if let Some(file) = find(folder, "visual.conf")
        && let Some(text) = read(&file, like, &mut conf.issues)
    {
        visual::parse(&text, &mut conf.schema);
    }
    if let Some(file) = find(folder, "kb_shortcuts.conf")
        && let Some(text) = read(&file, like, &mut conf.issues)
    {
        visual::parse_keys(&text, &file, &mut conf);
    }
    Some(conf)
}

/// The types that the text of an `annotation.conf` defines.
pub fn types_of(text: &str) -> Schema {
    let mut conf = Conf::default();
    annotation::parse(text.trim_start_matches('\u{feff}'), Path::new("annotation.conf"), &mut conf);
    conf.schema
}

/// The text of a `.conf` file, which may be written in the encoding of the text that it belongs to.
///
/// # Errors
/// Why it cannot be read.
pub fn read_text(file: &Path, like: Option<&'static Encoding>) -> Result<String, Issue> {
    let mut issues = Vec::new();
    let text = read(file, like, &mut issues);
    text.ok_or_else(|| {
        let unknown = || Issue::new(file, 0, Severity::Error, "it cannot be read", "");
        issues.pop().unwrap_or_else(unknown)
    })
}

/// The file of this name that applies to a document.
pub fn nearest_file(txt: &Path, name: &str) -> Option<PathBuf> {
    let absolute = std::path::absolute(txt).ok()?;
    find(absolute.parent()?, name)
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    folder.ancestors().take(LEVELS).map(|above| above.join(name)).find(|path| path.is_file())
}

/// An `annotation.conf` by itself.
pub fn from_bytes(bytes: &[u8], file: &Path) -> Conf {
    let mut conf = Conf::default();
    if let Some(text) = decode(bytes, file, None, &mut conf.issues) {
        annotation::parse(&text, file, &mut conf);
        conf.schema.declared = !conf.schema.is_empty();
    }
    conf
}

fn read(file: &Path, like: Option<&'static Encoding>, issues: &mut Vec<Issue>) -> Option<String> {
    match std::fs::read(file) {
        Ok(bytes) => decode(&bytes, file, like, issues),
        Err(error) => {
            issues.push(Issue::new(file, 0, Severity::Error, error.to_string(), UNREAD));
            None
        }
    }
}

/// What follows from a file that cannot be read.
const UNREAD: &str = "the types are taken from the annotations instead";

fn decode(bytes: &[u8], file: &Path, like: Option<&'static Encoding>, issues: &mut Vec<Issue>) -> Option<String> {
    let bytes = like.map_or_else(|| from_utf16(bytes).0, |like| to_utf8(bytes, like));
    match decode_utf8(&bytes) {
        Ok(text) => Some(text.trim_start_matches('\u{feff}').to_owned()),
        Err(error) => {
            let message = match error {
                DecodeError::InvalidUtf8 { line, byte, .. } => {
                    format!(
                        "line {line}, byte {byte}: not UTF-8; save the file as UTF-8, Russian for example with \
                         `iconv -f windows-1251 -t UTF-8`"
                    )
                }
                other => other.to_string(),
            };
            issues.push(Issue::new(file, 0, Severity::Error, message, UNREAD));
            None
        }
    }
}

/// Lines with their numbers from 1, without those that say nothing. Indentation stays.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line.trim_end())).filter(|(_, line)| !is_silent(line))
}

/// Whether a line says nothing: empty, a comment, or a row of hyphens, which brat draws as a line in its menus.
fn is_silent(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#') || line.bytes().all(|byte| byte == b'-')
}

/// `<NAME>=A|B`, a name for a list.
fn is_macro(line: &str) -> bool {
    line.starts_with('<') && line.find(">=").is_some_and(|at| !line[..at].contains(char::is_whitespace))
}

/// `[name]` of a section line.
fn section(line: &str) -> Option<&str> {
    line.strip_prefix('[')?.strip_suffix(']')
}

#[cfg(test)]
mod tests;

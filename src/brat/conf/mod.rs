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

pub use accepted::refused;

use super::{Issue, Severity};
use crate::domain::Schema;
use crate::text::decode_utf8;

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
    let absolute = std::path::absolute(txt).ok()?;
    let folder = absolute.parent()?;
    let file = find(folder, "annotation.conf")?;
    let mut conf = Conf::default();
    if let Some(text) = read(&file, &mut conf.issues) {
        annotation::parse(&text, &file, &mut conf);
        conf.schema.declared = !conf.schema.is_empty();
    }
    if let Some(file) = find(folder, "visual.conf")
        && let Some(text) = read(&file, &mut conf.issues)
    {
        visual::parse(&text, &mut conf.schema);
    }
    if let Some(file) = find(folder, "kb_shortcuts.conf")
        && let Some(text) = read(&file, &mut conf.issues)
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

/// The text of a `.conf` file.
///
/// # Errors
/// Why it cannot be read.
pub fn read_text(file: &Path) -> Result<String, Issue> {
    let mut issues = Vec::new();
    let text = read(file, &mut issues);
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

fn read(file: &Path, issues: &mut Vec<Issue>) -> Option<String> {
    let said = match std::fs::read(file) {
        Ok(bytes) => match decode_utf8(&bytes) {
            Ok(text) => return Some(text.trim_start_matches('\u{feff}').to_owned()),
            Err(error) => error.to_string(),
        },
        Err(error) => error.to_string(),
    };
    issues.push(Issue::new(file, 0, Severity::Error, said, "the types are taken from the annotations instead"));
    None
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

//! What is wrong with a file, where, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::io::has_extension;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Understood in full; other programs may read it differently.
    Note,
    /// Understood in part.
    Warning,
    /// Not understood: kept in the file as it is, and not shown.
    Error,
}

/// A problem of one line; nothing is lost by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    #[serde(serialize_with = "path_as_text")]
    pub file: PathBuf,
    /// Counted from 1; 0 speaks of the whole file.
    pub line: usize,
    pub severity: Severity,
    pub message: String,
    pub remedy: String,
}

impl Issue {
    pub fn new(
        file: impl AsRef<Path>,
        line: usize,
        severity: Severity,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { file: file.as_ref().to_owned(), line, severity, message: message.into(), remedy: remedy.into() }
    }
}

impl Issue {
    /// A whole file that could not be read, and why. Errors of readers begin with the file, as issues do.
    pub fn unread(file: &Path, why: &dyn fmt::Display) -> Self {
        let why = why.to_string();
        let message = why.strip_prefix(&format!("{}: ", file.display())).unwrap_or(&why);
        Self::new(file, 0, Severity::Error, message, "")
    }

    /// Whether it speaks of a text as a whole, and so of everything that is read from it.
    pub fn is_of_text(&self) -> bool {
        self.line == 0 && !has_extension(&self.file, &["ann", "a1", "a2", "conf"])
    }
}

/// A name that is no UTF-8 must not keep the others from being written.
fn path_as_text<S: serde::Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if self.line > 0 {
            write!(f, "{}:", self.line)?;
        }
        write!(f, " {}", self.message)?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, " ({})", self.remedy) }
    }
}

/// A piece of a file for a message: short, on one line, control characters visible.
pub(crate) fn quote(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short = String::new();
    for char in text.chars().take(LONGEST) {
        // `escape_debug` for all would also escape quotes and combining marks, which people should see as they are.
        if char.is_control() || char == '\u{feff}' { short.extend(char.escape_debug()) } else { short.push(char) }
    }
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    format!("\"{short}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_reads_as_file_line_message_remedy() {
        let issue = Issue::new("a.ann", 3, Severity::Warning, "T1 is odd", "delete it");
        assert_eq!(issue.to_string(), "a.ann:3: T1 is odd (delete it)");
        let whole = Issue::new("a.ann", 0, Severity::Note, "counted in bytes", "");
        assert_eq!(whole.to_string(), "a.ann: counted in bytes");
    }

    #[test]
    fn quotes_are_short_and_show_controls() {
        assert_eq!(quote("a\tё"), "\"a\\tё\"");
        assert!(quote(&"x".repeat(500)).chars().count() < 70);
    }
}

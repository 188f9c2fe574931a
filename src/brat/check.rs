//! What the one checker finds, at its lines.

use std::path::Path;

use super::{Issue, Severity, Standoff};
use crate::domain::{Document, Schema, check};

/// What is wrong with a document's annotations beyond how they are written: what `schema`, the types of its
/// `annotation.conf`, does not allow, and what stands there twice. Items without a line are reported for `file` as a whole.
pub fn check(document: &Document, standoff: &Standoff, schema: &Schema, file: &Path) -> Vec<Issue> {
    let lines = standoff.lines();
    let issue = |finding: check::Finding| {
        let place = lines.get(&finding.item).map(|(file, line)| (&**file, *line));
        let (file, line) = place.unwrap_or((file, 0));
        Issue::new(file, line, Severity::Warning, finding.problem.to_string(), finding.problem.remedy())
    };
    check::findings(&document.annotations, schema, &document.text).into_iter().map(issue).collect()
}

//! What the one checker finds, at its lines.

use std::path::Path;

use super::breaks::content;
use super::line::{self, Body};
use super::{Issue, Severity, Standoff};
use crate::domain::{Document, Schema, check};

/// What is wrong with a document's annotations beyond how they are written: what `schema`, the types of its
/// `annotation.conf`, does not allow, and what stands there twice. Items without a line are reported for `file` as a whole.
pub fn check(document: &Document, standoff: &Standoff, schema: &Schema, file: &Path) -> Vec<Issue> {
    problems(document, standoff, schema, file).into_iter().map(|(issue, _)| issue).collect()
}

/// The same with what is wrong as a value.
pub(super) fn problems(
    document: &Document,
    standoff: &Standoff,
    schema: &Schema,
    file: &Path,
) -> Vec<(Issue, check::Problem)> {
    let lines = standoff.lines();
    let issue = |finding: check::Finding| {
        let place = lines.get(&finding.item).map(|(file, line)| (&**file, *line));
        let (file, line) = place.unwrap_or((file, 0));
        let issue = Issue::new(file, line, Severity::Warning, finding.problem.to_string(), finding.problem.remedy());
        (issue, finding.problem)
    };
    let mut findings = check::findings(&document.annotations, schema, &document.text);
    // The names of a relation's arguments stand in its line alone.
    for entry in &standoff.entries {
        let Some(bound) = &entry.bound else { continue };
        if let Some(Ok(line::Line { body: Body::Relation { kind, args, .. }, .. })) =
            content(&entry.raw).map(line::parse)
        {
            let names: Vec<&str> = args.iter().map(|(name, _)| *name).collect();
            let problems = check::unknown_arguments(schema, kind, &names);
            findings.extend(problems.into_iter().map(|problem| check::Finding { item: bound.item.id(), problem }));
        }
    }
    findings.into_iter().map(issue).collect()
}

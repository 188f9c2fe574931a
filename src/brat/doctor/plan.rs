//! What all passes find, and the files with the repairs that were chosen.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::sheet::Sheet;
use super::{Damage, Finding, Key, Proposal};
use super::{anchor, base, doubles, duplicates, edges, glued, ids, pieces, references, shift, strays, tabs, types};
use crate::brat::check::problems;
use crate::brat::{Issue, Severity, read_parts};
use crate::domain::check::Problem;
use crate::domain::{Document, Roles, Schema};

/// A document's damage, and its `.ann` with the chosen repairs.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// By file and line.
    pub findings: Vec<Finding>,
    /// What is still wrong after the repairs, of all that reading the file and the checker report.
    pub left: Vec<Issue>,
    /// Of these, what no finding without a repair speaks of.
    pub unspoken: Vec<Issue>,
    pub after: Vec<u8>,
}

impl Plan {
    pub fn chosen(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_chosen).count()
    }

    /// Findings with a repair.
    pub fn repairable(&self) -> usize {
        self.findings.iter().filter(|finding| !finding.changes.is_empty()).count()
    }
}

type Pass = fn(&Sheet<'_>) -> Vec<Proposal>;

const PASSES: [Pass; 15] = [
    glued::find,
    tabs::find,
    strays::find,
    base::find,
    ids::find,
    shift::find,
    anchor::find,
    pieces::overlapping,
    pieces::line_breaks,
    edges::white_space,
    edges::empty,
    types::find,
    references::find,
    doubles::find,
    duplicates::find,
];

/// Rounds of all passes; two are enough in practice, and an end must be certain.
const ROUNDS: usize = 8;

/// Looks through a file. `choose` says for every finding, by its key and whether its repair is sure, whether it is made.
/// `file` stands in what is left; `schema` is that of `annotation.conf`, where there is one.
pub fn plan(
    text: &Arc<str>,
    ann: &[u8],
    file: &Path,
    schema: Option<&Schema>,
    choose: &dyn Fn(Key, bool) -> bool,
) -> Plan {
    plan_parts(text, &[(file, ann)], schema, choose)
}

/// The same for several files that are read as one.
pub(super) fn plan_parts(
    text: &Arc<str>,
    parts: &[(&Path, &[u8])],
    schema: Option<&Schema>,
    choose: &dyn Fn(Key, bool) -> bool,
) -> Plan {
    let looking = Looking { choose, may_delete: true, findings: HashMap::new(), claimed: HashMap::new() };
    let (sheet, findings) = looking.through(Sheet::new(text, parts, schema));
    let had_lines = parts.iter().any(|(_, bytes)| !bytes.trim_ascii().is_empty());
    if had_lines && sheet.contents().next().is_none() {
        // Whatever was meant: not that nothing stays.
        let looking = Looking { choose, may_delete: false, findings: HashMap::new(), claimed: HashMap::new() };
        let (sheet, findings) = looking.through(Sheet::new(text, parts, schema));
        return finish(text, parts, &sheet, findings);
    }
    finish(text, parts, &sheet, findings)
}

fn finish(text: &Arc<str>, parts: &[(&Path, &[u8])], sheet: &Sheet<'_>, mut findings: Vec<Finding>) -> Plan {
    findings.sort_by_key(|finding| (finding.key.part, finding.key.line, finding.key.damage));
    let bytes = sheet.bytes();
    let after: Vec<(&Path, &[u8])> = parts.iter().zip(&bytes).map(|((path, _), bytes)| (*path, &bytes[..])).collect();
    let roles = sheet.schema.map(Roles::of).unwrap_or_default();
    let reading = read_parts(text, &after, &roles);
    let mut document = Document::new("", text.clone());
    document.annotations = reading.annotations;
    let ann = after.first().map_or(Path::new(""), |(path, _)| path);
    let checked = problems(&document, &reading.standoff, sheet.schema.unwrap_or(&Schema::default()), ann);
    let read = reading.issues.into_iter().map(|issue| (issue, None));
    let mut left: Vec<(Issue, Option<Problem>)> =
        read.chain(checked.into_iter().map(|(issue, problem)| (issue, Some(problem)))).collect();
    left.sort_by_key(|(issue, _)| (after.iter().position(|(path, _)| **path == *issue.file), issue.line));
    let rows: Vec<Vec<usize>> = (0..parts.len()).map(|part| sheet.rows_left(part)).collect();
    let is_spoken_of = |issue: &Issue, problem: Option<&Problem>| {
        let part = parts.iter().position(|(path, _)| **path == *issue.file).unwrap_or_default();
        // The line had another number before lines above it went.
        let row = issue.line.checked_sub(1).and_then(|line| rows.get(part)?.get(line));
        let place = row.map_or((part, 0), |row| sheet.place(*row));
        findings.iter().any(|finding| {
            !finding.is_chosen
                && finding.speaks_of(place.0, place.1)
                && is_about(finding.key.damage, issue.severity, problem)
        })
    };
    let unspoken = left.iter().filter(|(issue, problem)| !is_spoken_of(issue, problem.as_ref()));
    let unspoken = unspoken.map(|(issue, _)| issue.clone()).collect();
    let left = left.into_iter().map(|(issue, _)| issue).collect();
    Plan { findings, left, unspoken, after: sheet.joined() }
}

/// Whether a finding of this kind says what an issue of its line says: one of reading (no problem) or of the checker. A line
/// may have several things wrong with it, and none of them hides another.
fn is_about(damage: Damage, severity: Severity, problem: Option<&Problem>) -> bool {
    match (damage, problem) {
        (Damage::UnknownType, problem) => matches!(problem, Some(Problem::Unknown { .. })),
        (Damage::Double, problem) => matches!(problem, Some(Problem::EntityTwice { .. })),
        (Damage::Duplicate, problem) => matches!(problem, Some(Problem::RelationTwice { .. })),
        // What was understood in full has no repair, but for what covers nothing.
        (_, None) => severity > Severity::Note || damage == Damage::Empty,
        (_, Some(_)) => false,
    }
}

struct Looking<'a> {
    choose: &'a dyn Fn(Key, bool) -> bool,
    may_delete: bool,
    findings: HashMap<Key, Finding>,
    /// Rows of which an explanation that is only offered speaks, and the pass that offers it.
    claimed: HashMap<usize, (Key, usize)>,
}

impl Looking<'_> {
    fn through<'s>(mut self, mut sheet: Sheet<'s>) -> (Sheet<'s>, Vec<Finding>) {
        for _ in 0..ROUNDS {
            let mut is_changed = false;
            for pass in 0..PASSES.len() {
                // A pass may find more once it has repaired: a third line that belongs to the first.
                for _ in 0..ROUNDS {
                    let applied = self.apply(&mut sheet, pass);
                    is_changed |= applied;
                    if !applied {
                        break;
                    }
                }
            }
            if !is_changed {
                break;
            }
        }
        (sheet, self.findings.into_values().collect())
    }

    /// One run of a pass; whether it changed anything.
    fn apply(&mut self, sheet: &mut Sheet<'_>, pass: usize) -> bool {
        let mut touched: HashSet<usize> = HashSet::new();
        // What the pass offered before, it offers again where that still holds: a line may have become another since.
        self.claimed.retain(|_, (_, by)| *by != pass);
        for mut proposal in PASSES[pass](sheet) {
            let rows = || proposal.edits.iter().map(|(row, _)| *row).chain(sheet.row_of(proposal.key));
            // Two proposals for one row: the second looks again at what the first has made.
            let is_claimed = |row| self.claimed.get(&row).is_some_and(|(by, _)| *by != proposal.key);
            if rows().any(|row| touched.contains(&row) || is_claimed(row)) {
                continue;
            }
            let may_be_made = !proposal.edits.is_empty() && (self.may_delete || !proposal.only_deletes());
            let is_chosen = may_be_made && (self.choose)(proposal.key, proposal.is_sure);
            if !proposal.edits.is_empty() && !may_be_made {
                proposal.reason.push_str(". It is not made: nothing would be left of the file");
            }
            if is_chosen {
                for row in &proposal.claims {
                    self.claimed.remove(row);
                }
            } else {
                let key = proposal.key;
                self.claimed.extend(proposal.claims.iter().map(|row| (*row, (key, pass))));
            }
            let changes = proposal.edits.iter().filter_map(|(row, after)| sheet.change(*row, after.clone())).collect();
            let Proposal { key, reason, is_sure, edits, .. } = proposal;
            match self.findings.get_mut(&key) {
                Some(known) if known.is_chosen => known.follow(changes),
                // What was in doubt may have become sure by another repair.
                Some(_) if !is_chosen => continue,
                _ => drop(self.findings.insert(key, Finding { key, reason, changes, is_sure, is_chosen })),
            }
            if is_chosen {
                for (row, after) in edits {
                    touched.insert(row);
                    sheet.set(row, after);
                }
            }
        }
        !touched.is_empty()
    }
}

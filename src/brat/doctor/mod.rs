//! Repairs of an `.ann` file: what is wrong, what would stand there instead, and the file with the repairs that were
//! chosen. Lines that no chosen repair touches stay byte for byte what they were.
//!
//! A pass looks for one kind of damage. Passes run in an order in which later ones see what earlier ones repaired (a
//! joined line before its offsets, a deleted entity before its relations), again and again until none finds more.

mod anchor;
mod base;
mod duplicates;
mod edges;
mod ids;
mod references;
mod sheet;
mod strays;
mod types;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use self::sheet::Sheet;
use super::{Issue, check, read, write_atomically};
use crate::domain::{Document, Roles, Schema};

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// A piece of the line above.
    Stray,
    /// Offsets counted in other units than code points.
    Base,
    /// An id that another line has.
    IdTwice,
    /// Offsets and covered text do not fit together.
    Misplaced,
    /// A span over a line break.
    LineBreak,
    /// White space at the edges of a span.
    Edges,
    /// A span that covers nothing.
    Empty,
    /// A type that the schema does not know.
    UnknownType,
    /// A reference to what is not there, or that names nothing.
    Dangling,
    /// A relation that is there already.
    Duplicate,
}

/// Names a finding from one look at a file to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Key {
    pub damage: Damage,
    /// Counted from 1; 0 speaks of the whole file.
    pub line: usize,
}

/// A line before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub line: usize,
    pub before: String,
    /// `None`: the line goes.
    pub after: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub key: Key,
    /// What is wrong, and what the repair does about it.
    pub reason: String,
    /// Empty where no repair is known.
    pub changes: Vec<Change>,
    /// The repair is what its author meant, as far as a program can tell; others need a look.
    pub is_sure: bool,
    /// It is made in [`Plan::after`].
    pub is_chosen: bool,
}

/// A file's damage, and the file with the chosen repairs.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// By line.
    pub findings: Vec<Finding>,
    /// What is still wrong after the repairs, of all that reading the file and the checker report.
    pub left: Vec<Issue>,
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

/// What a pass proposes: new contents of rows, by their places; `None` deletes.
struct Proposal {
    key: Key,
    reason: String,
    is_sure: bool,
    edits: Vec<(usize, Option<String>)>,
}

/// Rounds of all passes; two are enough in practice, and an end must be certain.
const ROUNDS: usize = 8;

const PASSES: [fn(&Sheet<'_>) -> Vec<Proposal>; 10] = [
    strays::find,
    base::find,
    ids::find,
    anchor::find,
    edges::line_breaks,
    edges::white_space,
    edges::empty,
    types::find,
    references::find,
    duplicates::find,
];

/// Looks through a file. `choose` says for every finding, by its key and whether its repair is sure, whether it is made.
/// `file` stands in what is left; `schema` is that of `annotation.conf`, where there is one.
pub fn plan(
    text: &Arc<str>,
    ann: &[u8],
    file: &Path,
    schema: Option<&Schema>,
    choose: &dyn Fn(Key, bool) -> bool,
) -> Plan {
    let mut sheet = Sheet::new(text, ann, schema);
    let mut findings: HashMap<Key, Finding> = HashMap::new();
    for _ in 0..ROUNDS {
        let mut is_changed = false;
        for pass in PASSES {
            // A pass may find more once it has repaired: a third line that belongs to the first.
            for _ in 0..ROUNDS {
                let applied = apply(&mut sheet, pass, &mut findings, choose);
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
    let after = sheet.bytes();
    let mut findings: Vec<Finding> = findings.into_values().collect();
    findings.sort_by_key(|finding| (finding.key.line, finding.key.damage));
    let roles = schema.map(Roles::of).unwrap_or_default();
    let reading = read(text, &after, file, &roles);
    let mut left = reading.issues;
    let mut document = Document::new("", text.clone());
    document.annotations = reading.annotations;
    left.extend(check(&document, &reading.standoff, schema.unwrap_or(&Schema::default()), file));
    left.sort_by_key(|issue| issue.line);
    Plan { findings, left, after }
}

/// One run of a pass; whether it changed anything.
fn apply(
    sheet: &mut Sheet<'_>,
    pass: fn(&Sheet<'_>) -> Vec<Proposal>,
    findings: &mut HashMap<Key, Finding>,
    choose: &dyn Fn(Key, bool) -> bool,
) -> bool {
    let mut touched: Vec<usize> = Vec::new();
    for proposal in pass(sheet) {
        // Two proposals for one row: the second looks again at what the first has made.
        if proposal.edits.iter().any(|(row, _)| touched.contains(row)) {
            continue;
        }
        let is_chosen = !proposal.edits.is_empty() && choose(proposal.key, proposal.is_sure);
        let changes: Vec<Change> =
            proposal.edits.iter().filter_map(|(row, after)| sheet.change(*row, after.clone())).collect();
        let Proposal { key, reason, is_sure, edits } = proposal;
        match findings.get_mut(&key) {
            Some(known) if known.is_chosen => known.follow(changes),
            // What was in doubt may have become sure by another repair.
            Some(_) if !is_chosen => continue,
            _ => drop(findings.insert(key, Finding { key, reason, changes, is_sure, is_chosen })),
        }
        if is_chosen {
            for (row, after) in edits {
                touched.push(row);
                sheet.set(row, after);
            }
        }
    }
    !touched.is_empty()
}

impl Finding {
    /// Takes over what a later round made of the same lines.
    fn follow(&mut self, changes: Vec<Change>) {
        for change in changes {
            match self.changes.iter_mut().find(|known| known.line == change.line) {
                Some(known) => known.after = change.after,
                None => self.changes.push(change),
            }
        }
    }
}

/// Writes a repaired file in one step; the old one is kept beside it under a name that was free.
///
/// # Errors
/// When either cannot be written; the old file is whole then.
pub fn save(ann: &Path, old: &[u8], new: &[u8]) -> Result<PathBuf, super::SaveError> {
    let mut backup = with_suffix(ann, "bak");
    let mut number = 2;
    while backup.exists() && std::fs::read(&backup).is_ok_and(|bytes| bytes != old) {
        backup = with_suffix(ann, &format!("{number}.bak"));
        number += 1;
    }
    write_atomically(&backup, old)?;
    write_atomically(ann, new)?;
    Ok(backup)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

//! Repairs of a document's `.ann`: what is wrong, what would stand there instead, and the file with the repairs that were
//! chosen. Lines that no chosen repair touches stay byte for byte what they were.
//!
//! A pass looks for one kind of damage. Passes run in an order in which later ones see what earlier ones repaired (a
//! joined line before its offsets, a deleted entity before its relations), again and again until none finds more. The
//! first ones look for one explanation of many findings: lost TABs, other units, two files in one, a constant shift.
//! Lines that such an explanation speaks of get no other repair beside it.
//!
//! A repair is *sure* where the file proves it and nothing is lost by it: no line, no reference, no word.

mod anchor;
mod base;
mod doubles;
mod duplicates;
mod edges;
mod files;
mod glued;
mod ids;
mod joined;
mod pieces;
mod places;
mod plan;
mod references;
mod refs;
mod sheet;
mod shift;
mod strays;
mod tabs;
mod types;

#[cfg(test)]
mod explanation_tests;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use files::Files;
pub use plan::{Plan, plan};

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// Two lines or more in one.
    Glued,
    /// TABs that became spaces, or spaces that became TABs.
    Tabs,
    /// A piece of the line above.
    Stray,
    /// Offsets counted in other units than code points.
    Base,
    /// An id that another line has.
    IdTwice,
    /// Many entities that stand the same distance from their texts.
    Shifted,
    /// Offsets and covered text do not fit together.
    Misplaced,
    /// Pieces of one entity that overlap.
    Overlap,
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
    /// An entity that is there already.
    Double,
    /// A relation that is there already.
    Duplicate,
}

/// Names a finding from one look at a file to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Key {
    pub damage: Damage,
    /// Which of the document's files: 0, or 1 for the second of a pair of `.a1` and `.a2`.
    pub part: usize,
    /// Counted from 1; 0 speaks of the whole file.
    pub line: usize,
}

/// A line before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// As [`Key::part`].
    pub part: usize,
    pub line: usize,
    pub before: String,
    /// `None`: the line goes. Several lines are divided by `\n`.
    pub after: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub key: Key,
    /// What is wrong, and what the repair does about it.
    pub reason: String,
    /// Empty where no repair is known.
    pub changes: Vec<Change>,
    /// The file proves the repair, and nothing is lost by it; others need a look.
    pub is_sure: bool,
    /// It is made in [`Plan::after`].
    pub is_chosen: bool,
}

impl Finding {
    /// Takes over what a later round made of the same lines.
    fn follow(&mut self, changes: Vec<Change>) {
        for change in changes {
            match self.changes.iter_mut().find(|known| (known.part, known.line) == (change.part, change.line)) {
                Some(known) => known.after = change.after,
                None => self.changes.push(change),
            }
        }
    }

    /// Whether it says something about a line.
    fn speaks_of(&self, part: usize, line: usize) -> bool {
        (self.key.part, self.key.line) == (part, line)
            || self.changes.iter().any(|change| (change.part, change.line) == (part, line))
    }
}

/// New contents of a row, by its place; `None` deletes it, and a `\n` divides it.
type Edit = (usize, Option<String>);

/// What a pass proposes.
struct Proposal {
    key: Key,
    reason: String,
    is_sure: bool,
    edits: Vec<Edit>,
    /// Rows that get no other repair while this one is only offered.
    claims: Vec<usize>,
}

impl Proposal {
    fn new(key: Key, reason: String, is_sure: bool, edits: Vec<Edit>) -> Self {
        Self { key, reason, is_sure, edits, claims: Vec::new() }
    }

    /// One explanation of all that is wrong with the lines that it changes, and with `more`.
    fn explaining(mut self, more: impl IntoIterator<Item = usize>) -> Self {
        self.claims = self.edits.iter().map(|(row, _)| *row).chain(more).collect();
        self
    }

    /// Whether lines go and none changes.
    fn only_deletes(&self) -> bool {
        self.edits.iter().all(|(_, after)| after.is_none())
    }
}

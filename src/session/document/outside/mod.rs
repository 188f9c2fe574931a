//! Another program has written the `.ann` of an open document: what it did, and how both come together.
//!
//! Three versions are compared by items: what was read (base), what is here (ours), what is in the file now (theirs).
//! Items are matched by content first and by brat's id second, so that a tool that numbers all lines anew changes nothing.

mod matching;
mod merge;
mod repairs;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use super::disk::Difference;
use super::{Disk, OpenDocument};
use crate::brat::{self, Issue, Standoff};
use crate::domain::{Annotations, EditError, Item};
use crate::session::history::next_order;
use crate::session::store::Op;
use crate::session::{FileState, Repair};
use merge::Merge;
use repairs::REPAIR;

/// What happened to the files of a document.
#[derive(Debug)]
pub enum Outside {
    /// Nothing, or nothing that matters.
    Unchanged,
    Annotations(Box<Changes>),
    /// The text is another one, or gone.
    Text,
}

/// The file as another program left it, seen from the open document.
#[derive(Debug)]
pub struct Changes {
    pub ann: PathBuf,
    /// How many items another program added, changed or removed.
    pub count: usize,
    /// What was changed here and there in different ways, in plain words. A merge keeps what is here.
    pub conflicts: Vec<String>,
    standoff: Standoff,
    theirs: Annotations,
    merged: Annotations,
    issues: Vec<Issue>,
    disk: Disk,
}

/// What to make of changes that another program made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Both; where they contradict each other, what is here.
    Merge,
    /// What is here; the next save overwrites the file.
    Mine,
    /// What the file holds; one undo brings back what was here.
    Theirs,
    /// The same, where it was repaired here.
    Repaired,
}

impl OpenDocument {
    /// Whether size or time of a file is another than when it was last read or written. Reads no file.
    pub fn may_have_changed_outside(&self) -> bool {
        self.disk.as_ref().is_some_and(Disk::is_stale)
    }

    /// What the files were when they were last read or written, for a look from another thread.
    pub fn disk(&self) -> Option<&Disk> {
        self.disk.as_ref()
    }

    /// What another program did to the files since they were read.
    pub fn look_outside(&mut self) -> Outside {
        let (Some(disk), Some(txt)) = (&self.disk, &self.path) else { return Outside::Unchanged };
        match disk.difference() {
            Difference::None => {
                if disk.is_stale()
                    && let Ok(now) = Disk::look(txt)
                {
                    // Touched, and the same: not looked at again.
                    self.disk = Some(now);
                }
                Outside::Unchanged
            }
            Difference::Text => Outside::Text,
            Difference::Annotations => self.changes().map_or(Outside::Text, |c| Outside::Annotations(Box::new(c))),
        }
    }

    fn changes(&self) -> Option<Changes> {
        let txt = self.path.as_ref()?;
        let disk = Disk::look(txt).ok()?;
        let loaded = brat::load_document(txt).ok()?;
        let ours = &self.document.annotations;
        let known = matching::same_items(&self.standoff, ours, &loaded.standoff, &loaded.document.annotations);
        let memory = brat::Memory { last_number: ours.last_number(), ..brat::Memory::default() };
        let (standoff, theirs) = loaded.standoff.renamed(&loaded.document.annotations, &known, &memory);
        let base: Vec<Item> = self.standoff.written_items().cloned().collect();
        let told = [&self.standoff, &standoff].map(|standoff| standoff.told_origins().collect());
        let merge = Merge::new(&base, ours, &theirs, told);
        let name = |item: &Item| merge::describe(item, &self.document.text, [ours, &theirs]);
        Some(Changes {
            ann: loaded.ann,
            count: merge.theirs_changed(),
            conflicts: merge.conflicts().map(|(item, what)| format!("{}: {what}", name(item))).collect(),
            merged: merge.result(ours),
            theirs: merge.taken(ours),
            standoff,
            issues: loaded.issues,
            disk,
        })
    }

    /// Brings changes of another program in, as one undoable step.
    ///
    /// # Errors
    /// When the document changed after the look; nothing has changed then.
    pub fn decide(&mut self, changes: Changes, decision: Decision) -> Result<(), EditError> {
        let is_repair = matches!(decision, Decision::Repaired);
        let (label, target) = match decision {
            Decision::Mine => {
                self.disk = Some(changes.disk);
                self.rebase();
                return Ok(());
            }
            Decision::Merge => ("Merge with the file", changes.merged),
            Decision::Theirs => ("Changes by another program", changes.theirs),
            Decision::Repaired => (REPAIR, changes.theirs),
        };
        let edits = merge::edits(&self.document.annotations, &target);
        self.document.annotations.reserve(target.last_number());
        let was_dirty = self.is_dirty();
        let order = next_order();
        let before = is_repair.then(|| FileState::of(&self.standoff, &self.document.annotations));
        let mut ops = self.perform_exactly(label.to_owned(), edits, order, false)?;
        if let Some(before) = before
            && self.history.stands(order)
        {
            let after = FileState::of(&changes.standoff, &self.document.annotations);
            let repair = Box::new(Repair { before, after });
            for op in &mut ops {
                if let Op::Step { step, .. } = op {
                    step.repair = Some(repair.clone());
                }
            }
            self.history.repaired(repair);
        }
        self.record(ops);
        let standoff = std::mem::replace(&mut self.standoff, changes.standoff);
        let issues = std::mem::replace(&mut self.issues, changes.issues);
        if is_repair {
            self.repairs.insert(order, (standoff, issues));
        }
        self.disk = Some(changes.disk);
        if matches!(decision, Decision::Theirs | Decision::Repaired) || !was_dirty {
            self.stands_as_saved();
        }
        self.rebase();
        Ok(())
    }
}

//! Undo and redo of a repair: it changed lines of the file that are no annotations, so the file's lines go along.

use std::mem::replace;

use super::super::OpenDocument;
use crate::brat::{self, Issue, Standoff};
use crate::domain::{EditError, Roles};
use crate::session::Step;
use crate::session::store::Op;

/// What a repair is called in the history.
pub(super) const REPAIR: &str = "Repair the file";

const EARLIER: &str = "This repair was made by an earlier version and is not taken back here: the file as it was before \
                       the repair stands beside it and ends in .bak";

impl OpenDocument {
    /// The number of a step that is a repair.
    ///
    /// # Errors
    /// For one of a version that did not keep both files: what else the file held then is not known, and a save would lose
    /// it.
    pub(in crate::session) fn repair(&self, step: Option<&Step>) -> Result<Option<u64>, EditError> {
        match step {
            Some(step) if step.repair.is_some() || self.repairs.contains_key(&step.order) => Ok(Some(step.order)),
            Some(step) if step.label == REPAIR => Err(EditError::ReadOnly(EARLIER.to_owned())),
            _ => Ok(None),
        }
    }

    /// After the edits of a repair were taken back or made again: the file on that side of it.
    pub(in crate::session) fn with_the_other_file(
        &mut self,
        repair: Option<u64>,
        (label, mut ops): (Option<String>, Vec<Op>),
    ) -> (Option<String>, Vec<Op>) {
        if label.is_some()
            && let Some(order) = repair
            && let Some((standoff, issues)) = self.repairs.remove(&order).or_else(|| self.stored_side(order))
        {
            let here = (replace(&mut self.standoff, standoff), replace(&mut self.issues, issues));
            self.repairs.insert(order, here);
            let base = self.keeper.as_ref().map(|keeper| self.base_as(&keeper.key, false));
            ops.extend(base);
        }
        (label, ops)
    }

    /// The file on the side of a repair of an earlier run where the document stands now.
    fn stored_side(&self, order: u64) -> Option<(Standoff, Vec<Issue>)> {
        let of_order = |step: &&Step| step.order == order;
        let undone = self.history.next_undone().filter(of_order).and_then(|step| Some(&step.repair.as_ref()?.before));
        let done = || Some(&self.history.last_done().filter(of_order)?.repair.as_ref()?.after);
        let file = self.path.as_deref().map(brat::ann_path).unwrap_or_default();
        let roles = Roles::of(&self.document.schema);
        let (mut standoff, mut issues) = undone.or_else(done)?.read(&self.document.text, &file, &roles);
        standoff.use_roles(&self.document.schema);
        // What is wrong with other files is wrong on both sides.
        issues.extend(self.issues.iter().filter(|issue| issue.file != file).cloned());
        Some((standoff, issues))
    }
}

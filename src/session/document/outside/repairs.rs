//! Undo and redo of a repair: it changed lines of the file that are no annotations, so the file's lines go along.

use std::mem::swap;

use super::super::OpenDocument;
use crate::domain::EditError;
use crate::session::Step;
use crate::session::store::Op;

/// What a repair is called in the history.
pub(super) const REPAIR: &str = "Repair the file";

const EARLIER: &str = "This repair was made in an earlier run and is not taken back here: the file as it was before the \
                       repair stands beside it and ends in .bak";

impl OpenDocument {
    /// The number of a step that is a repair.
    ///
    /// # Errors
    /// For one of an earlier run: what else the file held then is no longer known, and a save would lose it.
    pub(in crate::session) fn repair(&self, step: Option<&Step>) -> Result<Option<u64>, EditError> {
        match step.filter(|step| step.label == REPAIR) {
            Some(step) if self.repairs.contains_key(&step.order) => Ok(Some(step.order)),
            Some(_) => Err(EditError::ReadOnly(EARLIER.to_owned())),
            None => Ok(None),
        }
    }

    /// After the edits of a repair were taken back or made again: the file on that side of it.
    pub(in crate::session) fn with_the_other_file(
        &mut self,
        repair: Option<u64>,
        (label, mut ops): (Option<String>, Vec<Op>),
    ) -> (Option<String>, Vec<Op>) {
        if label.is_some()
            && let Some((standoff, issues)) = repair.and_then(|order| self.repairs.get_mut(&order))
        {
            swap(&mut self.standoff, standoff);
            swap(&mut self.issues, issues);
            let base = self.keeper.as_ref().map(|keeper| self.base_as(&keeper.key, false));
            ops.extend(base);
        }
        (label, ops)
    }
}

//! What a model says of a document: beside the history, and beside what people vouch for.

use super::OpenDocument;
use crate::brat::{Predictions, provenance};
use crate::domain::{Edit, EditError, ItemId, Visibility};
use crate::session::history::next_order;
use crate::session::store::Op;

impl OpenDocument {
    /// Brings what a model says into the document. It is no step: an undo takes back what a person did, and nothing of
    /// this.
    ///
    /// # Errors
    /// See [`EditError`]; nothing has changed then.
    pub fn predict(&mut self, edits: Vec<Edit>) -> Result<(), EditError> {
        if edits.is_empty() {
            return Ok(());
        }
        if let Some(why) = &self.read_only {
            return Err(EditError::ReadOnly(why.clone()));
        }
        let mut ops: Vec<Op> = self.base_op().into_iter().collect();
        let removed = edits.iter().filter_map(|edit| match edit {
            Edit::Remove(id) => Some(*id),
            Edit::Insert(_) | Edit::Replace(_) => None,
        });
        let taken: Vec<ItemId> = removed.filter(|id| self.standoff.name(*id).is_some()).collect();
        let made = edits.clone();
        self.counted(&made, |open| open.document.apply(edits))?;
        self.read = next_order();
        self.taken_back.extend(&taken);
        if let Some(keeper) = &mut self.keeper {
            keeper.based = true;
            ops.push(Op::Reading { key: keeper.key.clone(), edits: made, order: self.read, taken });
        }
        self.record(ops);
        Ok(())
    }

    /// Whether neither a person nor a model has done anything to it here.
    pub fn is_untouched(&self) -> bool {
        self.read == 0 && self.history.counts() == (0, 0)
    }

    /// Whether all that was done to it here was part of steps over many documents: nobody has looked at it yet, and no
    /// model has.
    pub fn is_changed_from_afar(&self) -> bool {
        self.read == 0 && self.history.is_all_shared() && self.standoff.written_items().next().is_none()
    }

    /// Whether no model has read it, and its thresholds are those of every document.
    pub fn awaits_first_reading(&self) -> bool {
        self.read == 0 && self.visibility == Visibility::default()
    }

    /// Shows the predictions that the file holds, however unsure a model was of them.
    pub(super) fn show_what_is_saved(&mut self) {
        self.visibility = provenance::shows_all(&self.document.annotations, self.visibility.clone());
        self.saved_visibility = self.visibility.clone();
    }

    /// What is saved of predictions that nobody has reviewed; `None` until a person has said so.
    pub fn predictions(&self) -> Option<Predictions> {
        self.predictions
    }

    pub fn set_predictions(&mut self, predictions: Option<Predictions>) {
        self.predictions = predictions;
    }

    /// How many predictions are shown that nobody has reviewed.
    pub fn open_predictions(&self) -> usize {
        let (annotations, shown) = (&self.document.annotations, &self.visibility);
        let mentions = shown.mentions(annotations).filter(|m| m.is_prediction()).count();
        mentions + shown.relations(annotations).filter(|r| r.is_prediction()).count()
    }
}

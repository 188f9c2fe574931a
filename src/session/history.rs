//! Undo and redo of what people do, without limit. What a model says comes and goes beside it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::fit::fitted;
use super::repair::Repair;
use crate::domain::{Document, Edit, EditError};

/// The number of the last step of any document. Steps are numbered across documents, so that "the latest step of the
/// workspace" is one comparison.
static LAST_ORDER: AtomicU64 = AtomicU64::new(0);

/// A number above all that were given out before, in this run and (because it follows the clock) in earlier ones.
pub fn next_order() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
    let now = u64::try_from(now).unwrap_or_default();
    let above = |last: u64| Some(now.max(last + 1));
    // The closure always gives a number.
    LAST_ORDER.fetch_update(Ordering::Relaxed, Ordering::Relaxed, above).map_or(now, |last| now.max(last + 1))
}

/// Takes note of a number that an earlier run gave out.
pub fn see_order(order: u64) {
    LAST_ORDER.fetch_max(order, Ordering::Relaxed);
}

/// One undoable step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What people call it.
    pub label: String,
    /// The edits that do it again.
    pub forward: Vec<Edit>,
    /// The edits that take it back.
    pub inverse: Vec<Edit>,
    /// Its number. Parts of one step in several documents share it.
    pub order: u64,
    /// Names the state after it: the step's number, until something is added to it.
    pub after: u64,
    /// Names the state before it.
    pub before: u64,
    /// Whether other documents have parts of this step; which, the store says by its number.
    #[serde(default)]
    pub shared: bool,
    /// Of a repair of the file: the file on both sides of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Box<Repair>>,
}

/// A step that was taken back or done again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shifted<'h> {
    pub step: &'h Step,
    /// Whether its edits are others than they were: the model had read the document meanwhile.
    pub changed: bool,
}

/// What people have done to one document. `position` names the present state, so that "is it saved?" is one comparison
/// also after undo, redo and a restart.
#[derive(Clone, Debug, Default)]
pub struct History {
    steps: Vec<Step>,
    /// How many of them stand; the others were taken back.
    done: usize,
    /// When each of the others was taken back, the first of them last.
    undone: Vec<u64>,
    position: u64,
}

impl History {
    /// As it was stored. `done` beyond the steps counts as all of them.
    pub fn restored(steps: Vec<Step>, done: usize, position: u64) -> Self {
        if let Some(order) = steps.iter().map(|step| step.order.max(step.before).max(step.after)).max() {
            see_order(order.max(position));
        }
        let done = done.min(steps.len());
        Self { undone: vec![0; steps.len() - done], done, steps, position }
    }

    /// Applies a group of edits as one step with this number. An empty group is no step.
    ///
    /// # Errors
    /// See [`EditError`]; document and history are then unchanged.
    pub fn perform(
        &mut self,
        document: &mut Document,
        label: impl Into<String>,
        edits: Vec<Edit>,
        order: u64,
        shared: bool,
    ) -> Result<Option<&Step>, EditError> {
        if edits.is_empty() {
            return Ok(None);
        }
        let forward = edits.clone();
        let inverse = document.apply(edits)?;
        self.steps.truncate(self.done);
        self.undone.clear();
        self.steps.push(Step {
            label: label.into(),
            forward,
            inverse,
            order,
            after: order,
            before: self.position,
            shared,
            repair: None,
        });
        self.done += 1;
        self.position = order;
        Ok(self.steps.last())
    }

    /// Says of the last step that it is a repair.
    pub fn repaired(&mut self, repair: Box<Repair>) {
        if let Some(step) = self.done.checked_sub(1).and_then(|at| self.steps.get_mut(at)) {
            step.repair = Some(repair);
        }
    }

    /// Adds edits to the last step, so that one undo takes both back: what follows from an edit (a model's offers, say)
    /// is no step of its own. Gives the step as it is then; `None` where there is no step.
    ///
    /// # Errors
    /// As [`History::perform`].
    pub fn amend(&mut self, document: &mut Document, mut edits: Vec<Edit>) -> Result<Option<&Step>, EditError> {
        if edits.is_empty() || self.done == 0 {
            return Ok(None);
        }
        let mut inverse = document.apply(edits.clone())?;
        self.steps.truncate(self.done);
        self.undone.clear();
        let Some(step) = self.steps.last_mut() else { return Ok(None) };
        inverse.append(&mut step.inverse);
        step.inverse = inverse;
        step.forward.append(&mut edits);
        step.after = next_order();
        self.position = step.after;
        Ok(Some(step))
    }

    /// The edits that take the last step back; `None` when there is none. `read`: when the model last read the document,
    /// as a number of `next_order`, or 0.
    pub fn edits_back(&self, document: &Document, read: u64) -> Option<Vec<Edit>> {
        let step = self.last_done()?;
        Some(if read > step.after.max(step.order) { fitted(document, &step.inverse) } else { step.inverse.clone() })
    }

    /// The edits that do the step again that was last taken back.
    pub fn edits_again(&self, document: &Document, read: u64) -> Option<Vec<Edit>> {
        let step = self.next_undone()?;
        let taken_back = self.undone_at().unwrap_or_default();
        Some(if read > taken_back { fitted(document, &step.forward) } else { step.forward.clone() })
    }

    /// Takes the last step back with these edits, see [`History::edits_back`].
    ///
    /// # Errors
    /// Never in practice: the edits apply to the state they were made for.
    pub fn undo(&mut self, document: &mut Document, edits: Vec<Edit>) -> Result<Option<Shifted<'_>>, EditError> {
        let Some(step) = self.done.checked_sub(1).and_then(|at| self.steps.get_mut(at)) else { return Ok(None) };
        let forward = document.apply(edits.clone())?;
        let changed = step.inverse != edits || step.forward != forward;
        (step.inverse, step.forward) = (edits, forward);
        self.done -= 1;
        self.undone.push(next_order());
        self.position = step.before;
        Ok(Some(Shifted { step, changed }))
    }

    /// Does the step again that was last taken back, with these edits.
    ///
    /// # Errors
    /// As [`History::undo`].
    pub fn redo(&mut self, document: &mut Document, edits: Vec<Edit>) -> Result<Option<Shifted<'_>>, EditError> {
        let Some(step) = self.steps.get_mut(self.done) else { return Ok(None) };
        let inverse = document.apply(edits.clone())?;
        let changed = step.forward != edits || step.inverse != inverse;
        (step.forward, step.inverse) = (edits, inverse);
        self.done += 1;
        self.undone.pop();
        self.position = step.after;
        Ok(Some(Shifted { step, changed }))
    }

    /// Names the present state; equal positions are equal states.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Whether there are steps, and each was one over several documents.
    pub fn is_all_shared(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| step.shared)
    }

    /// The step that [`History::undo`] would take back.
    pub fn last_done(&self) -> Option<&Step> {
        self.steps.get(self.done.checked_sub(1)?)
    }

    /// The step that [`History::redo`] would do again.
    pub fn next_undone(&self) -> Option<&Step> {
        self.steps.get(self.done)
    }

    /// When the step was taken back that [`History::redo`] would do again; 0 for one of an earlier run.
    pub fn undone_at(&self) -> Option<u64> {
        self.undone.last().copied()
    }

    /// Whether the step of this number stands.
    pub fn stands(&self, order: u64) -> bool {
        self.steps.get(..self.done).unwrap_or_default().iter().any(|step| step.order == order)
    }

    /// All steps, and how many of them stand.
    pub fn to_stored(&self) -> (Vec<Step>, u64) {
        (self.steps.clone(), self.done as u64)
    }

    /// How many steps stand in the state of this name; 0 if it is not on the way.
    pub fn done_at(&self, position: u64) -> usize {
        let after = self.steps.iter().position(|step| step.after == position).map(|at| at + 1);
        after.or_else(|| self.steps.iter().position(|step| step.before == position)).unwrap_or(0)
    }

    /// The steps that led here from the state of this name; all of them if it is not on the way.
    pub fn since(&self, position: u64) -> &[Step] {
        let standing = self.steps.get(..self.done).unwrap_or_default();
        let after = standing.iter().position(|step| step.after == position).map(|at| at + 1);
        standing.get(after.unwrap_or(0)..).unwrap_or_default()
    }

    /// How many steps stand, and how many there are with those taken back.
    pub fn counts(&self) -> (usize, usize) {
        (self.done, self.steps.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fragments, change};
    use crate::text::Span;

    fn undo(document: &mut Document, history: &mut History) -> Option<String> {
        let edits = history.edits_back(document, 0)?;
        let shifted = history.undo(document, edits).expect("applies")?;
        assert!(!shifted.changed, "nobody has read the text");
        Some(shifted.step.label.clone())
    }

    fn redo(document: &mut Document, history: &mut History) -> Option<String> {
        let edits = history.edits_again(document, 0)?;
        let shifted = history.redo(document, edits).expect("applies")?;
        assert!(!shifted.changed, "nobody has read the text");
        Some(shifted.step.label.clone())
    }

    fn add(document: &mut Document, history: &mut History, at: usize) {
        let (_, edits) =
            change::add_mention(&mut document.annotations, "Peop".into(), Fragments::one(Span::new(at, at + 1)));
        let done = history.perform(document, format!("add {at}"), edits, next_order(), false);
        assert!(done.expect("in the text").is_some());
    }

    #[test]
    fn positions_name_states() {
        let mut document = Document::new("d", "abcdef");
        let mut history = History::default();
        let start = history.position();
        add(&mut document, &mut history, 0);
        let saved = history.position();
        add(&mut document, &mut history, 1);
        assert_eq!(undo(&mut document, &mut history).as_deref(), Some("add 1"));
        assert_eq!(history.position(), saved);
        assert_eq!(undo(&mut document, &mut history).as_deref(), Some("add 0"));
        assert_eq!(history.position(), start);
        assert_eq!(undo(&mut document, &mut history), None);
        assert_eq!(redo(&mut document, &mut history).as_deref(), Some("add 0"));
        assert_eq!(history.position(), saved);
        // What is added to a step goes and comes with it.
        add(&mut document, &mut history, 4);
        let step = history.position();
        let (_, more) = change::add_mention(&mut document.annotations, "Peop".into(), Fragments::one(Span::new(5, 6)));
        assert!(history.amend(&mut document, more).expect("in the text").is_some());
        assert_ne!(history.position(), step, "a save before it does not hold it");
        assert_eq!(document.annotations.mention_count(), 3);
        assert_eq!(undo(&mut document, &mut history).as_deref(), Some("add 4"));
        assert_eq!(document.annotations.mention_count(), 1);
        assert_eq!(redo(&mut document, &mut history).as_deref(), Some("add 4"));
        assert_eq!(document.annotations.mention_count(), 3);
        assert_eq!(undo(&mut document, &mut history).as_deref(), Some("add 4"));
        // Another way from here is another state, though as many steps long.
        add(&mut document, &mut history, 3);
        assert_ne!(history.position(), saved);
        assert!(history.next_undone().is_none());
    }
}

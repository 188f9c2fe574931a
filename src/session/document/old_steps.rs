//! What versions have stored in which a model's reading was a step that an undo took back, and a note of provenance an
//! annotation.

use std::collections::{HashMap, HashSet};

use crate::brat::{Standoff, provenance};
use crate::domain::{Edit, Extra, ExtraBody, Item, ItemId};
use crate::session::store::Base;
use crate::session::{ANALYSIS, Step};

/// What is stored of a document's history: steps, how many of them stand, the names of the present state and of the saved
/// one, and when the model last read the text before each.
#[derive(Debug, PartialEq)]
pub(super) struct Kept {
    pub steps: Vec<Step>,
    pub done: usize,
    pub position: u64,
    pub saved: u64,
    pub read: u64,
    pub saved_read: u64,
}

impl Kept {
    /// The steps of people alone, and whether there were others. The states before and after a reading have one name then.
    pub fn of_people(mut self) -> (Self, bool) {
        if self.steps.iter().all(is_of_people) {
            return (self, false);
        }
        let mut names: HashMap<u64, u64> = HashMap::new();
        let stood = std::mem::take(&mut self.done);
        for (at, mut step) in std::mem::take(&mut self.steps).into_iter().enumerate() {
            step.before = names.get(&step.before).copied().unwrap_or(step.before);
            if is_of_people(&step) {
                self.done += usize::from(at < stood);
                self.steps.push(step);
                continue;
            }
            names.insert(step.after, step.before);
            if at < stood && step.label == ANALYSIS {
                self.read = self.read.max(step.order);
                // Numbers follow the clock: a state that was saved later holds the reading.
                if self.saved >= step.order {
                    self.saved_read = self.saved_read.max(step.order);
                }
            }
        }
        let name = |position: u64| names.get(&position).copied().unwrap_or(position);
        (self.position, self.saved) = (name(self.position), name(self.saved));
        (self, true)
    }
}

/// Also a step that only wrote notes of provenance is nobody's: there is nothing in it any more.
fn is_of_people(step: &Step) -> bool {
    step.label != ANALYSIS && !(step.forward.is_empty() && step.inverse.is_empty())
}

/// The notes of provenance that were annotations in an earlier version, and are none now.
pub(super) fn provenance_notes(
    standoff: &Standoff,
    base: &Base,
    steps: &[Step],
    pending: &[Vec<Edit>],
) -> HashSet<ItemId> {
    let is_note = |item: &Item| match item {
        Item::Extra(Extra { body: ExtraBody::Note { text, .. }, .. }) => provenance::parse(text).is_some(),
        Item::Mention(_) | Item::Relation(_) | Item::Extra(_) => false,
    };
    let edits = steps.iter().flat_map(|step| step.forward.iter().chain(&step.inverse)).chain(pending.iter().flatten());
    let put = edits.filter_map(|edit| match edit {
        Edit::Insert(item) | Edit::Replace(item) => Some(item),
        Edit::Remove(_) => None,
    });
    let in_steps = put.chain(&base.items).filter(|item| is_note(item)).map(Item::id);
    let on_lines = standoff.marks_in(&base.memory).filter(|id| matches!(id, ItemId::Extra(_)));
    let gone = base.memory.ghosts.iter().map(|ghost| &ghost.item).filter(|item| is_note(item)).map(Item::id);
    in_steps.chain(on_lines).chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MentionId;

    fn step(label: &str, before: u64, order: u64) -> Step {
        let (forward, inverse) = (vec![Edit::Remove(MentionId(1).into())], Vec::new());
        Step { label: label.into(), forward, inverse, order, after: order, before, shared: false, repair: None }
    }

    #[test]
    fn readings_are_steps_no_more_and_the_saved_state_is_found_again() {
        let steps = vec![step(ANALYSIS, 0, 10), step("a", 10, 20), step(ANALYSIS, 20, 30), step("b", 30, 40)];
        let kept = Kept { steps: steps.clone(), done: 4, position: 40, saved: 30, read: 0, saved_read: 0 };
        let (kept, changed) = kept.of_people();
        assert!(changed);
        assert_eq!(kept.steps, [step("a", 0, 20), step("b", 20, 40)]);
        assert_eq!((kept.done, kept.position, kept.saved), (2, 40, 20));
        assert_eq!((kept.read, kept.saved_read), (30, 30));

        // The last two were taken back, and nothing was ever saved.
        let kept = Kept { steps, done: 2, position: 20, saved: 0, read: 0, saved_read: 0 };
        let (kept, _) = kept.of_people();
        assert_eq!((kept.steps.len(), kept.done, kept.position, kept.saved), (2, 1, 20, 0));
        assert_eq!((kept.read, kept.saved_read), (10, 0));
    }

    #[test]
    fn what_people_did_alone_stays_as_it_is() {
        let kept = || Kept { steps: vec![step("a", 0, 20)], done: 1, position: 20, saved: 0, read: 5, saved_read: 0 };
        assert_eq!(kept().of_people(), (kept(), false));
    }
}

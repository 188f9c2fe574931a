//! Undo and redo without limit.

use serde::{Deserialize, Serialize};

use crate::domain::{Document, Edit, EditError};

/// One undoable step: what people call it, and the edits that take it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub label: String,
    pub edits: Vec<Edit>,
}

/// What has been done to one document. `position` names the present state, so that "is it saved?" is one comparison
/// also after undo and redo.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<(Step, u64)>,
    redo: Vec<(Step, u64)>,
    position: u64,
    next: u64,
}

impl History {
    /// Applies a group of edits as one step. An empty group is no step.
    ///
    /// # Errors
    /// See [`EditError`]; document and history are then unchanged.
    pub fn perform(
        &mut self,
        document: &mut Document,
        label: impl Into<String>,
        edits: Vec<Edit>,
    ) -> Result<(), EditError> {
        if edits.is_empty() {
            return Ok(());
        }
        let inverse = document.apply(edits)?;
        self.undo.push((Step { label: label.into(), edits: inverse }, self.position));
        self.redo.clear();
        self.next += 1;
        self.position = self.next;
        Ok(())
    }

    /// Adds edits to the last step, so that one undo takes both back: what follows from an edit (a model's offers, say)
    /// is no step of its own. Does nothing where there is no step.
    ///
    /// # Errors
    /// As [`History::perform`].
    pub fn amend(&mut self, document: &mut Document, edits: Vec<Edit>) -> Result<bool, EditError> {
        let Some((step, _)) = self.undo.last_mut().filter(|_| !edits.is_empty()) else { return Ok(false) };
        let mut inverse = document.apply(edits)?;
        inverse.append(&mut step.edits);
        step.edits = inverse;
        self.redo.clear();
        self.next += 1;
        self.position = self.next;
        Ok(true)
    }

    /// Takes the last step back and says its label; `None` when there is none.
    ///
    /// # Errors
    /// Never in practice: an inverse applies to the state it was made for.
    pub fn undo(&mut self, document: &mut Document) -> Result<Option<String>, EditError> {
        Self::shift(&mut self.undo, &mut self.redo, &mut self.position, document)
    }

    /// Does the step again that was last taken back.
    ///
    /// # Errors
    /// As [`History::undo`].
    pub fn redo(&mut self, document: &mut Document) -> Result<Option<String>, EditError> {
        Self::shift(&mut self.redo, &mut self.undo, &mut self.position, document)
    }

    fn shift(
        from: &mut Vec<(Step, u64)>,
        to: &mut Vec<(Step, u64)>,
        position: &mut u64,
        document: &mut Document,
    ) -> Result<Option<String>, EditError> {
        let Some((step, other)) = from.pop() else { return Ok(None) };
        match document.apply(step.edits.clone()) {
            Ok(inverse) => {
                to.push((Step { label: step.label.clone(), edits: inverse }, *position));
                *position = other;
                Ok(Some(step.label))
            }
            Err(error) => {
                from.push((step, other));
                Err(error)
            }
        }
    }

    /// Names the present state; equal positions are equal states.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The edits that [`History::undo`] would apply.
    pub fn undo_edits(&self) -> &[Edit] {
        self.undo.last().map_or(&[], |(step, _)| &step.edits)
    }

    /// The edits that [`History::redo`] would apply.
    pub fn redo_edits(&self) -> &[Edit] {
        self.redo.last().map_or(&[], |(step, _)| &step.edits)
    }

    pub fn undo_label(&self) -> Option<&str> {
        self.undo.last().map(|(step, _)| step.label.as_str())
    }

    pub fn redo_label(&self) -> Option<&str> {
        self.redo.last().map(|(step, _)| step.label.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fragments, change};
    use crate::text::Span;

    fn add(document: &mut Document, history: &mut History, at: usize) {
        let (_, edits) =
            change::add_mention(&mut document.annotations, "Peop".into(), Fragments::one(Span::new(at, at + 1)));
        history.perform(document, format!("add {at}"), edits).expect("in the text");
    }

    #[test]
    fn positions_name_states() {
        let mut document = Document::new("d", "abcdef");
        let mut history = History::default();
        let start = history.position();
        add(&mut document, &mut history, 0);
        let saved = history.position();
        add(&mut document, &mut history, 1);
        assert_eq!(history.undo(&mut document), Ok(Some("add 1".into())));
        assert_eq!(history.position(), saved);
        assert_eq!(history.undo(&mut document), Ok(Some("add 0".into())));
        assert_eq!(history.position(), start);
        assert_eq!(history.undo(&mut document), Ok(None));
        assert_eq!(history.redo(&mut document), Ok(Some("add 0".into())));
        assert_eq!(history.position(), saved);
        // What is added to a step goes and comes with it.
        add(&mut document, &mut history, 4);
        let step = history.position();
        let (_, more) = change::add_mention(&mut document.annotations, "Peop".into(), Fragments::one(Span::new(5, 6)));
        assert_eq!(history.amend(&mut document, more), Ok(true));
        assert_ne!(history.position(), step, "a save before it does not hold it");
        assert_eq!(document.annotations.mention_count(), 3);
        assert_eq!(history.undo(&mut document), Ok(Some("add 4".into())));
        assert_eq!(document.annotations.mention_count(), 1);
        assert_eq!(history.redo(&mut document), Ok(Some("add 4".into())));
        assert_eq!(document.annotations.mention_count(), 3);
        assert_eq!(history.undo(&mut document), Ok(Some("add 4".into())));
        // Another way from here is another state, though as many steps long.
        add(&mut document, &mut history, 3);
        assert_ne!(history.position(), saved);
        assert_eq!(history.redo_label(), None);
    }
}

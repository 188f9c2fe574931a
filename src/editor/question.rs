//! What only a person can decide before a file is written over, and what comes of the answer.

use std::path::{Path, PathBuf};

use super::saving::{save_as, save_document, save_one, saved};
use super::{Editor, Tone, watch};
use crate::brat::Predictions;
use crate::session::{Changes, Decision, DocumentId, Loss, OpenDocument};

/// Something only a person can decide.
#[derive(Debug)]
pub enum Question {
    /// A save would take annotations out of the file that nobody deleted.
    Loss { document: DocumentId, loss: Loss },
    /// Nobody has said what is saved of predictions.
    Predictions { document: DocumentId, then: Then },
    /// Another program wrote the file, and there is unsaved work here. `save`: it was about to be saved.
    External { document: DocumentId, changes: Box<Changes>, save: bool },
}

impl Question {
    /// The document that it is about.
    pub fn document(&self) -> DocumentId {
        match self {
            Self::Loss { document, .. } | Self::Predictions { document, .. } | Self::External { document, .. } => {
                *document
            }
        }
    }
}

/// What goes on once it is known what is saved of predictions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    Nothing,
    Save { quietly: bool },
    SaveAs(PathBuf),
}

/// The answer to a [`Question`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    SaveAnyway,
    Decide(Decision),
    Predictions(Predictions),
    Cancel,
}

/// Does what the answer to the open question says; an answer to another question does nothing.
pub fn answer(editor: &mut Editor, answer: Answer) {
    match (answer, editor.saving.question.take()) {
        (Answer::SaveAnyway, Some(Question::Loss { document: id, .. })) => {
            let Some(document) = editor.document_mut(id) else { return };
            let result = document.save_despite_loss();
            saved(editor, id, result, false);
        }
        (Answer::Decide(decision), Some(Question::External { document: id, changes, save })) => {
            let Some(document) = editor.document_mut(id) else { return };
            if let Err(error) = document.decide(*changes, decision) {
                editor.notify(Tone::Error, error.to_string());
                return;
            }
            editor.retain_selection();
            watch::look_anew(editor, id);
            if save && editor.document(id).is_some_and(OpenDocument::is_dirty) {
                save_document(editor, id);
            }
        }
        (Answer::Predictions(choice), Some(Question::Predictions { document: id, then })) => {
            predictions_chosen(editor, id, choice, then);
        }
        (Answer::Cancel, Some(Question::External { document: id, .. })) => editor.saving.watch.decide_later(id),
        (Answer::Cancel, Some(Question::Predictions { document: id, .. })) => {
            editor.saving.autosave.leave(id);
            editor.saving.all.stop();
        }
        (Answer::Cancel | Answer::SaveAnyway | Answer::Decide(_) | Answer::Predictions(_), _) => {}
    }
}

/// Asks what becomes of predictions, where a save would write some and nobody has said it; the save waits then. `to`: where
/// it is to be saved, if not in its own place.
pub(super) fn asks_about_predictions(editor: &mut Editor, id: DocumentId, to: Option<&Path>, then: Then) -> bool {
    let Some(open) = editor.document(id) else { return false };
    let choice = editor.workspace.predictions(to.or(place(open)), id);
    if choice.is_none() && open.read_only().is_none() && open.open_predictions() > 0 {
        editor.saving.question = Some(Question::Predictions { document: id, then });
        return true;
    }
    if let Some(open) = editor.document_mut(id) {
        open.set_predictions(choice);
    }
    false
}

/// Asks for that choice alone, to be used from the next save of the shown document on.
pub fn ask_about_predictions(editor: &mut Editor) {
    if let Some(document) = editor.current {
        editor.saving.question = Some(Question::Predictions { document, then: Then::Nothing });
    }
}

/// What is saved of predictions from now on: of a document, and of all others of its folder.
pub fn choose_predictions(editor: &mut Editor, id: DocumentId, choice: Predictions) {
    predictions_chosen(editor, id, choice, Then::Nothing);
}

fn predictions_chosen(editor: &mut Editor, id: DocumentId, choice: Predictions, then: Then) {
    let Some(open) = editor.document(id) else { return };
    let to = match &then {
        Then::SaveAs(path) => Some(path.clone()),
        Then::Nothing | Then::Save { .. } => place(open).map(Path::to_owned),
    };
    editor.choose_predictions(to.as_deref(), id, choice);
    match then {
        Then::Nothing => {}
        Then::Save { quietly } => drop(save_one(editor, id, quietly)),
        Then::SaveAs(path) => save_as(editor, id, &path),
    }
}

/// The place in its folder that a document has, or will have.
fn place(open: &OpenDocument) -> Option<&Path> {
    open.path().or(open.source())
}

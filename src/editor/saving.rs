//! Saving a document: in its file, at a new place, or beside the file that its text was taken out of.

use std::path::{Path, PathBuf};

use super::autosave::Autosave;
use super::drafts::keep_draft;
use super::question::{Question, Then, asks_about_predictions};
use super::save_all::SaveAll;
use super::watch::Watch;
use super::words::counted;
use super::{Editor, Tone, external, watch};
use crate::brat::{self, Predictions};
use crate::session::{DocumentId, SaveError};

/// What is being saved, what came in the way of it, and what others do to the files meanwhile.
#[derive(Default)]
pub struct Saving {
    /// What must be decided before a file is written over.
    pub(super) question: Option<Question>,
    pub(super) all: SaveAll,
    pub(super) autosave: Autosave,
    pub(super) watch: Watch,
    /// Documents of which was said that their text changed under them.
    pub(super) text_changes_said: Vec<DocumentId>,
}

impl Saving {
    /// What a person must decide before anything else is saved; [`super::answer`] takes the answer.
    pub fn question(&self) -> Option<&Question> {
        self.question.as_ref()
    }

    /// Whether saving goes on by itself, and waits for nobody.
    #[cfg(test)]
    pub fn is_running(&self) -> bool {
        self.all.is_running() && self.question.is_none()
    }
}

/// Saves the shown document; false where a place must be chosen first.
pub fn save(editor: &mut Editor) -> bool {
    keep_draft(editor);
    let Some(open) = editor.current() else { return true };
    if open.path().is_none() && open.source().is_none() {
        return false;
    }
    let id = open.id;
    save_document(editor, id);
    true
}

/// Saves a document that has a file, or asks what must be asked first; whether it is saved now.
pub fn save_document(editor: &mut Editor, id: DocumentId) -> bool {
    save_one(editor, id, false)
}

/// As [`save_document`]. `quietly`: success is not worth a word.
pub(super) fn save_one(editor: &mut Editor, id: DocumentId, quietly: bool) -> bool {
    if asks_about_predictions(editor, id, None, Then::Save { quietly }) {
        return false;
    }
    let Some(document) = editor.document_mut(id) else { return true };
    if document.path().is_none() && document.source().is_some() {
        return save_beside(editor, id);
    }
    let result = document.save();
    saved(editor, id, result, quietly)
}

/// Saves text and annotations at a new place.
pub fn save_as(editor: &mut Editor, id: DocumentId, path: &Path) {
    let txt = brat::txt_path(path);
    if asks_about_predictions(editor, id, Some(&txt), Then::SaveAs(txt.clone())) {
        return;
    }
    let Some(document) = editor.documents.iter_mut().find(|open| open.id == id) else { return };
    match document.save_as(path) {
        Ok(txt) => {
            editor.workspace.attach_saved(document);
            keep_choice(editor, id, &txt);
            editor.analyses.mark_kept(id);
            say_saved(editor, &txt);
        }
        Err(error) => editor.notify(Tone::Error, error.to_string()),
    }
}

/// Keeps a text beside the file that it was taken out of, with its annotations.
fn save_beside(editor: &mut Editor, id: DocumentId) -> bool {
    let Some(document) = editor.documents.iter_mut().find(|open| open.id == id) else { return true };
    match document.save_beside() {
        Ok(txt) => {
            editor.workspace.attach_saved(document);
            keep_choice(editor, id, &txt);
            watch::look_anew(editor, id);
            say_saved(editor, &txt);
            true
        }
        Err(error) => {
            editor.notify(Tone::Error, error.to_string());
            false
        }
    }
}

/// Says, or asks, what came of a save; whether the document is saved.
pub(super) fn saved(editor: &mut Editor, id: DocumentId, result: Result<PathBuf, SaveError>, quietly: bool) -> bool {
    match result {
        Ok(path) => {
            watch::look_anew(editor, id);
            if !quietly {
                say_saved(editor, &path);
            }
            return true;
        }
        Err(SaveError::WouldLose { loss, .. }) => editor.saving.question = Some(Question::Loss { document: id, loss }),
        Err(SaveError::ChangedOutside { .. }) => external::look_outside(editor, id, true),
        Err(error) => editor.notify(Tone::Error, error.to_string()),
    }
    false
}

/// What was said of a text is said of its new file, too.
fn keep_choice(editor: &mut Editor, id: DocumentId, txt: &Path) {
    let choice = editor.document(id).and_then(|open| open.predictions());
    if let Some(choice) = choice
        && editor.workspace.predictions(Some(txt), id).is_none()
    {
        editor.choose_predictions(Some(txt), id, choice);
    }
}

fn say_saved(editor: &mut Editor, txt: &Path) {
    let ann = txt.with_extension("ann");
    let open = editor.documents.iter().find(|open| open.path() == Some(txt));
    let hint = match open.map(|open| (open.open_predictions(), open.predictions())) {
        None | Some((0, _) | (_, None)) => String::new(),
        Some((n, Some(choice))) => {
            let what = counted(n, "prediction");
            match choice {
                Predictions::Marked => format!(", {what} marked as such"),
                Predictions::Unmarked => format!(", {what} that nobody has reviewed in it"),
                Predictions::None => format!(" without {what}"),
            }
        }
    };
    editor.notify(Tone::Good, format!("Saved {}{hint}", ann.display()));
}

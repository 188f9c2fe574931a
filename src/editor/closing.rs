//! Closing documents and the folder, and what would be lost by it.

use std::path::PathBuf;

use super::drafts::keep_draft;
use super::saving::save_document;
use super::words::{agreed, counted};
use super::{Editor, Tone, cancel_folder};
use crate::session::{DocumentId, OpenDocument};

/// What a person is about to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    Document(DocumentId),
    Everything,
}

/// A document with changes that are in no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaved {
    pub document: DocumentId,
    pub name: String,
    pub has_file: bool,
}

/// What was done and is in no file, of what is about to be left.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AtStake {
    pub documents: Vec<Unsaved>,
    /// Files of documents that are not open. Their work is kept; whoever saves all on leaving means that, too.
    pub closed: Vec<PathBuf>,
    /// All changes are kept for the next time, even if nobody saves them.
    pub is_kept: bool,
}

/// How saving before leaving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedFirst {
    All,
    /// A place must be chosen for this document, which is shown; leaving comes after that.
    NeedsPlace,
    /// What came in the way is asked or said; leaving comes after that.
    Stopped,
}

/// Closes the shown document; where it has unsaved changes it stays open, and is named so that somebody asks.
pub fn close_shown(editor: &mut Editor) -> Option<DocumentId> {
    keep_draft(editor);
    let open = editor.current()?;
    let (id, is_dirty) = (open.id, open.is_dirty());
    if is_dirty {
        return Some(id);
    }
    editor.close(id);
    None
}

/// What would be lost, or put off.
pub fn at_stake(editor: &Editor, leaving: Leaving) -> AtStake {
    let is_left = |open: &&OpenDocument| leaving == Leaving::Everything || leaving == Leaving::Document(open.id);
    let unsaved = |open: &OpenDocument| Unsaved {
        document: open.id,
        name: open.document.name.clone(),
        has_file: open.path().or(open.source()).is_some(),
    };
    AtStake {
        documents: editor.dirty().filter(is_left).map(unsaved).collect(),
        closed: match leaving {
            Leaving::Everything => editor.workspace.unsaved(&editor.documents),
            Leaving::Document(_) => Vec::new(),
        },
        is_kept: editor.dirty().all(|open| open.keeper().is_some()),
    }
}

/// Saves what is about to be left, as far as nothing comes in the way.
pub fn save_first(editor: &mut Editor, at_stake: &AtStake) -> SavedFirst {
    for unsaved in &at_stake.documents {
        if !unsaved.has_file {
            editor.show(unsaved.document);
            return SavedFirst::NeedsPlace;
        }
        if !save_document(editor, unsaved.document) {
            return SavedFirst::Stopped;
        }
    }
    for path in &at_stake.closed {
        match editor.open_unseen(path) {
            Ok(id) if save_document(editor, id) => editor.close(id),
            Ok(_) => return SavedFirst::Stopped,
            Err(error) => {
                editor.notify(Tone::Error, error.to_string());
                return SavedFirst::Stopped;
            }
        }
    }
    SavedFirst::All
}

/// Throws away what is about to be left, as far as it is open.
pub fn discard(editor: &mut Editor, at_stake: &AtStake) {
    at_stake.documents.iter().for_each(|unsaved| editor.discard(unsaved.document));
}

/// Closes the opened folder with its documents; others stay open. What is in no file yet is kept in the folder's store.
/// Where it could not be, nothing is closed, and that is said. Whether a folder was closed.
pub fn close_folder(editor: &mut Editor) -> bool {
    let Some((folder, files)) = editor.folder.opened().map(|(root, files)| (root.to_owned(), files.to_vec())) else {
        editor.notify(Tone::Info, "No folder is open");
        return false;
    };
    keep_draft(editor);
    let inside = || editor.documents.iter().filter(|open| editor.folder.holds(open));
    let would_be_lost = |open: &&OpenDocument| open.is_dirty() && open.keeper().is_none();
    if let Some(open) = inside().find(would_be_lost) {
        let (id, name) = (open.id, open.document.name.clone());
        editor.show(id);
        let text = format!(
            "The folder stays open: {name} has changes that are in no file, and here they cannot be kept. Save it, or \
             close it, first"
        );
        editor.notify(Tone::Warning, text);
        return false;
    }
    let ids: Vec<DocumentId> = inside().map(|open| open.id).collect();
    // Texts that were taken out of files of other kinds have unsaved work, too.
    let is_closed = |path: &&PathBuf| inside().all(|open| open.path() != Some(path));
    let is_unsaved = |path: &&PathBuf| editor.folder.record(path).is_some_and(|record| record.unsaved);
    let closed = files.iter().filter(is_closed).filter(is_unsaved).count();
    let unsaved = closed + inside().filter(|open| open.is_dirty()).count();
    if editor.corpus.analysis.is_running() {
        cancel_folder(editor);
    }
    ids.into_iter().for_each(|id| editor.close(id));
    editor.forget_folder();
    let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
    let kept = match unsaved {
        0 => String::new(),
        n => {
            let (what, keep) = (counted(n, "document"), agreed(n, "keeps", "keep"));
            format!(". {what} {keep} unsaved work: it is there when the folder is opened again")
        }
    };
    editor.notify(Tone::Info, format!("Closed the folder {name}{kept}"));
    true
}

//! Saving all that has unsaved work, opened in this run or not: some documents a frame.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::drafts::keep_draft;
use super::question::{Then, asks_about_predictions};
use super::saving::save_one;
use super::words::counted;
use super::{Editor, Tone};
use crate::session::{DocumentId, OpenDocument};

/// How long saving may hold up a frame.
const SHARE: Duration = Duration::from_millis(20);

enum Item {
    Open(DocumentId),
    /// Opened for it, and closed again.
    Closed(PathBuf),
}

/// Many documents that are being saved.
#[derive(Default)]
pub(super) struct SaveAll {
    left: VecDeque<Item>,
    /// What was tried: the document, and whether it was opened for it.
    tried: Vec<(DocumentId, bool)>,
    saved: usize,
    /// Texts that are in no file.
    without_file: Vec<String>,
    is_running: bool,
}

impl SaveAll {
    #[cfg(test)]
    pub(super) fn is_running(&self) -> bool {
        self.is_running
    }

    /// A person does not want to say what all these need to know.
    pub(super) fn stop(&mut self) {
        self.left.clear();
    }
}

/// Saves all that can be saved without choosing a place for it.
pub fn save_all(editor: &mut Editor) {
    keep_draft(editor);
    let has_file = |open: &&OpenDocument| open.path().is_some() || open.source().is_some();
    let (with, without): (Vec<_>, Vec<_>) = editor.dirty().partition(has_file);
    let without_file = without.iter().map(|open| open.document.name.clone()).collect();
    let open = with.iter().map(|open| Item::Open(open.id));
    let closed = editor.workspace.unsaved(&editor.documents).into_iter().map(Item::Closed);
    let left = open.chain(closed).collect();
    editor.saving.all = SaveAll { left, without_file, is_running: true, ..SaveAll::default() };
    tick(editor);
}

/// Saves these files, as far as they have unsaved work.
pub fn save_files(editor: &mut Editor, files: &[PathBuf]) {
    let item = |file: &PathBuf| {
        let open = editor.documents.iter().find(|open| open.path() == Some(file));
        open.map_or_else(|| Item::Closed(file.clone()), |open| Item::Open(open.id))
    };
    let left = files.iter().map(item).collect();
    editor.saving.all = SaveAll { left, is_running: true, ..SaveAll::default() };
    tick(editor);
}

/// Files with work that they do not hold, open now or not.
pub fn unsaved_files(editor: &Editor) -> Vec<PathBuf> {
    let open = editor.dirty().filter_map(|open| open.path().map(Path::to_owned));
    open.chain(editor.workspace.unsaved(&editor.documents)).collect()
}

/// Goes on with what is to be saved, unless something is asked; whether something is left. Once a frame.
pub(super) fn tick(editor: &mut Editor) -> bool {
    if !editor.saving.all.is_running {
        return false;
    }
    let until = Instant::now() + SHARE;
    while editor.saving.question.is_none() {
        let Some(item) = editor.saving.all.left.pop_front() else {
            all_saved(editor);
            return false;
        };
        save_item(editor, item);
        if Instant::now() > until {
            return true;
        }
    }
    false
}

fn save_item(editor: &mut Editor, item: Item) {
    let (id, opened) = match item {
        Item::Open(id) => (id, false),
        Item::Closed(path) => match editor.open_unseen(&path) {
            Ok(id) => (id, true),
            Err(error) => return editor.notify(Tone::Error, error.to_string()),
        },
    };
    // What all need to know is asked before, and this one waits for the answer.
    if asks_about_predictions(editor, id, None, Then::Nothing) {
        editor.saving.all.left.push_front(Item::Open(id));
        if opened {
            editor.saving.all.tried.push((id, true));
        }
        return;
    }
    save_one(editor, id, true);
    let all = &mut editor.saving.all;
    if !all.tried.contains(&(id, true)) {
        all.tried.push((id, opened));
    }
    if editor.saving.question.is_none() {
        count_saved(editor);
    }
}

/// Counts what is saved, and closes what was opened for it. What could not be saved stays open.
fn count_saved(editor: &mut Editor) {
    for (id, opened) in std::mem::take(&mut editor.saving.all.tried) {
        let Some(open) = editor.document(id) else { continue };
        if open.is_dirty() {
            continue;
        }
        editor.saving.all.saved += 1;
        if opened && editor.current != Some(id) {
            editor.close(id);
        }
    }
}

fn all_saved(editor: &mut Editor) {
    count_saved(editor);
    let SaveAll { saved, without_file, .. } = std::mem::take(&mut editor.saving.all);
    let rest = match without_file.as_slice() {
        [] => String::new(),
        names => format!(". In no file yet: {} (Save as… when it is shown)", names.join(", ")),
    };
    editor.notify(Tone::Good, format!("Saved {}{rest}", counted(saved, "document")));
}

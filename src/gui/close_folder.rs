//! Closing a folder: its list goes, its open documents are closed, and nothing that was done in them is lost.

use std::path::PathBuf;

use eframe::egui;

use super::app::App;
use super::words::{agreed, counted};
use crate::editor::{self, Tone};
use crate::session::{DocumentId, OpenDocument};

impl App {
    /// Closes the opened folder with its documents; others stay open. What is in no file yet is kept in the folder's
    /// store. Where it could not be, nothing is closed, and that is said.
    pub(super) fn close_folder(&mut self, ctx: &egui::Context) {
        let Some((folder, files)) = self.editor.folder.opened().map(|(root, files)| (root.to_owned(), files.to_vec()))
        else {
            self.editor.notify(Tone::Info, "No folder is open");
            return;
        };
        self.keep_draft(ctx);
        let inside = || self.editor.documents.iter().filter(|open| self.editor.folder.holds(open));
        let would_be_lost = |open: &&OpenDocument| open.is_dirty() && open.keeper().is_none();
        if let Some(open) = inside().find(would_be_lost) {
            let (id, name) = (open.id, open.document.name.clone());
            self.editor.show(id);
            let text = format!(
                "The folder stays open: {name} has changes that are in no file, and here they cannot be kept. Save it, or \
                 close it, first"
            );
            self.editor.notify(Tone::Warning, text);
            return;
        }
        let ids: Vec<DocumentId> = inside().map(|open| open.id).collect();
        // Texts that were taken out of files of other kinds have unsaved work, too.
        let is_closed = |path: &&PathBuf| inside().all(|open| open.path() != Some(path));
        let is_unsaved = |path: &&PathBuf| self.editor.folder.record(path).is_some_and(|record| record.unsaved);
        let closed = files.iter().filter(is_closed).filter(is_unsaved).count();
        let unsaved = closed + inside().filter(|open| open.is_dirty()).count();
        if self.editor.corpus.analysis.is_running() {
            editor::cancel_folder(&mut self.editor);
        }
        self.views.folder.forget();
        ids.into_iter().for_each(|id| self.editor.close(id));
        self.editor.close_folder();
        let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
        let kept = match unsaved {
            0 => String::new(),
            n => {
                let (what, keep) = (counted(n, "document"), agreed(n, "keeps", "keep"));
                format!(". {what} {keep} unsaved work: it is there when the folder is opened again")
            }
        };
        self.editor.notify(Tone::Info, format!("Closed the folder {name}{kept}"));
    }
}

#[cfg(all(test, feature = "kittest"))]
#[path = "close_folder_tests.rs"]
mod tests;

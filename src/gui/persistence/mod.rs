//! Nothing is lost: what is asked before a file is written over and before unsaved work is left, and what stands where it
//! stood in an earlier run. What is done about it is the editor's.

mod leaving;
mod places;
mod predictions;
mod question;

#[cfg(all(test, feature = "kittest"))]
mod closing_tests;
#[cfg(all(test, feature = "kittest"))]
mod restart_tests;
#[cfg(all(test, feature = "kittest"))]
mod save_tests;
#[cfg(all(test, feature = "kittest"))]
mod screenshots;
#[cfg(all(test, feature = "kittest"))]
mod tests;

use eframe::egui;

use super::Theme;
use super::command::Command;
use super::importing::EncodingDialog;
use super::tools::Unfinished;
use crate::editor::{self, Editor, Leaving};
use crate::session::DocumentId;

pub use places::{keep_places, recall_places};
pub use predictions::predictions_ui;

/// The open dialogs about files and unsaved work.
#[derive(Default)]
pub struct Persistence {
    /// What is left once it is decided what becomes of unsaved work.
    leaving: Option<Leaving>,
    may_quit: bool,
    encodings: Option<EncodingDialog>,
}

impl Persistence {
    /// Whether keys belong to a dialog now.
    pub fn is_modal(&self, editor: &Editor) -> bool {
        self.leaving.is_some() || self.encodings.is_some() || editor.saving.question().is_some()
    }

    /// Asks before a document is closed that has unsaved changes.
    pub fn ask_before_closing(&mut self, document: DocumentId) {
        self.leaving = Some(Leaving::Document(document));
    }

    /// Shows what the shown document would be in other encodings.
    pub fn ask_encoding(&mut self, editor: &mut Editor) {
        self.encodings = editor::encoding_samples(editor).map(EncodingDialog::new);
    }

    /// Draws what is asked; a command that an answer asks for.
    pub fn ui(
        &mut self,
        ctx: &egui::Context,
        theme: Theme,
        editor: &mut Editor,
        work: Option<&Unfinished>,
    ) -> Option<Command> {
        let command = self.leaving_ui(ctx, theme, editor, work);
        question::question_ui(ctx, theme, editor);
        if self.encodings.as_mut().is_some_and(|dialog| dialog.ui(ctx, theme, editor)) {
            self.encodings = None;
        }
        command
    }
}

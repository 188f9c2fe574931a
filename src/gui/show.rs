//! Going to a document, and to something in one.

use super::app::App;
use crate::editor::DocumentEntry;

impl App {
    /// Shows a document of the list, and reads it where that was not done yet.
    pub(super) fn go_to(&mut self, entry: DocumentEntry) {
        self.editor.go_to(entry);
        let wake = self.shell.wake.clone();
        self.views.text.request_focus(&wake);
    }

    /// The document after (or before) the shown one in the list, going round at its ends.
    pub(super) fn step_document(&mut self, step: isize) {
        if let Some(next) = DocumentEntry::beside(&self.editor, step) {
            self.go_to(next);
        }
    }
}

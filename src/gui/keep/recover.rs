//! Unsaved work of earlier runs.

use crate::editor::Tone;
use crate::gui::app::App;

impl App {
    /// Opens what was unsaved when relata ended, in whatever way it ended.
    pub(in crate::gui) fn recover(&mut self) {
        self.recover_journals();
        for left in self.editor.workspace.left_over() {
            let opened = left.path().filter(|path| path.is_file()).and_then(|path| self.editor.open_file(&path));
            if opened.is_some() {
                // What came back with it was said on opening.
                continue;
            }
            let id = self.editor.fresh_id();
            if let Some(document) = left.open(id) {
                let text = format!("{} is back; it is in no file yet. Ctrl+S saves it", document.document.name);
                self.editor.add(document);
                self.editor.notify(Tone::Info, text);
            }
        }
    }

    /// Journals of versions that had no store; what they hold goes into the store.
    fn recover_journals(&mut self) {
        let Some(recovery) = self.editor.host.recovery.clone() else { return };
        for found in recovery.find() {
            let name = found.name.clone();
            let id = match (&found.path, &found.text) {
                (Some(path), _) => self.editor.open_file(path),
                (None, Some(text)) => Some(self.editor.add_text(text)),
                (None, None) => None,
            };
            let Some(document) = id.and_then(|id| self.editor.document_mut(id)) else { continue };
            let (done, total) = document.replay(&found);
            document.document.name = name.clone();
            let kept = document.keeper().is_some();
            let text = if done == total {
                format!("Recovered {done} unsaved changes of {name}. Save it to keep them")
            } else {
                format!("Recovered {done} of {total} unsaved changes of {name}: its file has changed since")
            };
            self.editor.notify(Tone::Warning, text);
            if kept && done == total {
                // Now in the store.
                let _ = found.discard();
            }
        }
    }
}

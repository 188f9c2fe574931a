//! What occurs, in the document and in its folder.

use std::sync::Arc;

use super::draft::Draft;
use crate::corpus::{Depth, Read, Scan, Step};
use crate::domain::Visibility;
use crate::editor::{self, Editor, Scope, Tone};
use crate::gui::words::{agreed, counted};
use crate::schema::Occurrences;

/// A folder that is being counted, as search and statistics read it.
pub(super) struct Count {
    scan: Scan<Arc<Read>>,
    found: Occurrences,
    /// Documents that could not be read.
    failed: Vec<String>,
    is_cancelled: bool,
}

impl Count {
    /// Counts the documents of the opened folder on a thread. What goes wrong is said.
    pub fn start(editor: &mut Editor) -> Option<Self> {
        editor.folder.opened()?;
        let sources = Scope::Folder.sources(editor);
        let (reader, wake) = (editor::reader(editor), editor.host.wake.clone());
        match Scan::start(sources, Depth::Annotations, reader, wake, |_, read| Some(read.clone())) {
            Ok(scan) => Some(Self { scan, found: Occurrences::default(), failed: Vec::new(), is_cancelled: false }),
            Err(error) => {
                editor.notify(Tone::Error, format!("No thread to count on: {error}. Try again"));
                None
            }
        }
    }

    /// Takes over what the thread has read; true when it is through.
    pub fn poll(&mut self, draft: &mut Draft, editor: &mut Editor) -> bool {
        while let Some(step) = self.scan.poll() {
            match step {
                Step::Found(_, read) => self.found.add(&read.document, &Visibility::default()),
                Step::Failed(_, message) => self.failed.push(message),
            }
        }
        if self.scan.is_running() {
            return false;
        }
        if self.is_cancelled {
            editor.notify(Tone::Info, "Counting cancelled");
            return true;
        }
        draft.allow(&self.found);
        let (what, were) = (counted(self.found.documents, "document"), agreed(self.found.documents, "was", "were"));
        editor.notify(Tone::Good, format!("{what} {were} counted; the rules fit what occurs there"));
        if !self.failed.is_empty() {
            let what = counted(self.failed.len(), "document");
            editor.notify(
                Tone::Warning,
                format!("{what} could not be read and did not count:\n{}", self.failed.join("\n")),
            );
        }
        true
    }

    pub fn progress(&self) -> (usize, usize) {
        self.scan.progress()
    }

    pub fn cancel(&mut self) {
        self.is_cancelled = true;
        self.scan.cancel();
    }
}

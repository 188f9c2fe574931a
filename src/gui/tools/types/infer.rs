//! What occurs, in the document and in its folder.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use super::draft::Draft;
use crate::brat;
use crate::domain::Visibility;
use crate::editor::{Editor, Tone};
use crate::gui::words::{agreed, counted};
use crate::schema::Occurrences;

/// A folder that is being counted.
pub(super) struct Count {
    done: Arc<AtomicUsize>,
    total: usize,
    cancel: Arc<AtomicBool>,
    answer: Receiver<Option<Occurrences>>,
}

impl Count {
    /// Counts the saved documents of the opened folder on a thread. What goes wrong is said.
    pub fn start(editor: &mut Editor) -> Option<Self> {
        let (_, files) = editor.folder.opened()?;
        let files: Vec<PathBuf> = files.to_vec();
        let (done, cancel) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (sender, answer) = channel();
        let (counter, stop, wake, total) = (done.clone(), cancel.clone(), editor.host.wake.clone(), files.len());
        let work = move || {
            let mut found = Occurrences::default();
            for file in files {
                if stop.load(Ordering::Relaxed) {
                    let _ = sender.send(None);
                    wake();
                    return;
                }
                if let Ok(loaded) = brat::load_document(&file) {
                    found.add(&loaded.document, &Visibility::default());
                }
                counter.fetch_add(1, Ordering::Relaxed);
                wake();
            }
            let _ = sender.send(Some(found));
            wake();
        };
        match std::thread::Builder::new().name("types".into()).spawn(work) {
            Ok(_) => Some(Self { done, total, cancel, answer }),
            Err(error) => {
                editor.notify(Tone::Error, format!("No thread to count on: {error}. Try again"));
                None
            }
        }
    }

    /// Takes over what the thread has counted; true when it is through.
    pub fn poll(&self, draft: &mut Draft, editor: &mut Editor) -> bool {
        match self.answer.try_recv() {
            Ok(Some(found)) => {
                draft.allow(&found);
                let (what, were) = (counted(found.documents, "document"), agreed(found.documents, "was", "were"));
                editor.notify(Tone::Good, format!("{what} {were} counted; the rules fit what occurs there"));
            }
            Ok(None) => editor.notify(Tone::Info, "Counting cancelled"),
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) => {
                editor.notify(Tone::Error, "Counting broke off. Please try it again");
            }
        }
        true
    }

    pub fn progress(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total)
    }

    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        self.cancel();
    }
}

//! What occurs, in the document and in its folder.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui;

use super::Types;
use crate::brat;
use crate::domain::Visibility;
use crate::editor::Tone;
use crate::gui::app::App;
use crate::gui::words::{agreed, counted};
use crate::schema::{Change, Occurrences};

/// A folder that is being counted.
pub struct Job {
    done: Arc<AtomicUsize>,
    total: usize,
    cancel: Arc<AtomicBool>,
    answer: Receiver<Option<Occurrences>>,
}

impl Job {
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total)
    }

    pub(super) fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Types {
    /// Takes over what occurs as what is allowed: types that are missing, and rules that fit exactly.
    pub(super) fn allow(&mut self, occurs: &Occurrences) {
        let inferred = occurs.schema(&self.draft);
        for kind in &inferred.entities {
            if self.draft.entity(&kind.name).is_none() {
                self.add(Change::AddEntity { name: kind.name.clone(), parent: kind.parent.clone() });
            }
        }
        for kind in inferred.relations {
            let (name, rules, symmetric) = (kind.name, kind.rules, kind.symmetric);
            match self.draft.relation(&name) {
                None => self.add(Change::AddRelation { name, rules, symmetric }),
                Some(known) if known.rules != rules => self.add(Change::SetRules { name, rules, symmetric }),
                Some(_) => {}
            }
        }
    }
}

impl App {
    /// Counts the saved documents of the opened folder on a thread.
    pub(super) fn infer_from_folder(&mut self, ctx: &egui::Context) {
        let Some((_, files)) = self.editor.folder.opened() else { return };
        let files: Vec<PathBuf> = files.to_vec();
        let (done, cancel) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (sender, answer) = channel();
        let (counter, stop, wake, total) = (done.clone(), cancel.clone(), ctx.clone(), files.len());
        let work = move || {
            let mut found = Occurrences::default();
            for file in files {
                if stop.load(Ordering::Relaxed) {
                    let _ = sender.send(None);
                    wake.request_repaint();
                    return;
                }
                if let Ok(loaded) = brat::load_document(&file) {
                    found.add(&loaded.document, &Visibility::default());
                }
                counter.fetch_add(1, Ordering::Relaxed);
                wake.request_repaint();
            }
            let _ = sender.send(Some(found));
            wake.request_repaint();
        };
        match std::thread::Builder::new().name("types".into()).spawn(work) {
            Ok(_) => self.types.job = Some(Job { done, total, cancel, answer }),
            Err(error) => self.editor.notify(Tone::Error, format!("No thread to count on: {error}. Try again")),
        }
    }

    /// Takes what the thread has counted.
    pub(in crate::gui) fn poll_types(&mut self) {
        self.poll_types_folder();
        let Some(job) = &self.types.job else { return };
        match job.answer.try_recv() {
            Ok(Some(found)) => {
                self.types.job = None;
                self.types.allow(&found);
                let (what, were) = (counted(found.documents, "document"), agreed(found.documents, "was", "were"));
                let text = format!("{what} {were} counted; the rules fit what occurs there");
                self.types.in_folder = Some(found);
                self.editor.notify(Tone::Good, text);
            }
            Ok(None) => {
                self.types.job = None;
                self.editor.notify(Tone::Info, "Counting cancelled");
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => {
                self.types.job = None;
                self.editor.notify(Tone::Error, "Counting broke off. Please try it again");
            }
        }
    }
}

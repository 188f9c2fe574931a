//! Saving by itself, for those who want their files to follow every change.

use std::time::{Duration, Instant};

use eframe::egui;

use crate::gui::app::App;
use crate::session::DocumentId;

/// How long hands must rest before a file is written: one save for a drag, not fifty.
const REST: Duration = Duration::from_millis(500);

/// When each document last changed, and which of its states was tried already.
#[derive(Default)]
pub struct Autosave {
    seen: Vec<(DocumentId, u64, Instant)>,
    tried: Vec<(DocumentId, u64)>,
    /// Documents of whose predictions a person did not want to say what becomes of them.
    left: Vec<DocumentId>,
}

impl Autosave {
    /// Nothing is asked again about this document for its own sake.
    pub(super) fn leave(&mut self, id: DocumentId) {
        self.left.push(id);
    }
}

impl App {
    /// Writes what has changed and rested; once a frame.
    pub(in crate::gui) fn autosave_tick(&mut self, ctx: &egui::Context) {
        if !self.editor.settings.save_by_itself {
            return;
        }
        let mut due = Vec::new();
        let mut wait: Option<Duration> = None;
        let dirty = self.editor.documents.iter().filter(|d| d.path().is_some() && d.is_dirty());
        for document in dirty {
            let (id, content) = (document.id, document.content());
            let unsaid = self.autosave.left.contains(&id) && document.predictions().is_none();
            if self.autosave.tried.contains(&(id, content)) || self.editor.analyses.is_disposable(id) || unsaid {
                continue;
            }
            let since = match self.autosave.seen.iter_mut().find(|(known, _, _)| *known == id) {
                Some((_, known, at)) => {
                    if *known != content {
                        (*known, *at) = (content, Instant::now());
                    }
                    at.elapsed()
                }
                None => {
                    self.autosave.seen.push((id, content, Instant::now()));
                    Duration::ZERO
                }
            };
            if since >= REST && self.question.is_none() {
                due.push((id, content));
            } else {
                let left = REST.saturating_sub(since);
                wait = Some(wait.map_or(left, |wait| wait.min(left)));
            }
        }
        if ctx.input(|i| i.pointer.any_down()) {
            // The release wakes the window.
            return;
        }
        if let Some(wait) = wait.filter(|_| self.question.is_none()) {
            ctx.request_repaint_after(wait);
        }
        for (id, content) in due {
            // Once a state: what came in its way was asked or said.
            self.autosave.tried.retain(|(known, _)| *known != id);
            self.autosave.tried.push((id, content));
            self.save_one(id, true);
        }
    }
}

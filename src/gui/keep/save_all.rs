//! Saving all that has unsaved work, opened in this run or not: some documents a frame.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use eframe::egui;

use super::predictions::Then;
use crate::editor::Tone;
use crate::gui::app::App;
use crate::gui::words::counted;
use crate::session::{DocumentId, OpenDocument};

/// How long saving may hold up a frame.
const SHARE: Duration = Duration::from_millis(20);

enum Job {
    Open(DocumentId),
    /// Opened for it, and closed again.
    Closed(PathBuf),
}

#[derive(Default)]
pub struct Saving {
    left: VecDeque<Job>,
    /// What was tried: the document, and whether it was opened for it.
    tried: Vec<(DocumentId, bool)>,
    saved: usize,
    /// Texts that are in no file.
    without_file: Vec<String>,
    running: bool,
}

impl Saving {
    #[cfg(test)]
    pub fn is_running(&self) -> bool {
        self.running
    }

    /// A person does not want to say what all these need to know.
    pub(super) fn stop(&mut self) {
        self.left.clear();
    }
}

impl App {
    /// Saves all that can be saved without a file dialog.
    pub(in crate::gui) fn save_all(&mut self, ctx: &egui::Context) {
        self.keep_draft(ctx);
        let has_file = |open: &&OpenDocument| open.path().is_some() || open.source().is_some();
        let (with, without): (Vec<_>, Vec<_>) = self.editor.dirty().partition(has_file);
        let without_file = without.iter().map(|open| open.document.name.clone()).collect();
        let open = with.iter().map(|open| Job::Open(open.id));
        let closed = self.editor.workspace.unsaved(&self.editor.documents).into_iter().map(Job::Closed);
        let left = open.chain(closed).collect();
        self.saving = Saving { left, without_file, running: true, ..Saving::default() };
        self.saving_tick(ctx);
    }

    /// Saves these files, as far as they have unsaved work.
    pub(in crate::gui) fn save_files(&mut self, ctx: &egui::Context, files: &[PathBuf]) {
        let job = |file: &PathBuf| {
            let open = self.editor.documents.iter().find(|open| open.path() == Some(file));
            open.map_or_else(|| Job::Closed(file.clone()), |open| Job::Open(open.id))
        };
        let left = files.iter().map(job).collect();
        self.saving = Saving { left, running: true, ..Saving::default() };
        self.saving_tick(ctx);
    }

    /// Goes on with what is to be saved, unless something is asked. Once a frame.
    pub(in crate::gui) fn saving_tick(&mut self, ctx: &egui::Context) {
        if !self.saving.running {
            return;
        }
        let until = Instant::now() + SHARE;
        while self.question.is_none() {
            let Some(job) = self.saving.left.pop_front() else {
                self.all_saved();
                return;
            };
            self.save_job(job);
            if Instant::now() > until {
                ctx.request_repaint();
                return;
            }
        }
    }

    fn save_job(&mut self, job: Job) {
        let (id, opened) = match job {
            Job::Open(id) => (id, false),
            Job::Closed(path) => match self.editor.open_unseen(&path) {
                Ok(id) => (id, true),
                Err(error) => return self.editor.notify(Tone::Error, error.to_string()),
            },
        };
        // What all need to know is asked before, and this one waits for the answer.
        if self.asks_about_predictions(id, None, Then::Nothing) {
            self.saving.left.push_front(Job::Open(id));
            if opened {
                self.saving.tried.push((id, true));
            }
            return;
        }
        self.save_one(id, true);
        if !self.saving.tried.contains(&(id, true)) {
            self.saving.tried.push((id, opened));
        }
        if self.question.is_none() {
            self.settle_saved();
        }
    }

    /// Counts what is saved, and closes what was opened for it. What could not be saved stays open.
    fn settle_saved(&mut self) {
        for (id, opened) in std::mem::take(&mut self.saving.tried) {
            let Some(open) = self.editor.document(id) else { continue };
            if open.is_dirty() {
                continue;
            }
            self.saving.saved += 1;
            if opened && self.editor.current != Some(id) {
                self.editor.close(id);
            }
        }
    }

    fn all_saved(&mut self) {
        self.settle_saved();
        let Saving { saved, without_file, .. } = std::mem::take(&mut self.saving);
        let rest = match without_file.as_slice() {
            [] => String::new(),
            names => format!(". In no file yet: {} (Save as… when it is shown)", names.join(", ")),
        };
        self.editor.notify(Tone::Good, format!("Saved {}{rest}", counted(saved, "document")));
    }
}

//! Having a whole folder read by the model, one document after the other, in the background.
//!
//! Nothing is written and no document is opened: what the model says is kept for the queue, for search, and for the
//! moment a document is opened. Documents this model has read already are passed over, so that a reading that was
//! cancelled goes on where it stopped.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui;

use crate::brat;
use crate::engine::Analysis;
use crate::gui::app::{App, Model};
use crate::gui::state::Tone;

/// How long documents may be looked at in one frame before the window is drawn again.
const SLICE: Duration = Duration::from_millis(3);

#[derive(Default)]
pub struct FolderReading {
    left: VecDeque<PathBuf>,
    /// What the engine reads now: ticket, file, text.
    asked: Option<(u64, PathBuf, Arc<str>)>,
    pub(super) total: usize,
    /// Documents that were read before.
    pub(super) passed: usize,
    /// Documents read now, and since when.
    pub(super) read: usize,
    since: Option<Instant>,
    pub(super) failed: Vec<String>,
}

impl FolderReading {
    pub fn is_running(&self) -> bool {
        self.asked.is_some() || !self.left.is_empty()
    }

    /// Whether the engine was asked this for the folder's sake.
    pub fn waits_for(&self, ticket: u64) -> bool {
        self.asked.as_ref().is_some_and(|(asked, ..)| *asked == ticket)
    }

    /// Documents done, whether read now or before.
    pub fn done(&self) -> usize {
        self.read + self.passed + self.failed.len()
    }

    /// Seconds until it is through, as far as the documents read so far tell.
    pub fn seconds_left(&self) -> Option<f32> {
        let (since, left) = (self.since?, self.left.len() + 1);
        (self.read > 0).then(|| since.elapsed().as_secs_f32() / self.read as f32 * left as f32)
    }
}

impl App {
    /// Starts, or goes on, to read the opened folder.
    pub(in crate::gui) fn analyse_folder(&mut self) {
        if self.reading.is_running() {
            return;
        }
        if let Model::Failed(message) = &self.model {
            let text = format!("There is no model to read with: {message}");
            self.state.notify(Tone::Error, text);
            return;
        }
        let Some((_, files)) = &self.state.folder else {
            self.state.notify(Tone::Info, "Open a folder first (Ctrl+Shift+O)");
            return;
        };
        self.reading = FolderReading {
            total: files.len(),
            left: files.iter().cloned().collect(),
            since: None,
            ..FolderReading::default()
        };
    }

    pub(in crate::gui) fn cancel_folder(&mut self) {
        self.reading.left.clear();
        if let (Some((ticket, ..)), Some(engine)) = (&self.reading.asked, &self.engine) {
            engine.cancel(*ticket);
        }
    }

    /// Asks for the next document when the engine is free. Once a frame.
    pub(in crate::gui) fn reading_tick(&mut self, ctx: &egui::Context) {
        if self.reading.asked.is_some() || self.reading.left.is_empty() {
            return;
        }
        let model = match &self.model {
            Model::Ready(info) => info.name.clone(),
            Model::Loading => return,
            Model::Failed(_) => {
                self.reading.left.clear();
                return;
            }
        };
        let began = Instant::now();
        while let Some(path) = self.reading.left.pop_front() {
            let text = match brat::load_text(&path) {
                Ok(text) => text,
                Err(error) => {
                    self.reading.failed.push(error.to_string());
                    continue;
                }
            };
            if text.trim().is_empty() || self.memory.has(&path, &text, &model) {
                self.reading.passed += 1;
            } else if let Some(engine) = &mut self.engine {
                let ticket = engine.analyse(text.clone());
                self.reading.since.get_or_insert_with(Instant::now);
                self.reading.asked = Some((ticket, path, text));
                break;
            }
            if began.elapsed() > SLICE {
                ctx.request_repaint();
                break;
            }
        }
        if !self.reading.is_running() {
            self.folder_was_read();
        }
    }

    /// Takes what the engine said when it was asked for the folder's sake; `Err(None)`: it was cancelled.
    pub(in crate::gui) fn folder_answer(&mut self, answer: Result<Box<Analysis>, Option<String>>) {
        let Some((_, path, text)) = self.reading.asked.take() else { return };
        match answer {
            Ok(analysis) => {
                self.reading.read += 1;
                self.readings += 1;
                self.memory.keep(path, &text, Arc::from(analysis));
            }
            Err(Some(message)) => self.reading.failed.push(format!("{}: {message}", path.display())),
            // Cancelled: to be read when the person goes on.
            Err(None) => {}
        }
        if !self.reading.is_running() {
            self.folder_was_read();
        }
    }

    fn folder_was_read(&mut self) {
        let reading = &self.reading;
        let s = if reading.read == 1 { "document" } else { "documents" };
        let mut text = format!("Read {} {s}", reading.read);
        if reading.passed > 0 {
            text = format!("{text}; {} were read before", reading.passed);
        }
        let (tone, text) = match reading.failed.as_slice() {
            [] => (Tone::Good, text),
            [first, ..] => (Tone::Warning, format!("{text}; {} could not be read: {first}", reading.failed.len())),
        };
        self.state.notify(tone, text);
    }
}

//! Opening documents and having them read by the model.

use std::time::Instant;

use super::app::{App, Model, Running, SAMPLE_EN, SAMPLE_RU};
use super::command::Command;
use crate::editor::Tone;
use crate::engine::{Analysis, Engine, Event, merge_edits, schema_of};
use crate::session::store::for_figures;
use crate::session::{DocumentId, OpenDocument};

/// Longest text in bytes that is analysed without being asked for: some minutes on two cores.
const SELF_ANALYSED: usize = 2_000_000;

impl App {
    pub(super) fn open_path(&mut self, path: &std::path::Path) {
        if path.is_dir() {
            let wake = self.wake.clone();
            self.state.open_folder(path, move || wake.request_repaint());
        } else {
            self.state.open_soon(path);
        }
        self.read_what_was_opened();
    }

    /// Opens what was open when the last run ended.
    pub(super) fn reopen(&mut self) {
        let wake = self.wake.clone();
        self.state.reopen(move || wake.request_repaint());
        self.read_what_was_opened();
    }

    fn read_what_was_opened(&mut self) {
        // What is read on a thread is analysed when it is there.
        if let (Some(id), true) = (self.state.current, self.state.to_import.is_empty()) {
            self.recall_into(id);
            self.analyse_if_bare(id);
        }
    }

    pub(super) fn add_text(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.state.notify(Tone::Warning, "There is no text to read: the clipboard holds none");
            return;
        }
        let id = self.state.add_text(text);
        self.analyse_if_bare(id);
    }

    pub(super) fn open_english_sample(&mut self) {
        if let Some(known) = self.state.documents.iter().find(|d| d.document.name == SAMPLE_EN.0).map(|d| d.id) {
            self.state.show(known);
            return;
        }
        let id = self.state.fresh_id();
        let sample = OpenDocument::from_text(id, SAMPLE_EN.0, SAMPLE_EN.1, true);
        self.state.add(sample);
        self.disposable.push(id);
        self.analyse_if_bare(id);
    }

    pub(super) fn open_samples(&mut self) {
        if !self.state.documents.iter().any(|d| d.document.name == SAMPLE_RU.0) {
            let id = self.state.fresh_id();
            let (name, text, ann) = SAMPLE_RU;
            let sample = OpenDocument::from_standoff(id, name, text, ann.as_bytes());
            self.state.add(sample);
            self.disposable.push(id);
        }
        self.open_english_sample();
    }

    /// A text without annotations is read at once; one in a language that the model does not know only when asked.
    pub(super) fn analyse_if_bare(&mut self, id: DocumentId) {
        let Some(document) = self.state.document(id) else { return };
        // Where a person has done something (discarded what the model said, say), it reads on demand alone; what was done
        // to many documents at once is no such thing.
        let is_bare = document.document.annotations.is_empty() && document.is_untouched();
        let begun = !is_bare && !document.is_changed_from_afar();
        if begun || document.document.text.trim().is_empty() {
            return;
        }
        if document.document.text.len() > SELF_ANALYSED {
            let key = self.keys.text(Command::Analyse);
            let text = format!(
                "This text is long, so it was not analysed by itself. {key} starts the analysis; it can be cancelled"
            );
            self.say_if(is_bare, text);
            return;
        }
        match &self.model {
            // Which languages the model reads is known when it is there.
            Model::Loading => {
                if !self.unasked.contains(&id) {
                    self.unasked.push(id);
                }
                return;
            }
            Model::Ready(info) if !info.languages.reads(&document.document.text) => {
                let (languages, key) = (&info.languages, self.keys.text(Command::Analyse));
                let text = format!(
                    "The model reads {languages}, so this text was not analysed by itself. {key} does it anyway"
                );
                self.say_if(is_bare, text);
                return;
            }
            Model::Ready(_) | Model::Failed(_) => {}
        }
        self.analyse(id);
    }

    fn say_if(&mut self, is_wanted: bool, text: String) {
        if is_wanted {
            self.state.notify(Tone::Info, text);
        }
    }

    /// What was opened before the model was there.
    pub(super) fn read_what_waits_for_a_model(&mut self) {
        for id in std::mem::take(&mut self.unasked) {
            self.analyse_if_bare(id);
        }
    }

    /// Has the model read a document that a step over many has opened unseen, as soon as it is shown. Once a frame.
    pub(super) fn read_what_is_shown(&mut self) {
        if self.seen != self.state.current {
            self.seen = self.state.current;
            if let Some(id) = self.seen.filter(|id| self.state.document(*id).is_some_and(|d| d.is_changed_from_afar()))
            {
                self.analyse_if_bare(id);
            }
        }
    }

    pub(super) fn analyse(&mut self, id: DocumentId) {
        self.evaluation.release(id);
        if self.running.iter().any(|r| r.document == id) || self.waiting.contains(&id) {
            return;
        }
        if let Model::Failed(message) = &self.model {
            let text = format!("There is no model to read with: {message}");
            self.state.notify(Tone::Error, text);
            return;
        }
        self.waiting.push(id);
        self.start_waiting();
    }

    pub(super) fn start_waiting(&mut self) {
        if !matches!(self.model, Model::Ready(_)) {
            return;
        }
        for id in std::mem::take(&mut self.waiting) {
            let (Some(engine), Some(document)) = (&mut self.engine, self.state.document(id)) else { continue };
            let ticket = engine.analyse(document.document.text.clone());
            self.running.push(Running { ticket, document: id, done: 0, total: 0, since: Instant::now() });
        }
    }

    pub(super) fn cancel_analysis(&mut self) {
        self.waiting.clear();
        self.unasked.clear();
        for running in &self.running {
            if let Some(engine) = &self.engine {
                engine.cancel(running.ticket);
            }
        }
    }

    pub(super) fn poll_engine(&mut self) {
        while let Some(event) = self.engine.as_mut().and_then(Engine::poll) {
            match event {
                Event::Loading => self.model = Model::Loading,
                Event::Ready { info, types } => self.model_ready(info, schema_of(&types)),
                Event::Switched { info, types } => self.switched(info, schema_of(&types)),
                Event::SwitchFailed { message } => self.switch_failed(message),
                Event::LoadFailed { message } => {
                    self.state.notify(Tone::Error, message.clone());
                    self.waiting.clear();
                    self.unasked.clear();
                    self.model = Model::Failed(message);
                }
                Event::Progress { ticket, done, total } => {
                    if let Some(running) = self.running.iter_mut().find(|r| r.ticket == ticket) {
                        (running.done, running.total) = (done, total);
                    }
                }
                Event::Finished { ticket, analysis } if self.reading.waits_for(ticket) => {
                    self.folder_answer(ticket, Ok(analysis));
                }
                Event::Cancelled { ticket } if self.reading.waits_for(ticket) => self.folder_answer(ticket, Err(None)),
                Event::Failed { ticket, message } if self.reading.waits_for(ticket) => {
                    self.folder_answer(ticket, Err(Some(message)));
                }
                Event::Finished { ticket, analysis } => {
                    self.readings += 1;
                    if let Some(id) = self.finish(ticket) {
                        self.keep_scores(id, &analysis);
                        if !self.evaluation.is_wanted(id) {
                            self.merge(id, &analysis);
                        }
                        self.keep_for_evaluation(id, *analysis);
                        self.model_has_read(id);
                    }
                }
                Event::Related { ticket, offers } => self.offered(ticket, &offers),
                Event::Cancelled { ticket } => {
                    if !self.not_offered(ticket) && self.finish(ticket).is_some() {
                        self.state.notify(Tone::Info, "Analysis cancelled; nothing was changed");
                    }
                }
                Event::Failed { ticket, message } => {
                    if self.not_offered(ticket) || self.finish(ticket).is_some() {
                        self.state.notify(Tone::Error, message);
                    }
                }
            }
        }
    }

    /// So that a document that is opened again needs no model to show what was said of it. What was said for the sake of
    /// figures is kept apart: it must never come into annotations that people have made.
    fn keep_scores(&self, id: DocumentId, analysis: &Analysis) {
        if let Some(document) = self.state.document(id)
            && !self.disposable.contains(&id)
            && let Some(keeper) = document.keeper()
        {
            let key = match self.evaluation.is_wanted(id) {
                true => for_figures(keeper.key()),
                false => keeper.key().to_owned(),
            };
            keeper.store().keep_scores(&key, &document.document.text, &analysis.fingerprint, analysis.clone());
        }
    }

    pub(super) fn finish(&mut self, ticket: u64) -> Option<DocumentId> {
        let place = self.running.iter().position(|r| r.ticket == ticket)?;
        Some(self.running.remove(place).document)
    }

    pub(super) fn merge(&mut self, id: DocumentId, analysis: &Analysis) {
        let shares = self.state.folder_thresholds.is_some();
        let shares = shares && self.state.document(id).is_some_and(|open| self.state.is_in_folder(open));
        let Some(document) = self.state.document_mut(id) else { return };
        let untouched = document.is_untouched();
        if !shares && (untouched || document.awaits_first_reading()) {
            document.set_visibility(analysis.visibility());
        }
        let edits = merge_edits(&mut document.document.annotations, analysis);
        if let Err(error) = document.predict(edits) {
            self.state.notify(Tone::Error, format!("What the model said cannot be shown: {error}"));
        }
        if self.state.current == Some(id) {
            self.state.retain_selection();
        }
        if untouched
            && self.disposable.contains(&id)
            && let Some(document) = self.state.document_mut(id)
        {
            document.mark_clean();
        }
    }
}

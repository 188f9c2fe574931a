//! The model at work on the open documents: which model reads, what it was asked, and what it said.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::suggestions::PendingSuggestion;
use crate::engine::{Analysis, Engine, ModelInfo, Models};
use crate::session::{DocumentId, OpenDocument};
use crate::text::Span;

/// How the model stands.
pub enum ModelState {
    Loading,
    Ready(ModelInfo),
    Failed(String),
}

/// A document that the engine reads, or will read next.
pub struct Running {
    pub ticket: u64,
    pub document: DocumentId,
    /// Sentences.
    pub done: usize,
    pub total: usize,
    pub since: Instant,
}

/// The model, and what becomes of the open documents it is asked to read.
pub struct Analyses {
    pub engine: Option<Engine>,
    pub model: ModelState,
    /// The models there are; without them the present one can be neither changed nor improved.
    pub models: Option<Models>,
    /// Models that the engine was asked to load and has not answered for.
    pub(super) switching: VecDeque<PathBuf>,
    pub running: Vec<Running>,
    /// Analysed as soon as the model is there.
    pub(super) waiting: Vec<DocumentId>,
    /// Opened before the model was there to say whether it reads their language.
    pub(super) undecided: Vec<DocumentId>,
    /// Samples: their automatic analysis is nothing to save.
    disposable: Vec<DocumentId>,
    /// Relations asked for after a correction.
    pub(super) suggestion: Option<PendingSuggestion>,
    /// Where entities were corrected and the model has not been asked again about their relations.
    pub(super) touched: Vec<(DocumentId, Span)>,
    /// Grows whenever the model has read something.
    pub revision: u64,
    /// What the present model said of open documents.
    pub(super) said: BTreeMap<DocumentId, Arc<Analysis>>,
    /// Read for the sake of figures alone: their annotations stay as they are.
    pub(super) for_figures: BTreeSet<DocumentId>,
    /// The document that was shown when it was last asked whether the shown one must be read.
    pub(super) shown: Option<DocumentId>,
}

impl Default for Analyses {
    fn default() -> Self {
        Self::new(None, None)
    }
}

impl Analyses {
    pub fn new(engine: Option<Engine>, models: Option<Models>) -> Self {
        Self {
            model: match engine {
                Some(_) => ModelState::Loading,
                None => ModelState::Failed("no model".into()),
            },
            engine,
            models,
            switching: VecDeque::new(),
            running: Vec::new(),
            waiting: Vec::new(),
            undecided: Vec::new(),
            disposable: Vec::new(),
            suggestion: None,
            touched: Vec::new(),
            revision: 0,
            said: BTreeMap::new(),
            for_figures: BTreeSet::new(),
            shown: None,
        }
    }

    /// Whether a document is read, or will be.
    pub fn is_asked(&self, id: DocumentId) -> bool {
        self.running.iter().any(|r| r.document == id) || self.waiting.contains(&id)
    }

    /// Whether any open document is read, or will be.
    pub fn is_busy(&self) -> bool {
        !self.running.is_empty() || !self.waiting.is_empty() || !self.undecided.is_empty()
    }

    /// Whether the model was asked for relations after a correction, and has not answered.
    pub fn is_asked_for_suggestions(&self) -> bool {
        self.suggestion.is_some()
    }

    /// Stops reading; nothing is changed by what was not read to its end.
    pub fn cancel(&mut self) {
        self.waiting.clear();
        self.undecided.clear();
        for running in &self.running {
            if let Some(engine) = &self.engine {
                engine.cancel(running.ticket);
            }
        }
    }

    /// What the present model said of an open document.
    pub fn said_of(&self, id: DocumentId) -> Option<&Arc<Analysis>> {
        self.said.get(&id)
    }

    /// Whether a document is read for the sake of figures alone.
    pub fn is_for_figures(&self, id: DocumentId) -> bool {
        self.for_figures.contains(&id)
    }

    /// No longer, or not at all, for the sake of figures alone; true when it was.
    pub fn release(&mut self, id: DocumentId) -> bool {
        self.for_figures.remove(&id)
    }

    /// Whether what the model says of a document by itself is nothing to save.
    pub fn is_disposable(&self, id: DocumentId) -> bool {
        self.disposable.contains(&id)
    }

    /// What the model says of a document by itself is nothing to save from now on.
    pub(super) fn mark_disposable(&mut self, id: DocumentId) {
        self.disposable.push(id);
    }

    /// A sample that was saved is a document like any other.
    pub fn mark_kept(&mut self, id: DocumentId) {
        self.disposable.retain(|known| *known != id);
    }

    /// What the present model said of an open document.
    pub(super) fn keep(&mut self, id: DocumentId, analysis: Arc<Analysis>) {
        self.said.insert(id, analysis);
    }

    /// The document was closed.
    pub(super) fn forget(&mut self, id: DocumentId) {
        self.said.remove(&id);
        self.for_figures.remove(&id);
    }

    /// Whether another model than the bundled one reads.
    pub fn has_own_model(&self) -> bool {
        self.models.as_ref().is_some_and(|models| models.bundled.as_ref().is_some_and(|dir| *dir != models.current))
    }

    /// Whether the model reads a document by itself is asked when it is there.
    pub(super) fn wait_for_model(&mut self, id: DocumentId) {
        if !self.undecided.contains(&id) {
            self.undecided.push(id);
        }
    }

    /// Gives the engine what waits for it, once the model is there.
    pub(super) fn start_waiting(&mut self, documents: &[OpenDocument]) {
        if !matches!(self.model, ModelState::Ready(_)) {
            return;
        }
        for id in std::mem::take(&mut self.waiting) {
            let open = documents.iter().find(|open| open.id == id);
            let (Some(engine), Some(open)) = (&mut self.engine, open) else { continue };
            let ticket = engine.analyse(open.document.text.clone());
            self.running.push(Running { ticket, document: id, done: 0, total: 0, since: Instant::now() });
        }
    }

    /// The document that was read under a ticket, which is over.
    pub(super) fn finish(&mut self, ticket: u64) -> Option<DocumentId> {
        let place = self.running.iter().position(|r| r.ticket == ticket)?;
        Some(self.running.remove(place).document)
    }
}

//! The model against what people said: figures, classes of errors, the confusion matrix, and every case in the text.
//!
//! The pane takes the map's place, so that a case and its text are seen together. What the engine said of a document is
//! kept; thresholds and corrections therefore change the figures at once, without the model.

mod compare;
pub(super) mod instances;
#[cfg(all(test, feature = "kittest"))]
mod looks;
pub(super) mod matrix;
pub(super) mod pane;
mod report;
pub(super) mod run;
pub(super) mod tables;
#[cfg(all(test, feature = "kittest"))]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::domain::Document;
use crate::engine::Analysis;
use crate::eval::{Evaluation, Found, Task};
use crate::session::DocumentId;

/// What is being listed. Types by name: their places in the matrix change with the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    Cell { gold: String, pred: String },
    Class(&'static str),
}

/// Why there are no figures, or only old ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    #[default]
    Done,
    /// The engine reads documents.
    Reading,
    /// Nothing to compare with; says what to do.
    NoGold(String),
    Failed(String),
}

/// Figures, and the documents they are of.
pub(super) struct Shown {
    pub evaluation: Evaluation,
    /// In the order of [`Found::document`].
    pub documents: Vec<DocumentId>,
    /// Documents without gold, which were left out.
    pub without_gold: usize,
}

/// What the middle of the pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Middle {
    #[default]
    Matrix,
    Types,
}

/// Shows a file to the person.
type OpenFile = fn(&Path) -> Result<(), String>;

/// The state of the pane. It exists while the application runs; `is_open` says whether it is shown.
pub struct EvaluationPane {
    is_open: bool,
    /// The documents that were asked for.
    targets: Vec<DocumentId>,
    task: Task,
    middle: Middle,
    chosen: Option<Chosen>,
    listed: Vec<Found>,
    /// The instance last jumped to.
    active: Option<usize>,
    /// Set for one frame, to bring what was just chosen into view.
    follow: bool,
    analyses: BTreeMap<DocumentId, Arc<Analysis>>,
    /// Gold from another file than the document's own.
    gold: BTreeMap<DocumentId, Document>,
    /// Read for this pane only: their documents stay as they are.
    wanted: BTreeSet<DocumentId>,
    standing: Standing,
    shown: Option<Shown>,
    /// Documents and their revisions that the figures are of.
    key: Vec<(DocumentId, u64)>,
    /// How long the figures took to count.
    cost: Duration,
    /// Where reports go; the settings' folder unless a test says otherwise.
    pub(super) report_folder: Option<PathBuf>,
    pub(super) open_file: OpenFile,
}

impl Default for EvaluationPane {
    fn default() -> Self {
        Self {
            is_open: false,
            targets: Vec::new(),
            task: Task::default(),
            middle: Middle::default(),
            chosen: None,
            listed: Vec::new(),
            active: None,
            follow: false,
            analyses: BTreeMap::new(),
            gold: BTreeMap::new(),
            wanted: BTreeSet::new(),
            standing: Standing::default(),
            shown: None,
            key: Vec::new(),
            cost: Duration::ZERO,
            report_folder: None,
            open_file: report::open_in_browser,
        }
    }
}

impl EvaluationPane {
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    pub fn close(&mut self) {
        self.is_open = false;
    }

    /// What the model said of an open document, where it was read since it was opened.
    pub fn analysis_of(&self, id: DocumentId) -> Option<Arc<Analysis>> {
        self.analyses.get(&id).cloned()
    }

    /// Keeps what the model said of a document that was read while it was closed.
    pub fn keep(&mut self, id: DocumentId, analysis: Arc<Analysis>) {
        self.analyses.insert(id, analysis);
    }

    /// Whether there is something to write a report of.
    pub fn has_figures(&self) -> bool {
        self.shown.is_some()
    }

    /// Another model was loaded: what the last one said is of no more use.
    pub fn forget_analyses(&mut self) {
        self.analyses.clear();
        self.key.clear();
    }

    /// The person asked for the analysis itself, so it goes into the document.
    pub fn release(&mut self, id: DocumentId) {
        self.wanted.remove(&id);
    }

    /// What the present model said of a document.
    pub fn analysis(&self, id: DocumentId) -> Option<&Analysis> {
        self.analyses.get(&id).map(|analysis| &**analysis)
    }

    /// Whether the engine was asked for the sake of the figures alone.
    pub fn is_wanted(&self, id: DocumentId) -> bool {
        self.wanted.contains(&id)
    }

    /// Lists what stands in a cell or a class.
    fn choose(&mut self, chosen: Option<Chosen>) {
        self.chosen = chosen;
        self.active = None;
        self.list();
    }

    fn list(&mut self) {
        let found = self.shown.as_ref().zip(self.chosen.as_ref()).map(|(shown, chosen)| match chosen {
            Chosen::Cell { gold, pred } => shown.evaluation.in_cell(self.task, gold, pred),
            Chosen::Class(class) => shown.evaluation.in_class(self.task, class),
        });
        self.listed = found.unwrap_or_default();
        self.active = self.active.filter(|at| *at < self.listed.len());
    }

    fn look_at(&mut self, task: Task) {
        if self.task != task {
            self.task = task;
            self.choose(None);
        }
    }
}

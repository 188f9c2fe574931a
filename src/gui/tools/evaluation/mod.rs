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
mod tool;

pub use tool::{COMPARE_WITH, COMPARE_WITH_FOLDER, ENTRY, EVALUATE, OPEN_ERROR_REPORT, SAVE_ERROR_REPORT};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::Document;
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
    /// Gold from another file than the document's own.
    gold: BTreeMap<DocumentId, Document>,
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
            gold: BTreeMap::new(),
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

    /// Whether there is something to write a report of.
    pub fn has_figures(&self) -> bool {
        self.shown.is_some()
    }

    /// Another model was loaded: figures are counted anew.
    pub fn count_anew(&mut self) {
        self.key.clear();
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

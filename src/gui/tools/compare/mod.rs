//! Two annotations of the same text side by side, and a third made of them.
//!
//! Comparing opens a document of its own: what both say stands in it as it is, what only one says as a proposal with
//! the number of its side. Text and map show that document like any other; the pane beside it has the figures, and asks
//! about the differences one by one. Nothing of the two sources is changed.

mod desk;
mod folder;
mod open;
mod pane;
mod question;
mod tables;

#[cfg(all(test, feature = "kittest"))]
mod looks;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;

pub use tool::{COMPARE_ANNOTATIONS, COMPARE_FOLDER, COMPARE_MODEL, ENTRY, SHOW_COMPARISON};

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::domain::Schema;
use crate::eval::agreement::{CellKey, Class, ComparedCase, FolderComparison, Folders};
use crate::eval::{Scores, Task};
use crate::session::DocumentId;

use desk::Desk;
pub use folder::Job;
pub use question::KEYS;

/// What the figures on show are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Scope {
    /// The comparison that is the current document.
    #[default]
    Document,
    Folder,
}

/// What is being listed.
#[derive(Clone, Debug, PartialEq)]
enum Chosen {
    Cell(CellKey),
    Class(Class),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Middle {
    #[default]
    Matrix,
    Types,
    Documents,
}

/// Two folders that were compared.
struct FolderShown {
    folders: Folders,
    found: FolderComparison,
    /// Numbers of the documents and of their differences, most differences first.
    order: Vec<(usize, usize)>,
}

/// The state of the pane.
#[derive(Default)]
pub struct Compare {
    scope: Scope,
    task: Task,
    middle: Middle,
    chosen: Option<Chosen>,
    listed: Vec<ComparedCase>,
    /// The instance last jumped to.
    active: Option<usize>,
    /// Set for one frame, to bring what was just chosen into view.
    follow: bool,
    /// The comparisons that are open, by their third document.
    desks: BTreeMap<DocumentId, Desk>,
    folder: Option<FolderShown>,
    pub(super) job: Option<Job>,
    /// Whose figures are on show, so that the list follows when another document is chosen.
    shown_of: Option<DocumentId>,
    counted: Option<Counted>,
    /// Compared with the model as soon as that has read it.
    awaiting: Option<DocumentId>,
}

/// Figures that are counted once, not once a frame.
struct Counted {
    of: (Scope, Option<DocumentId>, Task),
    scores: Scores,
    classes: Vec<(Class, usize)>,
    matrix: BTreeMap<CellKey, usize>,
}

impl Compare {
    /// Where the third annotation of a document should go, and under which name.
    pub fn proposal(&self, id: DocumentId) -> Option<(PathBuf, String)> {
        let desk = self.desks.get(&id)?;
        Some((desk.folder.clone()?, desk.stem.clone()))
    }

    /// Whether a document was made of two annotations.
    pub fn is_of(&self, id: DocumentId) -> bool {
        self.desks.contains_key(&id)
    }

    /// Whether there is anything to show.
    pub fn is_any(&self) -> bool {
        !self.desks.is_empty() || self.folder.is_some() || self.job.is_some()
    }

    fn choose(&mut self, chosen: Option<Chosen>) {
        self.chosen = chosen;
        self.active = None;
        self.list();
    }

    /// The comparison whose figures are on show.
    fn comparison(&self) -> Option<&crate::eval::agreement::Comparison> {
        match self.scope {
            Scope::Document => Some(&self.desks.get(&self.shown_of?)?.comparison),
            Scope::Folder => self.folder.as_ref().map(|folder| &folder.found.comparison),
        }
    }

    /// Counts what is on show, unless it is counted already.
    fn count(&mut self, schema: &Schema) {
        let of = (self.scope, self.shown_of, self.task);
        if self.counted.as_ref().is_some_and(|counted| counted.of == of) {
            return;
        }
        self.counted = self.comparison().map(|comparison| Counted {
            of,
            scores: comparison.tally.scores(schema),
            classes: comparison.classes(self.task),
            matrix: comparison.matrix(self.task),
        });
    }

    fn list(&mut self) {
        let found = self.comparison().zip(self.chosen.as_ref()).map(|(comparison, chosen)| match chosen {
            Chosen::Cell(cell) => comparison.in_cell(self.task, cell),
            Chosen::Class(class) => comparison.in_class(self.task, *class),
        });
        self.listed = found.unwrap_or_default();
    }

    fn look_at(&mut self, scope: Scope, task: Task) {
        if (self.scope, self.task) != (scope, task) {
            (self.scope, self.task) = (scope, task);
            self.choose(None);
        }
    }
}

//! What the pane shows of a comparison: of what, and which cases of it.

use super::adjudication::Adjudications;
use super::folder::FolderShown;
use crate::domain::Schema;
use crate::eval::agreement::{CellKey, Class, ComparedCase, Comparison};
use crate::eval::{Scores, Task};
use crate::session::DocumentId;
use std::collections::BTreeMap;

/// What the figures on show are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Scope {
    /// The comparison that is the current document.
    #[default]
    Document,
    Folder,
}

/// What is being listed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Chosen {
    Cell(CellKey),
    Class(Class),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Middle {
    #[default]
    Matrix,
    Types,
    Documents,
}

/// Figures that are counted once, not once a frame.
pub(super) struct Counted {
    of: (Scope, Option<DocumentId>, Task),
    pub scores: Scores,
    pub classes: Vec<(Class, usize)>,
    pub matrix: BTreeMap<CellKey, usize>,
}

#[derive(Default)]
pub(super) struct Figures {
    pub scope: Scope,
    pub task: Task,
    middle: Middle,
    pub chosen: Option<Chosen>,
    pub listed: Vec<ComparedCase>,
    /// The instance last jumped to.
    pub active: Option<usize>,
    /// Set for one frame, to bring what was just chosen into view.
    pub follow: bool,
    /// Whose figures are on show, so that the list follows when another document is chosen.
    pub shown_of: Option<DocumentId>,
    pub counted: Option<Counted>,
}

impl Figures {
    /// The comparison whose figures are on show.
    pub fn comparison<'a>(
        &self,
        adjudications: &'a Adjudications,
        folder: Option<&'a FolderShown>,
    ) -> Option<&'a Comparison> {
        match self.scope {
            Scope::Document => Some(&adjudications.0.get(&self.shown_of?)?.comparison),
            Scope::Folder => folder.map(|folder| &folder.found.comparison),
        }
    }

    /// Shows those of a third document.
    pub fn of_document(&mut self, id: DocumentId) {
        (self.scope, self.shown_of) = (Scope::Document, Some(id));
        self.choose(None, None);
    }

    /// Shows those of two folders, which have just been compared.
    pub fn of_folder(&mut self) {
        (self.scope, self.middle, self.counted) = (Scope::Folder, Middle::Documents, None);
        self.choose(None, None);
    }

    /// Lists what stands in a cell or a class.
    pub fn choose(&mut self, chosen: Option<Chosen>, comparison: Option<&Comparison>) {
        let found = comparison.zip(chosen.as_ref()).map(|(comparison, chosen)| match chosen {
            Chosen::Cell(cell) => comparison.in_cell(self.task, cell),
            Chosen::Class(class) => comparison.in_class(self.task, *class),
        });
        self.listed = found.unwrap_or_default();
        self.chosen = chosen;
        self.active = None;
    }

    pub fn look_at(&mut self, scope: Scope, task: Task) {
        if (self.scope, self.task) != (scope, task) {
            (self.scope, self.task) = (scope, task);
            self.choose(None, None);
        }
    }

    pub fn show(&mut self, middle: Middle) {
        self.middle = middle;
    }

    /// A single document has no list of documents.
    pub fn middle(&self) -> Middle {
        match (self.scope, self.middle) {
            (Scope::Document, Middle::Documents) => Middle::Matrix,
            (_, middle) => middle,
        }
    }

    /// Counts what is on show, unless it is counted already.
    pub fn count(&mut self, comparison: Option<&Comparison>, schema: &Schema) {
        let of = (self.scope, self.shown_of, self.task);
        if self.counted.as_ref().is_some_and(|counted| counted.of == of) {
            return;
        }
        self.counted = comparison.map(|comparison| Counted {
            of,
            scores: comparison.tally.scores(schema),
            classes: comparison.classes(self.task),
            matrix: comparison.matrix(self.task),
        });
    }
}

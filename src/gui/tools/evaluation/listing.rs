//! Which cases are listed below the figures.

use crate::eval::{Evaluation, Found, Task};

/// What is being listed. Types by name: their places in the matrix change with the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    Cell { gold: String, pred: String },
    Class(&'static str),
}

/// What the middle of the pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Middle {
    #[default]
    Matrix,
    Types,
}

#[derive(Default)]
pub(super) struct Listing {
    pub task: Task,
    pub middle: Middle,
    pub chosen: Option<Chosen>,
    pub cases: Vec<Found>,
    /// The instance last jumped to.
    pub active: Option<usize>,
    /// Set for one frame, to bring what was just chosen into view.
    pub follow: bool,
}

impl Listing {
    /// Lists what stands in a cell or a class.
    pub fn choose(&mut self, chosen: Option<Chosen>, evaluation: Option<&Evaluation>) {
        self.chosen = chosen;
        self.active = None;
        self.fill(evaluation);
    }

    /// Lists anew what is chosen.
    pub fn fill(&mut self, evaluation: Option<&Evaluation>) {
        let found = evaluation.zip(self.chosen.as_ref()).map(|(evaluation, chosen)| match chosen {
            Chosen::Cell { gold, pred } => evaluation.in_cell(self.task, gold, pred),
            Chosen::Class(class) => evaluation.in_class(self.task, class),
        });
        self.cases = found.unwrap_or_default();
        self.active = self.active.filter(|at| *at < self.cases.len());
    }

    pub fn look_at(&mut self, task: Task) {
        if self.task != task {
            self.task = task;
            self.choose(None, None);
        }
    }
}

//! The few facts about a document that lists show without reading it.

use serde::{Deserialize, Serialize};

use super::{Op, Progress};
use crate::domain::{ItemId, Visibility};

/// What a document held when it was last looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub entities: usize,
    pub relations: usize,
    /// Predictions among them that nobody has reviewed.
    pub open: usize,
    /// What was wrong with its file.
    pub problems: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    pub progress: Progress,
    /// When that was said, in seconds since 1970.
    pub progress_seconds: u64,
    pub counts: Option<Counts>,
    pub visibility: Option<Visibility>,
    /// Whether there is a base, and steps from it.
    pub based: bool,
    /// A text that is in no file.
    pub loose: bool,
    /// Changes that are in no file.
    pub unsaved: bool,
    pub position: u64,
    pub saved: u64,
    /// When the model last read it, as a number of a step; 0 for never.
    pub read: u64,
    /// Items of the file that its readings have taken back since.
    pub taken: Vec<ItemId>,
    /// Steps that stand, steps with those taken back, groups of edits since the base.
    pub done: u64,
    pub steps: u64,
    pub pending: u64,
}

impl Record {
    /// Takes over what an op says of this document.
    pub(super) fn apply(&mut self, op: &Op) {
        match op {
            Op::Base { base, position, visibility, steps, read, .. } => {
                self.based = true;
                self.loose = !base.has_file;
                self.saved = base.saved;
                self.read = *read;
                self.taken.clear();
                self.pending = 0;
                if let Some((steps, done)) = steps {
                    (self.steps, self.done) = (steps.len() as u64, *done);
                }
                self.visibility = Some(visibility.clone());
                self.stand_at(*position);
            }
            Op::Step { step, .. } => {
                self.done = self.done.saturating_add(1);
                self.steps = self.done;
                self.pending = self.pending.saturating_add(1);
                self.stand_at(step.after);
            }
            Op::Amend { step, .. } => {
                self.steps = self.done;
                self.pending = self.pending.saturating_add(1);
                self.stand_at(step.after);
            }
            Op::Undo { position, .. } => {
                self.done = self.done.saturating_sub(1);
                self.pending = self.pending.saturating_add(1);
                self.stand_at(*position);
            }
            Op::Redo { position, .. } => {
                self.done = self.done.saturating_add(1).min(self.steps);
                self.pending = self.pending.saturating_add(1);
                self.stand_at(*position);
            }
            Op::Reading { order, taken, .. } => {
                self.read = *order;
                self.taken.extend(taken);
                self.pending += 1;
            }
            Op::Visibility { visibility, .. } => self.visibility = Some(visibility.clone()),
            Op::Progress { progress, seconds, .. } => {
                self.progress = *progress;
                self.progress_seconds = *seconds;
            }
            Op::Unsaved { unsaved, .. } => self.unsaved = *unsaved,
            Op::Discard { done, position, visibility, read, .. } => {
                (self.steps, self.done, self.pending) = (*done, *done, 0);
                self.read = *read;
                self.taken.clear();
                self.visibility = Some(visibility.clone());
                self.stand_at(*position);
            }
            Op::Forget { .. } | Op::Move { .. } | Op::Predictions { .. } | Op::Group { .. } | Op::Many(_) => {}
        }
    }

    fn stand_at(&mut self, position: u64) {
        self.position = position;
        self.unsaved = self.loose || self.position != self.saved;
    }
}

//! What is asked of a tuner and what it answers. Plain data: the window knows no trainer.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use crate::eval::Figure;
use crate::report::{Eval, Step};

/// Settings that a person may change, with what the model asks for as defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TuningDefaults {
    pub epochs: u64,
    /// Peak of the learning rate.
    pub learning_rate: f32,
}

/// One fine-tuning.
#[derive(Clone, Debug, PartialEq)]
pub struct TuningJob {
    /// The model to start from; it is not changed.
    pub from: PathBuf,
    /// Corrected documents: a brat folder or SpERT JSON.
    pub data: PathBuf,
    /// Old data to mix in, against forgetting.
    pub mix: Option<PathBuf>,
    /// Documents to measure with; without them a share of `data` is held out.
    pub test: Option<PathBuf>,
    /// That share, 0 to 1.
    pub held_out: f64,
    /// Folder of the run; one that was stopped goes on there.
    pub out: PathBuf,
    pub epochs: u64,
    pub learning_rate: f32,
}

/// What a run tells while it goes on.
#[derive(Clone, Debug)]
pub enum TuningEvent {
    /// The documents are read; this is what there is to learn, and what of it cannot be.
    Read {
        sentences: usize,
        entities: usize,
        relations: usize,
        notes: Vec<String>,
    },
    /// The first update is near. `at` updates were made by the run that was stopped before.
    Begun {
        total: u64,
        at: u64,
    },
    Step(Step),
    Eval(Eval),
    Finished(Box<Improvement>),
    /// As asked; what was learned so far lies in the run's folder.
    Stopped,
    /// File, item and remedy.
    Failed {
        message: String,
    },
}

/// A model's figures on the held-out documents, in percent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    pub entities: Figure,
    /// Relations, whatever the types of their ends.
    pub relations: Figure,
    /// Relations whose ends have the right types too.
    pub typed_relations: Figure,
}

/// What became of a prediction, seen from what people said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Right now, and was missing.
    Found,
    /// Wrong before, and gone.
    Removed,
    /// Right before, and gone.
    Lost,
    /// Wrong now, and was not there.
    Invented,
}

impl Change {
    pub fn is_gain(self) -> bool {
        matches!(self, Self::Found | Self::Removed)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Found => "Found",
            Self::Removed => "No longer invented",
            Self::Lost => "Lost",
            Self::Invented => "Invented",
        }
    }
}

/// One prediction that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    pub document: String,
    /// Number of the sentence in its document, from 0.
    pub sentence: usize,
    pub change: Change,
    /// Type and words.
    pub what: String,
    /// The whole sentence.
    pub text: String,
}

/// What a fine-tuning gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Improvement {
    /// Folder of the new model.
    pub model: PathBuf,
    /// Held-out sentences that both were measured on, and the documents they are of.
    pub sentences: usize,
    pub documents: usize,
    /// Whether the figures did not fall.
    pub better: bool,
    pub before: Measured,
    pub after: Measured,
    pub flips: Vec<Flip>,
}

/// Makes a better model, or tries to. Implemented by the trainer, and by a fake in tests of the window.
pub trait Tuner: Send + Sync {
    /// # Errors
    /// When `from` holds no model.
    fn defaults(&self, from: &Path) -> Result<TuningDefaults, String>;

    /// Runs to the end; `None` when it was cancelled.
    ///
    /// # Errors
    /// File, item and remedy, as a person can read it.
    fn tune(
        &self,
        job: &TuningJob,
        events: &mut dyn FnMut(TuningEvent),
        cancel: &AtomicBool,
    ) -> Result<Option<Improvement>, String>;
}

//! A checkpoint's predictions on a data set, and what they are worth.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::TrainError;
use crate::dataset::Sentence;
use crate::eval::{self, Scores};
use crate::model::{DeviceChoice, Spert};
use crate::nlp::{Thresholds, Types};

/// Predictions with their scores.
#[derive(Clone, Debug)]
pub struct Judged {
    pub predictions: Vec<Sentence>,
    pub scores: Scores,
    pub types: Types,
}

/// Predicts `gold`'s sentences with the model in `dir` and scores them.
///
/// # Errors
/// When the model cannot be loaded, or was cancelled.
pub fn judge(
    dir: &Path,
    device: &DeviceChoice,
    gold: &[Sentence],
    options: &eval::Options,
    progress: &mut dyn FnMut(usize, usize),
    cancel: &AtomicBool,
) -> Result<Judged, TrainError> {
    let mut model = Spert::load(dir, device)?;
    let words: Vec<Vec<String>> = gold.iter().map(|sentence| sentence.tokens.clone()).collect();
    let scores = model.predict(&words, progress, cancel)?;
    let types = model.types().clone();
    let relation = model.info().encoder.spert.relation_threshold;
    let thresholds = Thresholds { relation, ..Thresholds::default() };
    let predictions: Vec<Sentence> = gold
        .iter()
        .zip(&scores)
        .map(|(sentence, scores)| eval::predicted(&sentence.tokens, scores, &types, &thresholds))
        .collect();
    let scores = eval::score(gold, &predictions, &types, options)?;
    Ok(Judged { predictions, scores, types })
}

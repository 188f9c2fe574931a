//! A checkpoint's predictions on a data set, and what they are worth.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::TrainError;
use crate::dataset::Sentence;
use crate::eval::{self, Reliability, Scores};
use crate::model::{self, DeviceChoice, Extractor};
use crate::nlp::{Thresholds, Types};

/// What has a lower score was not said, for the sake of its reliability.
const LEAST: f32 = 0.1;

/// Predictions with their scores.
#[derive(Clone, Debug)]
pub struct Evaluated {
    pub predictions: Vec<Sentence>,
    pub scores: Scores,
    /// Whether the scores are what they seem.
    pub reliability: Option<Reliability>,
    pub types: Types,
}

/// Predicts `gold`'s sentences with the model in `dir` and scores them.
///
/// # Errors
/// When the model cannot be loaded, or was cancelled.
pub fn evaluate(
    dir: &Path,
    device: &DeviceChoice,
    gold: &[Sentence],
    options: &eval::Options,
    progress: &mut dyn FnMut(usize, usize),
    cancel: &AtomicBool,
) -> Result<Evaluated, TrainError> {
    evaluate_model(model::load(dir, device)?.as_mut(), gold, options, progress, cancel)
}

/// As [`evaluate`], for a model that is loaded.
///
/// # Errors
/// When it was cancelled.
pub fn evaluate_model(
    model: &mut dyn Extractor,
    gold: &[Sentence],
    options: &eval::Options,
    progress: &mut dyn FnMut(usize, usize),
    cancel: &AtomicBool,
) -> Result<Evaluated, TrainError> {
    let words: Vec<Vec<String>> = gold.iter().map(|sentence| sentence.tokens.clone()).collect();
    let scores = model.predict(&words, progress, cancel)?;
    let types = model.types().clone();
    let decoded = |thresholds: &Thresholds| -> Vec<Sentence> {
        let both = gold.iter().zip(&scores);
        both.map(|(sentence, scores)| eval::predicted(&sentence.tokens, scores, &types, thresholds)).collect()
    };
    let predictions = decoded(&model.thresholds());
    let said = decoded(&Thresholds { relation: LEAST, entity: LEAST, ..Thresholds::default() });
    let reliability = eval::reliability(gold, &said, &types)?;
    let scores = eval::score(gold, &predictions, &types, options)?;
    Ok(Evaluated { predictions, scores, reliability, types })
}

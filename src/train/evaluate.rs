//! A checkpoint's predictions on a data set, and what they are worth.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::TrainError;
use crate::dataset::{AcrossRelation, Data, Sentence};
use crate::eval::{self, DocumentScores, Reliability, Scores, Texts};
use crate::model::{self, DeviceChoice, Extractor};
use crate::nlp::{TextScores, Thresholds, Types};

/// What has a lower score was not said, for the sake of its reliability.
const LEAST: f32 = 0.1;

/// Predictions with their scores.
#[derive(Clone, Debug)]
pub struct Evaluated {
    pub predictions: Vec<Sentence>,
    /// Predicted relations between sentences.
    pub across: Vec<AcrossRelation>,
    /// Of single sentences.
    pub scores: Scores,
    /// What only whole documents show.
    pub documents: DocumentScores,
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
    gold: &Data,
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
    gold: &Data,
    options: &eval::Options,
    progress: &mut dyn FnMut(usize, usize),
    cancel: &AtomicBool,
) -> Result<Evaluated, TrainError> {
    let words: Vec<Vec<String>> = gold.sentences.iter().map(|sentence| sentence.tokens.clone()).collect();
    let documents = gold.neighbours();
    let scores = model.read(&words, &documents, progress, cancel)?;
    let types = model.types().clone();
    let thresholds = model.thresholds();
    let predictions = decoded(gold, &scores, &types, &thresholds);
    let across = eval::predicted_across(&scores, &types, &thresholds);
    let said = decoded(gold, &scores, &types, &Thresholds { relation: LEAST, entity: LEAST, ..Thresholds::default() });
    let reliability = eval::reliability(&gold.sentences, &said, &types)?;
    let scores = eval::score(&gold.sentences, &predictions, &types, options)?;
    let right = Texts { sentences: &gold.sentences, across: &gold.across };
    let documents = DocumentScores::new(right, Texts { sentences: &predictions, across: &across }, &documents, &types);
    Ok(Evaluated { predictions, across, scores, documents, reliability, types })
}

fn decoded(gold: &Data, scores: &TextScores, types: &Types, thresholds: &Thresholds) -> Vec<Sentence> {
    let both = gold.sentences.iter().zip(&scores.sentences);
    both.map(|(sentence, scores)| eval::predicted(&sentence.tokens, scores, types, thresholds)).collect()
}

//! What the engine asks of a model.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use crate::nlp::{GivenSpan, Languages, SentenceScores, TextScores, Types};

/// What is loaded, for the status bar, `relata info` and the provenance of predictions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// The checkpoint's name, as on its card.
    pub name: String,
    /// What it is by content: scores that are kept belong to this and not to a name.
    pub fingerprint: String,
    /// Where it runs, readable: `CPU (2 threads)`, `CUDA 0: …`.
    pub device: String,
    /// Why not on the device that was hoped for, or other things worth saying once.
    pub note: Option<String>,
    /// The relation threshold the checkpoint asks for (α).
    pub alpha: f32,
    /// What relations of single types need, where the checkpoint's `decoding.json` says so.
    #[serde(default)]
    pub thresholds: BTreeMap<String, f32>,
    /// What relations across sentences need besides, by distance from 1.
    #[serde(default)]
    pub distances: Vec<f32>,
    /// Words of the neighbouring sentences that it reads together; 0 where it reads every sentence alone.
    #[serde(default)]
    pub window_words: usize,
    /// Languages it reads; a text in another one is read on request alone.
    #[serde(default)]
    pub languages: Languages,
}

/// Why there are no scores.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// Somebody asked to stop; no fault.
    #[error("cancelled")]
    Cancelled,
    /// The model could not: why, and what to do.
    #[error("{0}")]
    Failed(String),
}

/// Reads sentences and scores spans and pairs. Implemented by the model, and by a fake in tests of the window.
pub trait Extractor: Send {
    /// Name, device and thresholds of what is loaded.
    fn info(&self) -> ModelInfo;

    /// What its scores count: classes of spans from 1 in the order of entities, relations from 0.
    fn types(&self) -> &Types;

    /// Scores of the sentences of one text, in input order. `progress` gets (sentences done, all) between batches, and `cancel`
    /// is looked at there.
    ///
    /// # Errors
    /// [`ExtractError::Cancelled`] when asked to stop, [`ExtractError::Failed`] with what to do about it otherwise.
    fn extract(
        &mut self,
        sentences: &[Vec<String>],
        progress: &mut dyn FnMut(usize, usize),
        cancel: &AtomicBool,
    ) -> Result<TextScores, ExtractError>;

    /// Scores of every ordered pair of spans that a person vouches for, in one sentence. The answer lists those spans (in
    /// any order) and their pairs; with exactly the spans of [`Extractor::extract`] the pairs score as there.
    ///
    /// # Errors
    /// As [`Extractor::extract`].
    fn relate(
        &mut self,
        words: &[String],
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ExtractError>;

    /// The same for sentence `asked` of a text, read with its neighbours where the model reads context.
    ///
    /// # Errors
    /// As [`Extractor::extract`].
    fn relate_in_context(
        &mut self,
        text: &[Vec<String>],
        asked: usize,
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ExtractError> {
        self.relate(text.get(asked).map(Vec::as_slice).unwrap_or_default(), given, cancel)
    }
}

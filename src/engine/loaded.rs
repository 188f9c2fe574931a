//! A loaded model as the engine sees it.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::{ExtractError, Extractor, ModelInfo};
use crate::model::{self, DeviceChoice, ModelError};
use crate::nlp::{GivenSpan, SentenceScores, TextScores, Types};

/// A loaded checkpoint on its device.
pub struct ModelExtractor {
    model: Box<dyn model::Extractor>,
}

impl ModelExtractor {
    /// # Errors
    /// What [`model::load`] says: file, tensor, shapes and remedy.
    pub fn load(dir: &Path, device: &DeviceChoice) -> Result<Self, ModelError> {
        Ok(Self { model: model::load(dir, device)? })
    }

    /// Relations between entities of types that the checkpoint's schema does not join are said too.
    pub fn without_constraints(&mut self) {
        let decoding = self.model.info().decoding.clone();
        self.model.set_decoding(decoding.without_constraints());
    }

    /// Scores of sentences that stand alone, whatever the model would make of neighbours.
    ///
    /// # Errors
    /// As [`Extractor::extract`].
    pub fn extract_each(
        &mut self,
        sentences: &[Vec<String>],
        progress: &mut dyn FnMut(usize, usize),
        cancel: &AtomicBool,
    ) -> Result<Vec<SentenceScores>, ExtractError> {
        self.model.predict(sentences, progress, cancel).map_err(said)
    }

    pub fn model(&self) -> &dyn model::Extractor {
        self.model.as_ref()
    }
}

impl Extractor for ModelExtractor {
    fn info(&self) -> ModelInfo {
        let info = self.model.info();
        ModelInfo {
            name: info.card.name.clone(),
            fingerprint: info.fingerprint.clone(),
            device: info.device.clone(),
            note: info.device_note.clone(),
            alpha: info.encoder.spert.relation_threshold,
            thresholds: info.decoding.thresholds.clone(),
            distances: info.decoding.distance_thresholds(),
            window_words: info.encoder.spert.window_words,
            languages: info.languages.clone(),
        }
    }

    fn types(&self) -> &Types {
        self.model.types()
    }

    fn extract(
        &mut self,
        sentences: &[Vec<String>],
        progress: &mut dyn FnMut(usize, usize),
        cancel: &AtomicBool,
    ) -> Result<TextScores, ExtractError> {
        self.model.read(sentences, std::slice::from_ref(&(0..sentences.len())), progress, cancel).map_err(said)
    }

    fn relate(
        &mut self,
        words: &[String],
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ExtractError> {
        self.model.relate(words, given, cancel).map_err(said)
    }

    fn relate_in_context(
        &mut self,
        text: &[Vec<String>],
        asked: usize,
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ExtractError> {
        self.model.relate_in_context(text, asked, given, cancel).map_err(said)
    }
}

fn said(error: ModelError) -> ExtractError {
    match error {
        ModelError::Cancelled => ExtractError::Cancelled,
        other => ExtractError::Failed(other.to_string()),
    }
}

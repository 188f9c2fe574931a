//! A loaded model, whatever its family.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::encoder::EncoderConfig;
use super::error::ModelError;
use crate::nlp::ModelCard;
use crate::nlp::{Decoding, GivenSpan, Languages, SentenceScores, TextScores, Thresholds, Types};

/// Reads sentences and scores spans and pairs.
pub trait Extractor: Send {
    /// The entity and relation types, in the order of the scores.
    fn types(&self) -> &Types;

    /// What was loaded, and where it runs.
    fn info(&self) -> &ModelInfo;

    /// What the last run took.
    fn stats(&self) -> &RunStats;

    /// The scores that relations need: those of the checkpoint, by type where it has them.
    fn thresholds(&self) -> Thresholds;

    /// Lets other rules apply to the scores than the checkpoint's.
    fn set_decoding(&mut self, decoding: Decoding);

    /// Scores sentences of word tokens; results in the order of the input. `documents` says which of them are neighbours:
    /// ranges of sentences, ascending and without overlap, that together hold them all. What a model does with neighbours is
    /// its own affair; pairs across sentences are of one document.
    ///
    /// `progress(done, total)` counts sentences and runs on the calling thread. `cancel` is looked at between batches.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`], [`ModelError::Backend`] when the device gives up, [`ModelError::Encode`].
    fn read(
        &mut self,
        sentences: &[Vec<String>],
        documents: &[Range<usize>],
        progress: &mut dyn FnMut(usize, usize),
        cancel: &AtomicBool,
    ) -> Result<TextScores, ModelError>;

    /// As [`Extractor::read`], for sentences that stand alone.
    ///
    /// # Errors
    /// As there.
    fn predict(
        &mut self,
        sentences: &[Vec<String>],
        progress: &mut dyn FnMut(usize, usize),
        cancel: &AtomicBool,
    ) -> Result<Vec<SentenceScores>, ModelError> {
        let alone: Vec<Range<usize>> = (0..sentences.len()).map(|at| at..at + 1).collect();
        Ok(self.read(sentences, &alone, progress, cancel)?.sentences)
    }

    /// Scores every ordered pair of given spans of one sentence. The answer lists those spans (those beyond its end are
    /// left out), width-major as everywhere; spans that no window of a very long sentence holds together have no pair.
    ///
    /// # Errors
    /// As [`Extractor::predict`].
    fn relate(
        &mut self,
        words: &[String],
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ModelError>;

    /// The same for sentence `asked` of a document, read with the neighbours that [`Extractor::read`] reads it with. A model
    /// without context needs none.
    ///
    /// # Errors
    /// As [`Extractor::predict`].
    fn relate_in_context(
        &mut self,
        document: &[Vec<String>],
        asked: usize,
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ModelError> {
        self.relate(document.get(asked).map(Vec::as_slice).unwrap_or_default(), given, cancel)
    }
}

/// What a loaded model is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ModelInfo {
    /// Its folder.
    pub dir: PathBuf,
    /// What it is by content, see [`crate::model::fingerprint`].
    pub fingerprint: String,
    /// What it says of itself.
    pub card: ModelCard,
    /// Languages it reads.
    pub languages: Languages,
    /// Sizes of the encoder and options of the heads.
    pub encoder: EncoderConfig,
    /// What it knows about its own scores.
    pub decoding: Decoding,
    /// Number of weights, heads included.
    pub parameters: usize,
    /// Where it runs, for people.
    pub device: String,
    /// Why it does not run on a GPU, when the choice was automatic and none works.
    pub device_note: Option<String>,
    /// Files of the folder with their sizes in bytes.
    pub files: Vec<(String, u64)>,
}

/// What a run took.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunStats {
    /// Sentences asked for.
    pub sentences: usize,
    /// Inputs of the encoder: more than sentences when some needed several windows.
    pub windows: usize,
    /// Words of more subwords than a window holds, of which only the first subwords were read.
    pub shortened_words: usize,
    /// Subwords encoded, special tokens and window overlaps included.
    pub subwords: usize,
    /// Sentences of each batch, in the order of completion.
    pub batches: Vec<usize>,
    /// Threads.
    pub workers: usize,
    /// From start to end.
    pub wall: Duration,
    /// In the tokenizer.
    pub tokenizer: Duration,
    /// In the encoder, summed over the threads.
    pub encoder: Duration,
    /// In the heads, summed over the threads.
    pub heads: Duration,
}

impl RunStats {
    /// The encoder's part of the computing time, 0 to 1.
    #[must_use]
    pub fn encoder_share(&self) -> f64 {
        let total = (self.encoder + self.heads + self.tokenizer).as_secs_f64();
        if total > 0.0 { self.encoder.as_secs_f64() / total } else { 0.0 }
    }

    /// Sentences a second.
    #[must_use]
    pub fn sentences_per_second(&self) -> f64 {
        let wall = self.wall.as_secs_f64();
        if wall > 0.0 { self.sentences as f64 / wall } else { 0.0 }
    }
}

//! A text read by a model: sentences, words, and all raw scores.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::{ExtractError, Extractor};
use crate::domain::Visibility;
use crate::nlp::{AcrossPair, SentenceScores, TextScores, Types};
use crate::text::{Sentence, Span, split};

/// One sentence as the splitter cut it, and what the model said of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SentenceAnalysis {
    /// Where it stands, in bytes of the document.
    pub span: Span,
    /// Byte span of each word.
    pub words: Vec<Span>,
    /// Its spans count words of this sentence, from 0.
    pub scores: SentenceScores,
}

impl SentenceAnalysis {
    /// The byte range of words `start..end`.
    pub fn word_range(&self, start: u32, end: u32) -> Option<Span> {
        let first = self.words.get(start as usize)?;
        let last = self.words.get((end as usize).checked_sub(1)?)?;
        (first.start <= last.end).then(|| Span::new(first.start, last.end))
    }
}

/// Everything the model said of one text; thresholds apply afterwards.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Analysis {
    /// The model's name.
    pub model: String,
    /// The model by content.
    #[serde(default)]
    pub fingerprint: String,
    /// What classes and relations in the scores stand for.
    pub types: Types,
    /// The score that relations need, as the checkpoint asks for (α).
    pub alpha: f32,
    /// What relations of single types need; the others need `alpha`.
    #[serde(default)]
    pub thresholds: BTreeMap<String, f32>,
    /// What relations across sentences need besides, by distance from 1.
    #[serde(default)]
    pub distances: Vec<f32>,
    /// In the order of the text.
    pub sentences: Vec<SentenceAnalysis>,
    /// Pairs across sentences.
    #[serde(default)]
    pub across: Vec<AcrossPair>,
}

impl Analysis {
    /// The scores alone, for [`crate::nlp::decode_across`].
    pub fn scores(&self) -> TextScores {
        let sentences = self.sentences.iter().map(|sentence| sentence.scores.clone()).collect();
        TextScores { sentences, across: self.across.clone() }
    }

    /// The thresholds that the checkpoint asks for, as long as nobody has moved any.
    pub fn visibility(&self) -> Visibility {
        let per_relation = self.thresholds.iter().map(|(kind, needed)| (kind.as_str().into(), *needed)).collect();
        Visibility { relation: self.alpha, per_relation, ..Visibility::default() }
    }
}

/// Splits a text and runs the model over it.
///
/// # Errors
/// What the model says, see [`Extractor::extract`].
pub fn analyse(
    extractor: &mut dyn Extractor,
    text: &str,
    progress: &mut dyn FnMut(usize, usize),
    cancel: &AtomicBool,
) -> Result<Analysis, ExtractError> {
    let sentences = split(text);
    let words: Vec<Vec<String>> = sentences.iter().map(|sentence| sentence.word_texts(text)).collect();
    let TextScores { sentences: scores, across } = extractor.extract(&words, progress, cancel)?;
    if scores.len() != sentences.len() {
        let message = format!("the model answered for {} of {} sentences", scores.len(), sentences.len());
        return Err(ExtractError::Failed(message));
    }
    let sentences = sentences
        .into_iter()
        .zip(scores)
        .map(|(Sentence { span, words }, scores)| SentenceAnalysis { span, words, scores })
        .collect();
    let info = extractor.info();
    Ok(Analysis {
        model: info.name,
        fingerprint: info.fingerprint,
        types: extractor.types().clone(),
        alpha: info.alpha,
        thresholds: info.thresholds,
        distances: info.distances,
        sentences,
        across,
    })
}

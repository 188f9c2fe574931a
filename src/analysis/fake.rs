//! A stand-in for the model in tests of what surrounds it: capitalised words are people, neighbours know each other.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{ExtractError, Extractor, ModelInfo};
use crate::nlp::{
    AcrossPair, EntityType, GivenSpan, Languages, PairScore, RelationType, SentenceScores, SpanPlace, SpanScore,
    TextScores, Types,
};

/// Deterministic scores from the words alone.
pub struct FakeExtractor {
    name: String,
    fingerprint: String,
    types: Types,
    languages: Languages,
    across: bool,
}

impl FakeExtractor {
    /// One whose fingerprint is its name.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), fingerprint: name.to_owned(), ..Self::default() }
    }

    /// The same for texts in the languages of these codes.
    pub fn reading(self, codes: &[&str]) -> Self {
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        Self { languages: Languages::try_from(codes).unwrap_or_default(), ..self }
    }

    /// The same, reading relations across sentences too: the last person of one knows the first of the next.
    pub fn reading_across(self) -> Self {
        Self { across: true, ..self }
    }

    /// The same name with other weights.
    pub fn learned_on(self) -> Self {
        Self { fingerprint: format!("{} and more", self.fingerprint), ..self }
    }
}

impl Default for FakeExtractor {
    fn default() -> Self {
        let entity =
            |name: &str, verbose: &str| EntityType { name: name.into(), short: name.into(), verbose: verbose.into() };
        let relation = |name: &str, verbose: &str| RelationType {
            name: name.into(),
            short: name.into(),
            verbose: verbose.into(),
            symmetric: false,
        };
        let entities = vec![entity("Peop", "People"), entity("Loc", "Location")];
        let relations = vec![relation("Knows", "Knows"), relation("Live_In", "Live in")];
        let types = Types { entities, relations };
        Self { name: "fake".into(), fingerprint: "fake".into(), types, languages: Languages::default(), across: false }
    }
}

impl Extractor for FakeExtractor {
    fn info(&self) -> ModelInfo {
        ModelInfo {
            name: self.name.clone(),
            fingerprint: self.fingerprint.clone(),
            device: "CPU".into(),
            note: None,
            alpha: 0.4,
            thresholds: BTreeMap::new(),
            distances: Vec::new(),
            window_words: 0,
            languages: self.languages.clone(),
        }
    }

    fn types(&self) -> &Types {
        &self.types
    }

    fn extract(
        &mut self,
        sentences: &[Vec<String>],
        progress: &mut dyn FnMut(usize, usize),
        cancel: &AtomicBool,
    ) -> Result<TextScores, ExtractError> {
        let mut all = Vec::with_capacity(sentences.len());
        for (done, words) in sentences.iter().enumerate() {
            if cancel.load(Ordering::Relaxed) {
                return Err(ExtractError::Cancelled);
            }
            if words.iter().any(|w| w == "PANIC") {
                panic!("driver gone");
            }
            progress(done, sentences.len());
            all.push(scores(words));
        }
        progress(sentences.len(), sentences.len());
        let across = if self.across { across(&all) } else { Vec::new() };
        Ok(TextScores { sentences: all, across })
    }

    fn relate(
        &mut self,
        words: &[String],
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ExtractError> {
        if cancel.load(Ordering::Relaxed) {
            return Err(ExtractError::Cancelled);
        }
        let inside = given.iter().filter(|s| s.start < s.end && s.end as usize <= words.len());
        let mut spans: Vec<SpanScore> = inside
            .map(|s| SpanScore { start: s.start, end: s.end, class: s.class, score: 1.0, probs: Vec::new() })
            .collect();
        spans.sort_by_key(|s| (s.start, s.end));
        let pairs = pairs(&spans);
        Ok(SentenceScores { spans, pairs })
    }
}

fn scores(words: &[String]) -> SentenceScores {
    let mut spans = Vec::new();
    for (i, word) in words.iter().enumerate() {
        if word.chars().next().is_some_and(char::is_uppercase) {
            let class = if word.len() % 2 == 0 { 1 } else { 2 };
            let start = u32::try_from(i).unwrap_or(u32::MAX);
            spans.push(SpanScore {
                start,
                end: start.saturating_add(1),
                class,
                score: 0.9,
                probs: vec![0.05, 0.9, 0.05],
            });
        }
    }
    let pairs = pairs(&spans);
    SentenceScores { spans, pairs }
}

/// Neighbours know each other.
fn pairs(spans: &[SpanScore]) -> Vec<PairScore> {
    (1..spans.len())
        .map(|i| PairScore {
            head: u32::try_from(i - 1).unwrap_or(u32::MAX),
            tail: u32::try_from(i).unwrap_or(u32::MAX),
            // Neighbours far apart score low, so that thresholds have something to hide.
            probs: vec![if spans[i].start - spans[i - 1].start < 4 { 0.8 } else { 0.3 }, 0.1],
        })
        .collect()
}

fn across(sentences: &[SentenceScores]) -> Vec<AcrossPair> {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let pair = |(at, pair): (usize, &[SentenceScores])| {
        let last = pair[0].spans.len().checked_sub(1)?;
        pair[1].spans.first()?;
        let head = SpanPlace { sentence: number(at), span: number(last) };
        let tail = SpanPlace { sentence: number(at + 1), span: 0 };
        Some(AcrossPair { head, tail, probs: vec![0.6, 0.0] })
    };
    sentences.windows(2).enumerate().filter_map(pair).collect()
}

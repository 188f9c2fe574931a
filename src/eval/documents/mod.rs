//! Documents whose model output is compared with what people said of them, with the way back from words to the text.
//!
//! Gold is what a file or a person vouches for. The prediction comes from the model's scores and not from the document's
//! own predictions: those are left out wherever something confirmed stands, so they would never be right.

mod found;
#[cfg(test)]
mod tests;

use super::{Confusion, Mismatch, Options, Report, page, predicted};
use crate::dataset::{LeftOut, Sentence, sentences_with};
use crate::domain::{Document, Schema, Visibility};
use crate::nlp::{EntityType, RelationType, SentenceScores, Thresholds, Types};
use crate::text::Span;

pub use found::{Found, FoundSide};

/// What the matrix and the classes of errors are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Task {
    #[default]
    Entities,
    Relations,
}

/// A document and what a model said of it.
pub struct Source<'a> {
    pub document: &'a Document,
    /// The thresholds at which the model's scores count.
    pub visibility: &'a Visibility,
    pub types: &'a Types,
    /// The words of every sentence of [`crate::text::split`], and their scores.
    pub sentences: Vec<(&'a [Span], &'a SentenceScores)>,
}

/// The model's words are not those of the document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OtherWords {
    #[error("what the model said of {0} belongs to another text: analyse it again")]
    Document(String),
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
}

/// Where a sentence stands.
#[derive(Clone, Debug)]
struct Place {
    /// Index among the sources.
    document: usize,
    words: Vec<Span>,
}

/// A model evaluated on documents.
#[derive(Clone, Debug)]
pub struct Evaluation {
    pub report: Report,
    /// What gold holds that sentences of words cannot: it is not scored.
    pub left_out: LeftOut,
    types: Types,
    gold: Vec<Sentence>,
    places: Vec<Place>,
}

/// Whether there is anything to compare a prediction with.
pub fn has_gold(document: &Document) -> bool {
    let confirmed = Visibility::confirmed_only();
    confirmed.mentions(&document.annotations).next().is_some()
}

impl Evaluation {
    /// Compares the model's output with the confirmed annotations; `model` is its name.
    ///
    /// # Errors
    /// When the scores are not of the document's words.
    pub fn new(sources: &[Source], model: &str) -> Result<Self, OtherWords> {
        let (mut gold, mut pred, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let mut left_out = LeftOut::default();
        let mut types = sources.first().map(|s| s.types.clone()).unwrap_or_default();
        for (document, source) in sources.iter().enumerate() {
            complete(&mut types, &source.document.schema);
            let (sentences, lost) = sentences_with(source.document, &Visibility::confirmed_only());
            left_out += lost;
            let other = || OtherWords::Document(source.document.name.clone());
            if sentences.len() != source.sentences.len() {
                return Err(other());
            }
            let thresholds = thresholds(source.visibility, source.types);
            for (at, (mut sentence, (words, scores))) in sentences.into_iter().zip(&source.sentences).enumerate() {
                let same = |(word, token): (&Span, &String)| word.slice(&source.document.text) == Some(token);
                if words.len() != sentence.tokens.len() || !words.iter().zip(&sentence.tokens).all(same) {
                    return Err(other());
                }
                // An accepted prediction keeps its score in the document; as gold it is simply right.
                sentence.entities.iter_mut().for_each(|e| e.score = None);
                sentence.relations.iter_mut().for_each(|r| r.score = None);
                sentence.orig_id = Some(format!("{}:{at}", source.document.name).into());
                pred.push(predicted(&sentence.tokens, scores, source.types, &thresholds));
                places.push(Place { document, words: words.to_vec() });
                gold.push(sentence);
            }
        }
        let report = Report::new(&gold, &pred, &types, &Options::default(), [gold_name(sources), model.to_owned()])?;
        Ok(Self { report, left_out, types, gold, places })
    }

    /// The page of the error report.
    ///
    /// # Errors
    /// Never for an evaluation that was made here.
    pub fn page(&self) -> serde_json::Result<String> {
        page(&self.report, &self.gold, &self.types)
    }

    pub fn confusion(&self, task: Task) -> &Confusion {
        match task {
            Task::Entities => &self.report.errors.entity_confusion,
            Task::Relations => &self.report.errors.relation_confusion,
        }
    }

    /// Names of the classes of errors (the correct ones first) and how often each occurs.
    pub fn classes(&self, task: Task) -> Vec<(&'static str, usize)> {
        let errors = &self.report.errors;
        match task {
            Task::Entities => errors.entity_classes.iter().map(|c| (c.class.name(), c.count)).collect(),
            Task::Relations => errors.relation_classes.iter().map(|c| (c.class.name(), c.count)).collect(),
        }
    }

    /// A type for people; the name itself where the model has no other.
    pub fn label<'a>(&'a self, task: Task, name: &'a str) -> &'a str {
        let verbose = match task {
            Task::Entities => self.types.entities.iter().find(|t| t.name == name).map(|t| t.verbose.as_str()),
            Task::Relations => self.types.relations.iter().find(|t| t.name == name).map(|t| t.verbose.as_str()),
        };
        verbose.filter(|label| !label.is_empty()).unwrap_or(name)
    }
}

fn gold_name(sources: &[Source]) -> String {
    match sources {
        [only] => only.document.name.clone(),
        many => format!("{} documents", many.len()),
    }
}

fn thresholds(visibility: &Visibility, types: &Types) -> Thresholds {
    let (relations, entities) = (&visibility.per_relation, &visibility.per_entity);
    Thresholds {
        relation: visibility.relation,
        per_relation: types.relations.iter().map(|t| relations.get(t.name.as_str()).copied()).collect(),
        entity: visibility.entity,
        per_entity: types.entities.iter().map(|t| entities.get(t.name.as_str()).copied()).collect(),
        per_distance: Vec::new(),
    }
}

/// Adds the types of gold that the model does not know: their labels, and which of them are symmetric.
fn complete(types: &mut Types, schema: &Schema) {
    let label = |label: &String, name: &str| if label.is_empty() { name.to_owned() } else { label.clone() };
    for t in &schema.entities {
        if types.entities.iter().all(|known| *known.name != *t.name) {
            let (short, verbose) = (label(&t.short, &t.name), label(&t.label, &t.name));
            types.entities.push(EntityType { name: t.name.to_string(), short, verbose });
        }
    }
    for t in &schema.relations {
        if types.relations.iter().all(|known| *known.name != *t.name) {
            let (short, verbose) = (label(&t.short, &t.name), label(&t.label, &t.name));
            types.relations.push(RelationType { name: t.name.to_string(), short, verbose, symmetric: t.symmetric });
        }
    }
}

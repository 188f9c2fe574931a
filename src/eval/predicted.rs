//! A model's scores as a sentence that can be scored.

use crate::dataset::{Entity, Relation, Sentence};
use crate::nlp::{SentenceScores, Thresholds, Types, decode};

/// What a model says of a sentence of these words.
#[must_use]
pub fn predicted(tokens: &[String], scores: &SentenceScores, types: &Types, thresholds: &Thresholds) -> Sentence {
    let (entities, relations) = decode(scores, types, thresholds);
    let kind = |index: usize| types.entities.get(index).map(|t| t.name.clone()).unwrap_or_default();
    let entities = entities.into_iter().map(|e| Entity {
        kind: kind(e.entity_type),
        start: e.start as usize,
        end: e.end as usize,
        score: Some(f64::from(e.score)),
    });
    let kind = |index: usize| types.relations.get(index).map(|t| t.name.clone()).unwrap_or_default();
    let relations = relations.into_iter().map(|r| Relation {
        kind: kind(r.relation_type),
        head: r.head,
        tail: r.tail,
        score: Some(f64::from(r.score)),
    });
    Sentence { tokens: tokens.to_vec(), entities: entities.collect(), relations: relations.collect(), orig_id: None }
}

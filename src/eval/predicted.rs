//! A model's scores as a sentence that can be scored.

use crate::dataset::{AcrossRelation, Entity, EntityAt, Relation, Sentence};
use crate::nlp::{SentenceScores, TextScores, Thresholds, Types, decode, decode_across};

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

/// What a model says of pairs across sentences, between the entities of [`predicted`].
#[must_use]
pub fn predicted_across(scores: &TextScores, types: &Types, thresholds: &Thresholds) -> Vec<AcrossRelation> {
    let kind = |index: usize| types.relations.get(index).map(|t| t.name.clone()).unwrap_or_default();
    let end = |(sentence, entity)| EntityAt { sentence, entity };
    decode_across(scores, types, thresholds)
        .into_iter()
        .map(|r| AcrossRelation {
            kind: kind(r.relation_type),
            head: end(r.head),
            tail: end(r.tail),
            score: Some(f64::from(r.score)),
        })
        .collect()
}

//! Scores and thresholds to entities and relations.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{SentenceScores, SpanPlace, TextScores, Thresholds, Types};

/// An entity of a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictedEntity {
    /// Index in [`Types::entities`].
    pub entity_type: usize,
    /// First word.
    pub start: u32,
    /// One past the last word.
    pub end: u32,
    /// Probability of the type.
    pub score: f32,
}

/// A relation between two entities of the same sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictedRelation {
    /// Index in [`Types::relations`].
    pub relation_type: usize,
    /// Index of the head among the entities decoded with it.
    pub head: usize,
    /// Index of the tail among the entities decoded with it.
    pub tail: usize,
    /// Sigmoid score of the type.
    pub score: f32,
}

/// A relation between two entities of different sentences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictedAcross {
    /// Index in [`Types::relations`].
    pub relation_type: usize,
    /// The head's sentence, and its index among the entities decoded of it.
    pub head: (usize, usize),
    /// The tail's sentence, and its index among the entities decoded of it.
    pub tail: (usize, usize),
    /// Sigmoid score of the type.
    pub score: f32,
}

/// Entities in text order, and for every span that is one its place among them.
fn entities(
    scores: &SentenceScores,
    types: &Types,
    thresholds: &Thresholds,
) -> (Vec<PredictedEntity>, HashMap<usize, usize>) {
    let mut kept: Vec<(usize, PredictedEntity)> = scores
        .spans
        .iter()
        .enumerate()
        .filter_map(|(index, span)| {
            let entity_type = usize::from(span.class).checked_sub(1)?;
            let known = entity_type < types.entities.len() && span.start < span.end;
            let entity = PredictedEntity { entity_type, start: span.start, end: span.end, score: span.score };
            (known && span.score >= thresholds.entity_threshold(entity_type)).then_some((index, entity))
        })
        .collect();
    kept.sort_by_key(|(_, entity)| (entity.start, entity.end));
    let position: HashMap<usize, usize> = kept.iter().enumerate().map(|(new, (old, _))| (*old, new)).collect();
    (kept.into_iter().map(|(_, entity)| entity).collect(), position)
}

/// Entities in text order (start, then end), and the relations between them that reach their threshold, by type.
///
/// Symmetric types are normalised so that the head comes first in the text; of duplicates the best score stays. Scores
/// that point outside the sentence or the types (files may hold anything) are left out.
#[must_use]
pub fn decode(
    scores: &SentenceScores,
    types: &Types,
    thresholds: &Thresholds,
) -> (Vec<PredictedEntity>, Vec<PredictedRelation>) {
    let (entities, position) = entities(scores, types, thresholds);
    let mut best: HashMap<(usize, usize, usize), f32> = HashMap::new();
    for pair in &scores.pairs {
        let (Some(&head), Some(&tail)) = (position.get(&(pair.head as usize)), position.get(&(pair.tail as usize)))
        else {
            continue;
        };
        for (index, (relation, &score)) in types.relations.iter().zip(&pair.probs).enumerate() {
            if score < thresholds.relation_threshold(index) {
                continue;
            }
            // Entities are sorted by their place in the text, so the smaller index is the earlier span.
            let (head, tail) = if relation.symmetric { (head.min(tail), head.max(tail)) } else { (head, tail) };
            let slot = best.entry((index, head, tail)).or_insert(score);
            *slot = slot.max(score);
        }
    }
    let mut relations: Vec<PredictedRelation> = best
        .into_iter()
        .map(|((relation_type, head, tail), score)| PredictedRelation { relation_type, head, tail, score })
        .collect();
    relations.sort_by_key(|relation| (relation.head, relation.tail, relation.relation_type));
    (entities, relations)
}

/// The relations across sentences that reach the thresholds of their type and their distance, between entities that
/// [`decode`] finds at the same thresholds; symmetric types and duplicates as there.
#[must_use]
pub fn decode_across(scores: &TextScores, types: &Types, thresholds: &Thresholds) -> Vec<PredictedAcross> {
    let mut positions: HashMap<usize, HashMap<usize, usize>> = HashMap::new();
    let mut best: HashMap<(usize, [(usize, usize); 2]), f32> = HashMap::new();
    for pair in scores.across.iter().filter(|pair| pair.distance() > 0) {
        let mut end = |place: SpanPlace| {
            let sentence = place.sentence as usize;
            let own = scores.sentences.get(sentence)?;
            let known = positions.entry(sentence).or_insert_with(|| entities(own, types, thresholds).1);
            Some((sentence, *known.get(&(place.span as usize))?))
        };
        let (Some(head), Some(tail)) = (end(pair.head), end(pair.tail)) else { continue };
        for (index, (relation, &score)) in types.relations.iter().zip(&pair.probs).enumerate() {
            if score < thresholds.across_threshold(index, pair.distance()) {
                continue;
            }
            let ends = if relation.symmetric { [head.min(tail), head.max(tail)] } else { [head, tail] };
            let slot = best.entry((index, ends)).or_insert(score);
            *slot = slot.max(score);
        }
    }
    let mut relations: Vec<PredictedAcross> = best
        .into_iter()
        .map(|((relation_type, [head, tail]), score)| PredictedAcross { relation_type, head, tail, score })
        .collect();
    relations.sort_by_key(|relation| (relation.head, relation.tail, relation.relation_type));
    relations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::{AcrossPair, PairScore, SpanScore};

    fn types() -> Types {
        Types::from_json(r#"{"entities": {"A": {}, "B": {}}, "relations": {"R": {}, "S": {"symmetric": true}}}"#)
            .unwrap()
    }

    fn span(start: u32, end: u32, class: u16, score: f32) -> SpanScore {
        SpanScore { start, end, class, score, probs: Vec::new() }
    }

    fn pair(head: u32, tail: u32, probs: [f32; 2]) -> PairScore {
        PairScore { head, tail, probs: probs.to_vec() }
    }

    #[test]
    fn entities_come_in_text_order_and_relations_follow_them() {
        let scores = SentenceScores {
            spans: vec![span(5, 6, 2, 0.9), span(0, 2, 1, 0.8)],
            pairs: vec![pair(0, 1, [0.7, 0.0]), pair(1, 0, [0.39, 0.0])],
        };
        let (entities, relations) = decode(&scores, &types(), &Thresholds::default());
        assert_eq!(entities.iter().map(|e| (e.start, e.entity_type)).collect::<Vec<_>>(), [(0, 0), (5, 1)]);
        assert_eq!(relations, [PredictedRelation { relation_type: 0, head: 1, tail: 0, score: 0.7 }]);
    }

    #[test]
    fn a_symmetric_relation_found_twice_is_one_with_the_better_score() {
        let scores = SentenceScores {
            spans: vec![span(3, 4, 1, 0.9), span(0, 1, 1, 0.9)],
            pairs: vec![pair(0, 1, [0.0, 0.9]), pair(1, 0, [0.0, 0.6])],
        };
        let (_, relations) = decode(&scores, &types(), &Thresholds::default());
        assert_eq!(relations, [PredictedRelation { relation_type: 1, head: 0, tail: 1, score: 0.9 }]);
    }

    #[test]
    fn a_threshold_is_reached_by_an_equal_score_and_may_differ_by_type() {
        let scores =
            SentenceScores { spans: vec![span(0, 1, 1, 0.9), span(2, 3, 1, 0.9)], pairs: vec![pair(0, 1, [0.5, 0.5])] };
        let with = |relation, per_relation| {
            decode(&scores, &types(), &Thresholds { relation, per_relation, ..Thresholds::default() }).1.len()
        };
        assert_eq!(with(0.5, vec![]), 2);
        assert_eq!(with(0.51, vec![]), 0);
        assert_eq!(with(0.51, vec![None, Some(0.2)]), 1);
    }

    #[test]
    fn an_entity_under_its_threshold_takes_its_relations_along() {
        let scores =
            SentenceScores { spans: vec![span(0, 1, 1, 0.5), span(2, 3, 1, 0.9)], pairs: vec![pair(0, 1, [0.9, 0.9])] };
        let (entities, relations) = decode(&scores, &types(), &Thresholds { entity: 0.6, ..Thresholds::default() });
        assert_eq!((entities.len(), relations.len()), (1, 0));
    }

    #[test]
    fn an_entity_type_may_have_a_threshold_of_its_own() {
        let scores = SentenceScores { spans: vec![span(0, 1, 1, 0.5), span(2, 3, 2, 0.5)], pairs: Vec::new() };
        let thresholds = Thresholds { entity: 0.4, per_entity: vec![None, Some(0.6)], ..Thresholds::default() };
        let (entities, _) = decode(&scores, &types(), &thresholds);
        assert_eq!(entities.iter().map(|e| e.start).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn relations_across_sentences_need_the_threshold_of_their_distance_too() {
        let one = |start, score| SentenceScores { spans: vec![span(start, start + 1, 1, score)], pairs: Vec::new() };
        let place = |sentence| SpanPlace { sentence, span: 0 };
        let pair =
            |head, tail, probs: [f32; 2]| AcrossPair { head: place(head), tail: place(tail), probs: probs.to_vec() };
        let scores = TextScores {
            sentences: vec![one(0, 0.9), one(3, 0.9), one(1, 0.9), one(0, 0.2), one(0, 0.9)],
            across: vec![
                pair(1, 0, [0.6, 0.6]),
                pair(0, 1, [0.3, 0.7]),
                pair(0, 2, [0.6, 0.0]),
                pair(0, 3, [0.9, 0.9]),
                pair(0, 4, [0.7, 0.0]),
                pair(1, 1, [0.9, 0.9]),
                pair(0, 9, [0.9, 0.9]),
            ],
        };
        let thresholds =
            Thresholds { relation: 0.5, entity: 0.5, per_distance: vec![0.0, 0.65], ..Thresholds::default() };
        let found: Vec<_> = decode_across(&scores, &types(), &thresholds)
            .into_iter()
            .map(|r| (r.relation_type, r.head.0, r.tail.0, r.score))
            .collect();
        assert_eq!(found, [(1, 0, 1, 0.7), (0, 0, 4, 0.7), (0, 1, 0, 0.6)]);
        assert_eq!(decode_across(&scores, &types(), &Thresholds { entity: 0.5, ..thresholds.clone() }).len(), 3);
        assert_eq!(decode_across(&scores, &types(), &Thresholds { per_distance: Vec::new(), ..thresholds }).len(), 4);
    }

    #[test]
    fn scores_that_point_nowhere_are_left_out() {
        let scores = SentenceScores {
            spans: vec![span(0, 1, 0, 0.9), span(0, 1, 9, 0.9), span(2, 2, 1, 0.9)],
            pairs: vec![pair(0, 7, [0.9, 0.9])],
        };
        let (entities, relations) = decode(&scores, &types(), &Thresholds::default());
        assert!(entities.is_empty() && relations.is_empty());
    }
}

//! Relations across sentences, by distance.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use serde::Serialize;

use super::figures::{Counts, Figure};
use super::items::WordSpan;
use super::triples::triples;
use crate::dataset::{AcrossRelation, Entity, EntityAt, Sentence};
use crate::nlp::Types;
use crate::nlp::decoding::distance_class;

/// Sentences of documents with the relations between them.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    pub sentences: &'a [Sentence],
    pub across: &'a [AcrossRelation],
}

impl<'a> Texts<'a> {
    /// The entity at a place, where there is one.
    pub(super) fn entity(self, at: EntityAt) -> Option<&'a Entity> {
        self.sentences.get(at.sentence)?.entities.get(at.entity)
    }
}

/// What only whole documents show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct DocumentScores {
    pub re_across: AcrossScores,
    /// Distinct triples of concepts a document.
    pub triples: Counted,
}

/// Right spans and type of relations across sentences (as RE inside them), by distance in sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct AcrossScores {
    #[serde(rename = "1")]
    pub one: Counted,
    #[serde(rename = "2")]
    pub two: Counted,
    #[serde(rename = "3+")]
    pub more: Counted,
}

impl AcrossScores {
    /// By distance, with its name.
    pub fn by_distance(&self) -> [(&'static str, &Counted); 3] {
        [("1", &self.one), ("2", &self.two), ("3+", &self.more)]
    }
}

/// A figure with what it was computed from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Counted {
    #[serde(flatten)]
    pub figure: Figure,
    pub support: usize,
    pub predicted: usize,
    pub correct: usize,
}

impl From<Counts> for Counted {
    fn from(counts: Counts) -> Self {
        let Counts { gold: support, predicted, correct } = counts;
        Self { figure: counts.figure(), support, predicted, correct }
    }
}

/// Sizes of two sets and of their intersection.
pub(super) fn compare<T: Eq + std::hash::Hash>(gold: &HashSet<T>, pred: &HashSet<T>) -> Counts {
    Counts { gold: gold.len(), predicted: pred.len(), correct: gold.intersection(pred).count() }
}

impl DocumentScores {
    /// Scores a prediction of documents, which are ranges of the sentences.
    #[must_use]
    pub fn new(gold: Texts<'_>, pred: Texts<'_>, documents: &[Range<usize>], types: &Types) -> Self {
        Self { re_across: across(gold, pred, types), triples: triples(gold, pred, documents, types) }
    }
}

/// Two places of spans and the type between them.
type Item<'a> = ((usize, WordSpan), (usize, WordSpan), &'a str);

fn across(gold: Texts<'_>, pred: Texts<'_>, types: &Types) -> AcrossScores {
    let symmetric: BTreeSet<&str> = symmetric(types);
    let at = |distance: usize| {
        let (gold, pred) = (items(gold, &symmetric, distance), items(pred, &symmetric, distance));
        Counted::from(compare(&gold, &pred))
    };
    AcrossScores { one: at(0), two: at(1), more: at(2) }
}

/// Names of the relation types whose ends may be swapped.
pub(super) fn symmetric(types: &Types) -> BTreeSet<&str> {
    types.relations.iter().filter(|kind| kind.symmetric).map(|kind| kind.name.as_str()).collect()
}

/// The distinct relations of one class of distances.
fn items<'a>(texts: Texts<'a>, symmetric: &BTreeSet<&str>, class: usize) -> HashSet<Item<'a>> {
    let end = |at: EntityAt| {
        let entity = texts.entity(at)?;
        Some((at.sentence, WordSpan { start: entity.start, end: entity.end }))
    };
    let item = |relation: &'a AcrossRelation| {
        let (head, tail) = (end(relation.head)?, end(relation.tail)?);
        let swap = symmetric.contains(relation.kind.as_str()) && tail < head;
        let (head, tail) = if swap { (tail, head) } else { (head, tail) };
        Some((head, tail, relation.kind.as_str()))
    };
    let of_class = |relation: &&AcrossRelation| relation.distance() > 0 && distance_class(relation.distance()) == class;
    texts.across.iter().filter(of_class).filter_map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences() -> Vec<Sentence> {
        let one = r#"{"tokens": ["Ann", "met", "Bob"], "entities": [{"type": "P", "start": 0, "end": 1}, {"type": "P", "start": 2, "end": 3}]}"#;
        (0..5).map(|_| serde_json::from_str(one).unwrap()).collect()
    }

    fn relation(kind: &str, head: (usize, usize), tail: (usize, usize)) -> AcrossRelation {
        let end = |(sentence, entity)| EntityAt { sentence, entity };
        AcrossRelation { kind: kind.into(), head: end(head), tail: end(tail), score: None }
    }

    #[test]
    fn relations_are_counted_once_at_their_distance() {
        let types =
            Types::from_json(r#"{"entities": {"P": {}}, "relations": {"R": {}, "S": {"symmetric": true}}}"#).unwrap();
        let sentences = sentences();
        let gold = [
            relation("R", (0, 0), (1, 1)),
            relation("R", (0, 0), (1, 1)),
            relation("S", (1, 0), (3, 0)),
            relation("R", (0, 0), (4, 1)),
            relation("R", (0, 0), (3, 1)),
        ];
        let pred = [
            relation("R", (1, 1), (0, 0)),
            relation("S", (3, 0), (1, 0)),
            relation("R", (0, 0), (4, 1)),
            // No entity is there.
            relation("R", (0, 0), (4, 7)),
        ];
        let texts = |across| Texts { sentences: &sentences, across };
        let found = across(texts(&gold), texts(&pred), &types);
        let counts = found.by_distance().map(|(_, c)| (c.support, c.predicted, c.correct));
        assert_eq!(counts, [(1, 1, 0), (1, 1, 1), (2, 1, 1)]);
        let json = serde_json::to_value(found).unwrap();
        assert_eq!((json["3+"]["recall"].as_f64(), json["2"]["f1"].as_f64()), (Some(50.0), Some(100.0)));
    }
}

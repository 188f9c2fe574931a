//! Distinct triples of concepts: what a reader takes from a document, however often and wherever it says so.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::across::{Counted, Texts, compare, symmetric};
use super::figures::Counts;
use crate::dataset::{Entity, EntityAt, Sentence, document};
use crate::domain::MentionId;
use crate::nlp::Types;
use crate::resolve::Clusters;

/// Counts the distinct triples (concept of the head, relation, concept of the tail) of every document. The entities of both
/// sides are resolved together, so that a concept is the same on both; a concept has one type.
pub(super) fn triples(gold: Texts<'_>, pred: Texts<'_>, documents: &[Range<usize>], types: &Types) -> Counted {
    let symmetric = symmetric(types);
    let mut counts = Counts::default();
    for range in documents {
        let Some(concepts) = Concepts::new(gold, pred, range) else { continue };
        let [gold, pred] = [gold, pred].map(|texts| concepts.triples(texts, range, &symmetric));
        counts += compare(&gold, &pred);
    }
    Counted::from(counts)
}

/// Where an entity stands, and of which type it is.
type Place<'a> = (usize, usize, usize, &'a str);

fn place(sentence: usize, entity: &Entity) -> Place<'_> {
    (sentence, entity.start, entity.end, entity.kind.as_str())
}

/// The concepts of one document by the places of their mentions.
struct Concepts<'a>(HashMap<Place<'a>, usize>);

impl<'a> Concepts<'a> {
    /// `None` for a document without an entity, or whose entities do not fit its words.
    fn new(gold: Texts<'a>, pred: Texts<'a>, range: &Range<usize>) -> Option<Self> {
        let mut sentences = Vec::with_capacity(range.len());
        let mut places: Vec<Place<'a>> = Vec::new();
        let mut seen = HashSet::new();
        for number in range.clone() {
            let right = gold.sentences.get(number)?;
            let said = pred.sentences.get(number).map(|sentence| sentence.entities.as_slice()).unwrap_or_default();
            let all = right.entities.iter().chain(said);
            let fits = |entity: &&Entity| entity.start < entity.end && entity.end <= right.tokens.len();
            let own: Vec<&Entity> = all.filter(fits).filter(|entity| seen.insert(place(number, entity))).collect();
            places.extend(own.iter().map(|entity| place(number, entity)));
            let entities = own.into_iter().cloned().collect();
            sentences.push(Sentence { tokens: right.tokens.clone(), entities, ..Sentence::default() });
        }
        if places.is_empty() {
            return None;
        }
        let document = document("", &sentences).ok()?;
        // Mentions are made in the order of the entities, and their ids ascend.
        let ids: Vec<MentionId> = document.annotations.mentions().map(|mention| mention.id).collect();
        let clusters = Clusters::of(&document, document.annotations.mentions());
        let mut concept_of = HashMap::with_capacity(ids.len());
        for (concept, members) in clusters.members.iter().enumerate() {
            concept_of.extend(members.iter().filter_map(|at| Some((*places.get(*at)?, concept))));
        }
        Some(Self(concept_of))
    }

    fn triples(
        &self,
        texts: Texts<'a>,
        range: &Range<usize>,
        symmetric: &BTreeSet<&str>,
    ) -> HashSet<(usize, &'a str, usize)> {
        let inside = range.clone().filter_map(|number| Some((number, texts.sentences.get(number)?)));
        let inside = inside.flat_map(|(number, sentence)| {
            let end = move |entity| EntityAt { sentence: number, entity };
            sentence.relations.iter().map(move |r| (r.kind.as_str(), end(r.head), end(r.tail)))
        });
        let here = texts.across.iter().filter(|relation| range.contains(&relation.head.sentence));
        let across = here.map(|relation| (relation.kind.as_str(), relation.head, relation.tail));
        let concept = |at: EntityAt| self.0.get(&place(at.sentence, texts.entity(at)?)).copied();
        inside
            .chain(across)
            .filter_map(|(kind, head, tail)| {
                let (head, tail) = (concept(head)?, concept(tail)?);
                let swap = symmetric.contains(kind) && tail < head;
                Some(if swap { (tail, kind, head) } else { (head, kind, tail) })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::AcrossRelation;

    fn sentence(words: &str, entities: &[(usize, &str)], relations: &[(usize, usize)]) -> Sentence {
        let entities: Vec<_> =
            entities.iter().map(|(at, kind)| serde_json::json!({"type": kind, "start": at, "end": at + 1})).collect();
        let relations: Vec<_> =
            relations.iter().map(|(head, tail)| serde_json::json!({"type": "R", "head": head, "tail": tail})).collect();
        let tokens: Vec<&str> = words.split(' ').collect();
        serde_json::from_value(serde_json::json!({"tokens": tokens, "entities": entities, "relations": relations}))
            .unwrap()
    }

    fn across(head: (usize, usize), tail: (usize, usize)) -> AcrossRelation {
        let end = |(sentence, entity)| EntityAt { sentence, entity };
        AcrossRelation { kind: "R".into(), head: end(head), tail: end(tail), score: None }
    }

    #[test]
    fn a_fact_counts_once_a_document_wherever_it_is_said() {
        let types = Types::from_json(r#"{"entities": {"P": {}, "O": {}}, "relations": {"R": {}}}"#).unwrap();
        let gold = [
            sentence("Ann runs Acme", &[(0, "P"), (2, "O")], &[(0, 1)]),
            sentence("Acme pays Ann", &[(0, "O"), (2, "P")], &[(1, 0)]),
            sentence("Bob left", &[(0, "P")], &[]),
            sentence("Ann runs Acme", &[(0, "P"), (2, "O")], &[(0, 1)]),
        ];
        let gold_across = [across((2, 0), (0, 1))];
        // Another sentence says the same; a second one has the wrong type; the third document says nothing.
        let pred = [
            sentence("Ann runs Acme", &[(0, "P")], &[]),
            sentence("Acme pays Ann", &[(0, "O"), (2, "P")], &[(1, 0)]),
            sentence("Bob left", &[(0, "O")], &[]),
            sentence("Ann runs Acme", &[], &[]),
        ];
        let pred_across = [across((2, 0), (1, 0))];
        let gold = Texts { sentences: &gold, across: &gold_across };
        let pred = Texts { sentences: &pred, across: &pred_across };
        let found = triples(gold, pred, &[0..3, 3..4], &types);
        assert_eq!((found.support, found.predicted, found.correct), (3, 2, 1));
        let same = triples(gold, gold, &[0..3, 3..4], &types);
        assert_eq!((same.support, same.figure.f1), (3, 100.0));
        assert_eq!(triples(gold, gold, std::slice::from_ref(&(0..4)), &types).support, 2);
    }
}

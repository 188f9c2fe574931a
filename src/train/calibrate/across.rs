//! Relations across sentences: what their scores are worth, and from where on to believe them, by distance.

use std::collections::{BTreeMap, HashSet};

use super::super::fit::{Counts, platt};
use super::{FLOOR, symmetric};
use crate::dataset::{Data, EntityAt};
use crate::nlp::decoding::{AtDistance, Calibration, DISTANCES, distance_class};
use crate::nlp::{SpanPlace, TextScores, Thresholds, Types};

/// Relations of a distance without which nothing can be said of it.
const ENOUGH: usize = 20;
/// Thresholds that are tried, in hundredths; 0 asks for no more than the type does.
const TRIED: std::ops::RangeInclusive<usize> = 0..=95;

/// A pair's score of one type: the type, the score, whether it is right.
type Outcome = (usize, f32, bool);

/// Fits what is known by distance to data, whose pairs across sentences have their raw scores in `scores`. `needed` is what
/// relations need by type; where a distance is too rare, what is known of it already stays.
pub(super) fn fit(
    data: &Data,
    scores: &TextScores,
    types: &Types,
    needed: &Thresholds,
    mut known: BTreeMap<String, AtDistance>,
) -> BTreeMap<String, AtDistance> {
    let outcomes = outcomes(data, scores, types);
    for (class, outcomes) in outcomes.into_iter().enumerate() {
        let gold = data.across.iter().filter(|relation| distance_class(relation.distance()) == class).count();
        let right = outcomes.iter().filter(|(_, _, right)| *right).count();
        if right < ENOUGH {
            continue;
        }
        let said: Vec<(f32, bool)> = outcomes.iter().map(|(_, score, right)| (*score, *right)).collect();
        let relations = platt(&said);
        let calibration = Calibration { relations, ..Calibration::default() };
        let calibrated = outcomes
            .iter()
            .map(|(kind, score, right)| (*kind, calibration.relation(*score), *right))
            .collect::<Vec<_>>();
        let threshold = best_threshold(&calibrated, gold, needed);
        known.insert(DISTANCES[class].to_owned(), AtDistance { relations, threshold });
    }
    known
}

/// By class of distance, every score that anybody could look at.
fn outcomes(data: &Data, scores: &TextScores, types: &Types) -> [Vec<Outcome>; 3] {
    let symmetric = symmetric(types);
    let place = |at: EntityAt| {
        let entity = data.sentences.get(at.sentence)?.entities.get(at.entity)?;
        Some((at.sentence, entity.start, entity.end))
    };
    let mut right = HashSet::new();
    for relation in &data.across {
        let (Some(head), Some(tail)) = (place(relation.head), place(relation.tail)) else { continue };
        right.insert((head, tail, relation.kind.as_str()));
        if symmetric.contains(relation.kind.as_str()) {
            right.insert((tail, head, relation.kind.as_str()));
        }
    }
    let span = |at: SpanPlace| {
        let span = scores.sentences.get(at.sentence as usize)?.spans.get(at.span as usize)?;
        Some((at.sentence as usize, span.start as usize, span.end as usize))
    };
    let mut all = [Vec::new(), Vec::new(), Vec::new()];
    for pair in &scores.across {
        let (Some(head), Some(tail)) = (span(pair.head), span(pair.tail)) else { continue };
        for (index, (kind, score)) in types.relations.iter().zip(&pair.probs).enumerate() {
            // Of the two orders of a symmetric type one is enough.
            if *score >= FLOOR && !(kind.symmetric && head > tail) {
                let is_right = right.contains(&(head, tail, kind.name.as_str()));
                all[distance_class(pair.distance())].push((index, *score, is_right));
            }
        }
    }
    all
}

/// The threshold with the best F1, given what the types need anyway; the lowest of equally good ones.
fn best_threshold(outcomes: &[Outcome], gold: usize, needed: &Thresholds) -> f32 {
    let mut counts = Counts::default();
    counts.gold = gold as f64;
    for (kind, score, right) in outcomes {
        if *score >= needed.relation_threshold(*kind) {
            counts.add(*score, *right);
        }
    }
    let f1 = |at: usize| {
        let [right, wrong] = counts.at(at as f32 / 100.0);
        if right > 0.0 { 2.0 * right / (right + wrong + counts.gold) } else { 0.0 }
    };
    let (at, _) = TRIED.map(|at| (at, f1(at))).fold((0, -1.0), |best, next| if next.1 > best.1 { next } else { best });
    at as f32 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{AcrossRelation, DocumentRange, Format, LeftOut, Sentence};
    use crate::nlp::{AcrossPair, SentenceScores, SpanScore};

    /// Documents of two sentences with one entity each; the model says R of every pair, with 0.9 where it is right in
    /// `right` of ten, and with 0.6 backwards, where it never is.
    fn said(documents: usize, right: usize) -> (Data, TextScores) {
        let one = r#"{"tokens": ["a"], "entities": [{"type": "A", "start": 0, "end": 1}]}"#;
        let mut data = Data {
            source: "d".into(),
            format: Format::Brat,
            sentences: Vec::new(),
            across: Vec::new(),
            documents: Vec::new(),
            left_out: LeftOut::default(),
            issues: Vec::new(),
        };
        let mut scores = TextScores::default();
        let span = SpanScore { start: 0, end: 1, class: 1, score: 0.9, probs: vec![0.1, 0.9] };
        for number in 0..documents {
            let first = 2 * number;
            let sentence: Sentence = serde_json::from_str(one).unwrap();
            data.sentences.extend([sentence.clone(), sentence]);
            data.documents.push(DocumentRange {
                name: String::new(),
                file: "f".into(),
                sentences: first..first + 2,
                complete_for: None,
            });
            let end = |sentence| EntityAt { sentence, entity: 0 };
            if number % 10 < right {
                let (head, tail) = (end(first), end(first + 1));
                data.across.push(AcrossRelation { kind: "R".into(), head, tail, score: None });
            }
            let own = || SentenceScores { spans: vec![span.clone()], pairs: Vec::new() };
            scores.sentences.extend([own(), own()]);
            let place = |sentence: usize| SpanPlace { sentence: u32::try_from(sentence).unwrap(), span: 0 };
            for (head, tail, score) in [(first, first + 1, 0.9), (first + 1, first, 0.6)] {
                scores.across.push(AcrossPair { head: place(head), tail: place(tail), probs: vec![score] });
            }
        }
        (data, scores)
    }

    #[test]
    fn scores_across_become_the_share_that_is_right_and_a_threshold_lies_between() {
        let types = Types::from_json(r#"{"entities": {"A": {}}, "relations": {"R": {}}}"#).unwrap();
        let needed = Thresholds { relation: 0.0, ..Thresholds::default() };
        let (data, scores) = said(200, 6);
        let found = fit(&data, &scores, &types, &needed, BTreeMap::new());
        assert_eq!(found.keys().collect::<Vec<_>>(), ["1"]);
        let AtDistance { relations, threshold } = found["1"];
        let calibration = Calibration { relations, ..Calibration::default() };
        let (high, low) = (calibration.relation(0.9), calibration.relation(0.6));
        assert!((high - 0.6).abs() < 0.1 && low < 0.1, "{high} {low}");
        assert!(threshold > low && threshold <= high, "{threshold}");
        // What the type asks for already is not asked again.
        let needed = Thresholds { relation: 0.5, ..Thresholds::default() };
        assert_eq!(fit(&data, &scores, &types, &needed, BTreeMap::new())["1"].threshold, 0.0);
        // Too few to say anything: what was known stays.
        let (data, scores) = said(20, 5);
        let known = BTreeMap::from([("2".to_owned(), AtDistance { threshold: 0.7, ..AtDistance::default() })]);
        assert_eq!(fit(&data, &scores, &types, &needed, known.clone()), known);
    }
}

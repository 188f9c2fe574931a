//! From a model's raw scores on sentences it did not learn from: what a score is worth, and from where on to believe it.

mod across;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::fit::{Counts, best_threshold, platt, temperature};
use super::{TrainError, evaluate_model};
use crate::dataset::{self, Data, Sentence};
use crate::eval::{DocumentScores, Options, Reliability, Scores};
use crate::model::{self, DeviceChoice, read_types};
use crate::nlp::decoding::{Calibration, Decoding, language_key};
use crate::nlp::{SentenceScores, Types};
use crate::text::counting::counted;

/// Relations below this raw score say nothing about the scores that anybody looks at.
const FLOOR: f32 = 0.02;
/// Entities or relations a language needs for a calibration of its own, and all languages for one to rely on.
pub const ENOUGH: usize = 200;
/// Weights of all types in the choice of one type's threshold that are tried, in instances; the first is one threshold for all.
const PRIORS: [f64; 4] = [1e9, 300.0, 100.0, 30.0];
/// Parts of the sentences that are left out in turn.
const PARTS: usize = 5;

/// A calibration, with the figures of the same sentences before and after it.
#[derive(Clone, Debug, Serialize)]
pub struct Calibrated {
    pub decoding: Decoding,
    pub sentences: usize,
    /// Right answers in them.
    pub entities: usize,
    pub relations: usize,
    pub before: Scores,
    pub after: Scores,
    pub reliability_before: Option<Reliability>,
    pub reliability_after: Option<Reliability>,
    /// Relations across sentences, and triples of documents.
    pub across_before: DocumentScores,
    pub across_after: DocumentScores,
}

/// Fits calibration and thresholds of the model in `dir` to `data`; nothing is written.
///
/// # Errors
/// When model or data cannot be read, or no entity is annotated in the data.
pub fn calibrate(
    dir: &Path,
    device: &DeviceChoice,
    data: &[PathBuf],
    join_edges: Option<bool>,
    cancel: &AtomicBool,
) -> Result<Calibrated, TrainError> {
    let types = read_types(dir)?;
    let mut all: Option<Data> = None;
    for path in data {
        let more = dataset::load(path)?;
        more.check_for_model(&types)?;
        match &mut all {
            None => all = Some(more),
            Some(all) => all.append(more),
        }
    }
    let Some(data) = all.filter(|data| !data.sentences.is_empty()) else {
        let what = "name annotated documents that the model did not learn from".to_owned();
        return Err(TrainError::Config { file: "data".into(), what });
    };
    let gold = &data.sentences;
    let documents = data.neighbours();
    let entities: usize = gold.iter().map(|sentence| sentence.entities.len()).sum();
    let relations: usize = gold.iter().map(|sentence| sentence.relations.len()).sum();
    if entities == 0 {
        let what = format!(
            "no entity is annotated in {}, so nothing tells right from wrong; give documents that people annotated",
            counted(gold.len(), "sentence")
        );
        return Err(TrainError::Run { path: data.source, what });
    }
    let options = Options::default();
    let mut model = model::load(dir, device)?;
    let before = evaluate_model(model.as_mut(), &data, &options, &mut |_, _| {}, cancel)?;
    let mut decoding = model.info().decoding.clone();
    decoding.join_edges = join_edges.unwrap_or(decoding.join_edges);
    decoding.calibration.clear();
    let own_across = std::mem::take(&mut decoding.across);
    let own_thresholds = std::mem::take(&mut decoding.thresholds);
    model.set_decoding(decoding.clone());
    let words: Vec<Vec<String>> = gold.iter().map(|sentence| sentence.tokens.clone()).collect();
    let mut scores = model.read(&words, &documents, &mut |_, _| {}, cancel)?;
    decoding.calibration = calibrations(gold, &scores.sentences, &types);
    let rules = decoding.rules(&types);
    // What the raw scores went through already gives the same again.
    scores.sentences.iter_mut().zip(&words).for_each(|(scores, words)| rules.apply(scores, words));
    // Without a relation every threshold is as good as another: the model's own stay.
    decoding.thresholds = if relations > 0 { thresholds(gold, &scores.sentences, &types) } else { own_thresholds };
    let needed = decoding.thresholds(&types, model.info().encoder.spert.relation_threshold);
    decoding.across = across::fit(&data, &scores, &types, &needed, own_across);
    model.set_decoding(decoding.clone());
    let after = evaluate_model(model.as_mut(), &data, &options, &mut |_, _| {}, cancel)?;
    Ok(Calibrated {
        decoding,
        sentences: gold.len(),
        entities,
        relations,
        before: before.scores,
        after: after.scores,
        reliability_before: before.reliability,
        reliability_after: after.reliability,
        across_before: before.documents,
        across_after: after.documents,
    })
}

/// A sentence's right answers by place.
struct Right<'a> {
    entities: HashSet<(usize, usize, &'a str)>,
    relations: HashSet<(Place, Place, &'a str)>,
}

type Place = (usize, usize);

impl<'a> Right<'a> {
    fn new(gold: &'a Sentence, symmetric: &HashSet<&str>) -> Self {
        let place = |index: usize| gold.entities.get(index).map(|e| (e.start, e.end));
        let mut relations = HashSet::new();
        for relation in &gold.relations {
            let (Some(head), Some(tail)) = (place(relation.head), place(relation.tail)) else { continue };
            relations.insert((head, tail, relation.kind.as_str()));
            if symmetric.contains(relation.kind.as_str()) {
                relations.insert((tail, head, relation.kind.as_str()));
            }
        }
        Self { entities: gold.entities.iter().map(|e| (e.start, e.end, e.kind.as_str())).collect(), relations }
    }
}

fn symmetric(types: &Types) -> HashSet<&str> {
    types.relations.iter().filter(|kind| kind.symmetric).map(|kind| kind.name.as_str()).collect()
}

/// Every relation score with its type and whether it is right.
fn relations<'a>(
    right: &Right<'_>,
    scores: &'a SentenceScores,
    types: &'a Types,
) -> impl Iterator<Item = (usize, f32, bool)> + 'a + use<'a> {
    let place = |index: u32| scores.spans.get(index as usize).map(|s| (s.start as usize, s.end as usize));
    let mut all = Vec::new();
    for pair in &scores.pairs {
        let (Some(head), Some(tail)) = (place(pair.head), place(pair.tail)) else { continue };
        for (index, (kind, score)) in types.relations.iter().zip(&pair.probs).enumerate() {
            // Of the two orders of a symmetric type one is enough.
            if *score > 0.0 && !(kind.symmetric && head > tail) {
                all.push((index, *score, right.relations.contains(&(head, tail, kind.name.as_str()))));
            }
        }
    }
    all.into_iter()
}

/// Outcomes of one language.
#[derive(Default)]
struct Outcomes {
    /// Probabilities of the classes, the class, whether it is right.
    entities: Vec<(Vec<f32>, usize, bool)>,
    relations: Vec<(f32, bool)>,
}

fn calibrations(gold: &[Sentence], scores: &[SentenceScores], types: &Types) -> BTreeMap<String, Calibration> {
    let symmetric = symmetric(types);
    let mut by_language: BTreeMap<&str, Outcomes> = BTreeMap::new();
    for (gold, scores) in gold.iter().zip(scores) {
        let right = Right::new(gold, &symmetric);
        for key in HashSet::from([language_key(&gold.tokens), ""]) {
            let outcomes = by_language.entry(key).or_default();
            for span in &scores.spans {
                let class = usize::from(span.class);
                let Some(kind) = class.checked_sub(1).and_then(|index| types.entities.get(index)) else { continue };
                let key = (span.start as usize, span.end as usize, kind.name.as_str());
                outcomes.entities.push((span.probs.clone(), class, right.entities.contains(&key)));
            }
            let said = relations(&right, scores, types).filter(|(_, score, _)| *score >= FLOOR);
            outcomes.relations.extend(said.map(|(_, score, right)| (score, right)));
        }
    }
    by_language
        .into_iter()
        .filter(|(key, o)| key.is_empty() || (o.entities.len() >= ENOUGH && o.relations.len() >= ENOUGH))
        .map(|(key, outcomes)| {
            let calibration =
                Calibration { temperature: temperature(&outcomes.entities), relations: platt(&outcomes.relations) };
            (key.to_owned(), calibration)
        })
        .collect()
}

/// For every relation type the threshold that is best for its F1, drawn towards that of all types; how strongly is what does
/// best on sentences that were left out. Where types are rare, their own thresholds say more about these sentences than
/// about the next ones.
fn thresholds(gold: &[Sentence], scores: &[SentenceScores], types: &Types) -> BTreeMap<String, f32> {
    let parts = counts(gold, scores, types);
    let held_out = |prior: f64| {
        let (mut right, mut wrong, mut all) = (0.0, 0.0, 0.0);
        for (left_out, part) in parts.iter().enumerate() {
            let others = parts.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, part)| part);
            for (threshold, counts) in fitted(others, prior).into_iter().zip(part) {
                let [r, w] = counts.at(threshold);
                (right, wrong, all) = (right + r, wrong + w, all + counts.gold);
            }
        }
        if right > 0.0 { 2.0 * right / (right + wrong + all) } else { 0.0 }
    };
    // The strongest of equally good ones.
    let (prior, _) = PRIORS
        .iter()
        .map(|prior| (*prior, held_out(*prior)))
        .fold((PRIORS[0], -1.0), |best, next| if next.1 > best.1 { next } else { best });
    types.relations.iter().map(|kind| kind.name.clone()).zip(fitted(parts.iter(), prior)).collect()
}

/// One threshold a type from the counts of several parts.
fn fitted<'a>(parts: impl Iterator<Item = &'a Vec<Counts>>, prior: f64) -> Vec<f32> {
    let mut by_type: Vec<Counts> = Vec::new();
    for part in parts {
        by_type.resize_with(part.len(), Counts::default);
        by_type.iter_mut().zip(part).for_each(|(own, more)| own.join(more));
    }
    let mut all = Counts::default();
    by_type.iter().for_each(|counts| all.join(counts));
    by_type.iter().map(|counts| best_threshold(counts, &all, prior)).collect()
}

/// Counts by relation type of [`PARTS`] parts of the sentences: runs of neighbours, which are of the same documents.
fn counts(gold: &[Sentence], scores: &[SentenceScores], types: &Types) -> Vec<Vec<Counts>> {
    let symmetric = symmetric(types);
    let numbers: HashMap<&str, usize> = types.relations.iter().map(|t| t.name.as_str()).zip(0..).collect();
    let mut parts = vec![vec![Counts::default(); types.relations.len()]; PARTS];
    for (at, (sentence, scores)) in gold.iter().zip(scores).enumerate() {
        let by_type = &mut parts[at * PARTS / gold.len()];
        let right = Right::new(sentence, &symmetric);
        for (index, score, right) in relations(&right, scores, types) {
            by_type[index].add(score, right);
        }
        for relation in &sentence.relations {
            if let Some(index) = numbers.get(relation.kind.as_str()) {
                by_type[*index].gold += 1.0;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::{PairScore, SpanScore};

    fn types() -> Types {
        Types::from_json(r#"{"entities": {"A": {}}, "relations": {"R": {}, "S": {"symmetric": true}}}"#).unwrap()
    }

    /// Sentences of two entities of which every `wrong`th is none; both relation types always said, R with a score of 0.9.
    fn said(count: usize, wrong: usize) -> (Vec<Sentence>, Vec<SentenceScores>) {
        let gold = (0..count).map(|at| {
            let json = if at % wrong == 0 {
                r#"{"tokens": ["a", "b"], "entities": [{"type": "A", "start": 1, "end": 2}], "relations": []}"#
            } else {
                r#"{"tokens": ["a", "b"], "entities": [{"type": "A", "start": 0, "end": 1}, {"type": "A", "start": 1, "end": 2}],
                    "relations": [{"type": "R", "head": 0, "tail": 1}, {"type": "S", "head": 1, "tail": 0}]}"#
            };
            serde_json::from_str(json).unwrap()
        });
        let span = |start: u32, score: f32| SpanScore {
            start,
            end: start + 1,
            class: 1,
            score,
            probs: vec![1.0 - score, score],
        };
        let one = SentenceScores {
            spans: vec![span(0, 0.99), span(1, 0.99)],
            pairs: vec![
                PairScore { head: 0, tail: 1, probs: vec![0.9, 0.8] },
                PairScore { head: 1, tail: 0, probs: vec![0.05, 0.8] },
            ],
        };
        (gold.collect(), vec![one; count])
    }

    #[test]
    fn scores_become_the_share_that_is_right() {
        let (gold, mut scores) = said(400, 4);
        let calibration = calibrations(&gold, &scores, &types());
        assert_eq!(calibration.keys().collect::<Vec<_>>(), ["", "en"]);
        scores.iter_mut().for_each(|scores| calibration["en"].apply(scores));
        // An eighth of the entities is wrong, a quarter of the relations with the two high scores, all with the low one.
        let spans = &scores[0].spans;
        assert!((spans[0].score - 0.875).abs() < 0.01, "{}", spans[0].score);
        let pair = &scores[0].pairs[0].probs;
        assert!(((pair[0] + pair[1]) / 2.0 - 0.75).abs() < 0.02 && pair[0] > pair[1], "{pair:?}");
        assert!(scores[0].pairs[1].probs[0] < 0.1);
    }

    #[test]
    fn a_threshold_lies_between_right_and_wrong() {
        let (gold, scores) = said(40, 4);
        let found = thresholds(&gold, &scores, &types());
        assert!(found["R"] > 0.05 && found["R"] <= 0.9, "{found:?}");
        assert!(found["S"] <= 0.8);
    }

    #[test]
    fn a_threshold_of_its_own_needs_sentences_that_were_left_out_to_agree() {
        // R is right above 0.8 and wrong below it, S right above 0.3; enough of both to tell.
        let (gold, scores) = said(40, 4);
        let often = |scores: &SentenceScores, r: f32, s: f32| {
            let mut scores = scores.clone();
            scores.pairs[0].probs = vec![r, s];
            scores.pairs[1].probs = vec![0.7, 0.05];
            scores
        };
        let differ: Vec<_> = scores.iter().map(|scores| often(scores, 0.85, 0.35)).collect();
        let gold: Vec<_> = std::iter::repeat_n(gold, 20).flatten().collect();
        let differ: Vec<_> = std::iter::repeat_n(differ, 20).flatten().collect();
        let found = thresholds(&gold, &differ, &types());
        assert!(found["R"] > 0.7 && found["S"] <= 0.35, "{found:?}");
        // In ten sentences there is nothing to agree on but one threshold.
        let (gold, scores) = said(10, 4);
        let found = thresholds(&gold, &scores, &types());
        assert_eq!(found["R"], found["S"]);
    }
}

//! Positives and negatives of a sentence (Eberts & Ulges 2020, section 3.4).

use std::collections::HashSet;

use rand::seq::index;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::config::TrainConfig;
use crate::model::training::{Example, PairSample, SpanSample};
use crate::nlp::{EncodedSentence, Types, candidates};

/// A sentence that is ready to be sampled from.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    pub input: EncodedSentence,
    /// Spans of words with their class, from 1; no span twice.
    pub entities: Vec<(usize, usize, usize)>,
    /// (head, tail, type), indices of `entities`.
    pub relations: Vec<(usize, usize, usize)>,
    /// Number of the sentence in the data.
    pub sentence: usize,
}

/// A generator of its own for every purpose, epoch and sentence: a run that resumes draws what it would have drawn.
#[must_use]
pub fn random(seed: u64, purpose: u64, epoch: u64, item: u64) -> ChaCha8Rng {
    let mut key = [0_u8; 32];
    for (slot, value) in key.chunks_exact_mut(8).zip([seed, purpose, epoch, item]) {
        slot.copy_from_slice(&value.to_le_bytes());
    }
    ChaCha8Rng::from_seed(key)
}

/// ENIoU (Lu & Xue 2023, equation 5): the largest intersection over union of words with a gold entity.
#[must_use]
pub fn overlap((start, end): (usize, usize), entities: &[(usize, usize, usize)]) -> f32 {
    let iou = |(from, to): (usize, usize)| {
        let both = end.min(to).saturating_sub(start.max(from));
        if both == 0 { 0.0 } else { both as f32 / (end.max(to) - start.min(from)) as f32 }
    };
    entities.iter().map(|&(from, to, _)| iou((from, to))).fold(0.0, f32::max)
}

/// All gold spans, random other ones, all related pairs, random unrelated ones.
#[must_use]
pub fn sample(sentence: &Prepared, config: &TrainConfig, types: &Types, random: &mut ChaCha8Rng) -> Example {
    let Prepared { input, entities, relations, .. } = sentence;
    let gold: HashSet<(usize, usize)> = entities.iter().map(|&(start, end, _)| (start, end)).collect();
    let mut spans: Vec<SpanSample> =
        entities.iter().map(|&(start, end, class)| SpanSample { start, end, class, overlap: 1.0 }).collect();
    let others: Vec<(usize, usize)> =
        candidates::spans(input.words.len(), config.max_span_size).filter(|span| !gold.contains(span)).collect();
    for at in index::sample(random, others.len(), config.negative_entities.min(others.len())) {
        let (start, end) = others[at];
        spans.push(SpanSample { start, end, class: 0, overlap: overlap((start, end), entities) });
    }
    let mut pairs: Vec<PairSample> = Vec::new();
    for &(head, tail, kind) in relations {
        match pairs.iter_mut().find(|pair| (pair.head, pair.tail) == (head, tail)) {
            Some(pair) => pair.labels.push(kind),
            None => pairs.push(PairSample { head, tail, labels: vec![kind] }),
        }
    }
    let related = |head: usize, tail: usize| {
        relations.iter().any(|&(h, t, kind)| {
            (h, t) == (head, tail) || ((h, t) == (tail, head) && types.relations.get(kind).is_some_and(|t| t.symmetric))
        })
    };
    let negatives = if config.strong_negatives {
        strong(entities.len(), config.negative_relations, &related, random)
    } else {
        weak(spans.len(), config.negative_relations, &related, random)
    };
    pairs.extend(negatives.into_iter().map(|(head, tail)| PairSample { head, tail, labels: Vec::new() }));
    let types = if config.model.letter_case { input.cases.clone() } else { Vec::new() };
    Example { ids: input.ids.clone(), types, words: input.words.clone(), spans, pairs }
}

/// Ordered pairs of gold entities that no relation joins in that direction.
fn strong(
    entities: usize,
    count: usize,
    related: &impl Fn(usize, usize) -> bool,
    random: &mut ChaCha8Rng,
) -> Vec<(usize, usize)> {
    let all: Vec<(usize, usize)> = (0..entities)
        .flat_map(|head| (0..entities).map(move |tail| (head, tail)))
        .filter(|&(head, tail)| head != tail && !related(head, tail))
        .collect();
    index::sample(random, all.len(), count.min(all.len())).into_iter().map(|at| all[at]).collect()
}

/// Random ordered pairs of the sampled spans, the ablation of the paper's section 4.4.
fn weak(
    spans: usize,
    count: usize,
    related: &impl Fn(usize, usize) -> bool,
    random: &mut ChaCha8Rng,
) -> Vec<(usize, usize)> {
    let mut found = HashSet::new();
    let mut order = Vec::new();
    // Pairs are many and wanted ones few: drawing again what was drawn before is rare, and bounded.
    for _ in 0..4 * count {
        if order.len() == count || spans < 2 {
            break;
        }
        let pair = (random.random_range(0..spans), random.random_range(0..spans));
        if pair.0 != pair.1 && !related(pair.0, pair.1) && found.insert(pair) {
            order.push(pair);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence() -> Prepared {
        let words: Vec<_> = (1..13).map(|at| at..at + 1).collect();
        let input = EncodedSentence { ids: vec![7; 14], words, cases: vec![0; 14] };
        Prepared {
            input,
            entities: vec![(0, 2, 1), (4, 5, 2), (11, 12, 1)],
            relations: vec![(0, 1, 0), (1, 2, 1), (0, 1, 1)],
            sentence: 0,
        }
    }

    fn types() -> Types {
        let json = r#"{"entities": {"A": {}, "B": {}}, "relations": {"R": {}, "S": {"symmetric": true}}}"#;
        Types::from_json(json).unwrap()
    }

    #[test]
    fn gold_comes_first_and_negatives_are_none_of_it() {
        let config = TrainConfig { negative_entities: 20, ..TrainConfig::default() };
        let example = sample(&sentence(), &config, &types(), &mut random(1, 0, 0, 0));
        assert_eq!(example.spans.len(), 3 + 20);
        assert!(
            example.spans[3..].iter().all(|s| s.class == 0 && ![(0, 2), (4, 5), (11, 12)].contains(&(s.start, s.end)))
        );
        let distinct: HashSet<_> = example.spans.iter().map(|s| (s.start, s.end)).collect();
        assert_eq!(distinct.len(), 23);
        assert_eq!(example.pairs[0], PairSample { head: 0, tail: 1, labels: vec![0, 1] });
        // Of the six ordered pairs two are related, and the reverses of the symmetric ones are no negatives.
        let negatives: HashSet<_> = example.pairs[2..].iter().map(|p| (p.head, p.tail)).collect();
        assert_eq!(negatives, HashSet::from([(0, 2), (2, 0)]));
    }

    #[test]
    fn weak_negatives_are_pairs_of_any_spans_and_draws_repeat() {
        let config = TrainConfig { strong_negatives: false, negative_relations: 30, ..TrainConfig::default() };
        let draw = |seed| sample(&sentence(), &config, &types(), &mut random(seed, 0, 0, 0));
        let example = draw(1);
        assert_eq!(example.pairs.len(), 2 + 30);
        assert!(example.pairs.iter().any(|pair| pair.head >= 3));
        assert_eq!(example, draw(1));
        assert_ne!(example, draw(2));
    }

    #[test]
    fn overlap_is_intersection_over_union_of_words() {
        let entities = [(2, 6, 1)];
        assert_eq!(overlap((2, 6), &entities), 1.0);
        assert_eq!(overlap((4, 8), &entities), 2.0 / 6.0);
        assert_eq!(overlap((6, 8), &entities), 0.0);
    }
}

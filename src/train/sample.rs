//! Positives and negatives of a sentence (Eberts & Ulges 2020, section 3.4).

use std::collections::HashSet;
use std::sync::Arc;

use rand::seq::index;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::config::TrainConfig;
use crate::model::training::{Example, OpenTypes, PairSample, SpanSample};
use crate::nlp::{EncodedSentence, Types, candidates};

/// A sentence, or neighbours in a window, ready to be sampled from.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    pub input: EncodedSentence,
    /// Spans of words with their class, from 1; no span twice.
    pub entities: Vec<(usize, usize, usize)>,
    /// (head, tail, type), indices of `entities`.
    pub relations: Vec<(usize, usize, usize)>,
    /// Number of the (first) sentence in the data.
    pub sentence: usize,
    /// Types that its data are not annotated with throughout.
    pub open: Option<Arc<OpenTypes>>,
}

/// Whether nothing but open types is there (after the class "none" of spans, where there is one): what is none of the others
/// teaches nothing then.
fn all_open(open: &[bool]) -> bool {
    !open.is_empty() && open.iter().all(|open| *open)
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

/// All gold spans, random other ones of every sentence, all related pairs, random unrelated ones.
#[must_use]
pub fn sample(sentence: &Prepared, config: &TrainConfig, types: &Types, random: &mut ChaCha8Rng) -> Example {
    let Prepared { input, entities, relations, open: open_types, .. } = sentence;
    let gold: HashSet<(usize, usize)> = entities.iter().map(|&(start, end, _)| (start, end)).collect();
    let mut spans: Vec<SpanSample> =
        entities.iter().map(|&(start, end, class)| SpanSample { start, end, class, overlap: 1.0 }).collect();
    let is_all = |of: fn(&OpenTypes) -> &[bool]| open_types.as_ref().is_some_and(|open| all_open(of(open)));
    let negative_entities =
        if is_all(|open| open.entities.get(1..).unwrap_or_default()) { 0 } else { config.negative_entities };
    let negative_relations = if is_all(|open| &open.relations) { 0 } else { config.negative_relations };
    let whole = std::slice::from_ref(&(0..input.words.len())).to_vec();
    for words in if input.sentences.is_empty() { &whole } else { &input.sentences } {
        let others: Vec<(usize, usize)> = candidates::spans(words.len(), config.max_span_size)
            .map(|(start, end)| (start + words.start, end + words.start))
            .filter(|span| !gold.contains(span))
            .collect();
        for at in index::sample(random, others.len(), negative_entities.min(others.len())) {
            let (start, end) = others[at];
            spans.push(SpanSample { start, end, class: 0, overlap: overlap((start, end), entities) });
        }
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
    // Without a window all that is wanted is near. With one there are so many for every sentence; where relations across
    // sentences are learned, half of them are between two.
    let wanted = negative_relations * input.sentences.len().max(1);
    let max_distance = config.model.max_distance;
    let [near, far] = if max_distance > 0 { [wanted.div_ceil(2), wanted / 2] } else { [wanted, 0] };
    let sentence_of: Vec<usize> =
        spans.iter().map(|span| input.sentences.partition_point(|sentence| sentence.end <= span.start)).collect();
    for (count, distances) in [(near, 0..=0), (far, 1..=max_distance)] {
        let open = |head: usize, tail: usize| {
            distances.contains(&sentence_of[head].abs_diff(sentence_of[tail])) && !related(head, tail)
        };
        let negatives = if config.strong_negatives {
            strong(entities.len(), count, &open, random)
        } else {
            weak(spans.len(), [count, 4 * count * input.sentences.len().max(1)], &open, random)
        };
        pairs.extend(negatives.into_iter().map(|(head, tail)| PairSample { head, tail, labels: Vec::new() }));
        if max_distance == 0 {
            break;
        }
    }
    let types = if config.model.letter_case { input.cases.clone() } else { Vec::new() };
    let (ids, words, sentences) = (input.ids.clone(), input.words.clone(), input.sentences.clone());
    Example { ids, types, words, sentences, spans, pairs, open: open_types.clone() }
}

/// Ordered pairs of gold entities that are open: near enough, and no relation joins them in that direction.
fn strong(
    entities: usize,
    count: usize,
    open: &impl Fn(usize, usize) -> bool,
    random: &mut ChaCha8Rng,
) -> Vec<(usize, usize)> {
    let all: Vec<(usize, usize)> = (0..entities)
        .flat_map(|head| (0..entities).map(move |tail| (head, tail)))
        .filter(|&(head, tail)| head != tail && open(head, tail))
        .collect();
    index::sample(random, all.len(), count.min(all.len())).into_iter().map(|at| all[at]).collect()
}

/// Random ordered open pairs of the sampled spans, the ablation of the paper's section 4.4.
fn weak(
    spans: usize,
    [count, attempts]: [usize; 2],
    open: &impl Fn(usize, usize) -> bool,
    random: &mut ChaCha8Rng,
) -> Vec<(usize, usize)> {
    let mut found = HashSet::new();
    let mut order = Vec::new();
    // Pairs are many and wanted ones few: drawing again what was drawn before is rare, and bounded.
    for _ in 0..attempts {
        if order.len() == count || spans < 2 {
            break;
        }
        let pair = (random.random_range(0..spans), random.random_range(0..spans));
        if pair.0 != pair.1 && open(pair.0, pair.1) && found.insert(pair) {
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
        let input = EncodedSentence { ids: vec![7; 14], words, cases: vec![0; 14], sentences: Vec::new() };
        Prepared {
            input,
            entities: vec![(0, 2, 1), (4, 5, 2), (11, 12, 1)],
            relations: vec![(0, 1, 0), (1, 2, 1), (0, 1, 1)],
            sentence: 0,
            open: None,
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
    fn in_a_window_negatives_are_half_near_half_far_and_no_span_is_of_two_sentences() {
        let mut window = sentence();
        window.input.sentences = vec![0..3, 3..7, 7..12];
        let mut config = TrainConfig { negative_entities: 5, negative_relations: 2, ..TrainConfig::default() };
        config.model.max_distance = 1;
        let example = sample(&window, &config, &types(), &mut random(1, 0, 0, 0));
        assert_eq!(example.sentences, window.input.sentences);
        assert_eq!(example.spans.len(), 3 + 3 * 5);
        let within = |s: &SpanSample| example.sentences.iter().any(|own| own.start <= s.start && s.end <= own.end);
        assert!(example.spans.iter().all(within));
        let negatives = |example: &Example| -> HashSet<(usize, usize)> {
            example.pairs[2..].iter().map(|pair| (pair.head, pair.tail)).collect()
        };
        // Of three gold entities in three sentences no pair is near, and all neighbours are related.
        assert_eq!(negatives(&example), HashSet::new());
        config.model.max_distance = 2;
        let example = sample(&window, &config, &types(), &mut random(1, 0, 0, 0));
        assert_eq!(negatives(&example), HashSet::from([(0, 2), (2, 0)]));
        assert_eq!((example.sentence(0), example.sentence(2)), (0, 2));
        // Context alone: nothing between sentences.
        config.model.max_distance = 0;
        config.strong_negatives = false;
        let example = sample(&window, &config, &types(), &mut random(1, 0, 0, 0));
        assert_eq!(example.pairs.len(), 2 + 6);
        assert!(example.pairs[2..].iter().all(|pair| example.sentence(pair.head) == example.sentence(pair.tail)));
    }

    #[test]
    fn negatives_are_drawn_only_where_something_is_complete() {
        let mut sentence = sentence();
        let open = |entities: &[bool], relations: &[bool]| {
            Some(Arc::new(OpenTypes { entities: entities.to_vec(), relations: relations.to_vec() }))
        };
        let draw = |sentence: &Prepared| {
            let example = sample(sentence, &TrainConfig::default(), &types(), &mut random(1, 0, 0, 0));
            (example.spans.len() > 3, example.pairs.len() > 2)
        };
        sentence.open = open(&[false, true, false], &[true, true]);
        assert_eq!(draw(&sentence), (true, false));
        sentence.open = open(&[false, true, true], &[true, false]);
        assert_eq!(draw(&sentence), (false, true));
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

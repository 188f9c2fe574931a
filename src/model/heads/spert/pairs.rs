//! Pairs of spans: context, relation scores.

use std::collections::HashMap;
use std::ops::Range;

use super::spans::{Survivor, pool};
use super::weights::{HeadWeights, Part, WidthShare};
use super::{MAX_PAIRED_SPANS, States};
use crate::model::kernels::cpu::math::max_into;
use crate::model::{Context, SpertOptions};
use crate::nlp::PairScore;
use crate::nlp::place::{distance, place};

/// Sigmoid scores of every ordered pair of different survivors (of the best [`MAX_PAIRED_SPANS`] when there are more).
#[inline(always)]
pub(super) fn score(
    weights: &HeadWeights,
    options: &SpertOptions,
    states: States<'_>,
    survivors: &[Survivor],
) -> Vec<PairScore> {
    let chosen = paired(survivors);
    if weights.relations == 0 || chosen.len() < 2 {
        return Vec::new();
    }
    let spans = chosen.iter().map(|&index| {
        let Survivor { span, pooled, logits } = &survivors[index];
        // SpERT.MT has no class "none", so its logits have none either.
        let logits = if options.multi_task { &logits[1..] } else { logits.as_slice() };
        Candidate { words: span.start as usize..span.end as usize, pooled, logits }
    });
    let scorer = PairScorer::new(weights, options, states, spans);
    let mut scores = Vec::with_capacity(chosen.len() * (chosen.len() - 1));
    let mut logits = vec![0.0; weights.relations];
    let mut units = scorer.units();
    let index = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    for (head, &head_index) in chosen.iter().enumerate() {
        for (tail, &tail_index) in chosen.iter().enumerate().filter(|(tail, _)| *tail != head) {
            if !scorer.near(head, tail) {
                continue;
            }
            scorer.logits(head, tail, &mut units, &mut logits);
            if options.multi_task {
                only_best(&mut logits);
            }
            let probs = logits.iter().map(|logit| 1.0 / (1.0 + (-logit).exp())).collect();
            scores.push(PairScore { head: index(head_index), tail: index(tail_index), probs });
        }
    }
    scores
}

/// What the pair scores need of a span.
struct Candidate<'a> {
    words: Range<usize>,
    pooled: &'a [f32],
    logits: &'a [f32],
}

/// SpERT.MT decides for one type a pair: the others are out.
#[inline(always)]
fn only_best(logits: &mut [f32]) {
    let best = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for logit in logits {
        *logit = if *logit < best { f32::NEG_INFINITY } else { *logit };
    }
}

/// Logits of given pairs (head, tail) of spans of words.
#[cfg(test)]
pub(super) fn given(
    weights: &HeadWeights,
    options: &SpertOptions,
    states: States<'_>,
    pairs: &[[(usize, usize); 2]],
) -> Vec<Vec<f32>> {
    let mut all = Vec::with_capacity(pairs.len());
    let mut entity_logits = HashMap::new();
    super::spans::for_each(weights, usize::MAX, options.pooling, states, |start, end, logits, _| {
        let logits = if options.multi_task { &logits[1..] } else { logits };
        entity_logits.insert((start, end), logits.to_vec());
    });
    for &[head, tail] in pairs {
        let pooled = [head, tail].map(|(start, end)| {
            let subwords = states.words[start].start..states.words[end - 1].end;
            pool(weights.hidden, states, subwords)
        });
        let spans = [head, tail].into_iter().zip(&pooled);
        let spans = spans.map(|((start, end), pooled)| Candidate {
            words: start..end,
            pooled,
            logits: &entity_logits[&(start, end)],
        });
        let mut logits = vec![0.0; weights.relations];
        let scorer = PairScorer::new(weights, options, states, spans);
        scorer.logits(0, 1, &mut scorer.units(), &mut logits);
        all.push(logits);
    }
    all
}

/// Indices of the spans that are paired, in their own order.
fn paired(survivors: &[Survivor]) -> Vec<usize> {
    let mut chosen: Vec<usize> = (0..survivors.len()).collect();
    if chosen.len() > MAX_PAIRED_SPANS {
        chosen.sort_by(|&a, &b| survivors[b].span.score.total_cmp(&survivors[a].span.score));
        chosen.truncate(MAX_PAIRED_SPANS);
        chosen.sort_unstable();
    }
    chosen
}

/// Every share of the relation classifier that belongs to one span or one gap, multiplied once.
struct PairScorer<'w> {
    places: Option<&'w WidthShare>,
    distances: Option<&'w WidthShare>,
    /// Sentences from one end of a pair to the other at most.
    max_distance: usize,
    /// Sentence of each span.
    sentences: Vec<usize>,
    /// Words of each span.
    spans: Vec<Range<usize>>,
    /// Relation types, or units of the hidden layer.
    features: usize,
    /// From the units of the hidden layer to the types.
    output: Option<&'w (Part, Vec<f32>)>,
    /// `[spans, features]`: pooled state and width as head, bias included.
    heads: Vec<f32>,
    /// The same as tail.
    tails: Vec<f32>,
    contexts: Contexts,
}

struct Contexts {
    inside: Inside,
    /// Of spans of two sentences, by the sentences in the order of the text.
    across: HashMap<(usize, usize), Vec<f32>>,
}

/// Contexts of the pairs of one sentence.
enum Inside {
    /// By (word after the first span, first word of the second).
    Local(HashMap<(usize, usize), Vec<f32>>),
    /// The same for every pair of a sentence, by sentence.
    Whole(HashMap<usize, Vec<f32>>),
    /// The same for every pair.
    Global(Vec<f32>),
}

impl<'w> PairScorer<'w> {
    #[inline(always)]
    fn new<'a>(
        weights: &'w HeadWeights,
        options: &SpertOptions,
        states: States<'_>,
        list: impl Iterator<Item = Candidate<'a>>,
    ) -> Self {
        let (mut spans, mut heads, mut tails) = (Vec::new(), Vec::new(), Vec::new());
        for Candidate { words: span, pooled, logits } in list {
            let start = heads.len();
            heads.extend_from_slice(weights.relation_head_width.of(span.len()));
            weights.relation_head.add(pooled, &mut heads[start..]);
            tails.extend_from_slice(weights.relation_tail_width.of(span.len()));
            weights.relation_tail.add(pooled, &mut tails[start..]);
            if let Some([head, tail]) = &weights.relation_logits {
                head.add(logits, &mut heads[start..]);
                tail.add(logits, &mut tails[start..]);
            }
            spans.push(span);
        }
        let length = states.hidden.len() / weights.hidden;
        let sentence_of = states.sentence_of_words();
        let sentences: Vec<usize> = spans.iter().map(|span| sentence_of[span.start]).collect();
        let mut present = sentences.clone();
        present.sort_unstable();
        present.dedup();
        let share = |pooled: &[f32]| {
            let mut share = vec![0.0; weights.relation_features()];
            weights.relation_context.add(pooled, &mut share);
            share
        };
        let whole =
            |sentence: usize, special: bool| pool(weights.hidden, states, states.subwords(sentence, special, length));
        let inside = match options.context {
            Context::Local => Inside::Local(local_contexts(weights, states, &spans, &sentence_of)),
            Context::Full => {
                Inside::Whole(present.iter().map(|&sentence| (sentence, share(&whole(sentence, true)))).collect())
            }
            Context::Cls => Inside::Global(share(&pool(weights.hidden, states, 0..1))),
        };
        let mut contexts = Contexts { inside, across: HashMap::new() };
        if options.max_distance > 0 {
            let pools: Vec<Vec<f32>> = present.iter().map(|&sentence| whole(sentence, false)).collect();
            for (at, (&first, pooled)) in present.iter().zip(&pools).enumerate() {
                let near = present.iter().zip(&pools).skip(at + 1);
                for (&second, other) in near.take_while(|(second, _)| *second - first <= options.max_distance) {
                    let mut both = pooled.clone();
                    max_into(&mut both, other);
                    contexts.across.insert((first, second), share(&both));
                }
            }
        }
        let (features, output) = (weights.relation_features(), weights.relation_output.as_ref());
        let places = weights.relation_places.as_ref();
        let (distances, max_distance) = (weights.relation_distances.as_ref(), options.max_distance);
        Self { places, distances, max_distance, sentences, spans, features, output, heads, tails, contexts }
    }

    /// Whether a pair of spans is one that the model scores.
    #[inline(always)]
    fn near(&self, head: usize, tail: usize) -> bool {
        self.sentences[head].abs_diff(self.sentences[tail]) <= self.max_distance
    }

    /// Room for the units of the hidden layer.
    fn units(&self) -> Vec<f32> {
        vec![0.0; if self.output.is_some() { self.features } else { 0 }]
    }

    #[inline(always)]
    fn logits(&self, head: usize, tail: usize, units: &mut [f32], logits: &mut [f32]) {
        let Some((output, bias)) = self.output else { return self.sum(head, tail, logits) };
        self.sum(head, tail, units);
        units.iter_mut().for_each(|unit| *unit = unit.max(0.0));
        logits.copy_from_slice(bias);
        output.add(units, logits);
    }

    /// What head, tail and context say of the features.
    #[inline(always)]
    fn sum(&self, head: usize, tail: usize, logits: &mut [f32]) {
        let row = |table, index| row(table, index, self.features);
        for ((logit, head), tail) in logits.iter_mut().zip(row(&self.heads, head)).zip(row(&self.tails, tail)) {
            *logit = head + tail;
        }
        if let Some(places) = self.places {
            let words = |index: usize| (self.spans[index].start, self.spans[index].end);
            for (logit, place) in logits.iter_mut().zip(places.of(place(words(head), words(tail)))) {
                *logit += place;
            }
        }
        let (first, second) = (self.sentences[head], self.sentences[tail]);
        if let Some(distances) = self.distances {
            for (logit, share) in logits.iter_mut().zip(distances.of(distance(first, second))) {
                *logit += share;
            }
        }
        let share = match &self.contexts.inside {
            _ if first != second => self.contexts.across.get(&(first.min(second), first.max(second))),
            Inside::Global(share) => Some(share),
            Inside::Whole(shares) => shares.get(&first),
            Inside::Local(shares) => {
                let (a, b) = (&self.spans[head], &self.spans[tail]);
                let (first, second) = if a.start <= b.start { (a, b) } else { (b, a) };
                // Overlapping and neighbouring spans have no entry: their context is the zero vector.
                shares.get(&(first.end, second.start))
            }
        };
        for (logit, context) in logits.iter_mut().zip(share.into_iter().flatten()) {
            *logit += context;
        }
    }
}

#[inline(always)]
fn row(table: &[f32], index: usize, width: usize) -> &[f32] {
    &table[index * width..(index + 1) * width]
}

/// The context share of every gap between two spans: from each end a running maximum to the right, so that a gap costs
/// only the subwords it adds to the one before.
#[inline(always)]
fn local_contexts(
    weights: &HeadWeights,
    states: States<'_>,
    spans: &[Range<usize>],
    sentence_of: &[usize],
) -> HashMap<(usize, usize), Vec<f32>> {
    let sorted = |places: &mut dyn Iterator<Item = usize>| {
        let mut places: Vec<usize> = places.collect();
        places.sort_unstable();
        places.dedup();
        places
    };
    let ends = sorted(&mut spans.iter().map(|span| span.end));
    let starts = sorted(&mut spans.iter().map(|span| span.start));
    let hidden = weights.hidden;
    let mut shares = HashMap::new();
    for end in ends {
        let mut reached = states.words[end - 1].end;
        let mut running = vec![f32::NEG_INFINITY; hidden];
        let own = sentence_of[end - 1];
        for &start in starts.iter().filter(|&&start| start > end && sentence_of[start] == own) {
            let until = states.words[start].start;
            for state in states.hidden[reached * hidden..until * hidden].chunks_exact(hidden) {
                max_into(&mut running, state);
            }
            reached = until;
            let mut share = vec![0.0; weights.relation_features()];
            weights.relation_context.add(&running, &mut share);
            shares.insert((end, start), share);
        }
    }
    shares
}

//! Span candidates: pooling, class scores, survivors.

use std::collections::HashMap;

use super::States;
use super::weights::HeadWeights;
use crate::model::Pooling;
use crate::model::kernels::cpu::math::max_into;
use crate::nlp::{GivenSpan, SpanScore};

/// A span the model takes for an entity, with its pooled state for the relation head.
pub(super) struct Survivor {
    pub(super) span: SpanScore,
    pub(super) pooled: Vec<f32>,
    /// Raw scores of all classes, "none" first.
    pub(super) logits: Vec<f32>,
}

/// Calls `visit(start, end, logits, pooled)` for every candidate, width-major.
///
/// Pooling is incremental, `pool(width, i) = max(pool(width − 1, i), word(i + width − 1))` (or their sum), in one buffer of the size of
/// the sentence: no span × token masks, and every state is read once a width.
#[inline(always)]
pub(super) fn for_each(
    weights: &HeadWeights,
    max_width: usize,
    pooling: Pooling,
    states: States<'_>,
    mut visit: impl FnMut(usize, usize, &[f32], &[f32]),
) {
    let hidden = weights.hidden;
    let mut sentence = vec![0.0; weights.classes];
    weights.entity_cls.add(&states.hidden[..hidden], &mut sentence);
    let words = word_states(hidden, pooling, states);
    let sentence_of = states.sentence_of_words();
    let count = states.words.len();
    let mut pooled = words.clone();
    let mut logits = vec![0.0; weights.classes];
    let mut mean = Vec::new();
    for width in 1..=max_width.min(count) {
        let share = weights.entity_width.of(width);
        for (start, pool) in pooled.chunks_exact(hidden).take(count - width + 1).enumerate() {
            // Of several sentences no span is of two.
            if sentence_of[start] != sentence_of[start + width - 1] {
                continue;
            }
            for ((logit, sentence), width) in logits.iter_mut().zip(&sentence).zip(share) {
                *logit = sentence + width;
            }
            let pool = if pooling == Pooling::Mean {
                let subwords = states.words[start + width - 1].end - states.words[start].start;
                mean.clear();
                mean.extend(pool.iter().map(|sum| sum / subwords as f32));
                &mean
            } else {
                pool
            };
            weights.entity_pool.add(pool, &mut logits);
            visit(start, start + width, &logits, pool);
        }
        for (pool, next) in pooled.chunks_exact_mut(hidden).zip(words.chunks_exact(hidden).skip(width)) {
            combine(pooling, pool, next);
        }
    }
}

/// The spans whose most probable class is not "none".
#[inline(always)]
pub(super) fn score(weights: &HeadWeights, max_width: usize, pooling: Pooling, states: States<'_>) -> Vec<Survivor> {
    let mut survivors = Vec::new();
    for_each(weights, max_width, pooling, states, |start, end, logits, pooled| {
        let class = arg_max(logits);
        if class == 0 {
            return;
        }
        let probs = softmax(logits);
        let index = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        survivors.push(Survivor {
            span: SpanScore {
                start: index(start),
                end: index(end),
                class: u16::try_from(class).unwrap_or(u16::MAX),
                score: probs[class],
                probs,
            },
            pooled: pooled.to_vec(),
            logits: logits.to_vec(),
        });
    });
    survivors
}

/// The given spans as if they had survived, whatever the model thinks of them. Their score is 1: somebody vouches for them.
#[inline(always)]
pub(super) fn given(weights: &HeadWeights, pooling: Pooling, states: States<'_>, given: &[GivenSpan]) -> Vec<Survivor> {
    let classes: HashMap<(usize, usize), &GivenSpan> =
        given.iter().map(|span| ((span.start as usize, span.end as usize), span)).collect();
    let widest = classes.keys().map(|(start, end)| end.saturating_sub(*start)).max().unwrap_or(0);
    let mut found = Vec::with_capacity(given.len());
    for_each(weights, widest, pooling, states, |start, end, logits, pooled| {
        if let Some(&&GivenSpan { start: first, end: last, class }) = classes.get(&(start, end)) {
            let span = SpanScore { start: first, end: last, class, score: 1.0, probs: Vec::new() };
            found.push(Survivor { span, pooled: pooled.to_vec(), logits: logits.to_vec() });
        }
    });
    found
}

/// Maximum, or for the other poolings the sum, over the subwords of each word: `[words, hidden]`.
#[inline(always)]
fn word_states(hidden: usize, pooling: Pooling, states: States<'_>) -> Vec<f32> {
    let mut words = Vec::with_capacity(states.words.len() * hidden);
    for word in states.words {
        let mut rows = states.hidden[word.start * hidden..word.end * hidden].chunks_exact(hidden);
        let start = words.len();
        words.extend_from_slice(rows.next().unwrap_or(&[]));
        for row in rows {
            combine(pooling, &mut words[start..], row);
        }
    }
    words
}

#[inline(always)]
fn combine(pooling: Pooling, target: &mut [f32], other: &[f32]) {
    if pooling == Pooling::Max {
        max_into(target, other);
    } else {
        for (target, other) in target.iter_mut().zip(other) {
            *target += other;
        }
    }
}

/// Maximum over a range of subwords; zero of nothing.
#[inline(always)]
pub(super) fn pool(hidden: usize, states: States<'_>, subwords: std::ops::Range<usize>) -> Vec<f32> {
    let mut rows = states.hidden[subwords.start * hidden..subwords.end * hidden].chunks_exact(hidden);
    let mut pooled = rows.next().map_or_else(|| vec![0.0; hidden], <[f32]>::to_vec);
    for row in rows {
        max_into(&mut pooled, row);
    }
    pooled
}

/// The first of the largest, as `argmax` of the reference.
#[inline(always)]
fn arg_max(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}

#[inline(always)]
fn softmax(logits: &[f32]) -> Vec<f32> {
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| (logit - max).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

//! The SpERT and SpERT.MT heads on the samples of one sentence: losses, and gradients of states and parameters.

use super::encoder::add;
use super::example::Example;
use super::losses::{self, Losses};
use super::options::HeadOptions;
use super::params::{AllHeads, HeadSlots, Params, WIDTHS};
use super::pool::Pooled;
use crate::model::config::{Context, Pooling};
use crate::model::cpu::dropout::Dropout;
use crate::model::cpu::math::dot;
use crate::model::cpu::vectorized;

/// Samples of the whole batch: losses are means over them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    pub spans: usize,
    pub pairs: usize,
}

/// Everything a pass over a sentence needs.
#[derive(Clone, Copy)]
pub struct Pass<'a> {
    pub params: &'a Params,
    pub options: &'a HeadOptions,
    pub totals: Totals,
    /// Before the entity and before the relation heads.
    pub dropout: [Dropout<'a>; 2],
}

/// Samples as rows, with the gradient of the logits.
struct Stage {
    /// `[samples, inputs]`, after dropout.
    x: Vec<f32>,
    inputs: usize,
    outputs: usize,
    /// `[samples, outputs]`: logits, then their gradient.
    logits: Vec<f32>,
    /// `[samples]`, empty without identification.
    identifier: Vec<f32>,
}

impl Stage {
    fn new(x: Vec<f32>, inputs: usize, params: &Params, head: &HeadSlots, identifier: Option<&HeadSlots>) -> Self {
        let outputs = head.weight.len() / inputs.max(1);
        let logits = linear(&x, inputs, params, head);
        let identifier = identifier.map(|head| linear(&x, inputs, params, head)).unwrap_or_default();
        Self { x, inputs, outputs, logits, identifier }
    }

    /// Adds the parameters' gradients and returns that of `x`, before dropout: `[samples, inputs]`.
    fn backward(
        &self,
        params: &Params,
        head: &HeadSlots,
        identifier: Option<&HeadSlots>,
        dropout: Dropout<'_>,
        start: usize,
        gradient: &mut [f32],
    ) -> Vec<f32> {
        let mut dx = vec![0.0; self.x.len()];
        let mut one = |dlogits: &[f32], head: &HeadSlots, outputs: usize| {
            let weight = &params.flat[head.weight.clone()];
            vectorized(
                #[inline(always)]
                || {
                    let own = &mut gradient[head.weight.start - start..head.weight.end - start];
                    let rows = self.x.chunks_exact(self.inputs).zip(dx.chunks_exact_mut(self.inputs));
                    for ((x, dx), dlogits) in rows.zip(dlogits.chunks_exact(outputs)) {
                        for (o, d) in dlogits.iter().enumerate().filter(|(_, d)| **d != 0.0) {
                            axpy(dx, *d, &weight[o * self.inputs..][..self.inputs]);
                            axpy(&mut own[o * self.inputs..][..self.inputs], *d, x);
                        }
                    }
                },
            );
            if let Some(bias) = &head.bias {
                let own = &mut gradient[bias.start - start..bias.end - start];
                dlogits.chunks_exact(outputs).for_each(|d| add(own, d));
            }
        };
        if self.outputs > 0 {
            one(&self.logits, head, self.outputs);
        }
        if let Some(identifier) = identifier {
            one(&self.identifier, identifier, 1);
        }
        dropout.apply(0, &mut dx);
        dx
    }
}

#[inline(always)]
fn axpy(target: &mut [f32], factor: f32, row: &[f32]) {
    for (t, x) in target.iter_mut().zip(row) {
        *t += factor * x;
    }
}

fn linear(x: &[f32], inputs: usize, params: &Params, head: &HeadSlots) -> Vec<f32> {
    let weight = &params.flat[head.weight.clone()];
    let bias = head.bias.as_ref().map(|bias| &params.flat[bias.clone()]);
    vectorized(
        #[inline(always)]
        || {
            let outputs = weight.len() / inputs;
            let mut logits = Vec::with_capacity(x.len() / inputs * outputs);
            for x in x.chunks_exact(inputs) {
                for (o, row) in weight.chunks_exact(inputs).enumerate() {
                    logits.push(dot(x, row) + bias.map_or(0.0, |bias| bias[o]));
                }
            }
            logits
        },
    )
}

fn width_row(heads: &AllHeads, width: usize) -> std::ops::Range<usize> {
    let rows = heads.widths.len() / WIDTHS[1];
    let start = heads.widths.start + width.min(rows - 1) * WIDTHS[1];
    start..start + WIDTHS[1]
}

impl Pass<'_> {
    /// Losses of one sentence; adds the gradients to `dstates [length, hidden]` and to `gradient` (the heads' part of the
    /// flat vector).
    pub fn run(&self, example: &Example, states: &[f32], dstates: &mut [f32], gradient: &mut [f32]) -> Losses {
        let mut losses = Losses::default();
        if example.spans.is_empty() {
            return losses;
        }
        let Self { params, options, dropout, .. } = *self;
        let (heads, hidden) = (&params.layout.heads, params.hidden);
        let start = params.layout.heads_start();
        let [entity_identifier, relation_identifier] = identifiers(heads);
        let pools: Vec<Pooled> = example
            .spans
            .iter()
            .map(|span| Pooled::new(states, hidden, example.subwords(span), options.pooling))
            .collect();
        let mut dpools = vec![0.0; pools.len() * hidden];

        let inputs = 2 * hidden + WIDTHS[1];
        let mut x = Vec::with_capacity(pools.len() * inputs);
        for (span, pooled) in example.spans.iter().zip(&pools) {
            x.extend_from_slice(&states[..hidden]);
            x.extend_from_slice(&pooled.value);
            x.extend_from_slice(&params.flat[width_row(heads, span.end - span.start)]);
        }
        dropout[0].apply(0, &mut x);
        let mut entities = Stage::new(x, inputs, params, &heads.entity, entity_identifier);
        let logits = entities.logits.clone();
        self.entity_losses(example, &mut entities, &mut losses);

        if !example.pairs.is_empty() && !heads.relation.weight.is_empty() {
            let contexts: Vec<Pooled> = example.pairs.iter().map(|pair| self.context(example, pair, states)).collect();
            let shared = options.entity_logits.then_some(logits.as_slice());
            let (x, inputs) = self.relation_inputs(example, &pools, &contexts, shared, entities.outputs);
            let mut relations = Stage::new(x, inputs, params, &heads.relation, relation_identifier);
            self.relation_losses(example, &mut relations, &mut losses);
            let dx = relations.backward(params, &heads.relation, relation_identifier, dropout[1], start, gradient);
            for ((pair, context), dx) in example.pairs.iter().zip(&contexts).zip(dx.chunks_exact(inputs)) {
                context.backward(&dx[..hidden], hidden, Pooling::Max, dstates);
                let widths = 3 * hidden;
                let logits = widths + 2 * WIDTHS[1];
                for (end, span) in [pair.head, pair.tail].into_iter().enumerate() {
                    add(&mut dpools[span * hidden..][..hidden], &dx[(1 + end) * hidden..][..hidden]);
                    let sample = &example.spans[span];
                    let row = width_row(heads, sample.end - sample.start);
                    let own = &mut gradient[row.start - start..row.end - start];
                    add(own, &dx[widths + end * WIDTHS[1]..][..WIDTHS[1]]);
                    if options.entity_logits {
                        let own = &mut entities.logits[span * entities.outputs..][..entities.outputs];
                        add(own, &dx[logits + end * entities.outputs..][..entities.outputs]);
                    }
                }
            }
        }

        let dx = entities.backward(params, &heads.entity, entity_identifier, dropout[0], start, gradient);
        for ((index, span), dx) in example.spans.iter().enumerate().zip(dx.chunks_exact(inputs)) {
            add(&mut dstates[..hidden], &dx[..hidden]);
            add(&mut dpools[index * hidden..][..hidden], &dx[hidden..2 * hidden]);
            let row = width_row(heads, span.end - span.start);
            add(&mut gradient[row.start - start..row.end - start], &dx[2 * hidden..]);
        }
        for (pooled, dpool) in pools.iter().zip(dpools.chunks_exact(hidden)) {
            pooled.backward(dpool, hidden, options.pooling, dstates);
        }
        losses
    }

    fn context(&self, example: &Example, pair: &super::example::PairSample, states: &[f32]) -> Pooled {
        let (head, tail) = (&example.spans[pair.head], &example.spans[pair.tail]);
        let range = match self.options.context {
            Context::Local => example.between(head, tail),
            Context::Full => 0..example.ids.len(),
            Context::Cls => 0..1,
        };
        Pooled::new(states, self.params.hidden, range, Pooling::Max)
    }

    fn relation_inputs(
        &self,
        example: &Example,
        pools: &[Pooled],
        contexts: &[Pooled],
        logits: Option<&[f32]>,
        outputs: usize,
    ) -> (Vec<f32>, usize) {
        let heads = &self.params.layout.heads;
        let mut x = Vec::new();
        for (pair, context) in example.pairs.iter().zip(contexts) {
            let ends = [pair.head, pair.tail];
            x.extend_from_slice(&context.value);
            ends.iter().for_each(|&end| x.extend_from_slice(&pools[end].value));
            for span in ends.map(|end| &example.spans[end]) {
                x.extend_from_slice(&self.params.flat[width_row(heads, span.end - span.start)]);
            }
            if let Some(logits) = logits {
                ends.iter().for_each(|&end| x.extend_from_slice(&logits[end * outputs..][..outputs]));
            }
        }
        self.dropout[1].apply(0, &mut x);
        let inputs = x.len() / example.pairs.len();
        (x, inputs)
    }

    /// Replaces the logits by the gradient of the weighted mean loss.
    fn entity_losses(&self, example: &Example, stage: &mut Stage, losses: &mut Losses) {
        let share = 1.0 / self.totals.spans as f32;
        let weight = if self.options.multi_task { self.options.classification_weight } else { 1.0 };
        for (span, logits) in example.spans.iter().zip(stage.logits.chunks_exact_mut(stage.outputs)) {
            let loss = if self.options.multi_task {
                let right: &[usize] = if span.class > 0 { &[span.class - 1] } else { &[] };
                losses::ranking(logits, right)
            } else {
                losses::cross_entropy(logits, span.class)
            };
            logits.iter_mut().for_each(|d| *d *= share * weight);
            losses.entity += f64::from(loss * share);
        }
        for (span, logit) in example.spans.iter().zip(&mut stage.identifier) {
            let overlap = if self.options.iou_scaling { span.overlap } else { 0.0 };
            let (loss, gradient) = losses::identification(*logit, span.class > 0, overlap);
            *logit = gradient * share * self.options.identification_weight;
            losses.entity_identification += f64::from(loss * share);
        }
    }

    fn relation_losses(&self, example: &Example, stage: &mut Stage, losses: &mut Losses) {
        let share = 1.0 / self.totals.pairs as f32;
        let weight = if self.options.multi_task { self.options.classification_weight } else { 1.0 };
        for (pair, logits) in example.pairs.iter().zip(stage.logits.chunks_exact_mut(stage.outputs)) {
            let loss = if self.options.multi_task {
                losses::ranking(logits, &pair.labels)
            } else {
                losses::binary_cross_entropy(logits, &pair.labels)
            };
            logits.iter_mut().for_each(|d| *d *= share * weight);
            losses.relation += f64::from(loss * share);
        }
        for (pair, logit) in example.pairs.iter().zip(&mut stage.identifier) {
            let (loss, gradient) = losses::binary(*logit, !pair.labels.is_empty());
            *logit = gradient * share * self.options.identification_weight;
            losses.relation_identification += f64::from(loss * share);
        }
    }
}

fn identifiers(heads: &AllHeads) -> [Option<&HeadSlots>; 2] {
    match &heads.identifiers {
        Some([entity, relation]) => [Some(entity), Some(relation)],
        None => [None, None],
    }
}

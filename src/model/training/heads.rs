//! The SpERT and SpERT.MT heads on the samples of one sentence: losses, and gradients of states and parameters.

use super::example::Example;
use super::losses::{self, Losses};
use super::options::HeadOptions;
use super::params::{AllHeads, HeadSlots, Params, WIDTHS};
use super::pool::Pooled;
use super::relation_head::RelationHead;
use super::shard::add;
use super::stage::Stage;
use crate::model::Pooling;
use crate::model::kernels::cpu::dropout::Dropout;

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
    /// Before the entity heads, before the relation heads, and after the hidden layer of the latter.
    pub dropout: [Dropout<'a>; 3],
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
        let [entity_identifier, _] = identifiers(heads);
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
            let mut relations = RelationHead::new(self, x, inputs);
            self.relation_losses(example, &mut relations.out, &mut losses);
            let dx = relations.backward(self, gradient);
            for ((pair, context), dx) in example.pairs.iter().zip(&contexts).zip(dx.chunks_exact(inputs)) {
                context.backward(&dx[..hidden], hidden, Pooling::Max, dstates);
                let tables = [
                    (&heads.relation_distances, example.distance(pair)),
                    (&heads.relation_places, example.place(pair)),
                ];
                let mut end = inputs;
                for (table, class) in tables.into_iter().filter_map(|(table, class)| Some((table.as_ref()?, class))) {
                    let own = &mut gradient[table.start - start + class * WIDTHS[1]..][..WIDTHS[1]];
                    add(own, &dx[end - WIDTHS[1]..end]);
                    end -= WIDTHS[1];
                }
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
        Pooled::of_two(states, self.params.hidden, example.context(pair, self.options.context))
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
            if let Some(table) = &heads.relation_places {
                x.extend_from_slice(&self.params.flat[table.start + example.place(pair) * WIDTHS[1]..][..WIDTHS[1]]);
            }
            if let Some(table) = &heads.relation_distances {
                x.extend_from_slice(&self.params.flat[table.start + example.distance(pair) * WIDTHS[1]..][..WIDTHS[1]]);
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
        let open = example.open_entities();
        for (span, logits) in example.spans.iter().zip(stage.logits.chunks_exact_mut(stage.outputs)) {
            let loss = if self.options.multi_task {
                let right: &[usize] = if span.class > 0 { &[span.class - 1] } else { &[] };
                // There is no class for none here; a span that is of some type is of no other.
                losses::ranking(logits, right, if span.class > 0 { &[] } else { open.get(1..).unwrap_or_default() })
            } else if span.class == 0 && !open.is_empty() {
                losses::none_or_open(logits, open)
            } else {
                losses::cross_entropy(logits, span.class)
            };
            logits.iter_mut().for_each(|d| *d *= share * weight);
            losses.entity += f64::from(loss * share);
        }
        for (span, logit) in example.spans.iter().zip(&mut stage.identifier) {
            let overlap = if self.options.iou_scaling { span.overlap } else { 0.0 };
            // Whether a negative is an entity of an open type nobody knows.
            let (loss, gradient) = if span.class == 0 && !open.is_empty() {
                (0.0, 0.0)
            } else {
                losses::identification(*logit, span.class > 0, overlap)
            };
            *logit = gradient * share * self.options.identification_weight;
            losses.entity_identification += f64::from(loss * share);
        }
    }

    fn relation_losses(&self, example: &Example, stage: &mut Stage, losses: &mut Losses) {
        let options = self.options;
        let share = 1.0 / self.totals.pairs as f32;
        let open = example.open_relations();
        let [classify, identify] = if options.multi_task {
            [options.classification_weight, options.identification_weight]
                .map(|weight| weight * options.relation_weight)
        } else {
            [options.relation_weight; 2]
        };
        for (pair, logits) in example.pairs.iter().zip(stage.logits.chunks_exact_mut(stage.outputs)) {
            let loss = if options.multi_task {
                losses::ranking(logits, &pair.labels, open)
            } else {
                options.relation_loss.of(logits, &pair.labels, options.relation_focus, open)
            };
            logits.iter_mut().for_each(|d| *d *= share * classify);
            losses.relation += f64::from(loss * share);
        }
        for (pair, logit) in example.pairs.iter().zip(&mut stage.identifier) {
            let (loss, gradient) = if pair.labels.is_empty() && !open.is_empty() {
                (0.0, 0.0)
            } else {
                losses::binary(*logit, !pair.labels.is_empty())
            };
            *logit = gradient * share * identify;
            losses.relation_identification += f64::from(loss * share);
        }
    }
}

pub(super) fn identifiers(heads: &AllHeads) -> [Option<&HeadSlots>; 2] {
    match &heads.identifiers {
        Some([entity, relation]) => [Some(entity), Some(relation)],
        None => [None, None],
    }
}

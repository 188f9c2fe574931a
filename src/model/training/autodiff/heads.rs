//! The heads and their losses in differentiable burn operations (see `losses` for the equations).

use std::ops::Range;

use burn::tensor::backend::AutodiffBackend;
use burn::tensor::{Tensor, activation};

use super::network::Network;
use crate::model::Pooling;
use crate::model::encoder::batch::Batch;
use crate::model::encoder::forward::drop;
use crate::model::training::example::Example;
use crate::model::training::losses::{DELTA, GAMMA, MARGINS};
use crate::model::training::params::{HeadSlots, WIDTHS};
use crate::model::training::{HeadOptions, RelationLoss};

/// Entity and relation loss, and those of identification.
type Parts<B> = [Option<Tensor<B, 1>>; 4];

impl<B: AutodiffBackend> Network<'_, B> {
    /// What is minimised, and its parts.
    pub fn losses(&self, examples: &[Example], batch: &Batch) -> (Tensor<B, 1>, Parts<B>) {
        let options = &self.host.options;
        let heads = &self.host.params.layout.heads;
        let states = self.states(batch);
        let zero = self.floats(vec![0.0], [1]);
        let mut parts: Parts<B> = [None, None, None, None];
        let spans: Vec<(usize, &Example, usize)> = examples
            .iter()
            .zip(&batch.starts)
            .flat_map(|(example, &start)| (0..example.spans.len()).map(move |span| (start, example, span)))
            .collect();
        if spans.is_empty() {
            return (zero, parts);
        }
        let shift = |range: Range<usize>, start: usize| range.start + start..range.end + start;
        let ranges =
            spans.iter().map(|&(start, example, at)| [shift(example.subwords(&example.spans[at]), start), 0..0]);
        let pooled = self.pool(&states, &ranges.collect::<Vec<_>>(), options.pooling);
        let widths: Vec<usize> =
            spans.iter().map(|(_, example, at)| example.spans[*at].end - example.spans[*at].start).collect();
        let widths = self.widths(&widths);
        let first: Vec<i32> = spans.iter().map(|(start, _, _)| i32::try_from(*start).unwrap_or(i32::MAX)).collect();
        let first = self.indices(&first);
        let cls = states.clone().select(0, first);
        let x = drop(Tensor::cat(vec![cls, pooled.clone(), widths.clone()], 1), self.host.dropout[2]);
        let logits = self.head(x.clone(), &heads.entity);
        let classes: Vec<Vec<usize>> = spans
            .iter()
            .map(|(_, example, at)| match (example.spans[*at].class, options.multi_task) {
                (0, true) => Vec::new(),
                (class, true) => vec![class - 1],
                (class, false) => vec![class],
            })
            .collect();
        // Of a negative span the classes that may be unannotated.
        let open: Vec<&[bool]> = spans
            .iter()
            .map(|(_, example, at)| if example.spans[*at].class == 0 { example.open_entities() } else { &[] })
            .collect();
        parts[0] = Some(if options.multi_task {
            let open: Vec<&[bool]> = open.iter().map(|open| open.get(1..).unwrap_or_default()).collect();
            self.ranking(logits.clone(), &classes, &open)
        } else {
            let right = self.labels(&classes, logits.dims()[1]);
            if open.iter().all(|open| open.is_empty()) {
                (activation::log_softmax(logits.clone(), 1) * right).sum_dim(1).mean().neg()
            } else {
                // −log of the summed probabilities of none and the open classes.
                const FAR: f32 = 1e6;
                let inside = right + self.flags(&open, logits.dims()[1]);
                let logs = activation::log_softmax(logits.clone(), 1) + (inside - 1.0) * FAR;
                let largest = logs.clone().max_dim(1);
                ((logs - largest.clone()).exp().sum_dim(1).log() + largest).mean().neg()
            }
        });
        if let Some([entity, _]) = &heads.identifiers {
            let scores = self.head(x, entity);
            let count = spans.len();
            let positive = |(_, example, at): &(usize, &Example, usize)| example.spans[*at].class > 0;
            let labels = spans.iter().map(|span| f32::from(u8::from(positive(span)))).collect();
            let weights = spans.iter().map(|span| {
                let overlap = if options.iou_scaling { span.1.spans[span.2].overlap } else { 0.0 };
                match positive(span) {
                    true => 1.0 - DELTA,
                    false if !span.1.open_entities().is_empty() => 0.0,
                    false => DELTA * (1.0 + overlap),
                }
            });
            let weights = self.floats(weights.collect(), [count, 1]);
            parts[2] = Some((binary(scores, self.floats(labels, [count, 1])) * weights).mean());
        }
        self.relations(examples, batch, &states, [pooled, widths, logits], &mut parts);
        let [classify, identify] = if options.multi_task {
            [options.classification_weight, options.identification_weight]
        } else {
            [1.0, 1.0]
        };
        let mut total = zero;
        for (index, part) in parts.iter().enumerate() {
            if let Some(part) = part {
                let weight = if index < 2 { classify } else { identify };
                let stage = if index % 2 == 1 { options.relation_weight } else { 1.0 };
                total = total + part.clone() * (weight * stage);
            }
        }
        (total, parts)
    }

    fn relations(
        &self,
        examples: &[Example],
        batch: &Batch,
        states: &Tensor<B, 2>,
        [pooled, widths, logits]: [Tensor<B, 2>; 3],
        parts: &mut Parts<B>,
    ) {
        let options = &self.host.options;
        let heads = &self.host.params.layout.heads;
        let (mut ends, mut contexts, mut labels) = ([Vec::new(), Vec::new()], Vec::new(), Vec::new());
        let (mut places, mut distances) = (Vec::new(), Vec::new());
        let mut open: Vec<&[bool]> = Vec::new();
        let mut before = 0;
        for (example, &start) in examples.iter().zip(&batch.starts) {
            for pair in &example.pairs {
                for (list, end) in ends.iter_mut().zip([pair.head, pair.tail]) {
                    list.push(i32::try_from(before + end).unwrap_or(i32::MAX));
                }
                let ranges = example.context(pair, options.context);
                contexts.push(ranges.map(|range| range.start + start..range.end + start));
                labels.push(pair.labels.clone());
                open.push(example.open_relations());
                places.push(i32::try_from(example.place(pair)).unwrap_or(i32::MAX));
                distances.push(i32::try_from(example.distance(pair)).unwrap_or(i32::MAX));
            }
            before += example.spans.len();
        }
        if labels.is_empty() || heads.relation.weight.is_empty() {
            return;
        }
        let [head, tail] = ends.map(|list| self.indices(&list));
        let of = |table: &Tensor<B, 2>| [&head, &tail].map(|ends| table.clone().select(0, ends.clone()));
        let mut inputs = vec![self.pool(states, &contexts, Pooling::Max)];
        inputs.extend(of(&pooled));
        inputs.extend(of(&widths));
        if options.entity_logits {
            inputs.extend(of(&logits));
        }
        if let Some(table) = &heads.relation_places {
            inputs.push(self.at(table).select(0, self.indices(&places)));
        }
        if let Some(table) = &heads.relation_distances {
            inputs.push(self.at(table).select(0, self.indices(&distances)));
        }
        let mut x = drop(Tensor::cat(inputs, 1), self.host.dropout[2]);
        if let Some(hidden) = &heads.relation_hidden {
            x = drop(activation::relu(self.head(x, hidden)), self.host.dropout[2]);
        }
        let logits = self.head(x.clone(), &heads.relation);
        parts[1] = Some(if options.multi_task {
            self.ranking(logits, &labels, &open)
        } else {
            let right = self.labels(&labels, logits.dims()[1]);
            let open = open.iter().any(|open| !open.is_empty()).then(|| self.flags(&open, logits.dims()[1]));
            relation_loss(logits, right, open, options)
        });
        if let Some([_, relation]) = &heads.identifiers {
            let scores = self.head(x, relation);
            let count = labels.len();
            let known = |(labels, open): (&Vec<usize>, &&[bool])| !labels.is_empty() || open.is_empty();
            let known = labels.iter().zip(&open).map(|both| f32::from(u8::from(known(both)))).collect();
            let labels = labels.iter().map(|labels| f32::from(u8::from(!labels.is_empty()))).collect();
            let losses = binary(scores, self.floats(labels, [count, 1]));
            parts[3] = Some((losses * self.floats(known, [count, 1])).mean());
        }
    }

    fn head(&self, x: Tensor<B, 2>, head: &HeadSlots) -> Tensor<B, 2> {
        let y = x.matmul(self.at(&head.weight).transpose());
        match &head.bias {
            Some(bias) => y + self.at(bias),
            None => y,
        }
    }

    /// Width embeddings of spans of so many words.
    fn widths(&self, widths: &[usize]) -> Tensor<B, 2> {
        let range = &self.host.params.layout.heads.widths;
        let last = range.len() / WIDTHS[1] - 1;
        let rows: Vec<i32> = widths.iter().map(|width| i32::try_from(*width.min(&last)).unwrap_or(i32::MAX)).collect();
        self.at(range).select(0, self.indices(&rows))
    }

    /// Pooled rows of every pair of ranges, zero of nothing: gathered as `[pairs, longest, hidden]`, short ones repeat a row.
    fn pool(&self, states: &Tensor<B, 2>, ranges: &[[Range<usize>; 2]], pooling: Pooling) -> Tensor<B, 2> {
        let (count, hidden) = (ranges.len(), states.dims()[1]);
        let length = |[first, second]: &[Range<usize>; 2]| first.len() + second.len();
        let longest = ranges.iter().map(length).max().unwrap_or(0).max(1);
        let (mut rows, mut weights) = (Vec::with_capacity(count * longest), Vec::with_capacity(count * longest));
        for pair in ranges {
            let [first, second] = pair;
            let own: Vec<usize> = first.clone().chain(second.clone()).collect();
            for at in 0..longest {
                let inside = at < own.len();
                let row = own.get(at).or(own.first()).copied().unwrap_or(first.start);
                rows.push(i32::try_from(row).unwrap_or(i32::MAX));
                weights.push(match pooling {
                    _ if !inside => 0.0,
                    Pooling::Mean => 1.0 / own.len() as f32,
                    Pooling::Max | Pooling::Sum => 1.0,
                });
            }
        }
        let gathered = states.clone().select(0, self.indices(&rows)).reshape([count, longest, hidden]);
        if pooling != Pooling::Max {
            let weights = self.floats(weights, [count, longest, 1]);
            return (gathered * weights).sum_dim(1).reshape([count, hidden]);
        }
        let present = ranges.iter().map(|pair| f32::from(u8::from(length(pair) > 0))).collect();
        gathered.max_dim(1).reshape([count, hidden]) * self.floats(present, [count, 1])
    }

    /// One row of zeros and ones a sample.
    fn labels(&self, labels: &[Vec<usize>], classes: usize) -> Tensor<B, 2> {
        let mut values = vec![0.0; labels.len() * classes];
        for (row, labels) in values.chunks_exact_mut(classes.max(1)).zip(labels) {
            labels.iter().for_each(|&label| row[label] = 1.0);
        }
        self.floats(values, [labels.len(), classes])
    }

    /// One row of zeros and ones a sample; an empty list is all zeros.
    fn flags(&self, rows: &[&[bool]], classes: usize) -> Tensor<B, 2> {
        let mut values = vec![0.0; rows.len() * classes];
        for (row, flags) in values.chunks_exact_mut(classes.max(1)).zip(rows) {
            row.iter_mut().zip(*flags).for_each(|(value, flag)| *value = f32::from(u8::from(*flag)));
        }
        self.floats(values, [rows.len(), classes])
    }

    /// Mean pairwise ranking loss; `open` classes are not wrong.
    fn ranking(&self, scores: Tensor<B, 2>, labels: &[Vec<usize>], open: &[&[bool]]) -> Tensor<B, 1> {
        const FAR: f32 = 1e6;
        let count = labels.len();
        let classes = scores.dims()[1];
        let right = self.labels(labels, classes);
        let positives = labels.iter().map(|labels| f32::from(u8::from(!labels.is_empty()))).collect();
        let is_wrong = |labels: &[usize], open: &[bool], class: usize| {
            !labels.contains(&class) && !open.get(class).copied().unwrap_or(false)
        };
        let any_wrong = labels.iter().zip(open).map(|(labels, open)| (0..classes).any(|c| is_wrong(labels, open, c)));
        let negatives = any_wrong.map(|any| f32::from(u8::from(any))).collect();
        let lowest_right = (scores.clone().neg() - (right.clone().neg() + 1.0) * FAR).max_dim(1).neg();
        let not_wrong = (right + self.flags(open, classes)).clamp(0.0, 1.0);
        let highest_wrong = (scores - not_wrong * FAR).max_dim(1);
        let positive = softplus((lowest_right.neg() + MARGINS[0]) * GAMMA);
        let negative = softplus((highest_wrong + MARGINS[1]) * GAMMA);
        // Where a side has no class its value is far away: the factor 0 must not meet an infinity.
        let positive = positive.clamp(0.0, FAR) * self.floats(positives, [count, 1]);
        let negative = negative * self.floats(negatives, [count, 1]);
        (positive + negative).mean()
    }
}

/// Mean over the pairs of `RelationLoss::of`.
fn relation_loss<B: AutodiffBackend>(
    logits: Tensor<B, 2>,
    right: Tensor<B, 2>,
    open: Option<Tensor<B, 2>>,
    options: &HeadOptions,
) -> Tensor<B, 1> {
    // What is open and no label teaches nothing.
    let open = open.map(|open| open * (right.clone().neg() + 1.0));
    const FAR: f32 = 1e6;
    if options.relation_loss == RelationLoss::Adaptive {
        // Logits of the other side are put far below the threshold's 0.
        let beside = |wrong: Tensor<B, 2>| {
            let logits = logits.clone() - wrong * FAR;
            let largest = activation::relu(logits.clone().max_dim(1));
            ((logits - largest.clone()).exp().sum_dim(1) + largest.clone().neg().exp()).log() + largest
        };
        let positives = beside(right.clone().neg() + 1.0) * right.clone().sum_dim(1);
        let not_wrong = open.map_or(right.clone(), |open| right.clone() + open);
        return (positives - (logits.clone() * right).sum_dim(1) + beside(not_wrong)).mean();
    }
    let mut loss = binary(logits, right);
    if options.relation_focus > 0.0 {
        // The loss is −log p of what is right.
        loss = (loss.clone().neg().exp().neg() + 1.0).powf_scalar(options.relation_focus) * loss;
    }
    if let Some(open) = open {
        loss = loss * (open.neg() + 1.0);
    }
    if options.relation_loss == RelationLoss::Sum { loss.sum_dim(1).mean() } else { loss.mean() }
}

/// `log(1 + e^x)`, computed as `max(x, 0) + log(1 + e^{−|x|})`.
fn softplus<B: AutodiffBackend>(x: Tensor<B, 2>) -> Tensor<B, 2> {
    activation::relu(x.clone()) + (x.abs().neg().exp() + 1.0).log()
}

/// Binary cross-entropy of every logit with its label.
fn binary<B: AutodiffBackend>(logits: Tensor<B, 2>, labels: Tensor<B, 2>) -> Tensor<B, 2> {
    softplus(logits.clone()) - logits * labels
}

//! The encoder's parameter gradients from the tapes of all shards.

use rayon::prelude::*;

use super::params::{Form, Layout};
use super::shard::{LayerTape, Linear, Normed, Shard, add};
use crate::model::kernels::cpu::gemm::PANEL;
use crate::model::kernels::cpu::math::sum_of;
use crate::model::kernels::cpu::{dense, vectorized};

/// A pair of slots (weight and bias, or γ and β) and where a layer's tape holds what they need.
#[derive(Clone, Copy)]
enum Source {
    Linear(fn(&LayerTape) -> &Linear),
    Norm(fn(&LayerTape) -> &Normed),
}

/// In the order of the layout.
const LAYER: [Source; 6] = [
    Source::Linear(|tape| &tape.qkv),
    Source::Linear(|tape| &tape.attention_output),
    Source::Norm(|tape| &tape.attention_norm),
    Source::Linear(|tape| &tape.intermediate),
    Source::Linear(|tape| &tape.output),
    Source::Norm(|tape| &tape.output_norm),
];

/// One panel of one weight.
struct Task<'a> {
    layer: usize,
    part: fn(&LayerTape) -> &Linear,
    panel: usize,
    outputs: usize,
    inputs: usize,
    gradient: &'a mut [f32],
}

/// The gradient of every encoder parameter but the word embeddings; that part of `gradient` is overwritten.
///
/// Panels run on all threads of the pool. Returns the sum of the squares, added in an order of its own: the result must
/// not depend on which thread was faster.
pub fn encoder(shards: &[Shard], layout: &Layout, hidden: usize, gradient: &mut [f32]) -> f64 {
    let mut squares = 0.0;
    let mut rest = &mut gradient[..layout.heads_start()];
    let mut slots = layout.slots.iter();
    let mut next = || {
        let slot = slots.next()?;
        let (own, others) = std::mem::take(&mut rest).split_at_mut(slot.range.len());
        rest = others;
        Some((slot, own))
    };
    let (Some((_, positions)), Some((_, types))) = (next(), next()) else { return 0.0 };
    positions.fill(0.0);
    types.fill(0.0);
    for shard in shards {
        let places = shard.lengths.iter().flat_map(|length| 0..*length);
        for ((place, kind), row) in places.zip(&shard.types).zip(shard.embedded.chunks_exact(hidden)) {
            add(&mut positions[(layout.first_position + place) * hidden..][..hidden], row);
            add(&mut types[kind * hidden..][..hidden], row);
        }
    }
    squares += squares_of(positions) + squares_of(types);
    let mut sum = |target: &mut [f32], of: &dyn Fn(&Shard, &mut [f32])| {
        target.fill(0.0);
        shards.iter().for_each(|shard| of(shard, target));
        squares += squares_of(target);
    };
    if let (Some((_, gamma)), Some((_, beta))) = (next(), next()) {
        sum(gamma, &|shard, target| add(target, &shard.embedding_norm.gamma));
        sum(beta, &|shard, target| add(target, &shard.embedding_norm.beta));
    }
    let mut tasks = Vec::new();
    for layer in 0..layout.layers.len() {
        for source in LAYER {
            let (Some((slot, first)), Some((_, second))) = (next(), next()) else { continue };
            match (source, slot.form) {
                (Source::Linear(part), Form::Panels { outputs, inputs }) => {
                    let panels = first.chunks_mut(inputs * PANEL).enumerate();
                    tasks.extend(panels.map(|(panel, gradient)| Task {
                        layer,
                        part,
                        panel,
                        outputs,
                        inputs,
                        gradient,
                    }));
                    sum(second, &|shard, target| {
                        part(&shard.layers[layer]).dy.chunks_exact(outputs).for_each(|row| add(target, row));
                    });
                }
                (Source::Norm(norm), _) => {
                    sum(first, &|shard, target| add(target, &norm(&shard.layers[layer]).gamma));
                    sum(second, &|shard, target| add(target, &norm(&shard.layers[layer]).beta));
                }
                (Source::Linear(_), Form::Plain) => {}
            }
        }
    }
    let sums: Vec<f64> = tasks.into_par_iter().map(|task| task.run(shards)).collect();
    squares + sums.iter().sum::<f64>()
}

impl Task<'_> {
    fn run(self, shards: &[Shard]) -> f64 {
        let Self { layer, part, panel, outputs, inputs, gradient } = self;
        let parts: Vec<(&[f32], &[f32])> = shards
            .iter()
            .map(|shard| {
                let linear = part(&shard.layers[layer]);
                (linear.x.as_slice(), linear.dy.as_slice())
            })
            .collect();
        dense::weight_gradient(&parts, panel, outputs, inputs, gradient)
    }
}

/// Σ x², in f64 over stretches summed in f32.
pub fn squares_of(values: &[f32]) -> f64 {
    let part = |values: &[f32]| {
        vectorized(
            #[inline(always)]
            || sum_of(values, |x| x * x),
        )
    };
    values.chunks(4096).map(|values| f64::from(part(values))).sum()
}

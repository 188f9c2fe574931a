//! A linear layer on samples, with the binary head of SpERT.MT beside it: forward and backward.

use super::params::{HeadSlots, Params};
use super::shard::add;
use crate::model::kernels::cpu::dropout::Dropout;
use crate::model::kernels::cpu::math::dot;
use crate::model::kernels::cpu::vectorized;

/// Samples as rows, with the gradient of the logits.
pub struct Stage {
    /// `[samples, inputs]`, after dropout.
    pub x: Vec<f32>,
    pub inputs: usize,
    pub outputs: usize,
    /// `[samples, outputs]`: logits, then their gradient.
    pub logits: Vec<f32>,
    /// `[samples]`, empty without identification.
    pub identifier: Vec<f32>,
}

impl Stage {
    pub fn new(x: Vec<f32>, inputs: usize, params: &Params, head: &HeadSlots, identifier: Option<&HeadSlots>) -> Self {
        let outputs = head.weight.len() / inputs.max(1);
        let logits = linear(&x, inputs, params, head);
        let identifier = identifier.map(|head| linear(&x, inputs, params, head)).unwrap_or_default();
        Self { x, inputs, outputs, logits, identifier }
    }

    /// `logits` and `identifier` hold gradients by now: adds those of the parameters, and returns that of `x` before dropout,
    /// `[samples, inputs]`.
    pub fn backward(
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
                    // An output's weights and their gradient stay in the first-level cache while the samples pass by.
                    let weights = weight.chunks_exact(self.inputs).zip(own.chunks_exact_mut(self.inputs));
                    for (o, (weight, own)) in weights.enumerate() {
                        let rows = self.x.chunks_exact(self.inputs).zip(dx.chunks_exact_mut(self.inputs));
                        for ((x, dx), dlogits) in rows.zip(dlogits.chunks_exact(outputs)) {
                            let d = dlogits[o];
                            if d != 0.0 {
                                axpy(dx, d, weight);
                                axpy(own, d, x);
                            }
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
            let mut logits = vec![0.0; x.len() / inputs * outputs];
            for (o, row) in weight.chunks_exact(inputs).enumerate() {
                let bias = bias.map_or(0.0, |bias| bias[o]);
                for (x, logits) in x.chunks_exact(inputs).zip(logits.chunks_exact_mut(outputs)) {
                    logits[o] = dot(x, row) + bias;
                }
            }
            logits
        },
    )
}

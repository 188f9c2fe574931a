//! Self-attention with what its gradient needs, and the gradient.
//!
//! With P = softmax(q·kᵀ/√d) and the dropout factors D (0 or 1/(1−p)): o = (P∘D)·v, so
//! dv = (P∘D)ᵀ·do, dP = (do·vᵀ)∘D, dS = P∘(dP − Σⱼ dPⱼPⱼ), dq = dS·k/√d, dk = dSᵀ·q/√d.
//! A head is small (tens of rows of 32 features): products are sums of scaled rows, and no row is ever reduced.

use super::dropout::Dropout;
use super::math::{exp, max_of, sum_of};
use super::vectorized;

/// Rows and columns of one head of one sentence inside `qkv [length, 3·hidden]`.
#[derive(Clone, Copy)]
struct Head {
    hidden: usize,
    first: usize,
    size: usize,
}

impl Head {
    /// Part 0, 1, 2 (query, key, value) of a row of qkv.
    #[inline(always)]
    fn part<'a>(&self, row: &'a [f32], part: usize) -> &'a [f32] {
        &row[part * self.hidden + self.first..][..self.size]
    }

    /// A part with features as rows: `[size, length]`.
    #[inline(always)]
    fn transposed(&self, rows: &[f32], stride: usize, offset: usize, out: &mut Vec<f32>) {
        let length = rows.len() / stride;
        out.clear();
        out.resize(self.size * length, 0.0);
        for (j, row) in rows.chunks_exact(stride).enumerate() {
            for (column, value) in out.chunks_exact_mut(length).zip(&row[offset..offset + self.size]) {
                column[j] = *value;
            }
        }
    }
}

/// Buffers of one head.
#[derive(Default)]
pub struct Scratch {
    keys: Vec<f32>,
    values: Vec<f32>,
    gradient: Vec<f32>,
    context: Vec<f32>,
}

#[inline(always)]
fn axpy(target: &mut [f32], factor: f32, row: &[f32]) {
    for (t, x) in target.iter_mut().zip(row) {
        *t += factor * x;
    }
}

/// `out = dropout(softmax(q·kᵀ/√d))·v` for every head of one sentence; `probs` gets the softmax, before dropout.
///
/// # Shapes
/// `qkv [length, 3·hidden]`, `probs [heads, length, length]`, `mask` like `probs`, `out [length, hidden]`.
pub fn forward(
    qkv: &[f32],
    hidden: usize,
    heads: usize,
    mask: Dropout<'_>,
    scratch: &mut Scratch,
    probs: &mut [f32],
    out: &mut [f32],
) {
    vectorized(
        #[inline(always)]
        || {
            let length = qkv.len() / (3 * hidden);
            let size = hidden / heads.max(1);
            let scale = 1.0 / (size as f32).sqrt();
            let mut weights = vec![0.0; length];
            out.fill(0.0);
            for (h, probs) in probs.chunks_exact_mut(length * length).enumerate() {
                let head = Head { hidden, first: h * size, size };
                head.transposed(qkv, 3 * hidden, hidden + head.first, &mut scratch.keys);
                for (i, (row, probs)) in qkv.chunks_exact(3 * hidden).zip(probs.chunks_exact_mut(length)).enumerate() {
                    probs.fill(0.0);
                    for (q, keys) in head.part(row, 0).iter().zip(scratch.keys.chunks_exact(length)) {
                        axpy(probs, *q * scale, keys);
                    }
                    let max = max_of(probs);
                    for value in probs.iter_mut() {
                        *value = exp(*value - max);
                    }
                    let sum = 1.0 / sum_of(probs, |x| x);
                    for value in probs.iter_mut() {
                        *value *= sum;
                    }
                    weights.copy_from_slice(probs);
                    mask.apply((h * length + i) * length, &mut weights);
                    let out = &mut out[i * hidden + head.first..][..size];
                    for (weight, row) in weights.iter().zip(qkv.chunks_exact(3 * hidden)) {
                        axpy(out, *weight, head.part(row, 2));
                    }
                }
            }
        },
    );
}

/// The gradient of [`forward`]: `dqkv` from `dout`.
///
/// # Shapes
/// As there; `dqkv [length, 3·hidden]` is overwritten.
#[allow(clippy::too_many_arguments)] // The inputs of the forward pass, its result, and both gradients.
pub fn backward(
    qkv: &[f32],
    hidden: usize,
    heads: usize,
    mask: Dropout<'_>,
    probs: &[f32],
    dout: &[f32],
    scratch: &mut Scratch,
    dqkv: &mut [f32],
) {
    vectorized(
        #[inline(always)]
        || {
            let length = qkv.len() / (3 * hidden);
            let size = hidden / heads.max(1);
            let scale = 1.0 / (size as f32).sqrt();
            let mut weights = vec![0.0; length];
            dqkv.fill(0.0);
            for (h, probs) in probs.chunks_exact(length * length).enumerate() {
                let head = Head { hidden, first: h * size, size };
                head.transposed(qkv, 3 * hidden, 2 * hidden + head.first, &mut scratch.values);
                // Key and value gradients of this head, dense: [length, size] each.
                scratch.gradient.clear();
                scratch.gradient.resize(length * size, 0.0);
                scratch.context.clear();
                scratch.context.resize(length * size, 0.0);
                let mut dscores = vec![0.0; length];
                for (i, probs) in probs.chunks_exact(length).enumerate() {
                    let dout = &dout[i * hidden + head.first..][..size];
                    let row = &qkv[i * 3 * hidden..][..3 * hidden];
                    weights.copy_from_slice(probs);
                    mask.apply((h * length + i) * length, &mut weights);
                    for (weight, dvalue) in weights.iter().zip(scratch.context.chunks_exact_mut(size)) {
                        axpy(dvalue, *weight, dout);
                    }
                    dscores.fill(0.0);
                    for (d, values) in dout.iter().zip(scratch.values.chunks_exact(length)) {
                        axpy(&mut dscores, *d, values);
                    }
                    mask.apply((h * length + i) * length, &mut dscores);
                    let sum: f32 = super::math::dot(&dscores, probs);
                    for (d, p) in dscores.iter_mut().zip(probs) {
                        *d = p * (*d - sum) * scale;
                    }
                    let dquery = &mut dqkv[i * 3 * hidden + head.first..][..size];
                    for (d, row) in dscores.iter().zip(qkv.chunks_exact(3 * hidden)) {
                        axpy(dquery, *d, head.part(row, 1));
                    }
                    for (d, dkey) in dscores.iter().zip(scratch.gradient.chunks_exact_mut(size)) {
                        axpy(dkey, *d, head.part(row, 0));
                    }
                }
                for (j, row) in dqkv.chunks_exact_mut(3 * hidden).enumerate() {
                    row[hidden + head.first..][..size].copy_from_slice(&scratch.gradient[j * size..][..size]);
                    row[2 * hidden + head.first..][..size].copy_from_slice(&scratch.context[j * size..][..size]);
                }
            }
        },
    );
}

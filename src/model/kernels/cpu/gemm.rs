//! `x·W + b` on weights that are packed once, when the model is loaded.
//!
//! The usual matrix product packs both factors at every call and leaves bias and activation to further passes. Here W
//! stands in panels of [`PANEL`] columns, x is packed in blocks of [`ROWS`] rows, and a tile of both is finished —
//! bias, activation — while it is in registers and first-level cache.

use pulp::{Simd, WithSimd};

use super::math::gelu;
use super::vectorized;

/// Columns of a panel: two AVX-512 registers.
pub const PANEL: usize = 32;
/// Rows of a block: with two columns of registers, 24 of 32 AVX-512 registers accumulate.
pub const ROWS: usize = 12;

/// A linear layer's weights in panels: `[panels][inputs][PANEL]`, zero-padded to whole panels.
#[derive(Clone, Debug)]
pub struct PackedLinear {
    panels: Vec<[f32; PANEL]>,
    bias: Vec<f32>,
    inputs: usize,
    outputs: usize,
}

/// What is done to a result before it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    None,
    /// GELU with the error function.
    Gelu,
}

impl PackedLinear {
    /// Packs `weight [outputs, inputs]` (the layout of checkpoints) and `bias [outputs]`.
    #[must_use]
    pub fn new(weight: &[f32], bias: Vec<f32>, inputs: usize) -> Self {
        let outputs = bias.len();
        let mut panels = vec![[0.0; PANEL]; outputs.div_ceil(PANEL) * inputs];
        for (output, row) in weight.chunks_exact(inputs.max(1)).take(outputs).enumerate() {
            let first = output / PANEL * inputs;
            for (slot, value) in panels[first..].iter_mut().zip(row) {
                slot[output % PANEL] = *value;
            }
        }
        Self { panels, bias, inputs, outputs }
    }

    /// `out = activation(x·W + b)`.
    ///
    /// # Shapes
    /// `x [rows, inputs]`, `out [rows, outputs]`, row-major; `out` is resized. `blocks` is scratch space.
    pub fn apply(&self, x: &[f32], activation: Activation, blocks: &mut Vec<[f32; ROWS]>, out: &mut Vec<f32>) {
        let rows = x.len() / self.inputs.max(1);
        pack_rows(x, self.inputs, rows, blocks);
        out.resize(rows * self.outputs, 0.0);
        vectorized(Product { linear: self, blocks, activation, out });
    }
}

/// Packs `x [rows, inputs]` into `[blocks][inputs][ROWS]`; missing rows of the last block are zero.
fn pack_rows(x: &[f32], inputs: usize, rows: usize, blocks: &mut Vec<[f32; ROWS]>) {
    let count = rows.div_ceil(ROWS);
    blocks.clear();
    blocks.resize(count * inputs, [0.0; ROWS]);
    for (block, rows) in blocks.chunks_exact_mut(inputs.max(1)).zip(x.chunks(ROWS * inputs.max(1))) {
        for (r, row) in rows.chunks_exact(inputs.max(1)).enumerate() {
            for (slot, value) in block.iter_mut().zip(row) {
                slot[r] = *value;
            }
        }
    }
}

struct Product<'a> {
    linear: &'a PackedLinear,
    blocks: &'a [[f32; ROWS]],
    activation: Activation,
    out: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { linear, blocks, activation, out } = self;
        let (inputs, outputs) = (linear.inputs.max(1), linear.outputs);
        // A panel stays in the second-level cache while all rows pass by.
        for (p, panel) in linear.panels.chunks_exact(inputs).enumerate() {
            let column = p * PANEL;
            let width = PANEL.min(outputs - column);
            let mut bias = [0.0; PANEL];
            bias[..width].copy_from_slice(&linear.bias[column..column + width]);
            for (block, out_rows) in blocks.chunks_exact(inputs).zip(out.chunks_mut(ROWS * outputs)) {
                let mut tile = [[0.0; PANEL]; ROWS];
                whole_tile(simd, block, panel, &mut tile);
                for (values, out_row) in tile.iter_mut().zip(out_rows.chunks_exact_mut(outputs)) {
                    finish(values, &bias, activation);
                    out_row[column..column + width].copy_from_slice(&values[..width]);
                }
            }
        }
    }
}

#[inline(always)]
fn finish(values: &mut [f32; PANEL], bias: &[f32; PANEL], activation: Activation) {
    for (value, bias) in values.iter_mut().zip(bias) {
        *value += bias;
    }
    if activation == Activation::Gelu {
        for value in values {
            *value = gelu(*value);
        }
    }
}

/// Covers a tile with register blocks that fit the instruction set.
#[inline(always)]
fn whole_tile<S: Simd>(simd: S, a: &[[f32; ROWS]], b: &[[f32; PANEL]], tile: &mut [[f32; PANEL]; ROWS]) {
    if S::F32_LANES == 16 {
        part::<S, 12, 2, 0, 0>(simd, a, b, tile);
    } else if S::F32_LANES == 8 {
        part::<S, 6, 2, 0, 0>(simd, a, b, tile);
        part::<S, 6, 2, 0, 16>(simd, a, b, tile);
        part::<S, 6, 2, 6, 0>(simd, a, b, tile);
        part::<S, 6, 2, 6, 16>(simd, a, b, tile);
    } else {
        // Plain loops: the compiler's own vectors, whatever the machine has.
        for (a, b) in a.iter().zip(b) {
            for (values, a) in tile.iter_mut().zip(a) {
                for (value, b) in values.iter_mut().zip(b) {
                    *value += a * b;
                }
            }
        }
    }
}

/// Rows `R0..R0+R` times columns `C0..` of `V` vectors.
#[inline(always)]
fn part<S: Simd, const R: usize, const V: usize, const R0: usize, const C0: usize>(
    simd: S,
    a: &[[f32; ROWS]],
    b: &[[f32; PANEL]],
    tile: &mut [[f32; PANEL]; ROWS],
) {
    let mut sums = [[simd.splat_f32s(0.0); V]; R];
    for (a, b) in a.iter().zip(b) {
        let (b, _) = S::as_simd_f32s(&b[C0..]);
        let columns: [S::f32s; V] = std::array::from_fn(|v| b[v]);
        for r in 0..R {
            let x = simd.splat_f32s(a[R0 + r]);
            for v in 0..V {
                sums[r][v] = simd.mul_add_e_f32s(x, columns[v], sums[r][v]);
            }
        }
    }
    for r in 0..R {
        let (out, _) = S::as_mut_simd_f32s(&mut tile[R0 + r][C0..]);
        out[..V].copy_from_slice(&sums[r]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kernels::cpu::math;

    fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f32::from((state >> 16) as u16) / 32_768.0 - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    fn check(simd_free: bool, rows: usize, inputs: usize, outputs: usize, activation: Activation) {
        let (x, weight, bias) = (numbers(rows * inputs, 1), numbers(outputs * inputs, 2), numbers(outputs, 3));
        let linear = PackedLinear::new(&weight, bias.clone(), inputs);
        let mut out = Vec::new();
        if simd_free {
            let mut blocks = Vec::new();
            pack_rows(&x, inputs, rows, &mut blocks);
            out.resize(rows * outputs, 0.0);
            Product { linear: &linear, blocks: &blocks, activation, out: &mut out }.with_simd(pulp::Scalar);
        } else {
            linear.apply(&x, activation, &mut Vec::new(), &mut out);
        }
        for (i, value) in out.iter().enumerate() {
            let (row, column) = (i / outputs, i % outputs);
            let wanted: f32 = (0..inputs).map(|k| x[row * inputs + k] * weight[column * inputs + k]).sum();
            let wanted = wanted + bias[column];
            let wanted = if activation == Activation::Gelu { math::gelu(wanted) } else { wanted };
            assert!((value - wanted).abs() < 1e-4, "[{row}, {column}] = {value}, expected {wanted}");
        }
        assert_eq!(out.len(), rows * outputs);
    }

    #[test]
    fn products_equal_the_definition_for_every_remainder() {
        for simd_free in [false, true] {
            for (rows, inputs, outputs) in [(1, 1, 1), (12, 32, 32), (13, 40, 33), (25, 7, 95), (0, 8, 8)] {
                check(simd_free, rows, inputs, outputs, Activation::None);
                check(simd_free, rows, inputs, outputs, Activation::Gelu);
            }
        }
    }
}

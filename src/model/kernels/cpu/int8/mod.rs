//! `x·W + b` on 8-bit weights: x is quantised row by row, and products are summed in integers.
//!
//! Weights are `i8 · scale` a row of W (one output), as [`crate::model::compress`] stores them. A row of x becomes
//! `i8 · largest magnitude / 127` when it comes along, so nothing has to be calibrated. Integer sums are exact: every
//! instruction set gives the same result (see [`kernels`]).

mod kernels;

use pulp::{Simd, WithSimd};

use super::gemm::{Activation, PANEL, ROWS};
use super::math::{gelu, max_magnitude};
use super::vectorized;
pub use kernels::Kernel;

/// Inputs that one instruction multiplies and sums.
const GROUP: usize = 4;

/// The weights of one group of inputs to the outputs of a panel.
type Weights = [[i8; GROUP]; PANEL];

/// One group of inputs of a block of rows, in excess 128: what stands for zero is [`ZERO`].
type Inputs = [[u8; GROUP]; ROWS];

const ZERO: u8 = 128;

/// A linear layer's 8-bit weights in panels: `[panels][⌈inputs / 4⌉][32][4]`, zero-padded.
#[derive(Clone, Debug)]
pub struct QuantizedLinear {
    panels: Vec<Weights>,
    outputs: Vec<Output>,
    inputs: usize,
    kernel: Kernel,
}

/// What turns an output's sum into a number.
#[derive(Clone, Copy, Debug, Default)]
struct Output {
    scale: f32,
    bias: f32,
    /// What excess 128 adds to the sum.
    excess: i32,
}

/// Rows of x in blocks, with a scale each; scratch space that is used again.
#[derive(Debug, Default)]
pub struct QuantizedRows {
    /// `[blocks][⌈inputs / 4⌉]`.
    blocks: Vec<Inputs>,
    scales: Vec<f32>,
}

impl QuantizedLinear {
    /// Packs `weight [outputs, inputs]`, row-major, with the scales and biases of its rows, for the instructions of `kernel`.
    #[must_use]
    pub fn new(weight: &[i8], scales: &[f32], bias: &[f32], inputs: usize, kernel: Kernel) -> Self {
        let groups = inputs.div_ceil(GROUP);
        let mut panels = vec![[[0; GROUP]; PANEL]; bias.len().div_ceil(PANEL) * groups];
        let mut outputs = Vec::with_capacity(bias.len());
        let rows = weight.chunks_exact(inputs.max(1)).zip(scales.iter().zip(bias));
        for (output, (row, (scale, bias))) in rows.enumerate() {
            for (group, values) in panels[output / PANEL * groups..].iter_mut().zip(row.chunks(GROUP)) {
                group[output % PANEL][..values.len()].copy_from_slice(values);
            }
            let sum: i32 = row.iter().map(|value| i32::from(*value)).sum();
            outputs.push(Output { scale: *scale, bias: *bias, excess: i32::from(ZERO) * sum });
        }
        Self { panels, outputs, inputs, kernel }
    }

    /// `out = activation(x·W + b)`.
    ///
    /// # Shapes
    /// `x [rows, inputs]`, `out [rows, outputs]`, row-major; `out` is resized. `rows` is scratch space.
    pub fn apply(&self, x: &[f32], activation: Activation, rows: &mut QuantizedRows, out: &mut Vec<f32>) {
        vectorized(Quantize { x, inputs: self.inputs.max(1), rows });
        out.resize(rows.scales.len() * self.outputs.len(), 0.0);
        self.kernel.run(&Product { linear: self, rows, activation }, out);
    }
}

struct Quantize<'a> {
    x: &'a [f32],
    inputs: usize,
    rows: &'a mut QuantizedRows,
}

impl WithSimd for Quantize<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        let Self { x, inputs, rows: QuantizedRows { blocks, scales } } = self;
        let groups = inputs.div_ceil(GROUP);
        blocks.clear();
        blocks.resize((x.len() / inputs).div_ceil(ROWS) * groups, [[ZERO; GROUP]; ROWS]);
        scales.clear();
        for (number, row) in x.chunks_exact(inputs).enumerate() {
            let largest = max_magnitude(row);
            let factor = if largest > 0.0 { 127.0 / largest } else { 0.0 };
            scales.push(largest / 127.0);
            let (block, slot) = (&mut blocks[number / ROWS * groups..][..groups], number % ROWS);
            let (whole, rest) = row.as_chunks::<GROUP>();
            for (group, values) in block.iter_mut().zip(whole) {
                group[slot] = values.map(
                    #[inline(always)]
                    |value| quantize(value * factor),
                );
            }
            if let Some(group) = block.get_mut(whole.len()) {
                for (byte, value) in group[slot].iter_mut().zip(rest) {
                    *byte = quantize(*value * factor);
                }
            }
        }
    }
}

/// A number from −127 to 127 to the nearest integer, in excess 128.
#[inline(always)]
fn quantize(value: f32) -> u8 {
    // Adding 1.5·2²³ rounds to an integer and leaves it in the low bits.
    const ROUND: f32 = 12_582_912.0;
    ((value + ROUND).to_bits() as u8) ^ ZERO
}

/// One call of [`QuantizedLinear::apply`] after x was quantised.
struct Product<'a> {
    linear: &'a QuantizedLinear,
    rows: &'a QuantizedRows,
    activation: Activation,
}

/// The sums of a block of rows and a panel.
type Tile = [[i32; PANEL]; ROWS];

impl Product<'_> {
    /// All tiles, by whatever makes the sums of one (of inputs in excess 128, or of what they stand for); inlined into a
    /// function that is compiled for an instruction set.
    #[inline(always)]
    fn tiles<const IN_EXCESS: bool>(&self, out: &mut [f32], sums: impl Fn(&[Inputs], &[Weights], &mut Tile)) {
        let Self { linear, rows, activation } = self;
        let groups = linear.inputs.div_ceil(GROUP).max(1);
        let width = linear.outputs.len().max(1);
        let mut tile = [[0; PANEL]; ROWS];
        // A panel stays in the first or second-level cache while all rows pass by.
        for (p, panel) in linear.panels.chunks_exact(groups).enumerate() {
            let mut outputs = [Output::default(); PANEL];
            let real = PANEL.min(linear.outputs.len() - p * PANEL);
            outputs[..real].copy_from_slice(&linear.outputs[p * PANEL..][..real]);
            if !IN_EXCESS {
                outputs.iter_mut().for_each(|output| output.excess = 0);
            }
            let blocks = rows.blocks.chunks_exact(groups).zip(rows.scales.chunks(ROWS));
            for ((block, scales), lines) in blocks.zip(out.chunks_mut(ROWS * width)) {
                sums(block, panel, &mut tile);
                for ((sums, scale), line) in tile.iter().zip(scales).zip(lines.chunks_exact_mut(width)) {
                    let mut values = [0.0; PANEL];
                    for ((value, sum), output) in values.iter_mut().zip(sums).zip(&outputs) {
                        *value = (sum - output.excess) as f32 * (scale * output.scale) + output.bias;
                    }
                    if *activation == Activation::Gelu {
                        for value in &mut values {
                            *value = gelu(*value);
                        }
                    }
                    line[p * PANEL..][..real].copy_from_slice(&values[..real]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What [`QuantizedLinear::apply`] promises, in f64.
    fn defined(x: &[f32], weight: &[i8], scales: &[f32], bias: &[f32], inputs: usize) -> Vec<f64> {
        let mut out = Vec::new();
        for row in x.chunks_exact(inputs) {
            let largest = row.iter().fold(0.0_f32, |max, value| max.max(value.abs()));
            let factor = if largest > 0.0 { 127.0 / largest } else { 0.0 };
            for (weights, (scale, bias)) in weight.chunks_exact(inputs).zip(scales.iter().zip(bias)) {
                let bytes = row.iter().map(|value| (value * factor).round_ties_even() as i64);
                let sum: i64 = bytes.zip(weights).map(|(value, weight)| value * i64::from(*weight)).sum();
                out.push(sum as f64 * f64::from(largest) / 127.0 * f64::from(*scale) + f64::from(*bias));
            }
        }
        out
    }

    proptest! {
        #[test]
        fn every_instruction_set_gives_the_defined_sums(
            rows in 0_usize..30, inputs in 1_usize..70, outputs in 1_usize..70, seed in any::<u32>(), gelu in any::<bool>(),
        ) {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) as u16
            };
            let weight: Vec<i8> = (0..outputs * inputs).map(|_| (next() % 255) as i8).map(|w| w.max(-127)).collect();
            let mut number = || f32::from(next()) / 32_768.0 - 1.0;
            let mut numbers = |count: usize| (0..count).map(|_| number()).collect::<Vec<f32>>();
            let (x, scales, bias) = (numbers(rows * inputs), numbers(outputs), numbers(outputs));
            let wanted = defined(&x, &weight, &scales, &bias, inputs);
            let activation = if gelu { Activation::Gelu } else { Activation::None };
            let mut before: Option<Vec<f32>> = None;
            for kernel in Kernel::all() {
                let linear = QuantizedLinear::new(&weight, &scales, &bias, inputs, kernel);
                let mut out = Vec::new();
                linear.apply(&x, activation, &mut QuantizedRows::default(), &mut out);
                prop_assert_eq!(out.len(), wanted.len());
                for (got, wanted) in out.iter().zip(&wanted) {
                    let wanted = if gelu { f64::from(super::gelu(*wanted as f32)) } else { *wanted };
                    prop_assert!((f64::from(*got) - wanted).abs() <= 1e-5 * (1.0 + wanted.abs()), "{kernel:?}: {got} {wanted}");
                }
                let same = |a: &Vec<f32>| a.iter().zip(&out).all(|(a, b)| (a - b).abs() <= 1e-5 * (1.0 + a.abs()));
                prop_assert!(before.as_ref().is_none_or(same), "{kernel:?} differs");
                before = Some(out);
            }
        }
    }

    #[test]
    fn sums_of_extremes_do_not_overflow() {
        let (inputs, outputs) = (3072, 33);
        for (value, weight) in [(1.0_f32, 127_i8), (-1.0, 127), (1.0, -127), (-1.0, -127)] {
            for kernel in Kernel::all() {
                let (weights, ones) = (vec![weight; inputs * outputs], vec![1.0; outputs]);
                let linear = QuantizedLinear::new(&weights, &ones, &vec![0.0; outputs], inputs, kernel);
                let mut out = Vec::new();
                linear.apply(&vec![value; inputs], Activation::None, &mut QuantizedRows::default(), &mut out);
                let wanted = inputs as f32 * value * f32::from(weight);
                assert!(out.iter().all(|got| (got / wanted - 1.0).abs() < 1e-6), "{kernel:?}: {:?}", out.first());
            }
        }
    }
}

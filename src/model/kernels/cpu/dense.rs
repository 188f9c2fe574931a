//! A linear layer and its two gradients on weights that stand in panels all the time.
//!
//! `W [outputs, inputs]` stands as `[⌈outputs/32⌉][inputs][32]`, padded with zeros. One layout serves the three products
//! of a training step without packing a weight, which would cost as much as a tenth of the step:
//!
//! | product | rows that are broadcast | rows that are vectors |
//! |---|---|---|
//! | `y = x·Wᵀ + b` | x | a panel |
//! | `dxᵀ = Wᵀ·dyᵀ` | twelve inputs of a panel | dy, transposed |
//! | `dW = dyᵀ·x` | twelve columns of x | a strip of dy |
//!
//! Optimisers work value by value and do not care. A sum's order depends on the shapes alone, never on threads.

use pulp::{Simd, WithSimd};

use super::gemm::PANEL;
use super::vectorized;

/// Rows of a tile.
const ROWS: usize = 12;

/// Values of `W [outputs, inputs]` in panels, padding included.
#[must_use]
pub fn padded(outputs: usize, inputs: usize) -> usize {
    outputs.div_ceil(PANEL) * PANEL * inputs
}

/// `weight [outputs, inputs]`, row-major, into panels.
pub fn to_panels(weight: &[f32], outputs: usize, inputs: usize, panels: &mut [f32]) {
    panels.fill(0.0);
    for (output, row) in weight.chunks_exact(inputs.max(1)).take(outputs).enumerate() {
        let first = output / PANEL * inputs * PANEL + output % PANEL;
        for (input, value) in row.iter().enumerate() {
            panels[first + input * PANEL] = *value;
        }
    }
}

/// The inverse of [`to_panels`].
#[must_use]
pub fn from_panels(panels: &[f32], outputs: usize, inputs: usize) -> Vec<f32> {
    let mut weight = Vec::with_capacity(outputs * inputs);
    for output in 0..outputs {
        let first = output / PANEL * inputs * PANEL + output % PANEL;
        weight.extend((0..inputs).map(|input| panels[first + input * PANEL]));
    }
    weight
}

/// `out = x·Wᵀ + bias`.
///
/// # Shapes
/// `weight` in panels of `[bias.len(), inputs]`, `x [rows, inputs]`, `out [rows, outputs]`, which is resized.
pub fn forward(weight: &[f32], bias: &[f32], x: &[f32], inputs: usize, out: &mut Vec<f32>) {
    out.resize(x.len() / inputs.max(1) * bias.len(), 0.0);
    vectorized(Forward { weight, bias, x, inputs, out });
}

/// `dx = dy·W`, or `dx += dy·W` when `add`.
///
/// # Shapes
/// `dy [rows, outputs]`, `dx [rows, inputs]`; `scratch` is resized.
pub fn input_gradient(
    weight: &[f32],
    dy: &[f32],
    outputs: usize,
    inputs: usize,
    add: bool,
    scratch: &mut Vec<[f32; PANEL]>,
    dx: &mut Vec<f32>,
) {
    dx.resize(dy.len() / outputs.max(1) * inputs, 0.0);
    vectorized(InputGradient { weight, dy, outputs, inputs, add, scratch, dx });
}

/// Gradient of panel `index` over all parts of a batch, `Σ dyᵀ·x`; overwrites `gradient [inputs][32]`.
///
/// # Shapes
/// Every part is `(x [rows, inputs], dy [rows, outputs])`.
///
/// Returns the sum of the squares, in f64.
pub fn weight_gradient(
    parts: &[(&[f32], &[f32])],
    index: usize,
    outputs: usize,
    inputs: usize,
    gradient: &mut [f32],
) -> f64 {
    vectorized(WeightGradient { parts, column: index * PANEL, outputs, inputs, gradient })
}

/// Factors and vectors of one product: `tile[r] += Σ_k factor(k, r)·row(k)`.
trait Operands {
    /// Terms of the sum.
    fn terms(&self) -> usize;
    fn factor(&self, k: usize, r: usize) -> f32;
    fn row(&self, k: usize) -> &[f32; PANEL];
}

/// R rows of x against a panel.
struct RowsByPanel<'a, const R: usize> {
    rows: [&'a [f32]; R],
    panel: &'a [[f32; PANEL]],
}

impl<const R: usize> Operands for RowsByPanel<'_, R> {
    #[inline(always)]
    fn terms(&self) -> usize {
        self.panel.len()
    }

    #[inline(always)]
    fn factor(&self, k: usize, r: usize) -> f32 {
        self.rows[r][k]
    }

    #[inline(always)]
    fn row(&self, k: usize) -> &[f32; PANEL] {
        &self.panel[k]
    }
}

/// Twelve inputs of one panel against 32 transposed rows of dy.
struct PanelByRows<'a> {
    inputs: &'a [[f32; PANEL]],
    outputs: &'a [[f32; PANEL]; PANEL],
}

impl Operands for PanelByRows<'_> {
    #[inline(always)]
    fn terms(&self) -> usize {
        PANEL
    }

    #[inline(always)]
    fn factor(&self, k: usize, r: usize) -> f32 {
        self.inputs[r][k]
    }

    #[inline(always)]
    fn row(&self, k: usize) -> &[f32; PANEL] {
        &self.outputs[k]
    }
}

/// Twelve columns of x against 32 columns of dy, row by row.
struct ColumnsByColumns<'a> {
    x: &'a [f32],
    /// Values from one row of x to the next.
    stride: usize,
    first: usize,
    dy: &'a [[f32; PANEL]],
}

impl Operands for ColumnsByColumns<'_> {
    #[inline(always)]
    fn terms(&self) -> usize {
        self.dy.len()
    }

    #[inline(always)]
    fn factor(&self, k: usize, r: usize) -> f32 {
        let start = k * self.stride + self.first;
        // One check a row: the twelve accesses share it.
        let (columns, _) = self.x[start..start + ROWS].as_chunks::<ROWS>();
        columns[0][r]
    }

    #[inline(always)]
    fn row(&self, k: usize) -> &[f32; PANEL] {
        &self.dy[k]
    }
}

type Tile = [[f32; PANEL]; ROWS];

/// Adds R rows of a product to a tile, in blocks of accumulators that fit the registers.
#[inline(always)]
fn accumulate<S: Simd, const R: usize>(simd: S, operands: &impl Operands, tile: &mut Tile) {
    if S::F32_LANES == 16 {
        part::<S, R, 2>(simd, operands, 0, 0, tile);
    } else if S::F32_LANES == 8 {
        for first in (0..R).step_by(4) {
            part::<S, 4, 2>(simd, operands, first, 0, tile);
            part::<S, 4, 2>(simd, operands, first, 16, tile);
        }
    } else {
        // Plain loops: the compiler's own vectors, whatever the machine has.
        for k in 0..operands.terms() {
            let row = operands.row(k);
            for (r, values) in tile.iter_mut().enumerate().take(R) {
                let factor = operands.factor(k, r);
                for (value, x) in values.iter_mut().zip(row) {
                    *value += factor * x;
                }
            }
        }
    }
}

#[inline(always)]
fn part<S: Simd, const R: usize, const V: usize>(
    simd: S,
    operands: &impl Operands,
    first_row: usize,
    first_column: usize,
    tile: &mut Tile,
) {
    let mut sums = [[simd.splat_f32s(0.0); V]; R];
    for (r, sums) in sums.iter_mut().enumerate() {
        let (held, _) = S::as_simd_f32s(&tile[first_row + r][first_column..]);
        sums.copy_from_slice(&held[..V]);
    }
    for k in 0..operands.terms() {
        let (row, _) = S::as_simd_f32s(&operands.row(k)[first_column..]);
        let columns: [S::f32s; V] = std::array::from_fn(
            #[inline(always)]
            |v| row[v],
        );
        for (r, sums) in sums.iter_mut().enumerate() {
            let factor = simd.splat_f32s(operands.factor(k, first_row + r));
            for (sum, column) in sums.iter_mut().zip(&columns) {
                *sum = simd.mul_add_e_f32s(factor, *column, *sum);
            }
        }
    }
    for (r, sums) in sums.iter().enumerate() {
        let (held, _) = S::as_mut_simd_f32s(&mut tile[first_row + r][first_column..]);
        held[..V].copy_from_slice(sums);
    }
}

struct Forward<'a> {
    weight: &'a [f32],
    bias: &'a [f32],
    x: &'a [f32],
    inputs: usize,
    out: &'a mut [f32],
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { weight, bias, x, inputs, out } = self;
        let outputs = bias.len();
        for (p, panel) in weight.chunks_exact(inputs * PANEL).enumerate() {
            let (panel, _) = panel.as_chunks::<PANEL>();
            let column = p * PANEL;
            let width = PANEL.min(outputs - column);
            let bias = &bias[column..column + width];
            for (block, rows) in x.chunks(ROWS * inputs).enumerate() {
                let count = rows.len() / inputs;
                let mut tile = [[0.0; PANEL]; ROWS];
                // A short last block repeats its last row; the surplus is not stored.
                let row = |r: usize| &rows[r.min(count - 1) * inputs..][..inputs];
                match count {
                    9.. => broadcast_rows::<S, 12>(simd, std::array::from_fn(row), panel, &mut tile),
                    5..9 => broadcast_rows::<S, 8>(simd, std::array::from_fn(row), panel, &mut tile),
                    _ => broadcast_rows::<S, 4>(simd, std::array::from_fn(row), panel, &mut tile),
                }
                for (r, values) in tile.iter().take(count).enumerate() {
                    let start = (block * ROWS + r) * outputs + column;
                    for ((slot, value), bias) in out[start..start + width].iter_mut().zip(values).zip(bias) {
                        *slot = value + bias;
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn broadcast_rows<S: Simd, const R: usize>(simd: S, rows: [&[f32]; R], panel: &[[f32; PANEL]], tile: &mut Tile) {
    let rows = rows.map(|row| &row[..panel.len()]);
    accumulate::<S, R>(simd, &RowsByPanel { rows, panel }, tile);
}

struct InputGradient<'a> {
    weight: &'a [f32],
    dy: &'a [f32],
    outputs: usize,
    inputs: usize,
    add: bool,
    scratch: &'a mut Vec<[f32; PANEL]>,
    dx: &'a mut [f32],
}

impl WithSimd for InputGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { weight, dy, outputs, inputs, add, scratch, dx } = self;
        for (dy, dx) in dy.chunks(PANEL * outputs).zip(dx.chunks_mut(PANEL * inputs)) {
            let rows = dy.len() / outputs;
            transpose(dy, outputs, scratch);
            let (transposed, _) = scratch.as_chunks::<PANEL>();
            for first in (0..inputs).step_by(ROWS) {
                let count = ROWS.min(inputs - first);
                let mut tile = [[0.0; PANEL]; ROWS];
                for (panel, outputs) in weight.chunks_exact(inputs * PANEL).zip(transposed) {
                    let (panel, _) = panel.as_chunks::<PANEL>();
                    let inputs = &panel[first..first + count];
                    if count == ROWS {
                        accumulate::<S, ROWS>(simd, &PanelByRows { inputs: &inputs[..ROWS], outputs }, &mut tile);
                    } else {
                        let mut held = [[0.0; PANEL]; ROWS];
                        held[..count].copy_from_slice(inputs);
                        accumulate::<S, ROWS>(simd, &PanelByRows { inputs: &held, outputs }, &mut tile);
                    }
                }
                for (t, row) in dx.chunks_exact_mut(inputs).enumerate().take(rows) {
                    for (slot, values) in row[first..first + count].iter_mut().zip(&tile) {
                        *slot = if add { *slot + values[t] } else { values[t] };
                    }
                }
            }
        }
    }
}

/// Up to 32 rows of `dy [_, outputs]` into `[outputs, padded to whole panels][32]`, the rest zero.
#[inline(always)]
fn transpose(dy: &[f32], outputs: usize, columns: &mut Vec<[f32; PANEL]>) {
    columns.clear();
    columns.resize(outputs.next_multiple_of(PANEL), [0.0; PANEL]);
    for (t, row) in dy.chunks_exact(outputs).enumerate() {
        for (column, value) in columns.iter_mut().zip(row) {
            column[t] = *value;
        }
    }
}

struct WeightGradient<'a> {
    parts: &'a [(&'a [f32], &'a [f32])],
    column: usize,
    outputs: usize,
    inputs: usize,
    gradient: &'a mut [f32],
}

impl WithSimd for WeightGradient<'_> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f64 {
        let Self { parts, column, outputs, inputs, gradient } = self;
        let width = PANEL.min(outputs - column);
        // The strip of dy is used by every tile of the panel: dense rows of 32 are read without jumps.
        let strips: Vec<Vec<[f32; PANEL]>> = parts
            .iter()
            .map(|(_, dy)| {
                let strip = |row: &[f32]| {
                    let mut strip = [0.0; PANEL];
                    strip[..width].copy_from_slice(&row[column..column + width]);
                    strip
                };
                dy.chunks_exact(outputs).map(strip).collect()
            })
            .collect();
        let mut held: Vec<[f32; ROWS]> = Vec::new();
        let mut squares = 0.0;
        for (block, gradient) in gradient.chunks_mut(ROWS * PANEL).enumerate() {
            let first = block * ROWS;
            let count = gradient.len() / PANEL;
            let mut tile = [[0.0; PANEL]; ROWS];
            for ((x, _), strip) in parts.iter().zip(&strips) {
                let operands = if count == ROWS {
                    ColumnsByColumns { x, stride: inputs, first, dy: strip }
                } else {
                    held.clear();
                    held.extend(x.chunks_exact(inputs).map(|row| {
                        let mut columns = [0.0; ROWS];
                        columns[..count].copy_from_slice(&row[first..first + count]);
                        columns
                    }));
                    ColumnsByColumns { x: held.as_flattened(), stride: ROWS, first: 0, dy: strip }
                };
                accumulate::<S, ROWS>(simd, &operands, &mut tile);
            }
            for (slots, values) in gradient.chunks_exact_mut(PANEL).zip(&tile) {
                slots.copy_from_slice(values);
                squares += f64::from(values.iter().map(|v| v * v).sum::<f32>());
            }
        }
        squares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize, seed: usize) -> Vec<f32> {
        (0..count).map(|i| (((i + seed) * 7919 % 1000) as f32 / 250.0).sin()).collect()
    }

    fn close(got: &[f32], wanted: &[f32]) {
        assert_eq!(got.len(), wanted.len());
        for (i, (got, wanted)) in got.iter().zip(wanted).enumerate() {
            assert!((got - wanted).abs() < 1e-3, "value {i}: {got}, expected {wanted}");
        }
    }

    #[test]
    fn panels_hold_every_weight() {
        for (outputs, inputs) in [(1, 1), (32, 12), (33, 5), (70, 40)] {
            let weight = numbers(outputs * inputs, 1);
            let mut panels = vec![9.0; padded(outputs, inputs)];
            to_panels(&weight, outputs, inputs, &mut panels);
            assert_eq!(from_panels(&panels, outputs, inputs), weight);
        }
    }

    #[test]
    fn the_three_products_equal_their_definitions() {
        for (rows, inputs, outputs) in [(1, 1, 1), (12, 32, 32), (13, 40, 33), (37, 25, 95), (70, 12, 64)] {
            let (x, dy) = (numbers(rows * inputs, 3), numbers(rows * outputs, 5));
            let (weight, bias) = (numbers(outputs * inputs, 7), numbers(outputs, 11));
            let mut panels = vec![0.0; padded(outputs, inputs)];
            to_panels(&weight, outputs, inputs, &mut panels);

            let mut y = Vec::new();
            forward(&panels, &bias, &x, inputs, &mut y);
            let dot =
                |t: usize, o: usize| -> f32 { (0..inputs).map(|i| x[t * inputs + i] * weight[o * inputs + i]).sum() };
            let wanted: Vec<f32> =
                (0..rows * outputs).map(|at| dot(at / outputs, at % outputs) + bias[at % outputs]).collect();
            close(&y, &wanted);

            let mut dx = vec![1.0; rows * inputs];
            input_gradient(&panels, &dy, outputs, inputs, true, &mut Vec::new(), &mut dx);
            let sum = |t: usize, i: usize| -> f32 {
                (0..outputs).map(|o| dy[t * outputs + o] * weight[o * inputs + i]).sum()
            };
            let wanted: Vec<f32> = (0..rows * inputs).map(|at| 1.0 + sum(at / inputs, at % inputs)).collect();
            close(&dx, &wanted);

            let cut = rows / 2;
            let parts = [(&x[..cut * inputs], &dy[..cut * outputs]), (&x[cut * inputs..], &dy[cut * outputs..])];
            let mut gradient = vec![9.0; panels.len()];
            let squares: f64 = gradient
                .chunks_mut(inputs * PANEL)
                .enumerate()
                .map(|(p, panel)| weight_gradient(&parts, p, outputs, inputs, panel))
                .sum();
            let wanted: Vec<f32> = (0..outputs * inputs)
                .map(|at| (0..rows).map(|t| dy[t * outputs + at / inputs] * x[t * inputs + at % inputs]).sum())
                .collect();
            close(&from_panels(&gradient, outputs, inputs), &wanted);
            let norm: f64 = wanted.iter().map(|v| f64::from(v * v)).sum();
            assert!((squares / norm - 1.0).abs() < 1e-4);
        }
    }
}

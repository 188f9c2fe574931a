//! AdamW (Loshchilov & Hutter 2019, with Adam's bias correction), exact and cheap on word embeddings.
//!
//! A batch touches a few hundred of the tens of thousands of rows of the word embeddings; the others get zero gradients, but
//! their moments still decay and move them, and weight decay shrinks them. A row here remembers the update it stands at and
//! makes up for the missed ones, one by one and with the same operations, when it is next read ([`Rows::catch_up`]). Every
//! value goes through the same sequence of f32 operations as in a dense optimiser, so the results are equal to the last
//! bit (tested); what changes is when, and that a row that waits costs no memory traffic.

use rayon::prelude::*;

use crate::model::kernels::cpu::vectorized;

/// Values a task updates.
const CHUNK: usize = 1 << 15;
/// Moments below these are nothing: they keep denormal numbers, a hundred times as slow, out of the sums. Next to
/// [`AdamW::epsilon`] neither can be seen in an f32.
const SMALLEST: [f32; 2] = [1e-25, 1e-34];

/// The settings of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamW {
    /// Decay rates of the moments.
    pub betas: [f32; 2],
    /// Added to the root.
    pub epsilon: f32,
    /// Decoupled weight decay, where a tensor decays at all.
    pub weight_decay: f32,
    /// Adam's bias correction; the SpERT authors' code runs without.
    pub bias_correction: bool,
}

impl Default for AdamW {
    fn default() -> Self {
        Self { betas: [0.9, 0.999], epsilon: 1e-8, weight_decay: 0.01, bias_correction: true }
    }
}

/// The factors of one update of one tensor.
#[derive(Clone, Copy, Debug)]
struct Factors {
    betas: [f32; 2],
    epsilon: f32,
    /// 1 − lr·decay.
    shrink: f32,
    /// lr / (1 − β₁ᵗ).
    step: f32,
    /// 1 / √(1 − β₂ᵗ).
    root: f32,
}

impl AdamW {
    /// Update `number` counts from 1.
    fn factors(&self, number: u64, rate: f32, decays: bool) -> Factors {
        let power = |beta: f32| {
            let exponent = i32::try_from(number).unwrap_or(i32::MAX);
            if self.bias_correction { 1.0 - f64::from(beta).powi(exponent) } else { 1.0 }
        };
        Factors {
            betas: self.betas,
            epsilon: self.epsilon,
            shrink: if decays { 1.0 - rate * self.weight_decay } else { 1.0 },
            step: (f64::from(rate) / power(self.betas[0])) as f32,
            root: (1.0 / power(self.betas[1]).sqrt()) as f32,
        }
    }

    /// Update `number` (from 1) of a tensor with gradient `clip·gradient`.
    #[allow(clippy::too_many_arguments)] // The four vectors of the rule and its four numbers.
    pub fn update(
        &self,
        number: u64,
        rate: f32,
        decays: bool,
        clip: f32,
        values: &mut [f32],
        [first, second]: [&mut [f32]; 2],
        gradient: &[f32],
    ) {
        let factors = self.factors(number, rate, decays);
        let tasks = values.par_chunks_mut(CHUNK).zip(first.par_chunks_mut(CHUNK)).zip(second.par_chunks_mut(CHUNK));
        tasks.zip(gradient.par_chunks(CHUNK)).for_each(|(((values, first), second), gradient)| {
            factors.apply(values, first, second, gradient, clip);
        });
    }
}

impl Factors {
    fn apply(&self, values: &mut [f32], first: &mut [f32], second: &mut [f32], gradient: &[f32], clip: f32) {
        vectorized(
            #[inline(always)]
            || {
                for (((value, first), second), gradient) in values.iter_mut().zip(first).zip(second).zip(gradient) {
                    self.one(value, first, second, clip * gradient);
                }
            },
        );
    }

    fn rest(&self, values: &mut [f32], first: &mut [f32], second: &mut [f32]) {
        for ((value, first), second) in values.iter_mut().zip(first).zip(second) {
            self.one(value, first, second, 0.0);
        }
    }

    #[inline(always)]
    fn one(&self, value: &mut f32, first: &mut f32, second: &mut f32, gradient: f32) {
        let m = self.betas[0] * *first + (1.0 - self.betas[0]) * gradient;
        let v = self.betas[1] * *second + (1.0 - self.betas[1]) * gradient * gradient;
        *first = if m.abs() < SMALLEST[0] { 0.0 } else { m };
        *second = if v < SMALLEST[1] { 0.0 } else { v };
        *value = *value * self.shrink - self.step * *first / (second.sqrt() * self.root + self.epsilon);
    }
}

/// Moments of a table of rows, each standing at an update of its own.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub first: Vec<f32>,
    pub second: Vec<f32>,
    /// For every row the number of updates it went through.
    pub at: Vec<u64>,
    /// Learning rate of every update so far.
    pub rates: Vec<f32>,
}

impl Rows {
    /// Moments of `rows` rows of `width` values.
    #[must_use]
    pub fn new(rows: usize, width: usize) -> Self {
        Self { first: vec![0.0; rows * width], second: vec![0.0; rows * width], at: vec![0; rows], rates: Vec::new() }
    }

    /// Makes up for the updates that the given rows missed. Weight decay applies to word embeddings.
    pub fn catch_up(&mut self, adam: &AdamW, values: &mut [f32], width: usize, rows: impl Iterator<Item = usize>) {
        let now = self.rates.len() as u64;
        let factors: Vec<Factors> =
            (1..).zip(&self.rates).map(|(number, rate)| adam.factors(number, *rate, true)).collect();
        for row in rows {
            let missed = &factors[usize::try_from(self.at[row].min(now)).unwrap_or(usize::MAX)..];
            if missed.is_empty() {
                continue;
            }
            let span = row * width..(row + 1) * width;
            let (values, first) = (&mut values[span.clone()], &mut self.first[span.clone()]);
            let second = &mut self.second[span];
            vectorized(
                #[inline(always)]
                || {
                    for factors in missed {
                        factors.rest(values, first, second);
                    }
                },
            );
            self.at[row] = now;
        }
    }

    /// One update with learning rate `rate`: `gradients [rows.len(), width]` for the given rows, which must be caught up;
    /// the others catch up later.
    pub fn update(
        &mut self,
        adam: &AdamW,
        rate: f32,
        clip: f32,
        values: &mut [f32],
        width: usize,
        rows: &[usize],
        gradients: &[f32],
    ) {
        self.rates.push(rate);
        let number = self.rates.len() as u64;
        let factors = adam.factors(number, rate, true);
        for (row, gradient) in rows.iter().zip(gradients.chunks_exact(width)) {
            let span = row * width..(row + 1) * width;
            let (first, second) = (&mut self.first[span.clone()], &mut self.second[span.clone()]);
            factors.apply(&mut values[span], first, second, gradient, clip);
            self.at[*row] = number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_wait_equal_dense_updates_to_the_last_bit() {
        let (rows, width, adam) = (7, 19, AdamW::default());
        let start: Vec<f32> = (0..rows * width).map(|i| ((i * 31 % 97) as f32 / 97.0).sin()).collect();
        let (mut dense, mut lazy) = (start.clone(), start);
        let (mut first, mut second) = (vec![0.0; dense.len()], vec![0.0; dense.len()]);
        let mut moments = Rows::new(rows, width);
        for number in 1..400_u64 {
            // Row 3 is touched often, row 5 twice, row 6 never.
            let touched: Vec<usize> = (0..6)
                .filter(|&row| match row {
                    5 => number == 40 || number == 300,
                    row => number % (row as u64 + 2) == 0,
                })
                .collect();
            let rate = 1e-3 * (1.0 - number as f32 / 400.0);
            let gradients: Vec<f32> =
                (0..touched.len() * width).map(|i| ((i as u64 * 17 + number) % 13) as f32 / 13.0 - 0.5).collect();
            let mut full = vec![0.0; dense.len()];
            for (row, gradient) in touched.iter().zip(gradients.chunks_exact(width)) {
                full[row * width..(row + 1) * width].copy_from_slice(gradient);
            }
            adam.update(number, rate, true, 0.7, &mut dense, [&mut first, &mut second], &full);
            moments.catch_up(&adam, &mut lazy, width, touched.iter().copied());
            moments.update(&adam, rate, 0.7, &mut lazy, width, &touched, &gradients);
        }
        assert_ne!(dense, lazy, "row 6 must have been waiting, or this tests nothing");
        moments.catch_up(&adam, &mut lazy, width, 0..rows);
        assert_eq!(dense, lazy);
        assert_eq!((first, second), (moments.first, moments.second));
    }

    #[test]
    fn the_first_update_moves_by_the_learning_rate_against_the_gradient() {
        let adam = AdamW { weight_decay: 0.0, ..AdamW::default() };
        let (mut value, mut first, mut second) = ([1.0], [0.0], [0.0]);
        adam.update(1, 0.01, true, 1.0, &mut value, [&mut first, &mut second], &[123.0]);
        assert!((value[0] - 0.99).abs() < 1e-6);
    }
}

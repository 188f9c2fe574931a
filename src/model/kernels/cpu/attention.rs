//! Self-attention of sentences that stand one behind the other, without padding and without a mask.

use pulp::{Simd, WithSimd};

use super::math::{LANES, exp, max_of};
use super::vectorized;

/// Queries that share each pass over keys and values.
const QUERIES: usize = 4;

/// Buffers of one attention call, kept between calls.
#[derive(Debug, Default)]
pub struct Scratch {
    keys: Vec<f32>,
    values: Vec<f32>,
    scores: Vec<f32>,
    results: Vec<f32>,
}

/// `out = softmax(q·kᵀ / √d)·v` for every head of every sentence.
///
/// # Shapes
/// `qkv [Σ lengths, 3·hidden]` (queries, keys, values), `out [Σ lengths, hidden]`; `out` is resized.
pub fn attention(
    qkv: &[f32],
    lengths: &[usize],
    hidden: usize,
    heads: usize,
    scratch: &mut Scratch,
    out: &mut Vec<f32>,
) {
    out.resize(lengths.iter().sum::<usize>() * hidden, 0.0);
    vectorized(Attention { qkv, lengths, hidden, size: hidden / heads.max(1), scratch, out });
}

struct Attention<'a> {
    qkv: &'a [f32],
    lengths: &'a [usize],
    hidden: usize,
    /// Features of a head.
    size: usize,
    scratch: &'a mut Scratch,
    out: &'a mut [f32],
}

impl WithSimd for Attention<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { qkv, lengths, hidden, size, scratch, out } = self;
        let (mut qkv, mut out) = (qkv, out);
        for &length in lengths {
            let (sentence, rest) = qkv.split_at(length * 3 * hidden);
            let (sentence_out, rest_out) = out.split_at_mut(length * hidden);
            for first in (0..hidden).step_by(size.max(1)) {
                let head = Head { sentence, length, hidden, first, size };
                head.run(simd, scratch, sentence_out);
            }
            (qkv, out) = (rest, rest_out);
        }
    }
}

struct Head<'a> {
    sentence: &'a [f32],
    length: usize,
    hidden: usize,
    first: usize,
    size: usize,
}

impl Head<'_> {
    #[inline(always)]
    fn rows(&self, part: usize) -> impl Iterator<Item = &[f32]> {
        let start = part * self.hidden + self.first;
        self.sentence.chunks_exact(3 * self.hidden).map(move |row| &row[start..start + self.size])
    }

    #[inline(always)]
    fn run<S: Simd>(&self, simd: S, scratch: &mut Scratch, out: &mut [f32]) {
        let Self { length, size, hidden, first, .. } = *self;
        // Whole registers: columns of padding get the score −1e30 and so the weight 0.
        let padded = length.next_multiple_of(LANES);
        let wide = size.next_multiple_of(LANES);
        let Scratch { keys, values, scores, results } = scratch;
        keys.clear();
        keys.resize(size * padded, 0.0);
        values.clear();
        values.resize(length * wide, 0.0);
        for (j, key) in self.rows(1).enumerate() {
            for (column, value) in keys.chunks_exact_mut(padded).zip(key) {
                column[j] = *value;
            }
        }
        for (row, value) in values.chunks_exact_mut(wide).zip(self.rows(2)) {
            row[..size].copy_from_slice(value);
        }
        scores.resize(QUERIES * padded, 0.0);
        results.resize(QUERIES * wide, 0.0);
        let scale = 1.0 / (size as f32).sqrt();
        let queries: Vec<&[f32]> = self.rows(0).collect();
        for (block, queries) in queries.chunks(QUERIES).enumerate() {
            // A short last block repeats its last query; the surplus results are not stored.
            let four: [&[f32]; QUERIES] = std::array::from_fn(|r| queries[r.min(queries.len() - 1)]);
            products(simd, four, keys, padded, scores);
            let mut sums = [0.0; QUERIES];
            for (row, sum) in scores.chunks_exact_mut(padded).zip(&mut sums) {
                *sum = softmax(row, length, scale);
            }
            weighted(simd, scores, padded, length, values, wide, results);
            for (r, result) in results.chunks_exact(wide).take(queries.len()).enumerate() {
                let start = (block * QUERIES + r) * hidden + first;
                for (slot, value) in out[start..start + size].iter_mut().zip(result) {
                    *slot = value / sums[r];
                }
            }
        }
    }
}

/// `scores[r, j] = q_r · k_j`, keys column-wise.
#[inline(always)]
fn products<S: Simd>(simd: S, queries: [&[f32]; QUERIES], keys: &[f32], padded: usize, scores: &mut [f32]) {
    let vectors = padded / S::F32_LANES;
    let (keys, _) = S::as_simd_f32s(keys);
    let (scores, _) = S::as_mut_simd_f32s(scores);
    for c in 0..vectors {
        let mut sums = [simd.splat_f32s(0.0); QUERIES];
        for (d, row) in keys.chunks_exact(vectors).enumerate() {
            for r in 0..QUERIES {
                sums[r] = simd.mul_add_e_f32s(simd.splat_f32s(queries[r][d]), row[c], sums[r]);
            }
        }
        for r in 0..QUERIES {
            scores[r * vectors + c] = sums[r];
        }
    }
}

/// Replaces a row of products by `exp(scale·(x − max))` and returns the sum; the division is left to the end.
#[inline(always)]
fn softmax(row: &mut [f32], length: usize, scale: f32) -> f32 {
    for value in &mut row[length..] {
        *value = -1e30;
    }
    let max = max_of(row);
    let mut lanes = [0.0_f32; LANES];
    for chunk in row.as_chunks_mut::<LANES>().0 {
        for (value, lane) in chunk.iter_mut().zip(&mut lanes) {
            *value = exp((*value - max) * scale);
            *lane += *value;
        }
    }
    lanes.iter().sum()
}

/// `results[r] = Σ_j scores[r, j]·v_j`.
#[inline(always)]
fn weighted<S: Simd>(
    simd: S,
    scores: &[f32],
    padded: usize,
    length: usize,
    values: &[f32],
    wide: usize,
    results: &mut [f32],
) {
    let vectors = wide / S::F32_LANES;
    let (values, _) = S::as_simd_f32s(values);
    let (results, _) = S::as_mut_simd_f32s(results);
    let rows: [&[f32]; QUERIES] = std::array::from_fn(|r| &scores[r * padded..r * padded + length]);
    for c in 0..vectors {
        let mut sums = [simd.splat_f32s(0.0); QUERIES];
        for (j, value) in values.chunks_exact(vectors).enumerate() {
            for r in 0..QUERIES {
                sums[r] = simd.mul_add_e_f32s(simd.splat_f32s(rows[r][j]), value[c], sums[r]);
            }
        }
        for r in 0..QUERIES {
            results[r * vectors + c] = sums[r];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, in f64, for one head of one sentence.
    fn plain(qkv: &[f32], start: usize, length: usize, hidden: usize, first: usize, size: usize) -> Vec<Vec<f64>> {
        let at = |i: usize, part: usize, d: usize| f64::from(qkv[(start + i) * 3 * hidden + part * hidden + first + d]);
        (0..length)
            .map(|i| {
                let weights: Vec<f64> = (0..length)
                    .map(|j| ((0..size).map(|d| at(i, 0, d) * at(j, 1, d)).sum::<f64>() / (size as f64).sqrt()).exp())
                    .collect();
                let sum: f64 = weights.iter().sum();
                (0..size).map(|d| (0..length).map(|j| weights[j] * at(j, 2, d)).sum::<f64>() / sum).collect()
            })
            .collect()
    }

    #[test]
    fn every_head_of_every_sentence_equals_the_definition() {
        for (hidden, heads) in [(32, 4), (64, 2), (10, 2)] {
            let lengths = [1, 5, 33, 16];
            let total: usize = lengths.iter().sum();
            let qkv: Vec<f32> = (0..total * 3 * hidden).map(|i| ((i * 7919 % 1000) as f32 / 250.0).sin()).collect();
            let mut out = Vec::new();
            attention(&qkv, &lengths, hidden, heads, &mut Scratch::default(), &mut out);
            let (mut start, size) = (0, hidden / heads);
            for length in lengths {
                for head in 0..heads {
                    let wanted = plain(&qkv, start, length, hidden, head * size, size);
                    for (i, row) in wanted.iter().enumerate() {
                        for (d, wanted) in row.iter().enumerate() {
                            let got = f64::from(out[(start + i) * hidden + head * size + d]);
                            assert!((got - wanted).abs() < 1e-5, "{got} but {wanted}");
                        }
                    }
                }
                start += length;
            }
        }
    }
}

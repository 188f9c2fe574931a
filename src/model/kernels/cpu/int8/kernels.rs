//! Sums of products of bytes with the instructions that processors have for them.
//!
//! | kernel | products |
//! |---|---|
//! | AVX-512 VNNI | `vpdpbusd` on 16 outputs |
//! | AVX-VNNI | `vpdpbusd` on 8 outputs |
//! | AVX2 | `vpmaddubsw` of `|w|` and `x · sign(w)`: at most 2 · 127 · 127, which 16 bits hold |
//!
//! A processor with none of them computes 8-bit weights as f32 ([`super::super::gemm`]), which is faster there than integers.

#![expect(unsafe_code, reason = "instructions of a processor, each behind a safe function that has asked for them")]

use super::Product;

/// A way to sum that this processor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel(Instructions);

/// Only [`Kernel::all`] makes these, after it has asked the processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instructions {
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
}

impl Kernel {
    /// What this processor has, best first.
    pub fn all() -> impl Iterator<Item = Self> {
        #[cfg(target_arch = "x86_64")]
        let vectors = [
            (
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vnni"),
                Instructions::Avx512Vnni,
            ),
            (
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("fma")
                    && is_x86_feature_detected!("avxvnni"),
                Instructions::AvxVnni,
            ),
            (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"), Instructions::Avx2),
        ];
        #[cfg(not(target_arch = "x86_64"))]
        let vectors = [];
        let there = vectors.into_iter().filter_map(|(there, instructions)| there.then_some(instructions));
        there.map(Self)
    }

    /// The fastest one, if there is any.
    #[must_use]
    pub fn best() -> Option<Self> {
        Self::all().next()
    }

    /// Its name, for reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512Vnni => "AVX-512 VNNI",
            #[cfg(target_arch = "x86_64")]
            Instructions::AvxVnni => "AVX-VNNI",
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => "AVX2",
        }
    }

    pub(super) fn run(self, product: &Product<'_>, out: &mut [f32]) {
        match self.0 {
            // SAFETY (all three): `all` is the only maker of these values, and it has asked the processor for every feature
            // that the function is compiled for.
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512Vnni => unsafe { x86::avx512_vnni(product, out) },
            #[cfg(target_arch = "x86_64")]
            Instructions::AvxVnni => unsafe { x86::avx_vnni(product, out) },
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => unsafe { x86::avx2(product, out) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;
    use std::array::from_fn;

    use super::super::{GROUP, Product, ZERO};
    use crate::model::kernels::cpu::gemm::{PANEL, ROWS};

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
    pub(super) fn avx512_vnni(product: &Product<'_>, out: &mut [f32]) {
        product.tiles::<true>(
            out,
            #[inline(always)]
            |block, panel, tile| {
                let mut sums = [[_mm512_setzero_si512(); 2]; ROWS];
                for (inputs, weights) in block.iter().zip(panel) {
                    let (halves, _) = weights.as_chunks::<16>();
                    let weights: [__m512i; 2] = from_fn(|half| load512(&halves[half]));
                    for (sums, input) in sums.iter_mut().zip(inputs) {
                        let input = _mm512_set1_epi32(i32::from_le_bytes(*input));
                        for (sum, weights) in sums.iter_mut().zip(weights) {
                            *sum = _mm512_dpbusd_epi32(*sum, input, weights);
                        }
                    }
                }
                for (row, sums) in tile.iter_mut().zip(sums) {
                    let (halves, _) = row.as_chunks_mut::<16>();
                    for (half, sum) in halves.iter_mut().zip(sums) {
                        // SAFETY: 16 numbers of 32 bits are 512 bits; the store needs no alignment.
                        unsafe { _mm512_storeu_si512(half.as_mut_ptr().cast(), sum) };
                    }
                }
            },
        );
    }

    #[target_feature(enable = "avx512f")]
    fn load512(weights: &[[i8; GROUP]; 16]) -> __m512i {
        // SAFETY: 16 times 4 bytes are 512 bits; the load needs no alignment.
        unsafe { _mm512_loadu_si512(weights.as_ptr().cast()) }
    }

    #[target_feature(enable = "avx2")]
    fn load256(weights: &[[i8; GROUP]; 8]) -> __m256i {
        // SAFETY: 8 times 4 bytes are 256 bits; the load needs no alignment.
        unsafe { _mm256_loadu_si256(weights.as_ptr().cast()) }
    }

    #[target_feature(enable = "avx2")]
    fn store256(sum: __m256i, to: &mut [i32; 8]) {
        // SAFETY: 8 numbers of 32 bits are 256 bits; the store needs no alignment.
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), sum) };
    }

    /// Rows `R0..R0 + R` of a tile times two vectors of outputs at a time, so that all sums stay in 16 registers.
    macro_rules! narrow_tile {
        ($block:expr, $panel:expr, $tile:expr, $rows:literal, $step:expr) => {
            for first in (0..ROWS).step_by($rows) {
                for pair in 0..PANEL / 16 {
                    let mut sums = [[_mm256_setzero_si256(); 2]; $rows];
                    for (inputs, weights) in $block.iter().zip($panel) {
                        let (eighths, _) = weights.as_chunks::<8>();
                        let weights: [__m256i; 2] = from_fn(|half| load256(&eighths[pair * 2 + half]));
                        for (sums, input) in sums.iter_mut().zip(&inputs[first..first + $rows]) {
                            let input = _mm256_set1_epi32(i32::from_le_bytes(*input));
                            for (sum, weights) in sums.iter_mut().zip(weights) {
                                *sum = $step(*sum, input, weights);
                            }
                        }
                    }
                    for (row, sums) in $tile[first..first + $rows].iter_mut().zip(sums) {
                        let (eighths, _) = row.as_chunks_mut::<8>();
                        for (to, sum) in eighths[pair * 2..].iter_mut().zip(sums) {
                            store256(sum, to);
                        }
                    }
                }
            }
        };
    }

    #[target_feature(enable = "avx2,fma,avxvnni")]
    pub(super) fn avx_vnni(product: &Product<'_>, out: &mut [f32]) {
        product.tiles::<true>(
            out,
            #[inline(always)]
            |block, panel, tile| narrow_tile!(block, panel, tile, 6, _mm256_dpbusd_avx_epi32),
        );
    }

    #[target_feature(enable = "avx2,fma")]
    pub(super) fn avx2(product: &Product<'_>, out: &mut [f32]) {
        product.tiles::<false>(
            out,
            #[inline(always)]
            |block, panel, tile| narrow_tile!(block, panel, tile, 4, add_products),
        );
    }

    /// Products of what the inputs stand for: without the excess, which would not fit into 16 bits.
    #[target_feature(enable = "avx2")]
    fn add_products(sum: __m256i, input: __m256i, weights: __m256i) -> __m256i {
        let signed = _mm256_xor_si256(input, _mm256_set1_epi8(ZERO.cast_signed()));
        let pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(weights), _mm256_sign_epi8(signed, weights));
        let products = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
        _mm256_add_epi32(sum, products)
    }
}

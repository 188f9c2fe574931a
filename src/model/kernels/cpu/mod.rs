//! The encoder's arithmetic on plain slices, for the CPU backend.
//!
//! A tensor library runs each operation on its own and walks memory in between; here a layer is seven passes over
//! buffers that stay in the cache. Loops are compiled for AVX-512, AVX2 and plain x86-64 and chosen at run time.

pub mod attention;
pub mod attention_train;
pub mod dense;
pub mod dropout;
pub mod gemm;
pub mod int8;
pub mod math;
pub mod norm;

use pulp::{Scalar, Simd, WithSimd};

/// Runs `op` compiled for the widest vectors this processor has.
pub fn vectorized<Op: WithSimd>(op: Op) -> Op::Output {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(simd) = pulp::x86::V4::try_new() {
            return Simd::vectorize(simd, op);
        }
        if let Some(simd) = pulp::x86::V3::try_new() {
            return Simd::vectorize(simd, op);
        }
    }
    #[cfg(target_arch = "aarch64")]
    if let Some(simd) = pulp::aarch64::Neon::try_new() {
        return Simd::vectorize(simd, op);
    }
    Simd::vectorize(Scalar, op)
}

/// The arithmetic of a model's products, for reports; `eight_bits`: its weights are stored so.
#[must_use]
pub fn arithmetic(eight_bits: bool) -> String {
    match int8::Kernel::best().filter(|_| eight_bits) {
        Some(kernel) => format!("8 bits with {}", kernel.name()),
        None => instruction_set().to_owned(),
    }
}

/// What the vectors in use are called, for reports.
#[must_use]
pub fn instruction_set() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        if pulp::x86::V4::try_new().is_some() {
            return "AVX-512";
        }
        if pulp::x86::V3::try_new().is_some() {
            return "AVX2";
        }
    }
    #[cfg(target_arch = "aarch64")]
    if pulp::aarch64::Neon::try_new().is_some() {
        return "NEON";
    }
    "no vector extensions"
}

//! The processor, by hand-written kernels.

use super::Backend;
use crate::model::encoder::fused::FusedEncoder;
use crate::model::kernels::cpu;

/// The row of the table.
pub static CPU: Backend = Backend {
    name: "cpu",
    numbered: false,
    remedy: "choose the device auto",
    probe: |_| Ok(()),
    // The buffers of a layer stay in the second-level cache.
    batch: 512,
    workers: cores,
    label: |_, eight_bits| format!("CPU ({} threads, {})", cores(), cpu::arithmetic(eight_bits)),
    encoder: |checkpoint, config, _| Ok(Box::new(FusedEncoder::load(checkpoint, config)?)),
    trainer: |host, _| Ok(Box::new(host)),
};

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

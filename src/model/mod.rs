//! BERT + SpERT in burn: a checkpoint folder in, scores of sentences out.
//!
//! | file | what it is |
//! |---|---|
//! | `config` | `config.json` and the types JSON |
//! | `decoding` | `decoding.json`: constraints, calibration, thresholds |
//! | `checkpoint/` | weights files: safetensors, PyTorch, 8-bit |
//! | `bert/` | the encoder on any burn backend, with a fast CPU layer |
//! | `cpu/` | arithmetic of that layer on slices |
//! | `spert/` | span and pair heads |
//! | `relate` | relations between given spans |
//! | `learn/` | training: gradients, losses, optimiser |
//! | `runner` | batches, threads, cancelling |
//! | `device` | auto, cpu, cuda |
//! | `invariants` | what holds for any file of a checkpoint, for tests and fuzz targets |
//! | `compress` | 8-bit checkpoints |
//! | `fingerprint` | what a model is by content |

mod bert;
mod card;
mod checkpoint;
mod compress;
mod config;
mod cpu;
mod decoding;
mod device;
mod error;
mod fingerprint;
pub mod invariants;
pub mod learn;
mod predict;
mod relate;
mod runner;
mod spert;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod load_tests;
#[cfg(test)]
mod mutation_tests;

pub use card::ModelCard;
pub use compress::{Compressed, EmbeddingBits, compress};
pub use config::{Context, EncoderConfig, Pooling, SpertOptions, read_types};
pub use decoding::{read_decoding, write_decoding};
pub use device::DeviceChoice;
pub use error::{ModelError, TensorProblem};
pub use fingerprint::fingerprint;
pub use predict::{ModelInfo, RunStats, Spert};

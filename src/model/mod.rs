//! Models: a checkpoint folder in, scores of sentences out.
//!
//! | file | what it is |
//! |---|---|
//! | `extractor` | what everybody else sees of a loaded model; of one in training: `training::Trainable` |
//! | `families/` | whole models, by `family` in `config.json` |
//! | `encoder/` | `config.json`; encoders on any burn backend, and fused on the CPU |
//! | `heads/` | SpERT and SpERT.MT: span and pair scores from states |
//! | `kernels/` | arithmetic on slices |
//! | `backend/` | one table: auto, cpu, cuda |
//! | `checkpoint/` | files of a model: weights (safetensors, PyTorch, 8-bit), types, `decoding.json`, card, fingerprint |
//! | `training/` | gradients, losses, optimiser |
//! | `invariants` | what holds for any file of a checkpoint, for tests and fuzz targets |

#![warn(missing_docs)]

mod backend;
mod checkpoint;
mod encoder;
mod error;
mod extractor;
mod families;
mod heads;
#[cfg(any(test, fuzzing))]
pub mod invariants;
mod kernels;
pub mod training;

#[cfg(test)]
mod context_tests;
#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod load_tests;
#[cfg(test)]
mod mutation_tests;
#[cfg(test)]
mod xlmr_tests;

pub use crate::nlp::ModelCard;
pub use backend::{DeviceChoice, Need, needs};
pub use checkpoint::compress::{Compressed, EmbeddingBits, compress};
pub use checkpoint::decoding::{DECODING, read_decoding, write_decoding};
pub use checkpoint::fingerprint::fingerprint;
pub use checkpoint::types::read_types;
pub use encoder::EncoderConfig;
pub use error::{ModelError, TensorProblem};
pub use extractor::{Extractor, ModelInfo, RunStats};
pub use families::{load, trainer};
pub use heads::spert::{Context, Pooling, SpertOptions};

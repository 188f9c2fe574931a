//! Encoders: subword ids in, states out.
//!
//! | file | what it is |
//! |---|---|
//! | `config` | `config.json` |
//! | `conventions` | what BERT and XLM-R do each in its own way |
//! | `weights` | names, shapes and values in a checkpoint |
//! | `batch` | sentences one behind the other; only attention needs to know where one ends |
//! | `forward` | the encoder in burn operations, for inference and for gradients |
//! | `tensors` | a loaded encoder on a burn backend |
//! | `fused` | a loaded encoder on the CPU, by hand; tests hold it to `forward` |

pub mod batch;
pub mod config;
pub mod conventions;
pub mod forward;
pub mod fused;
pub mod tensors;
pub mod weights;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::panics;
pub use config::EncoderConfig;

/// A loaded encoder, wherever it runs.
pub trait Encoder: Send + Sync {
    /// The last hidden states of sentences of subword ids, one behind the other: `[Σ lengths, hidden]`, row-major.
    ///
    /// # Errors
    /// What the device said when it gave up.
    fn states(&self, sentences: &[Input<'_>]) -> Result<Vec<f32>, String>;
}

/// One sentence for the encoder.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Subword ids.
    pub ids: &'a [u32],
    /// Their token types; where there are none, all are 0.
    pub types: &'a [u8],
}

impl Input<'_> {
    /// Token type of a subword.
    #[must_use]
    pub fn token_type(&self, at: usize) -> usize {
        self.types.get(at).copied().map_or(0, usize::from)
    }

    /// As an encoder sees it whose token types tell letter case (see [`crate::nlp::encode::letter_case`]), or do not.
    #[must_use]
    pub fn seen(self, letter_case: bool) -> Self {
        if letter_case { self } else { Self { types: &[], ..self } }
    }
}

/// Drivers and tensor libraries report trouble by panicking: that is a message like another.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(panics::message(payload.as_ref())))
}

//! A trainer on the device that was asked for.

use std::path::Path;

use super::example::Example;
use super::trainer::{Trainer, Update};
use crate::model::backend::{Device, DeviceChoice};
use crate::model::error::ModelError;
use crate::nlp::Types;
use crate::panics;

#[cfg(feature = "cuda")]
use super::autodiff::AutodiffTrainer;
#[cfg(feature = "cuda")]
use burn::backend::{Autodiff, Cuda, cuda::CudaDevice};

/// CPU or CUDA.
pub enum AnyTrainer {
    /// Own passes on slices.
    Cpu(Box<Trainer>),
    /// burn with automatic differentiation.
    #[cfg(feature = "cuda")]
    Cuda(Box<AutodiffTrainer<Autodiff<Cuda>>>),
}

impl AnyTrainer {
    /// Brings a trainer onto a device.
    ///
    /// # Errors
    /// When CUDA was asked for by name and does not work.
    pub fn new(trainer: Trainer, choice: DeviceChoice) -> Result<Self, ModelError> {
        match Device::settle(choice)? {
            Device::Cpu { .. } => Ok(Self::Cpu(Box::new(trainer))),
            #[cfg(feature = "cuda")]
            Device::Cuda(index) => {
                let up = guarded(|| AutodiffTrainer::new(trainer, CudaDevice::new(index)))?;
                Ok(Self::Cuda(Box::new(up)))
            }
            #[cfg(not(feature = "cuda"))]
            Device::Cuda(_) => Ok(Self::Cpu(Box::new(trainer))),
        }
    }

    /// Updates so far.
    #[must_use]
    pub fn updates(&self) -> u64 {
        match self {
            Self::Cpu(trainer) => trainer.updates(),
            #[cfg(feature = "cuda")]
            Self::Cuda(trainer) => trainer.updates(),
        }
    }

    /// Number of parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        match self {
            Self::Cpu(trainer) => trainer.parameters(),
            #[cfg(feature = "cuda")]
            Self::Cuda(trainer) => trainer.parameters(),
        }
    }

    /// One update (see [`Trainer::update`]).
    ///
    /// # Errors
    /// When the driver gives up.
    pub fn update(&mut self, batch: &[Example], rate: f32) -> Result<Update, ModelError> {
        match self {
            Self::Cpu(trainer) => Ok(trainer.update(batch, rate)),
            #[cfg(feature = "cuda")]
            Self::Cuda(trainer) => guarded(|| trainer.update(batch, rate)),
        }
    }

    /// Writes a model folder (see [`Trainer::save`]).
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&mut self, to: &Path, tokenizer: &Path, types: &Types) -> Result<(), ModelError> {
        match self {
            Self::Cpu(trainer) => trainer.save(to, tokenizer, types),
            #[cfg(feature = "cuda")]
            Self::Cuda(trainer) => guarded(|| trainer.save(to, tokenizer, types))?,
        }
    }

    /// Writes what resuming needs beside a model that was just saved.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save_state(&mut self, to: &Path) -> Result<(), ModelError> {
        match self {
            Self::Cpu(trainer) => trainer.save_state(to),
            #[cfg(feature = "cuda")]
            Self::Cuda(trainer) => trainer.save_state(to),
        }
    }
}

/// Drivers report trouble by panicking.
#[cfg_attr(not(feature = "cuda"), allow(dead_code))]
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, ModelError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .map_err(|payload| ModelError::Backend { device: "CUDA".into(), reason: panics::message(payload.as_ref()) })
}

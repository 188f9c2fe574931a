//! A learner on the device that was asked for.

use std::path::Path;

use super::example::Example;
use super::learner::{Learner, Update};
use crate::model::device::{Device, DeviceChoice};
use crate::model::error::ModelError;
use crate::nlp::Types;
use crate::panics;

#[cfg(feature = "cuda")]
use super::device::DeviceLearner;
#[cfg(feature = "cuda")]
use burn::backend::{Autodiff, Cuda, cuda::CudaDevice};

/// CPU or CUDA.
pub enum AnyLearner {
    /// Own passes on slices.
    Cpu(Box<Learner>),
    /// burn with automatic differentiation.
    #[cfg(feature = "cuda")]
    Cuda(Box<DeviceLearner<Autodiff<Cuda>>>),
}

impl AnyLearner {
    /// Brings a learner onto a device.
    ///
    /// # Errors
    /// When CUDA was asked for by name and does not work.
    pub fn new(learner: Learner, choice: DeviceChoice) -> Result<Self, ModelError> {
        match Device::settle(choice)? {
            Device::Cpu { .. } => Ok(Self::Cpu(Box::new(learner))),
            #[cfg(feature = "cuda")]
            Device::Cuda(index) => {
                let up = guarded(|| DeviceLearner::new(learner, CudaDevice::new(index)))?;
                Ok(Self::Cuda(Box::new(up)))
            }
            #[cfg(not(feature = "cuda"))]
            Device::Cuda(_) => Ok(Self::Cpu(Box::new(learner))),
        }
    }

    /// Updates so far.
    #[must_use]
    pub fn updates(&self) -> u64 {
        match self {
            Self::Cpu(learner) => learner.updates(),
            #[cfg(feature = "cuda")]
            Self::Cuda(learner) => learner.updates(),
        }
    }

    /// Number of parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        match self {
            Self::Cpu(learner) => learner.parameters(),
            #[cfg(feature = "cuda")]
            Self::Cuda(learner) => learner.parameters(),
        }
    }

    /// One update (see [`Learner::update`]).
    ///
    /// # Errors
    /// When the driver gives up.
    pub fn update(&mut self, batch: &[Example], rate: f32) -> Result<Update, ModelError> {
        match self {
            Self::Cpu(learner) => Ok(learner.update(batch, rate)),
            #[cfg(feature = "cuda")]
            Self::Cuda(learner) => guarded(|| learner.update(batch, rate)),
        }
    }

    /// Writes a model folder (see [`Learner::save`]).
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&mut self, to: &Path, tokenizer: &Path, types: &Types) -> Result<(), ModelError> {
        match self {
            Self::Cpu(learner) => learner.save(to, tokenizer, types),
            #[cfg(feature = "cuda")]
            Self::Cuda(learner) => guarded(|| learner.save(to, tokenizer, types))?,
        }
    }

    /// Writes what resuming needs beside a model that was just saved.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save_state(&mut self, to: &Path) -> Result<(), ModelError> {
        match self {
            Self::Cpu(learner) => learner.save_state(to),
            #[cfg(feature = "cuda")]
            Self::Cuda(learner) => learner.save_state(to),
        }
    }
}

/// Drivers report trouble by panicking.
#[cfg_attr(not(feature = "cuda"), allow(dead_code))]
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, ModelError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .map_err(|payload| ModelError::Backend { device: "CUDA".into(), reason: panics::message(payload.as_ref()) })
}

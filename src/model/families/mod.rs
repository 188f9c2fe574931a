//! Model families: an encoder with heads, a folder each. `family` in `config.json` says which a checkpoint is of.

pub mod spert;

use std::path::Path;

use super::backend::DeviceChoice;
use super::checkpoint::Checkpoint;
use super::encoder::EncoderConfig;
use super::error::{Boxed, ModelError};
use super::extractor::Extractor;
use super::training::{Setup, Trainable};

/// One family.
pub struct Family {
    /// As `family` in `config.json` says it.
    pub name: &'static str,
    /// Brings a checkpoint of it onto a device, to predict.
    pub load: fn(&Path, &Checkpoint, EncoderConfig, DeviceChoice) -> Boxed<dyn Extractor>,
    /// Brings one onto a device, to learn.
    pub trainer: fn(Setup<'_>) -> Boxed<dyn Trainable>,
}

/// All families.
pub static FAMILIES: [&Family; 2] = [&spert::FAMILY, &spert::MULTI_TASK];

/// The family of a checkpoint: what it says itself, and what its heads are where it says nothing.
fn of(config: &EncoderConfig, file: &Path) -> Result<&'static Family, ModelError> {
    let name = config.family.as_deref().unwrap_or_else(|| config.spert.family());
    FAMILIES.into_iter().find(|family| family.name == name).ok_or_else(|| {
        let known: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
        ModelError::BadFile {
            path: file.to_owned(),
            reason: format!("there is no family {name:?} of models here, only {}", known.join(" and ")),
            remedy: "use a relata that knows it, or mend the word",
        }
    })
}

/// Loads a checkpoint folder (see [`super::compress`] for the 8-bit form) onto a device.
///
/// # Errors
/// Whatever is missing, damaged or does not fit, by name; and [`ModelError::Device`] when a device was asked for by
/// name and does not work.
pub fn load(dir: &Path, choice: &DeviceChoice) -> Boxed<dyn Extractor> {
    let checkpoint = Checkpoint::open(dir)?;
    let file = dir.join("config.json");
    let config = EncoderConfig::read(&file)?;
    (of(&config, &file)?.load)(dir, &checkpoint, config, *choice)
}

/// A model in training, as `setup` says.
///
/// # Errors
/// When the checkpoint does not fit the configuration, or the device does not work.
pub fn trainer(setup: Setup<'_>) -> Boxed<dyn Trainable> {
    (of(&setup.config, &setup.from.join("config.json"))?.trainer)(setup)
}

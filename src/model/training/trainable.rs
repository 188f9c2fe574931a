//! A model in training, whatever its family and wherever it learns.

use std::path::Path;

use super::adamw::AdamW;
use super::example::Example;
use super::options::{HeadOptions, Initial};
use super::trainer::{Rates, Update};
use crate::model::backend::DeviceChoice;
use crate::model::encoder::EncoderConfig;
use crate::model::error::ModelError;
use crate::nlp::Types;

/// Learns from batches, and writes what it has learned.
pub trait Trainable {
    /// Updates so far.
    fn updates(&self) -> u64;

    /// Number of parameters.
    fn parameters(&self) -> usize;

    /// One update with learning rate `rate`. When a loss or the norm is no finite number, nothing is changed and the
    /// report says so.
    ///
    /// # Errors
    /// When the driver gives up.
    fn update(&mut self, batch: &[Example], rate: f32) -> Result<Update, ModelError>;

    /// Writes a model folder that [`crate::model::load`] reads: configuration and tokenizer (those of `tokenizer`), types,
    /// weights as f32.
    ///
    /// # Errors
    /// When a file cannot be written.
    fn save(&mut self, to: &Path, tokenizer: &Path, types: &Types) -> Result<(), ModelError>;

    /// Writes what resuming needs into a folder that was just saved.
    ///
    /// # Errors
    /// When the file cannot be written.
    fn save_state(&mut self, to: &Path) -> Result<(), ModelError>;
}

/// What a training starts from, and how it learns.
pub struct Setup<'a> {
    /// Folder of an encoder, or of a model to go on from.
    pub from: &'a Path,
    /// Whether its optimiser goes on, too.
    pub resume: bool,
    /// Sizes of the encoder, and what prediction will know of the heads.
    pub config: EncoderConfig,
    /// In the order of the scores.
    pub types: &'a Types,
    /// Heads and losses.
    pub options: HeadOptions,
    /// Where the encoder's weights come from.
    pub initial: Initial,
    /// The optimiser.
    pub adam: AdamW,
    /// Factors of the learning rate.
    pub rates: Rates,
    /// Hidden and attention dropout of the encoder, dropout before the heads.
    pub dropout: [f32; 3],
    /// Of everything that is drawn.
    pub seed: u64,
    /// Shards of a batch that run at once on the CPU.
    pub threads: usize,
    /// Where it learns.
    pub device: DeviceChoice,
}

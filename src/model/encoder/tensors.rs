//! An encoder of a checkpoint in burn operations, for every backend that has nothing better.

use burn::tensor::backend::Backend;
use burn::tensor::{Tensor, TensorData};

use super::batch::Batch;
use super::forward::{Dropout, EncoderTensors, Layer, Norm};
use super::weights::{self, EmbeddingWeights};
use super::{Encoder, EncoderConfig, Input, guarded};
use crate::model::checkpoint::Checkpoint;
use crate::model::error::ModelError;

/// An encoder on a burn backend.
pub struct TensorEncoder<B: Backend> {
    tensors: EncoderTensors<B>,
    letter_case: bool,
    first_position: usize,
}

impl<B: Backend> TensorEncoder<B> {
    /// Reads the encoder's weights; the shapes must have been checked against [`weights::expected`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(checkpoint: &Checkpoint, config: &EncoderConfig, device: &B::Device) -> Result<Self, ModelError> {
        let EmbeddingWeights { words, positions, types, norm } = weights::embeddings(checkpoint, config)?;
        let table = |values: Vec<f32>, rows: usize| {
            Tensor::from_data(TensorData::new(values, [rows, config.hidden_size]), device)
        };
        let layers = (0..config.num_hidden_layers)
            .map(|index| Ok(Layer::new(weights::layer(checkpoint, config, index)?, device)))
            .collect::<Result<_, ModelError>>()?;
        let tensors = EncoderTensors {
            words: table(words.into_f32(), config.vocab_size),
            positions: table(positions, config.max_position_embeddings),
            types: table(types, config.type_vocab_size),
            norm: Norm::new(norm, device),
            layers,
            heads: config.num_attention_heads,
        };
        Ok(Self { tensors, letter_case: config.spert.letter_case, first_position: config.first_position() })
    }
}

impl<B: Backend> Encoder for TensorEncoder<B> {
    fn states(&self, sentences: &[Input<'_>]) -> Result<Vec<f32>, String> {
        guarded(|| {
            let sentences: Vec<Input<'_>> = sentences.iter().map(|input| input.seen(self.letter_case)).collect();
            let batch = Batch::new(&sentences, self.first_position);
            let states = self.tensors.forward(&batch, Dropout::default());
            let data = states.try_into_data().map_err(|error| format!("{error:?}"))?;
            data.into_vec::<f32>().map_err(|error| format!("{error:?}"))
        })
    }
}

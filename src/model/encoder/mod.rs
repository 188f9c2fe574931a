//! The BERT encoder, on any burn backend.
//!
//! Sentences of a batch stand one behind the other, without padding: every product is one `[Σ lengths, ·]` matrix, and
//! only attention needs to know where a sentence ends. The layers are a backend's own ([`EncoderOps`]): plain burn
//! operations ([`plain`]) unless a backend brings something faster ([`flex`]).

pub mod config;
pub mod flex;
pub mod plain;
pub mod weights;

use burn::tensor::backend::Backend;
use burn::tensor::{Int, Tensor, TensorData};

use super::checkpoint::Checkpoint;
use super::error::ModelError;
pub use config::EncoderConfig;
use plain::Norm;
use weights::{EmbeddingWeights, LayerWeights};

/// What a backend does in an encoder layer.
pub trait EncoderOps: Backend {
    /// A layer's weights in the form this backend computes with.
    type Layer: Send + Sync;

    /// Brings a layer's weights into that form.
    fn prepare_layer(weights: LayerWeights, heads: usize, device: &Self::Device) -> Self::Layer;

    /// Self-attention, add & norm, feed-forward, add & norm.
    ///
    /// # Shapes
    /// `states [Σ lengths, hidden]` to the same.
    fn layer(layer: &Self::Layer, states: Tensor<Self, 2>, lengths: &[usize]) -> Tensor<Self, 2>;
}

/// One sentence for the encoder.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Subword ids.
    pub ids: &'a [u32],
    /// Their token types; where there are none, all are 0.
    pub types: &'a [u8],
}

/// A BERT encoder without its pooler.
pub struct Bert<B: EncoderOps> {
    words: Tensor<B, 2>,
    positions: Tensor<B, 2>,
    types: Tensor<B, 2>,
    /// Whether token types tell the case of a word (see [`crate::nlp::encode::letter_case`]); otherwise all are 0.
    letter_case: bool,
    norm: Norm<B>,
    layers: Vec<B::Layer>,
    device: B::Device,
}

impl<B: EncoderOps> Bert<B> {
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
            .map(|index| {
                let weights = weights::layer(checkpoint, config, index)?;
                Ok(B::prepare_layer(weights, config.num_attention_heads, device))
            })
            .collect::<Result<_, ModelError>>()?;
        Ok(Self {
            words: table(words, config.vocab_size),
            positions: table(positions, config.max_position_embeddings),
            types: table(types, config.type_vocab_size),
            letter_case: config.spert.letter_case,
            norm: Norm::new(norm, device),
            layers,
            device: device.clone(),
        })
    }

    /// The last hidden states of sentences of subword ids, one behind the other.
    ///
    /// # Shapes
    /// `[Σ lengths, hidden]`.
    pub fn forward(&self, sentences: &[Input<'_>]) -> Tensor<B, 2> {
        let lengths: Vec<usize> = sentences.iter().map(|input| input.ids.len()).collect();
        self.layers.iter().fold(self.embed(sentences), |states, layer| B::layer(layer, states, &lengths))
    }

    /// Word, position and token-type embeddings, normalised: the input of the first layer.
    pub(super) fn embed(&self, sentences: &[Input<'_>]) -> Tensor<B, 2> {
        let ids = sentences.iter().flat_map(|input| input.ids.iter().map(|&id| id.cast_signed())).collect();
        let places = sentences.iter().flat_map(|input| (0_i32..).take(input.ids.len())).collect();
        let of = |input: &Input<'_>, at: usize| {
            if self.letter_case { input.types.get(at).copied().map_or(0, i32::from) } else { 0 }
        };
        let types = sentences.iter().flat_map(|input| (0..input.ids.len()).map(|at| of(input, at))).collect();
        let embedded = self.words.clone().select(0, indices(ids, &self.device))
            + (self.positions.clone().select(0, indices(places, &self.device))
                + self.types.clone().select(0, indices(types, &self.device)));
        self.norm.forward(embedded)
    }
}

/// A vector of indices on a device.
fn indices<B: Backend>(values: Vec<i32>, device: &B::Device) -> Tensor<B, 1, Int> {
    let length = values.len();
    Tensor::from_data(TensorData::new(values, [length]), device)
}

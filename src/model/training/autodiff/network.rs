//! The parameters of a model in training as those of the one forward pass.

use std::ops::Range;

use burn::tensor::backend::AutodiffBackend;
use burn::tensor::{Int, Tensor, TensorData};

use crate::model::encoder::batch::Batch;
use crate::model::encoder::forward::{self, Dropout, EncoderTensors, Layer, Linear, Norm};
use crate::model::training::trainer::Trainer;

/// The parameters of one update as a function.
pub struct Network<'a, B: AutodiffBackend> {
    pub host: &'a Trainer,
    /// The word embeddings, then the slots of the layout.
    pub values: &'a [Tensor<B, 2>],
    pub device: &'a B::Device,
}

impl<B: AutodiffBackend> Network<'_, B> {
    /// The parameter that stands at `range` of the layout.
    pub fn at(&self, range: &Range<usize>) -> Tensor<B, 2> {
        let slots = &self.host.params.layout.slots;
        let index = slots.iter().position(|slot| slot.range == *range).map_or(0, |index| index + 1);
        self.values[index].clone()
    }

    pub fn indices(&self, values: &[i32]) -> Tensor<B, 1, Int> {
        forward::indices(values, self.device)
    }

    pub fn floats<const D: usize>(&self, values: Vec<f32>, shape: [usize; D]) -> Tensor<B, D> {
        Tensor::from_data(TensorData::new(values, shape), self.device)
    }

    /// The last hidden states, packed: `[Σ lengths, hidden]`.
    pub fn states(&self, batch: &Batch) -> Tensor<B, 2> {
        let [hidden, attention, _] = self.host.dropout;
        self.encoder().forward(batch, Dropout { hidden, attention })
    }

    /// The parameters as those of the one forward pass; tensors are handles, nothing is copied.
    fn encoder(&self) -> EncoderTensors<B> {
        let layout = &self.host.params.layout;
        let linear = |[weight, bias]: &[Range<usize>; 2]| Linear { weight: self.at(weight), bias: self.at(bias) };
        let eps = self.host.config.layer_norm_eps;
        let norm = |[gamma, beta]: &[Range<usize>; 2]| Norm { gamma: self.at(gamma), beta: self.at(beta), eps };
        let layers = layout.layers.iter().map(|layer| Layer {
            qkv: linear(&layer.qkv),
            attention_output: linear(&layer.attention_output),
            attention_norm: norm(&layer.attention_norm),
            intermediate: linear(&layer.intermediate),
            output: linear(&layer.output),
            output_norm: norm(&layer.output_norm),
        });
        EncoderTensors {
            words: self.values[0].clone(),
            positions: self.at(&layout.positions),
            types: self.at(&layout.token_types),
            norm: norm(&layout.embedding_norm),
            layers: layers.collect(),
            heads: self.host.config.num_attention_heads,
        }
    }
}

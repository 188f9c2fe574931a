//! An encoder layer in plain burn operations, for every backend that has nothing better.

use burn::tensor::backend::Backend;
use burn::tensor::{Tensor, TensorData, activation};

use super::indices;
use super::weights::{LayerWeights, LinearWeights, NormWeights};

/// LayerNorm over the last dimension.
pub struct Norm<B: Backend> {
    gamma: Tensor<B, 2>,
    beta: Tensor<B, 2>,
    eps: f64,
}

impl<B: Backend> Norm<B> {
    /// Puts the parameters on a device.
    #[must_use]
    pub fn new(weights: NormWeights, device: &B::Device) -> Self {
        Self { gamma: row(weights.gamma, device), beta: row(weights.beta, device), eps: weights.eps }
    }

    /// # Shapes
    /// `[rows, features]` to the same.
    pub fn forward(&self, x: Tensor<B, 2>) -> Tensor<B, 2> {
        let centred = x.clone() - x.mean_dim(1);
        let variance = centred.clone().powi_scalar(2).mean_dim(1);
        centred / (variance + self.eps).sqrt() * self.gamma.clone() + self.beta.clone()
    }
}

struct Linear<B: Backend> {
    /// `[inputs, outputs]`.
    weight: Tensor<B, 2>,
    bias: Tensor<B, 2>,
}

impl<B: Backend> Linear<B> {
    fn new(weights: LinearWeights, device: &B::Device) -> Self {
        let outputs = weights.bias.len();
        let weight: Tensor<B, 2> =
            Tensor::from_data(TensorData::new(weights.weight.into_f32(), [outputs, weights.inputs]), device);
        Self { weight: weight.transpose(), bias: row(weights.bias, device) }
    }

    fn forward(&self, x: Tensor<B, 2>) -> Tensor<B, 2> {
        x.matmul(self.weight.clone()) + self.bias.clone()
    }
}

fn row<B: Backend>(values: Vec<f32>, device: &B::Device) -> Tensor<B, 2> {
    let length = values.len();
    Tensor::from_data(TensorData::new(values, [1, length]), device)
}

/// A layer's weights as burn tensors.
pub struct PlainLayer<B: Backend> {
    qkv: Linear<B>,
    attention_output: Linear<B>,
    attention_norm: Norm<B>,
    intermediate: Linear<B>,
    output: Linear<B>,
    output_norm: Norm<B>,
    heads: usize,
    device: B::Device,
}

impl<B: Backend> PlainLayer<B> {
    /// Puts a layer's weights on a device.
    #[must_use]
    pub fn new(weights: LayerWeights, heads: usize, device: &B::Device) -> Self {
        Self {
            qkv: Linear::new(weights.qkv, device),
            attention_output: Linear::new(weights.attention_output, device),
            attention_norm: Norm::new(weights.attention_norm, device),
            intermediate: Linear::new(weights.intermediate, device),
            output: Linear::new(weights.output, device),
            output_norm: Norm::new(weights.output_norm, device),
            heads,
            device: device.clone(),
        }
    }

    /// # Shapes
    /// `states [Σ lengths, hidden]` to the same.
    pub fn forward(&self, states: Tensor<B, 2>, lengths: &[usize]) -> Tensor<B, 2> {
        let context = self.attention(self.qkv.forward(states.clone()), lengths);
        let states = self.attention_norm.forward(self.attention_output.forward(context) + states);
        let wide = activation::gelu(self.intermediate.forward(states.clone()));
        self.output_norm.forward(self.output.forward(wide) + states)
    }

    /// Softmax attention; sentences are padded to the longest for the batched products, and taken apart again.
    ///
    /// # Shapes
    /// `qkv [Σ lengths, 3·hidden]` to `[Σ lengths, hidden]`.
    fn attention(&self, qkv: Tensor<B, 2>, lengths: &[usize]) -> Tensor<B, 2> {
        let hidden = qkv.dims()[1] / 3;
        let (batch, longest) = (lengths.len(), lengths.iter().copied().max().unwrap_or(0));
        let size = hidden / self.heads;
        let Places { padded, packed, mask } = Places::new(lengths, longest);
        let qkv = qkv.select(0, indices(padded, &self.device));
        let part = |index: usize| {
            qkv.clone().narrow(1, index * hidden, hidden).reshape([batch, longest, self.heads, size]).swap_dims(1, 2)
        };
        let mask: Tensor<B, 4> = Tensor::<B, 1>::from_data(TensorData::new(mask, [batch * longest]), &self.device)
            .reshape([batch, 1, 1, longest]);
        let scores = part(0).matmul(part(1).transpose()) / (size as f64).sqrt() + mask;
        let context = activation::softmax(scores, 3).matmul(part(2));
        context.swap_dims(1, 2).reshape([batch * longest, hidden]).select(0, indices(packed, &self.device))
    }
}

/// Where each subword is in the packed and in the padded order.
struct Places {
    /// For every padded place the packed row (0 for padding, masked anyway).
    padded: Vec<i32>,
    /// For every packed row its padded place.
    packed: Vec<i32>,
    /// 0 for subwords, a large negative number for padding.
    mask: Vec<f32>,
}

impl Places {
    fn new(lengths: &[usize], longest: usize) -> Self {
        let mut places = Self { padded: Vec::new(), packed: Vec::new(), mask: Vec::new() };
        let mut row = 0;
        for &length in lengths {
            for place in 0..longest {
                if place < length {
                    places.packed.push(i32::try_from(places.padded.len()).unwrap_or(i32::MAX));
                    places.padded.push(row);
                    places.mask.push(0.0);
                    row += 1;
                } else {
                    places.padded.push(0);
                    places.mask.push(-1e9);
                }
            }
        }
        places
    }
}

//! The encoder in burn operations, once: what runs on a GPU, to predict and (with differentiable tensors) to learn.

use burn::tensor::backend::Backend;
use burn::tensor::{Distribution, Int, Tensor, TensorData, activation};

use super::batch::Batch;
use super::weights::{LayerWeights, LinearWeights, NormWeights};

/// `y = x·Wᵀ + b`.
pub struct Linear<B: Backend> {
    /// `[outputs, inputs]`.
    pub weight: Tensor<B, 2>,
    /// `[1, outputs]`.
    pub bias: Tensor<B, 2>,
}

/// LayerNorm over the last dimension.
pub struct Norm<B: Backend> {
    /// `[1, features]`.
    pub gamma: Tensor<B, 2>,
    /// `[1, features]`.
    pub beta: Tensor<B, 2>,
    /// Added to the variance.
    pub eps: f64,
}

/// One layer.
pub struct Layer<B: Backend> {
    /// Query, key and value stacked.
    pub qkv: Linear<B>,
    /// Projection after attention.
    pub attention_output: Linear<B>,
    /// After the first residual sum.
    pub attention_norm: Norm<B>,
    /// Into the feed-forward part.
    pub intermediate: Linear<B>,
    /// Out of it.
    pub output: Linear<B>,
    /// After the second residual sum.
    pub output_norm: Norm<B>,
}

/// All parameters of an encoder as tensors of a backend.
pub struct EncoderTensors<B: Backend> {
    /// `[vocabulary, hidden]`.
    pub words: Tensor<B, 2>,
    /// `[positions, hidden]`.
    pub positions: Tensor<B, 2>,
    /// `[token types, hidden]`.
    pub types: Tensor<B, 2>,
    /// After the sum of the three.
    pub norm: Norm<B>,
    /// From the bottom.
    pub layers: Vec<Layer<B>>,
    /// Attention heads.
    pub heads: usize,
}

/// Probabilities of dropout, 0 to predict.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dropout {
    /// Of states.
    pub hidden: f32,
    /// Of attention weights.
    pub attention: f32,
}

/// Inverted dropout, drawn from the backend's generator.
pub fn drop<B: Backend, const D: usize>(x: Tensor<B, D>, probability: f32) -> Tensor<B, D> {
    if probability == 0.0 {
        return x;
    }
    let keep = 1.0 - f64::from(probability);
    let mask = Tensor::<B, D>::random(x.dims(), Distribution::Bernoulli(keep), &x.device());
    x * mask / keep
}

/// A vector of indices on a device.
pub fn indices<B: Backend>(values: &[i32], device: &B::Device) -> Tensor<B, 1, Int> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), device)
}

/// A vector as a matrix of one row.
pub fn row<B: Backend>(values: Vec<f32>, device: &B::Device) -> Tensor<B, 2> {
    let length = values.len();
    Tensor::from_data(TensorData::new(values, [1, length]), device)
}

impl<B: Backend> Linear<B> {
    fn new(weights: LinearWeights, device: &B::Device) -> Self {
        let shape = [weights.bias.len(), weights.inputs];
        let weight = Tensor::from_data(TensorData::new(weights.weight.into_f32(), shape), device);
        Self { weight, bias: row(weights.bias, device) }
    }

    fn forward(&self, x: Tensor<B, 2>) -> Tensor<B, 2> {
        x.matmul(self.weight.clone().transpose()) + self.bias.clone()
    }
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

impl<B: Backend> Layer<B> {
    /// Puts a layer's weights on a device.
    #[must_use]
    pub fn new(weights: LayerWeights, device: &B::Device) -> Self {
        Self {
            qkv: Linear::new(weights.qkv, device),
            attention_output: Linear::new(weights.attention_output, device),
            attention_norm: Norm::new(weights.attention_norm, device),
            intermediate: Linear::new(weights.intermediate, device),
            output: Linear::new(weights.output, device),
            output_norm: Norm::new(weights.output_norm, device),
        }
    }

    /// Self-attention, add & norm, feed-forward, add & norm: `[Σ lengths, hidden]` to the same.
    fn forward(&self, x: Tensor<B, 2>, batch: &Batch, heads: usize, dropout: Dropout) -> Tensor<B, 2> {
        let context = attention(self.qkv.forward(x.clone()), batch, heads, dropout.attention);
        let context = drop(self.attention_output.forward(context), dropout.hidden);
        let middle = self.attention_norm.forward(context + x);
        let wide = activation::gelu(self.intermediate.forward(middle.clone()));
        let out = drop(self.output.forward(wide), dropout.hidden);
        self.output_norm.forward(out + middle)
    }
}

/// Softmax attention; sentences are padded to the longest for the batched products, and taken apart again.
///
/// # Shapes
/// `qkv [Σ lengths, 3·hidden]` to `[Σ lengths, hidden]`.
fn attention<B: Backend>(qkv: Tensor<B, 2>, batch: &Batch, heads: usize, dropout: f32) -> Tensor<B, 2> {
    let (device, hidden) = (qkv.device(), qkv.dims()[1] / 3);
    let (count, longest, size) = (batch.lengths.len(), batch.longest, hidden / heads);
    let qkv = qkv.select(0, indices(&batch.padded, &device));
    let part = |index: usize| {
        qkv.clone().narrow(1, index * hidden, hidden).reshape([count, longest, heads, size]).swap_dims(1, 2)
    };
    let mask: Tensor<B, 4> = Tensor::from_data(TensorData::new(batch.mask.clone(), [count, 1, 1, longest]), &device);
    let scores = part(0).matmul(part(1).transpose()) / (size as f64).sqrt() + mask;
    let weights = drop(activation::softmax(scores, 3), dropout);
    let context = weights.matmul(part(2)).swap_dims(1, 2).reshape([count * longest, hidden]);
    context.select(0, indices(&batch.packed, &device))
}

impl<B: Backend> EncoderTensors<B> {
    /// The last hidden states, packed: `[Σ lengths, hidden]`.
    pub fn forward(&self, batch: &Batch, dropout: Dropout) -> Tensor<B, 2> {
        let device = self.words.device();
        let rows = |table: &Tensor<B, 2>, at: &[i32]| table.clone().select(0, indices(at, &device));
        let embedded =
            rows(&self.words, &batch.ids) + (rows(&self.positions, &batch.positions) + rows(&self.types, &batch.types));
        let embedded = drop(self.norm.forward(embedded), dropout.hidden);
        self.layers.iter().fold(embedded, |x, layer| layer.forward(x, batch, self.heads, dropout))
    }
}

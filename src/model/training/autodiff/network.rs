//! The encoder in differentiable burn operations.

use std::ops::Range;

use burn::tensor::backend::AutodiffBackend;
use burn::tensor::{Distribution, Int, Tensor, TensorData, activation};

use crate::model::training::example::Example;
use crate::model::training::trainer::Trainer;

/// Where each subword of a batch is, in the packed and in the padded order.
pub struct Batch {
    pub ids: Vec<i32>,
    places: Vec<i32>,
    types: Vec<i32>,
    pub lengths: Vec<usize>,
    longest: usize,
    padded: Vec<i32>,
    packed: Vec<i32>,
    mask: Vec<f32>,
    /// First row of every sentence.
    pub starts: Vec<usize>,
}

fn int(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

impl Batch {
    pub fn new(examples: &[Example]) -> Self {
        let lengths: Vec<usize> = examples.iter().map(|example| example.ids.len()).collect();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let mut batch = Self {
            ids: examples.iter().flat_map(|example| &example.ids).map(|id| id.cast_signed()).collect(),
            places: lengths.iter().flat_map(|&length| (0..length).map(int)).collect(),
            types: examples.iter().flat_map(|example| example.token_types().map(int)).collect(),
            longest,
            padded: Vec::new(),
            packed: Vec::new(),
            mask: Vec::new(),
            starts: Vec::new(),
            lengths,
        };
        let mut row = 0;
        for &length in &batch.lengths {
            batch.starts.push(row);
            for place in 0..longest {
                let inside = place < length;
                if inside {
                    batch.packed.push(int(batch.padded.len()));
                }
                batch.padded.push(if inside { int(row + place) } else { 0 });
                batch.mask.push(if inside { 0.0 } else { -1e9 });
            }
            row += length;
        }
        batch
    }
}

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

    pub fn indices(&self, values: Vec<i32>) -> Tensor<B, 1, Int> {
        let length = values.len();
        Tensor::from_data(TensorData::new(values, [length]), self.device)
    }

    pub fn floats<const D: usize>(&self, values: Vec<f32>, shape: [usize; D]) -> Tensor<B, D> {
        Tensor::from_data(TensorData::new(values, shape), self.device)
    }

    /// Inverted dropout.
    pub fn drop<const D: usize>(&self, x: Tensor<B, D>, probability: f32) -> Tensor<B, D> {
        if probability == 0.0 {
            return x;
        }
        let keep = 1.0 - f64::from(probability);
        let mask = Tensor::<B, D>::random(x.dims(), Distribution::Bernoulli(keep), self.device);
        x * mask / keep
    }

    pub fn linear(&self, x: Tensor<B, 2>, slots: &[Range<usize>; 2]) -> Tensor<B, 2> {
        x.matmul(self.at(&slots[0]).transpose()) + self.at(&slots[1])
    }

    fn norm(&self, x: Tensor<B, 2>, slots: &[Range<usize>; 2]) -> Tensor<B, 2> {
        let centred = x.clone() - x.mean_dim(1);
        let variance = centred.clone().powi_scalar(2).mean_dim(1);
        let eps = self.host.config.layer_norm_eps;
        centred / (variance + eps).sqrt() * self.at(&slots[0]) + self.at(&slots[1])
    }

    /// The last hidden states, packed: `[Σ lengths, hidden]`.
    pub fn states(&self, batch: &Batch) -> Tensor<B, 2> {
        let layout = &self.host.params.layout;
        let [hidden_dropout, _, _] = self.host.dropout;
        let words = self.values[0].clone().select(0, self.indices(batch.ids.clone()));
        let places = self.at(&layout.positions).select(0, self.indices(batch.places.clone()));
        let types = self.at(&layout.token_types).select(0, self.indices(batch.types.clone()));
        let mut x = self.drop(self.norm(words + places + types, &layout.embedding_norm), hidden_dropout);
        for layer in &layout.layers {
            let qkv = self.linear(x.clone(), &layer.qkv);
            let context = self.linear(self.attention(qkv, batch), &layer.attention_output);
            let middle = self.norm(self.drop(context, hidden_dropout) + x, &layer.attention_norm);
            let wide = activation::gelu(self.linear(middle.clone(), &layer.intermediate));
            let out = self.drop(self.linear(wide, &layer.output), hidden_dropout);
            x = self.norm(out + middle, &layer.output_norm);
        }
        x
    }

    fn attention(&self, qkv: Tensor<B, 2>, batch: &Batch) -> Tensor<B, 2> {
        let (heads, hidden) = (self.host.config.num_attention_heads, self.host.config.hidden_size);
        let (count, longest, size) = (batch.lengths.len(), batch.longest, hidden / heads);
        let qkv = qkv.select(0, self.indices(batch.padded.clone()));
        let part = |index: usize| {
            qkv.clone().narrow(1, index * hidden, hidden).reshape([count, longest, heads, size]).swap_dims(1, 2)
        };
        let mask = self.floats(batch.mask.clone(), [count, 1, 1, longest]);
        let scores = part(0).matmul(part(1).transpose()) / (size as f64).sqrt() + mask;
        let weights = self.drop(activation::softmax(scores, 3), self.host.dropout[1]);
        let context = weights.matmul(part(2)).swap_dims(1, 2).reshape([count * longest, hidden]);
        context.select(0, self.indices(batch.packed.clone()))
    }
}

//! BERT forward with what the gradient needs, and the gradient.
//!
//! The sentences of a batch are dealt to *shards*, one a thread: a shard runs forward and backward over its rows on its
//! own and keeps, for every linear layer, its input and the gradient of its output. The weights' gradients are sums over
//! shards and come last ([`super::gradient`]), a panel a task.

use super::params::Params;
use crate::model::EncoderConfig;
use crate::model::kernels::cpu::attention_train::{self, Scratch};
use crate::model::kernels::cpu::dense;
use crate::model::kernels::cpu::dropout::Masks;
use crate::model::kernels::cpu::gemm::PANEL;
use crate::model::kernels::cpu::math::{erf, gelu, sum_of};
use crate::model::kernels::cpu::vectorized;

/// Input, and gradient of the output, of a linear layer: all its weights' gradient needs.
#[derive(Clone, Debug, Default)]
pub struct Linear {
    /// `[rows, inputs]`.
    pub x: Vec<f32>,
    /// `[rows, outputs]`.
    pub dy: Vec<f32>,
}

/// A LayerNorm's normalised input and the gradients of its parameters.
#[derive(Clone, Debug, Default)]
pub struct Normed {
    hat: Vec<f32>,
    inverse_deviation: Vec<f32>,
    /// Gradient of γ.
    pub gamma: Vec<f32>,
    /// Gradient of β.
    pub beta: Vec<f32>,
}

/// What one layer keeps.
#[derive(Clone, Debug, Default)]
pub struct LayerTape {
    pub qkv: Linear,
    pub attention_output: Linear,
    pub attention_norm: Normed,
    pub intermediate: Linear,
    pub output: Linear,
    pub output_norm: Normed,
    queries: Vec<f32>,
    probs: Vec<f32>,
    before_gelu: Vec<f32>,
}

/// The sentences of one thread.
#[derive(Default)]
pub struct Shard {
    /// Subword ids of every sentence, one behind the other.
    pub ids: Vec<u32>,
    /// Token type of every subword.
    pub types: Vec<usize>,
    pub lengths: Vec<usize>,
    pub masks: Vec<Masks>,
    pub layers: Vec<LayerTape>,
    pub embedding_norm: Normed,
    /// The last hidden states `[rows, hidden]`; then, in the backward pass, their gradient.
    pub states: Vec<f32>,
    /// Gradient of the sum of the embeddings, `[rows, hidden]`.
    pub embedded: Vec<f32>,
    scratch: Scratch,
    transposed: Vec<[f32; PANEL]>,
    buffer: Vec<f32>,
    other: Vec<f32>,
}

/// Places of dropout in the encoder: (values, probability), in the order [`Masks`] counts them.
pub fn dropout_places(config: &EncoderConfig, length: usize, hidden: f32, attention: f32) -> Vec<(usize, f32)> {
    let states = (length * config.hidden_size, hidden);
    let mut places = vec![states];
    for _ in 0..config.num_hidden_layers {
        places.extend([(config.num_attention_heads * length * length, attention), states, states]);
    }
    places
}

impl Shard {
    /// Rows before each sentence.
    pub fn starts(&self) -> impl Iterator<Item = usize> + '_ {
        self.lengths.iter().scan(0, |at, length| {
            let start = *at;
            *at += length;
            Some(start)
        })
    }

    fn drop(&self, place: usize, hidden: usize, values: &mut [f32]) {
        for ((start, length), masks) in self.starts().zip(&self.lengths).zip(&self.masks) {
            masks.place(place).apply(0, &mut values[start * hidden..(start + length) * hidden]);
        }
    }

    /// Fills `states`.
    pub fn forward(&mut self, params: &Params, config: &EncoderConfig) {
        let (hidden, layout, eps) = (config.hidden_size, &params.layout, config.layer_norm_eps as f32);
        let mut x = self.embed(params, config);
        self.embedding_norm.forward(params, &layout.embedding_norm, eps, &mut x);
        self.drop(0, hidden, &mut x);
        self.layers.resize_with(config.num_hidden_layers, LayerTape::default);
        let mut layers = std::mem::take(&mut self.layers);
        for (index, (tape, slots)) in layers.iter_mut().zip(&layout.layers).enumerate() {
            let value = |range: &std::ops::Range<usize>| &params.flat[range.clone()];
            dense::forward(value(&slots.qkv[0]), value(&slots.qkv[1]), &x, hidden, &mut tape.queries);
            self.attend(tape, config, 1 + 3 * index);
            let mut after = std::mem::take(&mut self.buffer);
            let [weight, bias] = &slots.attention_output;
            dense::forward(value(weight), value(bias), &tape.attention_output.x, hidden, &mut after);
            self.drop(2 + 3 * index, hidden, &mut after);
            add(&mut after, &x);
            tape.qkv.x = x;
            tape.attention_norm.forward(params, &slots.attention_norm, eps, &mut after);
            let [weight, bias] = &slots.intermediate;
            dense::forward(value(weight), value(bias), &after, hidden, &mut tape.before_gelu);
            activate(&tape.before_gelu, &mut tape.output.x);
            x = std::mem::take(&mut self.other);
            let [weight, bias] = &slots.output;
            dense::forward(value(weight), value(bias), &tape.output.x, config.intermediate_size, &mut x);
            self.drop(3 + 3 * index, hidden, &mut x);
            add(&mut x, &after);
            // The old input's buffer serves the next layer.
            self.buffer = std::mem::replace(&mut tape.intermediate.x, after);
            tape.output_norm.forward(params, &slots.output_norm, eps, &mut x);
        }
        self.layers = layers;
        self.states = x;
    }

    fn embed(&mut self, params: &Params, config: &EncoderConfig) -> Vec<f32> {
        let hidden = config.hidden_size;
        let positions = &params.flat[params.layout.positions.clone()];
        let types = &params.flat[params.layout.token_types.clone()];
        let mut x = std::mem::take(&mut self.embedded);
        x.clear();
        let places = self.lengths.iter().flat_map(|length| 0..*length);
        for ((id, place), kind) in self.ids.iter().zip(places).zip(&self.types) {
            let word = &params.words[*id as usize * hidden..][..hidden];
            let position = &positions[(params.layout.first_position + place) * hidden..][..hidden];
            let token_type = &types[kind * hidden..][..hidden];
            x.extend(word.iter().zip(position).zip(token_type).map(|((w, p), t)| w + (p + t)));
        }
        x
    }

    fn attend(&mut self, tape: &mut LayerTape, config: &EncoderConfig, place: usize) {
        let (hidden, heads) = (config.hidden_size, config.num_attention_heads);
        tape.probs.resize(self.lengths.iter().map(|length| heads * length * length).sum(), 0.0);
        tape.attention_output.x.resize(self.ids.len() * hidden, 0.0);
        let (mut row, mut prob) = (0, 0);
        for (length, masks) in self.lengths.iter().zip(&self.masks) {
            let probs = heads * length * length;
            attention_train::forward(
                &tape.queries[row * 3 * hidden..(row + length) * 3 * hidden],
                hidden,
                heads,
                masks.place(place),
                &mut self.scratch,
                &mut tape.probs[prob..prob + probs],
                &mut tape.attention_output.x[row * hidden..(row + length) * hidden],
            );
            row += length;
            prob += probs;
        }
    }

    /// From the gradient of the last states, in `states`, to those of every linear layer's output, LayerNorm and embedding.
    pub fn backward(&mut self, params: &Params, config: &EncoderConfig) {
        let (hidden, wide, layout) = (config.hidden_size, config.intermediate_size, &params.layout);
        let mut gradient = std::mem::take(&mut self.states);
        let mut layers = std::mem::take(&mut self.layers);
        for (index, (tape, slots)) in layers.iter_mut().zip(&layout.layers).enumerate().rev() {
            let value = |range: &std::ops::Range<usize>| &params.flat[range.clone()];
            // Through the sum into `gradient`, through dropout into the output's own gradient.
            tape.output_norm.backward(value(&slots.output_norm[0]), &mut gradient);
            tape.output.dy.clone_from(&gradient);
            self.drop(3 + 3 * index, hidden, &mut tape.output.dy);
            let (weight, dwide) = (value(&slots.output[0]), &mut tape.intermediate.dy);
            dense::input_gradient(weight, &tape.output.dy, hidden, wide, false, &mut self.transposed, dwide);
            activate_gradient(&tape.before_gelu, dwide);
            let (weight, transposed) = (value(&slots.intermediate[0]), &mut self.transposed);
            dense::input_gradient(weight, &tape.intermediate.dy, wide, hidden, true, transposed, &mut gradient);

            tape.attention_norm.backward(value(&slots.attention_norm[0]), &mut gradient);
            tape.attention_output.dy.clone_from(&gradient);
            self.drop(2 + 3 * index, hidden, &mut tape.attention_output.dy);
            let weight = value(&slots.attention_output[0]);
            let (transposed, context) = (&mut self.transposed, &mut self.buffer);
            dense::input_gradient(weight, &tape.attention_output.dy, hidden, hidden, false, transposed, context);
            self.attend_gradient(tape, config, 1 + 3 * index);
            let weight = value(&slots.qkv[0]);
            dense::input_gradient(weight, &tape.qkv.dy, 3 * hidden, hidden, true, &mut self.transposed, &mut gradient);
        }
        self.layers = layers;
        self.drop(0, hidden, &mut gradient);
        self.embedding_norm.backward(&params.flat[layout.embedding_norm[0].clone()], &mut gradient);
        self.embedded = gradient;
    }

    fn attend_gradient(&mut self, tape: &mut LayerTape, config: &EncoderConfig, place: usize) {
        let (hidden, heads) = (config.hidden_size, config.num_attention_heads);
        tape.qkv.dy.resize(self.ids.len() * 3 * hidden, 0.0);
        let (mut row, mut prob) = (0, 0);
        for (length, masks) in self.lengths.iter().zip(&self.masks) {
            let probs = heads * length * length;
            let three = row * 3 * hidden..(row + length) * 3 * hidden;
            attention_train::backward(
                &tape.queries[three.clone()],
                hidden,
                heads,
                masks.place(place),
                &tape.probs[prob..prob + probs],
                &self.buffer[row * hidden..(row + length) * hidden],
                &mut self.scratch,
                &mut tape.qkv.dy[three],
            );
            row += length;
            prob += probs;
        }
    }
}

/// `x += other`.
pub fn add(x: &mut [f32], other: &[f32]) {
    for (x, o) in x.iter_mut().zip(other) {
        *x += o;
    }
}

fn activate(before: &[f32], after: &mut Vec<f32>) {
    after.resize(before.len(), 0.0);
    vectorized(
        #[inline(always)]
        || {
            for (after, before) in after.iter_mut().zip(before) {
                *after = gelu(*before);
            }
        },
    );
}

/// `dy ∘ gelu'(x)`, with gelu'(x) = Φ(x) + x·φ(x).
fn activate_gradient(before: &[f32], gradient: &mut [f32]) {
    // 1/√(2π).
    const DENSITY: f32 = 0.398_942_3;
    vectorized(
        #[inline(always)]
        || {
            for (d, x) in gradient.iter_mut().zip(before) {
                let cumulative = 0.5 * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2));
                *d *= cumulative + x * DENSITY * crate::model::kernels::cpu::math::exp(-0.5 * x * x);
            }
        },
    );
}

impl Normed {
    /// `x = LayerNorm(x)`.
    fn forward(&mut self, params: &Params, slots: &[std::ops::Range<usize>; 2], eps: f32, x: &mut [f32]) {
        let (gamma, beta) = (&params.flat[slots[0].clone()], &params.flat[slots[1].clone()]);
        let features = gamma.len();
        self.hat.resize(x.len(), 0.0);
        self.inverse_deviation.clear();
        let (hats, deviations) = (&mut self.hat, &mut self.inverse_deviation);
        vectorized(
            #[inline(always)]
            || {
                for (row, hats) in x.chunks_exact_mut(features).zip(hats.chunks_exact_mut(features)) {
                    let mean = sum_of(row, |x| x) / features as f32;
                    let variance = sum_of(row, |x| (x - mean) * (x - mean)) / features as f32;
                    let inverse = 1.0 / (variance + eps).sqrt();
                    deviations.push(inverse);
                    for (((x, hat), gamma), beta) in row.iter_mut().zip(hats).zip(gamma).zip(beta) {
                        *hat = (*x - mean) * inverse;
                        *x = *hat * gamma + beta;
                    }
                }
            },
        );
    }

    /// Replaces the gradient of the output by that of the input, and keeps those of γ and β.
    fn backward(&mut self, gamma: &[f32], gradient: &mut [f32]) {
        let features = gamma.len();
        self.gamma.clear();
        self.gamma.resize(features, 0.0);
        self.beta.clear();
        self.beta.resize(features, 0.0);
        let Self { hat, inverse_deviation, gamma: dgamma, beta: dbeta } = self;
        vectorized(
            #[inline(always)]
            || {
                let rows = gradient.chunks_exact_mut(features).zip(hat.chunks_exact(features));
                for ((row, hats), inverse) in rows.zip(inverse_deviation.iter()) {
                    for (((d, hat), dgamma), dbeta) in row.iter().zip(hats).zip(dgamma.iter_mut()).zip(dbeta.iter_mut())
                    {
                        *dgamma += d * hat;
                        *dbeta += d;
                    }
                    for (d, gamma) in row.iter_mut().zip(gamma) {
                        *d *= gamma;
                    }
                    let mean = sum_of(row, |x| x) / features as f32;
                    let along = crate::model::kernels::cpu::math::dot(row, hats) / features as f32;
                    for (d, hat) in row.iter_mut().zip(hats) {
                        *d = inverse * (*d - mean - hat * along);
                    }
                }
            },
        );
    }
}

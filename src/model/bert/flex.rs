//! The encoder layer of the CPU backend: whole layers on plain slices (see [`crate::model::cpu`]).

use std::cell::RefCell;

use burn::tensor::{Tensor, TensorData};
use burn_flex::{Flex, FlexDevice};

use super::EncoderOps;
use super::weights::{LayerWeights, LinearWeights, NormWeights};
use crate::model::cpu::attention::{self, attention};
use crate::model::cpu::gemm::{Activation, PackedLinear, ROWS};
use crate::model::cpu::norm::Norm;

/// A layer with its weights packed for [`PackedLinear`].
pub struct FlexLayer {
    qkv: PackedLinear,
    attention_output: PackedLinear,
    attention_norm: Norm,
    intermediate: PackedLinear,
    output: PackedLinear,
    output_norm: Norm,
    hidden: usize,
    heads: usize,
}

/// Buffers between the steps of a layer. They belong to the thread, so that every layer and batch finds them warm.
#[derive(Default)]
struct Scratch {
    blocks: Vec<[f32; ROWS]>,
    qkv: Vec<f32>,
    context: Vec<f32>,
    middle: Vec<f32>,
    wide: Vec<f32>,
    attention: attention::Scratch,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl EncoderOps for Flex {
    type Layer = FlexLayer;

    fn prepare_layer(weights: LayerWeights, heads: usize, _device: &FlexDevice) -> FlexLayer {
        let pack = |w: LinearWeights| PackedLinear::new(&w.weight, w.bias, w.inputs);
        // The narrowest f32 that keeps the sum positive: 1e-12 itself is a normal f32.
        let norm = |w: NormWeights| Norm { gamma: w.gamma, beta: w.beta, eps: w.eps as f32 };
        FlexLayer {
            hidden: weights.qkv.inputs,
            qkv: pack(weights.qkv),
            attention_output: pack(weights.attention_output),
            attention_norm: norm(weights.attention_norm),
            intermediate: pack(weights.intermediate),
            output: pack(weights.output),
            output_norm: norm(weights.output_norm),
            heads,
        }
    }

    fn layer(layer: &FlexLayer, states: Tensor<Self, 2>, lengths: &[usize]) -> Tensor<Self, 2> {
        let shape = states.dims();
        let data = states.into_data();
        // The tensor is ours alone, so this takes its buffer; a backend that stored something else gets converted.
        let mut x = data.into_vec::<f32>().unwrap_or_else(|error| panic!("hidden states are not f32: {error:?}"));
        SCRATCH.with_borrow_mut(|scratch| layer.run(&mut x, lengths, scratch));
        Tensor::from_data(TensorData::new(x, shape), &FlexDevice)
    }
}

impl FlexLayer {
    fn run(&self, x: &mut Vec<f32>, lengths: &[usize], scratch: &mut Scratch) {
        let Scratch { blocks, qkv, context, middle, wide, attention: buffers } = scratch;
        self.qkv.apply(x, Activation::None, blocks, qkv);
        attention(qkv, lengths, self.hidden, self.heads, buffers, context);
        self.attention_output.apply(context, Activation::None, blocks, middle);
        self.attention_norm.add_and_norm(middle, x);
        self.intermediate.apply(middle, Activation::Gelu, blocks, wide);
        self.output.apply(wide, Activation::None, blocks, x);
        self.output_norm.add_and_norm(x, middle);
    }
}

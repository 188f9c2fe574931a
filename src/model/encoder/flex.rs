//! The encoder layer of the CPU backend: whole layers on plain slices (see [`crate::model::kernels::cpu`]).

use std::cell::RefCell;

use burn::tensor::{Tensor, TensorData};
use burn_flex::{Flex, FlexDevice};

use super::EncoderOps;
use super::weights::{LayerWeights, LinearWeights, NormWeights};
use crate::model::checkpoint::Matrix;
use crate::model::kernels::cpu::attention::{self, attention};
use crate::model::kernels::cpu::gemm::{Activation, PackedLinear, ROWS};
use crate::model::kernels::cpu::int8::{Kernel, QuantizedLinear, QuantizedRows};
use crate::model::kernels::cpu::norm::Norm;

/// A linear layer in the arithmetic that suits its weights and this processor.
enum Linear {
    F32(PackedLinear),
    Int8(QuantizedLinear),
}

/// A layer with its weights packed.
pub struct FlexLayer {
    qkv: Linear,
    attention_output: Linear,
    attention_norm: Norm,
    intermediate: Linear,
    output: Linear,
    output_norm: Norm,
    hidden: usize,
    heads: usize,
}

/// Buffers between the steps of a layer. They belong to the thread, so that every layer and batch finds them warm.
#[derive(Default)]
struct Scratch {
    packed: Packed,
    qkv: Vec<f32>,
    context: Vec<f32>,
    middle: Vec<f32>,
    wide: Vec<f32>,
    attention: attention::Scratch,
}

/// Rows of x in the form of the product that they go into.
#[derive(Default)]
struct Packed {
    f32: Vec<[f32; ROWS]>,
    int8: QuantizedRows,
}

impl Linear {
    fn new(LinearWeights { weight, bias, inputs }: LinearWeights) -> Self {
        match (weight, Kernel::best()) {
            (Matrix::I8 { values, scales }, Some(kernel)) => {
                Self::Int8(QuantizedLinear::new(&values, &scales, &bias, inputs, kernel))
            }
            (weight, _) => Self::F32(PackedLinear::new(&weight.into_f32(), bias, inputs)),
        }
    }

    fn apply(&self, x: &[f32], activation: Activation, packed: &mut Packed, out: &mut Vec<f32>) {
        match self {
            Self::F32(linear) => linear.apply(x, activation, &mut packed.f32, out),
            Self::Int8(linear) => linear.apply(x, activation, &mut packed.int8, out),
        }
    }
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl EncoderOps for Flex {
    type Layer = FlexLayer;

    fn prepare_layer(weights: LayerWeights, heads: usize, _device: &FlexDevice) -> FlexLayer {
        // The narrowest f32 that keeps the sum positive: 1e-12 itself is a normal f32.
        let norm = |w: NormWeights| Norm { gamma: w.gamma, beta: w.beta, eps: w.eps as f32 };
        FlexLayer {
            hidden: weights.qkv.inputs,
            qkv: Linear::new(weights.qkv),
            attention_output: Linear::new(weights.attention_output),
            attention_norm: norm(weights.attention_norm),
            intermediate: Linear::new(weights.intermediate),
            output: Linear::new(weights.output),
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
        let Scratch { packed, qkv, context, middle, wide, attention: buffers } = scratch;
        self.qkv.apply(x, Activation::None, packed, qkv);
        attention(qkv, lengths, self.hidden, self.heads, buffers, context);
        self.attention_output.apply(context, Activation::None, packed, middle);
        self.attention_norm.add_and_norm(middle, x);
        self.intermediate.apply(middle, Activation::Gelu, packed, wide);
        self.output.apply(wide, Activation::None, packed, x);
        self.output_norm.add_and_norm(x, middle);
    }
}

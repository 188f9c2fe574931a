//! The encoder on the CPU: whole layers on plain slices (see [`crate::model::kernels::cpu`]). Word embeddings stay in the bits
//! of their file, and rows are made numbers when they are looked up.

use std::cell::RefCell;

use burn::tensor::{Tensor, TensorData};
use burn_flex::{Flex, FlexDevice};

use super::forward;
use super::weights::{self, EmbeddingWeights, LayerWeights, LinearWeights, NormWeights};
use super::{Encoder, EncoderConfig, Input, guarded};
use crate::model::checkpoint::{Checkpoint, Matrix, Rows};
use crate::model::error::ModelError;
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
struct FusedLayer {
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

/// An encoder on the CPU.
pub struct FusedEncoder {
    words: Rows,
    positions: Vec<f32>,
    types: Vec<f32>,
    norm: forward::Norm<Flex>,
    layers: Vec<FusedLayer>,
    hidden: usize,
    letter_case: bool,
    first_position: usize,
}

impl FusedEncoder {
    /// Reads the encoder's weights; the shapes must have been checked against [`weights::expected`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(checkpoint: &Checkpoint, config: &EncoderConfig) -> Result<Self, ModelError> {
        let EmbeddingWeights { words, positions, types, norm } = weights::embeddings(checkpoint, config)?;
        let layers = (0..config.num_hidden_layers)
            .map(|index| Ok(FusedLayer::new(weights::layer(checkpoint, config, index)?, config.num_attention_heads)))
            .collect::<Result<_, ModelError>>()?;
        Ok(Self {
            words,
            positions,
            types,
            norm: forward::Norm::new(norm, &FlexDevice),
            layers,
            hidden: config.hidden_size,
            letter_case: config.spert.letter_case,
            first_position: config.first_position(),
        })
    }

    /// Word, position and token-type embeddings, normalised: the input of the first layer.
    fn embed(&self, sentences: &[Input<'_>]) -> Result<Vec<f32>, String> {
        let hidden = self.hidden;
        let rows: usize = sentences.iter().map(|input| input.ids.len()).sum();
        let mut x = Vec::with_capacity(rows * hidden);
        for input in sentences.iter().map(|input| input.seen(self.letter_case)) {
            for (at, id) in input.ids.iter().enumerate() {
                let start = x.len();
                self.words.push_row(*id as usize, &mut x).ok_or_else(|| format!("there is no subword {id}"))?;
                let position = row(&self.positions, self.first_position + at, hidden);
                let kind = row(&self.types, input.token_type(at), hidden);
                let (Some(position), Some(kind)) = (position, kind) else {
                    return Err(format!("there is no position {at} or no token type {}", input.token_type(at)));
                };
                for ((x, position), kind) in x[start..].iter_mut().zip(position).zip(kind) {
                    *x += position + kind;
                }
            }
        }
        let summed = Tensor::<Flex, 2>::from_data(TensorData::new(x, [rows, hidden]), &FlexDevice);
        self.norm.forward(summed).into_data().into_vec::<f32>().map_err(|error| format!("{error:?}"))
    }
}

fn row(table: &[f32], row: usize, width: usize) -> Option<&[f32]> {
    table.get(row * width..(row + 1) * width)
}

impl Encoder for FusedEncoder {
    fn states(&self, sentences: &[Input<'_>]) -> Result<Vec<f32>, String> {
        guarded(|| {
            let lengths: Vec<usize> = sentences.iter().map(|input| input.ids.len()).collect();
            let mut x = self.embed(sentences)?;
            SCRATCH
                .with_borrow_mut(|scratch| self.layers.iter().for_each(|layer| layer.run(&mut x, &lengths, scratch)));
            Ok(x)
        })
    }
}

impl FusedLayer {
    fn new(weights: LayerWeights, heads: usize) -> Self {
        // The narrowest f32 that keeps the sum positive: 1e-12 itself is a normal f32.
        let norm = |w: NormWeights| Norm { gamma: w.gamma, beta: w.beta, eps: w.eps as f32 };
        Self {
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

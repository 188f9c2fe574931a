//! Names, shapes and values of a BERT encoder in a checkpoint.

use crate::model::EncoderConfig;
use crate::model::checkpoint::{Checkpoint, Matrix, Rows};
use crate::model::error::ModelError;

/// `y = x·Wᵀ + b`, as checkpoints store it.
#[derive(Clone, Debug)]
pub struct LinearWeights {
    /// `[outputs, inputs]`, row-major.
    pub weight: Matrix,
    /// `[outputs]`.
    pub bias: Vec<f32>,
    /// Width of x.
    pub inputs: usize,
}

/// One LayerNorm.
#[derive(Clone, Debug)]
pub struct NormWeights {
    /// `[features]`.
    pub gamma: Vec<f32>,
    /// `[features]`.
    pub beta: Vec<f32>,
    /// Added to the variance.
    pub eps: f64,
}

/// One encoder layer.
#[derive(Clone, Debug)]
pub struct LayerWeights {
    /// Query, key and value stacked: `[3·hidden, hidden]`.
    pub qkv: LinearWeights,
    /// Projection after attention.
    pub attention_output: LinearWeights,
    /// After the first residual sum.
    pub attention_norm: NormWeights,
    /// Into the feed-forward part.
    pub intermediate: LinearWeights,
    /// Out of it.
    pub output: LinearWeights,
    /// After the second residual sum.
    pub output_norm: NormWeights,
}

/// The tables before the first layer.
pub struct EmbeddingWeights {
    /// `[vocabulary, hidden]`.
    pub words: Rows,
    /// `[positions, hidden]`.
    pub positions: Vec<f32>,
    /// Token types: `[types, hidden]`.
    pub types: Vec<f32>,
    /// After the sum.
    pub norm: NormWeights,
}

/// Name of the table of word embeddings.
pub const WORDS: &str = "embeddings.word_embeddings.weight";
const POSITIONS: &str = "embeddings.position_embeddings.weight";
/// Name of the token-type table.
pub const TOKEN_TYPES: &str = "embeddings.token_type_embeddings.weight";
const EMBEDDING_NORM: &str = "embeddings.LayerNorm";

/// Every tensor the encoder needs, with its shape.
#[must_use]
pub fn expected(config: &EncoderConfig) -> Vec<(String, Vec<usize>)> {
    let (hidden, wide) = (config.hidden_size, config.intermediate_size);
    let mut list = vec![
        (WORDS.to_owned(), vec![config.vocab_size, hidden]),
        (POSITIONS.to_owned(), vec![config.max_position_embeddings, hidden]),
        (TOKEN_TYPES.to_owned(), vec![config.type_vocab_size, hidden]),
    ];
    let mut pair = |name: String, weight: Vec<usize>| {
        let bias = weight.first().copied().unwrap_or_default();
        list.push((format!("{name}.weight"), weight));
        list.push((format!("{name}.bias"), vec![bias]));
    };
    pair(EMBEDDING_NORM.to_owned(), vec![hidden]);
    for layer in 0..config.num_hidden_layers {
        for part in ["query", "key", "value"] {
            pair(name(layer, &format!("attention.self.{part}")), vec![hidden, hidden]);
        }
        pair(name(layer, "attention.output.dense"), vec![hidden, hidden]);
        pair(name(layer, "attention.output.LayerNorm"), vec![hidden]);
        pair(name(layer, "intermediate.dense"), vec![wide, hidden]);
        pair(name(layer, "output.dense"), vec![hidden, wide]);
        pair(name(layer, "output.LayerNorm"), vec![hidden]);
    }
    list
}

fn name(layer: usize, part: &str) -> String {
    format!("encoder.layer.{layer}.{part}")
}

/// Reads the tables; shapes must have been checked.
///
/// # Errors
/// When the file cannot be read.
pub fn embeddings(checkpoint: &Checkpoint, config: &EncoderConfig) -> Result<EmbeddingWeights, ModelError> {
    Ok(EmbeddingWeights {
        words: checkpoint.read_rows(WORDS)?,
        positions: checkpoint.read(POSITIONS)?,
        types: checkpoint.read(TOKEN_TYPES)?,
        norm: norm(checkpoint, EMBEDDING_NORM, config)?,
    })
}

/// Reads one layer; shapes must have been checked.
///
/// # Errors
/// When the file cannot be read.
pub fn layer(checkpoint: &Checkpoint, config: &EncoderConfig, index: usize) -> Result<LayerWeights, ModelError> {
    let part = |part| linear(checkpoint, &name(index, &format!("attention.self.{part}")), config.hidden_size);
    let mut qkv = part("query")?;
    for more in [part("key")?, part("value")?] {
        qkv.weight.append(more.weight);
        qkv.bias.extend(more.bias);
    }
    Ok(LayerWeights {
        qkv,
        attention_output: linear(checkpoint, &name(index, "attention.output.dense"), config.hidden_size)?,
        attention_norm: norm(checkpoint, &name(index, "attention.output.LayerNorm"), config)?,
        intermediate: linear(checkpoint, &name(index, "intermediate.dense"), config.hidden_size)?,
        output: linear(checkpoint, &name(index, "output.dense"), config.intermediate_size)?,
        output_norm: norm(checkpoint, &name(index, "output.LayerNorm"), config)?,
    })
}

fn linear(checkpoint: &Checkpoint, name: &str, inputs: usize) -> Result<LinearWeights, ModelError> {
    Ok(LinearWeights {
        weight: checkpoint.read_matrix(&format!("{name}.weight"))?,
        bias: checkpoint.read(&format!("{name}.bias"))?,
        inputs,
    })
}

fn norm(checkpoint: &Checkpoint, name: &str, config: &EncoderConfig) -> Result<NormWeights, ModelError> {
    Ok(NormWeights {
        gamma: checkpoint.read(&format!("{name}.weight"))?,
        beta: checkpoint.read(&format!("{name}.bias"))?,
        eps: config.layer_norm_eps,
    })
}

//! 8-bit checkpoints: a quarter of the f32 size, computed with in 8 bits where the processor can (see [`crate::model::kernels::cpu::int8`]).
//!
//! The convention, inside ordinary safetensors: a matrix `X` is stored as I8 of the same shape, beside a tensor `X.scale`
//! of type F32 with one number a row (a row is one output, or one subword); `X[r, c] = i8 · scale[r]`. Small tensors stay
//! F32, or F16 where that loses nothing. On request the word embeddings, of a large vocabulary most of the model, go into four
//! bits: see [`four_bits`]. `__metadata__.format` is `relata-i8`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use half::f16;
use safetensors::tensor::Dtype;
use serde::{Deserialize, Serialize};

use super::decoding::{read_decoding, write_decoding};
use super::four_bits;
use super::types::read_types;
use super::write::{Stored, copy_settings, write};
use super::{Checkpoint, SCALE_SUFFIX};
use crate::model::encoder::{EncoderConfig, weights as encoder_weights};
use crate::model::error::ModelError;
use crate::model::heads::spert::weights as head_weights;

/// Matrices below this size cost nothing and stay as they are (the heads are among them).
const SMALL: usize = 16_384;

/// Precision of the word embeddings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmbeddingBits {
    /// As all large matrices.
    #[default]
    Eight,
    /// Half of that.
    Four,
}

/// What a compression gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compressed {
    /// Tensors stored in 8 bits.
    pub eight_bit: usize,
    /// Tensors stored in four bits.
    pub four_bit: usize,
    /// Other tensors.
    pub others: usize,
    /// Bytes of the new weights file.
    pub bytes: u64,
    /// Largest difference between a weight and its 8-bit form, in units of its row's largest weight.
    pub largest_error: f32,
}

/// Writes the checkpoint of `from` as an 8-bit checkpoint into the folder `to`, which is made if it is not there.
///
/// The tokenizer is copied in its smallest form; unused tensors are left behind.
///
/// # Errors
/// When `from` is no complete checkpoint, or `to` cannot be written.
pub fn compress(from: &Path, to: &Path, embeddings: EmbeddingBits) -> Result<Compressed, ModelError> {
    let checkpoint = Checkpoint::open(from)?;
    let config = EncoderConfig::read(&from.join("config.json"))?;
    let types = read_types(from)?;
    let encoder = encoder_weights::expected(&config);
    let heads = head_weights::expected(&checkpoint, &config, &types);
    let wanted = [encoder.as_slice(), heads.as_slice()].concat();
    checkpoint.expect(&wanted)?;

    let mut result = Compressed { eight_bit: 0, four_bit: 0, others: 0, bytes: 0, largest_error: 0.0 };
    let mut tensors: Vec<(String, Stored)> = Vec::new();
    for (index, (name, shape)) in wanted.iter().enumerate() {
        let values = checkpoint.read(name)?;
        let is_words = name == encoder_weights::WORDS;
        let name = if index < encoder.len() { format!("{}{name}", config.convention().prefix) } else { name.clone() };
        if is_words && embeddings == EmbeddingBits::Four {
            let columns = shape.last().copied().unwrap_or_default();
            if !columns.is_multiple_of(four_bits::GROUP) {
                return Err(ModelError::BadFile {
                    path: from.join("config.json"),
                    reason: format!("hidden_size {columns} is no multiple of {}", four_bits::GROUP),
                    remedy: "keep its word embeddings in 8 bits",
                });
            }
            let (bytes, scales) = four_bits::pack(&values);
            let rows = shape.first().copied().unwrap_or_default();
            let scale = Stored {
                dtype: Dtype::F16,
                shape: vec![rows, columns / four_bits::GROUP],
                bytes: scales.iter().flat_map(|scale| scale.to_le_bytes()).collect(),
            };
            tensors.push((format!("{name}{SCALE_SUFFIX}"), scale));
            tensors.push((name, Stored { dtype: Dtype::U8, shape: vec![rows, columns / 2], bytes }));
            result.four_bit += 1;
        } else if shape.len() == 2 && values.len() >= SMALL {
            let (bytes, scales, error) = eight_bit(&values, shape[1]);
            let scale = scales.iter().flat_map(|scale| scale.to_le_bytes()).collect();
            tensors.push((
                format!("{name}{SCALE_SUFFIX}"),
                Stored { dtype: Dtype::F32, shape: vec![scales.len()], bytes: scale },
            ));
            tensors.push((name, Stored { dtype: Dtype::I8, shape: shape.clone(), bytes }));
            result.largest_error = result.largest_error.max(error);
            result.eight_bit += 1;
        } else {
            tensors.push((name, small(&values, shape)));
            result.others += 1;
        }
    }
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| ModelError::Io { path, source }
    };
    fs::create_dir_all(to).map_err(io(to))?;
    let path = to.join("model.safetensors");
    let metadata = HashMap::from([("format".to_owned(), "relata-i8".to_owned())]);
    write(&tensors, metadata, &path)?;
    result.bytes = fs::metadata(&path).map_err(io(&path))?.len();
    copy_settings(from, to)?;
    write_decoding(to, &read_decoding(from, &types)?)?;
    let types_path = to.join("types.json");
    fs::write(&types_path, types.to_json()).map_err(io(&types_path))?;
    Ok(result)
}

/// F16 when every value survives it, otherwise F32.
fn small(values: &[f32], shape: &[usize]) -> Stored {
    let exact = values.iter().all(|value| f16::from_f32(*value).to_f32().to_bits() == value.to_bits());
    if !exact {
        return Stored::f32(shape.to_vec(), values);
    }
    let bytes = values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect();
    Stored { dtype: Dtype::F16, shape: shape.to_vec(), bytes }
}

/// Rows of `columns` values as bytes and scales, and the largest error relative to the row's largest value.
fn eight_bit(values: &[f32], columns: usize) -> (Vec<u8>, Vec<f32>, f32) {
    let (mut bytes, mut scales, mut largest) = (Vec::with_capacity(values.len()), Vec::new(), 0.0_f32);
    for row in values.chunks_exact(columns.max(1)) {
        let max = row.iter().fold(0.0_f32, |max, value| max.max(value.abs()));
        let scale = best_scale(row, max);
        for value in row {
            let quantized = quantize(*value, scale);
            bytes.push(quantized.cast_unsigned());
            if max > 0.0 {
                largest = largest.max((f32::from(quantized) * scale - value).abs() / max);
            }
        }
        scales.push(scale);
    }
    (bytes, scales, largest)
}

/// The scale of least squared error: cutting a row's few largest weights a little can buy precision for all others.
fn best_scale(row: &[f32], max: f32) -> f32 {
    let error = |scale: f32| -> f32 {
        row.iter().map(|value| (f32::from(quantize(*value, scale)) * scale - value).powi(2)).sum()
    };
    (0..12_u8)
        .map(|step| max / 127.0 * (1.0 - f32::from(step) * 0.02))
        .min_by(|a, b| error(*a).total_cmp(&error(*b)))
        .unwrap_or_default()
}

fn quantize(value: f32, scale: f32) -> i8 {
    // `as` saturates and maps NaN to 0; the clamp keeps −128 out, which has no counterpart.
    if scale > 0.0 { (value / scale).round().clamp(-127.0, 127.0) as i8 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_weight_moves_by_less_than_a_quarter_of_its_rows_largest(
            row in prop::collection::vec(-3.0_f32..3.0, 1..60),
        ) {
            let (bytes, scales, error) = eight_bit(&row, row.len());
            prop_assert_eq!((bytes.len(), scales.len()), (row.len(), 1));
            prop_assert!(error <= 0.25);
            let plain = row.iter().fold(0.0_f32, |m, v| m.max(v.abs())) / 127.0;
            let squares = |scale: f32| row.iter().map(|v| (f32::from(quantize(*v, scale)) * scale - v).powi(2)).sum::<f32>();
            prop_assert!(squares(scales[0]) <= squares(plain));
        }
    }

    #[test]
    fn a_row_of_zeros_and_a_small_tensor_stay_exact() {
        assert_eq!(eight_bit(&[0.0; 4], 2), (vec![0; 4], vec![0.0; 2], 0.0));
        assert_eq!(small(&[0.5, -2.0], &[2]).dtype, Dtype::F16);
        assert_eq!(small(&[0.1], &[1]).dtype, Dtype::F32);
    }
}

//! Writing checkpoints.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use safetensors::tensor::{Dtype, TensorView, serialize_to_file};

use crate::model::error::ModelError;

/// A tensor as it is stored.
pub struct Stored {
    /// Type of the values.
    pub dtype: Dtype,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Row-major, little endian.
    pub bytes: Vec<u8>,
}

impl Stored {
    /// f32 values.
    #[must_use]
    pub fn f32(shape: Vec<usize>, values: &[f32]) -> Self {
        Self { dtype: Dtype::F32, shape, bytes: values.iter().flat_map(|value| value.to_le_bytes()).collect() }
    }
}

/// Writes a safetensors file.
///
/// # Errors
/// When it cannot be written.
pub fn write(tensors: &[(String, Stored)], metadata: HashMap<String, String>, path: &Path) -> Result<(), ModelError> {
    let fail = |error: safetensors::SafeTensorError| ModelError::BadFile {
        path: path.to_owned(),
        reason: error.to_string(),
        remedy: "make room or choose another folder",
    };
    let views = tensors
        .iter()
        .map(|(name, stored)| {
            let view = TensorView::new(stored.dtype, stored.shape.clone(), &stored.bytes).map_err(fail)?;
            Ok((name.as_str(), view))
        })
        .collect::<Result<Vec<_>, ModelError>>()?;
    serialize_to_file(views, Some(metadata), path).map_err(fail)
}

/// Copies configuration and tokenizer; of two forms of the same tokenizer only the smaller one.
///
/// # Errors
/// When a file cannot be copied.
pub fn copy_settings(from: &Path, to: &Path) -> Result<(), ModelError> {
    let names: &[&str] = if from.join("vocab.txt").is_file() {
        &["config.json", "vocab.txt", "tokenizer_config.json"]
    } else {
        &["config.json", "tokenizer.json"]
    };
    for name in names {
        let (source, target) = (from.join(name), to.join(name));
        if source.is_file() {
            fs::read(&source)
                .and_then(|bytes| fs::write(&target, bytes))
                .map_err(|error| ModelError::Io { path: target, source: error })?;
        }
    }
    Ok(())
}

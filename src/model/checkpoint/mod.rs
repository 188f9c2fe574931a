//! The weights of a checkpoint directory: `model.safetensors` or `pytorch_model.bin`, under one set of names.
//!
//! | in the file | asked for as |
//! |---|---|
//! | `bert.encoder.layer.0.…`, `roberta.encoder.layer.0.…` or `encoder.layer.0.…` | `encoder.layer.0.…` |
//! | `….LayerNorm.gamma`, `….LayerNorm.beta` | `….LayerNorm.weight`, `….LayerNorm.bias` |
//! | `X` of type I8 with `X.scale` (one f32 a row) | `X`, the product |
//! | `X` of type U8, two values a byte, with `X.scale` (one f16 for 32 values) | `X`, see [`four_bits`] |

pub mod compress;
pub mod decoding;
pub mod fingerprint;
pub mod four_bits;
mod matrix;
mod pickle;
mod pytorch;
mod rows;
pub mod safetensors;
pub mod types;
pub mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

use super::encoder::conventions::CONVENTIONS;
use super::error::{ModelError, TensorProblem};
pub use matrix::Matrix;
use pytorch::PytorchFile;
pub use rows::Rows;
use safetensors::SafetensorsFile;

/// Suffix of the tensor that holds the row scales of an 8-bit tensor.
pub const SCALE_SUFFIX: &str = ".scale";

/// An opened weights file. Values are read tensor by tensor, so that the file never stands in memory as a whole.
pub struct Checkpoint {
    path: PathBuf,
    file: WeightsFile,
    /// Canonical name → name in the file and shape.
    tensors: BTreeMap<String, (String, Vec<usize>)>,
}

enum WeightsFile {
    Safetensors(SafetensorsFile),
    Pytorch(PytorchFile),
}

impl Checkpoint {
    /// Opens the weights of `dir` and reads the list of tensors, not their values.
    ///
    /// # Errors
    /// When there is no weights file, or it is damaged.
    pub fn open(dir: &Path) -> Result<Self, ModelError> {
        let (modern, old) = (dir.join("model.safetensors"), dir.join("pytorch_model.bin"));
        let (path, file) = if modern.is_file() {
            let file = SafetensorsFile::open(&modern)?;
            (modern, WeightsFile::Safetensors(file))
        } else if old.is_file() {
            let file = PytorchFile::open(&old)?;
            (old, WeightsFile::Pytorch(file))
        } else if dir.is_dir() {
            return Err(ModelError::Missing {
                path: dir.to_owned(),
                what: "a weights file (model.safetensors or pytorch_model.bin)",
                remedy: "name the folder of a SpERT checkpoint",
            });
        } else {
            return Err(ModelError::Missing {
                path: dir.to_owned(),
                what: "the model's folder",
                remedy: "name a folder that holds a SpERT checkpoint",
            });
        };
        let list = match &file {
            WeightsFile::Safetensors(file) => file.shapes(),
            WeightsFile::Pytorch(file) => file.shapes(),
        };
        let tensors = list.into_iter().map(|(name, shape)| (canonical(&name), (name, shape))).collect();
        Ok(Self { path, file, tensors })
    }

    /// Names of all tensors.
    #[cfg(any(test, fuzzing))]
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// The shape of a tensor, if it is there.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.tensors.get(name).map(|(_, shape)| shape.as_slice())
    }

    /// Whether some weights are stored in 8 bits.
    #[must_use]
    pub fn has_eight_bits(&self) -> bool {
        match &self.file {
            WeightsFile::Safetensors(file) => file.has_eight_bits(),
            WeightsFile::Pytorch(_) => false,
        }
    }

    /// Compares what is there with what is asked for.
    ///
    /// # Errors
    /// [`ModelError::Tensors`] with every tensor that is absent or of another shape.
    pub fn expect(&self, wanted: &[(String, Vec<usize>)]) -> Result<(), ModelError> {
        let problems: Vec<TensorProblem> = wanted
            .iter()
            .filter(|(name, shape)| self.shape(name) != Some(shape.as_slice()))
            .map(|(name, shape)| TensorProblem {
                name: name.clone(),
                found: self.shape(name).map(<[usize]>::to_vec),
                expected: shape.clone(),
            })
            .collect();
        if problems.is_empty() { Ok(()) } else { Err(ModelError::Tensors { path: self.path.clone(), problems }) }
    }

    /// The values of a tensor in row-major order, as f32.
    ///
    /// # Errors
    /// When the tensor is absent, of a type that holds no weights, or cannot be read.
    pub fn read(&self, name: &str) -> Result<Vec<f32>, ModelError> {
        let Some((stored, shape)) = self.tensors.get(name) else {
            let problem = TensorProblem { name: name.to_owned(), found: None, expected: Vec::new() };
            return Err(ModelError::Tensors { path: self.path.clone(), problems: vec![problem] });
        };
        let values = match &self.file {
            WeightsFile::Safetensors(file) => file.read(stored)?,
            WeightsFile::Pytorch(file) => file.read(stored)?,
        };
        let expected: usize = shape.iter().product();
        if values.len() == expected {
            Ok(values)
        } else {
            Err(damaged(
                &self.path,
                format!("{name} holds {} values, its shape {shape:?} says {expected}", values.len()),
            ))
        }
    }

    /// The values of a matrix in the precision that they are stored in, 8 bits or f32.
    ///
    /// # Errors
    /// As [`Checkpoint::read`].
    pub fn read_matrix(&self, name: &str) -> Result<Matrix, ModelError> {
        if let (Some((stored, _)), WeightsFile::Safetensors(file)) = (self.tensors.get(name), &self.file)
            && let Some(matrix) = file.read_eight_bit(stored)?
        {
            return Ok(matrix);
        }
        self.read(name).map(Matrix::F32)
    }
}

impl Checkpoint {
    /// The rows of a matrix in the bits that they are stored in.
    ///
    /// # Errors
    /// As [`Checkpoint::read`].
    pub fn read_rows(&self, name: &str) -> Result<Rows, ModelError> {
        if let (Some((stored, _)), WeightsFile::Safetensors(file)) = (self.tensors.get(name), &self.file)
            && let Some(rows) = file.read_rows(stored)?
        {
            return Ok(rows);
        }
        let columns = self.shape(name).and_then(<[usize]>::last).copied().unwrap_or_default();
        Ok(Rows::plain(self.read(name)?, columns))
    }

    /// Reads the weights file from its first to its last byte, once, for `hash` and for all that is read later: a tensor is
    /// held until it is asked for. PyTorch files, which another library reads, are read again.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_ahead(&self, hash: &mut Xxh3) -> Result<(), ModelError> {
        match &self.file {
            WeightsFile::Safetensors(file) => file.read_ahead(hash),
            WeightsFile::Pytorch(_) => fingerprint::feed(hash, &self.path),
        }
        .map_err(|source| ModelError::Io { path: self.path.clone(), source })
    }
}

/// One name per tensor, whatever the age of the file.
fn canonical(name: &str) -> String {
    let name = CONVENTIONS.iter().find_map(|kind| name.strip_prefix(kind.prefix)).unwrap_or(name);
    if let Some(stem) = name.strip_suffix(".gamma") {
        format!("{stem}.weight")
    } else if let Some(stem) = name.strip_suffix(".beta") {
        format!("{stem}.bias")
    } else {
        name.to_owned()
    }
}

fn damaged(path: &Path, reason: String) -> ModelError {
    ModelError::BadFile {
        path: path.to_owned(),
        reason,
        remedy: "the file is damaged or cut short; copy or download it again",
    }
}

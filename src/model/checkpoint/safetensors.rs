//! Reading safetensors one tensor at a time (the usual reader wants the whole file in memory or mapped).

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use half::{bf16, f16};
use serde::Deserialize;
use xxhash_rust::xxh3::Xxh3;

use super::{Matrix, Rows, SCALE_SUFFIX, damaged, four_bits};
use crate::model::error::ModelError;

/// Type under which values of four bits are stored, two in a byte.
const FOUR_BITS: &str = "U8";

/// Shape of the scales of values in four bits.
fn groups(shape: &[usize]) -> Vec<usize> {
    let bytes = four_bits::GROUP / 2;
    shape.iter().enumerate().map(|(at, size)| if at + 1 == shape.len() { size / bytes } else { *size }).collect()
}

/// The format's own bound on the header.
const MAX_HEADER: u64 = 100_000_000;

/// An opened file: its header is read and checked, the values are not.
pub struct SafetensorsFile {
    path: PathBuf,
    data_start: u64,
    entries: BTreeMap<String, Entry>,
    /// Values that were read ahead and not asked for yet, by their place in the file.
    held: RefCell<HashMap<(u64, u64), Vec<u8>>>,
}

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (u64, u64),
}

impl SafetensorsFile {
    /// Reads the header and checks it against the length of the file.
    ///
    /// # Errors
    /// When the file cannot be opened, is no safetensors file, or is shorter than its header says.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let io = |source| ModelError::Io { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let mut prefix = [0_u8; 8];
        if length < 8 {
            return Err(damaged(path, format!("{length} bytes are no safetensors file")));
        }
        file.read_exact(&mut prefix).map_err(io)?;
        let header_length = u64::from_le_bytes(prefix);
        if header_length > MAX_HEADER {
            return Err(damaged(path, "it does not start like a safetensors file".into()));
        }
        let data_start = 8 + header_length;
        if data_start > length {
            return Err(damaged(path, format!("the header needs {data_start} bytes, the file has {length}")));
        }
        let mut header = vec![0_u8; usize::try_from(header_length).unwrap_or(usize::MAX)];
        file.read_exact(&mut header).map_err(io)?;
        let raw: HashMap<String, serde_json::Value> =
            serde_json::from_slice(&header).map_err(|error| damaged(path, format!("unreadable header: {error}")))?;
        let mut entries = BTreeMap::new();
        for (name, value) in raw.into_iter().filter(|(name, _)| name != "__metadata__") {
            let entry: Entry = serde_json::from_value(value)
                .map_err(|error| damaged(path, format!("unreadable header entry {name}: {error}")))?;
            entries.insert(name, entry);
        }
        let opened = Self { path: path.to_owned(), data_start, entries, held: RefCell::default() };
        opened.check(length)?;
        Ok(opened)
    }

    fn check(&self, length: u64) -> Result<(), ModelError> {
        for (name, entry) in &self.entries {
            let (start, end) = entry.data_offsets;
            let Entry { dtype, shape, .. } = entry;
            let wanted = element_size(dtype)
                .map(|bytes| shape.iter().try_fold(bytes, |total, &size| total.checked_mul(size as u64)));
            if end < start || wanted.is_some_and(|wanted| wanted != Some(end - start)) {
                let reason = format!("{name} of shape {shape:?} and type {dtype} spans {start}..{end}");
                return Err(damaged(&self.path, reason));
            }
            let end = self.data_start.saturating_add(end);
            if end > length {
                return Err(damaged(&self.path, format!("{name} ends at byte {end}, the file has {length}")));
            }
        }
        Ok(())
    }

    /// Whether some tensors are of 8 bits.
    #[must_use]
    pub fn has_eight_bits(&self) -> bool {
        self.entries.values().any(|entry| entry.dtype == "I8")
    }

    /// Names and shapes.
    #[must_use]
    pub fn shapes(&self) -> Vec<(String, Vec<usize>)> {
        // Two values of four bits stand in a byte.
        let width = |entry: &Entry| if entry.dtype == FOUR_BITS { 2 } else { 1 };
        let shape = |entry: &Entry| {
            let mut shape = entry.shape.clone();
            if let Some(columns) = shape.last_mut() {
                *columns = columns.saturating_mul(width(entry));
            }
            shape
        };
        self.entries.iter().map(|(name, entry)| (name.clone(), shape(entry))).collect()
    }

    /// The values of a tensor as f32; 8-bit ones times the scale of their row.
    ///
    /// # Errors
    /// When the tensor or its scales are absent, the type holds no weights, or reading fails.
    pub fn read(&self, name: &str) -> Result<Vec<f32>, ModelError> {
        let entry =
            self.entries.get(name).ok_or_else(|| damaged(&self.path, format!("there is no tensor {name} in it")))?;
        let bytes = self.bytes(entry)?;
        match entry.dtype.as_str() {
            "F32" => Ok(bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect()),
            "F16" => Ok(bytes.as_chunks().0.iter().map(|b| f16::from_le_bytes(*b).to_f32()).collect()),
            "BF16" => Ok(bytes.as_chunks().0.iter().map(|b| bf16::from_le_bytes(*b).to_f32()).collect()),
            "I8" => Ok(self.eight_bit(name, entry, bytes)?.into_f32()),
            FOUR_BITS => {
                let scales = self.read_scales(name, "F16", &groups(&entry.shape))?;
                Ok(four_bits::unpack(&bytes, &scales))
            }
            other => Err(damaged(
                &self.path,
                format!("{name} has the type {other}; weights are F32, F16, BF16, I8 or four bits in U8"),
            )),
        }
    }

    /// The bytes and scales of a tensor, if it is one of 8 bits.
    ///
    /// # Errors
    /// When its scales are absent, or reading fails.
    pub fn read_eight_bit(&self, name: &str) -> Result<Option<Matrix>, ModelError> {
        match self.entries.get(name).filter(|entry| entry.dtype == "I8") {
            Some(entry) => self.eight_bit(name, entry, self.bytes(entry)?).map(Some),
            None => Ok(None),
        }
    }

    fn eight_bit(&self, name: &str, entry: &Entry, bytes: Vec<u8>) -> Result<Matrix, ModelError> {
        let rows = entry.shape.first().copied().unwrap_or(0);
        let scales = self.read_scales(name, "F32", &[rows])?;
        Ok(Matrix::I8 { values: bytes.into_iter().map(u8::cast_signed).collect(), scales })
    }

    fn read_scales(&self, name: &str, dtype: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let scale_name = format!("{name}{SCALE_SUFFIX}");
        let fitting = self.entries.get(&scale_name).filter(|scale| scale.dtype == dtype && scale.shape == shape);
        if fitting.is_none() {
            let reason = format!("the tensor {name} lacks its scales {scale_name} of type {dtype}, shape {shape:?}");
            return Err(damaged(&self.path, reason));
        }
        self.read(&scale_name)
    }

    /// The rows of a matrix in the bits of the file; `None` for types and shapes that [`SafetensorsFile::read`] looks at.
    ///
    /// # Errors
    /// When its scales are absent, or reading fails.
    pub fn read_rows(&self, name: &str) -> Result<Option<Rows>, ModelError> {
        let Some(entry) = self.entries.get(name) else { return Ok(None) };
        let &[rows, columns] = entry.shape.as_slice() else { return Ok(None) };
        Ok(Some(match entry.dtype.as_str() {
            "F32" => Rows::floats(self.bytes(entry)?, columns, 4, |b| b.try_into().map_or(0.0, f32::from_le_bytes)),
            "F16" => {
                let convert = |b: &[u8]| b.try_into().map_or(0.0, |b| f16::from_le_bytes(b).to_f32());
                Rows::floats(self.bytes(entry)?, columns, 2, convert)
            }
            "BF16" => {
                let convert = |b: &[u8]| b.try_into().map_or(0.0, |b| bf16::from_le_bytes(b).to_f32());
                Rows::floats(self.bytes(entry)?, columns, 2, convert)
            }
            "I8" => Rows::eight_bit(self.bytes(entry)?, self.read_scales(name, "F32", &[rows])?, columns),
            FOUR_BITS if columns.is_multiple_of(four_bits::GROUP / 2) => {
                let scales = self.read_scales(name, "F16", &groups(&entry.shape))?;
                Rows::four_bit(self.bytes(entry)?, scales, columns * 2)
            }
            _ => return Ok(None),
        }))
    }

    /// Reads the file once from its first to its last byte, for `hash`, and holds the values until they are asked for.
    ///
    /// # Errors
    /// When reading fails.
    pub fn read_ahead(&self, hash: &mut Xxh3) -> std::io::Result<()> {
        let mut file = File::open(&self.path)?;
        // As every file of a fingerprint: its length, then its bytes.
        hash.update(&file.metadata()?.len().to_le_bytes());
        let mut places: Vec<(u64, u64)> = self.entries.values().map(|entry| entry.data_offsets).collect();
        places.sort_unstable();
        let mut at = 0;
        let between = |file: &mut File, length: u64, hash: &mut Xxh3| -> std::io::Result<()> {
            let mut bytes = Vec::new();
            file.take(length).read_to_end(&mut bytes)?;
            hash.update(&bytes);
            Ok(())
        };
        between(&mut file, self.data_start, hash)?;
        let mut held = self.held.borrow_mut();
        for (start, end) in places {
            // A place inside one before it is read when it is asked for.
            if start < at || start == end {
                continue;
            }
            between(&mut file, start - at, hash)?;
            let mut bytes = vec![0_u8; usize::try_from(end - start).unwrap_or(usize::MAX)];
            file.read_exact(&mut bytes)?;
            hash.update(&bytes);
            held.insert((start, end), bytes);
            at = end;
        }
        between(&mut file, u64::MAX, hash)
    }

    fn bytes(&self, entry: &Entry) -> Result<Vec<u8>, ModelError> {
        if let Some(held) = self.held.borrow_mut().remove(&entry.data_offsets) {
            return Ok(held);
        }
        let (start, end) = entry.data_offsets;
        let mut bytes = vec![0_u8; usize::try_from(end - start).unwrap_or(usize::MAX)];
        File::open(&self.path)
            .and_then(|mut file| {
                file.seek(SeekFrom::Start(self.data_start + start))?;
                file.read_exact(&mut bytes)
            })
            .map_err(|source| ModelError::Io { path: self.path.clone(), source })?;
        Ok(bytes)
    }
}

/// Bytes per element of the types that are checked; others fail when they are read.
fn element_size(dtype: &str) -> Option<u64> {
    match dtype {
        "F64" | "I64" | "U64" => Some(8),
        "F32" | "I32" | "U32" => Some(4),
        "F16" | "BF16" | "I16" | "U16" => Some(2),
        "I8" | "U8" | "BOOL" => Some(1),
        _ => None,
    }
}

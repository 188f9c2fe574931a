//! `pytorch_model.bin`, through burn's reader, which believes what the file says: it is looked through before.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use burn_store::TensorSnapshot;
use burn_store::pytorch::PytorchReader;

use zip::ZipArchive;

use super::{damaged, pickle};
use crate::model::error::ModelError;
use crate::panics;

/// Deflate makes at most so many bytes of one.
const RATIO: u64 = 1032;
/// More than the list of tensors of any checkpoint takes.
const LIST: u64 = 256 << 20;
/// Where a tar archive has its mark.
const TAR: std::ops::Range<usize> = 257..262;
/// The objects at the beginning of a file of PyTorch before 1.6.
const OLD_PARTS: usize = 5;

pub(super) struct PytorchFile {
    path: PathBuf,
    tensors: HashMap<String, TensorSnapshot>,
}

impl PytorchFile {
    pub(super) fn open(path: &Path) -> Result<Self, ModelError> {
        let bytes =
            check(path).map_err(|reason| damaged(path, format!("no readable PyTorch checkpoint ({reason})")))?;
        // The reader indexes into what the file says, so a damaged file may panic as well as fail.
        let read = catch_unwind(AssertUnwindSafe(|| PytorchReader::new(path).map_err(|error| error.to_string())))
            .unwrap_or_else(|payload| Err(panics::message(payload.as_ref())));
        let reader = read.map_err(|reason| damaged(path, format!("no readable PyTorch checkpoint ({reason})")))?;
        let tensors = reader.into_tensors();
        for (name, tensor) in &tensors {
            let size = tensor.shape.iter().try_fold(tensor.dtype.size(), |total, &size| total.checked_mul(size));
            if size.is_none_or(|size| size as u64 > bytes) {
                let reason = format!("{name} of shape {:?} is larger than the file", tensor.shape);
                return Err(damaged(path, reason));
            }
        }
        Ok(Self { path: path.to_owned(), tensors })
    }

    pub(super) fn shapes(&self) -> Vec<(String, Vec<usize>)> {
        self.tensors.iter().map(|(name, tensor)| (name.clone(), tensor.shape.to_vec())).collect()
    }

    pub(super) fn read(&self, name: &str) -> Result<Vec<f32>, ModelError> {
        let fail = |reason: String| damaged(&self.path, format!("{name}: {reason}"));
        let tensor = self.tensors.get(name).ok_or_else(|| fail("not there".into()))?;
        let data = catch_unwind(AssertUnwindSafe(|| tensor.to_data().map_err(|error| error.to_string())))
            .unwrap_or_else(|payload| Err(panics::message(payload.as_ref())))
            .map_err(fail)?;
        data.convert::<f32>().to_vec::<f32>().map_err(|error| fail(format!("{error:?}")))
    }
}

/// Looks through a file for sizes that it does not have; how many bytes it holds when unpacked.
fn check(path: &Path) -> Result<u64, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let length = file.metadata().map_err(|error| error.to_string())?.len();
    let Ok(mut archive) = ZipArchive::new(BufReader::new(file)) else { return check_old(path, length) };
    let mut bytes = 0_u64;
    for place in 0..archive.len() {
        let entry = archive.by_index_raw(place).map_err(|error| error.to_string())?;
        let (packed, size) = (entry.compressed_size(), entry.size());
        if packed > length || size > packed.saturating_mul(RATIO) {
            return Err(format!("its part {} says that it is {size} bytes long", entry.name()));
        }
        bytes = bytes.saturating_add(size);
    }
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|error| error.to_string())?;
        if entry.name().ends_with("data.pkl") {
            let mut list = Vec::new();
            entry.take(LIST).read_to_end(&mut list).map_err(|error| error.to_string())?;
            pickle::check(&list, 0, bytes)?;
        }
    }
    Ok(bytes)
}

/// Files of PyTorch before 1.6: some pickles, then the values.
fn check_old(path: &Path, length: u64) -> Result<u64, String> {
    let mut head = Vec::new();
    File::open(path).and_then(|file| file.take(LIST).read_to_end(&mut head)).map_err(|error| error.to_string())?;
    if head.get(TAR).is_some_and(|mark| mark == b"ustar") {
        return Err("it is of a PyTorch before 0.2: load and save it with a newer one".to_owned());
    }
    let mut at = 0;
    for _ in 0..OLD_PARTS {
        if at < head.len() {
            at = pickle::check(&head, at, length)?;
        }
    }
    Ok(length)
}

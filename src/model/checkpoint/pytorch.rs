//! `pytorch_model.bin`, through burn's reader.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use burn_store::TensorSnapshot;
use burn_store::pytorch::PytorchReader;

use super::damaged;
use crate::model::error::ModelError;
use crate::panics;

pub(super) struct PytorchFile {
    path: PathBuf,
    tensors: HashMap<String, TensorSnapshot>,
}

impl PytorchFile {
    pub(super) fn open(path: &Path) -> Result<Self, ModelError> {
        // The reader indexes into what the file says, so a damaged file may panic as well as fail.
        let read = catch_unwind(AssertUnwindSafe(|| PytorchReader::new(path).map_err(|error| error.to_string())))
            .unwrap_or_else(|payload| Err(panics::message(payload.as_ref())));
        let reader = read.map_err(|reason| damaged(path, format!("no readable PyTorch checkpoint ({reason})")))?;
        Ok(Self { path: path.to_owned(), tensors: reader.into_tensors() })
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

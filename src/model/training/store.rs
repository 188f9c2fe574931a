//! A trainer's checkpoints: a model folder, and beside its weights what resuming needs.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use safetensors::SafeTensors;
use safetensors::tensor::Dtype;
use serde_json::Value;

use super::trainer::Trainer;
use crate::model::checkpoint::write::{Stored, copy_settings, write};
use crate::model::error::ModelError;
use crate::nlp::{Spelling, Types};

/// File of the optimiser's moments.
const STATE: &str = "state.safetensors";
const REMEDY: &str = "start the run anew, or name the folder of a run that was interrupted";

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> ModelError + use<> {
    let path = path.to_owned();
    move |source| ModelError::Io { path, source }
}

impl Trainer {
    /// Writes a model folder that [`crate::model::load`] reads: configuration, tokenizer (of `tokenizer`), types, weights as f32.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn save(&mut self, to: &Path, tokenizer: &Path, types: &Types) -> Result<(), ModelError> {
        self.catch_up();
        fs::create_dir_all(to).map_err(io(to))?;
        copy_settings(tokenizer, to)?;
        let path = to.join("config.json");
        let text = fs::read_to_string(tokenizer.join("config.json")).map_err(io(&path))?;
        let mut config: Value = serde_json::from_str(&text).unwrap_or_else(|_| serde_json::json!({}));
        // By way of text: 0.4 as an f32 is not the f64 0.4, and a person may read this file.
        let options = serde_json::to_string(&self.config.spert).and_then(|text| serde_json::from_str::<Value>(&text));
        if let (Some(object), Ok(options)) = (config.as_object_mut(), options) {
            object.insert("spert".into(), options);
            object.insert("family".into(), self.config.spert.family().into());
            match serde_json::to_value(self.config.spelling) {
                Ok(spelling) if self.config.spelling != Spelling::None => object.insert("spelling".into(), spelling),
                _ => object.remove("spelling"),
            };
            match serde_json::to_value(&self.config.languages) {
                Ok(languages) if !self.config.languages.is_unsaid() => object.insert("languages".into(), languages),
                _ => object.remove("languages"),
            };
            object.insert("type_vocab_size".into(), self.config.type_vocab_size.into());
        }
        fs::write(&path, format!("{config:#}\n")).map_err(io(&path))?;
        let path = to.join("types.json");
        fs::write(&path, types.to_json()).map_err(io(&path))?;
        let tensors: Vec<(String, Stored)> =
            self.params.tensors().into_iter().map(|(name, shape, v)| (name, Stored::f32(shape, &v))).collect();
        write(&tensors, HashMap::new(), &to.join("model.safetensors"))
    }

    /// Writes the optimiser's moments into a folder that [`Trainer::save`] has written.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_state(&mut self, to: &Path) -> Result<(), ModelError> {
        self.catch_up();
        let width = self.config.hidden_size;
        // Rows that no batch has touched have no moments.
        let touched: Vec<usize> = (0..self.config.vocab_size)
            .filter(|row| self.words.second[row * width..(row + 1) * width].iter().any(|v| *v != 0.0))
            .collect();
        let rows = |moments: &[f32]| -> Vec<f32> {
            touched.iter().flat_map(|row| &moments[row * width..(row + 1) * width]).copied().collect()
        };
        let ids = touched.iter().flat_map(|row| u32::try_from(*row).unwrap_or(u32::MAX).to_le_bytes()).collect();
        let table = vec![touched.len(), width];
        let tensors = [
            ("first".to_owned(), Stored::f32(vec![self.first.len()], &self.first)),
            ("second".to_owned(), Stored::f32(vec![self.second.len()], &self.second)),
            ("rates".to_owned(), Stored::f32(vec![self.words.rates.len()], &self.words.rates)),
            ("words.rows".to_owned(), Stored { dtype: Dtype::U32, shape: vec![touched.len()], bytes: ids }),
            ("words.first".to_owned(), Stored::f32(table.clone(), &rows(&self.words.first))),
            ("words.second".to_owned(), Stored::f32(table, &rows(&self.words.second))),
        ];
        let metadata = HashMap::from([("updates".to_owned(), self.updates.to_string())]);
        write(&tensors, metadata, &to.join(STATE))
    }

    /// Reads moments back; the parameters must have been loaded from the same folder.
    ///
    /// # Errors
    /// When the file is missing or does not belong to this model.
    pub fn load_state(&mut self, from: &Path) -> Result<(), ModelError> {
        let path = from.join(STATE);
        if !path.is_file() {
            return Err(ModelError::Missing { path, what: "the state of the optimiser", remedy: REMEDY });
        }
        let bytes = fs::read(&path).map_err(io(&path))?;
        let bad = |reason: &str| ModelError::BadFile { path: path.clone(), reason: reason.into(), remedy: REMEDY };
        let file = SafeTensors::deserialize(&bytes).map_err(|error| bad(&error.to_string()))?;
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|error| bad(&error.to_string()))?;
        let updates = header.metadata().as_ref().and_then(|map| map.get("updates")?.parse::<u64>().ok());
        let raw = |name: &str| file.tensor(name).map(|view| view.data().to_vec()).map_err(|_| bad(name));
        let floats = |name: &str| {
            Ok::<Vec<f32>, ModelError>(raw(name)?.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect())
        };
        let (first, second) = (floats("first")?, floats("second")?);
        if first.len() != self.first.len() || second.len() != self.second.len() {
            return Err(bad("it belongs to a model of another size"));
        }
        self.updates = updates.ok_or_else(|| bad("it does not say how many updates were made"))?;
        (self.first, self.second) = (first, second);
        self.words.rates = floats("rates")?;
        let width = self.config.hidden_size;
        let (row_first, row_second) = (floats("words.first")?, floats("words.second")?);
        let ids = raw("words.rows")?;
        for (index, id) in ids.as_chunks().0.iter().enumerate() {
            let row = u32::from_le_bytes(*id) as usize;
            let (from, to) = (index * width..(index + 1) * width, row * width..(row + 1) * width);
            let slices = (row_first.get(from.clone()), row_second.get(from), self.words.first.get_mut(to.clone()));
            let (Some(f), Some(s), Some(target)) = slices else { return Err(bad("its rows are damaged")) };
            target.copy_from_slice(f);
            self.words.second[to].copy_from_slice(s);
        }
        self.words.at.fill(self.words.rates.len() as u64);
        Ok(())
    }
}

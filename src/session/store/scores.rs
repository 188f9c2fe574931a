//! What a model said of a text, kept so that a document that is opened again needs no model.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::tables::{SCORES, Side, side};
use super::{Store, StoreError, hash};

/// The name of what a model said of a document for the sake of figures: beside what is brought into the document.
pub fn for_figures(key: &str) -> String {
    format!("{key}\u{1f}figures")
}

/// More than any text gives; a damaged file must not fill the memory.
const LARGEST: u64 = 1 << 30;

#[derive(Serialize)]
struct Kept<'a, T> {
    text: u64,
    model: &'a str,
    scores: &'a T,
}

#[derive(Deserialize)]
struct Found<T> {
    text: u64,
    model: String,
    scores: T,
}

impl Store {
    /// Keeps what `model` (its fingerprint: a name is no content) said of this text (an `Analysis`). A kill in the next moments may lose it: it can be had again.
    pub fn keep_scores<T: Serialize + Send + 'static>(&self, key: &str, text: &str, model: &str, scores: T) {
        let (text, model) = (hash(text.as_bytes()), model.to_owned());
        let make = move || {
            let json = super::tables::json(&Kept { text, model: &model, scores: &scores })?;
            packed(&json)
        };
        self.send_side(Side::Scores { key: key.to_owned(), scores: Some(Box::new(make)) });
    }

    /// What was kept for this very text; scores of another text are dropped. `model`: of this one alone.
    pub fn scores<T: DeserializeOwned>(&self, key: &str, text: &str, model: Option<&str>) -> Option<T> {
        let packed = side(&self.read()?, SCORES, key)?;
        let mut json = Vec::new();
        let fits = DeflateDecoder::new(packed.as_slice()).take(LARGEST).read_to_end(&mut json).is_ok();
        let found: Option<Found<T>> = if fits { serde_json::from_slice(&json).ok() } else { None };
        let Some(found) = found.filter(|found| found.text == hash(text.as_bytes())) else {
            self.send_side(Side::Scores { key: key.to_owned(), scores: None });
            return None;
        };
        model.is_none_or(|model| model == found.model).then_some(found.scores)
    }
}

fn packed(json: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let written = encoder.write_all(json).and_then(|()| encoder.finish());
    written.map_err(|error| StoreError::Damaged(error.to_string()))
}

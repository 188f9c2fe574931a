//! SpERT JSON as one of the formats: sentences of words, which [`crate::dataset`] reads and writes.

use serde_json::json;

use super::{AnnotationReader, AnnotationWriter, Lost, Parsed, ReadError};
use crate::dataset;
use crate::domain::{Document, Visibility};

/// Its reader and writer.
pub struct SpertJson;

impl AnnotationReader for SpertJson {
    fn read(&self, text: &str, stem: &str) -> Result<Parsed, ReadError> {
        let file = dataset::read_text(text, stem).map_err(|error| ReadError(error.to_string()))?;
        let mut lost = Lost::default();
        for key in file.other_keys() {
            lost.add(1, format!("values of `{key}`"));
        }
        let document = dataset::document(stem, &file.sentences).map_err(|error| ReadError(error.to_string()))?;
        Ok(Parsed { documents: vec![document], problems: Vec::new(), lost })
    }
}

impl AnnotationWriter for SpertJson {
    fn write(&self, documents: &[(&Document, Visibility)]) -> (String, Lost) {
        let (mut all, mut lost) = (Vec::new(), Lost::default());
        for (document, visibility) in documents {
            let (mut sentences, left_out) = dataset::sentences_with(document, visibility);
            lost.add_entities(&left_out);
            lost.add(
                left_out.crossing_relations + left_out.endless_relations,
                "relations without both ends in a sentence",
            );
            lost.add(document.annotations.extras().count(), "notes, attributes, events and other lines");
            for (at, sentence) in sentences.iter_mut().enumerate() {
                sentence.orig_id = Some(json!(format!("{}:{at}", document.name)));
            }
            all.append(&mut sentences);
        }
        (dataset::to_json(&all).unwrap_or_default(), lost)
    }
}

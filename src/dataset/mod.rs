//! Data sets: SpERT JSON, and documents as sentences of words with their annotations.

mod from_document;
mod spert_json;
mod to_document;

pub use from_document::{LeftOut, sentences};
pub use spert_json::{DataError, Entity, Relation, Sentence, read, to_json, types_json};
pub use to_document::document;

//! Data sets: SpERT JSON, and documents as sentences of words with their annotations.

mod across;
mod check;
mod constraints;
mod data;
mod error;
mod folds;
mod from_document;
mod load;
mod oddities;
mod spert_input;
mod spert_json;
pub mod stats;
mod to_document;
mod types;

pub use across::{AcrossRelation, EntityAt};
pub use check::Unlearnable;
pub use constraints::argument_rules;
pub use data::{Data, DocumentRange, Format};
pub use error::DataError;
pub use folds::{folds, hold_out};
pub use from_document::{LeftOut, Sentences, confirmed, sentences, sentences_with, whole};
pub use load::{folder_issues, json_files, load, splits};
pub use oddities::oddities;
pub use spert_input::read_tokens;
pub use spert_json::{Entity, Relation, Sentence, SpertFile, read, read_file, read_text, to_json, types_json};
pub use to_document::document;
pub use types::{TypesOrigin, derive_types, read_types, types_for};

//! brat standoff, losslessly: `X.txt`, `X.ann` and the `.conf` files beside them.
//!
//! Opening and saving without an edit gives the same bytes. After edits every line that was not touched is the same
//! bytes in the same place. Lines that cannot be understood are kept, and reported as [`Issue`]s.
//!
//! Format: <https://brat.nlplab.org/standoff.html>, <https://brat.nlplab.org/configuration.html>.

mod base;
mod breaks;
mod check;
pub mod conf;
pub mod doctor;
mod document;
mod encoding;
mod insert;
#[cfg(any(test, fuzzing))]
pub mod invariants;
mod issue;
mod line;
mod marks;
mod memory;
mod names;
mod paths;
pub mod provenance;
mod read;
mod render;
mod save;
mod standoff;
mod written;

#[cfg(test)]
mod document_tests;
#[cfg(test)]
mod edited_tests;
#[cfg(test)]
mod foreign_tests;
#[cfg(test)]
mod mutation_tests;
#[cfg(test)]
mod roundtrip_tests;

pub use base::Base;
pub use check::check;
pub use document::{
    LoadError, Loaded, load_annotations, load_annotations_whole, load_decoded, load_decoded_text, load_document,
    load_text, load_with_text,
};
pub use encoding::as_utf8;
pub use issue::{Issue, Severity};
pub use marks::{Marks, Predictions};
pub use memory::{Ghost, Memory, RawLine};
pub use paths::{ann_path, list_tree, txt_path};
pub use read::{Reading, read, read_parts};
pub use save::{save_annotations, save_text};
pub use standoff::Standoff;

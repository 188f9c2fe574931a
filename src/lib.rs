//! relata turns a text into a map of who is connected to whom, and why.
//!
//! Which module may use which stands in `layers.toml`, drawn in ARCHITECTURE.md; a test fails when a layer is broken.
//!
//! Bytes are canonical inside: every range is a byte range of the document's text ([`text::Span`]). Code points appear
//! only where a file format wants them, through [`text::OffsetMap`].

pub mod analysis;
pub mod brat;
pub mod cli;
pub mod corpus;
pub mod dataset;
pub mod domain;
pub mod editor;
pub mod engine;
pub mod eval;
pub mod formats;
#[cfg(feature = "gui")]
pub mod gui;
pub mod import;
pub mod io;
pub mod kb;
pub mod log;
pub mod map;
#[cfg(feature = "ml")]
pub mod model;
pub mod nlp;
pub mod palette;
pub mod panics;
pub mod report;
pub mod resolve;
pub mod schema;
pub mod session;
pub mod text;
#[cfg(feature = "ml")]
pub mod train;

/// The folder of outside data (`data/`, `reference/`) for tests that are ignored unless somebody has it.
#[cfg(test)]
fn test_data() -> std::path::PathBuf {
    std::env::var_os("RELATA_DATA")
        .expect("RELATA_DATA names the folder of data/ and reference/, see TESTING.md")
        .into()
}

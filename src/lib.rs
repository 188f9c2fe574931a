//! relata turns a text into a map of who is connected to whom, and why.
//!
//! The layers, and who may use whom (`tests/layering.rs` fails when one is broken):
//!
//! ```text
//! text ← io ← import, brat, dataset, session, find, map, model, cli, gui
//! text ← import;  text ← domain ← { brat ← schema, dataset, session }
//!        domain ← nlp ← model
//!                 nlp, model, eval, train ← engine
//!        dataset, nlp ← eval;  model, eval, report ← train
//!        domain ← palette ← map
//! { brat, dataset, engine, session, eval, train, report, map, schema, import } ← cli
//!                    brat, engine, session ← find
//! { brat, dataset, engine, session, find, eval, report, map, schema, import } ← gui
//! ```
//!
//! Bytes are canonical inside: every range is a byte range of the document's text ([`text::Span`]). Code points appear
//! only where a file format wants them, through [`text::OffsetMap`].

pub mod brat;
pub mod cli;
pub mod dataset;
pub mod domain;
pub mod engine;
pub mod eval;
pub mod find;
pub mod formats;
#[cfg(feature = "gui")]
pub mod gui;
pub mod import;
pub mod io;
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

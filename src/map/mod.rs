//! The map of who is connected to whom: concepts and relations of one or many documents, where they stand, how they
//! look, and every format in which they leave. No window and no clock: the window paints what is made here, and the
//! command line writes it.

pub mod export;
#[cfg(test)]
pub mod fixture;
pub mod layout;
pub mod model;
pub mod picture;
mod quote;
mod source;

pub use quote::{Part, Quote, quote, quote_ends};
pub use source::{MentionAt, RelationAt, Source};

//! Which mentions are one thing. The only definition of a concept: map, statistics and search ask here.
//!
//! Mentions of one type are one concept when their names have one [`concept_key`], when an `Equiv` line says so, or when
//! they carry one reference to a database. The first two hold in a document, and names and references also across
//! documents: [`Clusters`] are what one document says, [`merge`] joins those of many.
//!
//! Which different names mean one thing, with a probability and reasons, [`resolve_document`] finds out, and [`things`] for many
//! documents; what it writes as `Equiv` lines the former then go by.

#![warn(missing_docs)]

mod across;
mod canonical;
mod cluster;
mod evidence;
#[cfg(test)]
pub(crate) mod fit;
mod key;
mod merge;
mod name;
#[cfg(test)]
mod tests;
mod within;

pub use across::{Thing, things};
pub use cluster::{Cluster, Clusters};
pub use key::concept_key;
pub use merge::{Concept, ConceptId, merge};
pub use within::{Considered, Reading, Resolved, resolve_document};

/// Words and names that resolution knows beforehand; made once, and the same for all documents.
#[derive(Default)]
pub struct Lexicon(name::Tables);

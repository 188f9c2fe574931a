//! Which mentions are one thing. The only definition of a concept: map, statistics and search ask here.
//!
//! Mentions of one type are one concept when their names have one [`concept_key`], when an `Equiv` line says so, or when
//! they carry one reference to a database. The first two hold in a document, and names and references also across
//! documents: [`Clusters`] are what one document says, [`merge`] joins those of many.

#![warn(missing_docs)]

mod cluster;
mod key;
mod merge;

pub use cluster::{Cluster, Clusters};
pub use key::concept_key;
pub use merge::{Concept, ConceptId, merge};

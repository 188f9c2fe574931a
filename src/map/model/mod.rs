//! What the map shows, as plain data: concepts and bundles in a petgraph. No drawing here.

mod bundle;
mod concept;
mod digest;
mod fold;
mod graph;
#[cfg(test)]
mod tests;

pub use crate::resolve::ConceptId;
pub use bundle::Bundle;
pub use concept::Concept;
pub use fold::{Folded, Folds};
pub use graph::{MapModel, MapScope, Piece};

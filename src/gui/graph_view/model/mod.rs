//! What the map shows, as plain data: concepts and bundles in a petgraph. No drawing here.

mod bundle;
mod concept;
mod map;
#[cfg(test)]
mod tests;

pub use bundle::Bundle;
pub use concept::{Concept, ConceptId};
pub use map::{MapModel, MapScope};

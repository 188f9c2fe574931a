//! How far two or more annotations of the same texts agree, and where they do not.
//!
//! Unlike the figures of a model, which are counted on sentences of words, these compare annotations as they are:
//! discontinuous mentions, half words and relations between sentences count like any other. Span F1 is the agreement on
//! mentions and relations (Hripcsak & Rothschild 2005: where "nothing here" cannot be counted, it is what κ tends to);
//! Cohen's κ (1960) is taken on words, where it can.

mod cases;
mod comparison;
mod folders;
mod group;
mod joint;
mod kappa;
mod tally;
mod words;

#[cfg(test)]
mod tests;

pub use cases::{Case, Class, cases};
pub use comparison::{CellKey, Compared, ComparedCase, Comparison, compare_documents};
pub use folders::{FolderComparison, FolderError, Folders, Row, compare_folders, read_folders, side};
pub use group::{Group, PairFigures};
pub use joint::{Joint, JointMention, JointRelation, Layer};
pub use kappa::Kappa;
pub use tally::Tally;

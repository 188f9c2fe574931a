//! How good predictions are, and what kind of mistakes they make.
//!
//! The figures are those of the reference scorer (Eberts & Ulges 2020): sets per sentence, pooled over the corpus. An
//! entity is right when start, end and type are; a relation is counted twice, without (RE) and with (RE+) the types of
//! its ends.

mod across;
pub mod adjudication;
pub mod agreement;
pub mod clusters;
mod compare;
mod documents;
mod errors;
mod figures;
mod items;
mod lengths;
pub mod linking;
mod predicted;
mod reliability;
mod report;
mod rurebus;
mod score;
mod triples;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod score_tests;

pub use across::{AcrossScores, Counted, DocumentScores, Texts};
pub use compare::{Comparison, Difference, Resampling, TaskComparison, compare};
pub use documents::{Evaluation, Found, FoundSide, OtherWords, Source, Task, has_gold};
pub use errors::{
    Cell, ClassCount, Confusion, EntityCase, EntityClass, EntityMention, ErrorReport, Instance, RelationCase,
    RelationClass, RelationMention, errors,
};
pub use figures::{Counts, Figure};
pub use items::{Mismatch, Options, WordSpan};
pub use lengths::{LengthScores, by_length};
pub use predicted::{predicted, predicted_across};
pub use reliability::{Curve, Reliability, reliability};
pub use report::{PageError, Report, page, write_page};
pub use rurebus::{RurebusScores, rurebus};
pub use score::{Scores, TaskScores, TypeScore, score};

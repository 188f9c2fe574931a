//! Two annotations of one text become a third: what both say is taken over, the rest is decided case by case.
//!
//! The third is a document like any other. What only one side says stands in it as an open proposal; a decision accepts
//! or rejects proposals. Nothing else remembers decisions, so undo, redo and recovery need to know nothing of them.

mod decide;
mod join;

#[cfg(test)]
mod tests;

pub use decide::{Decision, decide, decision};
pub use join::{Adjudication, Choice, adjudicate};

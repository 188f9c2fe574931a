//! Which of its candidates a mention means in its document, or whether it means none of them.
//!
//! A logistic model: every candidate has a score, "none of them" (NIL) has one of its own features, and the probabilities
//! are the softmax of all of them. It is asked twice: what the other mentions of the document most probably are is known
//! the second time. The weights are fitted on NEREL's training documents by `fit`, a test that is run by hand.

mod document;
mod features;
#[cfg(test)]
mod fit;
mod weights;

pub use document::{Linked, Named, link};

//! Why an edge is there: the sentences that say so.

mod card;
mod quote;

pub use card::card;
pub use quote::{Part, Quote, quote};

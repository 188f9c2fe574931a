//! Knowledge bases on this machine: made of what others publish or of a corpus, looked up without a network.
//!
//! [`source`] reads, [`Builder`] writes a base in one file with the same memory however large it is, [`Base`] opens it and
//! [`Base::look_up`] says which things a name may mean. [`rank`] decides between them in a document, and whether it is
//! any of them.

#![warn(missing_docs)]

mod base;
mod build;
mod codec;
mod entity;
mod error;
mod kinds;
mod names;
pub mod rank;
mod search;
mod sort;
pub mod source;
mod tables;
mod trigrams;

#[cfg(test)]
mod tests;

pub use base::Base;
pub use build::{Builder, Built};
pub use entity::{Entity, Name};
pub use error::KbError;
pub use search::{Candidate, Lookup};
pub use tables::Info;

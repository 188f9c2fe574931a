//! The types of documents: which occur, what constraints they obey, and what a change of types does to annotations.
//!
//! Nothing here changes anything by itself: a [`Change`] says what it does to a schema, to annotations (as edits for one
//! undoable step) and, in [`crate::brat::conf`], to the `.conf` files.

mod change;
mod conf;
mod edits;
mod impact;
mod infer;
mod usage;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod whole_tests;

pub use change::{apply, is_merge};
pub use conf::{Inferred, annotation_conf};
pub use edits::edits;
pub use impact::{Impact, Violation, impact, violations};
pub use infer::Occurrences;
pub use usage::{AttributeUse, EventUse};

pub use crate::domain::SchemaChange as Change;

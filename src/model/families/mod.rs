//! Model families: an encoder with heads, a folder each.

pub mod spert;

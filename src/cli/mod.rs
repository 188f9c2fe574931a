//! (see ARCHITECTURE.md)
pub mod split;

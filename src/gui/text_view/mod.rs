//! The text with its entities.

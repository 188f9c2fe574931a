//! Reading and writing back, on generated files and random edits.

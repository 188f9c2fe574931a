//! Arithmetic by hand, a folder a processor.

pub mod cpu;

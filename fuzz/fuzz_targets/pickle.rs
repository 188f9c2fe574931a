//! A `pytorch_model.bin`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relata::model::invariants::pickle(bytes));

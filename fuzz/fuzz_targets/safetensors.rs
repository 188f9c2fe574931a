//! A `model.safetensors`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relata::model::invariants::safetensors(bytes));

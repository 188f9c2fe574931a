//! A PDF, without its header.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relata::import::invariants::pdf(bytes));

//! A text and its `.ann`, divided by the first byte 0xFF (which is in no UTF-8).
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relata::brat::invariants::ann(bytes));

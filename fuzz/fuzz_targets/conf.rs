//! An `annotation.conf`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relata::brat::invariants::conf(bytes));

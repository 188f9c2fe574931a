//! A web page.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relata::import::invariants::html(bytes));

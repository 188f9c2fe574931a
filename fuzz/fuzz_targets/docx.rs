//! A Word document.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| relata::import::invariants::docx(bytes));

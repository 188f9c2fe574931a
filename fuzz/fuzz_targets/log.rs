//! A store's log.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    relata::session::invariants::log(bytes);
    relata::session::invariants::store(bytes);
});

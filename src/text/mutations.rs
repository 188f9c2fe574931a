//! Seeded damage to files, for the tests of readers: whatever stands in a file, reading it ends, and not in a panic.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Longest time for one input.
const LIMIT: Duration = Duration::from_secs(60);
const STACK: usize = 16 << 20;

/// Inputs a reader.
pub(crate) const INPUTS: u64 = 1_200;

/// A file with a few bytes changed, cut, doubled, moved or put in; `pieces` are bytes that mean something to its reader.
pub(crate) fn damaged(whole: &[u8], pieces: &[&[u8]], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..random.random_range(1..=6) {
        let length = bytes.len();
        let at = random.random_range(0..=length);
        let most = random.random_range(1..=64);
        let end = (at + random.random_range(0..=most)).min(length);
        match random.random_range(0..8) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            2 if at < length => bytes[at] ^= 1 << random.random_range(0..8),
            3 if at < length => bytes[at] = random.random(),
            4 => bytes.truncate(at),
            5 => {
                let to = random.random_range(0..=length - (end - at));
                let moved: Vec<u8> = bytes.drain(at..end).collect();
                bytes.splice(to..to, moved);
            }
            6 => bytes[at..end].fill(*[0, 0xff, b'9', b'(', b'<'].choose(random).unwrap_or(&0)),
            _ => {
                let piece = pieces.choose(random).copied().unwrap_or_default();
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

/// Gives a reader many damaged forms of some files. A panic and an input that takes too long fail the test, with the
/// number that makes the input again.
pub(crate) fn each(
    what: &'static str,
    inputs: u64,
    files: Vec<Vec<u8>>,
    pieces: &'static [&'static [u8]],
    read: impl Fn(&[u8]) + Send + 'static,
) {
    let (tell, told) = channel();
    let body = move || {
        for number in 0..inputs {
            let mut random = ChaCha8Rng::seed_from_u64(number);
            let file = files.choose(&mut random).expect("a file to damage");
            let _ = tell.send(number);
            read(&damaged(file, pieces, &mut random));
        }
    };
    let thread = thread::Builder::new().name(what.to_owned()).stack_size(STACK).spawn(body).expect("a thread");
    let mut last = 0;
    loop {
        match told.recv_timeout(LIMIT) {
            Ok(number) => last = number,
            Err(RecvTimeoutError::Timeout) => panic!("{what}: input {last} takes longer than {LIMIT:?}"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    assert!(thread.join().is_ok(), "{what}: input {last} made its reader panic");
}

//! Seeded damage to small files: no panic, no endless work, no changed byte, whatever stands in them.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{conf, invariants, load_document};

/// Inputs a reader.
const INPUTS: u64 = 1_500;

/// For all inputs of a reader; a thousandth of it is what they take.
const LIMIT: Duration = Duration::from_secs(240);

const TEXT: &str =
    "\u{feff}Anna Weber 🙂 met Борис in\r\nNew York.\nShe said: «Да».\u{2028}Anna left Nordbank\tin Kiel.\n";

const ANN: &str = "T1\tPeop 1 11\tAnna Weber\nT2\tPeop 18 23\tБорис\t\nT3\tLoc 28 36\tNew York\nT4\tLoc 1 5;28 31\tAnna New\n\
    R1\tKnows Arg1:T1 Arg2:T2\t\nR2\tLive_In Arg1:T1 Arg2:T3\nE1\tMeet:T1 Who:T2 Where:T3\nA1\tSure R1 High\nM1\tNegation E1\n\
    N1\tReference T3 Wikidata:Q60\tNew York City\n#1\tAnnotatorNotes T1\tmy 🙂 words\n*\tEquiv T1 T2 T4\nstray words\n\
    T1\tPeop 59 63\tAnna\nR1\tKnows Arg1:T1 Arg2:T1\n";

const CONF: &str = "[entities]\n<P>=Peop|Org\nPeop\n\tWoman | Frau\n!Thing\nLoc\n-----\nOrg\n[relations]\n\
    Knows\tArg1:<P>, Arg2:<ANY>, <REL-TYPE>:symmetric-transitive\nLive_In\tArg1:Peop, Arg2:Loc|Thing\n\
    <OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:contain\n[events]\nMeet\tWho+:Peop, Where?:Loc\n\
    [attributes]\nSure\tArg:<RELATION>, Value:High|Low\nNegation\tArg:<EVENT>\n";

const VISUAL: &str = "[labels]\nPeop | Person | P\nKnows | knows\n[drawing]\nSPAN_DEFAULT\tfgColor:black, bgColor:#ffc, borderColor:darken\n\
    Peop\tbgColor:#a0c4ff\nKnows\tcolor:red, dashArray:3-3, arrowHead:triangle-5\n";

/// Pieces that mean something to the readers, or to none.
const PIECES: [&[u8]; 40] = [
    b"\t",
    b" ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\x0b",
    b"\x0c",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xff",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\0",
    b"\xef\xbb\xbf",
    b";",
    b":",
    b"|",
    b",",
    b"<",
    b">",
    b"#",
    b"*",
    b"!",
    b"T1",
    b"T1\t",
    b"R1\tKnows Arg1:T1 Arg2:T1\n",
    b"0 4",
    b"4 0",
    b"-1",
    b"99999999999999999999999",
    b"18446744073709551615",
    b"Equiv",
    b"Arg1:",
    b"[entities]",
    b"<ANY>",
    b"<X>=<X>|<X>",
    b"\xf0\x9f\x99\x82",
    b"\xd0",
    b"T1\tPeop 1 11\tAnna Weber\n",
    b"<<<<<<<",
];

fn damaged(whole: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..random.random_range(1..6) {
        let at = random.random_range(0..=bytes.len());
        let end = (at + random.random_range(0..24)).min(bytes.len());
        match random.random_range(0..8) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece = bytes.get(at..end).unwrap_or_default().to_vec();
                let to = random.random_range(0..=bytes.len());
                drop(bytes.splice(to..to, piece));
            }
            2 => bytes.truncate(at),
            3 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.random_range(0..8);
                }
            }
            4 => bytes.iter_mut().filter(|byte| **byte == b'\t').for_each(|byte| *byte = b' '),
            // Two files in one.
            5 => bytes.extend_from_slice(&whole[random.random_range(0..whole.len())..]),
            _ => drop(bytes.splice(at..end.min(at + 2), PIECES.choose(random).copied().unwrap_or_default().to_vec())),
        }
    }
    bytes
}

/// Calls `check` with every seed, on a thread: work without an end must not hang the tests.
fn each(check: impl Fn(&mut ChaCha8Rng) + Send + 'static) {
    let (done, wait) = channel();
    let (doing, at) = channel();
    let worker = std::thread::spawn(move || {
        for seed in 0..INPUTS {
            let _ = doing.send(seed);
            check(&mut ChaCha8Rng::seed_from_u64(seed));
        }
        let _ = done.send(());
    });
    let ended = wait.recv_timeout(LIMIT);
    let seed = at.try_iter().last();
    assert_ne!(ended, Err(RecvTimeoutError::Timeout), "no end with seed {seed:?}");
    if let Err(panic) = worker.join() {
        eprintln!("seed {seed:?}");
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn damaged_annotations_are_read_written_and_repaired() {
    each(|random| {
        let ann = damaged(ANN.as_bytes(), random);
        let text: Arc<str> = match random.random_range(0..4) {
            0 => String::from_utf8_lossy(&damaged(TEXT.as_bytes(), random)).into(),
            _ => TEXT.into(),
        };
        invariants::standoff(&text, &ann);
        // The same in the two orders of UTF-16, broken at any byte.
        if random.random_range(0..4) == 0 {
            let wide: Vec<u8> = ANN.encode_utf16().flat_map(u16::to_le_bytes).collect();
            invariants::standoff(&text, &damaged(&[b"\xff\xfe", &wide[..]].concat(), random));
        }
    });
}

#[test]
fn damaged_folders_are_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    each(move |random| {
        let write = |name: &str, bytes: &[u8]| std::fs::write(path.join(name), bytes).expect("writable");
        let text = if random.random() { TEXT.as_bytes().to_vec() } else { damaged(TEXT.as_bytes(), random) };
        let ann = damaged(ANN.as_bytes(), random);
        write("a.txt", &text);
        write("a.ann", &ann);
        write("annotation.conf", &damaged(CONF.as_bytes(), random));
        write("visual.conf", &damaged(VISUAL.as_bytes(), random));
        write("kb_shortcuts.conf", &damaged(b"P Peop\nK Knows\nL Loc\n", random));
        let txt = path.join("a.txt");
        if let Ok(loaded) = load_document(&txt) {
            let schema = loaded.document.schema.clone();
            let files = super::doctor::Files::of(&txt).expect("readable").expect("there");
            let plan = files.plan(&loaded.document.text, Some(&schema), &|_, _| false);
            assert_eq!(plan.after, ann);
            assert_eq!(loaded.standoff.bytes(), ann);
        }
        assert_eq!(std::fs::read(path.join("a.ann")).expect("there"), ann, "looking wrote something");
        assert_eq!(std::fs::read(&txt).expect("there"), text);
    });
}

#[test]
fn damaged_configurations_are_read() {
    each(|random| {
        let bytes = damaged(CONF.as_bytes(), random);
        invariants::conf(&bytes);
        let whole = conf::from_bytes(CONF.as_bytes(), Path::new("annotation.conf"));
        assert!(whole.schema.entity("Woman").is_some(), "the whole one is read");
    });
}

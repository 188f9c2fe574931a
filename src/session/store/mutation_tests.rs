//! Damaged logs: what can be read is kept, nothing is lost, no panic.

use super::{Log, Op, Progress, invariants};
use crate::domain::Visibility;
use crate::text::mutations::{INPUTS, each};

const PIECES: [&[u8]; 16] = [
    b"\n",
    b"\t",
    b"{\"seq\":18446744073709551615,\"op\":{\"undo\":{\"key\":\"a\",\"position\":18446744073709551615}}}\n",
    b"{\"seq\":9,\"op\":{\"discard\":{\"key\":\"a\",\"done\":18446744073709551615,\"position\":1,\"visibility\":{}}}}\n",
    b"{\"seq\":8,\"op\":{\"redo\":{\"key\":\"a\",\"position\":1}}}\n",
    b"{\"many\":[",
    b"]}",
    b"18446744073709551615",
    b"-1",
    b"1e400",
    b"null",
    b"\"\\ud800\"",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"\"key\":\"\"",
    b"\0",
    b"\xff",
];

fn sample() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("workspace.log");
    let (mut log, _) = Log::open(&path).expect("writable");
    let visibility = Visibility::default();
    let ops = [
        Op::Progress { key: "a.txt".into(), progress: Progress::InProgress, seconds: 7 },
        Op::Visibility { key: "a.txt".into(), visibility: visibility.clone() },
        Op::Undo { key: "a.txt".into(), position: 3, step: None },
        Op::Discard { key: "a.txt".into(), done: 2, position: 3, visibility, read: 0 },
        Op::Redo { key: "a.txt".into(), position: 4, step: None },
        Op::Unsaved { key: "\u{431}.txt".into(), unsaved: true },
        Op::Many(vec![Op::Move { from: "a.txt".into(), to: "b.txt".into() }, Op::Forget { key: "c.txt".into() }]),
        Op::Group { order: 4, keys: vec!["b.txt".into()] },
    ];
    for op in &ops {
        log.append(op).expect("writable");
    }
    std::fs::read(&path).expect("there")
}

#[test]
fn damaged_logs_lose_nothing_and_stop_nobody() {
    each("log", INPUTS, vec![sample()], &PIECES, invariants::log);
    // Every store waits for the disk.
    each("store", INPUTS / 10, vec![sample()], &PIECES, invariants::store);
}

#[test]
fn what_is_cut_off_a_log_again_is_added_to_what_was_cut_off_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("workspace.log");
    for rest in ["first\n", "second"] {
        std::fs::write(&path, rest).expect("writable");
        Log::open(&path).expect("readable");
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("workspace.torn")).expect("kept"), "first\nsecond");
}

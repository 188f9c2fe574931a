//! `kill -9` at any moment: everything that was said to be done is there.
//!
//! The child is this test program again, told by an environment variable where to work. It prints a number after each
//! action; the parent kills it, opens what it left, and compares with what those actions make.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::*;
use crate::domain::{Edit, Fragments, change};
use crate::text::Span;

const FOLDER: &str = "RELATA_TEST_KILL_FOLDER";
const FROM: &str = "RELATA_TEST_KILL_FROM";
const NAMES: [&str; 2] = ["a", "b"];
const FOLDERS: u64 = 10;
const KILLS: u64 = 20;

/// What action `n` does. The same in the child and in the expectation.
enum Act {
    Add(usize),
    Both,
    Undo(usize),
    Redo(usize),
    Save(usize),
}

fn act(n: u64) -> Act {
    let document = usize::from(n % 2 == 1);
    match n % 11 {
        3 => Act::Save(document),
        5 | 8 => Act::Undo(document),
        9 => Act::Redo(document),
        10 => Act::Both,
        _ => Act::Add(document),
    }
}

fn path(folder: &Path, document: usize) -> PathBuf {
    folder.join(format!("{}.txt", NAMES[document]))
}

/// One document of the expectation: numbers of the actions whose mentions stand, and of those taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Expected {
    standing: Vec<(u64, bool)>,
    undone: Vec<(u64, bool)>,
}

fn expected(actions: u64) -> [Expected; 2] {
    let mut all = [Expected::default(), Expected::default()];
    for n in 0..actions {
        match act(n) {
            Act::Add(d) => all[d].push(n, false),
            Act::Both => all.iter_mut().for_each(|e| e.push(n, true)),
            // A shared step goes everywhere or not at all, which is another test's matter.
            Act::Undo(d) => {
                if let Some(last) = all[d].standing.pop_if(|(_, shared)| !*shared) {
                    all[d].undone.push(last);
                }
            }
            Act::Redo(d) => {
                if let Some(last) = all[d].undone.pop_if(|(_, shared)| !*shared) {
                    all[d].standing.push(last);
                }
            }
            Act::Save(_) => {}
        }
    }
    all
}

impl Expected {
    fn push(&mut self, n: u64, shared: bool) {
        self.standing.push((n, shared));
        self.undone.clear();
    }

    fn kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> = self.standing.iter().map(|(n, _)| format!("K{n}")).collect();
        kinds.sort();
        kinds
    }
}

fn kinds(document: &OpenDocument) -> Vec<String> {
    let mut kinds: Vec<String> = document.document.annotations.mentions().map(|m| m.kind.to_string()).collect();
    kinds.sort();
    kinds
}

fn opened(folder: &Path) -> (Workspace, Vec<OpenDocument>) {
    let mut workspace = Workspace::in_home(&folder.join("home"));
    workspace.open_folder(folder);
    let documents =
        (0..NAMES.len()).map(|d| workspace.read(DocumentId(d as u64), &path(folder, d)).expect("readable").0).collect();
    (workspace, documents)
}

fn insertion(document: &mut OpenDocument, n: u64) -> Vec<Edit> {
    let fragments = Fragments::one(Span::new(0, 8));
    change::add_mention(&mut document.document.annotations, format!("K{n}").into(), fragments).1
}

/// The child; by itself it does nothing.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let from: u64 = std::env::var(FROM).ok().and_then(|n| n.parse().ok()).expect("a number");
    let (mut workspace, mut documents) = opened(&folder);
    let mut out = std::io::stdout();
    for n in from.. {
        match act(n) {
            Act::Add(d) => {
                let edits = insertion(&mut documents[d], n);
                documents[d].perform("add", edits).expect("fits");
            }
            Act::Both => {
                let both = documents.iter_mut().map(|d| (Target::Open(d.id), insertion(d, n))).collect();
                workspace.perform_many(&mut documents, "both", both, &mut || DocumentId(9)).expect("fits");
            }
            Act::Undo(d) => {
                if documents[d].undo_label() == Some("add") {
                    documents[d].undo().expect("applies");
                }
            }
            Act::Redo(d) => {
                if documents[d].redo_label() == Some("add") {
                    documents[d].redo().expect("applies");
                }
            }
            Act::Save(d) => drop(documents[d].save().expect("writable")),
        }
        writeln!(out, "done {}", n + 1).expect("the parent reads");
        out.flush().expect("the parent reads");
    }
}

/// Runs the child until it has said so many things, and a little longer; how many actions it said were done.
fn killed(folder: &Path, from: u64, lines: u64, longer: Duration) -> u64 {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program)
        .args(["--exact", "session::workspace::kill_tests::child", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(FROM, from.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("this program runs");
    let mut output = BufReader::new(child.stdout.take().expect("piped"));
    let (mut done, mut heard, mut line) = (from, 0, String::new());
    let mut hear = |line: &mut String| {
        line.clear();
        let read = output.read_line(line).expect("readable");
        // A line that the kill cut short was not said.
        let said = line.strip_suffix('\n').and_then(|l| l.rsplit_once("done ")).and_then(|(_, n)| n.parse().ok());
        if let Some(n) = said {
            done = n;
            heard += 1;
        }
        (read > 0, heard, done)
    };
    while {
        let (more, heard, _) = hear(&mut line);
        assert!(more, "the child ended by itself");
        heard < lines
    } {}
    std::thread::sleep(longer);
    child.kill().expect("ours");
    child.wait().expect("ours");
    while hear(&mut line).0 {}
    hear(&mut line).2
}

#[test]
fn what_was_said_to_be_done_is_there_after_a_kill() {
    // Moments from a small generator: the same at every run of the test, different for every kill.
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    for _ in 0..FOLDERS {
        let folder = tempfile::tempdir().expect("a folder");
        (0..NAMES.len()).for_each(|d| std::fs::write(path(folder.path(), d), "Анна met Boris.").expect("writable"));
        let mut done = 0;
        for kill in 0..KILLS {
            let said = killed(folder.path(), done, 1 + draw(24), Duration::from_micros(draw(4000)));
            let (_workspace, documents) = opened(folder.path());
            let found: Vec<Vec<String>> = documents.iter().map(kinds).collect();
            let fits = |actions: &u64| expected(*actions).iter().map(Expected::kinds).eq(found.iter().cloned());
            // The last action may have been done and not been said.
            let Some(actions) = [said, said + 1].into_iter().find(fits) else {
                panic!("kill {kill}: {said} actions were said to be done, found {found:?}");
            };
            done = actions;
        }
    }
}

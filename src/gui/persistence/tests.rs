use std::path::{Path, PathBuf};

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::gui::app::tests::{Window, act, mentions, paste, settle, window_with};
use crate::gui::{Action, Start};
use crate::session::{Settings, Workspace};
use crate::text::Span;

const SIZE: [f32; 2] = [1280.0, 800.0];

pub(super) struct Desk {
    home: tempfile::TempDir,
    pub(super) folder: tempfile::TempDir,
}

impl Desk {
    pub(super) fn new(names: &[&str]) -> Self {
        let desk =
            Self { home: tempfile::tempdir().expect("a folder"), folder: tempfile::tempdir().expect("a folder") };
        for name in names {
            std::fs::write(desk.txt(name), "anna met boris. Анна встретила Бориса.\n").expect("writable");
            std::fs::write(desk.ann(name), "T1\tPeop 0 4\tanna\n").expect("writable");
        }
        desk
    }

    fn txt(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.txt"))
    }

    pub(super) fn ann(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.ann"))
    }

    /// A new start of the program; the one before must be gone.
    fn start(&self, paths: &[&Path]) -> Window {
        self.start_themed(paths, None)
    }

    pub(super) fn start_themed(&self, paths: &[&Path], dark: Option<bool>) -> Window {
        self.start_with(paths, Settings { dark, ..Settings::default() })
    }

    pub(super) fn start_with(&self, paths: &[&Path], settings: Settings) -> Window {
        let paths = paths.iter().map(|path| path.to_path_buf()).collect();
        let workspace = Workspace::in_home(self.home.path());
        window_with(SIZE, Start { workspace, paths, settings, ..Start::default() })
    }
}

pub(super) fn add(harness: &mut Window, start: usize, end: usize) {
    act(harness, Action::AddMention { span: Span::new(start, end), kind: "Loc".into() });
}

pub(super) fn press(harness: &mut Window, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    settle(harness);
}

fn shown(harness: &Window) -> String {
    harness.state().editor.current().map(|d| d.document.name.clone()).unwrap_or_default()
}

#[test]
fn unsaved_work_comes_back_after_a_crash() {
    let desk = Desk::new(&["a"]);
    let mut harness = desk.start(&[]);
    paste(&mut harness, "anna met boris.");
    add(&mut harness, 0, 4);
    // Nobody said goodbye: what is there was written when it was done.
    drop(harness);
    let mut again = desk.start(&[]);
    assert_eq!(mentions(&again), ["Loc anna"]);
    assert!(again.state().editor.current().is_some_and(|d| d.is_dirty()));
    press(&mut again, Modifiers::COMMAND, Key::Z);
    assert!(mentions(&again).is_empty(), "undo goes on where it was");
}

#[test]
fn undo_shows_the_document_it_happens_in() {
    let desk = Desk::new(&["a", "b"]);
    let mut harness = desk.start(&[desk.folder.path()]);
    assert_eq!(shown(&harness), "a");
    add(&mut harness, 5, 8);
    harness.get_by_label("Document b").click();
    settle(&mut harness);
    assert_eq!(shown(&harness), "b");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(shown(&harness), "a");
    assert_eq!(mentions(&harness), ["Peop anna"]);
    assert!(
        harness.state().shell.toasts.said.iter().any(|text| text == "Undone in a: Add Location"),
        "{:?}",
        harness.state().shell.toasts.said
    );
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(mentions(&harness), ["Peop anna", "Loc met"]);
}

#[test]
fn a_file_that_others_changed_is_merged_when_asked() {
    let desk = Desk::new(&["a"]);
    let mut harness = desk.start(&[&desk.txt("a")]);
    add(&mut harness, 5, 8);
    std::fs::write(desk.ann("a"), "T1\tOrg 0 4\tanna\nT2\tPeop 9 14\tboris\n").expect("writable");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(harness.query_by_label("a was changed by another program").is_some());
    harness.get_by_label("Merge both").click();
    settle(&mut harness);
    assert_eq!(
        std::fs::read_to_string(desk.ann("a")).expect("there"),
        "T1\tOrg 0 4\tanna\nT2\tPeop 9 14\tboris\nT3\tLoc 5 8\tmet\n"
    );
}

#[test]
fn escape_answers_a_question_before_it_closes_the_tool_beside_it() {
    let desk = Desk::new(&["a"]);
    let mut harness = desk.start(&[&desk.txt("a")]);
    add(&mut harness, 5, 8);
    harness.state_mut().open_tool(crate::gui::tools::find::ENTRY.id);
    settle(&mut harness);
    std::fs::write(desk.ann("a"), "T1\tOrg 0 4\tanna\n").expect("writable");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    let asks = |harness: &Window| harness.query_by_label("a was changed by another program").is_some();
    assert!(asks(&harness));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!asks(&harness) && harness.query_by_label("Close Find").is_some());
}

#[test]
fn closing_can_keep_changes_for_later_or_throw_them_away() {
    let desk = Desk::new(&["a", "b"]);
    let mut harness = desk.start(&[desk.folder.path()]);
    add(&mut harness, 5, 8);
    press(&mut harness, Modifiers::COMMAND, Key::W);
    harness.get_by_label("Keep for later").click();
    settle(&mut harness);
    harness.get_by_label("Document • a").click();
    settle(&mut harness);
    assert_eq!(mentions(&harness), ["Peop anna", "Loc met"]);
    press(&mut harness, Modifiers::COMMAND, Key::W);
    harness.get_by_label("Discard changes").click();
    settle(&mut harness);
    harness.get_by_label("Document a").click();
    settle(&mut harness);
    assert_eq!(mentions(&harness), ["Peop anna"]);
}

#[test]
fn a_second_window_is_told_so_and_changes_nothing() {
    let desk = Desk::new(&["a"]);
    let first = desk.start(&[desk.folder.path()]);
    let mut second = desk.start(&[desk.folder.path()]);
    assert!(second.state().shell.toasts.said.iter().any(|text| text.contains("Another relata window")));
    add(&mut second, 5, 8);
    assert_eq!(mentions(&second), ["Peop anna"]);
    drop(first);
}

#[test]
fn a_file_that_others_changed_is_taken_over_at_once_where_nothing_is_unsaved() {
    let desk = Desk::new(&["a"]);
    let mut harness = desk.start(&[&desk.txt("a")]);
    std::fs::write(desk.ann("a"), "T1\tOrg 0 4\tanna\n").expect("writable");
    // The thread finds it within seconds, and wakes the window; here the window asks until it has.
    let limit = std::time::Instant::now() + std::time::Duration::from_secs(120);
    while mentions(&harness) != ["Org anna"] {
        assert!(std::time::Instant::now() < limit, "nobody noticed");
        std::thread::sleep(std::time::Duration::from_millis(50));
        harness.step();
    }
    harness.run_ok();
    assert!(harness.state().shell.toasts.said.iter().any(|text| text.contains("Another program changed a")));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(mentions(&harness), ["Peop anna"]);
}

#[test]
fn saving_by_itself_follows_every_change() {
    let desk = Desk::new(&["a"]);
    let mut harness = desk.start(&[&desk.txt("a")]);
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, crate::gui::command::Command::SaveByItself);
    add(&mut harness, 5, 8);
    let limit = std::time::Instant::now() + std::time::Duration::from_secs(120);
    while harness.state().editor.dirty().next().is_some() {
        assert!(std::time::Instant::now() < limit, "nothing was saved");
        std::thread::sleep(std::time::Duration::from_millis(50));
        harness.step();
    }
    let ann = std::fs::read_to_string(desk.ann("a")).expect("there");
    assert_eq!(ann, "T1\tPeop 0 4\tanna\nT2\tLoc 5 8\tmet\n");
}

#[test]
fn a_save_that_would_lose_what_nobody_deleted_asks() {
    let desk = Desk::new(&["a"]);
    std::fs::write(desk.txt("b"), "Anna met Boris. Vera saw nobody but old Grisha.\n").expect("writable");
    let mut harness = desk.start(&[&desk.txt("b")]);
    assert_eq!(mentions(&harness).len(), 4);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    harness.get_by_label("Write all, predictions marked").click();
    settle(&mut harness);
    let full = std::fs::read_to_string(desk.ann("b")).expect("there");
    let strict = crate::domain::Visibility::confirmed_only();
    harness.state_mut().editor.current_mut().expect("open").set_visibility(strict);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(harness.query_by_label("Save with fewer annotations?").is_some());
    harness.get_by_label("Do not save").click();
    settle(&mut harness);
    assert_eq!(std::fs::read_to_string(desk.ann("b")).expect("there"), full);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    harness.get_by_label("Save anyway").click();
    settle(&mut harness);
    assert_eq!(std::fs::read_to_string(desk.ann("b")).expect("there"), "");
}

//! The doctor driven as a person would, by role and label.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::gui::app::Start;
use crate::gui::app::tests::{Window, mentions, settle, window_with};

const DAMAGED: &str = "T1\tPeop 0 5\tAnna \nT2\tPeop 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\nR2\tKnows Arg1:T1 Arg2:T2\n\
    T3\tLoc 40 46\tМоскве\nT4\tPeop 4 4\t\nN1\tReference T9 Wikidata:Q1\tx\n";

fn open(folder: &tempfile::TempDir) -> (Window, std::path::PathBuf) {
    let txt = folder.path().join("note.txt");
    std::fs::write(&txt, "Anna met Boris. Вера жила в Москве до весны.\n").expect("writable");
    std::fs::write(txt.with_extension("ann"), DAMAGED).expect("writable");
    (window_with([1180.0, 760.0], Start { paths: vec![txt.clone()], ..Start::default() }), txt)
}

fn ask(harness: &mut Window) {
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    harness.run_ok();
}

#[test]
fn ticked_repairs_are_made_at_once_and_the_old_file_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut harness, txt) = open(&folder);
    ask(&mut harness);
    // Everything beyond doubt is ticked; the duplicate is cleared by hand; the empty entity, and the database entry of
    // one that is not there, stay in doubt.
    harness.get_by_label_contains("R2 says what R1").click();
    harness.run_ok();
    harness.get_by_label("Make 2 repairs").click();
    harness.run_ok();
    settle(&mut harness);
    let repaired = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\nR2\tKnows Arg1:T1 Arg2:T2\n\
        T3\tLoc 28 34\tМоскве\nT4\tPeop 4 4\t\nN1\tReference T9 Wikidata:Q1\tx\n";
    assert_eq!(std::fs::read_to_string(txt.with_extension("ann")).expect("there"), repaired);
    assert_eq!(std::fs::read_to_string(folder.path().join("note.ann.bak")).expect("kept"), DAMAGED);
    assert!(mentions(&harness).contains(&"Loc Москве".to_owned()), "the window shows the repaired file");
    assert!(!harness.state().editor.current().is_some_and(|d| d.is_dirty()));
}

#[test]
fn what_the_schema_forbids_is_found_here_as_the_check_finds_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let conf = "[entities]\nPeop\nLoc\n[relations]\nLive_In\tArg1:Peop, Arg2:Loc\n[attributes]\nFamous\tArg:Peop\n";
    std::fs::write(folder.path().join("annotation.conf"), conf).expect("writable");
    let txt = folder.path().join("note.txt");
    std::fs::write(&txt, "Anna met Boris.\n").expect("writable");
    let ann = "T1\tPeop 0 5\tAnna \nT2\tPeop 9 14\tBoris\nR1\tLive_In Arg1:T1 Arg2:T2\nA1\tFamos T1\n";
    std::fs::write(txt.with_extension("ann"), ann).expect("writable");
    let mut harness = window_with([1180.0, 760.0], Start { paths: vec![txt.clone()], ..Start::default() });
    ask(&mut harness);
    harness.get_by_label_contains("note.ann: 3 findings, 1 of them with a repair");
    harness.get_by_label_contains("T1 covers white space");
    harness.get_by_label("WITHOUT A REPAIR");
    harness.get_by_label_contains("Line 3: annotation.conf allows no Live_In from Peop to Peop");
    harness.get_by_label_contains("Line 4: annotation.conf does not know the attribute Famos (write Famous");
}

#[test]
fn a_pair_is_repaired_into_a_file_that_holds_both() {
    let folder = tempfile::tempdir().expect("a folder");
    let txt = folder.path().join("d.txt");
    let first = "T1\tPeop 0 5\tAnna \nT2\tPeop 9 12\tBob\n";
    let second = "T3\tMeet 5 8\tmet\nE1\tMeet:T3 Who:T1 With:T9\n";
    for (name, text) in [("d.txt", "Anna met Bob.\n"), ("d.a1", first), ("d.a2", second)] {
        std::fs::write(folder.path().join(name), text).expect("writable");
    }
    let mut harness = window_with([1180.0, 760.0], Start { paths: vec![txt.clone()], ..Start::default() });
    ask(&mut harness);
    harness.get_by_label_contains("d.a1, line 1: T1 covers white space");
    harness.get_by_label_contains("d.a2, line 2: E1 refers to T9");
    harness.get_by_label("Make 1 repair").click();
    harness.run_ok();
    settle(&mut harness);
    let whole = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 12\tBob\nT3\tMeet 5 8\tmet\nE1\tMeet:T3 Who:T1 With:T9\n";
    assert_eq!(std::fs::read_to_string(folder.path().join("d.ann")).expect("written"), whole);
    assert_eq!(std::fs::read_to_string(folder.path().join("d.a1")).expect("there"), first);
    assert!(mentions(&harness).contains(&"Peop Anna".to_owned()), "{:?}", mentions(&harness));
    assert!(!harness.state().editor.current().is_some_and(|d| d.is_dirty()));
}

#[test]
fn unsaved_work_is_saved_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut harness, _) = open(&folder);
    let id = harness.state().editor.current().and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
    crate::gui::app::tests::act(&mut harness, crate::gui::Action::Delete(id.expect("Anna").into()));
    ask(&mut harness);
    assert!(harness.state().shell.toasts.said.last().is_some_and(|said| said.contains("save your changes first")));
}

#[test]
fn escape_closes_the_dialog_and_not_the_tool_below_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut harness, _) = open(&folder);
    harness.state_mut().open_tool(crate::gui::tools::find::ENTRY.id);
    harness.run_ok();
    ask(&mut harness);
    assert!(harness.query_by_label("Check and repair").is_some());
    harness.key_press(Key::Escape);
    harness.run_ok();
    assert!(harness.query_by_label("Check and repair").is_none());
    assert_eq!(harness.state().tools.open, Some(crate::gui::tools::find::ENTRY.id));
}

/// `RELATA_PICTURES=<folder> cargo test --features kittest pictures` writes these.
#[test]
fn pictures() {
    let Some(to) = std::env::var_os("RELATA_PICTURES").map(std::path::PathBuf::from) else { return };
    for dark in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut harness, _) = open(&folder);
        harness.state_mut().editor.settings.dark = Some(dark);
        let ctx = harness.ctx.clone();
        harness.state().apply_theme(&ctx);
        harness.state_mut().dismiss_toasts();
        ask(&mut harness);
        let name = format!("doctor-{}.png", if dark { "dark" } else { "light" });
        harness.render().expect("rendered").save(to.join(name)).expect("written");
    }
}

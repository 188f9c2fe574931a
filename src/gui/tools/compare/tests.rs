//! The comparison driven as a person would, by role and label.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use tempfile::TempDir;

use super::CompareTool;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, mentions, settle, window, window_with};
use crate::gui::files::Purpose;
use crate::gui::tools::{FileQuestion, Tool};

pub(super) const SIZE: [f32; 2] = [1280.0, 800.0];

pub(super) const TEXT: &str = "Анна met Boris in Paris. Vera slept. Klara works for Siemens in Berlin.";
pub(super) const ANNA: &str = "T1\tPerson 0 4\tАнна\nT2\tPerson 9 14\tBoris\nT3\tPlace 18 23\tParis\n\
    T5\tPerson 37 42\tKlara\nT6\tOrg 53 60\tSiemens\n\
    R1\tKnows Arg1:T1 Arg2:T2\nR2\tIn Arg1:T2 Arg2:T3\nR3\tWorks_For Arg1:T5 Arg2:T6\n";
pub(super) const BORIS: &str = "T1\tPerson 0 4\tАнна\nT2\tOrg 9 14\tBoris\nT3\tPlace 18 23\tParis\n\
    T4\tPerson 25 29\tVera\nT5\tPerson 37 42\tKlara\nT6\tOrg 53 60\tSiemens\nT7\tPlace 64 70\tBerlin\n\
    R1\tKnows Arg1:T1 Arg2:T2\nR3\tWorks_For Arg1:T5 Arg2:T6\n";

/// Two annotators' folders of the same texts.
pub(super) fn folders(more: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, ann) in [("anna", ANNA), ("boris", BORIS)] {
        let own = folder.path().join(name);
        std::fs::create_dir(&own).expect("writable");
        std::fs::write(own.join("note.txt"), TEXT).expect("writable");
        std::fs::write(own.join("note.ann"), ann).expect("writable");
        for at in 0..more {
            std::fs::write(own.join(format!("same{at}.txt")), TEXT).expect("writable");
            std::fs::write(own.join(format!("same{at}.ann")), ANNA).expect("writable");
        }
    }
    folder
}

fn tool(harness: &Window) -> &CompareTool {
    harness.state().tools.get().expect("a tool of the list")
}

/// Answers a question for a file.
fn choose(harness: &mut Window, question: &'static FileQuestion, path: &Path) {
    let ctx = harness.ctx.clone();
    harness.state_mut().chosen(&ctx, Purpose::Tool(question), path);
}

fn compare_with(harness: &mut Window, ann: &Path) {
    choose(harness, &super::tool::OTHER_FILE, ann);
}

pub(super) fn compared() -> (TempDir, Window) {
    let folder = folders(0);
    let paths = vec![folder.path().join("anna/note.txt")];
    let mut harness = window_with(SIZE, Start { paths, ..Start::default() });
    compare_with(&mut harness, &folder.path().join("boris/note.ann"));
    settle(&mut harness);
    (folder, harness)
}

pub(super) fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click();
    harness.run_ok();
}

#[test]
fn what_is_said_of_events_is_named_as_not_compared() {
    let folder = folders(0);
    let ann = folder.path().join("boris/note.ann");
    let events = "T9\tMeeting 5 8\tmet\nE1\tMeeting:T9 Who:T1\nR9\tIn Arg1:E1 Arg2:T3\n";
    std::fs::write(&ann, format!("{BORIS}{events}")).expect("writable");
    let paths = vec![folder.path().join("anna/note.txt")];
    let mut harness = window_with(SIZE, Start { paths, ..Start::default() });
    compare_with(&mut harness, &ann);
    settle(&mut harness);
    assert!(harness.query_by_label("Not compared: 1 event, 1 relation and 0 attributes of events.").is_some());
}

fn press(harness: &mut Window, key: Key) {
    harness.key_press(key);
    harness.run_ok();
}

/// Waits for the thread that compares folders.
pub(super) fn folder_compared(harness: &mut Window, other: PathBuf) {
    choose(harness, &super::tool::OTHER_FOLDER, &other);
    let limit = Instant::now() + Duration::from_secs(60);
    while tool(harness).comparing.is_some() {
        assert!(Instant::now() < limit, "the comparison did not end");
        harness.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    settle(harness);
}

fn selected(harness: &Window) -> String {
    let state = &harness.state().editor;
    let open = state.current().expect("a document");
    let annotations = &open.document.annotations;
    match &state.selection {
        crate::gui::Selection::Mention(id) => {
            annotations.mention(*id).map(|m| format!("{} {}", m.kind, m.text(&open.document.text))).unwrap_or_default()
        }
        crate::gui::Selection::Relation(id) => {
            annotations.relation(*id).map(|r| r.kind.to_string()).unwrap_or_default()
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn both_annotations_stand_in_text_and_figures() {
    let (_folder, mut harness) = compared();
    assert!(harness.query_by_label("Cohen's kappa 0.667").is_some(), "13 of 16 words alike, p_e = 112/256");
    assert!(harness.query_by_label("NER micro P 80.00").is_some());
    assert!(harness.query_by_label("NER micro R 57.14").is_some());
    assert!(harness.query_by_label("0 of 5 decided").is_some());
    assert_eq!(selected(&harness), "Person Boris", "the first difference is asked");
    // Both sides' marks stand in the text.
    let shown = mentions(&harness);
    for mark in ["Person Boris", "Org Boris", "Person Vera", "Place Berlin", "Person Анна"] {
        assert!(shown.contains(&mark.to_owned()), "{shown:?}");
    }
    click(&mut harness, "boris Org, anna Person: 1");
    click(&mut harness, "Instance “Boris”: anna: Person, boris: Org");
    assert_eq!(selected(&harness), "Person Boris");
    click(&mut harness, "Only boris: 2");
    click(&mut harness, "Instance “Vera”: anna: nothing, boris: Person");
    assert_eq!(selected(&harness), "Person Vera");
    click(&mut harness, "Relations");
    click(&mut harness, "Same: 1");
    harness.get_by_label_contains("Instance “Klara works for Siemens").click();
    harness.run_ok();
    assert_eq!(selected(&harness), "Works_For");
    click(&mut harness, "By type");
    assert!(harness.query_by_label("Works For F1 100.00").is_some());
}

#[test]
fn a_third_annotation_is_made_by_keys_and_saved_in_its_folder() {
    let (folder, mut harness) = compared();
    let third = harness.state().editor.current.expect("the third");
    // Boris is a person; the relation of the right side is moved to him; in Paris; no Vera; Berlin.
    for key in [Key::Num1, Key::Num2, Key::Num1, Key::Num0] {
        press(&mut harness, key);
    }
    assert!(harness.query_by_label("4 of 5 decided").is_some());
    assert_eq!(selected(&harness), "Place Berlin");
    press(&mut harness, Key::Num3);
    assert!(harness.query_by_label("All 5 decided").is_some());
    assert!(harness.state().shell.toasts.said.iter().any(|said| said.contains("All 5 differences are decided")));
    // One decision, one undo.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_ok();
    assert!(harness.query_by_label("4 of 5 decided").is_some());
    crate::editor::redo(&mut harness.state_mut().editor);
    harness.run_ok();
    assert!(harness.query_by_label("All 5 decided").is_some());
    let (proposed, name) = tool(&harness).proposal(third).expect("a place");
    assert_eq!((proposed.clone(), name.as_str()), (folder.path().join("anna/adjudicated"), "note"));
    std::fs::create_dir(&proposed).expect("writable");
    let ctx = harness.ctx.clone();
    let txt = proposed.join("note.txt");
    harness.state_mut().chosen(&ctx, Purpose::SaveAs, &txt);
    harness.run_ok();
    let ann = std::fs::read_to_string(txt.with_extension("ann")).expect("written");
    assert!(ann.contains("Person 9 14\tBoris") && !ann.contains("Org 9 14") && !ann.contains("Vera"), "{ann}");
    assert!(ann.contains("Berlin") && ann.contains("Knows") && ann.contains("In Arg1"), "{ann}");
    for (name, before) in [("anna", ANNA), ("boris", BORIS)] {
        let path = folder.path().join(name).join("note.ann");
        assert_eq!(std::fs::read_to_string(path).expect("there"), before, "the sources are as they were");
    }
}

#[test]
fn what_is_not_decided_is_not_written() {
    let (folder, mut harness) = compared();
    press(&mut harness, Key::Num2);
    let ctx = harness.ctx.clone();
    let txt = folder.path().join("half.txt");
    harness.state_mut().chosen(&ctx, Purpose::SaveAs, &txt);
    harness.run_ok();
    let ann = std::fs::read_to_string(txt.with_extension("ann")).expect("written");
    assert!(ann.contains("Org 9 14\tBoris") && !ann.contains("Vera") && !ann.contains("Berlin"), "{ann}");
    assert!(harness.query_by_label("1 of 5 decided").is_some(), "and goes on being asked");
}

#[test]
fn everything_is_reached_by_mouse() {
    let (_folder, mut harness) = compared();
    click(&mut harness, "Next  .");
    assert!(harness.query_by_label("2 / 5").is_some());
    click(&mut harness, "Previous  ,");
    click(&mut harness, "Take boris");
    assert!(harness.query_by_label("1 of 5 decided").is_some());
    click(&mut harness, "Previous  ,");
    click(&mut harness, "Take neither");
    assert!(harness.query_by_label("1 of 5 decided").is_some(), "the same question, answered anew");
    press(&mut harness, Key::Period);
    press(&mut harness, Key::Comma);
    click(&mut harness, "Take both");
    // With the pane closed, digits belong to the text again.
    press(&mut harness, Key::F8);
    assert!(harness.query_by_label("Decisions").is_none());
}

#[test]
fn a_change_of_the_source_is_noticed_and_compared_again() {
    let (_folder, mut harness) = compared();
    let state = &mut harness.state_mut().editor;
    let own = state.documents.iter().find(|d| d.path().is_some()).map(|d| d.id).expect("anna's note");
    let document = state.document(own).expect("open");
    let boris = document.document.annotations.mentions().nth(1).map(|m| m.id).expect("Boris");
    let edits = crate::domain::change::retag_mention(&document.document.annotations, boris, "Org".into());
    crate::editor::perform(state, own, "retag".into(), edits).expect("exists");
    harness.run_ok();
    click(&mut harness, "Compare again");
    assert!(harness.query_by_label("0 of 3 decided").is_some());
    assert!(harness.query_by_label("Compare again").is_none());
}

#[test]
fn the_model_is_the_second_annotation_when_asked() {
    let folder = folders(0);
    let paths = vec![folder.path().join("anna/note.txt")];
    let mut harness = window_with(SIZE, Start { paths, ..Start::default() });
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, super::COMPARE_MODEL);
    settle(&mut harness);
    // The stand-in finds every capitalised word, people and places only.
    let third = harness.state().editor.current().expect("the third");
    assert!(third.document.name.contains("note | "), "{}", third.document.name);
    assert!(mentions(&harness).len() > 5, "{:?}", mentions(&harness));
    assert!(harness.query_by_label("Decisions").is_some());
}

#[test]
fn folders_are_compared_on_a_thread_and_lead_to_their_documents() {
    let folder = folders(3);
    let paths = vec![folder.path().join("anna")];
    let mut harness = window_with(SIZE, Start { paths, ..Start::default() });
    folder_compared(&mut harness, folder.path().join("boris"));
    assert!(harness.query_by_label("4 documents").is_some());
    harness.get_by_label("Compare note: 5 differences").click();
    settle(&mut harness);
    assert!(harness.query_by_label("0 of 5 decided").is_some());
    click(&mut harness, "Whole folder");
    click(&mut harness, "Only boris: 2");
    harness.get_by_label_contains("Instance “Vera”").click();
    settle(&mut harness);
    assert_eq!(selected(&harness), "Person Vera");
    assert!(harness.query_by_label("4 documents").is_some(), "the list of the folder stays");
}

#[test]
fn what_cannot_be_compared_says_why() {
    let folder = folders(0);
    let paths = vec![folder.path().join("anna/note.txt")];
    let mut harness = window_with(SIZE, Start { paths, ..Start::default() });
    std::fs::write(folder.path().join("other.txt"), "Another text").expect("writable");
    std::fs::write(folder.path().join("other.ann"), "").expect("writable");
    let said = |harness: &mut Window, wanted: &str| {
        harness.run_ok();
        let said = &harness.state().shell.toasts.said;
        assert!(said.iter().any(|text| text.contains(wanted)), "{wanted}: {said:?}");
    };
    compare_with(&mut harness, &folder.path().join("other.ann"));
    said(&mut harness, "is another text than note");
    compare_with(&mut harness, &folder.path().join("missing.ann"));
    said(&mut harness, "missing.ann");
    choose(&mut harness, &super::tool::OTHER_FOLDER, &folder.path().join("anna"));
    said(&mut harness, "is the folder that is open");
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).expect("writable");
    folder_compared(&mut harness, empty);
    said(&mut harness, "compared under the same file names");
    let own = folder.path().join("anna/note.ann");
    compare_with(&mut harness, &own);
    said(&mut harness, "Both annotations say the same");
}

#[test]
fn an_open_comparison_at_rest_asks_for_no_frames() {
    let (_folder, mut harness) = compared();
    harness.state_mut().dismiss_toasts();
    harness.run();
    for _ in 0..3 {
        harness.step();
        let delay = harness.output().viewport_output.values().map(|v| v.repaint_delay).min();
        assert!(delay.is_none_or(|d| d >= Duration::from_secs(1)), "{delay:?}");
    }
}

#[test]
fn the_pane_without_a_comparison_says_what_to_do() {
    let mut harness = window(SIZE);
    harness.state_mut().open_tool(super::ENTRY.id);
    harness.run_ok();
    assert!(harness.query_by_label_contains("Choose another annotation of this text").is_some());
}

//! What the next start shows of the last run: folder, document, places on the map, what the model said.

use eframe::egui::{self, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use super::tests::{Desk, add, press};
use crate::gui::app::tests::{Window, mentions, settle};
use crate::gui::command::Command;
use crate::session::Settings;

fn settings(harness: &Window) -> Settings {
    harness.state().editor.settings.clone()
}

fn shown(harness: &Window) -> Option<String> {
    harness.state().editor.current().map(|open| open.document.name.clone())
}

#[test]
fn a_start_without_files_goes_on_where_the_last_run_ended() {
    let desk = Desk::new(&["a", "b", "c"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    harness.get_by_label("Document b").click();
    settle(&mut harness);
    let kept = settings(&harness);
    drop(harness);
    let again = desk.start_with(&[], kept.clone());
    assert_eq!(shown(&again).as_deref(), Some("b"));
    assert!(again.query_by_label("Document c").is_some(), "the folder is listed");
    assert!(again.query_by_label("Document dallas").is_none(), "the sample is for the first start");
    // Another window has the folder now: a second start begins with the sample, and complains of nothing.
    let second = desk.start_with(&[], kept.clone());
    assert_eq!(shown(&second).as_deref(), Some("dallas"));
    assert!(!second.state().shell.toasts.said.iter().any(|text| text.contains("Another relata window")));
    drop((again, second));
    let other = desk.start_with(&[], Settings { reopen: false, ..kept.clone() });
    assert_eq!(shown(&other).as_deref(), Some("dallas"));
    drop(other);
    // A folder that is gone is nothing to complain of, either.
    let gone = Settings { last_folder: Some("no/such".into()), last_document: Some("no/such.txt".into()), ..kept };
    assert_eq!(shown(&desk.start_with(&[], gone)).as_deref(), Some("dallas"));
}

/// Where a concept stands on the screen.
fn centre(harness: &Window, label: &str) -> Pos2 {
    harness.get_by_label(label).rect().center()
}

fn drag(harness: &mut Window, from: Pos2, to: Pos2) {
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    harness.event(egui::Event::PointerMoved(from));
    harness.step();
    harness.event(button(from, true));
    harness.step();
    for share in [0.3, 0.7, 1.0] {
        harness.event(egui::Event::PointerMoved(from + (to - from) * share));
        harness.step();
    }
    harness.event(button(to, false));
    settle(harness);
}

/// Positions on the map by name, which no zoom changes.
fn places(harness: &Window) -> Vec<(String, i32, i32, bool)> {
    let view = &harness.state().views.map;
    let mut all: Vec<_> = view
        .board
        .places
        .iter()
        .filter_map(|(node, place)| {
            let name = view.model.node(*node)?.label.clone();
            Some((name, place.pos.x.round() as i32, place.pos.y.round() as i32, place.pinned))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn concepts_stand_where_they_were_put_in_an_earlier_run() {
    let desk = Desk::new(&["a", "b"]);
    let ann = "T1\tPeop 0 4\tanna\nT2\tPeop 9 14\tboris\nT3\tPeop 16 20\tАнна\nR1\tKnows Arg1:T1 Arg2:T2\n\
               R2\tKnows Arg1:T3 Arg2:T1\n";
    std::fs::write(desk.ann("a"), ann).expect("writable");
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    let boris = centre(&harness, "People: boris, 1 mention");
    drag(&mut harness, boris, boris + vec2(70.0, 90.0));
    let document = places(&harness);
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::MapOfFolder);
    settle(&mut harness);
    let boris = centre(&harness, "People: boris, 1 mention");
    drag(&mut harness, boris, boris - vec2(60.0, 80.0));
    let folder = places(&harness);
    assert_ne!(document, folder);
    drop(harness);
    let mut again = desk.start_themed(&[desk.folder.path()], None);
    assert_eq!(places(&again), document);
    let ctx = again.ctx.clone();
    again.state_mut().command(&ctx, Command::MapOfFolder);
    settle(&mut again);
    assert_eq!(places(&again), folder);
}

#[test]
fn figures_need_no_second_reading_after_a_restart() {
    let desk = Desk::new(&["a"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    press(&mut harness, Modifiers::NONE, Key::F6);
    assert_eq!(harness.state().editor.analyses.revision, 1);
    let figure = |harness: &Window| {
        harness.query_by_label_contains("NER micro F1").and_then(|node| node.accesskit_node().value())
    };
    let before = figure(&harness).expect("figures");
    drop(harness);
    let mut again = desk.start_themed(&[desk.folder.path()], None);
    press(&mut again, Modifiers::NONE, Key::F6);
    assert_eq!(figure(&again), Some(before));
    assert_eq!(again.state().editor.analyses.revision, 0, "the scores were kept");
    // They were asked for to judge the model, and never come into what people have annotated.
    assert_eq!(mentions(&again), ["Peop anna"]);
    assert!(again.state().editor.current().is_some_and(|open| !open.is_dirty()));
}

#[test]
fn the_map_of_a_folder_shows_closed_documents_as_they_would_open() {
    let desk = Desk::new(&["a", "b", "c"]);
    std::fs::write(desk.ann("c"), "").expect("writable");
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    // Not saved, and closed.
    add(&mut harness, 5, 8);
    press(&mut harness, Modifiers::COMMAND, Key::W);
    harness.get_by_label("Keep for later").click();
    settle(&mut harness);
    harness.get_by_label("Document b").click();
    settle(&mut harness);
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::MapOfFolder);
    let unconnected = |harness: &mut Window| {
        harness.get_by_label("Show ⏷").click();
        harness.run_ok();
        harness.get_by_label("Unconnected concepts").click();
        harness.run_ok();
        harness.key_press(Key::Escape);
        wait_for_map(harness);
    };
    wait_for_map(&mut harness);
    unconnected(&mut harness);
    assert!(harness.query_by_label("Location: met, 1 mention").is_some(), "a step that is in no file");
    assert!(harness.query_by_label_contains("Бориса, ").is_none());
    // What the model said of a document that nobody has opened.
    harness.state_mut().command(&ctx, Command::AnalyseFolder);
    settle(&mut harness);
    wait_for_map(&mut harness);
    assert!(harness.query_by_label_contains("Бориса, ").is_some(), "a prediction in c");
    assert_eq!(harness.state().editor.documents.len(), 1);
    assert_eq!(mentions(&harness), ["Peop anna"]);
}

fn wait_for_map(harness: &mut Window) {
    let limit = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        harness.step();
        if harness.state().views.folder.progress().is_none() {
            break settle(harness);
        }
        assert!(std::time::Instant::now() < limit, "the folder was not read");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

#[test]
fn a_text_that_was_being_typed_is_there_again() {
    let desk = Desk::new(&["a"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    press(&mut harness, Modifiers::COMMAND, Key::N);
    harness.event(egui::Event::Text("Vera met Grisha.".into()));
    settle(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.query_by_label("Text to analyse").is_none(), "Escape closes the dialog");
    drop(harness);
    let mut again = desk.start_themed(&[desk.folder.path()], None);
    press(&mut again, Modifiers::COMMAND, Key::N);
    assert_eq!(again.state().dialogs.typed_text(), Some("Vera met Grisha."));
    press(&mut again, Modifiers::COMMAND, Key::Enter);
    assert_eq!(shown(&again).as_deref(), Some("Vera met Grisha."));
    press(&mut again, Modifiers::COMMAND, Key::N);
    assert_eq!(again.state().dialogs.typed_text(), Some(""), "what was used is not offered again");
}

#[test]
fn a_note_that_was_being_written_is_there_again() {
    let desk = Desk::new(&["a", "b"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    harness.get_by_label("Peop: anna").click();
    settle(&mut harness);
    harness.get_by_label("Add note").click();
    settle(&mut harness);
    harness.event(egui::Event::Text("who is she".into()));
    settle(&mut harness);
    // Nobody has pressed Enter.
    drop(harness);
    let again = desk.start_themed(&[desk.folder.path()], None);
    let note = again.get_by_role_and_label(egui::accesskit::Role::TextInput, "Note");
    assert_eq!(note.accesskit_node().value().as_deref(), Some("who is she"));
    drop(again);
    let other = desk.start_themed(&[&desk.ann("b")], None);
    assert!(other.query_by_role_and_label(egui::accesskit::Role::TextInput, "Note").is_none(), "it belongs to a");
}

#[test]
fn documents_keep_their_places_and_keys_go_through_all_of_them() {
    let desk = Desk::new(&["a", "b", "c"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    let mut seen = Vec::new();
    for _ in 0..3 {
        press(&mut harness, Modifiers::ALT, Key::ArrowDown);
        seen.push(shown(&harness).unwrap_or_default());
        let top = |name: &str| harness.get_by_label(&format!("Document {name}")).rect().top();
        assert!(top("a") < top("b") && top("b") < top("c"));
    }
    assert_eq!(seen, ["b", "c", "a"]);
    press(&mut harness, Modifiers::ALT, Key::ArrowUp);
    assert_eq!(shown(&harness).as_deref(), Some("c"));
}

#[test]
fn an_opened_document_has_the_keyboard() {
    let desk = Desk::new(&["a", "b"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    press(&mut harness, Modifiers::NONE, Key::Tab);
    let selected = |harness: &Window| harness.state().editor.selection.mention().is_some();
    assert!(selected(&harness), "Tab goes to the first entity");
    harness.get_by_label("Document b").click();
    settle(&mut harness);
    assert!(!selected(&harness));
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert!(selected(&harness));
}

#[test]
fn declared_types_are_all_that_is_offered() {
    let desk = Desk::new(&["a"]);
    let conf = "[entities]\nPERSON\nCITY\n[relations]\nKNOWS Arg1:PERSON, Arg2:PERSON\n";
    std::fs::write(desk.folder.path().join("annotation.conf"), conf).expect("writable");
    std::fs::write(desk.ann("a"), "T1\tPERSON 0 4\tanna\n").expect("writable");
    let mut harness = desk.start_themed(&[], None);
    // A text that the model reads, with its own types.
    crate::gui::app::tests::paste(&mut harness, "Anna met Boris.");
    let folder = desk.folder.path().to_owned();
    harness.state_mut().editor.open_path(&folder);
    settle(&mut harness);
    let schema = &harness.state().editor.current().expect("a").document.schema;
    let names: Vec<&str> = schema.entities.iter().map(|kind| &*kind.name).collect();
    assert_eq!(names, ["PERSON", "CITY"]);
    assert_eq!(schema.relations.len(), 1);
}

#[test]
fn a_text_that_was_only_looked_at_is_nothing_to_save() {
    let desk = Desk::new(&[]);
    std::fs::write(desk.folder.path().join("n.txt"), "Anna met Boris.").expect("writable");
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    assert_eq!(mentions(&harness).len(), 2);
    assert!(harness.query_by_label("Predictions, in no file yet").is_some());
    assert_eq!(harness.state().editor.dirty().count(), 0);
    // A decision is work.
    press(&mut harness, Modifiers::NONE, Key::N);
    press(&mut harness, Modifiers::NONE, Key::Space);
    assert_eq!(harness.state().editor.dirty().count(), 1);
    drop(harness);
    let again = desk.start_themed(&[desk.folder.path()], None);
    assert_eq!(mentions(&again).len(), 2, "the predictions are still there");
    assert_eq!(again.state().editor.dirty().count(), 1);
}

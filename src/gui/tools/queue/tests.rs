//! The queue and the reading of a folder, driven as a person would.

use super::QueueTool;
use std::path::PathBuf;

use eframe::egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::editor::ModelState;
use crate::engine::FakeExtractor;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, mentions, settle, window_with};

const SIZE: [f32; 2] = [1280.0, 800.0];

/// A folder of three documents: one the model reads when it is opened, two closed ones.
fn tool(harness: &Window) -> &QueueTool {
    harness.state().tools.get().expect("listed")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("a", "Anna met Boris. nothing else."),
        ("b", "vera was there, and Grisha. Later Dmitri came."),
        ("в", "Ольга приехала в Псков. Там была Нина."),
    ] {
        std::fs::write(folder.path().join(format!("{name}.txt")), text).expect("writable");
    }
    folder
}

fn opened(folder: &tempfile::TempDir) -> Window {
    window_with(SIZE, Start { paths: vec![folder.path().to_owned()], ..Start::default() })
}

fn left(harness: &Window) -> (usize, usize) {
    tool(harness).progress()
}

fn current(harness: &Window) -> String {
    let tool = tool(harness);
    let entry = tool.current.and_then(|at| tool.queue.entries().get(at)).expect("an entry");
    if entry.hit.title.is_empty() { entry.hit.line.key.clone() } else { entry.hit.title.clone() }
}

fn document(harness: &Window) -> String {
    harness.state().editor.current().expect("a document").document.name.clone()
}

/// Reads the whole folder and opens the queue.
fn read(harness: &mut Window) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::R);
    settle(harness);
    harness.get_by_label("Let the model read the folder").click();
    settle(harness);
}

#[test]
fn a_folder_is_read_in_the_background_and_nothing_is_written() {
    let folder = folder();
    let mut harness = opened(&folder);
    read(&mut harness);
    assert!(
        harness.state().shell.toasts.said.iter().any(|said| said.starts_with("Read 3 documents")),
        "{:?}",
        harness.state().shell.toasts.said
    );
    assert_eq!(harness.state().editor.documents.len(), 1, "no document was opened for it");
    assert!(!folder.path().join("b.ann").exists());
    // What this model has read it does not read again.
    harness.get_by_label("Let the model read the folder").click();
    settle(&mut harness);
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert_eq!(said, "Read 0 documents; 3 were read before");
}

/// What the list says of a document, without its name.
fn listed(harness: &Window, name: &str) -> String {
    harness.get_by_label(&format!("Document {name}")).accesskit_node().description().unwrap_or_default()
}

#[test]
fn the_list_says_what_was_read_and_what_was_left_out() {
    for keeps in [false, true] {
        let (folder, home) = (folder(), tempfile::tempdir().expect("a folder"));
        // Somebody has annotated this one.
        std::fs::write(folder.path().join("в.ann"), "T1\tPER 0 5\tОльга\n").expect("writable");
        let mut harness = if keeps { keeping(&folder, &home) } else { opened(&folder) };
        assert_eq!(listed(&harness, "b"), "not opened yet");
        read(&mut harness);
        assert_eq!(listed(&harness, "b"), "3 entities, 1 relation");
        assert_eq!(listed(&harness, "в"), "1 entity, 0 relations");
        assert_eq!(harness.state().editor.documents.len(), 1, "no document was opened for it");
        let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
        let left_out = "1 document has annotations already, so what the model says is left out of it (F5 brings it in)";
        assert!(said.ends_with(left_out), "{said}");
    }
}

#[test]
fn a_row_quotes_its_own_sentence_and_names_its_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "The weather was bad for days. Anna met Boris. Nobody saw it.";
    std::fs::write(folder.path().join("a.txt"), text).expect("writable");
    std::fs::write(folder.path().join("b.txt"), "later vera left").expect("writable");
    let mut harness = opened(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::R);
    settle(&mut harness);
    for row in ["Hit Knows: Anna → Boris in “Anna met Boris.”", "Hit Peop: Anna in “Anna met Boris.”"] {
        assert!(harness.query_by_label(row).is_some(), "{row}");
    }
}

#[test]
fn decisions_follow_each_other_across_documents() {
    let folder = folder();
    let mut harness = opened(&folder);
    read(&mut harness);
    let (waiting, all) = left(&harness);
    assert_eq!(waiting, all);
    assert!(all >= 10, "{all}");
    // The relation is the least certain. Accepting it accepts its ends, and the next one comes by itself.
    assert_eq!(current(&harness), "Anna → Boris");
    harness.key_press(Key::Space);
    settle(&mut harness);
    assert_eq!(left(&harness), (all - 3, all));
    assert_ne!(document(&harness), "a");
    let second = current(&harness);
    harness.key_press(Key::Backspace);
    settle(&mut harness);
    assert_eq!(left(&harness), (all - 4, all));
    assert_ne!(current(&harness), second);
    // Skipping decides nothing.
    let third = current(&harness);
    harness.key_press(Key::N);
    settle(&mut harness);
    assert_ne!(current(&harness), third);
    assert_eq!(left(&harness), (all - 4, all));
    assert!(harness.query_by_label(&format!("{} of {all} left", all - 4)).is_some());
}

#[test]
fn an_undone_decision_waits_again() {
    let folder = folder();
    let mut harness = opened(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::R);
    settle(&mut harness);
    let (_, all) = left(&harness);
    assert_eq!(all, 3);
    harness.get_by_label_contains("Accept   Space").click();
    settle(&mut harness);
    assert_eq!(left(&harness), (0, 3));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(left(&harness), (3, 3));
}

#[test]
fn entities_alone_and_document_by_document() {
    let folder = folder();
    let mut harness = opened(&folder);
    read(&mut harness);
    harness.get_by_role_and_label(Role::Button, "Entities").click();
    settle(&mut harness);
    harness.get_by_label("By document").click();
    settle(&mut harness);
    let names: Vec<String> = tool(&harness).queue.entries().iter().map(|e| e.hit.line.key.clone()).collect();
    assert_eq!(names, ["Anna", "Boris", "Grisha", "Later", "Dmitri", "Ольга", "Псков", "Там", "Нина"]);
    assert_eq!(mentions(&harness).len(), 2);
}

#[test]
fn a_cancelled_reading_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    for i in 0..40 {
        std::fs::write(folder.path().join(format!("{i:02}.txt")), format!("Anna met Boris {i}.")).expect("writable");
    }
    let mut harness = opened(&folder);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F5);
    for _ in 0..2_000 {
        harness.step();
        if harness.state().editor.corpus.analysis.read >= 3 {
            break;
        }
    }
    crate::editor::cancel_folder(&mut harness.state_mut().editor);
    settle(&mut harness);
    let read = harness.state().editor.corpus.analysis.read;
    assert!((3..40).contains(&read), "{read}");
    assert!(harness.state().shell.toasts.said.iter().any(|said| said.contains("Shift+F5 goes on")));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F5);
    settle(&mut harness);
    let reading = &harness.state().editor.corpus.analysis;
    assert_eq!((reading.read + reading.passed, reading.done()), (40, 40));
    assert_eq!(reading.passed, read);
}

/// A window that keeps what it is told.
fn keeping(folder: &tempfile::TempDir, home: &tempfile::TempDir) -> Window {
    let workspace = crate::session::Workspace::in_home(home.path());
    window_with(SIZE, Start { paths: vec![folder.path().to_owned()], workspace, ..Start::default() })
}

#[test]
fn reviewed_documents_are_remembered_and_the_next_one_comes() {
    let (folder, home) = (folder(), tempfile::tempdir().expect("a folder"));
    let mut harness = keeping(&folder, &home);
    let reviewed = |harness: &mut Window| {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        settle(harness);
        (document(harness), harness.state().shell.toasts.said.last().cloned().unwrap_or_default())
    };
    assert_eq!(document(&harness), "a");
    let said = "Reviewed, though 3 predictions are open in it. 2 of 3 documents are left";
    assert_eq!(reviewed(&mut harness), ("b".into(), said.into()));
    drop(harness);
    // Another day: the first is not offered again.
    let mut harness = keeping(&folder, &home);
    harness.state_mut().editor.open_path(&folder.path().join("b.txt"));
    settle(&mut harness);
    assert_eq!(reviewed(&mut harness).0, "в");
    let (name, said) = reviewed(&mut harness);
    assert_eq!(name, "в");
    assert!(said.starts_with("All 3 documents of the folder are reviewed"), "{said}");
}

#[test]
fn what_the_model_said_is_there_another_day() {
    let (folder, home) = (folder(), tempfile::tempdir().expect("a folder"));
    let mut harness = keeping(&folder, &home);
    read(&mut harness);
    let (_, all) = left(&harness);
    drop(harness);
    let mut harness = keeping(&folder, &home);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::R);
    settle(&mut harness);
    assert_eq!(left(&harness), (all, all));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F5);
    settle(&mut harness);
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert_eq!(said, "Read 0 documents; 3 were read before");
}

#[test]
fn a_model_that_has_learned_on_reads_anew_though_its_name_is_the_same() {
    let (folder, home) = (folder(), tempfile::tempdir().expect("a folder"));
    let mut harness = keeping(&folder, &home);
    read(&mut harness);
    let better: crate::engine::Loader = Box::new(|| Ok(Box::new(FakeExtractor::default().learned_on())));
    harness.state_mut().editor.analyses.engine.as_mut().expect("an engine").switch(better);
    let is_there = |harness: &Window| matches!(&harness.state().editor.analyses.model, ModelState::Ready(info) if info.fingerprint.ends_with("more"));
    for _ in 0..1_000 {
        settle(&mut harness);
        if is_there(&harness) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(is_there(&harness), "the other model was not loaded");
    let said = |harness: &mut Window| {
        harness.key_press_modifiers(Modifiers::SHIFT, Key::F5);
        settle(harness);
        harness.state().shell.toasts.said.last().cloned().unwrap_or_default()
    };
    let first = said(&mut harness);
    assert!(first.starts_with("Read 3 documents"), "{first}");
    assert_eq!(said(&mut harness), "Read 0 documents; 3 were read before");
}

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib queue::tests::pictures`
#[test]
fn pictures() {
    let Some(to) = std::env::var_os("RELATA_PICTURES").map(PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    for (dark, tone) in [(false, "light"), (true, "dark")] {
        let folder = folder();
        let mut harness = opened(&folder);
        let ctx = harness.ctx.clone();
        harness.state_mut().editor.settings.dark = Some(dark);
        harness.state().apply_theme(&ctx);
        read(&mut harness);
        harness.key_press(Key::Space);
        settle(&mut harness);
        harness.state_mut().dismiss_toasts();
        harness.run_ok();
        harness.render().expect("rendered").save(to.join(format!("queue-{tone}.png"))).expect("written");
    }
}

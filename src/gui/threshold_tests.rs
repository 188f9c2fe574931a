//! The thresholds of a folder and of what stands beside it, moved as a person would.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::domain::Visibility;
use crate::engine::{Analysis, merge_edits};
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, paste, settle, window, window_with};
use crate::session::Workspace;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("a", "Anna met Boris."), ("b", "Vera saw nobody but old Grisha."), ("c", "Olga met Pavel.")] {
        std::fs::write(folder.path().join(format!("{name}.txt")), text).expect("writable");
    }
    folder
}

fn opened(folder: &tempfile::TempDir, home: &tempfile::TempDir) -> Window {
    let paths = vec![folder.path().to_owned()];
    let workspace = Workspace::in_home(home.path());
    window_with([1280.0, 800.0], Start { paths, workspace, ..Start::default() })
}

fn move_relations(harness: &mut Window, key: Key, steps: usize) {
    harness.get_by_label("Threshold of Relations").focus();
    harness.run_ok();
    for _ in 0..steps {
        harness.key_press(key);
        harness.run_ok();
    }
    settle(harness);
}

/// What the list says of a document.
fn listed(harness: &Window, name: &str) -> String {
    harness.get_by_label(&format!("Document {name}")).accesskit_node().description().unwrap_or_default()
}

fn needed(harness: &Window) -> u32 {
    let open = harness.state().editor.current().expect("a document");
    (open.visibility.relation * 100.0).round() as u32
}

#[test]
fn one_threshold_holds_for_all_documents_of_a_folder_and_is_remembered() {
    let (folder, home) = (folder(), tempfile::tempdir().expect("a folder"));
    let mut harness = opened(&folder, &home);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F5);
    settle(&mut harness);
    assert_eq!(listed(&harness, "b"), "2 entities, 0 relations", "0.3 is below the threshold");
    assert_eq!(listed(&harness, "c"), "2 entities, 1 relation");
    harness.get_by_label("Document c").click();
    settle(&mut harness);
    harness.get_by_label("THRESHOLDS OF THE FOLDER");
    move_relations(&mut harness, Key::ArrowLeft, 20);
    assert_eq!(listed(&harness, "b"), "2 entities, 1 relation", "the list follows, of closed documents, too");
    move_relations(&mut harness, Key::ArrowRight, 70);
    for name in ["a", "b", "c"] {
        assert_eq!(listed(&harness, name), "2 entities, 0 relations");
    }
    let all = &harness.state().editor.documents;
    assert_eq!((all.len(), all.iter().filter(|open| open.is_dirty()).count()), (2, 0), "to look is to change nothing");
    harness.get_by_label("Document b").click();
    settle(&mut harness);
    assert_eq!(needed(&harness), 90, "also of one that is opened later");
    // What is no part of the folder keeps its own.
    paste(&mut harness, "Karl met Rosa.");
    assert_eq!(needed(&harness), 40);
    move_relations(&mut harness, Key::ArrowLeft, 10);
    harness.get_by_label("Document a").click();
    settle(&mut harness);
    assert_eq!(needed(&harness), 90);
    drop(harness);
    let harness = opened(&folder, &home);
    assert_eq!(needed(&harness), 90, "on another day");
    assert_eq!(listed(&harness, "c"), "2 entities, 0 relations");
}

#[test]
fn a_document_without_a_folder_has_thresholds_of_its_own() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    move_relations(&mut harness, Key::ArrowRight, 5);
    paste(&mut harness, "Olga met Pavel.");
    assert_eq!(needed(&harness), 40);
    harness.get_by_label("THRESHOLDS");
}

#[test]
fn what_a_checkpoint_asks_for_by_type_is_where_the_window_begins() {
    let harness = window([1280.0, 800.0]);
    let id = harness.state().editor.current().map(|open| open.id).expect("the sample");
    let mut analysis: Analysis = Analysis::clone(harness.state().editor.analyses.said_of(id).expect("read"));
    assert_eq!(analysis.visibility(), Visibility { relation: analysis.alpha, ..Visibility::default() });
    analysis.thresholds.insert("Knows".to_owned(), 0.85);
    let mut harness = harness;
    let state = &mut harness.state_mut().editor;
    let fresh = state.add_text("Anna met Boris.");
    let text = "Anna met Boris.";
    analysis.sentences.clear();
    crate::editor::merge_analysis(&mut harness.state_mut().editor, fresh, &analysis);
    let open = harness.state().editor.document(fresh).expect("open");
    assert_eq!(open.visibility.relation_threshold("Knows"), 0.85, "{text}");
    assert_eq!(open.visibility.relation_threshold("Lives"), analysis.alpha);
    let mut bare = crate::domain::Annotations::new();
    assert!(merge_edits(&mut bare, &analysis).is_empty());
}

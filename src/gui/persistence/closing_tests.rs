//! Closing a folder, driven as a person would.

use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

use crate::gui::Action;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, act, mentions, paste, settle, window_with};
use crate::session::Workspace;
use crate::text::Span;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a", "b"] {
        std::fs::write(folder.path().join(format!("{name}.txt")), "anna met boris.").expect("writable");
    }
    folder
}

fn opened(folder: &tempfile::TempDir, workspace: Workspace) -> Window {
    let paths = vec![folder.path().to_owned()];
    window_with([1280.0, 800.0], Start { paths, workspace, ..Start::default() })
}

/// By the menu, as a person does it.
fn close_folder(harness: &mut Window) {
    harness.get_by_role_and_label(Role::Button, "File").click();
    harness.run_ok();
    // The other one stands below the list of documents.
    let items: Vec<_> = harness.query_all_by_label_contains("Close folder").collect();
    let topmost = items.iter().min_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    topmost.expect("in the menu").click();
    settle(harness);
}

fn documents(harness: &Window) -> Vec<String> {
    harness.state().editor.documents.iter().map(|open| open.document.name.clone()).collect()
}

#[test]
fn a_closed_folder_is_gone_and_its_changes_are_there_when_it_is_opened_again() {
    let (folder, home) = (folder(), tempfile::tempdir().expect("a folder"));
    let mut harness = opened(&folder, Workspace::in_home(home.path()));
    act(&mut harness, Action::AddMention { span: Span::new(0, 4), kind: "Peop".into() });
    paste(&mut harness, "olga left.");
    close_folder(&mut harness);
    assert_eq!(documents(&harness), ["olga left."], "what was pasted is no part of it");
    assert!(harness.query_by_label("Document b").is_none());
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert!(said.contains("1 document keeps unsaved work"), "{said}");
    assert!(!folder.path().join("a.ann").exists(), "nothing was written");
    assert_eq!(harness.state().editor.settings.last_folder, None);
    assert!(harness.query_by_role_and_label(Role::Button, "Close folder").is_none());
    let path = folder.path().to_owned();
    harness.state_mut().editor.open_path(&path);
    settle(&mut harness);
    assert_eq!(mentions(&harness), ["Peop anna"]);
    assert!(harness.state().editor.current().is_some_and(|open| open.read_only().is_none() && open.is_dirty()));
}

#[test]
fn what_could_not_be_kept_keeps_the_folder_open() {
    let folder = folder();
    let mut harness = opened(&folder, Workspace::default());
    act(&mut harness, Action::AddMention { span: Span::new(0, 4), kind: "Peop".into() });
    close_folder(&mut harness);
    assert!(harness.query_by_label("Document b").is_some());
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert!(said.starts_with("The folder stays open: a has changes"), "{said}");
    harness.key_press_modifiers(eframe::egui::Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    close_folder(&mut harness);
    assert!(documents(&harness).is_empty());
    assert!(harness.query_by_label("Document b").is_none());
}

#[test]
fn the_palette_closes_a_folder() {
    let folder = folder();
    let mut harness = opened(&folder, Workspace::default());
    harness.key_press_modifiers(eframe::egui::Modifiers::COMMAND, Key::P);
    harness.run_ok();
    harness.event(eframe::egui::Event::Text("close folder".into()));
    harness.run_ok();
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert!(documents(&harness).is_empty());
}

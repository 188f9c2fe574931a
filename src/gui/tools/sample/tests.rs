use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::COUNT_WORDS;
use crate::gui::app::tests::window;
use crate::gui::command::{Menu, TABLE};
use crate::gui::tools::{LIST, find};

#[test]
fn one_line_in_the_list_gives_a_tool_its_menu_its_key_and_its_place() {
    assert!(LIST.iter().any(|entry| entry.id == super::ENTRY.id));
    assert!(Menu::Find.commands().contains(&Some(COUNT_WORDS)));
    let mut harness = window([1280.0, 800.0]);
    harness.key_press_modifiers(Modifiers::ALT, Key::W);
    harness.run_ok();
    assert!(harness.query_by_label("Close Words").is_some(), "its key opens it");
    harness.get_by_label("Find").click();
    harness.run_ok();
    harness.get_by_label_contains("Count words").click();
    harness.run_ok();
    assert!(harness.query_by_label("Close Words").is_some(), "its menu opens it");
    // It asks for a search, which another tool does.
    harness.get_by_label_contains("the: ").click();
    harness.run_ok();
    assert_eq!(harness.state().tools.open, Some(find::ENTRY.id));
}

#[test]
fn without_a_document_there_is_nothing_to_count() {
    let mut harness = window([1280.0, 800.0]);
    let open = harness.state().editor.current.expect("the sample");
    assert!(harness.state().enabled(COUNT_WORDS));
    harness.state_mut().editor.close(open);
    harness.run_ok();
    assert!(!harness.state().enabled(COUNT_WORDS));
}

#[test]
fn no_two_tools_or_commands_have_one_name() {
    let mut ids: Vec<&str> = LIST.iter().map(|entry| entry.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), LIST.len());
    let mut commands: Vec<_> = TABLE.iter().map(|row| row.command).collect();
    commands.sort_unstable();
    commands.dedup();
    assert_eq!(commands.len(), TABLE.len());
}

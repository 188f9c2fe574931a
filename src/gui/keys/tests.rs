//! Keys pressed in the whole window.

use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::domain::Review;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, mentions, paste, window, window_with};
use crate::gui::command::Command;
use crate::gui::{Action, Selection};
use crate::text::Span;

/// A key as the toolkit reports it: its letter on this layout, or its place where the layout has no Latin letter.
fn press(harness: &mut Window, key: Key, modifiers: Modifiers, written: &str) {
    let event = |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
    harness.event(event(true));
    if !written.is_empty() {
        harness.event(Event::Text(written.to_owned()));
    }
    harness.event(event(false));
    harness.run_ok();
}

const CTRL: Modifiers = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..CTRL };

fn command(harness: &mut Window, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, command);
    harness.run_ok();
}

fn select_first(harness: &mut Window) {
    let ctx = harness.ctx.clone();
    let app = harness.state_mut();
    let id = app.editor.current().and_then(|open| open.document.annotations.mentions().next().map(|m| m.id));
    app.act(&ctx, vec![Action::Select(Selection::Mention(id.expect("a mention")))]);
    app.views.text.request_focus(&ctx);
    harness.run_ok();
}

fn first_review(harness: &Window) -> Option<Review> {
    harness.state().editor.current().and_then(|open| open.document.annotations.mentions().next().map(|m| m.review))
}

#[test]
fn a_cyrillic_layout_has_every_key_where_a_latin_one_has_it() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris in old Vienna.");
    select_first(&mut harness);
    // ъ stands where Latin has ], Shift+х where it has {: the toolkit names the places.
    press(&mut harness, Key::CloseBracket, Modifiers::NONE, "ъ");
    assert_eq!(mentions(&harness)[0], "Peop Anna met");
    press(&mut harness, Key::OpenBracket, Modifiers::NONE, "х");
    assert_eq!(mentions(&harness)[0], "Peop Anna");
    // Ctrl+я is Ctrl+Z, with Shift it is redo, and redo is not undo.
    press(&mut harness, Key::Z, CTRL, "");
    assert_eq!(mentions(&harness)[0], "Peop Anna met");
    press(&mut harness, Key::Z, CTRL_SHIFT, "");
    assert_eq!(mentions(&harness)[0], "Peop Anna");
    // к stands where Latin has R: letters appear, and ф is A.
    press(&mut harness, Key::R, Modifiers::NONE, "к");
    assert!(harness.state().views.text.is_hinting());
    press(&mut harness, Key::A, Modifiers::NONE, "ф");
    assert!(harness.query_by_label("Find a type").is_some(), "the picker asks for the relation's type");
}

#[test]
fn german_alt_gr_is_part_of_the_bracket() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    select_first(&mut harness);
    let alt_gr = Modifiers { alt: true, ..CTRL };
    for pressed in [true, false] {
        let physical_key = Some(Key::Num9);
        harness.event(Event::Key { key: Key::CloseBracket, physical_key, pressed, repeat: false, modifiers: alt_gr });
    }
    harness.run_ok();
    assert_eq!(mentions(&harness)[0], "Peop Anna met");
}

#[test]
fn any_key_can_be_changed_and_set_back() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    command(&mut harness, Command::ChangeKeys);
    harness.event(Event::Text("accept the".into()));
    harness.run_ok();
    harness.get_by_label("Key of Accept the selected prediction: Space").click();
    harness.run_ok();
    press(&mut harness, Key::K, Modifiers::NONE, "k");
    assert!(harness.query_by_label("Key of Accept the selected prediction: K").is_some());
    assert_eq!(harness.state().editor.settings.keys.get("text.accept").map(String::as_str), Some("K"));
    harness.get_by_label("Close").click();
    harness.run_ok();

    select_first(&mut harness);
    press(&mut harness, Key::Space, Modifiers::NONE, " ");
    assert_eq!(first_review(&harness), Some(Review::Open), "Space has nothing to do any more");
    press(&mut harness, Key::K, Modifiers::NONE, "k");
    assert_eq!(first_review(&harness), Some(Review::Accepted));
    // F1 tells the key as it is.
    press(&mut harness, Key::F1, Modifiers::NONE, "");
    assert!(harness.query_by_label("K").is_some());
    harness.get_by_label("Change keys…").click();
    harness.run_ok();
    harness.get_by_label("Reset all").click();
    harness.run_ok();
    assert!(harness.state().editor.settings.keys.is_empty());
}

#[test]
fn a_clash_is_named_and_can_be_swapped() {
    let mut harness = window([1280.0, 800.0]);
    command(&mut harness, Command::ChangeKeys);
    harness.get_by_label("Key of Save: Ctrl+S").click();
    harness.run_ok();
    press(&mut harness, Key::O, CTRL, "");
    assert!(harness.query_by_label("Ctrl+O is the key of “Open”.").is_some());
    assert!(harness.state().editor.settings.keys.is_empty(), "nothing has changed yet");
    harness.get_by_label("Swap: “Open” gets Ctrl+S").click();
    harness.run_ok();
    assert!(harness.query_by_label("Key of Save: Ctrl+O").is_some());
    assert!(harness.query_by_label("Key of Open: Ctrl+S").is_some());
    // A key that must stay is refused in words; Escape leaves things as they are.
    harness.get_by_label("Key of Save: Ctrl+O").click();
    harness.run_ok();
    press(&mut harness, Key::C, CTRL, "");
    assert!(harness.query_by_label_contains("belongs to the clipboard").is_some());
    harness.get_by_label("Key of Save: Ctrl+O").click();
    harness.run_ok();
    press(&mut harness, Key::Escape, Modifiers::NONE, "");
    assert!(harness.query_by_label("Key of Save: Ctrl+O").is_some(), "the dialog is still there");
}

fn folder_with_keys() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("writable");
    write("note.txt", "anna met boris in vienna.");
    write("note.ann", "T1\tPerson 0 4\tanna\n");
    write("annotation.conf", "[entities]\nPerson\nPlace\nНаграда\n[relations]\n[events]\n[attributes]\n");
    write("kb_shortcuts.conf", "P Person\nL Place\nн Награда\n");
    folder
}

#[test]
fn the_keys_of_kb_shortcuts_give_types() {
    let folder = folder_with_keys();
    let start = Start { paths: vec![folder.path().join("note.txt")], ..Start::default() };
    let mut harness = window_with([1280.0, 800.0], start);
    // On an entity: another type.
    select_first(&mut harness);
    press(&mut harness, Key::L, Modifiers::NONE, "l");
    assert_eq!(mentions(&harness), ["Place anna"]);
    // On a stretch of text, on a Russian layout: the place of P, and the letter н itself.
    let select = |harness: &mut Window, start, end| {
        let ctx = harness.ctx.clone();
        let app = harness.state_mut();
        app.act(&ctx, vec![Action::Select(Selection::Text(Span::new(start, end)))]);
        app.views.text.request_focus(&ctx);
        harness.run_ok();
    };
    select(&mut harness, 9, 14);
    press(&mut harness, Key::P, Modifiers::NONE, "з");
    assert_eq!(mentions(&harness), ["Place anna", "Person boris"]);
    select(&mut harness, 18, 24);
    press(&mut harness, Key::Y, Modifiers::NONE, "н");
    assert_eq!(mentions(&harness), ["Place anna", "Person boris", "Награда vienna"]);
}

#[test]
fn the_picker_takes_type_keys_and_still_searches() {
    let folder = folder_with_keys();
    let start = Start { paths: vec![folder.path().join("note.txt")], ..Start::default() };
    let mut harness = window_with([1280.0, 800.0], start);
    let ask = |harness: &mut Window| {
        let ctx = harness.ctx.clone();
        harness.state_mut().act(&ctx, vec![Action::PickMentionType(Span::new(9, 14))]);
        harness.run_ok();
    };
    ask(&mut harness);
    press(&mut harness, Key::L, Modifiers::NONE, "l");
    assert_eq!(mentions(&harness), ["Person anna", "Place boris"]);
    ask(&mut harness);
    press(&mut harness, Key::Slash, Modifiers::NONE, "/");
    harness.event(Event::Text("pers".into()));
    harness.run_ok();
    harness.key_press(Key::Enter);
    harness.run_ok();
    assert_eq!(mentions(&harness), ["Person anna", "Place boris", "Person boris"]);
}

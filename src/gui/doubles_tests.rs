//! Two entities of one type at one place become one, in the window.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::domain::{Fragments, MentionId};
use crate::gui::app::tests::{Window, act, mentions, paste, settle, window};
use crate::gui::{Action, Selection};
use crate::text::Span;

const TEXT: &str = "anna smith met boris.";

fn add(harness: &mut Window, start: usize, end: usize, kind: &str) -> MentionId {
    act(harness, Action::AddMention { span: Span::new(start, end), kind: kind.into() });
    settle(harness);
    harness.state().editor.selection.mention().expect("a new mention is selected")
}

/// A short and a long entity, each with a relation of its own.
fn two() -> (Window, [MentionId; 3]) {
    let mut harness = window([1280.0, 800.0]);
    harness.state_mut().editor.settings.offer_relations = false;
    paste(&mut harness, TEXT);
    let (short, long, boris) =
        (add(&mut harness, 0, 4, "Peop"), add(&mut harness, 0, 10, "Peop"), add(&mut harness, 15, 20, "Peop"));
    act(&mut harness, Action::AddRelation { head: short, tail: boris, kind: "Knows".into() });
    act(&mut harness, Action::AddRelation { head: boris, tail: long, kind: "Knows".into() });
    act(&mut harness, Action::Select(Selection::Mention(short)));
    (harness, [short, long, boris])
}

fn relations(harness: &Window) -> Vec<(MentionId, MentionId)> {
    let open = harness.state().editor.current().expect("a document");
    open.document.annotations.relations().map(|r| (r.head, r.tail)).collect()
}

fn undo(harness: &mut Window) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(harness);
}

#[test]
fn resized_to_equal_another_it_becomes_one_with_it() {
    let (mut harness, [short, long, boris]) = two();
    act(&mut harness, Action::Resize { mention: short, fragments: Fragments::one(Span::new(0, 10)) });
    assert_eq!(mentions(&harness), ["Peop anna smith", "Peop boris"]);
    assert_eq!(relations(&harness), [(short, boris), (boris, short)]);
    assert_eq!(harness.state().editor.selection, Selection::Mention(short));
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert!(said.starts_with("“anna smith” was there already: the two are one now"), "{said}");
    let boxes = harness.query_all_by_role_and_label(Role::Button, "Peop: anna smith").count();
    assert_eq!(boxes, 1, "one box in the text");
    undo(&mut harness);
    assert_eq!(mentions(&harness).len(), 3);
    assert_eq!(relations(&harness), [(short, boris), (boris, long)]);
}

#[test]
fn retyped_to_equal_another_it_becomes_one_with_it() {
    let (mut harness, [short, ..]) = two();
    let place = add(&mut harness, 0, 4, "Loc");
    assert_eq!(mentions(&harness).len(), 4);
    act(&mut harness, Action::Retag { mention: place, kind: "Peop".into() });
    assert_eq!(mentions(&harness).len(), 3);
    assert_eq!(relations(&harness).len(), 2);
    undo(&mut harness);
    assert_eq!(mentions(&harness).len(), 4);
    assert!(relations(&harness).iter().any(|(head, _)| *head == short));
}

#[test]
fn a_piece_that_completes_another_entity_makes_the_two_one() {
    let (mut harness, [short, ..]) = two();
    act(&mut harness, Action::AddPiece { mention: short, span: Span::new(2, 10) });
    assert_eq!(mentions(&harness).len(), 2);
}

#[test]
fn the_same_entity_added_again_confirms_a_hidden_prediction() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    let open = harness.state_mut().editor.current_mut().expect("a document");
    let hidden = crate::domain::Visibility { entity: 0.99, ..open.visibility.clone() };
    open.set_visibility(hidden);
    harness.run_ok();
    assert!(mentions(&harness).is_empty());
    act(&mut harness, Action::AddMention { span: Span::new(0, 4), kind: "Peop".into() });
    assert_eq!(mentions(&harness), ["Peop Anna"]);
    let open = harness.state().editor.current().expect("a document");
    assert_eq!(open.document.annotations.mention_count(), 2, "no second one was made");
}

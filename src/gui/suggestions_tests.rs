use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers};

use super::app::tests::{Window, act, mentions, paste, settle, window};
use super::{Action, command::Command};
use crate::text::Span;

fn shown(harness: &Window) -> Vec<String> {
    let open = harness.state().editor.current().expect("a document");
    let annotations = &open.document.annotations;
    let name = |id| annotations.mention(id).map(|m| m.text(&open.document.text)).unwrap_or_default();
    let mut all: Vec<String> = open
        .visibility
        .relations(annotations)
        .map(|r| format!("{} {} {}{}", name(r.head), r.kind, name(r.tail), if r.is_confirmed() { "" } else { "?" }))
        .collect();
    all.sort();
    all
}

/// Runs frames until the engine has answered the question, if there is one.
fn answered(harness: &mut Window) {
    let limit = Instant::now() + Duration::from_secs(60);
    harness.step();
    while harness.state().editor.analyses.is_asked_for_suggestions() {
        assert!(Instant::now() < limit, "the engine did not answer");
        std::thread::sleep(Duration::from_millis(2));
        harness.step();
    }
    harness.run_ok();
}

fn undo(harness: &mut Window) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_ok();
}

#[test]
fn a_new_entity_is_offered_relations_and_one_undo_takes_both_back() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met boris and Vera. Grisha slept near Olga.");
    assert_eq!(shown(&harness), ["Grisha Knows Olga?"], "Anna and Vera are too far apart");
    act(&mut harness, Action::AddMention { span: Span::new(9, 14), kind: "Peop".into() });
    answered(&mut harness);
    assert_eq!(shown(&harness), ["Anna Knows boris?", "Grisha Knows Olga?", "boris Knows Vera?"]);
    undo(&mut harness);
    assert_eq!(shown(&harness), ["Grisha Knows Olga?"]);
    assert_eq!(mentions(&harness).len(), 4);
    answered(&mut harness);
    assert_eq!(shown(&harness), ["Grisha Knows Olga?"], "an undo asks for nothing");
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    harness.run_ok();
    assert_eq!(shown(&harness).len(), 3);
}

#[test]
fn quick_corrections_are_answered_together() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met boris. Then vera met grisha.");
    let ctx = harness.ctx.clone();
    let add = |start, end| Action::AddMention { span: Span::new(start, end), kind: "Peop".into() };
    // Both before the first answer can come.
    harness.state_mut().act(&ctx, vec![add(9, 14)]);
    crate::editor::ask_for_suggestions(&mut harness.state_mut().editor);
    assert!(harness.state().editor.analyses.is_asked_for_suggestions());
    harness.state_mut().act(&ctx, vec![add(21, 25)]);
    crate::editor::ask_for_suggestions(&mut harness.state_mut().editor);
    answered(&mut harness);
    assert_eq!(shown(&harness), ["Anna Knows boris?", "Then Knows vera?"]);
}

#[test]
fn the_setting_switches_it_off_and_confirmed_relations_are_never_touched() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met boris.");
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::ToggleOffers);
    act(&mut harness, Action::AddMention { span: Span::new(9, 14), kind: "Peop".into() });
    answered(&mut harness);
    assert!(shown(&harness).is_empty());
    harness.state_mut().command(&ctx, Command::ToggleOffers);
    let ids: Vec<_> = {
        let open = harness.state().editor.current().expect("open");
        open.document.annotations.mentions().map(|m| m.id).collect()
    };
    act(&mut harness, Action::AddRelation { head: ids[1], tail: ids[0], kind: "Live_In".into() });
    act(&mut harness, Action::Retag { mention: ids[1], kind: "Loc".into() });
    answered(&mut harness);
    assert_eq!(shown(&harness), ["Anna Knows boris?", "boris Live_In Anna"]);
    settle(&mut harness);
}

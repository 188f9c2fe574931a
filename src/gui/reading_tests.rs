//! What the model reads, beside what a person does: no undo takes it back, and it never gets in the way of another document.

use std::path::PathBuf;

use eframe::egui::{Event, Key, Modifiers, MouseWheelUnit, TouchPhase, vec2};
use egui_kittest::kittest::Queryable;

use crate::domain::{MentionId, Review};
use crate::engine::{FakeExtractor, Loader};
use crate::gui::app::tests::{Window, act, mentions, settle, window_loading, window_reading, window_with};
use crate::gui::{Action, Selection, Start};
use crate::session::{DocumentId, Workspace};
use crate::text::Span;

const UNDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Z);

struct Desk {
    home: tempfile::TempDir,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(texts: &[(&str, &str)]) -> Self {
        let desk =
            Self { home: tempfile::tempdir().expect("a folder"), folder: tempfile::tempdir().expect("a folder") };
        for (name, text) in texts {
            std::fs::write(desk.txt(name), text).expect("writable");
        }
        desk
    }

    fn txt(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.txt"))
    }

    fn start(&self) -> Window {
        let workspace = Workspace::in_home(self.home.path());
        let paths = vec![self.folder.path().to_owned()];
        window_with([1280.0, 800.0], Start { workspace, paths, ..Start::default() })
    }
}

fn press(harness: &mut Window, (modifiers, key): (Modifiers, Key)) {
    harness.key_press_modifiers(modifiers, key);
    settle(harness);
}

fn last_said(harness: &Window) -> String {
    harness.state().shell.toasts.said.last().cloned().unwrap_or_default()
}

fn shown(harness: &Window) -> DocumentId {
    harness.state().editor.current.expect("a document")
}

fn predictions(harness: &Window, id: DocumentId) -> usize {
    let open = harness.state().editor.document(id).expect("open");
    open.document.annotations.mentions().filter(|m| m.is_prediction()).count()
}

/// Chooses something of a menu.
fn menu(harness: &mut Window, menu: &str, item: &str) {
    harness.get_by_label(menu).click();
    harness.run_ok();
    harness.get_by_label_contains(item).click();
    settle(harness);
}

#[test]
fn undo_right_after_opening_takes_nothing_back_also_after_a_restart() {
    let desk = Desk::new(&[("a", "Anna met Boris.")]);
    for _ in 0..2 {
        let mut harness = desk.start();
        assert_eq!(mentions(&harness), ["Peop Anna", "Loc Boris"]);
        assert!(harness.query_by_label("Predictions, in no file yet").is_some());
        press(&mut harness, UNDO);
        assert_eq!((last_said(&harness).as_str(), mentions(&harness).len()), ("Nothing to undo", 2));
        // Nor is a second reading a step.
        press(&mut harness, (Modifiers::NONE, Key::F5));
        press(&mut harness, UNDO);
        assert_eq!((last_said(&harness).as_str(), mentions(&harness).len()), ("Nothing to undo", 2));
    }
}

#[test]
fn undo_goes_past_a_reading_to_what_the_person_did() {
    let desk = Desk::new(&[("a", "Anna met Boris. vera left.")]);
    let mut harness = desk.start();
    act(&mut harness, Action::AddMention { span: Span::new(16, 20), kind: "Peop".into() });
    press(&mut harness, (Modifiers::NONE, Key::F5));
    press(&mut harness, UNDO);
    assert_eq!(mentions(&harness), ["Peop Anna", "Loc Boris"]);
    press(&mut harness, (Modifiers::COMMAND | Modifiers::SHIFT, Key::Z));
    assert_eq!(mentions(&harness).len(), 3);
}

#[test]
fn in_the_queue_undo_takes_back_decisions_and_empties_no_document() {
    let desk =
        Desk::new(&[("a", "Anna met Boris. nothing else."), ("b", "vera was there, and Grisha. Later Dmitri came.")]);
    let mut harness = desk.start();
    press(&mut harness, (Modifiers::COMMAND, Key::R));
    harness.get_by_label("Let the model read the folder").click();
    settle(&mut harness);
    let a = shown(&harness);
    harness.key_press(Key::Space);
    settle(&mut harness);
    let b = shown(&harness);
    assert_ne!(a, b, "the next one is in the other document");
    assert_eq!((predictions(&harness, a), predictions(&harness, b)), (0, 3));
    press(&mut harness, UNDO);
    assert_eq!((predictions(&harness, a), predictions(&harness, b)), (2, 3));
    for _ in 0..3 {
        press(&mut harness, UNDO);
        assert_eq!(last_said(&harness), "Nothing to undo");
    }
    assert_eq!((predictions(&harness, a), predictions(&harness, b)), (2, 3));
}

#[test]
fn predictions_are_discarded_on_request_and_an_undo_brings_them_back() {
    let desk = Desk::new(&[("a", "Anna met Boris. vera left.")]);
    let mut harness = desk.start();
    act(&mut harness, Action::AddMention { span: Span::new(16, 20), kind: "Peop".into() });
    menu(&mut harness, "Edit", "Discard predictions");
    assert_eq!(mentions(&harness), ["Peop vera"]);
    drop(harness);
    // Nobody reads the text again unasked.
    let mut harness = desk.start();
    assert_eq!(mentions(&harness), ["Peop vera"]);
    press(&mut harness, UNDO);
    assert_eq!(mentions(&harness), ["Peop Anna", "Loc Boris", "Peop vera"]);
}

#[test]
fn a_text_whose_predictions_were_all_discarded_stays_bare() {
    let desk = Desk::new(&[("a", "Anna met Boris."), ("b", "vera met Grisha.")]);
    let mut harness = desk.start();
    menu(&mut harness, "Edit", "Discard predictions");
    assert!(mentions(&harness).is_empty());
    drop(harness);
    let mut harness = desk.start();
    assert!(mentions(&harness).is_empty());
    press(&mut harness, UNDO);
    assert_eq!(mentions(&harness), ["Peop Anna", "Loc Boris"]);
}

/// Opens both, and shows the first again.
fn two(desk: &Desk) -> (Window, DocumentId, DocumentId) {
    let mut harness = desk.start();
    let a = shown(&harness);
    harness.get_by_label("Document b").click();
    settle(&mut harness);
    let b = shown(&harness);
    harness.get_by_label_contains("Document a").click();
    settle(&mut harness);
    assert_eq!(shown(&harness), a);
    (harness, a, b)
}

#[test]
fn an_analysis_of_another_document_leaves_selection_and_place_alone() {
    let long = "Anna met Boris. Then they went home.\n".repeat(120);
    let desk = Desk::new(&[("a", &long), ("b", "vera met Grisha.")]);
    let (mut harness, a, b) = two(&desk);
    let first = harness.state().editor.document(a).and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
    let selected = Selection::Mention(first.expect("Anna"));
    act(&mut harness, Action::Select(selected.clone()));
    let text = harness.get_by_label("Text").rect().center();
    harness.event(Event::PointerMoved(text));
    let (unit, delta, modifiers) = (MouseWheelUnit::Point, vec2(0.0, -900.0), Modifiers::NONE);
    harness.event(Event::MouseWheel { unit, delta, modifiers, phase: TouchPhase::Move });
    settle(&mut harness);
    let place = harness.state().views.text.scrolled();
    assert!(place > 100.0, "scrolled: {place}");
    crate::editor::analyse(&mut harness.state_mut().editor, b);
    settle(&mut harness);
    assert_eq!(shown(&harness), a);
    assert_eq!(harness.state().editor.selection, selected);
    assert!((harness.state().views.text.scrolled() - place).abs() < 0.5);
}

#[test]
fn the_answer_to_a_question_goes_to_the_document_that_it_was_about() {
    let desk = Desk::new(&[("a", "anna met boris."), ("b", "vera met grisha.")]);
    let (mut harness, a, b) = two(&desk);
    act(&mut harness, Action::PickMentionType(Span::new(5, 8)));
    assert!(harness.query_by_label("Find a type").is_some());
    // Another document comes up meanwhile: a text that a thread has taken out of its file, say.
    harness.state_mut().editor.show(b);
    harness.run_ok();
    harness.key_press(Key::Enter);
    settle(&mut harness);
    let count = |id| harness.state().editor.document(id).map(|d| d.document.annotations.mention_count());
    assert_eq!((count(a), count(b)), (Some(1), Some(0)));
    assert_eq!((shown(&harness), &harness.state().editor.selection), (b, &Selection::None));
}

#[test]
fn an_action_on_another_document_leaves_the_shown_one_alone() {
    let desk = Desk::new(&[("a", "Anna met Boris."), ("b", "Vera met Grisha.")]);
    let (mut harness, a, b) = two(&desk);
    let selected = Selection::Mention(MentionId(1));
    act(&mut harness, Action::Select(selected.clone()));
    let item = harness.state().editor.document(b).and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
    let item = item.expect("Vera").into();
    let ctx = harness.ctx.clone();
    harness.state_mut().act_on(&ctx, Some(b), vec![Action::Review { item, review: Review::Rejected }]);
    settle(&mut harness);
    assert_eq!((predictions(&harness, a), predictions(&harness, b)), (2, 1));
    assert_eq!((shown(&harness), &harness.state().editor.selection), (a, &selected));
}

fn reading(codes: &[&str]) -> FakeExtractor {
    FakeExtractor::default().reading(codes)
}

const ENGLISH: &str = "Anna met Boris.";
const RUSSIAN: &str = "Анна знает Бориса.";
const GREEK: &str = "Η Άννα ξέρει τον Νίκο.";

/// How many entities a pasted text has when nothing was asked for, and what was said last.
fn pasted(harness: &mut Window, text: &str) -> (usize, String) {
    harness.state_mut().editor.paste(text);
    settle(harness);
    (mentions(harness).len(), last_said(harness))
}

#[test]
fn a_text_is_read_at_once_in_the_languages_of_the_model_and_in_others_on_request() {
    let both: Loader = Box::new(|| Ok(Box::new(reading(&["ru", "en"]))));
    let mut harness = window_reading([1280.0, 800.0], Start::default(), both);
    assert_eq!(pasted(&mut harness, ENGLISH).0, 2);
    assert_eq!(pasted(&mut harness, RUSSIAN).0, 2);
    let (found, said) = pasted(&mut harness, GREEK);
    assert_eq!(found, 0);
    assert!(said.starts_with("The model reads Russian and English") && said.contains("F5"), "{said}");
    press(&mut harness, (Modifiers::NONE, Key::F5));
    assert_eq!(mentions(&harness).len(), 3);
    // A checkpoint that says nothing reads English.
    let mut harness = window_with([1280.0, 800.0], Start::default());
    let (found, said) = pasted(&mut harness, RUSSIAN);
    assert_eq!(found, 0);
    assert!(said.starts_with("The model reads English"), "{said}");
}

#[test]
fn a_text_that_was_opened_before_the_model_was_there_is_read_when_it_knows_the_language() {
    for (codes, found) in [(["ru", "en"].as_slice(), 2), (&["en"], 0)] {
        let desk = Desk::new(&[("a", RUSSIAN)]);
        let (go_on, wait) = std::sync::mpsc::channel();
        let slow: Loader = Box::new(move || {
            let () = wait.recv().map_err(|error| error.to_string())?;
            Ok(Box::new(reading(codes)))
        });
        let start = Start { paths: vec![desk.txt("a")], ..Start::default() };
        let mut harness = window_loading([1280.0, 800.0], start, slow);
        harness.run_steps(3);
        assert!(mentions(&harness).is_empty() && last_said(&harness).is_empty(), "{}", last_said(&harness));
        go_on.send(()).expect("the engine waits");
        settle(&mut harness);
        assert_eq!(mentions(&harness).len(), found, "{codes:?}");
        assert_eq!(last_said(&harness).contains("The model reads English"), found == 0, "{}", last_said(&harness));
    }
}

//! The application driven as a person would, by role and label, with a stand-in for the model.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{self, Key, Modifiers, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::{App, Start};
use crate::domain::Review;
use crate::engine::{Engine, FakeExtractor, Loader};
use crate::gui::text_view::RelationsShown;
use crate::gui::{Action, Selection};
use crate::text::Span;

pub(in crate::gui) type Window = Harness<'static, App>;

pub(in crate::gui) fn window(size: [f32; 2]) -> Window {
    window_with(size, Start::default())
}

pub(in crate::gui) fn window_with(size: [f32; 2], start: Start) -> Window {
    window_reading(size, start, Box::new(|| Ok(Box::new(FakeExtractor::default()))))
}

/// With a model of one's own.
pub(in crate::gui) fn window_reading(size: [f32; 2], start: Start, loader: Loader) -> Window {
    let mut harness = window_loading(size, start, loader);
    settle(&mut harness);
    harness
}

/// The same before its first frame.
pub(in crate::gui) fn window_loading(size: [f32; 2], start: Start, loader: Loader) -> Window {
    let engine = Engine::start(loader, Arc::new(|| {})).expect("a thread");
    let app = App::new(&egui::Context::default(), start, Some(engine));
    Harness::builder().with_size(size).with_max_steps(600).build_ui_state(
        |ui, app: &mut App| {
            if app.first_frame() {
                crate::gui::look::install(ui.ctx());
            }
            app.frame_ui(ui);
        },
        app,
    )
}

/// Runs frames until the engine has answered and nothing moves.
pub(in crate::gui) fn settle(harness: &mut Window) {
    let limit = Instant::now() + Duration::from_secs(60);
    loop {
        harness.step();
        if !harness.state().is_busy() {
            // What the last frame showed may have asked for something that begins with the next.
            harness.run_ok();
            if !harness.state().is_busy() {
                return;
            }
        }
        assert!(Instant::now() < limit, "the engine did not answer");
        std::thread::sleep(Duration::from_millis(2));
    }
}

pub(in crate::gui) fn paste(harness: &mut Window, text: &str) {
    harness.event(egui::Event::Paste(text.to_owned()));
    settle(harness);
}

pub(in crate::gui) fn mentions(harness: &Window) -> Vec<String> {
    let open = harness.state().editor.current().expect("a document");
    let annotations = &open.document.annotations;
    open.visibility.mentions(annotations).map(|m| format!("{} {}", m.kind, m.text(&open.document.text))).collect()
}

fn relations(harness: &Window) -> Vec<String> {
    let open = harness.state().editor.current().expect("a document");
    let annotations = &open.document.annotations;
    let name = |id| annotations.mention(id).map(|m| m.text(&open.document.text)).unwrap_or_default();
    open.visibility.relations(annotations).map(|r| format!("{} {} {}", name(r.head), r.kind, name(r.tail))).collect()
}

pub(in crate::gui) fn act(harness: &mut Window, action: Action) {
    let ctx = harness.ctx.clone();
    harness.state_mut().act(&ctx, vec![action]);
    harness.run_ok();
}

#[test]
fn the_first_start_shows_an_analysed_sample() {
    let harness = window([1280.0, 800.0]);
    assert!(harness.query_by_label("Document dallas").is_some());
    assert!(mentions(&harness).len() > 5);
    assert!(!harness.state().editor.current().expect("the sample").is_dirty(), "a sample is nothing to save");
}

#[test]
fn a_pasted_text_becomes_entities_and_relations() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris. Then nothing happened.");
    assert_eq!(mentions(&harness), ["Peop Anna", "Loc Boris", "Peop Then"]);
    assert_eq!(relations(&harness), ["Anna Knows Boris"]);
    assert!(harness.query_by_label("Unsaved changes").is_some(), "the status bar says so");
}

#[test]
fn cyrillic_text_waits_for_a_word_from_the_person() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Анна встретила Бориса в Москве.");
    assert!(mentions(&harness).is_empty());
    harness.key_press(Key::F5);
    settle(&mut harness);
    assert_eq!(mentions(&harness).len(), 3);
}

#[test]
fn the_type_picker_is_driven_by_keys() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "anna met boris.");
    act(&mut harness, Action::PickMentionType(Span::new(0, 4)));
    assert!(harness.query_by_label("Find a type").is_some());
    harness.event(egui::Event::Text("loc".into()));
    harness.run_ok();
    harness.key_press(Key::Enter);
    harness.run_ok();
    assert_eq!(mentions(&harness), ["Loc anna"]);
    // The last type is one Enter away.
    act(&mut harness, Action::PickMentionType(Span::new(9, 14)));
    harness.key_press(Key::Enter);
    harness.run_ok();
    assert_eq!(mentions(&harness), ["Loc anna", "Loc boris"]);
    // A number key chooses at once; Escape leaves all as it is.
    act(&mut harness, Action::PickMentionType(Span::new(5, 8)));
    harness.key_press(Key::Escape);
    harness.run_ok();
    assert_eq!(mentions(&harness).len(), 2);
    act(&mut harness, Action::PickMentionType(Span::new(5, 8)));
    harness.key_press(Key::Num1);
    harness.run_ok();
    assert_eq!(mentions(&harness).last().map(String::as_str), Some("Peop met"));
}

#[test]
fn undo_and_redo_by_keys() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    let id = harness.state().editor.current().and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
    act(&mut harness, Action::Delete(id.expect("Anna").into()));
    assert_eq!((mentions(&harness).len(), relations(&harness).len()), (1, 0));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_ok();
    assert_eq!((mentions(&harness).len(), relations(&harness).len()), (2, 1));
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    harness.run_ok();
    assert_eq!((mentions(&harness).len(), relations(&harness).len()), (1, 0), "the deletion is done again");
}

#[test]
fn the_threshold_filters_without_the_model() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris. Vera saw nobody but old Grisha.");
    assert_eq!(relations(&harness).len(), 1);
    let readings = harness.state().editor.analyses.revision;
    let slider = harness.get_by_label("Threshold of Relations");
    slider.focus();
    harness.run_ok();
    for _ in 0..20 {
        harness.key_press(Key::ArrowLeft);
        harness.run_ok();
    }
    assert_eq!(relations(&harness).len(), 2, "0.3 is above 0.2");
    assert!(!harness.state().is_reading() && harness.state().editor.analyses.revision == readings);
}

#[test]
fn hiding_a_type_in_the_legend_changes_no_annotation() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    harness.get_by_label("People, 1, shown").click();
    harness.run_ok();
    assert!(harness.query_by_label("People, 1, hidden").is_some());
    assert_eq!(mentions(&harness).len(), 2);
}

#[test]
fn saving_writes_brat_and_reopening_reads_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let txt = folder.path().join("note.txt");
    std::fs::write(&txt, "Anna met Boris.\n").expect("writable");
    let mut harness = window_with([1280.0, 800.0], Start { paths: vec![txt.clone()], ..Start::default() });
    assert_eq!(mentions(&harness).len(), 2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.run_ok();
    harness.get_by_label("Write all, unmarked").click();
    harness.run_ok();
    let ann = std::fs::read_to_string(txt.with_extension("ann")).expect("written");
    assert_eq!(ann, "T1\tPeop 0 4\tAnna\nT2\tLoc 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n");
    assert!(harness.query_by_label("Saved").is_some());
    let again = window_with([1280.0, 800.0], Start { paths: vec![txt], ..Start::default() });
    assert_eq!(relations(&again), ["Anna Knows Boris"]);
}

#[test]
fn a_rejected_prediction_is_gone_and_stays_gone() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    let id = harness.state().editor.current().and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
    act(&mut harness, Action::Review { item: id.expect("Anna").into(), review: Review::Rejected });
    assert_eq!(mentions(&harness), ["Loc Boris"]);
    harness.key_press(Key::F5);
    settle(&mut harness);
    assert_eq!(mentions(&harness), ["Loc Boris"]);
}

#[test]
fn reviewing_takes_three_keys() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    let open = |harness: &Window| {
        harness.state().editor.current().map(|d| d.summary().open_entities + d.summary().open_relations)
    };
    assert_eq!(open(&harness), Some(3));
    // The relation is the least certain; accepting it accepts its ends.
    harness.key_press(Key::N);
    harness.run_ok();
    harness.key_press(Key::Space);
    harness.run_ok();
    assert_eq!(open(&harness), Some(0));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_ok();
    harness.key_press(Key::N);
    harness.run_ok();
    harness.key_press(Key::Backspace);
    harness.run_ok();
    // The undo has selected the relation again, so N went on to the next uncertain one, Anna; rejecting her takes the
    // relation out of sight.
    assert_eq!((mentions(&harness).len(), relations(&harness).len()), (1, 0));
}

#[test]
fn closing_asks_before_anything_is_lost() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::W);
    harness.run_ok();
    harness.get_by_role_and_label(Role::Button, "Cancel").click();
    harness.run_ok();
    assert_eq!(mentions(&harness).len(), 2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::W);
    harness.run_ok();
    harness.get_by_label("Discard changes").click();
    harness.run_ok();
    assert!(harness.query_by_label_contains("Anna met").is_none());
}

#[test]
fn the_palette_finds_commands_by_a_few_letters() {
    let mut harness = window([1280.0, 800.0]);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::P);
    harness.run_ok();
    harness.event(egui::Event::Text("all rel".into()));
    harness.run_ok();
    harness.key_press(Key::Enter);
    harness.run_ok();
    assert_eq!(harness.state().views.relations_shown, RelationsShown::All);
}

#[test]
fn an_idle_window_asks_for_no_frames() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    harness.state_mut().dismiss_toasts();
    harness.run();
    for _ in 0..3 {
        harness.step();
        let delay = harness.output().viewport_output.values().map(|v| v.repaint_delay).min();
        assert!(delay.is_none_or(|d| d >= Duration::from_secs(1)), "{delay:?}");
    }
}

#[test]
fn text_and_map_show_one_selection() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    let id = harness.state().editor.current().and_then(|d| d.document.annotations.relations().next().map(|r| r.id));
    act(&mut harness, Action::Select(Selection::Relation(id.expect("Knows"))));
    assert!(
        harness.query_all_by_label_contains("“Anna met Boris.”").next().is_some(),
        "the quotation stands in the inspector"
    );
    act(&mut harness, Action::Reverse(id.expect("Knows")));
    assert_eq!(relations(&harness), ["Boris Knows Anna"]);
}

#[test]
fn a_bad_file_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let bad = folder.path().join("bad.txt");
    std::fs::write(&bad, b"\x7fELF\x02\x01\0\0\0 Anna").expect("writable");
    let harness = window_with([1280.0, 800.0], Start { paths: vec![bad], ..Start::default() });
    let said = &harness.state().shell.toasts.said;
    assert!(said.iter().any(|text| text.contains("bad.txt") && text.contains("binary")), "{said:?}");
}

#[test]
fn the_least_certain_comes_first_whatever_is_selected() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    let annotations = &harness.state().editor.current().expect("a document").document.annotations;
    let (sure, least) =
        (annotations.mentions().next().expect("Anna").id, annotations.relations().next().expect("one").id);
    act(&mut harness, Action::Select(Selection::Mention(sure)));
    harness.key_press(Key::N);
    harness.run_ok();
    assert_eq!(harness.state().editor.selection, Selection::Relation(least));
    harness.key_press(Key::N);
    harness.run_ok();
    assert!(matches!(harness.state().editor.selection, Selection::Mention(_)), "and the next follows");
}

#[test]
fn the_type_picker_stands_beside_the_text_it_asks_about() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "anna met boris.");
    // The pointer is somewhere else.
    harness.event(egui::Event::PointerMoved(egui::pos2(1200.0, 700.0)));
    harness.run_ok();
    let text = harness.state().views.text.place_of("anna met boris.", Span::new(0, 4)).expect("in view");
    act(&mut harness, Action::PickMentionType(Span::new(0, 4)));
    let field = harness.get_by_label("Find a type").rect();
    assert!(field.top() > text.bottom() && field.top() < text.bottom() + 80.0, "{field:?} {text:?}");
    assert!((field.left() - text.left()).abs() < 60.0, "{field:?} {text:?}");
}

#[test]
fn the_relation_that_the_model_thinks_likeliest_is_offered_first() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    let open = harness.state_mut().editor.current_mut().expect("a document");
    let relation = open.document.annotations.relations().next().expect("a prediction").clone();
    // Something else was chosen before, and the prediction is out of sight.
    open.set_visibility(crate::domain::Visibility { relation: 1.0, ..open.visibility.clone() });
    let other = open.document.schema.relations.iter().find(|kind| kind.name != relation.kind);
    harness.state_mut().editor.settings.last_relation_type = other.map(|kind| kind.name.to_string());
    act(&mut harness, Action::PickRelationType { head: relation.head, tail: relation.tail });
    harness.key_press(Key::Enter);
    harness.run_ok();
    let annotations = &harness.state().editor.current().expect("a document").document.annotations;
    assert_eq!(annotations.relation(relation.id).map(|r| r.review), Some(Review::Accepted));
}

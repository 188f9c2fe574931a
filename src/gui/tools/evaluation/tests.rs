//! The pane driven as a person would, by role and label, with a stand-in for the model.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use eframe::egui::{self, Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable;
use tempfile::TempDir;

use super::tool::{GOLD_FILE, SAVE_REPORT};
use super::{EvaluationTool, Standing};
use crate::gui::Action;
use crate::gui::Selection;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, act, mentions, paste, settle, window, window_with};
use crate::gui::files::Purpose;
use crate::gui::tools::FileQuestion;

pub(super) const SIZE: [f32; 2] = [1280.0, 800.0];

/// A folder with a text and its annotations. The stand-in takes words of an odd number of bytes for places.
fn folder(documents: &[(&str, &str, &str)]) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = documents.iter().map(|(name, text, ann)| {
        let txt = folder.path().join(format!("{name}.txt"));
        std::fs::write(&txt, text).expect("writable");
        std::fs::write(txt.with_extension("ann"), ann).expect("writable");
        txt
    });
    let paths = paths.collect();
    (folder, paths)
}

pub(super) const NOTE: (&str, &str, &str) = (
    "note",
    "Anna met Boris. It rained. Later Vera slept.",
    "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nT3\tPeop 33 37\tVera\nR1\tKnows Arg1:T1 Arg2:T2\n",
);

fn tool(harness: &Window) -> &EvaluationTool {
    harness.state().tools.get().expect("a tool of the list")
}

fn tool_mut(harness: &mut Window) -> &mut EvaluationTool {
    harness.state_mut().tools.get_mut().expect("a tool of the list")
}

/// Answers a question for a file.
fn choose(harness: &mut Window, question: &'static FileQuestion, path: &Path) {
    let ctx = harness.ctx.clone();
    harness.state_mut().chosen(&ctx, Purpose::Tool(question), path);
}

pub(super) fn evaluated(documents: &[(&str, &str, &str)]) -> (TempDir, Window) {
    let (folder, paths) = folder(documents);
    let mut harness = window_with(SIZE, Start { paths, ..Start::default() });
    harness.key_press(Key::F6);
    settle(&mut harness);
    (folder, harness)
}

pub(super) fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click();
    harness.run_ok();
}

/// What is selected in the text, as text.
fn selected(harness: &Window) -> String {
    let state = &harness.state().editor;
    let open = state.current().expect("a document");
    let annotations = &open.document.annotations;
    match &state.selection {
        Selection::Text(span) => open.document.slice(*span).to_owned(),
        Selection::Mention(id) => annotations.mention(*id).map(|m| m.text(&open.document.text)).unwrap_or_default(),
        Selection::Relation(id) => annotations.relation(*id).map(|r| r.kind.to_string()).unwrap_or_default(),
        other => format!("{other:?}"),
    }
}

#[test]
fn from_the_figures_to_a_cell_to_an_instance_to_the_text() {
    let (_folder, mut harness) = evaluated(&[NOTE]);
    // Anna and Vera are right, Boris is taken for a place; Later and It are no entities.
    assert!(harness.query_by_label("NER micro P 40.00").is_some());
    assert!(harness.query_by_label("NER micro R 66.67").is_some());
    assert!(harness.query_by_label("RE micro R 100.00").is_some());
    assert!(harness.query_by_label("RE+ micro F1 0.00").is_some());
    assert_eq!(mentions(&harness), ["Peop Anna", "Peop Boris", "Peop Vera"], "nothing went into the document");
    click(&mut harness, "People, predicted Location: 1");
    click(&mut harness, "Instance “Boris”: annotated People, predicted Location, 90 %");
    assert_eq!(selected(&harness), "Boris");
    assert!(matches!(harness.state().editor.selection, Selection::Mention(_)));
    click(&mut harness, "none, predicted Location: 1");
    click(&mut harness, "Instance “Later”: not annotated, predicted Location, 90 %");
    assert_eq!(selected(&harness), "Later");
    click(&mut harness, "Right: 2");
    click(&mut harness, "Next");
    assert_eq!(selected(&harness), "Anna");
    click(&mut harness, "Next");
    assert_eq!(selected(&harness), "Vera");
    click(&mut harness, "By type");
    assert!(harness.query_by_label("People R 66.67").is_some());
}

#[test]
fn relations_have_their_own_matrix_and_classes() {
    let (_folder, mut harness) = evaluated(&[NOTE]);
    click(&mut harness, "Relations");
    click(&mut harness, "Type of an end: 1");
    let instance =
        "Instance “Anna met Boris”: annotated Knows (People → People), predicted Knows (People → Location), 80 %";
    click(&mut harness, instance);
    assert_eq!(selected(&harness), "Knows");
    assert!(harness.query_by_label("Knows, predicted right: 1").is_some());
}

#[test]
fn every_cell_and_instance_is_reached_by_keys() {
    let (_folder, mut harness) = evaluated(&[NOTE]);
    harness.get_by_label("People, predicted Location: 1").focus();
    harness.run_ok();
    harness.key_press(Key::Enter);
    harness.run_ok();
    harness.get_by_label_contains("Instance “Boris”").focus();
    harness.run_ok();
    harness.key_press(Key::Enter);
    harness.run_ok();
    assert_eq!(selected(&harness), "Boris");
    harness.key_press(Key::F8);
    harness.run_ok();
    assert!(harness.query_by_label("Close Evaluation").is_none(), "the map is back");
}

#[test]
fn a_document_without_gold_says_what_to_do() {
    let mut harness = window(SIZE);
    paste(&mut harness, "Anna met Boris.");
    harness.key_press(Key::F6);
    settle(&mut harness);
    let said = |harness: &Window| match &tool(harness).standing {
        Standing::NoGold(message) => message.clone(),
        other => format!("{other:?}"),
    };
    assert!(said(&harness).contains("nobody has reviewed"), "{}", said(&harness));
    assert!(harness.query_by_label_contains("nobody has reviewed").is_some());
    // One accepted prediction is gold, and the figures come by themselves.
    let id = harness.state().editor.current().and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
    let accept = Action::Review { item: id.expect("Anna").into(), review: crate::domain::Review::Accepted };
    act(&mut harness, accept);
    settle(&mut harness);
    assert!(harness.query_by_label("NER micro R 100.00").is_some());
    assert!(harness.query_by_label_contains("not reviewed yet").is_some());
    paste(&mut harness, "anna met boris.");
    harness.key_press(Key::F6);
    settle(&mut harness);
    assert!(said(&harness).contains("Annotate it"), "{}", said(&harness));
}

#[test]
fn all_open_documents_are_evaluated_and_a_jump_changes_the_document() {
    let other = ("ответ", "Анна молчит. Потом Борис ушёл 🎉.", "T1\tLoc 19 24\tБорис\n");
    let bare = ("bare", "nothing here", "");
    let (_folder, mut harness) = evaluated(&[other, bare, NOTE]);
    let all = harness.state().editor.documents.len();
    click(&mut harness, &format!("All {all} open documents"));
    settle(&mut harness);
    assert!(harness.query_by_label_contains("1 document has no confirmed annotations").is_some());
    click(&mut harness, "Location, predicted People: 1");
    click(&mut harness, "Instance “Борис”: annotated Location, predicted People, 90 %");
    assert_eq!(harness.state().editor.current().map(|d| d.document.name.as_str()), Some("ответ"));
    assert_eq!(selected(&harness), "Борис");
}

#[test]
fn figures_follow_the_threshold_and_corrections_without_the_model() {
    let (_folder, mut harness) = evaluated(&[NOTE]);
    let readings = harness.state().editor.analyses.revision;
    let correct = |harness: &Window| {
        let shown = tool(harness).shown.as_ref().expect("figures");
        let scores = &shown.evaluation.report.scores;
        (scores.ner.counts.correct, scores.re.counts.correct)
    };
    assert_eq!(correct(&harness), (2, 1));
    let open = harness.state_mut().editor.current_mut().expect("a document");
    open.set_visibility(crate::domain::Visibility { relation: 0.85, ..open.visibility.clone() });
    harness.run_ok();
    assert_eq!(correct(&harness), (2, 0));
    harness.get_by_label("Threshold of evaluated relations").focus();
    harness.run_ok();
    for _ in 0..10 {
        harness.key_press(Key::ArrowLeft);
        harness.run_ok();
    }
    assert_eq!(correct(&harness), (2, 1));
    let id = harness.state().editor.current().and_then(|d| d.document.annotations.mentions().nth(1).map(|m| m.id));
    act(&mut harness, Action::Retag { mention: id.expect("Boris"), kind: "Loc".into() });
    assert_eq!(correct(&harness), (3, 1));
    // Relations of what was corrected may be offered meanwhile; no text is read for the figures.
    assert!(!harness.state().is_reading());
    settle(&mut harness);
    assert_eq!(harness.state().editor.analyses.revision, readings);
}

#[test]
fn a_type_has_a_threshold_of_its_own_and_the_figures_follow() {
    let (_folder, mut harness) = evaluated(&[NOTE]);
    harness.key_press(Key::F5);
    settle(&mut harness);
    let readings = harness.state().editor.analyses.revision;
    click(&mut harness, "Per type");
    let slider = "Threshold of the type People";
    harness.get_by_label(slider).focus();
    harness.run_ok();
    for _ in 0..95 {
        harness.key_press(Key::ArrowRight);
        harness.step();
    }
    harness.run_ok();
    let visibility = harness.state().editor.current().expect("a document").visibility.clone();
    assert!(visibility.per_entity["Peop"] > 0.9 && visibility.entity == 0.0, "{visibility:?}");
    // Places are still found; people need more than the stand-in gives.
    assert!(harness.query_by_label("NER micro R 0.00").is_some());
    click(&mut harness, "Common threshold for People");
    assert!(harness.query_by_label("NER micro R 66.67").is_some());
    assert!(!harness.state().is_reading() && harness.state().editor.analyses.revision == readings);
}

#[test]
fn what_the_model_nearly_said_is_shown_and_not_counted() {
    let mut harness = window(SIZE);
    paste(&mut harness, "Anna met Boris.");
    let open = harness.state_mut().editor.current_mut().expect("a document");
    open.set_visibility(crate::domain::Visibility { entity: 0.95, ..open.visibility.clone() });
    harness.run_ok();
    assert!(harness.query_by_label("Peop: Anna").is_none());
    click(&mut harness, "Nearly said");
    assert!(harness.query_by_label("Peop: Anna").is_some());
    assert!(mentions(&harness).is_empty(), "it is shown, and nothing more");
    click(&mut harness, "Nearly said");
    assert!(harness.query_by_label("Peop: Anna").is_none());
}

#[test]
fn the_report_is_written_and_shown_and_saved_elsewhere() {
    let (folder, mut harness) = evaluated(&[NOTE]);
    let reports = folder.path().join("reports");
    let settings = &mut tool_mut(&mut harness).reports;
    settings.folder = Some(reports.clone());
    settings.open_file = |file: &Path| if file.is_file() { Ok(()) } else { Err("not there".into()) };
    harness.get_by_role_and_label(Role::Button, "Open error report").click();
    harness.run_ok();
    let page = std::fs::read_to_string(reports.join("note-errors.html")).expect("written");
    assert!(page.starts_with("<!doctype html>") && page.contains("\"Boris\"") && page.contains("\"id\":\"note:0\""));
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    harness.run_ok();
    let said = &harness.state().shell.toasts.said;
    assert_eq!(said.iter().filter(|text| text.ends_with("the browser shows it")).count(), 2, "{said:?}");
    tool_mut(&mut harness).reports.open_file = |_| Err("no browser".into());
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    harness.run_ok();
    assert!(
        harness
            .state()
            .shell
            .toasts
            .said
            .iter()
            .any(|text| text.contains("no browser") && text.contains("note-errors.html"))
    );
    // A file that is no report stays as it is.
    let foreign = folder.path().join("mine.html");
    std::fs::write(&foreign, "my page").expect("writable");
    choose(&mut harness, &SAVE_REPORT, &foreign);
    choose(&mut harness, &SAVE_REPORT, &folder.path().join("elsewhere"));
    harness.run_ok();
    assert_eq!(std::fs::read_to_string(&foreign).expect("there"), "my page");
    assert!(folder.path().join("elsewhere.html").is_file());
}

#[test]
fn another_file_may_hold_the_right_answers() {
    let (folder, _) = folder(&[("other", "", "T1\tLoc 0 4\tAnna\nT2\tLoc 9 14\tBoris\n"), ("empty", "", "")]);
    let mut harness = window(SIZE);
    paste(&mut harness, "Anna met Boris.");
    choose(&mut harness, &GOLD_FILE, &folder.path().join("empty.ann"));
    settle(&mut harness);
    assert!(harness.state().shell.toasts.said.iter().any(|text| text.contains("empty.ann holds no entities")));
    choose(&mut harness, &GOLD_FILE, &folder.path().join("other.ann"));
    settle(&mut harness);
    assert!(harness.query_by_label("NER micro F1 50.00").is_some());
    assert!(harness.query_by_label_contains("annotations of other.ann").is_some());
    click(&mut harness, "Location, predicted People: 1");
    click(&mut harness, "Instance “Anna”: annotated Location, predicted People, 90 %");
    assert_eq!(selected(&harness), "Anna");
    click(&mut harness, "Its own annotations");
    assert!(harness.query_by_label_contains("nobody has reviewed").is_some());
}

#[test]
fn an_open_evaluation_at_rest_asks_for_no_frames() {
    let (_folder, mut harness) = evaluated(&[NOTE]);
    harness.state_mut().dismiss_toasts();
    harness.run();
    for _ in 0..3 {
        harness.step();
        let delay = harness.output().viewport_output.values().map(|v| v.repaint_delay).min();
        assert!(delay.is_none_or(|d| d >= Duration::from_secs(1)), "{delay:?}");
    }
}

/// Thirty types, as richly annotated data sets have.
pub(super) fn many_types() -> (String, String) {
    let (mut text, mut ann) = (String::new(), String::new());
    for at in 0..180 {
        let word = format!("Name{}{at}", "x".repeat(at % 3));
        let kind = format!("TYPE_OF_ENTITY_{}", (at * 7) % 29);
        writeln!(ann, "T{at}\t{kind} {} {}\t{word}", text.len(), text.len() + word.len()).expect("a string");
        write!(text, "{word} {}", if at % 6 == 5 { "went home.\n" } else { "and " }).expect("a string");
    }
    (text, ann)
}

#[test]
fn thirty_types_scroll_and_the_last_cell_is_reached() {
    let (text, ann) = many_types();
    let (_folder, mut harness) = evaluated(&[("many", &text, &ann)]);
    let cell = "TYPE_OF_ENTITY_28, predicted Location";
    harness.get_by_label_contains(cell).focus();
    harness.run_ok();
    harness.run_ok();
    let rect = harness.get_by_label_contains(cell).rect();
    assert!(egui::Rect::from_min_size(egui::Pos2::ZERO, SIZE.into()).contains_rect(rect), "{rect:?}");
    harness.key_press(Key::Enter);
    harness.run_ok();
    assert!(!tool(&harness).listing.cases.is_empty());
}

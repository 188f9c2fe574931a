//! The tool driven as a person would.

use std::path::PathBuf;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::gui::app::Start;
use crate::gui::app::tests::{Window, act, mentions, paste, settle, window, window_with};
use crate::gui::{Action, Selection};
use crate::text::Span;

const SIZE: [f32; 2] = [1280.0, 800.0];
const TEXT: &str = "анна met boris in lisbon. boris wrote to анна. Then boris left, and анна too. Boris!";

/// A pasted text without capital letters, of which the stand-in for a model makes nothing of these names.
fn pasted() -> Window {
    let mut harness = window(SIZE);
    paste(&mut harness, TEXT);
    harness
}

fn select_word(harness: &mut Window, word: &str) {
    let at = TEXT.find(word).expect("in the text");
    act(harness, Action::AddMention { span: Span::new(at, at + word.len()), kind: "Peop".into() });
}

fn confirmed(harness: &Window, what: &str) -> usize {
    mentions(harness).iter().filter(|m| m.as_str() == what).count()
}

fn everywhere(harness: &mut Window) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::D);
    settle(harness);
}

#[test]
fn every_occurrence_is_annotated_in_one_step_and_one_undo() {
    let mut harness = pasted();
    select_word(&mut harness, "boris");
    everywhere(&mut harness);
    // The first is done; "Boris" is another spelling while capital letters count.
    assert!(harness.query_by_label_contains("3 occurrences").is_some());
    harness.get_by_label("Apply to 2").click();
    settle(&mut harness);
    assert_eq!(confirmed(&harness, "Peop boris"), 3);
    assert!(harness.query_by_label("Apply to 0").is_some(), "now all are done");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(confirmed(&harness, "Peop boris"), 1);
}

#[test]
fn the_inspector_leads_here() {
    let mut harness = pasted();
    select_word(&mut harness, "lisbon");
    harness.get_by_label("Everywhere…").click();
    settle(&mut harness);
    assert!(harness.query_by_label_contains("1 occurrence").is_some());
}

#[test]
fn conflicts_are_shown_and_only_done_when_chosen() {
    let mut harness = pasted();
    let second = TEXT.match_indices("boris").nth(1).map(|(at, _)| Span::new(at, at + 5)).expect("there");
    act(&mut harness, Action::AddMention { span: second, kind: "Loc".into() });
    select_word(&mut harness, "boris");
    everywhere(&mut harness);
    assert!(harness.query_by_label("Apply to 1").is_some());
    assert!(harness.query_by_label_contains("is Loc").is_some());
    harness.get_all_by_label_contains("Choose “").nth(1).expect("the second").click();
    harness.run_ok();
    harness.get_by_label("Apply to 2").click();
    settle(&mut harness);
    assert_eq!((confirmed(&harness, "Peop boris"), confirmed(&harness, "Loc boris")), (3, 0));
}

#[test]
fn all_are_retyped_or_deleted() {
    let mut harness = pasted();
    select_word(&mut harness, "анна");
    everywhere(&mut harness);
    harness.get_by_label("Apply to 2").click();
    settle(&mut harness);
    assert_eq!(confirmed(&harness, "Peop анна"), 3);
    harness.get_by_label("changes to").click();
    settle(&mut harness);
    harness.get_by_label("Type: People").click();
    harness.run_ok();
    harness.get_by_label("Location").click();
    settle(&mut harness);
    harness.get_by_label("Apply to 3").click();
    settle(&mut harness);
    assert_eq!((confirmed(&harness, "Peop анна"), confirmed(&harness, "Loc анна")), (0, 3));
    // The tool began at a person; the entities are places now, so deleting asks for them.
    let id = harness
        .state()
        .editor
        .current()
        .and_then(|d| d.document.annotations.mentions().find(|m| m.text(&d.document.text) == "анна").map(|m| m.id));
    act(&mut harness, Action::Select(Selection::Mention(id.expect("анна"))));
    everywhere(&mut harness);
    harness.get_by_label("is deleted").click();
    settle(&mut harness);
    harness.get_by_label("Delete 3").click();
    settle(&mut harness);
    assert_eq!(confirmed(&harness, "Loc анна"), 0);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(confirmed(&harness, "Loc анна"), 3);
}

#[test]
fn bare_text_is_enough_and_a_row_shows_its_place() {
    let mut harness = pasted();
    let at = TEXT.find("lisbon").expect("there");
    act(&mut harness, Action::Select(Selection::Text(Span::new(at, at + 6))));
    everywhere(&mut harness);
    assert!(harness.query_by_label("changes to").is_none(), "text has no type that could change");
    harness.get_by_label_contains("Occurrence “").click();
    harness.run_ok();
    assert_eq!(harness.state().editor.selection, Selection::Text(Span::new(at, at + 6)));
    harness.get_by_label("Apply to 1").click();
    settle(&mut harness);
    assert_eq!(confirmed(&harness, "Peop lisbon"), 1);
}

#[test]
fn a_folder_is_changed_in_one_step_and_one_undo() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("a", "anna met boris."), ("b", "then boris met boris."), ("в", "а boris нет.")] {
        std::fs::write(folder.path().join(format!("{name}.txt")), text).expect("writable");
    }
    let start = Start { paths: vec![folder.path().to_owned()], ..Start::default() };
    let mut harness = window_with(SIZE, start);
    act(&mut harness, Action::AddMention { span: Span::new(9, 14), kind: "Peop".into() });
    everywhere(&mut harness);
    harness.get_by_label("Folder (3)").click();
    settle(&mut harness);
    harness.get_by_label("Apply to 3").click();
    settle(&mut harness);
    let confirmed = |harness: &Window| {
        let documents = &harness.state().editor.documents;
        documents
            .iter()
            .map(|d| d.document.annotations.mentions().filter(|m| &*m.kind == "Peop" && m.is_confirmed()).count())
            .sum::<usize>()
    };
    assert_eq!(confirmed(&harness), 4);
    assert_eq!(harness.state().editor.current().expect("open").document.name, "a", "it stays where it began");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(confirmed(&harness), 1);
}

#[test]
fn a_document_that_was_opened_unseen_is_read_when_it_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("a", "anna met boris."), ("b", "Vera met Grisha, and boris left."), ("c", "boris met Olga.")]
    {
        std::fs::write(folder.path().join(format!("{name}.txt")), text).expect("writable");
    }
    let mut harness = window_with(SIZE, Start { paths: vec![folder.path().to_owned()], ..Start::default() });
    assert!(harness.query_by_label("Nothing to save yet").is_some(), "no file of annotations is there");
    act(&mut harness, Action::AddMention { span: Span::new(9, 14), kind: "Peop".into() });
    everywhere(&mut harness);
    harness.get_by_label("Folder (3)").click();
    settle(&mut harness);
    harness.get_by_label("Apply to 2").click();
    settle(&mut harness);
    harness.get_by_label_contains("Document • b").click();
    settle(&mut harness);
    assert_eq!(held(&harness, "b"), (["Vera", "Grisha", "boris"].map(str::to_owned).to_vec(), 1));
    assert!(harness.query_by_label("Unsaved changes").is_some());
    // Of a document that nobody has shown nothing is left after the undo, and no file is said to be there.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    let b = ["Vera", "Grisha"].map(str::to_owned).to_vec();
    assert_eq!(held(&harness, "b"), (b, 1));
    assert!(harness.query_by_label("Predictions, in no file yet").is_some());
    assert_eq!(held(&harness, "c"), (Vec::new(), 0));
    harness.get_by_label("Document c").click();
    settle(&mut harness);
    assert_eq!(held(&harness, "c").0, ["Olga"], "it is read as if it had been opened now");
    assert!(!folder.path().join("c.ann").exists() && harness.query_by_label("Saved").is_none());
}

/// All entities and relations that are shown of a document, open or not, by its name.
fn held(harness: &Window, name: &str) -> (Vec<String>, usize) {
    let open = harness.state().editor.documents.iter().find(|d| d.document.name == name).expect("open");
    let annotations = &open.document.annotations;
    let mut all: Vec<_> = open.visibility.mentions(annotations).collect();
    all.sort_by_key(|m| m.cover());
    let names = all.into_iter().map(|m| m.text(&open.document.text)).collect();
    (names, open.visibility.relations(annotations).count())
}

#[test]
fn what_the_model_said_of_closed_documents_stays() {
    for keeps in [false, true] {
        let (folder, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        for (name, text) in [("a", "anna met boris."), ("b", "Vera met Grisha, and boris left. Olga met Pavel.")] {
            std::fs::write(folder.path().join(format!("{name}.txt")), text).expect("writable");
        }
        let workspace = match keeps {
            true => crate::session::Workspace::in_home(home.path()),
            false => crate::session::Workspace::default(),
        };
        let start = Start { paths: vec![folder.path().to_owned()], workspace, ..Start::default() };
        let mut harness = window_with(SIZE, start);
        harness.key_press_modifiers(Modifiers::SHIFT, Key::F5);
        settle(&mut harness);
        act(&mut harness, Action::AddMention { span: Span::new(9, 14), kind: "Peop".into() });
        everywhere(&mut harness);
        harness.get_by_label("Folder (2)").click();
        settle(&mut harness);
        harness.get_by_label("Apply to 1").click();
        settle(&mut harness);
        let all = ["Vera", "Grisha", "boris", "Olga", "Pavel"];
        assert_eq!(held(&harness, "b"), (all.map(str::to_owned).to_vec(), 2), "keeps: {keeps}");
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        settle(&mut harness);
        let predicted = ["Vera", "Grisha", "Olga", "Pavel"];
        assert_eq!(held(&harness, "b"), (predicted.map(str::to_owned).to_vec(), 2), "keeps: {keeps}");
        // Nothing is missing of what the model said, and the next reading does not say that something is.
        harness.key_press_modifiers(Modifiers::SHIFT, Key::F5);
        settle(&mut harness);
        let said = harness.state().shell.toasts.said.iter().rev().find(|said| said.starts_with("Read ")).cloned();
        let said = said.unwrap_or_default();
        assert!(said.contains("2 were read before"), "{said}");
        assert!(said.contains("1 document has annotations already"), "the one that a person has annotated: {said}");
    }
}

#[test]
fn wrong_predictions_are_replaced_and_what_goes_is_said_before() {
    let mut harness = window(SIZE);
    harness.state_mut().editor.settings.offer_relations = false;
    let text = "Anna saw Old Town. Vera left Old Town.";
    paste(&mut harness, text);
    assert_eq!(mentions(&harness).len(), 6);
    let first = text.find("Old Town").expect("there");
    act(&mut harness, Action::AddMention { span: Span::new(first, first + 8), kind: "Loc".into() });
    everywhere(&mut harness);
    assert!(harness.query_by_label("Apply to 0").is_some(), "beside what overlaps nothing is chosen by itself");
    harness.get_by_label("Replace overlapping predictions").click();
    settle(&mut harness);
    assert_eq!(harness.query_all_by_label_contains("replaces 2 predictions").count(), 2);
    assert!(harness.query_by_label("Goes along: 2 relations").is_some());
    harness.get_by_label("Apply to 2").click();
    settle(&mut harness);
    let mut shown = mentions(&harness);
    shown.sort();
    assert_eq!(shown, ["Loc Old Town", "Loc Old Town", "Peop Anna", "Peop Vera"]);
    let open = harness.state().editor.current().expect("a document");
    let annotations = &open.document.annotations;
    let name = |id| annotations.mention(id).map(|m| m.text(text)).unwrap_or_default();
    let relations: Vec<String> =
        open.visibility.relations(annotations).map(|r| format!("{} {}", name(r.head), name(r.tail))).collect();
    assert_eq!(relations, ["Anna Old Town", "Vera Old Town"], "they stand on the new spans");
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert_eq!(said, "Add Loc at 2 places; 2 relations went along. Ctrl+Z takes it back");
    // A second pass takes nothing away.
    assert!(harness.query_by_label("Apply to 0").is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(mentions(&harness).len(), 7);
}

#[test]
fn wrong_predictions_of_closed_documents_are_replaced_in_the_same_step() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("a", "Anna saw Old Town."), ("b", "Vera left Old Town. Olga met Pavel.")] {
        std::fs::write(folder.path().join(format!("{name}.txt")), text).expect("writable");
    }
    let mut harness = window_with(SIZE, Start { paths: vec![folder.path().to_owned()], ..Start::default() });
    harness.state_mut().editor.settings.offer_relations = false;
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F5);
    settle(&mut harness);
    act(&mut harness, Action::AddMention { span: Span::new(9, 17), kind: "Loc".into() });
    everywhere(&mut harness);
    harness.get_by_label("Folder (2)").click();
    settle(&mut harness);
    harness.get_by_label("Replace overlapping predictions").click();
    settle(&mut harness);
    assert_eq!(harness.query_all_by_label_contains("replaces 2 predictions").count(), 2);
    harness.get_by_label("Apply to 2").click();
    settle(&mut harness);
    assert_eq!(held(&harness, "a").0, ["Anna", "Old Town"]);
    assert_eq!(held(&harness, "b"), (["Vera", "Old Town", "Olga", "Pavel"].map(str::to_owned).to_vec(), 2));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(held(&harness, "b").0, ["Vera", "Old", "Town", "Olga", "Pavel"]);
    assert_eq!(held(&harness, "a").0.len(), 4, "what the person had marked, and the predictions");
}

#[test]
fn relations_that_a_deletion_takes_along_are_counted_before() {
    let mut harness = window(SIZE);
    paste(&mut harness, "Anna met Boris. Anna met Vera.");
    let anna = harness.state().editor.current().and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
    act(&mut harness, Action::Select(Selection::Mention(anna.expect("Anna"))));
    everywhere(&mut harness);
    harness.get_by_label("is deleted").click();
    settle(&mut harness);
    assert!(harness.query_by_label("Goes along: 2 relations").is_some());
    harness.get_by_label("Delete 2").click();
    settle(&mut harness);
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert_eq!(said, "Delete 2 entities; 2 relations went along. Ctrl+Z takes it back");
}

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib propagate::tests::pictures`
#[test]
fn pictures() {
    let Some(to) = std::env::var_os("RELATA_PICTURES").map(PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    for (dark, tone) in [(false, "light"), (true, "dark")] {
        let mut harness = pasted();
        let ctx = harness.ctx.clone();
        harness.state_mut().editor.settings.dark = Some(dark);
        harness.state().apply_theme(&ctx);
        let second = TEXT.match_indices("boris").nth(1).map(|(at, _)| Span::new(at, at + 5)).expect("there");
        act(&mut harness, Action::AddMention { span: second, kind: "Loc".into() });
        select_word(&mut harness, "boris");
        everywhere(&mut harness);
        harness.get_by_label("Match case").click();
        settle(&mut harness);
        harness.state_mut().dismiss_toasts();
        harness.run_ok();
        harness.render().expect("rendered").save(to.join(format!("propagate-{tone}.png"))).expect("written");
    }
}

//! The types driven as a person would, by role and label.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use tempfile::TempDir;

use super::TypesTool;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, mentions, settle, window_with};

const SIZE: [f32; 2] = [1280.0, 900.0];
const TEXT: &str = "Анна met Boris in Paris. Klara works for Siemens.";
const ANN: &str = "T1\tPerson 0 4\tАнна\nT2\tPerson 9 14\tBoris\nT3\tPlace 18 23\tParis\nT4\tPainter 25 30\tKlara\n\
    T5\tOrg 41 48\tSiemens\nR1\tKnows Arg1:T1 Arg2:T2\nR2\tLives_In Arg1:T2 Arg2:T3\nR3\tWorks_For Arg1:T4 Arg2:T5\n";
const CONF: &str = "# The archive\n[entities]\nPerson\n\tPainter\nPlace\nOrg\n\n[relations]\n# who knows whom\nKnows\tArg1:Person, Arg2:Person\n\
    Lives_In\tArg1:Person, Arg2:Place\nWorks_For\tArg1:Person, Arg2:Org\n[own]\nkept as it is\n";

fn opened(conf: Option<&str>) -> (TempDir, Window) {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a", "b"] {
        std::fs::write(folder.path().join(format!("{name}.txt")), TEXT).expect("writable");
        std::fs::write(folder.path().join(format!("{name}.ann")), ANN).expect("writable");
    }
    if let Some(conf) = conf {
        std::fs::write(folder.path().join("annotation.conf"), conf).expect("writable");
        std::fs::write(folder.path().join("visual.conf"), "[labels]\nPerson | Mensch\n").expect("writable");
    }
    let mut harness = window_with(SIZE, Start { paths: vec![folder.path().to_owned()], ..Start::default() });
    harness.state_mut().open_tool(super::ENTRY.id);
    settle(&mut harness);
    (folder, harness)
}

fn tool(harness: &Window) -> &TypesTool {
    harness.state().tools.get().expect("a tool of the list")
}

fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click();
    harness.run_ok();
}

/// Types into a field in place of what is there.
fn write(harness: &mut Window, label: &str, text: &str) {
    harness.get_by_label(label).focus();
    harness.run_ok();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(eframe::egui::Event::Text(text.to_owned()));
    harness.run_ok();
}

fn read(folder: &TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).unwrap_or_default()
}

#[test]
fn a_rename_shows_what_it_means_then_changes_annotations_and_file() {
    let (folder, mut harness) = opened(Some(CONF));
    click(&mut harness, "Type Mensch: 2 here");
    write(&mut harness, "Name of the type", "Human");
    click(&mut harness, "Rename");
    assert!(harness.query_by_label_contains("Rename Person to Human").is_some());
    assert!(harness.query_by_label("2 annotations of this document change.").is_some());
    assert_eq!(mentions(&harness)[0], "Person Анна", "nothing is changed yet");
    assert_eq!(read(&folder, "annotation.conf"), CONF);
    click(&mut harness, "Apply changes");
    assert_eq!(mentions(&harness)[0], "Human Анна");
    assert_eq!(read(&folder, "annotation.conf"), CONF.replace("Person", "Human"));
    assert_eq!(read(&folder, "visual.conf"), "[labels]\nHuman | Mensch\n");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_ok();
    assert_eq!(mentions(&harness)[0], "Person Анна", "one step");
}

#[test]
fn a_tighter_rule_lists_what_it_forbids_and_leads_there() {
    let (folder, mut harness) = opened(Some(CONF));
    click(&mut harness, "Type Works For: 1 here");
    click(&mut harness, "From 1: Painter, Mensch");
    click(&mut harness, "Painter");
    assert!(harness.query_by_label("1 relation is not allowed any more:").is_some());
    click(&mut harness, "Painter Works_For Org");
    assert!(matches!(harness.state().editor.selection, crate::gui::Selection::Relation(_)));
    click(&mut harness, "Discard all");
    assert!(harness.query_by_label("Apply changes").is_none());
    assert_eq!(read(&folder, "annotation.conf"), CONF);
}

#[test]
fn inference_is_one_click_and_a_new_file_is_made_only_when_asked() {
    let (folder, mut harness) = opened(None);
    click(&mut harness, "Infer from this document");
    assert!(harness.query_by_label("3 changes, not made yet").is_some());
    click(&mut harness, "Apply changes");
    assert!(!folder.path().join("annotation.conf").exists(), "nobody asked for a file");
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert!(said.starts_with("3 changes of types made here, and no file was written"), "{said}");
    let schema = &harness.state().editor.current().expect("a document").document.schema;
    let knows = schema.relation("Knows").expect("occurs");
    assert!(knows.allows("Person", "Person") && !knows.allows("Person", "Place"));
    click(&mut harness, "Type Knows: 1 here");
    harness.get_by_label("Symmetric").click();
    harness.run_ok();
    harness.get_by_label_contains("Create ").click();
    harness.run_ok();
    click(&mut harness, "Apply changes");
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert_eq!(said, "1 change of types made; wrote annotation.conf");
    let conf = read(&folder, "annotation.conf");
    assert!(conf.contains("Knows\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric\n"), "{conf}");
    assert!(conf.contains("Works_For\tArg1:Painter, Arg2:Org\n"), "{conf}");
}

#[test]
fn a_folder_is_counted_on_a_thread() {
    let (_folder, mut harness) = opened(None);
    click(&mut harness, "Infer from the folder");
    let limit = Instant::now() + Duration::from_secs(60);
    while tool(&harness).count.is_some() {
        assert!(Instant::now() < limit, "the counting did not end");
        harness.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    harness.run_ok();
    assert!(harness.state().shell.toasts.said.iter().any(|said| said.contains("2 documents were counted")));
    assert!(harness.query_by_label("3 changes, not made yet").is_some());
}

#[test]
fn a_rename_goes_through_the_folder_in_one_step() {
    let (folder, mut harness) = opened(Some(CONF));
    let left = harness.get_by_label("Close Types").rect().left();
    click(&mut harness, "Type Org: 1 here");
    write(&mut harness, "Name of the type", "Company");
    click(&mut harness, "Rename");
    click(&mut harness, "Look through the folder");
    let limit = Instant::now() + Duration::from_secs(60);
    while tool(&harness).others.is_looking() {
        assert!(Instant::now() < limit, "the look did not end");
        harness.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    harness.run_ok();
    assert!(harness.query_by_label_contains("1 of 1 other document: 1 annotation changes").is_some());
    click(&mut harness, "Change these documents, too");
    click(&mut harness, "Apply changes");
    let said = |harness: &Window, name: &str, kind: &str| {
        let open = harness.state().editor.documents.iter().find(|d| d.document.name == name).expect("open");
        open.document.annotations.mentions().any(|m| &*m.kind == kind)
    };
    assert!(said(&harness, "a", "Company") && said(&harness, "b", "Company"));
    assert_eq!(harness.state().editor.current().map(|d| d.document.name.as_str()), Some("a"), "what was shown stays");
    assert!(read(&folder, "annotation.conf").contains("Works_For\tArg1:Person, Arg2:Company\n"));
    crate::editor::undo(&mut harness.state_mut().editor);
    harness.run_ok();
    assert!(said(&harness, "a", "Org") && said(&harness, "b", "Org"), "one step over both");
    for _ in 0..12 {
        harness.step();
    }
    assert!((harness.get_by_label("Close Types").rect().left() - left).abs() < 1.0, "the pane keeps its width");
}

#[test]
fn types_are_added_merged_deleted_and_taken_back() {
    let (folder, mut harness) = opened(Some(CONF));
    write(&mut harness, "Name of a new type", "Река");
    assert!(harness.query_by_label_contains("brat takes letters").is_some());
    write(&mut harness, "Name of a new type", "River");
    click(&mut harness, "Add entity type");
    assert!(harness.query_by_label("Type River: 0 here").is_some());
    write(&mut harness, "Label of the type", "Река");
    assert!(harness.query_by_label("Type Река: 0 here").is_some());
    click(&mut harness, "Type Painter: 1 here");
    write(&mut harness, "Name of the type", "Person");
    click(&mut harness, "Merge into Person");
    assert!(harness.query_by_label("1 annotation of this document changes.").is_some());
    click(&mut harness, "Type Org: 1 here");
    click(&mut harness, "Delete the type");
    assert!(harness.query_by_label_contains("2 are deleted").is_some(), "Siemens and who works there");
    click(&mut harness, "Take back the last");
    assert!(harness.query_by_label_contains("are deleted").is_none());
    click(&mut harness, "Apply changes");
    let conf = read(&folder, "annotation.conf");
    assert!(conf.contains("[entities]\nPerson\nPlace\nOrg\nRiver\n"), "{conf}");
    assert!(conf.contains("kept as it is") && conf.contains("# who knows whom"), "{conf}");
    assert!(read(&folder, "visual.conf").contains("River | Река"));
    assert!(!mentions(&harness).iter().any(|m| m.starts_with("Painter")));
}

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib pictures`
#[test]
fn pictures() {
    let Some(out) = std::env::var_os("RELATA_PICTURES").map(PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    for (dark, tone) in [(false, "light"), (true, "dark")] {
        let (_folder, mut harness) = opened(Some(CONF));
        let ctx = harness.ctx.clone();
        harness.state_mut().editor.settings.dark = Some(dark);
        harness.state().apply_theme(&ctx);
        harness.state_mut().dismiss_toasts();
        harness.run_ok();
        let save = |harness: &mut Window, name: &str| {
            harness.run_ok();
            harness.render().expect("rendered").save(out.join(format!("types-{tone}-{name}.png"))).expect("written");
        };
        save(&mut harness, "list");
        click(&mut harness, "Type Works For: 1 here");
        click(&mut harness, "From 1: Painter, Mensch");
        click(&mut harness, "Painter");
        save(&mut harness, "impact");
        click(&mut harness, "Type Mensch: 2 here");
        save(&mut harness, "entity");
    }
}

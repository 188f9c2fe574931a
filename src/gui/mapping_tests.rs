//! The map in the application: folders, exports, pictures of whole windows.

use std::path::Path;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::domain::Review;
use crate::editor::BundleChange;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, act, paste, settle, window, window_with};
use crate::gui::command::Command;
use crate::gui::files::Purpose;
use crate::gui::{Action, Selection};
use crate::map::export::Format;

fn command(harness: &mut Window, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, command);
    harness.run_ok();
}

/// Runs frames until `done`.
fn wait(harness: &mut Window, done: impl Fn(&Window) -> bool) {
    let limit = Instant::now() + Duration::from_secs(60);
    while !done(harness) {
        assert!(Instant::now() < limit, "it did not come");
        std::thread::sleep(Duration::from_millis(2));
        harness.step();
    }
    harness.run_ok();
}

/// Three documents about Anna, one of which cannot be read.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("writable");
    write("a.txt", "Анна встретила Бориса в Риме.".as_bytes());
    write("a.ann", "T1\tPER 0 4\tАнна\nT2\tPER 15 21\tБориса\nR1\tMET Arg1:T1 Arg2:T2\n".as_bytes());
    write("b.txt", "Долго шёл дождь. Анна живёт в Риме.".as_bytes());
    write("b.ann", "T1\tPER 17 21\tАнна\nT2\tLOC 30 34\tРиме\nR1\tLIVES Arg1:T1 Arg2:T2\n".as_bytes());
    write("c.txt", b"%PDF-1.7 no text");
    folder
}

fn open(folder: &Path) -> Window {
    let mut harness = window_with([1280.0, 800.0], Start { paths: vec![folder.to_owned()], ..Start::default() });
    command(&mut harness, Command::MapOfFolder);
    wait(&mut harness, |harness| harness.state().views.folder.progress().is_none());
    harness
}

#[test]
fn a_folder_is_one_map_and_evidence_leads_into_its_document() {
    let folder = folder();
    let mut harness = open(folder.path());
    assert!(harness.query_by_label("PER: Анна, 2 mentions").is_some());
    assert!(harness.state().shell.toasts.said.iter().any(|text| text.contains("c.txt")), "what cannot be read is said");
    assert_eq!(harness.state().editor.current().map(|open| open.document.name.clone()).as_deref(), Some("a"));
    harness.get_by_label("LIVES: Анна → Риме").click();
    harness.run_ok();
    assert!(harness.query_by_label("b").is_some(), "the card names the document");
    let pointer = harness.get_by_label("Open there").rect().center();
    harness.get_by_label("Open there").click();
    harness.run_ok();
    let under: Vec<String> = ["Show in text", "Accept", "Reject", "Reverse", "Change type…", "Delete"]
        .into_iter()
        .filter(|label| harness.query_all_by_label(label).any(|button| button.rect().contains(pointer)))
        .map(str::to_owned)
        .collect();
    assert_eq!(under, ["Show in text"], "a second click decides nothing");
    let state = &harness.state().editor;
    assert_eq!(state.current().map(|open| open.document.name.clone()).as_deref(), Some("b"));
    assert!(matches!(state.selection, Selection::Relation(_)));
    wait(&mut harness, |harness| harness.state().views.folder.progress().is_none());
    assert!(harness.query_by_label("PER: Анна, 2 mentions").is_some(), "the map is still that of the folder");
    // What is open is shown as it stands in the window.
    let relation =
        harness.state().editor.current().and_then(|d| d.document.annotations.relations().next().map(|r| r.id));
    act(&mut harness, Action::Delete(relation.expect("LIVES").into()));
    assert!(harness.query_by_label("LIVES: Анна → Риме").is_none());
    assert!(harness.query_by_label("MET: Анна → Бориса").is_some());
}

#[test]
fn thresholds_hold_for_documents_that_are_not_open() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("a", "Anna met Boris."), ("b", "Vera saw nobody but old Grisha."), ("c", "Olga met Pavel.")] {
        std::fs::write(folder.path().join(format!("{name}.txt")), text).expect("writable");
    }
    let paths = vec![folder.path().to_owned()];
    let mut harness = window_with([1280.0, 800.0], Start { paths, ..Start::default() });
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F5);
    settle(&mut harness);
    command(&mut harness, Command::MapOfFolder);
    wait(&mut harness, |harness| harness.query_by_label("Knows: Olga → Pavel").is_some());
    assert!(harness.query_by_label("Knows: Vera → Grisha").is_none(), "0.3 is below the threshold");
    let move_slider = |harness: &mut Window, key: Key, steps: usize| {
        harness.get_by_label("Threshold of Relations").focus();
        harness.run_ok();
        for _ in 0..steps {
            harness.key_press(key);
            harness.run_ok();
        }
        settle(harness);
    };
    move_slider(&mut harness, Key::ArrowLeft, 20);
    wait(&mut harness, |harness| harness.query_by_label("Knows: Vera → Grisha").is_some());
    // What is shown on the map is shown where it leads.
    harness.get_by_label("Knows: Vera → Grisha").click();
    harness.run_ok();
    harness.get_by_label("Open there").click();
    settle(&mut harness);
    assert_eq!(harness.state().editor.current().map(|open| open.document.name.clone()).as_deref(), Some("b"));
    assert!(matches!(harness.state().editor.selection, Selection::Relation(_)));
    let shown = |harness: &Window| {
        let open = harness.state().editor.current().expect("b");
        open.visibility.relations(&open.document.annotations).count()
    };
    assert_eq!(shown(&harness), 1);
    move_slider(&mut harness, Key::ArrowRight, 70);
    wait(&mut harness, |harness| harness.query_by_label("Knows: Olga → Pavel").is_none());
    assert!(harness.query_by_label("Knows: Anna → Boris").is_none(), "open or not");
    assert_eq!(shown(&harness), 0);
}

#[test]
fn decisions_and_unsaved_steps_hold_for_documents_that_are_not_open() {
    let (folder, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    for (name, text) in [("a", "Anna met Boris."), ("b", "Olga met Pavel. later vera saw inna.")] {
        std::fs::write(folder.path().join(format!("{name}.txt")), text).expect("writable");
    }
    let (paths, workspace) = (vec![folder.path().to_owned()], crate::session::Workspace::in_home(home.path()));
    let mut harness = window_with([1280.0, 800.0], Start { paths, workspace, ..Start::default() });
    harness.state_mut().editor.settings.offer_relations = false;
    harness.get_by_label("Document b").click();
    settle(&mut harness);
    let open = |harness: &Window| harness.state().editor.current().map(|open| open.id).expect("b");
    let relation = {
        let document = &harness.state().editor.current().expect("b").document;
        document.annotations.relations().find(|r| &*r.kind == "Knows").expect("Olga knows Pavel").id
    };
    act(&mut harness, Action::Review { item: relation.into(), review: Review::Rejected });
    let text = harness.state().editor.current().expect("b").document.text.clone();
    let mut ends = Vec::new();
    for name in ["vera", "inna"] {
        let at = text.find(name).expect("there");
        act(&mut harness, Action::AddMention { span: crate::text::Span::new(at, at + 4), kind: "Peop".into() });
        ends.extend(harness.state().editor.selection.mention());
    }
    act(&mut harness, Action::AddRelation { head: ends[0], tail: ends[1], kind: "Knows".into() });
    let id = open(&harness);
    harness.state_mut().editor.close(id);
    settle(&mut harness);
    command(&mut harness, Command::MapOfFolder);
    wait(&mut harness, |harness| harness.query_by_label("Knows: vera → inna").is_some());
    assert!(harness.query_by_label("Knows: Olga → Pavel").is_none(), "what was rejected stays so");
    assert!(harness.query_by_label("Knows: Anna → Boris").is_some());
    assert!(!folder.path().join("b.ann").exists());
}

#[test]
fn the_map_of_the_folder_is_of_the_folder_alone() {
    let folder = folder();
    let mut harness = open(folder.path());
    paste(&mut harness, "Olga met Pavel.");
    command(&mut harness, Command::OpenSamples);
    settle(&mut harness);
    assert!(harness.query_by_label("PER: Анна, 2 mentions").is_some());
    let concepts = |harness: &Window| -> Vec<String> {
        let model = &harness.state().views.map.model;
        model.graph.node_weights().map(|concept| concept.label.clone()).collect()
    };
    let mut shown = concepts(&harness);
    shown.sort();
    assert_eq!(shown, ["Анна", "Бориса", "Риме"], "neither what was pasted nor the sample");
    // Without a folder, it is of all that is open.
    command(&mut harness, Command::CloseFolder);
    settle(&mut harness);
    let shown = concepts(&harness);
    assert!(!shown.contains(&"Анна".to_owned()) && shown.contains(&"Olga".to_owned()), "{shown:?}");
}

#[test]
fn the_folder_is_read_again_when_asked() {
    let folder = folder();
    let mut harness = open(folder.path());
    let ann = "T1\tPER 17 21\tАнна\nT2\tLOC 30 34\tРиме\nR1\tLEFT Arg1:T1 Arg2:T2\n";
    std::fs::write(folder.path().join("b.ann"), ann).expect("writable");
    harness.get_by_label("Folder ⏷").click();
    harness.run_ok();
    harness.get_by_label("Read the folder again").click();
    wait(&mut harness, |harness| harness.query_by_label("LEFT: Анна → Риме").is_some());
}

#[test]
fn the_export_dialog_is_driven_by_keys_and_writes_what_was_chosen() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris.");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run_ok();
    for format in Format::ALL {
        assert!(harness.query_by_role_and_label(Role::RadioButton, format.name()).is_some(), "{format:?}");
    }
    assert!(harness.query_by_label_contains("Export as PNG…").is_some());
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::ArrowDown);
    harness.run_ok();
    assert!(harness.query_by_label_contains("Export as HTML…").is_some());
    harness.get_by_role_and_label(Role::RadioButton, Format::Csv.name()).click();
    harness.run_ok();
    assert!(harness.query_by_label_contains("Export as CSV…").is_some());
    harness.key_press(Key::Escape);
    harness.run_ok();
    assert!(harness.query_by_label_contains("Export as").is_none());
    let folder = tempfile::tempdir().expect("a folder");
    for format in Format::ALL {
        let path = folder.path().join("map");
        let ctx = harness.ctx.clone();
        harness.state_mut().chosen(&ctx, Purpose::Export(format), &path);
        wait(&mut harness, |harness| !harness.state().exports.is_writing());
        let bytes = std::fs::read(path.with_extension(format.extension())).expect("written");
        let is_png = bytes.starts_with(b"\x89PNG");
        assert_eq!(is_png, format == Format::Png);
        assert!(is_png || String::from_utf8_lossy(&bytes).contains("Anna"), "{format:?}");
    }
}

#[test]
fn an_edge_is_changed_as_one_step() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "Anna met Boris. Anna met Boris.");
    let all = |harness: &Window| -> Vec<crate::domain::Relation> {
        let open = harness.state().editor.current().expect("a document");
        open.visibility.relations(&open.document.annotations).cloned().collect()
    };
    let before = all(&harness);
    assert_eq!(before.len(), 2);
    let relations: Vec<_> = before.iter().map(|relation| relation.id).collect();
    let change = |change| Action::ChangeAll { relations: relations.clone(), change };
    act(&mut harness, change(BundleChange::Review(Review::Accepted)));
    assert!(all(&harness).iter().all(|relation| relation.review == Review::Accepted));
    act(&mut harness, change(BundleChange::Reverse));
    assert!(all(&harness).iter().zip(&before).all(|(after, before)| after.head == before.tail));
    act(&mut harness, change(BundleChange::Delete));
    assert!(all(&harness).is_empty());
    for left in [2, 2, 2] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.run_ok();
        assert_eq!(all(&harness).len(), left);
    }
    assert_eq!(all(&harness), before);
}

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib pictures`
#[test]
fn pictures() {
    let Some(out) = std::env::var_os("RELATA_PICTURES").map(std::path::PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    for dark in [false, true] {
        let tone = if dark { "dark" } else { "light" };
        let folder = tempfile::tempdir().expect("a folder");
        for document in [crate::map::fixture::russian(), crate::map::fixture::oswald()] {
            let txt = folder.path().join(format!("{}.txt", document.name.replace(", ", "-")));
            std::fs::write(&txt, &*document.text).expect("writable");
            let visibility = crate::domain::Visibility::default();
            let (ann, _) = crate::brat::Standoff::default().write(&document.text, &document.annotations, &visibility);
            std::fs::write(txt.with_extension("ann"), ann).expect("writable");
        }
        for size in [[1280.0, 800.0], [1920.0, 1080.0]] {
            let settings = crate::session::Settings { dark: Some(dark), ..Default::default() };
            let paths = vec![folder.path().to_owned()];
            let mut harness = window_with(size, Start { settings, paths, ..Start::default() });
            let ctx = harness.ctx.clone();
            harness.state().apply_theme(&ctx);
            harness.state_mut().dismiss_toasts();
            let save = |harness: &mut Window, what: &str| {
                harness.run_ok();
                let picture = harness.render().expect("rendered");
                picture.save(out.join(format!("map-{what}-{tone}-{}.png", size[0]))).expect("written");
            };
            command(&mut harness, Command::MapOfFolder);
            wait(&mut harness, |harness| harness.state().views.folder.progress().is_none());
            save(&mut harness, "folder");
            harness.get_by_label("Kill: Lee Harvey Oswald → Kennedy").click();
            save(&mut harness, "folder-evidence");
            harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
            save(&mut harness, "export-dialog");
            harness.key_press(Key::Escape);
            harness.run_ok();
            command(&mut harness, Command::MapOfDocument);
            harness.get_by_label("Show ⏷").click();
            harness.run_ok();
            assert!(harness.query_by_label("Leaves").is_some(), "the menu is open");
            save(&mut harness, "show-menu");
        }
    }
}

#[test]
fn a_folder_that_was_read_bit_by_bit_is_laid_out_as_a_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    for n in 0..40 {
        let text: String = (0..12).map(|i| format!("Name{n:02}{i:02} ")).collect();
        let mentions: String =
            (0..12).map(|i| format!("T{}\tPER {} {}\tName{n:02}{i:02}\n", i + 1, i * 9, i * 9 + 8)).collect();
        // Every document hangs on the one before.
        let links: String = (1..12).map(|i| format!("R{i}\tMET Arg1:T{} Arg2:T{}\n", i / 2 + 1, i + 1)).collect();
        let (text, mentions) = match n {
            0 => (text, mentions),
            n => (
                text.replacen(&format!("Name{n:02}00"), &format!("Name{:02}11", n - 1), 1),
                mentions.replacen(&format!("Name{n:02}00"), &format!("Name{:02}11", n - 1), 1),
            ),
        };
        std::fs::write(folder.path().join(format!("{n:02}.txt")), text).expect("writable");
        std::fs::write(folder.path().join(format!("{n:02}.ann")), mentions + &links).expect("writable");
    }
    let harness = open(folder.path());
    let view = &harness.state().views.map;
    assert!(view.model.graph.node_count() > 400, "{}", view.model.graph.node_count());
    let bounds = view.board.bounds_of(view.model.graph.node_indices());
    let shape = bounds.width() / bounds.height();
    assert!((0.2..5.0).contains(&shape), "{bounds:?}");
}

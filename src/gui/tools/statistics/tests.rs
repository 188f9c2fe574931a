//! The statistics driven as a person would.

use super::StatisticsTool;
use std::path::PathBuf;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::gui::app::Start;
use crate::gui::app::tests::{Window, settle, window_with};

const SIZE: [f32; 2] = [1280.0, 800.0];

fn tool(harness: &Window) -> &StatisticsTool {
    harness.state().tools.get().expect("listed")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let anna = "T1\tPeop 0 4\tAnna\nT2\tLoc 8 14\tLisbon\nR1\tLive_In Arg1:T1 Arg2:T2\n";
    let again = "T1\tPeop 0 4\tANNA\nT2\tLoc 14 20\tLisbon\nR1\tLive_In Arg1:T1 Arg2:T2\n";
    for (name, text, ann) in [
        ("one", "Anna in Lisbon.".to_owned(), anna),
        ("two", "ANNA moved to Lisbon.".to_owned(), again),
        ("три", "Ничего не случилось. ".repeat(30), ""),
    ] {
        let txt = folder.path().join(format!("{name}.txt"));
        std::fs::write(&txt, text).expect("writable");
        std::fs::write(txt.with_extension("ann"), ann).expect("writable");
    }
    folder
}

fn opened() -> (tempfile::TempDir, Window) {
    let folder = folder();
    let mut harness = window_with(SIZE, Start { paths: vec![folder.path().to_owned()], ..Start::default() });
    harness.key_press_modifiers(Modifiers::COMMAND, Key::T);
    settle(&mut harness);
    (folder, harness)
}

#[test]
fn a_folder_is_counted_and_a_bar_shows_what_it_counts() {
    let (_folder, mut harness) = opened();
    assert_eq!(tool(&harness).figures.totals, (4, 2, 0));
    assert!(harness.query_by_label("People: 2").is_some());
    assert!(harness.query_by_label("All confirmed: 2").is_some());
    harness.get_by_label("Concepts").click();
    settle(&mut harness);
    harness.get_by_label("anna, Peop: 2").click();
    settle(&mut harness);
    assert_eq!(harness.state().tools.open, Some(crate::gui::tools::find::ENTRY.id));
    assert!(harness.query_by_label("2 hits in 2 documents").is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::T);
    settle(&mut harness);
    harness.get_by_label("Triples").click();
    settle(&mut harness);
    harness.get_by_label("anna → lisbon, Live_In: 2").click();
    settle(&mut harness);
    assert!(harness.query_by_label("2 hits in 2 documents").is_some());
}

#[test]
fn documents_are_listed_by_stage_and_opened() {
    let (_folder, mut harness) = opened();
    harness.get_by_label("No annotations: 1").click();
    settle(&mut harness);
    assert!(harness.query_by_label("Row one: 15, 2, 1, 0").is_none());
    harness.get_by_label("Row три: 630, 0, 0, 0").click();
    settle(&mut harness);
    assert_eq!(harness.state().editor.current().expect("open").document.name, "три");
    harness.get_by_label("All documents").click();
    harness.run_ok();
    harness.get_by_label("Characters").click();
    settle(&mut harness);
    let tool = tool(&harness);
    let names: Vec<&str> = tool.rows.iter().map(|at| tool.all.documents[*at].name.as_str()).collect();
    assert_eq!(names, ["три", "two", "one"]);
}

#[test]
fn everything_is_written_as_a_table() {
    let (folder, mut harness) = opened();
    let path = folder.path().join("figures");
    let ctx = harness.ctx.clone();
    let asked = crate::gui::files::Purpose::Tool(&super::tool::SAVE_STATISTICS);
    harness.state_mut().chosen(&ctx, asked, &path);
    let table = std::fs::read_to_string(path.with_extension("csv")).expect("written");
    assert!(table.contains("triple,anna → lisbon,Live_In,2"), "{table}");
}

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib statistics::tests::pictures`
#[test]
fn pictures() {
    let Some(to) = std::env::var_os("RELATA_PICTURES").map(PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    for (dark, tone) in [(false, "light"), (true, "dark")] {
        let (_folder, mut harness) = opened();
        let ctx = harness.ctx.clone();
        harness.state_mut().editor.settings.dark = Some(dark);
        harness.state().apply_theme(&ctx);
        harness.state_mut().dismiss_toasts();
        for page in ["Types", "Triples", "Documents"] {
            harness.get_by_label(page).click();
            settle(&mut harness);
            let name = format!("statistics-{}-{tone}.png", page.to_lowercase());
            harness.render().expect("rendered").save(to.join(name)).expect("written");
        }
    }
}

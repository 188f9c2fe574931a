//! Leaving with unsaved work.

use std::path::Path;

use eframe::egui::{ViewportEvent, ViewportId};
use egui_kittest::kittest::Queryable;

use crate::gui::Action;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, act, settle, window_with};
use crate::session::{Settings, Workspace};
use crate::text::Span;

fn opened(folder: &Path, home: &Path) -> Window {
    let workspace = Workspace::in_home(home);
    // What the model offers beside a correction would be asked about before it is saved.
    let settings = Settings { offer_relations: false, ..Settings::default() };
    let paths = vec![folder.to_owned()];
    window_with([1280.0, 800.0], Start { paths, workspace, settings, ..Start::default() })
}

fn add(harness: &mut Window) {
    act(harness, Action::AddMention { span: Span::new(5, 8), kind: "Loc".into() });
}

fn ask_to_close(harness: &mut Window) {
    let viewports = &mut harness.input_mut().viewports;
    viewports.entry(ViewportId::ROOT).or_default().events.push(ViewportEvent::Close);
    harness.step();
    harness.run_ok();
}

#[test]
fn save_all_on_leaving_means_closed_documents_too() {
    let (folder, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    for name in ["a", "b"] {
        std::fs::write(folder.path().join(format!("{name}.txt")), "anna met boris.").expect("writable");
        std::fs::write(folder.path().join(format!("{name}.ann")), "T1\tPeop 0 4\tanna\n").expect("writable");
    }
    let mut harness = opened(folder.path(), home.path());
    harness.get_by_label("Document b").click();
    settle(&mut harness);
    add(&mut harness);
    drop(harness);
    // Another day: nobody looks at b.
    let mut harness = opened(folder.path(), home.path());
    add(&mut harness);
    ask_to_close(&mut harness);
    assert!(harness.query_by_label("Not open, with unsaved work from before: b").is_some());
    harness.get_by_label("Save all").click();
    harness.run_ok();
    assert!(harness.state().persistence.may_quit && harness.state().persistence.leaving.is_none(), "and it leaves");
    let saved = "T1\tPeop 0 4\tanna\nT2\tLoc 5 8\tmet\n";
    for name in ["a", "b"] {
        assert_eq!(std::fs::read_to_string(folder.path().join(format!("{name}.ann"))).expect("there"), saved, "{name}");
    }
}

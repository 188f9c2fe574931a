use eframe::egui::Key;
use egui_kittest::kittest::Queryable;

use super::{ExchangeTool, SAVE, SAVE_AS_FORMAT};
use crate::gui::app::tests::{Window, window};

const DOCCANO: &str = "{\"text\": \"Anna met Boris.\", \"entities\": [{\"id\": 1, \"start_offset\": 0, \"end_offset\": 4, \
                       \"label\": \"Peop\"}, {\"id\": 2, \"start_offset\": 9, \"end_offset\": 14, \"label\": \"Peop\"}], \
                       \"relations\": [{\"id\": 3, \"from_id\": 1, \"to_id\": 2, \"type\": \"Met\"}]}\n";

fn settle(harness: &mut Window) {
    for _ in 0..400 {
        harness.run_ok();
        let busy = harness.state().tools.get::<ExchangeTool>().expect("listed").opening.is_reading()
            || harness.state().is_busy();
        if !busy {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    harness.run_ok();
}

#[test]
fn a_file_of_another_tool_opens_as_a_folder_of_documents() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("labels.jsonl");
    std::fs::write(&file, DOCCANO.repeat(2)).expect("written");
    let mut harness = window([1280.0, 800.0]);
    harness.state_mut().editor.open_path(&file);
    settle(&mut harness);
    assert!(harness.query_by_label_contains("doccano JSON lines: 2 documents").is_some());
    assert!(!folder.path().join("labels-brat").exists(), "nothing is written before somebody says so");
    harness.get_by_label("Make the documents and open them").click();
    settle(&mut harness);
    let (root, files) = harness.state().editor.folder.opened().expect("the folder");
    assert_eq!((root, files.len()), (folder.path().join("labels-brat").as_path(), 2));
    assert_eq!(std::fs::read_to_string(&file).expect("there"), DOCCANO.repeat(2), "the file stays");
}

#[test]
fn cancelling_writes_nothing_and_the_next_file_is_asked_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = ["a.jsonl", "b.jsonl"].map(|name| folder.path().join(name));
    let mut harness = window([1280.0, 800.0]);
    for file in &files {
        std::fs::write(file, DOCCANO).expect("written");
        harness.state_mut().editor.open_path(file);
        settle(&mut harness);
    }
    assert!(harness.query_by_label_contains("a.jsonl is of another tool").is_some());
    harness.get_by_label("Cancel").click();
    harness.run_ok();
    assert!(harness.query_by_label_contains("b.jsonl is of another tool").is_some());
    harness.key_press(Key::Escape);
    harness.run_ok();
    assert!(harness.query_by_label_contains("is of another tool").is_none());
    assert_eq!(std::fs::read_dir(folder.path()).expect("there").count(), 2);
}

#[test]
fn a_document_is_saved_in_another_format_and_what_that_loses_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("labels.jsonl");
    std::fs::write(&file, DOCCANO).expect("written");
    let mut harness = window([1280.0, 800.0]);
    harness.state_mut().editor.open_path(&file);
    settle(&mut harness);
    harness.get_by_label("Make the documents and open them").click();
    settle(&mut harness);
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, SAVE_AS_FORMAT);
    harness.run_ok();
    harness.get_by_label("CoNLL-2003 (four columns)").click();
    harness.run_ok();
    assert!(harness.query_by_label_contains("Loses relations").is_some());
    let (_, question) = SAVE.iter().find(|(format, _)| format.name == "conll2003").expect("in the table");
    let to = folder.path().join("out");
    harness.state_mut().chosen(&ctx, crate::gui::files::Purpose::Tool(question), &to);
    settle(&mut harness);
    let written = std::fs::read_to_string(to.with_extension("conll")).expect("written");
    assert!(written.contains("B-Peop"), "{written}");
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert!(said.contains("Left out or changed") && said.contains("relations"), "{said}");
}

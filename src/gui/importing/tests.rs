use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::gui::app::Start;
use crate::gui::app::tests::{mentions, paste, settle, window, window_with};

fn start(path: &std::path::Path) -> Start {
    Start { paths: vec![path.to_owned()], ..Start::default() }
}

fn text(harness: &crate::gui::app::tests::Window) -> String {
    harness.state().editor.current().expect("a document").document.text.to_string()
}

#[test]
fn a_web_page_opens_as_text_and_is_kept_beside_its_source() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("news.html");
    std::fs::write(&page, "<h1>News</h1><p>Anna met <b>Boris</b>.</p>").expect("writable");
    let mut harness = window_with([1280.0, 800.0], start(&page));
    assert_eq!(text(&harness), "News\n\nAnna met Boris.\n");
    assert!(mentions(&harness).contains(&"Peop Anna".to_owned()) || !mentions(&harness).is_empty());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.run_ok();
    harness.get_by_label("Write all, predictions marked").click();
    harness.run_ok();
    assert_eq!(std::fs::read_to_string(folder.path().join("news.txt")).expect("kept"), "News\n\nAnna met Boris.\n");
    assert!(std::fs::read_to_string(folder.path().join("news.ann")).expect("written").contains("Anna"));
    assert!(harness.query_by_label("Saved").is_some());
    // It is asked once for a text, whatever file it has.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.run_ok();
    assert!(harness.query_by_label("Write all, predictions marked").is_none());
}

#[test]
fn a_folder_lists_other_files_and_says_how_they_open() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.txt"), "Anna met Boris.").expect("writable");
    std::fs::write(folder.path().join("b.md"), "# Vera\n\nVera met *Grisha*.").expect("writable");
    let mut harness = window_with([1280.0, 800.0], start(folder.path()));
    assert_eq!(text(&harness), "Anna met Boris.");
    harness.get_by_label("Document b.md").click();
    harness.step();
    settle(&mut harness);
    assert_eq!(text(&harness), "Vera\n\nVera met Grisha.\n");
}

#[test]
fn a_guessed_encoding_is_said_and_another_can_be_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let txt = folder.path().join("letter.txt");
    let russian = "Анна Петрова приехала в Тверь вечером и сразу позвонила своему брату Борису.";
    std::fs::write(&txt, encoding_rs::WINDOWS_1251.encode(russian).0).expect("writable");
    let mut harness = window_with([1280.0, 800.0], start(&txt));
    assert_eq!(text(&harness), russian);
    let said = harness.state().shell.toasts.said.join("\n");
    assert!(said.contains("windows-1251") && said.contains("Read in another encoding"), "{said}");
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, crate::gui::command::Command::ReadEncoding);
    harness.run_ok();
    assert!(harness.query_by_label("Read as Cyrillic (Windows-1251)").is_some());
    harness.get_by_label("Read as Western (Windows-1252)").click();
    harness.step();
    settle(&mut harness);
    assert!(text(&harness).starts_with("Àííà Ïåòðîâà"), "{}", text(&harness));
    assert_eq!(harness.state().editor.documents.iter().filter(|d| d.source().is_some()).count(), 1);
}

#[test]
fn a_formatted_clipping_keeps_its_list() {
    let clipboard = || Some("<p>Who came:</p><ul><li>Anna</li><li>Boris</li></ul>".to_owned());
    let mut harness = window_with([1280.0, 800.0], Start { clipboard: Some(clipboard), ..Start::default() });
    paste(&mut harness, "Who came:\nAnna\nBoris");
    assert_eq!(text(&harness), "Who came:\n\n• Anna\n• Boris\n");
    paste(&mut harness, "Something else entirely.");
    assert_eq!(text(&harness), "Something else entirely.");
}

#[test]
fn a_damaged_file_says_what_to_do_and_ends_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let bad = folder.path().join("bad.docx");
    std::fs::write(&bad, b"PK\x03\x04 and no more").expect("writable");
    let harness = window_with([1280.0, 800.0], start(&bad));
    let said = harness.state().shell.toasts.said.join("\n");
    assert!(said.contains("bad.docx") && said.contains("save it as .docx again"), "{said}");
}

/// `RELATA_PICTURES=<folder> cargo test --features kittest pictures` writes these.
#[test]
fn pictures() {
    let Some(to) = std::env::var_os("RELATA_PICTURES").map(std::path::PathBuf::from) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let txt = folder.path().join("letter.txt");
    let russian = "Анна Петрова приехала в Тверь вечером и сразу позвонила своему брату Борису.";
    std::fs::write(&txt, encoding_rs::KOI8_R.encode(russian).0).expect("writable");
    std::fs::write(folder.path().join("report.docx"), "").expect("writable");
    std::fs::write(folder.path().join("scan.pdf"), "").expect("writable");
    for dark in [false, true] {
        let mut harness = window([1180.0, 760.0]);
        harness.state_mut().editor.settings.dark = Some(dark);
        let ctx = harness.ctx.clone();
        harness.state().apply_theme(&ctx);
        harness.state_mut().editor.open_path(folder.path());
        harness.step();
        settle(&mut harness);
        harness.state_mut().command(&ctx, crate::gui::command::Command::ReadEncoding);
        harness.run_ok();
        let name = format!("encodings-{}.png", if dark { "dark" } else { "light" });
        harness.render().expect("rendered").save(to.join(name)).expect("written");
    }
}

#[test]
fn a_file_of_another_tool_is_named_and_nothing_is_opened_or_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("d.xmi");
    let content = "<?xml version=\"1.0\"?><xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\"/>";
    std::fs::write(&file, content).expect("writable");
    let harness = window_with([1280.0, 800.0], start(&file));
    let said = harness.state().shell.toasts.said.join("\n");
    assert!(said.contains("UIMA XMI") && said.contains("d.xmi"), "{said}");
    assert!(harness.state().editor.documents.iter().all(|open| open.path().is_none()));
    std::fs::remove_file(file).expect("there");
    assert_eq!(std::fs::read_dir(folder.path()).expect("there").count(), 0, "nothing is written");
}

#[test]
fn a_file_in_a_format_of_the_table_is_asked_about() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content, format) in [
        (
            "all.jsonl",
            "{\"id\": 0, \"text\": \"Nora left.\", \"label\": [[0, 4, \"PER\"]]}\n",
            "doccano JSON lines: 1 document",
        ),
        ("s.json", "[{\"tokens\": [\"Nora\", \"left\"], \"entities\": []}]", "SpERT JSON: 1 document"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, content).expect("writable");
        let mut harness = window_with([1280.0, 800.0], start(&file));
        settle(&mut harness);
        assert!(harness.query_by_label_contains(format).is_some(), "{name}: {:?}", harness.state().shell.toasts.said);
        assert!(harness.state().editor.documents.iter().all(|open| open.path().is_none()), "{name}");
        std::fs::remove_file(file).expect("there");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("there").count(), 0, "nothing is written");
}

#[test]
fn a_folder_shows_the_documents_that_the_commands_see() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("below")).expect("writable");
        std::fs::write(path, content).expect("writable");
    };
    for name in ["._doc.txt", "__MACOSX/doc.txt", ".ipynb_checkpoints/doc-checkpoint.txt", "doc.txt~"] {
        write(name, "\0\u{5}");
    }
    write("doc.txt", "Anna met Boris.");
    write("deep/B.TXT", "Vera met Grisha.");
    let harness = window_with([1280.0, 800.0], start(folder.path()));
    let listed = harness.state().editor.folder.opened().map(|(_, files)| files.to_vec()).expect("a folder");
    assert_eq!(listed, crate::brat::list_tree(folder.path()).expect("readable"));
    assert_eq!(listed, [folder.path().join("deep/B.TXT"), folder.path().join("doc.txt")]);
    assert!(harness.query_by_label("Document doc").is_some());
    assert!(harness.query_by_label("Document __MACOSX/doc").is_none());
}

#[test]
fn a_folder_without_texts_says_what_it_holds_instead() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("w.tsv"), "#FORMAT=WebAnno TSV 3.3\n\n#Text=Nora\n").expect("writable");
    let harness = window_with([1280.0, 800.0], start(folder.path()));
    let said = harness.state().shell.toasts.said.join("\n");
    assert!(said.contains("holds no texts") && said.contains("w.tsv: this is WebAnno TSV"), "{said}");
}

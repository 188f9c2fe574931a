//! The search driven as a person would, by keys and labels.

use super::FindTool;
use std::path::PathBuf;

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::View;
use crate::gui::Selection;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, paste, settle, window, window_with};

pub(super) const SIZE: [f32; 2] = [1280.0, 800.0];
const ENGLISH: &str = "Anna met Boris in Lisbon. Boris had written to Anna before.\nNobody else knew.";
const RUSSIAN: &str = "Анна Петрова приехала в Тверь. В Твери её ждал Борис, и Анна обрадовалась.";

/// A folder of an English, a Russian and an empty-handed document.
pub(super) fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text, ann) in [
        (
            "a-letters",
            ENGLISH,
            "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nT3\tLoc 18 24\tLisbon\nR1\tKnows Arg1:T1 Arg2:T2\n",
        ),
        (
            "b-приезд",
            RUSSIAN,
            "T1\tPeop 0 12\tАнна Петрова\nT2\tLoc 24 29\tТверь\nT3\tLoc 33 38\tТвери\nR1\tLive_In Arg1:T1 Arg2:T2\n",
        ),
        ("c-weather", "It rained all day.", ""),
    ] {
        let txt = folder.path().join(format!("{name}.txt"));
        std::fs::write(&txt, text).expect("writable");
        std::fs::write(txt.with_extension("ann"), ann).expect("writable");
    }
    folder
}

pub(super) fn opened(folder: &tempfile::TempDir) -> Window {
    window_with(SIZE, Start { paths: vec![folder.path().to_owned()], ..Start::default() })
}

/// Types into the search line, which has the keyboard.
pub(super) fn search(harness: &mut Window, line: &str) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text(line.to_owned()));
    harness.run_ok();
    settle(harness);
}

fn tool(harness: &Window) -> &FindTool {
    harness.state().tools.get().expect("listed")
}

fn found(harness: &Window) -> Vec<String> {
    let tool = tool(harness);
    tool.found
        .groups
        .iter()
        .flat_map(|group| {
            tool.found.hits[group.hits.clone()].iter().map(|hit| {
                let what = if hit.title.is_empty() { hit.line.key.clone() } else { hit.title.clone() };
                format!("{}: {} {what}", group.name, hit.kind.as_deref().unwrap_or("–"))
            })
        })
        .collect()
}

fn selected(harness: &Window) -> String {
    let state = &harness.state().editor;
    let open = state.current().expect("a document");
    let what = match &state.selection {
        Selection::Text(span) => format!("text {}", open.document.slice(*span)),
        Selection::Mention(id) => open.document.annotations.mention(*id).expect("there").text(&open.document.text),
        Selection::Relation(id) => open.document.annotations.relation(*id).expect("there").kind.to_string(),
        other => format!("{other:?}"),
    };
    format!("{}: {what}", open.document.name)
}

#[test]
fn text_is_searched_while_it_is_typed_and_enter_walks_through_the_hits() {
    let mut harness = window(SIZE);
    paste(&mut harness, "Anna met Boris. Then Anna left. The anna is a coin.");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_ok();
    search(&mut harness, "anna");
    assert_eq!(tool(&harness).found.hits.len(), 3);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert!(selected(&harness).ends_with(": Anna"), "{}", selected(&harness));
    // The third is bare text; F3 goes on from anywhere, and around.
    harness.key_press(Key::F3);
    harness.key_press(Key::F3);
    settle(&mut harness);
    assert!(selected(&harness).ends_with("text anna"), "{}", selected(&harness));
    harness.key_press(Key::F3);
    settle(&mut harness);
    assert_eq!(tool(&harness).active, Some(0));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F3);
    settle(&mut harness);
    assert_eq!(tool(&harness).active, Some(2));
    assert!(harness.query_by_label("3 of 3 hits in 1 document").is_some());
}

#[test]
fn a_folder_is_searched_and_a_click_opens_the_document() {
    let folder = folder();
    let mut harness = opened(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    harness.run_ok();
    search(&mut harness, "type:Loc");
    assert_eq!(found(&harness), ["a-letters: Loc Lisbon", "b-приезд: Loc Тверь", "b-приезд: Loc Твери"]);
    assert_eq!(harness.state().editor.documents.len(), 1, "closed documents stay closed until one is wanted");
    harness.get_by_label_contains("Hit Loc: Твери ").click();
    settle(&mut harness);
    assert_eq!(selected(&harness), "b-приезд: Твери");
    assert_eq!(harness.state().editor.documents.len(), 2);
    search_again(&mut harness, "head:Peop");
    assert_eq!(found(&harness), ["a-letters: Knows Anna → Boris", "b-приезд: Live_In Анна Петрова → Тверь"]);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert_eq!(selected(&harness), "a-letters: Knows");
}

#[test]
fn hits_in_closed_documents_say_what_stands_there() {
    let folder = folder();
    let mut harness = opened(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    harness.run_ok();
    search(&mut harness, "Тверь");
    assert_eq!(harness.state().editor.documents.len(), 1, "the Russian one is closed");
    assert_eq!(found(&harness), ["b-приезд: Loc Тверь"]);
}

fn search_again(harness: &mut Window, line: &str) {
    harness.get_by_label("Search").focus();
    harness.run_ok();
    search(harness, line);
}

#[test]
fn filters_are_buttons_and_words_of_the_line_alike() {
    let folder = folder();
    let mut harness = opened(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_ok();
    search(&mut harness, "Ann");
    assert_eq!(found(&harness).len(), 2);
    harness.get_by_label("Whole words").click();
    settle(&mut harness);
    assert_eq!(tool(&harness).line, "Ann words:yes");
    assert!(harness.query_by_label("Nothing found.").is_some());
    harness.get_by_label("Filter Type: any").click();
    harness.run_ok();
    harness.get_by_label("Location").click();
    settle(&mut harness);
    assert_eq!(tool(&harness).line, "Ann type:Loc words:yes");
    harness.key_press(Key::Escape);
    harness.run_ok();
    search_again(&mut harness, "/(a/");
    assert!(harness.query_by_label_contains("never closed").is_some(), "the error is in plain words");
    search_again(&mut harness, "/L\\w+n/");
    assert_eq!(found(&harness), ["a-letters: Loc Lisbon"]);
}

#[test]
fn corrections_change_the_hits_at_once() {
    let folder = folder();
    let mut harness = opened(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_ok();
    search(&mut harness, "type:Peop");
    assert_eq!(found(&harness).len(), 2);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    let id = harness.state().editor.selection.mention().expect("Anna");
    crate::gui::app::tests::act(&mut harness, crate::gui::Action::Delete(id.into()));
    settle(&mut harness);
    assert_eq!(found(&harness), ["a-letters: Peop Boris"]);
}

#[test]
fn similar_things_are_a_key_away() {
    let folder = folder();
    let mut harness = opened(&folder);
    let id = harness.state().editor.current().and_then(|d| d.document.annotations.relations().next().map(|r| r.id));
    crate::gui::app::tests::act(&mut harness, crate::gui::Action::Select(Selection::Relation(id.expect("Knows"))));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::L);
    settle(&mut harness);
    assert_eq!(tool(&harness).line, "type:Knows head:Peop tail:Peop");
    assert_eq!(found(&harness), ["a-letters: Knows Anna → Boris"]);
    harness.get_by_label("Folder (3)").click();
    settle(&mut harness);
    search_again(&mut harness, "near:Тверью");
    assert_eq!(found(&harness), ["b-приезд: Loc Тверь", "b-приезд: Loc Твери"]);
}

#[test]
fn a_concordance_is_ordered_and_written_as_a_table() {
    let folder = folder();
    let mut harness = opened(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    harness.run_ok();
    search(&mut harness, "type:Loc,Peop");
    harness.get_by_label("Concordance").click();
    settle(&mut harness);
    assert_eq!(tool(&harness).view, View::Concordance);
    harness.get_by_label("Keyword").click();
    settle(&mut harness);
    let tool = tool(&harness);
    let keys: Vec<&str> = tool.sequence().map(|at| tool.found.hits[at].line.key.as_str()).collect();
    assert_eq!(keys, ["Anna", "Boris", "Lisbon", "Анна Петрова", "Твери", "Тверь"]);
    let csv = folder.path().join("hits");
    let ctx = harness.ctx.clone();
    let asked = crate::gui::files::Purpose::Tool(&super::tool::SAVE_HITS);
    harness.state_mut().chosen(&ctx, asked, &csv);
    let table = std::fs::read_to_string(csv.with_extension("csv")).expect("written");
    assert!(table.starts_with("document,left,keyword"), "{table}");
    assert_eq!(
        table.lines().nth(4),
        Some("b-приезд,,Анна Петрова,\"приехала в Тверь. В Твери её ждал Борис, и Анна обрадовалась.\",Peop,,")
    );
}

#[test]
fn a_document_that_cannot_be_read_is_named() {
    let folder = folder();
    let mut harness = opened(&folder);
    std::fs::write(folder.path().join("c-weather.txt"), b"\0\0\0\x01\xff\0\0\0\x02\xfe").expect("writable");
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    harness.run_ok();
    search(&mut harness, "Anna");
    assert_eq!(found(&harness).len(), 2);
    assert!(harness.query_by_label("1 document not read").is_some());
}

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib find::tests::pictures`
#[test]
fn pictures() {
    let Some(to) = std::env::var_os("RELATA_PICTURES").map(PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    for (dark, tone) in [(false, "light"), (true, "dark")] {
        let folder = folder();
        let mut harness = opened(&folder);
        let ctx = harness.ctx.clone();
        harness.state_mut().editor.settings.dark = Some(dark);
        harness.state().apply_theme(&ctx);
        harness.state_mut().dismiss_toasts();
        let save = |harness: &mut Window, name: &str| {
            harness.run_ok();
            harness.render().expect("rendered").save(to.join(format!("find-{name}-{tone}.png"))).expect("written");
        };
        harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
        harness.run_ok();
        save(&mut harness, "empty");
        search(&mut harness, "/[АA]н?n?n?н?а?a?/");
        search(&mut harness, "type:Peop,Loc,Knows,Live_In");
        harness.key_press(Key::Enter);
        settle(&mut harness);
        save(&mut harness, "list");
        harness.get_by_label("?").click();
        harness.run_ok();
        save(&mut harness, "help");
        harness.key_press(Key::Escape);
        harness.run_ok();
        harness.get_by_label("Concordance").click();
        harness.run_ok();
        harness.get_by_label("Left context").click();
        settle(&mut harness);
        save(&mut harness, "concordance");
    }
}

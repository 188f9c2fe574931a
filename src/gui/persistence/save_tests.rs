//! What files get: gold and guesses apart, and all work, whichever document it is in. Driven by role and label.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::tests::{Desk, add, press};
use crate::brat::Predictions;
use crate::domain::Review;
use crate::gui::Action;
use crate::gui::app::tests::{Window, act, mentions, settle};
use crate::gui::command::Command;

const SAVE: (Modifiers, Key) = (Modifiers::COMMAND, Key::S);
const PLAIN: &str = "T1\tPeop 0 4\tAnna\nT2\tLoc 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n";

/// Documents that the model reads by itself.
fn bare(names: &[&str]) -> Desk {
    let desk = Desk::new(&[]);
    for name in names {
        std::fs::write(desk.folder.path().join(format!("{name}.txt")), "Anna met Boris.\n").expect("writable");
    }
    desk
}

fn ann(desk: &Desk, name: &str) -> String {
    std::fs::read_to_string(desk.ann(name)).unwrap_or_default()
}

fn save(harness: &mut Window) {
    press(harness, SAVE.0, SAVE.1);
}

fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click();
    settle(harness);
}

fn command(harness: &mut Window, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, command);
    settle(harness);
}

fn asks(harness: &Window) -> bool {
    harness.query_by_label("What becomes of predictions in the file?").is_some()
}

fn notes(ann: &str) -> usize {
    ann.lines().filter(|line| line.contains("relata: model fake score") && line.ends_with(", open")).count()
}

#[test]
fn the_first_save_asks_once_for_the_folder_and_marked_predictions_come_back_as_such() {
    let desk = bare(&["a", "b"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    save(&mut harness);
    assert!(asks(&harness));
    assert_eq!(ann(&desk, "a"), "", "nothing is written before the answer");
    // The default has the focus.
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let first = ann(&desk, "a");
    assert!(first.starts_with(PLAIN), "{first}");
    assert_eq!(notes(&first), 3, "{first}");
    assert!(harness.query_by_label("Predictions: marked ⏷").is_some(), "beside the saved state");
    assert!(harness.query_by_label("Saved").is_some());
    harness.get_by_label("Document b").click();
    settle(&mut harness);
    save(&mut harness);
    assert!(!asks(&harness), "once for the folder");
    assert_eq!(notes(&ann(&desk, "b")), 3);
    drop(harness);

    // Also where nobody remembers anything: the file says it.
    let elsewhere = Desk::new(&[]);
    let txt = elsewhere.folder.path().join("c.txt");
    std::fs::copy(desk.folder.path().join("a.txt"), &txt).expect("writable");
    std::fs::copy(desk.ann("a"), elsewhere.ann("c")).expect("writable");
    let mut harness = elsewhere.start_themed(&[&txt], None);
    let open = harness.state().editor.current().expect("open");
    assert_eq!((open.open_predictions(), open.document.annotations.extras().count()), (3, 0));
    assert!(harness.query_by_label_contains("relata: model").is_none(), "no note of a person");
    assert_eq!(harness.state().editor.analyses.revision, 0);
    // A decision is written into the note.
    let first = open.document.annotations.mentions().next().expect("Anna").id;
    act(&mut harness, Action::Review { item: first.into(), review: Review::Accepted });
    save(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!((notes(&ann(&elsewhere, "c")), ann(&elsewhere, "c").matches(", accepted").count()), (2, 1));
}

#[test]
fn only_what_is_confirmed_can_be_saved_and_the_choice_changed_beside_the_saved_state() {
    let desk = bare(&["a"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    let anna = harness.state().editor.current().and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
    act(&mut harness, Action::Review { item: anna.expect("Anna").into(), review: Review::Accepted });
    save(&mut harness);
    click(&mut harness, "Only what is confirmed");
    assert_eq!(ann(&desk, "a"), "T1\tPeop 0 4\tAnna\n");
    assert_eq!(mentions(&harness).len(), 2, "the others stay here");
    assert!(harness.state().editor.current().is_some_and(|open| !open.is_dirty()));
    drop(harness);
    // Another day.
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    assert_eq!(mentions(&harness).len(), 2);
    harness.get_by_label("Predictions: left out ⏷").click();
    harness.run_ok();
    click(&mut harness, "Write all, unmarked");
    save(&mut harness);
    assert!(!asks(&harness));
    assert_eq!(ann(&desk, "a"), PLAIN);
    harness.get_by_label("Predictions: unmarked ⏷").click();
    harness.run_ok();
    click(&mut harness, "Only what is confirmed");
    save(&mut harness);
    assert_eq!(ann(&desk, "a"), "T1\tPeop 0 4\tAnna\n", "that is no loss: it was asked for");
}

#[test]
fn a_question_that_is_not_answered_saves_nothing_and_comes_again() {
    let desk = bare(&["a"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    for _ in 0..2 {
        save(&mut harness);
        click(&mut harness, "Do not save");
        assert_eq!(ann(&desk, "a"), "");
    }
}

#[test]
fn where_nothing_is_predicted_nothing_is_asked() {
    let desk = Desk::new(&["a"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    add(&mut harness, 5, 8);
    save(&mut harness);
    assert!(!asks(&harness));
    assert_eq!(ann(&desk, "a"), "T1\tPeop 0 4\tanna\nT2\tLoc 5 8\tmet\n");
    assert!(harness.query_by_label_contains("Predictions:").is_none());
}

#[test]
fn saving_by_itself_uses_the_choice_and_asks_for_it_at_most_once() {
    let desk = bare(&["a"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    command(&mut harness, Command::SaveByItself);
    let wait = |harness: &mut Window, until: &dyn Fn(&Window) -> bool| {
        let limit = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while !until(harness) {
            assert!(std::time::Instant::now() < limit, "nothing happened");
            std::thread::sleep(std::time::Duration::from_millis(20));
            harness.step();
        }
    };
    add(&mut harness, 5, 8);
    wait(&mut harness, &asks);
    settle(&mut harness);
    click(&mut harness, "Do not save");
    // One edit more does not ask again by itself; a save does.
    add(&mut harness, 0, 8);
    for _ in 0..40 {
        std::thread::sleep(std::time::Duration::from_millis(20));
        harness.step();
        assert!(!asks(&harness));
    }
    save(&mut harness);
    click(&mut harness, "Write all, predictions marked");
    add(&mut harness, 0, 14);
    wait(&mut harness, &|harness| harness.state().editor.dirty().next().is_none());
    assert!(notes(&ann(&desk, "a")) >= 3);
}

#[test]
fn a_pasted_text_is_asked_about_when_it_gets_a_file() {
    let desk = Desk::new(&[]);
    let mut harness = desk.start_themed(&[], None);
    crate::gui::app::tests::paste(&mut harness, "Anna met Boris.");
    let id = harness.state().editor.current.expect("open");
    let path = desk.folder.path().join("note.txt");
    crate::editor::save_as(&mut harness.state_mut().editor, id, &path);
    harness.run_ok();
    assert!(asks(&harness) && !path.exists());
    click(&mut harness, "Write all, predictions marked");
    assert_eq!(notes(&ann(&desk, "note")), 3);
    let chosen = harness.state().editor.current().and_then(|open| open.predictions());
    assert_eq!(chosen, Some(Predictions::Marked), "it is remembered for the file");
}

#[test]
fn save_all_means_all_that_has_unsaved_work_opened_in_this_run_or_not() {
    let desk = Desk::new(&["a", "b", "c"]);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    add(&mut harness, 5, 8);
    harness.get_by_label("Document b").click();
    settle(&mut harness);
    add(&mut harness, 5, 8);
    drop(harness);
    // Another day, nobody has looked at b.
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    assert_eq!(harness.state().editor.documents.len(), 1);
    command(&mut harness, Command::SaveAll);
    let saved = "T1\tPeop 0 4\tanna\nT2\tLoc 5 8\tmet\n";
    assert_eq!([ann(&desk, "a"), ann(&desk, "b")], [saved, saved]);
    assert_eq!(ann(&desk, "c"), "T1\tPeop 0 4\tanna\n");
    assert_eq!(harness.state().shell.toasts.said.last().map(String::as_str), Some("Saved 2 documents"));
    let open = &harness.state().editor;
    assert_eq!((open.documents.len(), open.dirty().count()), (1, 0), "b is closed again");
    assert!(harness.query_by_label("Document b").is_some(), "and not marked as unsaved");
    drop(harness);
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    command(&mut harness, Command::SaveAll);
    assert_eq!(harness.state().shell.toasts.said.last().map(String::as_str), Some("Saved 0 documents"));
}

#[test]
fn what_came_in_the_way_of_one_document_is_asked_and_the_others_are_saved_then() {
    let desk = Desk::new(&["a", "b"]);
    std::fs::write(desk.folder.path().join("c.txt"), "Anna met Boris.\n").expect("writable");
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    for (name, place) in [("b", (5, 8)), ("c", (5, 8)), ("a", (5, 8))] {
        harness.get_by_label_contains(&format!("Document {name}")).click();
        settle(&mut harness);
        add(&mut harness, place.0, place.1);
    }
    drop(harness);
    std::fs::write(desk.ann("a"), "T1\tOrg 0 4\tanna\n").expect("writable");
    let mut harness = desk.start_themed(&[desk.folder.path()], None);
    if harness.query_by_label("Decide later").is_some() {
        click(&mut harness, "Decide later");
    }
    command(&mut harness, Command::SaveAll);
    click(&mut harness, "Merge both");
    assert!(asks(&harness), "c holds predictions");
    click(&mut harness, "Write all, predictions marked");
    assert_eq!(ann(&desk, "a"), "T1\tOrg 0 4\tanna\nT2\tLoc 5 8\tmet\n");
    assert_eq!(ann(&desk, "b"), "T1\tPeop 0 4\tanna\nT2\tLoc 5 8\tmet\n");
    assert!(notes(&ann(&desk, "c")) >= 3);
    assert_eq!(harness.state().shell.toasts.said.last().map(String::as_str), Some("Saved 3 documents"));
}

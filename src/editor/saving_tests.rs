//! Saving, leaving and reading files without a window: what is asked, and what the files hold.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{
    Action, Answer, Editor, Frame, Leaving, Question, SavedFirst, answer, apply, at_stake, begin, close_folder,
    close_shown, discard, save, save_all, save_as, save_first, tick,
};
use crate::brat::Predictions;
use crate::session::{DocumentId, Settings, Workspace};
use crate::text::Span;

const ANN: &str = "T1\tPeop 0 4\tanna\n";
const BOTH: &str = "T1\tPeop 0 4\tanna\nT2\tLoc 5 8\tmet\n";

/// A folder with these documents.
fn folder(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in names {
        std::fs::write(folder.path().join(format!("{name}.txt")), "anna met boris.").expect("writable");
        std::fs::write(folder.path().join(format!("{name}.ann")), ANN).expect("writable");
    }
    folder
}

/// An editor that keeps nothing, with these files open.
fn opened(paths: &[PathBuf]) -> Editor {
    let mut editor = Editor::new(Settings::default(), None, Workspace::default());
    begin(&mut editor, paths);
    settle(&mut editor);
    editor
}

fn settle(editor: &mut Editor) {
    let limit = Instant::now() + Duration::from_secs(60);
    tick(editor, Frame::default());
    while editor.importing.is_running() || editor.folder.listing.is_some() {
        assert!(Instant::now() < limit, "nothing came of it");
        std::thread::sleep(Duration::from_millis(2));
        tick(editor, Frame::default());
    }
}

fn add(editor: &mut Editor) {
    let of = editor.current;
    apply(editor, of, Action::AddMention { span: Span::new(5, 8), kind: "Loc".into() });
}

fn shown(editor: &Editor) -> DocumentId {
    editor.current.expect("one is shown")
}

fn said(editor: &mut Editor) -> String {
    editor.take_notices().into_iter().map(|notice| notice.text).collect::<Vec<_>>().join("\n")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn files_follow_hands_that_rest_and_not_those_that_hold_something() {
    let folder = folder(&["a"]);
    let (txt, ann) = (folder.path().join("a.txt"), folder.path().join("a.ann"));
    let mut editor = opened(&[txt]);
    editor.settings.save_by_itself = true;
    let frame = |time: f64| Frame { time, ..Frame::default() };
    add(&mut editor);
    let wait = tick(&mut editor, frame(10.0)).again.expect("to be saved soon");
    assert!(wait <= Duration::from_millis(500) && wait > Duration::from_millis(400), "{wait:?}");
    tick(&mut editor, frame(10.4));
    assert_eq!(read(&ann), ANN);
    tick(&mut editor, Frame { is_held: true, ..frame(10.6) });
    assert_eq!(read(&ann), ANN, "a drag is one change");
    assert_eq!(tick(&mut editor, frame(10.7)).again, None);
    assert_eq!(read(&ann), BOTH);
    assert_eq!(said(&mut editor), "", "that is worth no word");
}

#[test]
fn what_is_left_is_saved_thrown_away_or_needs_a_place_first() {
    let folder = folder(&["a"]);
    let (txt, ann) = (folder.path().join("a.txt"), folder.path().join("a.ann"));
    let mut editor = opened(&[txt]);
    let a = shown(&editor);
    assert_eq!(at_stake(&editor, Leaving::Everything).documents, []);
    add(&mut editor);
    editor.add_text("olga left.");
    let everything = at_stake(&editor, Leaving::Everything);
    let names: Vec<(&str, bool)> = everything.documents.iter().map(|d| (d.name.as_str(), d.has_file)).collect();
    assert_eq!((names, everything.is_kept), (vec![("a", true), ("olga left.", false)], false));
    assert_eq!(at_stake(&editor, Leaving::Document(a)).documents.len(), 1);
    assert_eq!(save_first(&mut editor, &everything), SavedFirst::NeedsPlace);
    assert_eq!(
        (read(&ann).as_str(), editor.current().map(|open| open.document.name.as_str())),
        (BOTH, Some("olga left."))
    );
    // Now only the pasted text is at stake.
    let rest = at_stake(&editor, Leaving::Everything);
    assert_eq!(rest.documents.len(), 1);
    discard(&mut editor, &rest);
    assert_eq!(at_stake(&editor, Leaving::Everything).documents, []);
    assert_eq!((close_shown(&mut editor), editor.documents.len()), (None, 0), "nothing is asked about what is saved");
}

#[test]
fn a_file_that_has_changed_stops_saving_until_somebody_has_decided() {
    let folder = folder(&["a"]);
    let (txt, ann) = (folder.path().join("a.txt"), folder.path().join("a.ann"));
    let mut editor = opened(&[txt]);
    add(&mut editor);
    std::fs::write(&ann, "T1\tOrg 0 4\tanna\n").expect("writable");
    let everything = at_stake(&editor, Leaving::Everything);
    assert_eq!(save_first(&mut editor, &everything), SavedFirst::Stopped);
    assert!(matches!(editor.saving.question(), Some(Question::External { save: true, .. })));
    answer(&mut editor, Answer::Decide(crate::session::Decision::Merge));
    assert!(editor.saving.question().is_none());
    assert_eq!(read(&ann), "T1\tOrg 0 4\tanna\nT2\tLoc 5 8\tmet\n");
    // A question about a document that is closed meanwhile is void.
    super::ask_about_predictions(&mut editor);
    let id = shown(&editor);
    editor.discard(id);
    tick(&mut editor, Frame::default());
    assert!(editor.saving.question().is_none());
}

#[test]
fn an_answer_to_another_question_changes_nothing() {
    let folder = folder(&["a"]);
    let ann = folder.path().join("a.ann");
    let mut editor = opened(&[folder.path().join("a.txt")]);
    add(&mut editor);
    super::ask_about_predictions(&mut editor);
    answer(&mut editor, Answer::SaveAnyway);
    assert_eq!((read(&ann).as_str(), editor.saving.question().is_none()), (ANN, true));
}

#[test]
fn a_page_is_read_on_a_thread_and_its_text_saved_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("news.html");
    std::fs::write(&page, "<p>anna met <b>boris</b>.</p>").expect("writable");
    let mut editor = opened(std::slice::from_ref(&page));
    assert_eq!(editor.current().map(|open| open.document.text.to_string()).as_deref(), Some("anna met boris.\n"));
    add(&mut editor);
    assert!(save(&mut editor), "its place is beside the page");
    assert_eq!(read(&folder.path().join("news.ann")), "T1\tLoc 5 8\tmet\n");
    assert!(said(&mut editor).contains("news.ann"));
}

#[test]
fn a_text_without_a_file_is_named_when_all_is_saved_and_gets_its_place_later() {
    let folder = folder(&["a", "b"]);
    let mut editor = opened(&[folder.path().to_owned()]);
    add(&mut editor);
    let id = editor.add_text("olga left.");
    assert!(!save(&mut editor), "a place must be chosen");
    save_all(&mut editor);
    while editor.saving.is_running() {
        tick(&mut editor, Frame::default());
    }
    assert_eq!(read(&folder.path().join("a.ann")), BOTH);
    assert_eq!(said(&mut editor), "Saved 1 document. In no file yet: olga left. (Save as… when it is shown)");
    save_as(&mut editor, id, &folder.path().join("c"));
    assert_eq!(read(&folder.path().join("c.txt")), "olga left.");
    // What was saved into the folder goes with it; nothing is lost, so nothing is asked.
    assert!(close_folder(&mut editor));
    assert_eq!((editor.documents.len(), editor.folder.is_open()), (0, false));
}

#[test]
fn a_choice_about_predictions_holds_for_the_whole_folder() {
    let folder = folder(&["a", "b"]);
    let mut editor = opened(&[folder.path().join("a.txt"), folder.path().join("b.txt")]);
    let id = shown(&editor);
    super::choose_predictions(&mut editor, id, Predictions::None);
    let choices: Vec<Option<Predictions>> = editor.documents.iter().map(|open| open.predictions()).collect();
    assert_eq!(choices, [Some(Predictions::None); 2]);
}

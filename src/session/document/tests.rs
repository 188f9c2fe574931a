use std::sync::Arc;

use super::*;
use crate::domain::{Fragments, MentionId, RelationId, change};
use crate::session::Restored;
use crate::session::store::Store;

fn add(open: &mut OpenDocument, start: usize, end: usize) -> MentionId {
    let fragments = Fragments::one(Span::new(start, end));
    let (id, edits) = change::add_mention(&mut open.document.annotations, "Peop".into(), fragments);
    open.perform("add", edits).expect("in the text");
    id
}

fn said(open: &OpenDocument) -> Vec<String> {
    let name = |m: &crate::domain::Mention| format!("{} {}", m.kind, m.text(&open.document.text));
    open.document.annotations.mentions().map(name).collect()
}

fn predict(open: &mut OpenDocument, spans: &[(usize, usize, f32)]) {
    let annotations = &mut open.document.annotations;
    let origin = |score| Origin::Model { model: "m".into(), score };
    let mention = |(start, end, score): &(usize, usize, f32)| {
        let fragments = Fragments::one(Span::new(*start, *end));
        let id = annotations.fresh_mention();
        let review = Review::Open;
        Edit::Insert(
            crate::domain::Mention { id, kind: "Peop".into(), fragments, origin: origin(*score), review }.into(),
        )
    };
    let edits = spans.iter().map(mention).collect();
    open.predict(edits).expect("in the text");
}

struct Desk {
    folder: tempfile::TempDir,
}

const TEXT: &str = "Anna met Boris and Vera. Анна встретила Бориса 🙂.";

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(desk.txt(), TEXT).expect("writable");
        desk
    }

    fn txt(&self) -> PathBuf {
        self.folder.path().join("a.txt")
    }

    fn ann(&self) -> String {
        std::fs::read_to_string(self.txt().with_extension("ann")).expect("there")
    }

    /// As after a restart; the store before must be dropped.
    fn open(&self) -> (OpenDocument, Restored) {
        let store = Arc::new(Store::open(&self.folder.path().join("home")).expect("free"));
        let mut open = OpenDocument::open(DocumentId(1), &self.txt()).expect("readable");
        let restored = open.restore_from(&store, "a.txt");
        (open, restored)
    }
}

#[test]
fn undo_goes_on_after_a_restart_across_a_save() {
    let desk = Desk::new();
    let (mut open, restored) = desk.open();
    assert_eq!(restored, Restored::Nothing);
    let (gone, anna) = (add(&mut open, 19, 23), add(&mut open, 0, 4));
    let boris = add(&mut open, 9, 14);
    let edits = change::delete(&open.document.annotations, gone);
    open.perform("delete", edits).expect("exists");
    open.save().expect("writable");
    assert!(!open.is_dirty());
    // After the save: ids in memory are 2 and 3, a fresh reading gives 1 and 2.
    let edits = change::retag_mention(&open.document.annotations, boris, "Loc".into());
    open.perform("retag", edits).expect("exists");
    let (_, edits) = change::add_relation(&mut open.document.annotations, "Knows".into(), anna, boris);
    open.perform("relate", edits).expect("exists");
    let before = open.document.annotations.clone();
    drop(open);

    let (mut again, restored) = desk.open();
    assert_eq!(restored, Restored::Unsaved(2));
    assert_eq!(again.document.annotations, before);
    assert!(again.is_dirty());
    let labels: Vec<Option<String>> = (0..7).map(|_| again.undo().expect("applies")).collect();
    let expected = ["relate", "retag", "delete", "add", "add", "add"].map(|l| Some(l.to_owned()));
    assert_eq!(labels[..6], expected);
    assert_eq!(labels[6], None);
    assert!(said(&again).is_empty());
    drop(again);

    let (mut third, _) = desk.open();
    assert!(third.document.annotations.is_empty());
    while third.redo().expect("applies").is_some() {}
    assert_eq!(third.document.annotations, before);
}

#[test]
fn who_made_what_survives_the_file_which_cannot_say_it() {
    let desk = Desk::new();
    let (mut open, _) = desk.open();
    add(&mut open, 0, 4);
    predict(&mut open, &[(9, 14, 0.9), (19, 23, 0.1)]);
    let strict = Visibility { entity: 0.5, ..Visibility::default() };
    open.set_visibility(strict.clone());
    let edits = change::review_mention(&open.document.annotations, MentionId(2), Review::Accepted);
    open.perform("accept", edits).expect("exists");
    open.save().expect("writable");
    assert_eq!(desk.ann(), "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\n");
    let before = open.document.annotations.clone();
    drop(open);
    let (again, restored) = desk.open();
    assert_eq!(restored, Restored::Saved);
    assert_eq!(again.document.annotations, before, "the hidden prediction, the scores, the review");
    assert_eq!(again.visibility, strict);
    assert!(!again.is_dirty());
}

#[test]
fn a_deleted_line_comes_back_as_it_was_and_in_its_place_after_a_restart() {
    let desk = Desk::new();
    let ann = "T7\tPeop 0 4\tAnna\r\n# odd\r\nT3\tPeop 9 14\tBoris\t\r\nR1\tKnows Arg1:T7 Arg2:T3\t\r\n";
    std::fs::write(desk.txt().with_extension("ann"), ann).expect("writable");
    let (mut open, _) = desk.open();
    let first = open.document.annotations.mentions().next().map(|m| m.id).expect("two");
    let edits = change::delete(&open.document.annotations, first);
    open.perform("delete", edits).expect("exists");
    open.save().expect("writable");
    assert_eq!(desk.ann(), "# odd\r\nT3\tPeop 9 14\tBoris\t\r\n");
    drop(open);
    let (mut again, _) = desk.open();
    assert_eq!(again.undo().expect("applies").as_deref(), Some("delete"));
    again.save().expect("writable");
    assert_eq!(desk.ann(), ann);
}

#[test]
fn a_note_of_a_models_share_comes_back_in_its_place_with_its_item_after_a_restart() {
    let desk = Desk::new();
    let note = |number: u32, of: &str| format!("#{number}\tAnnotatorNotes {of}\trelata: model m score 0.9, accepted\n");
    let [first, second] = [note(1, "T1"), note(2, "T2")];
    let ann = format!("T1\tPeop 0 4\tAnna\n{first}T2\tPeop 9 14\tBoris\n{second}T3\tPeop 19 23\tVera\n");
    std::fs::write(desk.txt().with_extension("ann"), &ann).expect("writable");
    let (mut open, _) = desk.open();
    let all: Vec<MentionId> = open.document.annotations.mentions().map(|m| m.id).collect();
    for id in &all[..2] {
        let edits = change::delete(&open.document.annotations, *id);
        open.perform("delete", edits).expect("exists");
    }
    open.save().expect("writable");
    assert_eq!(desk.ann(), "T3\tPeop 19 23\tVera\n");
    drop(open);
    let (mut again, _) = desk.open();
    again.undo().expect("applies");
    again.save().expect("writable");
    assert_eq!(desk.ann(), format!("T2\tPeop 9 14\tBoris\n{second}T3\tPeop 19 23\tVera\n"));
    drop(again);
    let (mut again, _) = desk.open();
    again.undo().expect("applies");
    again.save().expect("writable");
    assert_eq!(desk.ann(), ann);
}

#[test]
fn thresholds_of_a_folder_make_nothing_unsaved() {
    let desk = Desk::new();
    let ann = "T1\tPeop 0 4\tAnna\n#1\tAnnotatorNotes T1\trelata: model m score 0.9, open\n";
    std::fs::write(desk.txt().with_extension("ann"), ann).expect("writable");
    let (mut open, _) = desk.open();
    let strict = Visibility { entity: 0.95, ..Visibility::default() };
    open.view_at(&strict);
    assert_eq!((said(&open).len(), open.visibility == strict, open.is_dirty()), (1, true, false));
    drop(open);
    let (mut again, restored) = desk.open();
    assert_ne!(restored, Restored::Unsaved(0));
    again.set_visibility(strict);
    assert!(again.is_dirty(), "a person moved this document's own");
}

#[test]
fn undoing_back_to_the_saved_state_is_clean() {
    let desk = Desk::new();
    let (mut open, _) = desk.open();
    add(&mut open, 0, 4);
    open.save().expect("writable");
    add(&mut open, 9, 14);
    assert!(open.is_dirty());
    open.undo().expect("undo");
    assert!(!open.is_dirty());
    drop(open);
    let (mut open, restored) = desk.open();
    assert_eq!(restored, Restored::Saved);
    open.undo().expect("undo");
    assert!(open.is_dirty(), "the file holds more than the document now");
    open.save().expect("writable");
    assert_eq!(desk.ann(), "");
}

#[test]
fn discarded_changes_are_gone_and_earlier_steps_stay() {
    let desk = Desk::new();
    let (mut open, _) = desk.open();
    add(&mut open, 0, 4);
    open.save().expect("writable");
    add(&mut open, 9, 14);
    open.discard_kept();
    drop(open);
    let (mut open, restored) = desk.open();
    assert_eq!((restored, said(&open)), (Restored::Saved, vec!["Peop Anna".to_owned()]));
    assert_eq!(open.undo().expect("applies").as_deref(), Some("add"));
    assert!(said(&open).is_empty());
}

#[test]
fn a_save_that_would_lose_what_nobody_deleted_asks_first() {
    let desk = Desk::new();
    let (mut open, _) = desk.open();
    predict(&mut open, &[(0, 4, 0.9), (9, 14, 0.5), (19, 23, 0.5), (5, 8, 0.5)]);
    open.save().expect("writable");
    open.set_visibility(Visibility { entity: 0.8, ..Visibility::default() });
    let error = open.save().expect_err("three of four are hidden");
    assert!(error.to_string().contains("holds 4 annotations, and only 1 would be left"), "{error}");
    assert_eq!(desk.ann().lines().count(), 4);
    open.save_despite_loss().expect("asked for");
    assert_eq!(desk.ann().lines().count(), 1);
}

#[test]
fn what_a_person_deletes_needs_no_question() {
    let desk = Desk::new();
    let (mut open, _) = desk.open();
    let ids = [add(&mut open, 0, 4), add(&mut open, 9, 14), add(&mut open, 19, 23)];
    open.save().expect("writable");
    for id in ids {
        let edits = change::delete(&open.document.annotations, id);
        open.perform("delete", edits).expect("exists");
    }
    open.save().expect("all three were deleted by hand");
    assert_eq!(desk.ann(), "");
}

#[test]
fn nothing_is_overwritten_that_another_program_wrote() {
    let desk = Desk::new();
    let (mut open, _) = desk.open();
    add(&mut open, 0, 4);
    std::fs::write(desk.txt().with_extension("ann"), "T1\tLoc 9 14\tBoris\n").expect("writable");
    assert!(matches!(open.save(), Err(SaveError::ChangedOutside { .. })));
    assert_eq!(desk.ann(), "T1\tLoc 9 14\tBoris\n");
    std::fs::write(desk.txt(), "Another text").expect("writable");
    assert!(matches!(open.save(), Err(SaveError::TextChanged { .. })));
}

#[test]
fn unsaved_work_outlives_its_text() {
    let desk = Desk::new();
    let (mut open, _) = desk.open();
    add(&mut open, 9, 14);
    drop(open);
    std::fs::write(desk.txt(), "Another text").expect("writable");
    let (other, restored) = desk.open();
    let Restored::TextChanged(Some(key)) = restored else { panic!("{restored:?}") };
    assert_eq!(other.document.annotations.mention_count(), 0);
    let store = other.keeper().expect("kept").store().clone();
    let rescued = OpenDocument::loose(DocumentId(2), &store, &key).expect("stored");
    assert_eq!((said(&rescued), &*rescued.document.text), (vec!["Peop Boris".to_owned()], TEXT));
}

#[test]
fn a_read_only_document_refuses_and_says_why() {
    let desk = Desk::new();
    let (mut open, _) = desk.open();
    open.set_read_only(Some("another window".into()));
    let fragments = Fragments::one(Span::new(0, 4));
    let (_, edits) = change::add_mention(&mut open.document.annotations, "Peop".into(), fragments);
    assert_eq!(open.perform("add", edits).map_err(|e| e.to_string()), Err("another window".into()));
    assert!(open.save().is_err());
    assert!(open.document.annotations.relation(RelationId(1)).is_none());
}

#[test]
fn one_undo_parts_what_became_one() {
    let desk = Desk::new();
    let (mut open, _) = desk.open();
    let (anna, boris) = (add(&mut open, 0, 4), add(&mut open, 9, 14));
    let edits = change::resize_mention(&open.document.annotations, boris, Fragments::one(Span::new(0, 4)));
    open.perform("resize", edits).expect("in the text");
    assert_eq!(open.joined().pairs, [(anna, boris)]);
    assert_eq!(said(&open), ["Peop Anna"]);
    drop(open);
    let (mut open, _) = desk.open();
    assert_eq!(said(&open), ["Peop Anna"], "also after a restart");
    assert!(open.undo().expect("a step").is_some());
    assert_eq!(said(&open), ["Peop Anna", "Peop Boris"]);
}

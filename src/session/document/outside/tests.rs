use std::sync::Arc;

use super::*;
use crate::domain::{Fragments, Mention, MentionId, Origin, Review, change};
use crate::session::store::Store;
use crate::session::{DocumentId, Restored};
use crate::text::Span;

const TEXT: &str = "Anna met Boris and Vera. Анна встретила Бориса 🙂.";
const ANN: &str = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n";

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> (Self, OpenDocument) {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(desk.txt(), TEXT).expect("writable");
        desk.write(ANN);
        let open = OpenDocument::open(DocumentId(1), &desk.txt()).expect("readable");
        (desk, open)
    }

    fn txt(&self) -> PathBuf {
        self.folder.path().join("a.txt")
    }

    fn write(&self, ann: &str) {
        std::fs::write(self.txt().with_extension("ann"), ann).expect("writable");
    }

    fn ann(&self) -> String {
        std::fs::read_to_string(self.txt().with_extension("ann")).expect("there")
    }
}

fn changes(open: &mut OpenDocument) -> Changes {
    match open.look_outside() {
        Outside::Annotations(changes) => *changes,
        other => panic!("{other:?}"),
    }
}

fn said(open: &OpenDocument) -> Vec<String> {
    let annotations = &open.document.annotations;
    let text = |id| annotations.mention(id).map(|m| m.text(TEXT)).unwrap_or_default();
    let mentions = annotations.mentions().map(|m| format!("{} {}", m.kind, m.text(TEXT)));
    let relations = annotations.relations().map(|r| format!("{} {} {}", text(r.head), r.kind, text(r.tail)));
    mentions.chain(relations).collect()
}

fn retag(open: &mut OpenDocument, id: u32, kind: &str) {
    let edits = change::retag_mention(&open.document.annotations, MentionId(id), kind.into());
    open.perform("retag", edits).expect("exists");
}

#[test]
fn a_clean_document_takes_over_what_changed_and_undo_brings_it_back() {
    let (desk, mut open) = Desk::new();
    desk.write("T1\tPeop 0 4\tAnna\nT2\tLoc 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\nT3\tPeop 19 23\tVera\n");
    let changes = changes(&mut open);
    assert_eq!((changes.count, changes.conflicts.len()), (2, 0));
    open.decide(changes, Decision::Merge).expect("applies");
    assert_eq!(said(&open), ["Peop Anna", "Loc Boris", "Peop Vera", "Anna Knows Boris"]);
    assert!(!open.is_dirty());
    assert!(matches!(open.look_outside(), Outside::Unchanged));
    open.undo().expect("applies");
    assert_eq!(said(&open), ["Peop Anna", "Peop Boris", "Anna Knows Boris"]);
    assert!(open.is_dirty());
    open.save().expect("writable");
    assert_eq!(desk.ann(), ANN);
}

#[test]
fn both_sides_come_together_and_a_contradiction_is_named() {
    let (desk, mut open) = Desk::new();
    retag(&mut open, 1, "Org");
    desk.write("T1\tLoc 0 4\tAnna\nT2\tPeop 9 14\tBoris\nT3\tPeop 19 23\tVera\n");
    let changes = changes(&mut open);
    assert_eq!(changes.conflicts, ["Org “Anna”: changed here and in the file; what is here stays"]);
    open.decide(changes, Decision::Merge).expect("applies");
    assert_eq!(said(&open), ["Org Anna", "Peop Boris", "Peop Vera"]);
    assert!(open.is_dirty());
    open.save().expect("writable");
    assert_eq!(desk.ann(), "T1\tOrg 0 4\tAnna\nT2\tPeop 9 14\tBoris\nT3\tPeop 19 23\tVera\n");
}

#[test]
fn mine_overwrites_at_the_next_save_and_theirs_can_be_undone() {
    let (desk, mut open) = Desk::new();
    retag(&mut open, 1, "Org");
    desk.write("T2\tPeop 9 14\tBoris\n");
    let look = changes(&mut open);
    open.decide(look, Decision::Mine).expect("applies");
    open.save().expect("no longer a surprise");
    assert_eq!(desk.ann(), ANN.replace("Peop 0", "Org 0"));

    desk.write("T2\tPeop 9 14\tBoris\n");
    retag(&mut open, 2, "Loc");
    let look = changes(&mut open);
    open.decide(look, Decision::Theirs).expect("applies");
    assert_eq!(said(&open), ["Peop Boris"]);
    assert!(!open.is_dirty());
    open.undo().expect("applies");
    assert_eq!(said(&open), ["Org Anna", "Loc Boris", "Anna Knows Boris"]);
}

#[test]
fn numbering_all_lines_anew_is_no_change_of_an_item() {
    let (desk, mut open) = Desk::new();
    desk.write("T8\tPeop 9 14\tBoris\nT1\tPeop 19 23\tVera\nT9\tPeop 0 4\tAnna\nR5\tKnows Arg1:T9 Arg2:T8\n");
    let before: Vec<ItemIdOf> = ids(&open);
    let changes = changes(&mut open);
    assert_eq!(changes.count, 1, "Vera alone is new");
    open.decide(changes, Decision::Merge).expect("applies");
    assert!(before.iter().all(|id| ids(&open).contains(id)));
    retag(&mut open, 1, "Org");
    open.save().expect("writable");
    assert_eq!(
        desk.ann(),
        "T8\tPeop 9 14\tBoris\nT1\tPeop 19 23\tVera\nT9\tOrg 0 4\tAnna\nR5\tKnows Arg1:T9 Arg2:T8\n"
    );
}

type ItemIdOf = (u32, String);

fn ids(open: &OpenDocument) -> Vec<ItemIdOf> {
    open.document.annotations.mentions().map(|m| (m.id.0, m.text(TEXT))).collect()
}

#[test]
fn a_relation_drawn_here_keeps_the_entity_that_was_deleted_there() {
    let (desk, mut open) = Desk::new();
    let (_, edits) = change::add_relation(&mut open.document.annotations, "Likes".into(), MentionId(2), MentionId(1));
    open.perform("relate", edits).expect("exists");
    desk.write("T2\tPeop 9 14\tBoris\n");
    let changes = changes(&mut open);
    assert!(
        changes.conflicts.iter().any(|c| c.contains("Anna") && c.contains("still used")),
        "{:?}",
        changes.conflicts
    );
    open.decide(changes, Decision::Merge).expect("applies");
    assert_eq!(said(&open), ["Peop Anna", "Peop Boris", "Boris Likes Anna"]);
}

#[test]
fn who_made_an_item_stays_where_its_line_did_and_goes_where_it_was_changed() {
    let (desk, mut open) = Desk::new();
    let origin = Origin::Model { model: "m".into(), score: 0.9 };
    let id = open.document.annotations.fresh_mention();
    let fragments = Fragments::one(Span::new(19, 23));
    let vera = Mention { id, kind: "Peop".into(), fragments, origin: origin.clone(), review: Review::Open };
    open.predict(vec![crate::domain::Edit::Insert(vera.into())]).expect("fits");
    open.save().expect("writable");
    desk.write(&format!("{}T9\tLoc 0 8\tAnna met\n", desk.ann()));
    let look = changes(&mut open);
    open.decide(look, Decision::Merge).expect("applies");
    assert_eq!(open.document.annotations.mention(id).map(|m| m.origin.clone()), Some(origin));
    desk.write(&desk.ann().replace("Peop 19", "Loc 19"));
    let look = changes(&mut open);
    open.decide(look, Decision::Merge).expect("applies");
    assert_eq!(open.document.annotations.mention(id).map(|m| m.origin.clone()), Some(Origin::File));
}

#[test]
fn what_was_decided_about_marked_predictions_stays_when_another_program_adds_something() {
    let marked = "T1\tPeop 0 4\tAnna\n#1\tAnnotatorNotes T1\trelata: model m score 0.9, open\n\
                  T2\tPeop 9 14\tBoris\n#2\tAnnotatorNotes T2\trelata: model m score 0.8, open\n\
                  T3\tPeop 25 29\tАнна\n#3\tAnnotatorNotes T3\trelata: model m score 0.7, open\n";
    let desk = Desk { folder: tempfile::tempdir().expect("a folder") };
    std::fs::write(desk.txt(), TEXT).expect("writable");
    desk.write(marked);
    let mut open = OpenDocument::open(DocumentId(1), &desk.txt()).expect("readable");
    let ids: Vec<MentionId> = open.document.annotations.mentions().map(|m| m.id).collect();
    let accept = change::review_mention(&open.document.annotations, ids[0], Review::Accepted);
    open.perform("accept", accept).expect("exists");
    let delete = change::delete(&open.document.annotations, ids[1]);
    open.perform("delete", delete).expect("exists");
    // The other one accepts the third, and adds one.
    let theirs = marked.replace("score 0.7, open", "score 0.7, accepted") + "T4\tPeop 19 23\tVera\n";
    desk.write(&theirs);
    let changes = changes(&mut open);
    assert_eq!((changes.count, &changes.conflicts), (2, &Vec::new()));
    open.decide(changes, Decision::Merge).expect("applies");
    let now: Vec<(String, bool)> =
        open.document.annotations.mentions().map(|m| (m.text(TEXT), m.is_confirmed())).collect();
    let said = |name: &str| now.iter().find(|(text, _)| text == name).map(|(_, is_confirmed)| *is_confirmed);
    assert_eq!(
        ["Anna", "Анна", "Vera", "Boris"].map(said),
        [Some(true), Some(true), Some(true), None],
        "what was accepted here and there; what was deleted stays away"
    );
}

#[test]
fn a_touched_file_and_another_text_are_told_apart() {
    let (desk, mut open) = Desk::new();
    desk.write(ANN);
    assert!(matches!(open.look_outside(), Outside::Unchanged));
    std::fs::write(desk.txt(), "x").expect("writable");
    assert!(matches!(open.look_outside(), Outside::Text));
}

#[test]
fn a_repair_that_is_taken_back_gives_the_file_back_with_the_lines_that_are_no_annotations() {
    let (desk, _) = Desk::new();
    let broken = format!("{ANN}T3 Peop 19 23 Vera\n");
    let repaired = format!("{ANN}T3\tPeop 19 23\tVera\n");
    desk.write(&broken);
    let mut open = OpenDocument::open(DocumentId(1), &desk.txt()).expect("readable");
    assert_eq!(open.issues.len(), 1);
    desk.write(&repaired);
    let found = changes(&mut open);
    open.decide(found, Decision::Repaired).expect("unchanged");
    assert_eq!((open.issues.len(), open.document.annotations.mention_count(), open.is_dirty()), (0, 3, false));
    assert_eq!(open.undo().expect("of this run").as_deref(), Some("Repair the file"));
    assert_eq!((open.issues.len(), open.document.annotations.mention_count(), open.is_dirty()), (1, 2, true));
    open.save().expect("written");
    assert_eq!(desk.ann(), broken);
    open.redo().expect("of this run");
    open.save().expect("written");
    assert_eq!(desk.ann(), repaired);
}

#[test]
fn a_repair_is_taken_back_and_made_again_after_a_restart() {
    let (desk, _) = Desk::new();
    let broken = format!("{ANN}T3 Peop 19 23 Vera\nnonsense\n#1\tAnnotatorNotes T1\tshe\n");
    let repaired = format!("{ANN}T3\tPeop 19 23\tVera\nnonsense\n#1\tAnnotatorNotes T1\tshe\n");
    desk.write(&broken);
    let open_again = || {
        let store = Arc::new(Store::open(&desk.folder.path().join("home")).expect("free"));
        let mut open = OpenDocument::open(DocumentId(1), &desk.txt()).expect("readable");
        let restored = open.restore_from(&store, "a.txt");
        (store, open, restored)
    };
    let (store, mut open, _) = open_again();
    retag(&mut open, 1, "Org");
    open.save().expect("writable");
    let [broken, repaired] = [broken, repaired].map(|ann| ann.replace("T1\tPeop", "T1\tOrg"));
    desk.write(&repaired);
    let found = changes(&mut open);
    open.decide(found, Decision::Repaired).expect("unchanged");
    drop((open, store));
    for _ in 0..2 {
        let (store, mut open, restored) = open_again();
        assert_eq!((restored, open.issues.len()), (Restored::Saved, 1));
        assert_eq!(open.undo().expect("stored").as_deref(), Some("Repair the file"));
        assert_eq!((open.issues.len(), open.document.annotations.mention_count(), open.is_dirty()), (2, 2, true));
        open.save().expect("writable");
        assert_eq!(desk.ann(), broken);
        drop((open, store));
        let (store, mut open, _) = open_again();
        assert_eq!(open.redo().expect("stored").as_deref(), Some("Repair the file"));
        open.save().expect("writable");
        assert_eq!(desk.ann(), repaired);
        drop((open, store));
    }
    let (_store, mut open, _) = open_again();
    open.undo().expect("stored");
    assert_eq!(open.undo().expect("stored").as_deref(), Some("retag"));
    open.save().expect("writable");
    assert_eq!(desk.ann(), broken.replace("T1\tOrg", "T1\tPeop"));
}

#[test]
fn a_repair_of_an_earlier_version_is_not_taken_back_halfway() {
    let (desk, mut open) = Desk::new();
    desk.write(&format!("{ANN}T3\tPeop 19 23\tVera\n"));
    let found = changes(&mut open);
    open.decide(found, Decision::Repaired).expect("unchanged");
    // As it was stored then: a step that has the name of a repair and no file.
    let (mut steps, done) = open.history.to_stored();
    steps.iter_mut().for_each(|step| step.repair = None);
    let stored = serde_json::to_string(&steps).expect("JSON");
    assert!(!stored.contains("\"repair\""), "{stored}");
    let steps = serde_json::from_str(&stored).expect("the form of earlier versions");
    open.history = crate::session::History::restored(steps, 1, open.history.position());
    assert_eq!(done, 1);
    open.repairs.clear();
    let refused = open.undo().expect_err("it would lose a line").to_string();
    assert!(refused.contains(".bak"), "{refused}");
    assert_eq!(open.document.annotations.mention_count(), 3);
}

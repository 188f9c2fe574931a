//! What a model says comes and goes beside what people do: any steps, readings, undos, saves and restarts, in any order.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::{
    Annotations, Extra, ExtraBody, Fragments, Item, Mention, MentionId, Relation, RelationId, Target, change,
};
use crate::session::store::Store;

const TEXT: &str = "Анна met Boris 🙂 and Vera.";
const SPANS: [(usize, usize); 4] = [(0, 8), (13, 18), (19, 23), (28, 32)];

struct Desk {
    folder: tempfile::TempDir,
    open: OpenDocument,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.txt"), TEXT).expect("writable");
        let open = start(folder.path());
        Self { folder, open }
    }

    fn restart(&mut self) {
        self.open.keeper = None;
        self.open = start(self.folder.path());
    }

    fn annotations(&self) -> &Annotations {
        &self.open.document.annotations
    }
}

fn start(folder: &Path) -> OpenDocument {
    let store = Arc::new(Store::open(&folder.join(".relata")).expect("free"));
    let mut open = OpenDocument::open(DocumentId(1), &folder.join("a.txt")).expect("readable");
    let restored = open.restore_from(&store, "a.txt");
    assert!(!matches!(restored, Restored::Failed(_) | Restored::TextChanged(_)), "{restored:?}");
    open
}

fn fragments(at: usize) -> Fragments {
    let (start, end) = SPANS[at % SPANS.len()];
    Fragments::one(Span::new(start, end))
}

fn origin(score: usize) -> Origin {
    Origin::Model { model: "m".into(), score: 0.5 + (score % 50) as f32 / 100.0 }
}

/// A reading as the engine makes it: what is open goes, and what it says is new where nothing stands.
fn reading(annotations: &mut Annotations, seed: usize) -> Vec<Edit> {
    let relations: Vec<RelationId> = annotations.relations().filter(|r| r.is_prediction()).map(|r| r.id).collect();
    let mut edits: Vec<Edit> = relations.iter().map(|id| Edit::Remove((*id).into())).collect();
    let stale = |id: ItemId| matches!(id, ItemId::Relation(id) if relations.contains(&id));
    let open = annotations.mentions().filter(|m| m.is_prediction() && annotations.users(m.id).all(stale));
    let gone: Vec<MentionId> = open.map(|m| m.id).collect();
    edits.extend(gone.iter().map(|id| Edit::Remove((*id).into())));
    let mut there: Vec<(Fragments, MentionId)> =
        annotations.mentions().filter(|m| !gone.contains(&m.id)).map(|m| (m.fragments.clone(), m.id)).collect();
    for at in (0..SPANS.len()).filter(|at| seed & (1 << at) != 0) {
        if there.iter().all(|(place, _)| *place != fragments(at)) {
            let id = annotations.fresh_mention();
            let kind = if seed & 16 == 0 { "Peop" } else { "Loc" };
            let mention =
                Mention { id, kind: kind.into(), fragments: fragments(at), origin: origin(seed), review: Review::Open };
            there.push((fragments(at), id));
            edits.push(Edit::Insert(mention.into()));
        }
    }
    for pair in there.windows(2) {
        let id = annotations.fresh_relation();
        let (head, tail) = (pair[0].1, pair[1].1);
        let relation = Relation { id, kind: "Knows".into(), head, tail, origin: origin(seed), review: Review::Open };
        edits.push(Edit::Insert(relation.into()));
    }
    edits
}

/// What people have said and decided. A relation that was rejected is no loss where a reading has dropped its ends.
fn decided(annotations: &Annotations) -> BTreeSet<String> {
    let place = |id| annotations.mention(id).map(|m| m.text(TEXT)).unwrap_or_default();
    let mentions = annotations.mentions().filter(|m| m.is_confirmed() || m.review == Review::Rejected);
    let is_rejected = |r: &Relation| r.review == Review::Rejected && r.origin.score().is_none();
    let relations = annotations.relations().filter(|r| r.is_confirmed() || is_rejected(r));
    mentions
        .map(|m| format!("{} {} {} {:?}", m.id.0, m.kind, m.text(TEXT), m.review))
        .chain(relations.map(|r| format!("{} {} {} {} {:?}", r.id.0, r.kind, place(r.head), place(r.tail), r.review)))
        .collect()
}

fn predicted_places(annotations: &Annotations) -> BTreeSet<String> {
    annotations.mentions().filter(|m| m.is_prediction()).map(|m| m.text(TEXT)).collect()
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Add(usize),
    Retag(usize, usize),
    Relate(usize, usize),
    Decide(usize, bool),
    DecideRelation(usize, bool),
    Delete(usize),
    Read(usize),
    Undo,
    Redo,
    Save,
    Restart,
}

fn act() -> impl Strategy<Value = Act> {
    let pick = 0..12_usize;
    prop_oneof![
        2 => pick.clone().prop_map(Act::Add),
        2 => (pick.clone(), pick.clone()).prop_map(|(m, k)| Act::Retag(m, k)),
        2 => (pick.clone(), pick.clone()).prop_map(|(a, b)| Act::Relate(a, b)),
        2 => (pick.clone(), any::<bool>()).prop_map(|(m, yes)| Act::Decide(m, yes)),
        2 => (pick.clone(), any::<bool>()).prop_map(|(m, yes)| Act::DecideRelation(m, yes)),
        2 => pick.prop_map(Act::Delete),
        5 => (0..64_usize).prop_map(Act::Read),
        6 => Just(Act::Undo),
        4 => Just(Act::Redo),
        1 => Just(Act::Save),
        1 => Just(Act::Restart),
    ]
}

/// The edits of a person; none where there is nothing to do it to.
fn step(annotations: &mut Annotations, act: Act) -> Vec<Edit> {
    let mentions: Vec<MentionId> = annotations.mentions().map(|m| m.id).collect();
    let relations: Vec<RelationId> = annotations.relations().map(|r| r.id).collect();
    let mention = |at: usize| (!mentions.is_empty()).then(|| mentions[at % mentions.len()]);
    let review = |yes| if yes { Review::Accepted } else { Review::Rejected };
    match act {
        Act::Add(at) => change::add_mention(annotations, "Org".into(), fragments(at)).1,
        Act::Retag(at, kind) => {
            mention(at).map(|id| change::retag_mention(annotations, id, format!("K{kind}").into())).unwrap_or_default()
        }
        Act::Relate(a, b) => match (mention(a), mention(b)) {
            (Some(head), Some(tail)) => change::add_relation(annotations, "Likes".into(), head, tail).1,
            _ => Vec::new(),
        },
        Act::Decide(at, yes) => {
            mention(at).map(|id| change::review_mention(annotations, id, review(yes))).unwrap_or_default()
        }
        Act::DecideRelation(at, yes) if !relations.is_empty() => {
            change::review_relation(annotations, relations[at % relations.len()], review(yes))
        }
        Act::Delete(at) => mention(at).map(|id| change::delete(annotations, id)).unwrap_or_default(),
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn undo_takes_back_what_people_did_and_nothing_a_model_said(acts in prop::collection::vec(act(), 1..40)) {
        let mut desk = Desk::new();
        // What people had decided before each of their steps, and after the last.
        let mut told = vec![decided(desk.annotations())];
        let mut done = 0;
        for act in acts {
            match act {
                Act::Read(seed) => {
                    let edits = reading(&mut desk.open.document.annotations, seed);
                    desk.open.predict(edits).expect("fits");
                }
                Act::Undo => {
                    let before = desk.annotations().clone();
                    let undone = desk.open.undo().expect("applies");
                    prop_assert_eq!(undone.is_some(), done > 0);
                    if undone.is_some() {
                        let places: BTreeSet<String> = desk.annotations().mentions().map(|m| m.text(TEXT)).collect();
                        prop_assert!(predicted_places(&before).is_subset(&places));
                        desk.open.redo().expect("applies");
                        prop_assert_eq!(desk.annotations(), &before, "there and back");
                        desk.open.undo().expect("applies");
                        done -= 1;
                    }
                }
                Act::Redo => {
                    let redone = desk.open.redo().expect("applies").is_some();
                    prop_assert_eq!(redone, done + 1 < told.len());
                    done += usize::from(redone);
                }
                Act::Save => {
                    desk.open.save_despite_loss().expect("writable");
                    prop_assert!(!desk.open.is_dirty() && !desk.open.has_only_predictions_to_save());
                }
                Act::Restart => {
                    let before = desk.annotations().clone();
                    desk.restart();
                    prop_assert_eq!(desk.annotations(), &before, "after a restart");
                }
                act => {
                    let edits = step(&mut desk.open.document.annotations, act);
                    if !edits.is_empty() {
                        desk.open.perform("step", edits).expect("fits");
                        done += 1;
                        told.truncate(done);
                        told.push(decided(desk.annotations()));
                    }
                }
            }
            prop_assert_eq!(&decided(desk.annotations()), &told[done]);
        }
    }
}

fn read(desk: &mut Desk, seed: usize) {
    let edits = reading(&mut desk.open.document.annotations, seed);
    desk.open.predict(edits).expect("fits");
}

#[test]
fn a_reading_is_no_step_and_nothing_to_save_also_after_a_restart() {
    let mut desk = Desk::new();
    assert!(desk.open.is_untouched());
    read(&mut desk, 0b1111);
    for _ in 0..2 {
        assert_eq!(desk.annotations().mention_count(), 4);
        assert!(!desk.open.is_dirty() && desk.open.has_only_predictions_to_save() && !desk.open.is_untouched());
        assert_eq!(desk.open.undo().expect("nothing to do"), None);
        desk.restart();
    }
    desk.open.save().expect("writable");
    assert!(!desk.open.has_only_predictions_to_save());
}

#[test]
fn a_decision_about_a_prediction_that_a_reading_has_replaced_goes_and_comes() {
    let mut desk = Desk::new();
    read(&mut desk, 0b11);
    let anna = desk.annotations().mentions().next().expect("Anna").id;
    let edits = change::review_mention(desk.annotations(), anna, Review::Accepted);
    desk.open.perform("Accept", edits).expect("fits");
    desk.open.undo().expect("applies");
    // Another entity at the same place now.
    read(&mut desk, 0b11);
    assert!(desk.annotations().mention(anna).is_none());
    desk.open.redo().expect("applies");
    let at_anna: Vec<&Mention> = desk.annotations().mentions().filter(|m| m.fragments == fragments(0)).collect();
    assert_eq!(at_anna.iter().map(|m| (m.id, m.review)).collect::<Vec<_>>(), [(anna, Review::Accepted)]);
    assert_eq!(desk.annotations().relations_of(anna).count(), 1, "the relation that the reading gave it");
    desk.restart();
    desk.open.undo().expect("applies");
    assert_eq!(desk.annotations().mention_count(), 2);
    assert!(decided(desk.annotations()).is_empty());
}

#[test]
fn in_the_store_of_an_earlier_version_readings_were_steps() {
    let mut desk = Desk::new();
    let edits = reading(&mut desk.open.document.annotations, 0b1111);
    desk.open.perform(crate::session::ANALYSIS, edits).expect("fits");
    let edits = change::add_mention(&mut desk.open.document.annotations, "Org".into(), fragments(1)).1;
    desk.open.perform("Add", edits).expect("fits");
    let edits = reading(&mut desk.open.document.annotations, 0b0111);
    desk.open.perform(crate::session::ANALYSIS, edits).expect("fits");
    for _ in 0..2 {
        desk.restart();
        assert!(desk.open.is_dirty());
        assert_eq!(desk.open.undo_label(), Some("Add"));
    }
    let all = desk.annotations().clone();
    assert_eq!(desk.open.undo().expect("applies").as_deref(), Some("Add"));
    assert_eq!(desk.open.undo().expect("nothing more"), None);
    assert!(desk.open.has_only_predictions_to_save() && !desk.open.is_dirty());
    desk.open.redo().expect("applies");
    assert_eq!(desk.annotations(), &all);
}

#[test]
fn a_prediction_in_the_file_that_a_reading_took_back_is_missed_when_saving() {
    let mut desk = Desk::new();
    read(&mut desk, 0b1111);
    desk.open.save().expect("writable");
    desk.restart();
    read(&mut desk, 0);
    desk.restart();
    assert!(matches!(desk.open.save(), Err(SaveError::WouldLose { loss, .. }) if loss.by_analysis == 7));
    let kept: Vec<Item> = desk.annotations().mentions().map(|m| m.clone().into()).collect();
    assert!(kept.is_empty());
}

#[test]
fn in_the_store_of_an_earlier_version_notes_of_provenance_were_annotations() {
    let mut desk = Desk::new();
    read(&mut desk, 0b1);
    let anna = desk.annotations().mentions().next().expect("Anna").id;
    let id = desk.open.document.annotations.fresh_extra();
    let note = |review: &str| -> Item {
        let body =
            ExtraBody::Note { name: "AnnotatorNotes".into(), text: format!("relata: model m score 0.5, {review}") };
        Extra { id, targets: vec![Target::Item(anna.into())], body }.into()
    };
    desk.open.perform("Note the model's share", vec![Edit::Insert(note("open"))]).expect("fits");
    let mut edits = change::review_mention(desk.annotations(), anna, Review::Accepted);
    edits.push(Edit::Replace(note("accepted")));
    desk.open.perform("Accept", edits).expect("fits");
    let edits = change::delete(desk.annotations(), anna);
    desk.open.perform("Delete", edits).expect("fits");
    for _ in 0..2 {
        desk.restart();
        assert!(desk.annotations().is_empty());
        assert_eq!(desk.open.history().counts(), (2, 2), "nobody made a note");
    }
    assert_eq!(desk.open.undo().expect("applies").as_deref(), Some("Delete"));
    let state = |desk: &Desk| (desk.annotations().mention(anna).map(|m| m.review), desk.annotations().extras().count());
    assert_eq!(state(&desk), (Some(Review::Accepted), 0));
    assert_eq!(desk.open.undo().expect("applies").as_deref(), Some("Accept"));
    assert_eq!(state(&desk), (Some(Review::Open), 0));
    assert_eq!(desk.open.undo().expect("nothing more"), None);
}

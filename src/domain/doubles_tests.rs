use proptest::prelude::*;

use super::*;
use crate::domain::{Document, Fragments, Origin, change, describe};
use crate::text::Span;

fn one(start: usize, end: usize) -> Fragments {
    Fragments::one(Span::new(start, end))
}

fn add(document: &mut Document, start: usize, end: usize) -> MentionId {
    let (id, edits) = change::add_mention(&mut document.annotations, "T".into(), one(start, end));
    document.apply(edits).expect("in the text");
    id
}

fn relate(document: &mut Document, kind: &str, head: MentionId, tail: MentionId) -> RelationId {
    let (id, edits) = change::add_relation(&mut document.annotations, kind.into(), head, tail);
    document.apply(edits).expect("ends exist");
    id
}

fn say(document: &mut Document, about: ItemId, text: &str) -> ExtraId {
    let body = ExtraBody::Note { name: "AnnotatorNotes".into(), text: text.into() };
    let (id, edits) = describe::add(&mut document.annotations, about, body);
    document.apply(edits).expect("there");
    id
}

fn note_texts(document: &Document, about: impl Into<ItemId>) -> Vec<String> {
    let text = |extra: &Extra| match &extra.body {
        ExtraBody::Note { text, .. } => text.clone(),
        body => format!("{body:?}"),
    };
    document.annotations.extras_of(about).map(text).collect()
}

fn perform(document: &mut Document, edits: Vec<Edit>) -> (Vec<Edit>, Joined) {
    let (edits, joined) = completed(&document.text, &document.annotations, edits);
    (document.apply(edits).expect("fits"), joined)
}

#[test]
fn an_entity_resized_to_equal_another_takes_over_all_that_the_other_has() {
    let mut document = Document::new("d", "New York Times met Anna");
    let (long, short, anna) = (add(&mut document, 0, 14), add(&mut document, 4, 14), add(&mut document, 19, 23));
    relate(&mut document, "Knows", long, anna);
    let twice = relate(&mut document, "Knows", short, anna);
    relate(&mut document, "Likes", anna, short);
    relate(&mut document, "Part", short, long);
    say(&mut document, short.into(), "mine");
    say(&mut document, long.into(), "both");
    say(&mut document, short.into(), "both");
    say(&mut document, twice.into(), "of the relation");
    let before = document.annotations.clone();
    let resize = change::resize_mention(&document.annotations, short, one(0, 14));
    let (undo, joined) = perform(&mut document, resize);
    assert_eq!(joined, Joined { pairs: vec![(long, short)], between: 1 });
    assert_eq!(joined.heir(long), short);
    let relations: Vec<(&str, MentionId, MentionId)> =
        document.annotations.relations().map(|r| (&*r.kind, r.head, r.tail)).collect();
    assert_eq!(relations, [("Knows", short, anna), ("Likes", anna, short)]);
    assert_eq!(note_texts(&document, short), ["mine", "both"]);
    assert_eq!(note_texts(&document, twice), ["of the relation"]);
    document.apply(undo).expect("an inverse");
    assert_eq!(document.annotations, before);
}

#[test]
fn pieces_that_white_space_separates_are_one_place() {
    let mut document = Document::new("d", "New\nYork and Anna");
    add(&mut document, 0, 8);
    let pieces = Fragments::new(vec![Span::new(0, 3), Span::new(4, 8)]).expect("ascending");
    let (id, edits) = change::add_mention(&mut document.annotations, "T".into(), pieces);
    let (_, joined) = perform(&mut document, edits);
    assert_eq!(joined.pairs.len(), 1);
    assert!(document.annotations.mention(id).is_some());
    assert!(doubles(&document.annotations, &document.text).is_empty());
}

#[test]
fn a_prediction_gives_way_to_what_somebody_vouches_for() {
    let mut document = Document::new("d", "Anna and Boris");
    let (boris, anna) = (add(&mut document, 9, 14), add(&mut document, 0, 4));
    let id = document.annotations.fresh_mention();
    let origin = Origin::Model { model: "m".into(), score: 0.5 };
    let predicted =
        Mention { id, kind: "T".into(), fragments: one(0, 4), origin: origin.clone(), review: Review::Open };
    let relation = document.annotations.fresh_relation();
    let said = Relation { id: relation, kind: "Knows".into(), head: id, tail: boris, origin, review: Review::Open };
    let (_, joined) = perform(&mut document, vec![Edit::Insert(predicted.into()), Edit::Insert(said.into())]);
    assert_eq!(joined.pairs, [(id, anna)]);
    assert_eq!(document.annotations.relation(relation).map(|r| r.head), Some(anna));
}

#[test]
fn both_values_of_an_attribute_are_kept_and_a_rejected_twin_stays_out_of_it() {
    let mut document = Document::new("d", "Anna");
    let (a, b) = (add(&mut document, 0, 2), add(&mut document, 0, 4));
    for (id, value) in [(a, "high"), (b, "low")] {
        let body = ExtraBody::Attribute { name: "Certainty".into(), value: Some(value.into()) };
        let edits = describe::add(&mut document.annotations, id.into(), body).1;
        document.apply(edits).expect("there");
    }
    let reject = change::review_mention(&document.annotations, b, Review::Rejected);
    document.apply(reject).expect("there");
    let resize = change::resize_mention(&document.annotations, a, one(0, 4));
    let (_, joined) = perform(&mut document, resize);
    assert!(joined.pairs.is_empty(), "what was rejected is no entity");
    assert!(doubles(&document.annotations, &document.text).is_empty());
    // It comes back: now there would be two.
    let accept = change::review_mention(&document.annotations, b, Review::Accepted);
    let (_, joined) = perform(&mut document, accept);
    assert_eq!(joined.pairs, [(a, b)]);
    assert_eq!(document.annotations.extras_of(b).count(), 2);
}

#[test]
fn what_a_file_holds_twice_is_found_and_left_alone() {
    let mut document = Document::new("d", "Anna and Boris");
    let (a, b, c) = (add(&mut document, 0, 4), add(&mut document, 0, 4), add(&mut document, 0, 4));
    let boris = add(&mut document, 9, 14);
    assert_eq!(doubles(&document.annotations, &document.text), [vec![a, b, c]]);
    let away = change::retag_mention(&document.annotations, boris, "U".into());
    let (_, joined) = perform(&mut document, away);
    assert!(joined.pairs.is_empty());
    // Who touches one of them by hand gets one.
    let edits = change::retag_mention(&document.annotations, a, "U".into());
    document.apply(edits).expect("there");
    let back = change::retag_mention(&document.annotations, a, "T".into());
    let (_, joined) = perform(&mut document, back);
    assert_eq!(joined.pairs, [(b, a), (c, a)]);
    assert!(doubles(&document.annotations, &document.text).is_empty());
}

proptest! {
    /// Whatever is done, nothing that was not there twice is, nothing dangles, and one undo takes all back.
    #[test]
    fn no_step_makes_doubles(
        starts in prop::collection::vec((0_usize..4, 1_usize..3), 2..6),
        relations in prop::collection::vec((0_usize..6, 0_usize..6, 0_usize..2), 0..8),
        notes in prop::collection::vec((0_usize..6, 0_usize..2), 0..6),
        steps in prop::collection::vec((0_usize..6, 0_usize..4, 1_usize..3, 0_usize..2), 1..6),
    ) {
        let mut document = Document::new("d", "abcdefgh");
        for (start, length) in starts {
            let (_, edits) = change::add_mention(&mut document.annotations, "T".into(), one(start, start + length));
            perform(&mut document, edits);
        }
        let nth = |document: &Document, n: usize| {
            let all: Vec<MentionId> = document.annotations.mentions().map(|m| m.id).collect();
            all[n % all.len()]
        };
        for (head, tail, kind) in relations {
            let (head, tail) = (nth(&document, head), nth(&document, tail));
            relate(&mut document, ["A", "B"][kind], head, tail);
        }
        for (about, text) in notes {
            let about = nth(&document, about);
            say(&mut document, about.into(), ["x", "y"][text]);
        }
        for (n, start, length, kind) in steps {
            let before = document.annotations.clone();
            let id = nth(&document, n);
            let mut edits = change::resize_mention(&document.annotations, id, one(start, start + length));
            let mut next = document.annotations.clone();
            next.apply_group(&document.text, edits.clone()).expect("fits");
            edits.extend(change::retag_mention(&next, id, ["T", "U"][kind].into()));
            let texts = |a: &Annotations| {
                let text = |x: &Extra| format!("{:?}", x.body);
                a.extras().map(text).collect::<BTreeSet<_>>()
            };
            let notes = texts(&before);
            let (undo, _) = perform(&mut document, edits);
            prop_assert!(doubles(&document.annotations, &document.text).is_empty());
            prop_assert_eq!(texts(&document.annotations), notes, "every note is kept, as far as it says something else");
            let after = document.annotations.clone();
            let again = document.apply(undo).expect("an inverse");
            prop_assert_eq!(&document.annotations, &before);
            document.apply(again).expect("forward again");
            prop_assert_eq!(&document.annotations, &after);
        }
    }
}

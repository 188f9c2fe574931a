//! Edits and their inverses, on random documents and random changes.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::text::Span;

const TEXT: &str = "Жил-был 🙂 Oswald, who shot Kennedy in Dallas.";

fn boundaries() -> Vec<usize> {
    (0..=TEXT.len()).filter(|i| TEXT.is_char_boundary(*i)).collect()
}

#[derive(Clone, Debug)]
enum Step {
    Add(usize, usize, u8),
    Relate(usize, usize, u8),
    Note(usize),
    Equiv(usize, usize, usize),
    Retag(usize, u8),
    Resize(usize, usize, usize),
    Reverse(usize),
    RetypeRelation(usize, u8),
    Review(usize, bool),
    ReviewRelation(usize, bool),
    Delete(usize),
    DeleteRelation(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let n = 0usize..64;
    prop_oneof![
        (n.clone(), n.clone(), any::<u8>()).prop_map(|(a, b, k)| Step::Add(a, b, k)),
        (n.clone(), n.clone(), any::<u8>()).prop_map(|(a, b, k)| Step::Relate(a, b, k)),
        n.clone().prop_map(Step::Note),
        (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Step::Equiv(a, b, c)),
        (n.clone(), any::<u8>()).prop_map(|(a, k)| Step::Retag(a, k)),
        (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Step::Resize(a, b, c)),
        n.clone().prop_map(Step::Reverse),
        (n.clone(), any::<u8>()).prop_map(|(a, k)| Step::RetypeRelation(a, k)),
        (n.clone(), any::<bool>()).prop_map(|(a, b)| Step::Review(a, b)),
        (n.clone(), any::<bool>()).prop_map(|(a, b)| Step::ReviewRelation(a, b)),
        n.clone().prop_map(Step::Delete),
        n.prop_map(Step::DeleteRelation),
    ]
}

fn kind(k: u8) -> Arc<str> {
    Arc::from(["Peop", "Loc", "Org"][k as usize % 3])
}

fn edits(a: &mut Annotations, step: &Step) -> Vec<Edit> {
    let marks = boundaries();
    let span = |x: usize, y: usize| {
        let (x, y) = (marks[x % marks.len()], marks[y % marks.len()]);
        Fragments::one(Span::new(x.min(y), x.max(y)))
    };
    let mentions: Vec<MentionId> = a.mentions().map(|m| m.id).collect();
    let relations: Vec<RelationId> = a.relations().map(|r| r.id).collect();
    let mention = |i: usize| (!mentions.is_empty()).then(|| mentions[i % mentions.len()]);
    let relation = |i: usize| (!relations.is_empty()).then(|| relations[i % relations.len()]);
    let review = |yes: bool| if yes { Review::Accepted } else { Review::Rejected };
    match *step {
        Step::Add(x, y, k) => change::add_mention(a, kind(k), span(x, y)).1,
        Step::Relate(x, y, k) => match (mention(x), mention(y)) {
            (Some(head), Some(tail)) => change::add_relation(a, kind(k), head, tail).1,
            _ => vec![],
        },
        Step::Note(x) => match mention(x) {
            Some(id) => {
                let note = ExtraBody::Note { name: "AnnotatorNotes".into(), text: "seen".into() };
                let extra = Extra { id: a.fresh_extra(), targets: vec![Target::Item(id.into())], body: note };
                vec![Edit::Insert(extra.into())]
            }
            None => vec![],
        },
        Step::Equiv(x, y, z) => match (mention(x), mention(y), mention(z)) {
            (Some(x), Some(y), Some(z)) => {
                let targets = [x, y, z].map(|id| Target::Item(id.into())).to_vec();
                let extra = Extra { id: a.fresh_extra(), targets, body: ExtraBody::Equiv { name: "Equiv".into() } };
                vec![Edit::Insert(extra.into())]
            }
            _ => vec![],
        },
        Step::Retag(x, k) => mention(x).map_or(vec![], |id| change::retag_mention(a, id, kind(k))),
        Step::Resize(x, y, z) => mention(x).map_or(vec![], |id| change::resize_mention(a, id, span(y, z))),
        Step::Reverse(x) => relation(x).map_or(vec![], |id| change::reverse_relation(a, id)),
        Step::RetypeRelation(x, k) => relation(x).map_or(vec![], |id| change::retype_relation(a, id, kind(k))),
        Step::Review(x, yes) => mention(x).map_or(vec![], |id| change::review_mention(a, id, review(yes))),
        Step::ReviewRelation(x, yes) => relation(x).map_or(vec![], |id| change::review_relation(a, id, review(yes))),
        Step::Delete(x) => mention(x).map_or(vec![], |id| change::delete(a, id)),
        Step::DeleteRelation(x) => relation(x).map_or(vec![], |id| change::delete(a, id)),
    }
}

proptest! {
    #[test]
    fn undoing_everything_returns_to_the_start(steps in prop::collection::vec(step(), 1..40)) {
        let mut annotations = Annotations::new();
        let mut states = vec![annotations.clone()];
        let mut undo = Vec::new();
        for step in &steps {
            let group = edits(&mut annotations, step);
            undo.push(annotations.apply_group(TEXT, group).expect("a change made by `change` applies"));
            states.push(annotations.clone());
        }
        let mut redo = Vec::new();
        for group in undo.into_iter().rev() {
            prop_assert_eq!(&annotations, &states.pop().expect("one state a step"));
            redo.push(annotations.apply_group(TEXT, group).expect("an inverse applies"));
        }
        prop_assert_eq!(&annotations, &Annotations::new());
        for group in redo.into_iter().rev() {
            annotations.apply_group(TEXT, group).expect("redo applies");
        }
        for relation in annotations.relations() {
            prop_assert!(annotations.mention(relation.head).is_some() && annotations.mention(relation.tail).is_some());
        }
    }
}

fn add(a: &mut Annotations, start: usize, end: usize) -> MentionId {
    let (id, edits) = change::add_mention(a, "Peop".into(), Fragments::one(Span::new(start, end)));
    a.apply_group(TEXT, edits).expect("inside the text");
    id
}

#[test]
fn a_group_is_applied_whole_or_not_at_all() {
    let mut a = Annotations::new();
    let id = add(&mut a, 0, 2);
    let before = a.clone();
    let bad = vec![
        Edit::Replace(Item::Mention(Mention { kind: "Loc".into(), ..a.mention(id).cloned().expect("added") })),
        Edit::Remove(ItemId::Relation(RelationId(99))),
    ];
    assert_eq!(a.apply_group(TEXT, bad), Err(EditError::Unknown(RelationId(99).into())));
    assert_eq!(a, before);
}

#[test]
fn a_span_inside_a_character_is_refused() {
    let mut a = Annotations::new();
    let (_, edits) = change::add_mention(&mut a, "Peop".into(), Fragments::one(Span::new(1, 4)));
    assert!(matches!(a.apply_group(TEXT, edits), Err(EditError::OutOfText { start: 1, .. })));
}

#[test]
fn resizing_keeps_relations_and_deleting_takes_them_along() {
    let mut a = Annotations::new();
    let (x, y) = (add(&mut a, 0, 2), add(&mut a, 2, 4));
    let (relation, edits) = change::add_relation(&mut a, "Kill".into(), x, y);
    a.apply_group(TEXT, edits).expect("both ends exist");
    let edits = change::resize_mention(&a, x, Fragments::one(Span::new(0, 6)));
    a.apply_group(TEXT, edits).expect("inside the text");
    assert_eq!(a.relations_of(x).map(|r| r.id).collect::<Vec<_>>(), [relation]);
    let edits = change::delete(&a, x);
    assert_eq!(edits.len(), 2);
    a.apply_group(TEXT, edits).expect("users go first");
    assert_eq!((a.mention_count(), a.relation_count()), (1, 0));
}

#[test]
fn a_corrected_prediction_is_a_persons_own_work() {
    let mut a = Annotations::new();
    let origin = Origin::Model { model: "m".into(), score: 0.9 };
    let mut predict = |kind: &str, start: usize, end: usize| {
        let id = a.fresh_mention();
        let fragments = Fragments::one(Span::new(start, end));
        let mention = Mention { id, kind: kind.into(), fragments, origin: origin.clone(), review: Review::Open };
        a.apply(TEXT, Edit::Insert(mention.into())).expect("in the text");
        id
    };
    let (x, y) = (predict("Peop", 0, 2), predict("Loc", 2, 4));
    let relation = Relation {
        id: a.fresh_relation(),
        kind: "Kill".into(),
        head: x,
        tail: y,
        origin: origin.clone(),
        review: Review::Open,
    };
    let id = relation.id;
    a.apply(TEXT, Edit::Insert(relation.into())).expect("both ends exist");
    let edits = change::resize_mention(&a, x, Fragments::one(Span::new(0, 6)));
    a.apply_group(TEXT, edits).expect("in the text");
    assert_eq!(a.mention(x).map(|m| (&m.origin, m.review)), Some((&Origin::Human, Review::Accepted)));
    let edits = change::reverse_relation(&a, id);
    a.apply_group(TEXT, edits).expect("there");
    assert_eq!(a.relation(id).map(|r| &r.origin), Some(&Origin::Human));
    // What is only confirmed is still what the model said.
    assert_eq!(a.mention(y).map(|m| (&m.origin, m.review)), Some((&origin, Review::Accepted)));
}

#[test]
fn an_equiv_group_shrinks_before_it_dies() {
    let mut a = Annotations::new();
    let ids = [add(&mut a, 0, 2), add(&mut a, 2, 4), add(&mut a, 4, 6)];
    let extra = Extra {
        id: a.fresh_extra(),
        targets: ids.map(|id| Target::Item(id.into())).to_vec(),
        body: ExtraBody::Equiv { name: "Equiv".into() },
    };
    a.apply(TEXT, Edit::Insert(extra.into())).expect("all three exist");
    let edits = change::delete(&a, ids[0]);
    a.apply_group(TEXT, edits).expect("shrinks");
    assert_eq!(a.extras().next().map(|x| x.targets.len()), Some(2));
    let edits = change::delete(&a, ids[1]);
    a.apply_group(TEXT, edits).expect("dies");
    assert_eq!(a.extras().count(), 0);
}

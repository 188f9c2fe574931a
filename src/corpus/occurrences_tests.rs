use std::sync::atomic::AtomicBool;

use proptest::prelude::*;

use super::*;
use crate::analysis::{FakeExtractor, analyse};

const TEXT: &str = "Anna met Boris. Boris and Anna left. ANNA rested; Annas rest. Anna-Maria and Anna.";

fn kind(name: &str) -> Arc<str> {
    name.into()
}

/// Adds an entity at the n-th occurrence of a word.
fn add(document: &mut Document, word: &str, nth: usize, name: &str) -> MentionId {
    let text = document.text.clone();
    let (start, _) = text.match_indices(word).nth(nth).expect("in the text");
    let fragments = Fragments::one(Span::new(start, start + word.len()));
    let (id, edits) = change::add_mention(&mut document.annotations, name.into(), fragments);
    document.apply(edits).expect("fits");
    id
}

fn pattern() -> Pattern {
    Pattern::phrase("Anna", true, true).expect("words")
}

fn found(document: &Document, deed: &Deed) -> Vec<Occurrence> {
    occurrences(document, &Visibility::default(), &pattern(), deed, &kind("Peop"), None)
}

fn edits(document: &Document, deed: &Deed, chosen: &[&Occurrence]) -> Result<Vec<Edit>, PlanError> {
    plan(document, &Visibility::default(), deed, &kind("Peop"), chosen).map(|planned| planned.edits)
}

fn entities(document: &Document) -> Vec<String> {
    let mut all: Vec<&Mention> = document.annotations.mentions().collect();
    all.sort_by_key(|m| m.cover());
    all.iter().map(|m| format!("{} {} {}", m.cover().start, m.kind, m.text(&document.text))).collect()
}

#[test]
fn every_other_place_is_annotated_as_one_group() {
    let mut document = Document::new("d", TEXT);
    add(&mut document, "Anna", 0, "Peop");
    let deed = Deed::Annotate(kind("Peop"));
    let all = found(&document, &deed);
    // "Annas" and "Anna-Maria" are other words, "ANNA" another spelling.
    assert_eq!(all.iter().map(|o| o.span.start).collect::<Vec<_>>(), [0, 26, TEXT.len() - 5]);
    let chosen: Vec<&Occurrence> = all.iter().filter(|o| deed.chosen_at_first(o, "Peop")).collect();
    assert_eq!(chosen.len(), 2);
    let group = edits(&document, &deed, &chosen).expect("fits");
    let undo = document.apply(group).expect("fits");
    assert_eq!(entities(&document), ["0 Peop Anna", "26 Peop Anna", "77 Peop Anna"]);
    document.apply(undo).expect("an inverse");
    assert_eq!(entities(&document), ["0 Peop Anna"]);
}

#[test]
fn what_conflicts_is_shown_and_not_chosen() {
    let mut document = Document::new("d", TEXT);
    add(&mut document, "Anna", 0, "Peop");
    add(&mut document, "Anna", 1, "Loc");
    add(&mut document, "and Anna", 1, "Org");
    let deed = Deed::Annotate(kind("Peop"));
    let all = found(&document, &deed);
    let standings: Vec<Standing> = all.iter().map(|o| o.standing.clone()).collect();
    assert!(matches!(&standings[0], Standing::Entity(_)));
    assert!(matches!(&standings[1], Standing::Other(_, kind) if &**kind == "Loc"));
    assert_eq!(standings[2], Standing::Overlapping(kind("Org")));
    assert!(all.iter().all(|o| !deed.chosen_at_first(o, "Peop")));
    assert!(!deed.applies(&all[0]) && deed.applies(&all[1]) && deed.applies(&all[2]));
    let replace = Deed::Replace(kind("Peop"));
    assert!(all.iter().all(|o| !replace.chosen_at_first(o, "Peop")), "somebody vouches for what stands there");
}

#[test]
fn all_of_a_name_are_retagged_or_deleted_with_what_they_share() {
    let mut document = Document::new("d", TEXT);
    let (a, b) = (add(&mut document, "Anna", 0, "Peop"), add(&mut document, "Anna", 1, "Peop"));
    add(&mut document, "Anna", 4, "Loc");
    let (_, relation) = change::add_relation(&mut document.annotations, kind("Same"), a, b);
    document.apply(relation).expect("fits");
    let retag = Deed::Retag(kind("Org"));
    let all = found(&document, &retag);
    let chosen: Vec<&Occurrence> = all.iter().filter(|o| retag.chosen_at_first(o, "Peop")).collect();
    let mut retagged = document.clone();
    retagged.apply(edits(&document, &retag, &chosen).expect("fits")).expect("fits");
    assert_eq!(entities(&retagged), ["0 Org Anna", "26 Org Anna", "77 Loc Anna"]);
    assert_eq!(retagged.annotations.relation_count(), 1);
    let all = found(&document, &Deed::Delete);
    let chosen: Vec<&Occurrence> = all.iter().filter(|o| Deed::Delete.chosen_at_first(o, "Peop")).collect();
    document.apply(edits(&document, &Deed::Delete, &chosen).expect("fits")).expect("fits");
    assert_eq!(entities(&document), ["77 Loc Anna"]);
    assert_eq!(document.annotations.relation_count(), 0);
}

#[test]
fn the_models_favourites_come_first() {
    let mut document = Document::new("d", "anna slept. Anna met Boris. Anna left.");
    let analysis = analyse(&mut FakeExtractor::default(), &document.text, &mut |_, _| {}, &AtomicBool::new(false));
    let analysis = analysis.expect("fake");
    add(&mut document, "Boris", 0, "Peop");
    let pattern = Pattern::phrase("anna", false, true).expect("words");
    let deed = Deed::Annotate(kind("Peop"));
    let ranked = occurrences(&document, &Visibility::default(), &pattern, &deed, &kind("Peop"), Some(&analysis));
    let scores: Vec<(usize, Option<f32>)> = ranked.iter().map(|o| (o.span.start, o.score)).collect();
    assert_eq!(scores, [(12, Some(0.9)), (28, Some(0.9)), (0, None)]);
}

#[test]
fn an_open_prediction_is_accepted_rather_than_doubled() {
    let mut document = Document::new("d", "Anna met Boris. Anna left.");
    let analysis = analyse(&mut FakeExtractor::default(), &document.text, &mut |_, _| {}, &AtomicBool::new(false));
    let group = crate::analysis::merge_edits(&mut document.annotations, &analysis.expect("fake"));
    document.apply(group).expect("fits");
    let before = document.annotations.mention_count();
    let deed = Deed::Annotate(kind("Peop"));
    let all = found(&document, &deed);
    assert!(all.iter().all(|o| matches!(o.standing, Standing::Predicted(_)) && o.score == Some(0.9)));
    let chosen: Vec<&Occurrence> = all.iter().collect();
    document.apply(edits(&document, &deed, &chosen).expect("fits")).expect("fits");
    assert_eq!(document.annotations.mention_count(), before);
    assert_eq!(document.annotations.mentions().filter(|m| m.is_confirmed()).count(), 2);
}

/// What a model says of “Boris”: wrong spans, with relations.
fn mispredicted() -> (Document, [MentionId; 4]) {
    let mut document = Document::new("d", "Anna met Boris in Paris. Boris left Anna.");
    let mut predict = |start: usize, words: &str, name: &str| {
        let id = document.annotations.fresh_mention();
        let fragments = Fragments::one(Span::new(start, start + words.len()));
        assert_eq!(fragments.text(&document.text), words);
        let origin = Origin::Model { model: "m".into(), score: 0.8 };
        let mention = Mention { id, kind: name.into(), fragments, origin, review: Review::Open };
        document.apply(vec![Edit::Insert(mention.into())]).expect("in the text");
        id
    };
    let anna = predict(0, "Anna", "Peop");
    let (wide, narrow) = (predict(9, "Boris in", "Org"), predict(9, "Bor", "Peop"));
    let again = predict(25, "Boris left", "Org");
    for (name, head, tail) in [
        ("Knows", anna, wide),
        ("Knows", anna, narrow),
        ("Likes", narrow, anna),
        ("Part", narrow, wide),
        ("Left", again, anna),
    ] {
        let id = document.annotations.fresh_relation();
        let origin = Origin::Model { model: "m".into(), score: 0.8 };
        let relation = Relation { id, kind: name.into(), head, tail, origin, review: Review::Open };
        document.apply(vec![Edit::Insert(relation.into())]).expect("ends exist");
    }
    (document, [anna, wide, narrow, again])
}

#[test]
fn wrong_predictions_give_way_and_their_relations_stay() {
    let (mut document, [anna, wide, narrow, again]) = mispredicted();
    let pattern = Pattern::phrase("Boris", true, true).expect("a word");
    let look = |document: &Document, deed: &Deed| {
        occurrences(document, &Visibility::default(), &pattern, deed, &kind("Peop"), None)
    };
    // Merely annotating leaves the wrong ones beside the new ones, and is not chosen by itself.
    let beside = Deed::Annotate(kind("Peop"));
    assert!(look(&document, &beside).iter().all(|o| !beside.chosen_at_first(o, "Peop")));
    let deed = Deed::Replace(kind("Peop"));
    let all = look(&document, &deed);
    assert_eq!(all.iter().map(|o| o.over.clone()).collect::<Vec<_>>(), [vec![wide, narrow], vec![again]]);
    assert!(all.iter().all(|o| deed.chosen_at_first(o, "Peop")));
    let chosen: Vec<&Occurrence> = all.iter().collect();
    let planned = plan(&document, &Visibility::default(), &deed, &kind("Peop"), &chosen).expect("fits");
    assert_eq!(planned.lost, Lost { relations: vec!["Bor Part Boris in".into()], others: 0 });
    let before = document.annotations.clone();
    let undo = document.apply(planned.edits).expect("fits");
    assert_eq!(entities(&document), ["0 Peop Anna", "9 Peop Boris", "25 Peop Boris"]);
    let relations: Vec<(&str, MentionId, MentionId)> =
        document.annotations.relations().map(|r| (&*r.kind, r.head, r.tail)).collect();
    assert_eq!(relations, [("Knows", anna, wide), ("Likes", wide, anna), ("Left", again, anna)]);
    // A second pass finds nothing to do, and takes nothing away.
    assert!(look(&document, &deed).iter().all(|o| !deed.applies(o)));
    document.apply(undo).expect("an inverse");
    assert_eq!(document.annotations, before);
}

#[test]
fn what_goes_along_is_counted_before_it_goes() {
    let (document, _) = mispredicted();
    let pattern = Pattern::phrase("Anna", true, true).expect("a word");
    let all = occurrences(&document, &Visibility::default(), &pattern, &Deed::Delete, &kind("Peop"), None);
    let chosen: Vec<&Occurrence> = all.iter().collect();
    let planned = plan(&document, &Visibility::default(), &Deed::Delete, &kind("Peop"), &chosen).expect("fits");
    assert_eq!(planned.lost.said(), "4 relations");
    let mut other = document.clone();
    let undone = change::delete(&other.annotations, all[0].over.first().copied().unwrap_or(MentionId(1)));
    other.apply(undone).expect("there");
    let late = plan(&other, &Visibility::default(), &Deed::Delete, &kind("Peop"), &chosen);
    assert!(matches!(late, Err(PlanError::Changed(_))), "{late:?}");
}

proptest! {
    /// Whatever is there, doing the deed everywhere leaves every place with the entity, once, and undoes as one.
    #[test]
    fn annotating_everywhere_leaves_no_place_without(places in prop::collection::vec((0..5usize, 0..3usize), 0..6)) {
        let mut document = Document::new("d", "Ann Ann, Ann Ann Ann.");
        for (nth, name) in places {
            add(&mut document, "Ann", nth, ["Peop", "Loc", "Org"][name]);
        }
        let before = document.annotations.clone();
        let deed = Deed::Annotate(kind("Peop"));
        let pattern = Pattern::phrase("Ann", true, true).expect("words");
        let look = |document: &Document| occurrences(document, &Visibility::default(), &pattern, &deed, &kind("Peop"), None);
        let all = look(&document);
        let group = edits(&document, &deed, &all.iter().collect::<Vec<_>>()).expect("fits");
        let undo = document.apply(group).expect("fits");
        prop_assert_eq!(look(&document).len(), 5);
        prop_assert!(look(&document).iter().all(|o| matches!(o.standing, Standing::Entity(_))));
        document.apply(undo).expect("an inverse");
        prop_assert_eq!(&document.annotations, &before);
    }
}

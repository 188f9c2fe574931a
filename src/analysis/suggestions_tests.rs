use super::*;
use crate::analysis::{FakeExtractor, analyse, merge_edits};
use crate::domain::{Fragments, change};
use crate::text::split;

const TEXT: &str = "Anna met boris and Vera. Grisha slept near Olga.";

fn analysed() -> Document {
    let mut document = Document::new("test", TEXT);
    let analysis = analyse(&mut FakeExtractor::default(), TEXT, &mut |_, _| {}, &AtomicBool::new(false)).expect("fake");
    let edits = merge_edits(&mut document.annotations, &analysis);
    document.apply(edits).expect("predictions fit the text");
    document
}

fn sentences() -> Vec<Span> {
    split(TEXT).into_iter().map(|s| s.span).collect()
}

fn span(words: &str) -> Span {
    let start = TEXT.find(words).expect("in the text");
    Span::new(start, start + words.len())
}

fn add(document: &mut Document, kind: &str, words: &str) -> MentionId {
    let (id, edits) = change::add_mention(&mut document.annotations, kind.into(), Fragments::one(span(words)));
    document.apply(edits).expect("in the text");
    id
}

/// Asks for the sentences that `touched` meets and brings the answer in.
fn offer(document: &mut Document, touched: Span) -> usize {
    let asked = question(document, &Visibility::default(), &sentences(), &[touched]).expect("two entities");
    let offers = relate(&mut FakeExtractor::default(), &asked, &AtomicBool::new(false)).expect("fake");
    let edits = offer_edits(document, &offers);
    let count = edits.len();
    document.apply(edits).expect("offers fit");
    count
}

fn said(document: &Document) -> Vec<String> {
    let name = |id| document.annotations.mention(id).map(|m| m.text(TEXT)).unwrap_or_default();
    let mut said: Vec<String> = document
        .annotations
        .relations()
        .filter(|r| &*r.kind == "Knows")
        .map(|r| format!("{} {}", name(r.head), name(r.tail)))
        .collect();
    said.sort();
    said
}

#[test]
fn an_added_entity_is_related_to_its_neighbours_and_no_other_sentence_changes() {
    let mut document = analysed();
    assert_eq!(said(&document), ["Anna Vera", "Grisha Olga"]);
    let boris = add(&mut document, "Peop", "boris");
    offer(&mut document, span("boris"));
    // The stand-in relates neighbours, so Anna and Vera no longer are.
    assert_eq!(said(&document), ["Anna boris", "Grisha Olga", "boris Vera"]);
    let new = document.annotations.relations_of(boris).next().expect("offered");
    assert!(!new.is_confirmed() && new.origin.score() == Some(0.8));
    assert_eq!(offer(&mut document, span("boris")), 0, "asking again changes nothing");
}

#[test]
fn what_was_decided_stays() {
    let mut document = analysed();
    let (anna, vera) = {
        let id = |words: &str| document.annotations.mentions().find(|m| m.cover() == span(words)).map(|m| m.id);
        (id("Anna").expect("predicted"), id("Vera").expect("predicted"))
    };
    let knows = |d: &Document| d.annotations.relations_of(anna).find(|r| &*r.kind == "Knows").map(|r| r.id);
    let edits = change::review_relation(&document.annotations, knows(&document).expect("predicted"), Review::Rejected);
    document.apply(edits).expect("exists");
    let boris = add(&mut document, "Peop", "boris");
    let (_, edits) = change::add_relation(&mut document.annotations, "Live_In".into(), boris, vera);
    document.apply(edits).expect("ends exist");
    offer(&mut document, span("boris"));
    assert!(knows(&document).is_some_and(|id| document.annotations.relation(id).is_some()), "still rejected");
    let live: Vec<_> = document.annotations.relations_of(boris).filter(|r| &*r.kind == "Live_In").collect();
    assert!(live.iter().any(|r| r.tail == vera && r.is_confirmed()));
    assert_eq!(live.iter().filter(|r| r.tail == vera).count(), 1, "not offered beside the person's own");
}

#[test]
fn types_that_the_model_does_not_know_and_rules_of_the_schema_count() {
    let mut document = analysed();
    let date = add(&mut document, "Date", "met");
    offer(&mut document, span("met"));
    assert_eq!(document.annotations.relations_of(date).count(), 0);
    let mut kind = crate::domain::RelationType::named("Knows");
    kind.rules.push(crate::domain::RelationRule {
        heads: std::iter::once(Arc::from("Loc")).collect(),
        tails: std::iter::once(Arc::from("Loc")).collect(),
    });
    document.schema.relations.push(kind);
    offer(&mut document, span("Anna"));
    assert_eq!(said(&document), ["Grisha Olga"], "Anna is no place, so the open prediction goes");
}

#[test]
fn with_the_predicted_entities_the_answer_is_that_of_the_whole_run() {
    let mut document = analysed();
    let before = document.annotations.clone();
    assert_eq!(offer(&mut document, Span::new(0, TEXT.len())), 0);
    assert_eq!(document.annotations, before);
}

#[test]
fn sentences_without_two_entities_are_not_asked_for() {
    let document = Document::new("test", TEXT);
    assert!(question(&document, &Visibility::default(), &sentences(), &[span("boris")]).is_none());
    let document = analysed();
    assert!(question(&document, &Visibility::default(), &sentences(), &[]).is_none());
    let asked = question(&document, &Visibility::default(), &sentences(), &[span("slept")]).expect("two");
    assert_eq!(asked.sentences.len(), 1);
    assert_eq!(asked.sentences[0].mentions.len(), 2);
}

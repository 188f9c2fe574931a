use proptest::prelude::*;

use super::*;
use crate::corpus::parse;
use crate::domain::{Edit, Extra, Fragments, Item, Target};

/// A text of two languages with entities by a person and by a model, a rejected one, and a note.
fn document() -> Document {
    let text = "Anna Petrova met Boris in Moscow. Анна встретила Бориса в Москве. Anna left.";
    let mut document = Document::new("d", text);
    let mut edits = Vec::new();
    let annotations = &mut document.annotations;
    let mut add = |word: &str, from: usize, kind: &str, origin: Origin, review: Review| {
        let start = from + text.get(from..).and_then(|rest| rest.find(word)).expect("in the text");
        let id = annotations.fresh_mention();
        let fragments = Fragments::one(Span::new(start, start + word.len()));
        edits.push(Edit::Insert(Mention { id, kind: kind.into(), fragments, origin, review }.into()));
        id
    };
    let model = |score| Origin::Model { model: "conll04".into(), score };
    let anna = add("Anna Petrova", 0, "Peop", Origin::Human, Review::Accepted);
    let boris = add("Boris", 0, "Peop", model(0.55), Review::Open);
    let moscow = add("Moscow", 0, "Loc", Origin::File, Review::Open);
    add("Москве", 0, "Loc", model(0.9), Review::Open);
    add("met", 0, "Org", model(0.7), Review::Rejected);
    for (kind, head, tail, score) in [("Knows", anna, boris, 0.5), ("Live_In", boris, moscow, 0.1)] {
        let id = annotations.fresh_relation();
        edits.push(Edit::Insert(
            Relation { id, kind: kind.into(), head, tail, origin: model(score), review: Review::Open }.into(),
        ));
    }
    let note = Extra {
        id: annotations.fresh_extra(),
        targets: vec![Target::Item(boris.into())],
        body: ExtraBody::Note { name: "AnnotatorNotes".into(), text: "Check HIM".into() },
    };
    edits.push(Edit::Insert(Item::Extra(note)));
    document.apply(edits).expect("fits the text");
    document
}

/// What a search line finds: the type and the title or the keyword.
fn found(line: &str) -> Vec<String> {
    let matcher = Matcher::new(parse(line).expect("a query")).expect("an expression");
    let hits = matcher.hits(&document(), &Visibility::default(), 100);
    let name = |hit: &Hit| if hit.title.is_empty() { hit.line.key.clone() } else { hit.title.clone() };
    hits.iter().map(|hit| format!("{} {}", hit.kind.as_deref().unwrap_or("–"), name(hit))).collect()
}

#[test]
fn text_is_found_and_an_entity_at_its_place_is_named() {
    assert_eq!(found("anna"), ["– Anna", "– Anna"]);
    assert_eq!(found("moscow"), ["Loc Moscow"]);
    assert_eq!(found("анна"), ["– Анна"]);
    assert_eq!(found("/Бори\\w+/"), ["– Бориса"]);
    assert!(found("").is_empty());
}

#[test]
fn items_are_found_by_type_maker_score_decision_and_note() {
    assert_eq!(found("type:peop"), ["Peop Anna Petrova", "Peop Boris"]);
    assert_eq!(found("type:Peop,Loc is:confirmed"), ["Peop Anna Petrova", "Loc Moscow"]);
    assert_eq!(found("score<0.6"), ["Knows Anna Petrova → Boris", "Peop Boris"]);
    assert_eq!(found("score<0.6 is:entity"), ["Peop Boris"]);
    assert_eq!(found("by:human"), ["Peop Anna Petrova"]);
    assert_eq!(found("by:file"), ["Loc Moscow"]);
    assert_eq!(found("by:CONLL is:entity"), ["Peop Boris", "Loc Москве"]);
    assert_eq!(found("is:rejected"), ["Org met"]);
    assert_eq!(found("is:hidden"), ["Live_In Boris → Moscow"]);
    assert_eq!(found("note:him"), ["Peop Boris"]);
    assert_eq!(found("note:*"), ["Peop Boris"]);
    assert!(found("note:her").is_empty());
}

#[test]
fn relations_are_found_by_their_ends() {
    assert_eq!(found("head:Peop tail:Peop"), ["Knows Anna Petrova → Boris"]);
    assert!(found("head:Loc").is_empty());
    assert_eq!(found("from:\"anna petrova\" to:BORIS"), ["Knows Anna Petrova → Boris"]);
    assert!(found("from:Boris").is_empty(), "the other relation is below the threshold");
    assert_eq!(found("is:relation boris"), ["Knows Anna Petrova → Boris"]);
    assert_eq!(found("type:Knows petrova"), ["Knows Anna Petrova → Boris"]);
}

#[test]
fn similar_spellings_come_nearest_first() {
    assert_eq!(found("near:Moscow"), ["Loc Moscow"]);
    assert_eq!(found("near:Москва"), ["Loc Москве"]);
    assert_eq!(found("same:«MOSCOW»"), ["Loc Moscow"]);
    assert_eq!(found("same:Moscow same:boris is:entity"), ["Peop Boris", "Loc Moscow"], "any of them");
}

#[test]
fn a_hit_is_found_again_after_a_fresh_reading() {
    let matcher = Matcher::new(parse("type:Knows").expect("a query")).expect("none");
    let mut document = document();
    let hits = matcher.hits(&document, &Visibility::default(), 10);
    let hit = hits.first().expect("one");
    let id = hit.item_in(&document.annotations).expect("there");
    // The same relation under another id.
    let Some(Item::Relation(relation)) = document.annotations.item(id) else { panic!("a relation") };
    let fresh = document.annotations.fresh_relation();
    let again = Relation { id: fresh, ..relation };
    document.apply(vec![Edit::Remove(id), Edit::Insert(again.into())]).expect("fits");
    assert_eq!(hit.item_in(&document.annotations), Some(fresh.into()));
}

proptest! {
    #[test]
    fn every_hit_fulfils_the_query(low in 0..=10u8, width in 0..=10u8, kind in "(Peop|Loc|Org|Knows)") {
        let (low, high) = (f32::from(low) / 10.0, f32::from((low + width).min(10)) / 10.0);
        let query = parse(&format!("type:{kind} score:{low}..{high}")).expect("a query");
        let hits = Matcher::new(query).expect("none").hits(&document(), &Visibility::default(), 100);
        for hit in hits {
            prop_assert_eq!(hit.kind.as_deref(), Some(kind.as_str()));
            prop_assert!(hit.score.is_some_and(|s| (low..=high).contains(&s)));
        }
    }
}

#[test]
fn a_reference_finds_its_concept_by_every_name() {
    let text: std::sync::Arc<str> = "JFK, or Kennedy. Kennedy Airport".into();
    let ann = "T1\tPeop 0 3\tJFK\nT2\tPeop 8 15\tKennedy\nT3\tLoc 17 32\tKennedy Airport\n*\tEquiv T1 T2\n\
               N1\tReference T1 Wikidata:Q9696\tK\nN2\tReference T3 Wikidata:Q8685\tA\n";
    let mut document = Document::new("d", text.clone());
    let file = std::path::Path::new("d.ann");
    document.annotations = crate::brat::read(&text, ann.as_bytes(), file, &crate::domain::Roles::default()).annotations;
    let found = |line: &str| -> Vec<String> {
        let matcher = Matcher::new(parse(line).expect("a query")).expect("no expression");
        matcher.hits(&document, &Visibility::default(), 9).into_iter().map(|hit| hit.line.key).collect()
    };
    assert_eq!(found("same:Wikidata:Q9696"), ["JFK", "Kennedy"]);
    assert_eq!(found("same:jfk"), ["JFK", "Kennedy"]);
    assert_eq!(found("same:Wikidata:Q9696 same:Wikidata:Q8685"), ["JFK", "Kennedy", "Kennedy Airport"]);
}

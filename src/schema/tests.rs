use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::domain::{
    Document, EntityType, Fragments, MentionId, RelationRule, RelationType, Schema, Visibility, change as make,
};
use crate::text::Span;

fn rule(heads: &[&str], tails: &[&str]) -> RelationRule {
    let set = |names: &[&str]| -> BTreeSet<Arc<str>> { names.iter().map(|n| Arc::from(*n)).collect() };
    RelationRule { heads: set(heads), tails: set(tails) }
}

fn schema() -> Schema {
    let below = |name: &str, parent: &str| EntityType { parent: Some(parent.into()), ..EntityType::named(name) };
    let mut schema = Schema {
        entities: vec![
            EntityType::named("Person"),
            below("Painter", "Person"),
            EntityType::named("Place"),
            EntityType::named("Org"),
        ],
        relations: vec![RelationType::named("Lives_In"), RelationType::named("Knows")],
        ..Schema::default()
    };
    schema.relations[0].rules = vec![rule(&["Person", "Painter"], &["Place"])];
    schema
}

fn document() -> Document {
    let mut document = Document::new("d", "Анна knows Boris, Paris and Siemens");
    let mut ids: Vec<MentionId> = Vec::new();
    for (kind, word) in [("Person", "Анна"), ("Painter", "Boris"), ("Place", "Paris"), ("Org", "Siemens")] {
        let start = document.text.find(word).expect("there");
        let fragments = Fragments::one(Span::new(start, start + word.len()));
        let (id, edits) = make::add_mention(&mut document.annotations, kind.into(), fragments);
        document.apply(edits).expect("in the text");
        ids.push(id);
    }
    for (kind, head, tail) in [("Knows", 0, 1), ("Lives_In", 0, 2), ("Lives_In", 1, 2), ("Works_For", 0, 3)] {
        let (_, edits) = make::add_relation(&mut document.annotations, kind.into(), ids[head], ids[tail]);
        document.apply(edits).expect("both exist");
    }
    document.schema = schema();
    document.schema.complete(&document.annotations);
    document
}

fn all(changes: &[Change]) -> Schema {
    let mut schema = schema();
    changes.iter().for_each(|change| apply(&mut schema, change));
    schema
}

fn names(schema: &Schema) -> Vec<&str> {
    schema.entities.iter().map(|t| &*t.name).collect()
}

#[test]
fn what_occurs_makes_rules_that_fit_exactly() {
    let document = document();
    let mut found = Occurrences::default();
    found.add(&document, &Visibility::default());
    found.add(&document, &Visibility::default());
    assert_eq!(found.triples[&["Person".into(), "Knows".into(), "Painter".into()]], 2);
    let inferred = found.schema(&document.schema);
    assert_eq!(names(&inferred), ["Person", "Painter", "Place", "Org"]);
    assert_eq!(inferred.entity("Painter").and_then(|t| t.parent.as_deref()), Some("Person"));
    assert_eq!(inferred.relation("Lives_In").expect("occurs").rules, [rule(&["Painter", "Person"], &["Place"])]);
    for head in names(&inferred) {
        for tail in names(&inferred) {
            for kind in &inferred.relations {
                let occurs = found.triples.contains_key(&[head.into(), kind.name.clone(), tail.into()]);
                assert_eq!(kind.allows(head, tail), occurs, "{head} {} {tail}", kind.name);
            }
        }
    }
    assert!(violations(&document.annotations, &inferred).is_empty());
}

#[test]
fn renaming_and_merging_carry_rules_children_and_annotations_along() {
    let renamed = all(&[Change::RenameEntity { from: "Person".into(), to: "Human".into() }]);
    assert_eq!(renamed.entity("Painter").and_then(|t| t.parent.as_deref()), Some("Human"));
    assert!(renamed.relation("Lives_In").is_some_and(|t| t.allows("Human", "Place") && !t.allows("Person", "Place")));
    assert_eq!(renamed.entity("Human").map(|t| t.label.as_str()), Some("Human"));
    let merge = Change::RenameEntity { from: "Painter".into(), to: "Person".into() };
    let merged = all(std::slice::from_ref(&merge));
    assert_eq!(names(&merged), ["Person", "Place", "Org"]);
    assert_eq!(merged.relation("Lives_In").expect("stays").rules, [rule(&["Person"], &["Place"])]);
    let upwards = all(&[Change::RenameEntity { from: "Person".into(), to: "Painter".into() }]);
    assert_eq!(upwards.entity("Painter").and_then(|t| t.parent.clone()), None, "no type is its own parent");
    let mut document = document();
    let group = edits(&document.annotations, &document.schema, &merge);
    assert_eq!(group.len(), 1);
    let undo = document.apply(group).expect("applies");
    assert_eq!(document.annotations.mentions().filter(|m| &*m.kind == "Person").count(), 2);
    document.apply(undo).expect("an inverse");
    assert_eq!(document.annotations.mentions().filter(|m| &*m.kind == "Painter").count(), 1);
    let relations = all(&[Change::RenameRelation { from: "Lives_In".into(), to: "Knows".into() }]);
    assert_eq!(relations.relations.len(), 1);
    assert!(relations.relations[0].rules.is_empty(), "Knows allowed everything before");
}

#[test]
fn deleting_takes_annotations_and_says_so_first() {
    let document = document();
    let changes = [Change::DeleteEntity("Place".into())];
    let found = impact(&document.text, &document.annotations, &document.schema, &changes);
    assert_eq!((found.deleted, found.touched.len()), (3, 3), "Paris and the two relations to it");
    let after = all(&changes);
    assert!(!after.relation("Lives_In").is_some_and(|t| t.allows("Person", "Org")), "not: now everything is allowed");
    let painter = all(&[Change::DeleteEntity("Person".into())]);
    assert_eq!(painter.entity("Painter").and_then(|t| t.parent.clone()), None);
    assert_eq!(painter.relation("Lives_In").expect("stays").rules, [rule(&["Painter"], &["Place"])]);
}

#[test]
fn a_tighter_rule_counts_what_would_break_it() {
    let document = document();
    let rules = vec![rule(&["Person"], &["Place"])];
    let changes = [Change::SetRules { name: "Lives_In".into(), rules, symmetric: false }];
    let found = impact(&document.text, &document.annotations, &document.schema, &changes);
    assert_eq!((found.touched.len(), found.violations.len()), (0, 1));
    assert_eq!(&*found.violations[0].head, "Painter");
    let mut copy = document.clone();
    let group = edits(&copy.annotations, &copy.schema, &changes[0]);
    copy.apply(group).expect("nothing to do");
    assert_eq!(copy.annotations, document.annotations, "a rule changes no annotation");
}

#[test]
fn types_move_with_all_below_them_and_never_into_themselves() {
    let moved = all(&[Change::SetParent { name: "Person".into(), parent: Some("Org".into()) }]);
    assert_eq!(names(&moved), ["Place", "Org", "Person", "Painter"]);
    assert_eq!(moved.entity("Person").and_then(|t| t.parent.as_deref()), Some("Org"));
    let refused = all(&[Change::SetParent { name: "Person".into(), parent: Some("Painter".into()) }]);
    assert_eq!(refused, schema());
    let added = all(&[Change::AddEntity { name: "Poet".into(), parent: Some("Person".into()) }]);
    assert_eq!(names(&added), ["Person", "Painter", "Poet", "Place", "Org"]);
    let keyed = all(&[
        Change::SetKey { name: "Person".into(), key: Some('p') },
        Change::SetKey { name: "Place".into(), key: Some('p') },
    ]);
    assert_eq!(
        (keyed.entity("Person").and_then(|t| t.key), keyed.entity("Place").and_then(|t| t.key)),
        (None, Some('p'))
    );
}

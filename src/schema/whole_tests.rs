//! A change of types, whole: what annotations, schema and `annotation.conf` say after it fits together.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Change, apply, edits, impact};
use crate::brat::conf::{edit, types_of};
use crate::brat::{self, Standoff};
use crate::domain::{
    Document, EntityType, Extra, ExtraBody, ItemId, RelationType, Roles, Schema, Visibility, change as make,
};

const TEXT: &str = "Anna Boris Vera Gleb Paris Acme met spoke";

const CONF: &str = "[entities]\nPerson\n\tPainter\n\t\tPoet\nPlace\nOrg\n\
    [relations]\nKnows\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric\nLikes\tFrom:Person, To:Person|Place\n\
    Lives_In\tArg1:Person, Arg2:Place\nCauses\tReason:<EVENT>, Effect:<EVENT>\n\
    Alias\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive\n\
    [events]\nMeet\tWho+:Person, Where?:Place\nTalk\tWho:Person, About:Place\n\
    [attributes]\nNegation\tArg:Meet|Talk\nSure\tArg:Knows|Likes|Person, Value:High|Low\nDoubt\tArg:Causes\n";

const ANN: &str = "T1\tPerson 0 4\tAnna\nT2\tPerson 5 10\tBoris\nT3\tPainter 11 15\tVera\nT4\tPoet 16 20\tGleb\n\
    T5\tPlace 21 26\tParis\nT6\tOrg 27 31\tAcme\nT7\tMeet 32 35\tmet\nT8\tTalk 36 41\tspoke\n\
    E1\tMeet:T7 Who:T1 Who2:T3 Where:T5\nE2\tTalk:T8 Who:T2 About:T5\n\
    R1\tKnows Arg1:T1 Arg2:T2\nR2\tLikes From:T1 To:T2\nR3\tLikes From:T3 To:T5\nR4\tLives_In Arg1:T4 Arg2:T5\n\
    R5\tLikes From:T2 To:T1\nR6\tCauses Reason:E1 Effect:E2\n\
    A1\tNegation E1\nA2\tSure R2 High\nA3\tDoubt R6\nA4\tSure T3 Low\n*\tAlias T1 T3 T4\n#1\tAnnotatorNotes R2\tseen\n";

const ENTITIES: [&str; 9] = ["Person", "Painter", "Poet", "Place", "Org", "Meet", "Talk", "New", "Other"];
const RELATIONS: [&str; 7] = ["Knows", "Likes", "Lives_In", "Causes", "Alias", "New", "Other"];

fn declared(conf: &str) -> Schema {
    Schema { declared: true, ..types_of(conf) }
}

fn read(ann: &str, schema: Schema) -> (Document, Standoff) {
    let mut document = Document::new("d", TEXT);
    let reading = brat::read(&document.text, ann.as_bytes(), Path::new("d.ann"), &Roles::of(&schema));
    assert_eq!(reading.issues, []);
    document.annotations = reading.annotations;
    document.schema = schema;
    (document, reading.standoff)
}

fn entity((from, to): (&str, &str)) -> Change {
    Change::RenameEntity { from: from.into(), to: to.into() }
}

fn relation((from, to): (&str, &str)) -> Change {
    Change::RenameRelation { from: from.into(), to: to.into() }
}

/// What a document says, in words.
fn said(document: &Document) -> BTreeSet<String> {
    let annotations = &document.annotations;
    let name = |item: ItemId| match annotations.anchor(item) {
        Some(id) => annotations.mention(id).map(|m| m.text(TEXT)).unwrap_or_default(),
        None => annotations.kind_of(item).unwrap_or("a group").to_owned(),
    };
    let mentions = annotations.mentions().map(|m| format!("{} {}", m.kind, m.text(TEXT)));
    let relations =
        annotations.relations().map(|r| format!("{} {} {}", name(r.head.into()), r.kind, name(r.tail.into())));
    let extras = annotations.extras().map(|extra| {
        let targets: Vec<String> = extra.targets.iter().filter_map(|t| t.item()).map(name).collect();
        format!("{:?} {targets:?}", extra.body)
    });
    mentions.chain(relations).chain(extras).collect()
}

/// The pairs of types that each relation may stand between.
fn allowed(schema: &Schema) -> BTreeSet<String> {
    let pairs = ENTITIES.iter().flat_map(|head| ENTITIES.iter().map(move |tail| (head, tail)));
    let of = |kind: &RelationType| {
        let pairs = pairs.clone().filter(|(head, tail)| kind.allows(head, tail));
        pairs.map(|(head, tail)| format!("{head} {} {tail}", kind.name)).collect::<Vec<_>>()
    };
    let known = schema.relations.iter().flat_map(of);
    let holds = schema.relations.iter().map(|t| format!("{} {} {}", t.name, t.symmetric, t.transitive));
    known.chain(holds).collect()
}

/// Makes changes one after the other, and looks whether all that speaks of the types still agrees.
fn holds(changes: &[Change]) {
    let (mut document, mut standoff) = read(ANN, declared(CONF));
    assert_eq!(brat::check(&document, &standoff, &document.schema, Path::new("d.ann")), []);
    let mut conf = CONF.to_owned();
    let mut is_exact = true;
    for change in changes {
        let is_there = match change {
            Change::RenameEntity { from: name, .. } | Change::DeleteEntity(name) => {
                document.schema.entity(name).is_some()
            }
            Change::RenameRelation { from: name, .. } | Change::DeleteRelation(name) => {
                document.schema.relation(name).is_some()
            }
            _ => true,
        };
        // Nobody is offered a change of what is not there.
        if !is_there {
            continue;
        }
        if let Change::RenameEntity { from, to } = change {
            // `<EVENT>` speaks of no type below an event's, where an entity's name does: the file may allow less then.
            let [gone, kept] = [from, to].map(|name| document.schema.event(name).is_some());
            is_exact &= !gone || kept || document.schema.entity(to).is_none();
        }
        let before = document.annotations.clone();
        let group = edits(&before, &document.schema, change);
        let undo = document.apply(group.clone()).unwrap_or_else(|error| panic!("{change:?}: {error}"));
        let mut copy = document.clone();
        copy.apply(undo).expect("an inverse applies");
        assert_eq!(copy.annotations, before, "undo after {change:?}");
        apply(&mut document.schema, change);
        conf = edit::annotation(&conf, change);
        let written = declared(&conf);
        if is_exact {
            assert_eq!(allowed(&document.schema), allowed(&written), "after {changes:?}\n{conf}");
        }
        for schema in [&document.schema, &written] {
            let found = brat::check(&document, &standoff, schema, Path::new("d.ann"));
            assert_eq!(found, [], "after {changes:?}\n{conf}");
        }
        let (bytes, _) = standoff.write(&document.text, &document.annotations, &Visibility::default());
        let ann = String::from_utf8(bytes).expect("UTF-8");
        let (again, lines) = read(&ann, written.clone());
        assert_eq!(said(&again), said(&document), "after {changes:?}\n{conf}\n{ann}");
        assert_eq!(brat::check(&again, &lines, &written, Path::new("d.ann")), [], "after {changes:?}\n{conf}\n{ann}");
        // The next change finds the document as it was saved, or as it is.
        if ann.len().is_multiple_of(2) {
            (document, standoff) = (again, lines);
        }
    }
}

#[test]
fn every_rename_and_every_merge_leaves_nothing_that_no_longer_fits() {
    let pairs = |names: &'static [&'static str]| names.iter().flat_map(move |a| names.iter().map(move |b| (*a, *b)));
    pairs(&ENTITIES).for_each(|pair| holds(&[entity(pair)]));
    pairs(&RELATIONS).for_each(|pair| holds(&[relation(pair)]));
    ENTITIES.iter().for_each(|name| holds(&[Change::DeleteEntity((*name).into())]));
    RELATIONS.iter().for_each(|name| holds(&[Change::DeleteRelation((*name).into())]));
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let name = |names: &'static [&'static str]| prop::sample::select(names);
    let change = prop_oneof![
        4 => (name(&ENTITIES), name(&ENTITIES)).prop_map(entity),
        4 => (name(&RELATIONS), name(&RELATIONS)).prop_map(relation),
        1 => name(&ENTITIES).prop_map(|name| Change::DeleteEntity(name.into())),
        1 => name(&RELATIONS).prop_map(|name| Change::DeleteRelation(name.into())),
    ];
    prop::collection::vec(change, 1..2)
}

proptest! {
    #[test]
    fn any_changes_leave_nothing_that_no_longer_fits(changes in changes()) {
        holds(&changes);
    }
}

fn after(change: &Change) -> Document {
    let (mut document, _) = read(ANN, declared(CONF));
    let group = edits(&document.annotations, &document.schema, change);
    document.apply(group).expect("fits");
    apply(&mut document.schema, change);
    document
}

fn bodies(document: &Document) -> Vec<&ExtraBody> {
    document.annotations.extras().map(|extra| &extra.body).collect()
}

#[test]
fn a_renamed_event_type_is_renamed_in_its_events_too() {
    let document = after(&entity(("Meet", "Meeting")));
    let events = |wanted: &str| {
        bodies(&document)
            .iter()
            .filter(|b| matches!(b, ExtraBody::Event { event_type, .. } if event_type == wanted))
            .count()
    };
    assert_eq!((events("Meet"), events("Meeting")), (0, 1));
    let gone = after(&Change::DeleteEntity("Meet".into()));
    assert!(!bodies(&gone).iter().any(|b| matches!(b, ExtraBody::Event { event_type, .. } if event_type == "Meet")));
    assert_eq!(
        impact(TEXT, &read(ANN, declared(CONF)).0.annotations, &declared(CONF), &[entity(("Meet", "Meeting"))])
            .touched
            .len(),
        2
    );
}

#[test]
fn relations_of_events_and_groups_go_with_their_type() {
    let causes = after(&relation(("Causes", "Leads_To")));
    let of = |b: &&&ExtraBody| matches!(b, ExtraBody::Relation { relation_type, .. } if relation_type == "Leads_To");
    assert_eq!(bodies(&causes).iter().filter(of).count(), 1);
    assert!(causes.schema.attribute("Doubt").is_some_and(|kind| kind.of.contains("Leads_To")));
    let alias = after(&relation(("Alias", "Same_As")));
    assert!(bodies(&alias).contains(&&ExtraBody::Equiv { name: "Same_As".into() }));
    let (document, _) = read(ANN, declared(CONF));
    let count = |change: Change| {
        let found = impact(TEXT, &document.annotations, &document.schema, &[change]);
        (found.touched.len(), found.deleted)
    };
    assert_eq!(count(relation(("Causes", "Leads_To"))), (1, 0));
    assert_eq!(count(Change::DeleteRelation("Causes".into())), (2, 2), "R6 and what is said of it");
    assert_eq!(count(Change::DeleteRelation("Alias".into())), (1, 1));
}

#[test]
fn groups_that_brat_knows_by_itself_are_of_no_relation_type() {
    let (mut document, _) = read("T1\tPerson 0 4\tAnna\nT2\tPerson 5 10\tBoris\n*\tEquiv T1 T2\n", Schema::default());
    document.schema.relations.push(RelationType::named("Equiv"));
    assert_eq!(edits(&document.annotations, &document.schema, &relation(("Equiv", "Knows"))), []);
    document.schema.relations[0].symmetric = true;
    document.schema.relations[0].transitive = true;
    assert_eq!(edits(&document.annotations, &document.schema, &relation(("Equiv", "Same_As"))).len(), 1);
}

#[test]
fn what_a_tighter_rule_breaks_counts_relations_of_events_and_groups() {
    let (document, _) = read(ANN, declared(CONF));
    let rule = |head: &str, tail: &str| crate::domain::RelationRule {
        heads: [head.into()].into(),
        tails: [tail.into()].into(),
    };
    let tighter = |name: &str, symmetric| {
        let set = Change::SetRules { name: name.into(), rules: vec![rule("Talk", "Person")], symmetric };
        impact(TEXT, &document.annotations, &document.schema, &[set]).violations
    };
    let found = tighter("Causes", false);
    assert_eq!(found.iter().map(|v| [&*v.head, &*v.kind, &*v.tail]).collect::<Vec<_>>(), [["Meet", "Causes", "Talk"]]);
    assert_eq!(tighter("Alias", true).len(), 1, "one group");
}

#[test]
fn a_merge_of_relations_joins_those_that_become_equal_and_keeps_what_is_said_of_them() {
    let document = after(&relation(("Likes", "Knows")));
    let between: Vec<_> = document.annotations.relations().filter(|r| &*r.kind == "Knows").collect();
    assert_eq!(between.len(), 2, "R2 and R5 say what R1 says");
    let first: Vec<&Extra> = document.annotations.extras_of(between[0].id).collect();
    assert_eq!(first.len(), 2, "the attribute and the note of R2");
    let kept = document.schema.relation("Knows").expect("stays");
    assert_eq!(
        (kept.roles.clone(), kept.other_roles.clone()),
        (["Arg1".into(), "Arg2".into()], vec![["From".into(), "To".into()]])
    );
    assert!(kept.symmetric && !kept.transitive);
    let alias = after(&relation(("Alias", "Knows")));
    assert!(alias.schema.relation("Knows").is_some_and(RelationType::is_equivalence));
}

#[test]
fn argument_names_outlive_new_rules_and_merges_in_the_file() {
    for (conf, change) in [
        ("[entities]\nA\n[relations]\nIn\nOf\tFrom:A, To:A\n", relation(("Of", "In"))),
        ("[entities]\nA\n[relations]\nOf\tFrom:A, To:A\nIn\tArg1:A, Arg2:A\n", relation(("Of", "In"))),
        (
            "[entities]\nA\n[relations]\nIn\tArg1:A, Arg2:A\nIn\tFrom:A, To:A\n",
            Change::SetRules { name: "In".into(), rules: Vec::new(), symmetric: true },
        ),
    ] {
        let mut schema = declared(conf);
        apply(&mut schema, &change);
        let written = edit::annotation(conf, &change);
        let (read, made) = (types_of(&written), Roles::of(&schema));
        for roles in [&made, &Roles::of(&read)] {
            assert!(roles.is_tail_first("In", ["To", "From"]), "{written}");
        }
        // A line without arguments, which brat refuses, names none.
        assert!(conf.contains("In\nOf") || Roles::of(&read) == made, "{written}");
    }
}

#[test]
fn an_abbreviation_outlives_a_new_label() {
    let mut schema = Schema {
        entities: vec![
            EntityType { label: "Human".into(), short: "Hum".into(), ..EntityType::named("Person") },
            EntityType::named("Place"),
        ],
        relations: vec![
            RelationType::named("Lives_In"),
            RelationType { short: "kn".into(), ..RelationType::named("Knows") },
        ],
        ..Schema::default()
    };
    for (name, label) in [("Person", "Being"), ("Place", "Site"), ("Lives_In", "dwells in"), ("Knows", "is known to")] {
        apply(&mut schema, &Change::SetLabel { name: name.into(), label: label.into() });
    }
    let entities: Vec<_> = schema.entities.iter().map(|t| (t.label.as_str(), t.short.as_str())).collect();
    assert_eq!(entities, [("Being", "Hum"), ("Site", "Site")]);
    let relations: Vec<_> = schema.relations.iter().map(|t| (t.label.as_str(), t.short.as_str())).collect();
    assert_eq!(relations, [("dwells in", "dwells in"), ("is known to", "kn")]);
}

#[test]
fn an_end_that_was_rejected_is_accepted_with_a_relation_that_is_drawn_to_it() {
    let (mut document, _) = read("T1\tPerson 0 4\tAnna\nT2\tPerson 5 10\tBoris\n", Schema::default());
    let ids: Vec<_> = document.annotations.mentions().map(|m| m.id).collect();
    let edits = make::review_mention(&document.annotations, ids[1], crate::domain::Review::Rejected);
    document.apply(edits).expect("there");
    assert!(!document.annotations.mention(ids[1]).is_some_and(crate::domain::Mention::is_confirmed));
    let (id, edits) = make::add_relation(&mut document.annotations, Arc::from("Knows"), ids[0], ids[1]);
    document.apply(edits).expect("both are there");
    let relation = document.annotations.relation(id).expect("added");
    assert!(Visibility::default().relation(&document.annotations, relation));
}

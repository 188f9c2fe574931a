use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::brat::conf::types_of as parsed;
use crate::domain::{RelationRule, Schema, SchemaChange as Change};

const CONF: &str = "# Types of the archive\r\n[entities]\r\n!Agent\r\n\tPerson\t<NORM>:Wikidata\r\n\t\tPainter\r\n\tOrg\r\nPlace\r\n\
    \r\n[relations]\r\n<WHO>=Person|Org\r\n# where\r\nLives_In   Arg1:<WHO>,  Arg2:Place\r\nLives_In\tArg1:Painter|Org, Arg2:Place\r\n\
    Knows\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive\r\n<OVERLAP>\tArg1:Person, Arg2:Place, <OVL-TYPE>:contain\r\n\
    [attributes]\r\nFamous\tArg:Person|Org, Value:Person|No\r\n[mine]\r\nPerson stays here\r\n";

fn rule(heads: &[&str], tails: &[&str]) -> RelationRule {
    let set = |names: &[&str]| -> BTreeSet<Arc<str>> { names.iter().map(|n| Arc::from(*n)).collect() };
    RelationRule { heads: set(heads), tails: set(tails) }
}

/// Lines that are in one text and not in the other.
fn changed(before: &str, after: &str) -> Vec<String> {
    let lines: Vec<&str> = before.lines().collect();
    after.lines().filter(|line| !lines.contains(line)).map(str::to_owned).collect()
}

#[test]
fn a_rename_touches_the_lines_that_name_the_type_and_no_other() {
    let after = annotation(CONF, &Change::RenameEntity { from: "Person".into(), to: "Human".into() });
    assert_eq!(
        changed(CONF, &after),
        [
            "\tHuman\t<NORM>:Wikidata",
            "<WHO>=Human|Org",
            "Knows\tArg1:Human, Arg2:Human, <REL-TYPE>:symmetric-transitive",
            "<OVERLAP>\tArg1:Human, Arg2:Place, <OVL-TYPE>:contain",
            "Famous\tArg:Human|Org, Value:Person|No",
        ]
    );
    assert_eq!(after.lines().count(), CONF.lines().count());
    assert_eq!(after.matches("\r\n").count(), CONF.matches("\r\n").count());
    assert_eq!(annotation(&after, &Change::RenameEntity { from: "Human".into(), to: "Person".into() }), CONF);
    assert_eq!(parsed(&render(&parsed(CONF))).attributes, parsed(CONF).attributes);
}

#[test]
fn a_merge_and_a_deletion_leave_no_trace_and_no_gap() {
    let merged = annotation(CONF, &Change::RenameEntity { from: "Painter".into(), to: "Person".into() });
    assert!(!merged.contains("Painter") && merged.contains("Lives_In\tArg1:Person|Org, Arg2:Place"), "{merged}");
    let gone = annotation(CONF, &Change::DeleteEntity("Person".into()));
    assert!(gone.contains("\r\n\tPainter\r\n\tOrg\r\n"), "what is below moves up: {gone}");
    assert!(gone.contains("<WHO>=Painter|Org") && gone.contains("Knows\tArg1:Painter, Arg2:Painter"), "{gone}");
    assert!(gone.contains("Person stays here"), "a section that nobody knows is left alone");
    let gone = annotation(&gone, &Change::DeleteEntity("Place".into()));
    assert!(parsed(&gone).relation("Lives_In").is_some_and(|t| !t.allows("Org", "Org")), "not: anything goes");
}

#[test]
fn rules_are_replaced_line_by_line() {
    let wanted = vec![rule(&["Painter", "Org"], &["Place"]), rule(&["Place"], &["Place"])];
    let after =
        annotation(CONF, &Change::SetRules { name: "Lives_In".into(), rules: wanted.clone(), symmetric: false });
    assert_eq!(changed(CONF, &after), ["Lives_In\tArg1:Place, Arg2:Place"]);
    assert!(after.contains("Lives_In\tArg1:Painter|Org, Arg2:Place\r\n") && after.contains("# where"));
    assert_eq!(parsed(&after).relation("Lives_In").expect("stays").rules, wanted);
    let open = annotation(CONF, &Change::SetRules { name: "Knows".into(), rules: vec![], symmetric: false });
    assert!(open.contains("Knows\tArg1:<ANY>, Arg2:<ANY>\r\n"), "{open}");
    assert!(parsed(&open).relation("Knows").is_some_and(|t| t.allows("Place", "Org") && !t.symmetric));
    let new = Change::AddRelation { name: "Born".into(), rules: vec![rule(&["Person"], &["Place"])], symmetric: false };
    let after = annotation(CONF, &new);
    assert!(after.contains("contain\r\nBorn\tArg1:Person, Arg2:Place\r\n[attributes]"), "{after}");
}

#[test]
fn types_are_added_and_moved_where_they_belong() {
    let after = annotation(CONF, &Change::AddEntity { name: "Poet".into(), parent: Some("Person".into()) });
    assert!(after.contains("\t\tPainter\r\n\t\tPoet\r\n\tOrg"), "{after}");
    let after = annotation(&after, &Change::AddEntity { name: "Time".into(), parent: None });
    assert!(after.contains("Place\r\nTime\r\n\r\n[relations]"), "{after}");
    let moved = annotation(CONF, &Change::SetParent { name: "Person".into(), parent: Some("Place".into()) });
    assert!(moved.contains("!Agent\r\n\tOrg\r\nPlace\r\n\tPerson\t<NORM>:Wikidata\r\n\t\tPainter\r\n"), "{moved}");
    let top = annotation(CONF, &Change::SetParent { name: "Painter".into(), parent: None });
    assert_eq!(parsed(&top).entity("Painter").map(|t| t.parent.clone()), Some(None));
    let same = annotation(CONF, &Change::SetParent { name: "Agent".into(), parent: Some("Painter".into()) });
    assert_eq!(same, CONF, "no type comes under itself");
    let fresh = annotation("", &Change::AddEntity { name: "A".into(), parent: None });
    assert_eq!(fresh, "[entities]\nA\n");
}

#[test]
fn a_written_schema_reads_the_same() {
    let schema = parsed(CONF);
    let again = parsed(&render(&schema));
    assert_eq!(again.entities, schema.entities);
    for kind in &schema.relations {
        let read = again.relation(&kind.name).expect("written");
        assert_eq!((&read.rules, read.symmetric), (&kind.rules, kind.symmetric));
    }
}

#[test]
fn labels_colours_and_keys_change_in_their_place() {
    let text = "[labels]\nPerson | Человек | Чел\n[drawing]\nSPAN_DEFAULT\tfgColor:black\nPerson\tbgColor:#ffccaa, fgColor:black\nKnows\tdashArray:3-3\n";
    let label = visual(text, &Change::SetLabel { name: "Person".into(), label: "Лицо".into() }, false);
    assert_eq!(label, text.replace("Человек", "Лицо"));
    let colour = |name: &str, colour: Option<&str>, relation| {
        visual(text, &Change::SetColour { name: name.into(), colour: colour.map(str::to_owned) }, relation)
    };
    assert_eq!(colour("Person", Some("#00ff00"), false), text.replace("#ffccaa", "#00ff00"));
    assert_eq!(colour("Person", None, false), text.replace("bgColor:#ffccaa, ", ""));
    assert_eq!(colour("Knows", Some("#0000ff"), true), text.replace("3-3", "3-3, color:#0000ff"));
    assert!(colour("Place", Some("#0000ff"), false).ends_with("Place\tbgColor:#0000ff\n"));
    let renamed = visual(text, &Change::RenameEntity { from: "Person".into(), to: "Human".into() }, false);
    assert_eq!(renamed, text.replace("Person", "Human"));
    let gone = visual(text, &Change::DeleteEntity("Person".into()), false);
    assert!(!gone.contains("Person") && gone.contains("SPAN_DEFAULT\tfgColor:black\n"));
    let shortcuts = "# keys\nP Person\nL Place\n";
    let set = |key| keys(shortcuts, &Change::SetKey { name: "Person".into(), key });
    assert_eq!(set(Some('X')), "# keys\nX Person\nL Place\n");
    assert_eq!(set(Some('L')), "# keys\nL Person\n");
    assert_eq!(set(None), "# keys\nL Place\n");
    assert_eq!(keys(shortcuts, &Change::DeleteEntity("Place".into())), "# keys\nP Person\n");
}

const NAMES: [&str; 6] = ["Person", "Painter", "Org", "Place", "Time", "Фото"];

/// Files as people write them: some lines in any order, each section with something that nobody understands.
fn files() -> impl Strategy<Value = String> {
    let entity = (0..5_usize, 0..3_usize, any::<bool>()).prop_map(|(name, depth, noise)| {
        format!("{}{}{}", "\t".repeat(depth), NAMES[name], if noise { "\t<NORM>:DB" } else { "" })
    });
    let list = proptest::collection::btree_set(0..5_usize, 1..4)
        .prop_map(|set| set.into_iter().map(|at| NAMES[at]).collect::<Vec<_>>().join("|"));
    let relation = (0..3_usize, list.clone(), list, any::<bool>()).prop_map(|(name, heads, tails, symmetric)| {
        let symmetric = if symmetric { ", <REL-TYPE>:symmetric" } else { "" };
        format!("{}\tArg1:{heads}, Arg2:{tails}{symmetric}", ["Knows", "In", "Has"][name])
    });
    let noise = prop_oneof![Just("# Person, a comment"), Just(""), Just("<M>=Person|Org"), Just("  ")];
    let lines = |line: BoxedStrategy<String>| {
        proptest::collection::vec((line, noise.clone(), any::<bool>()), 0..6).prop_map(|lines| {
            let pick = |(line, noise, with): (String, &str, bool)| {
                if with { format!("{noise}\n{line}\n") } else { format!("{line}\n") }
            };
            lines.into_iter().map(pick).collect::<String>()
        })
    };
    (lines(entity.boxed()), lines(relation.boxed()), any::<bool>(), any::<bool>()).prop_map(
        |(entities, relations, crlf, end)| {
            let mut text =
                format!("[entities]\n{entities}\n[relations]\n{relations}[own part]\nkept Person|Org\n[events]");
            if end {
                text.push('\n');
            }
            if crlf { text.replace('\n', "\r\n") } else { text }
        },
    )
}

fn allowed(schema: &Schema, kind: &str) -> BTreeSet<(usize, usize)> {
    let Some(kind) = schema.relation(kind) else { return BTreeSet::new() };
    let pairs = (0..6).flat_map(|a| (0..6).map(move |b| (a, b)));
    pairs.filter(|(a, b)| kind.allows(NAMES[*a], NAMES[*b])).collect()
}

fn remaining(text: &str, mentions: &[&str]) -> Vec<String> {
    let about = |line: &str| mentions.iter().any(|name| line.contains(name));
    text.split_inclusive('\n').filter(|line| !about(line)).map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn what_a_change_does_not_concern_stays_byte_for_byte(text in files(), at: prop::sample::Index) {
        let before = parsed(&text);
        if before.entities.is_empty() {
            return Ok(());
        }
        let (from, to): (Arc<str>, Arc<str>) = (at.get(&before.entities).name.clone(), "New".into());
        let after = annotation(&text, &Change::RenameEntity { from: from.clone(), to: to.clone() });
        prop_assert_eq!(remaining(&text, &[&from, &to]), remaining(&after, &[&from, &to]));
        prop_assert!(after.contains("kept Person|Org"));
        prop_assert!(after.contains("# Person, a comment") == text.contains("# Person, a comment"));
        let read = parsed(&after);
        prop_assert!(read.entity(&from).is_none() && read.entity(&to).is_some());
        prop_assert_eq!(read.entities.len(), before.entities.len());
    }

    #[test]
    fn rules_that_are_set_are_the_rules_that_are_read(text in files(), heads in proptest::collection::btree_set(0..5_usize, 1..3), symmetric: bool) {
        let before = parsed(&text);
        // A rule for a type holds for those below it, too.
        let wanted: BTreeSet<Arc<str>> = heads.iter().map(|at| Arc::from(NAMES[*at])).collect();
        let mut closed = wanted.clone();
        while let Some(more) = before.entities.iter().find(|t| {
            !closed.contains(&t.name) && t.parent.as_ref().is_some_and(|parent| closed.contains(parent))
        }) {
            closed.insert(more.name.clone());
        }
        let rules = vec![RelationRule { heads: closed.clone(), tails: closed.clone() }];
        let after = annotation(&text, &Change::SetRules { name: "In".into(), rules, symmetric });
        let pairs = (0..6).flat_map(|a| (0..6).map(move |b| (a, b)));
        let fits = |at: usize| closed.contains(NAMES[at]);
        let expected: BTreeSet<(usize, usize)> = pairs.filter(|(a, b)| fits(*a) && fits(*b)).collect();
        prop_assert_eq!(allowed(&parsed(&after), "In"), expected);
        prop_assert_eq!(allowed(&parsed(&after), "Knows"), allowed(&before, "Knows"));
        let ours = |line: &String| !line.starts_with("In\t");
        let (old, new): (Vec<String>, Vec<String>) =
            (remaining(&text, &[]).into_iter().filter(ours).collect(), remaining(&after, &[]).into_iter().filter(ours).collect());
        prop_assert_eq!(old, new);
    }

    #[test]
    fn deleting_keeps_every_other_type(text in files(), at: prop::sample::Index) {
        let before = parsed(&text);
        if before.entities.is_empty() {
            return Ok(());
        }
        let gone = at.get(&before.entities).name.clone();
        let after = parsed(&annotation(&text, &Change::DeleteEntity(gone.clone())));
        prop_assert!(after.entity(&gone).is_none());
        for kind in before.entities.iter().filter(|t| t.name != gone) {
            prop_assert!(after.entity(&kind.name).is_some(), "{} is gone", kind.name);
        }
    }
}

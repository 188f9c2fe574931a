use std::fs;

use super::*;

const ANNOTATION: &str = "# a comment
[entities]
!Thing
\tPerson
\t\tPainter
\tPlace\t<NORM>:Wikidata
<WHO>=Person|Organisation

[relations]
Lives_In\tArg1:<WHO>, Arg2:Place
Lives_In\tArg1:Place, Arg2:Place
Knows\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive
Part_Of\tWhole:<ENTITY>, Part:<ANY>
<OVERLAP>\tArg1:Person, Arg2:Place, <OVL-TYPE>:contain
[odd]
x
";

fn conf(annotation: &str, visual: &str, keys: &str) -> Conf {
    let folder = tempfile::tempdir().expect("a folder");
    let inner = folder.path().join("part");
    fs::create_dir(&inner).expect("writable");
    fs::write(folder.path().join("annotation.conf"), annotation).expect("writable");
    fs::write(inner.join("visual.conf"), visual).expect("writable");
    fs::write(inner.join("kb_shortcuts.conf"), keys).expect("writable");
    nearest(&inner.join("a.txt")).expect("an annotation.conf stands above")
}

#[test]
fn types_hierarchy_macros_and_rules() {
    let conf = conf(ANNOTATION, "", "");
    let schema = &conf.schema;
    let names: Vec<&str> = schema.entities.iter().map(|t| &*t.name).collect();
    assert_eq!(names, ["Thing", "Person", "Painter", "Place"]);
    assert_eq!(schema.choosable().count(), 3);
    assert_eq!(schema.entity("Painter").and_then(|t| t.parent.as_deref()), Some("Person"));
    let lives = schema.relation("Lives_In").expect("defined");
    assert!(lives.allows("Person", "Place") && lives.allows("Place", "Place") && !lives.allows("Place", "Person"));
    assert!(lives.allows("Painter", "Place"), "what holds for a type holds for those below it");
    assert!(schema.relation("Knows").is_some_and(|t| t.symmetric));
    let part = schema.relation("Part_Of").expect("defined");
    assert!(part.allows("Place", "Person"));
    assert_eq!(part.roles, ["Whole", "Part"]);
}

#[test]
fn event_types_are_known_but_not_chosen() {
    let conf = conf(
        "[entities]\nPerson\n[relations]\nCauses\tArg1:Shooting, Arg2:Person|Shooting\n[events]\nShooting\tAgent:Person, Theme?:Person\n",
        "",
        "",
    );
    assert!(conf.issues.is_empty(), "{:?}", conf.issues);
    assert!(conf.schema.entity("Shooting").is_some_and(|t| t.abstract_only));
    assert!(
        conf.schema
            .relation("Causes")
            .is_some_and(|t| t.allows("Shooting", "Shooting") && !t.allows("Person", "Person"))
    );
}

#[test]
fn what_is_wrong_has_its_line() {
    let issues = conf(ANNOTATION, "", "").issues;
    let said: Vec<(usize, bool)> = issues.iter().map(|i| (i.line, i.message.contains("Organisation"))).collect();
    assert_eq!(said, [(15, false), (10, true)], "{issues:?}");
}

#[test]
fn labels_colours_and_keys() {
    let visual = "[labels]\nPerson | Человек | Чел\nKnows | knows\n[drawing]\nPerson\tbgColor:#FFCCAA, fgColor:black\nPlace\tbgColor:orange\nKnows\tcolor:#0a0, dashArray:3-3\nSPAN_DEFAULT\tbgColor:#eee\n";
    let conf = conf(ANNOTATION, visual, "P Person\nL Place\nP Painter\nctrl Place\n");
    let person = conf.schema.entity("Person").expect("defined");
    assert_eq!((person.label.as_str(), person.short.as_str()), ("Человек", "Чел"));
    assert_eq!(person.colour.as_deref(), Some("#ffccaa"));
    assert_eq!(conf.schema.entity("Place").and_then(|t| t.colour.as_deref()), Some("#ffa500"));
    assert_eq!(conf.schema.relation("Knows").and_then(|t| t.colour.as_deref()), Some("#00aa00"));
    assert_eq!((person.key, conf.schema.entity("Painter").and_then(|t| t.key)), (Some('P'), None));
    let keys: Vec<usize> =
        conf.issues.iter().filter(|i| i.file.ends_with("kb_shortcuts.conf")).map(|i| i.line).collect();
    assert_eq!(keys, [3, 4]);
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn the_configuration_of_nerel_reads_without_complaint() {
    let folder = crate::test_data().join("data/nerel/train");
    let conf = nearest(&folder.join("x.txt")).expect("NEREL has one");
    assert!(conf.issues.is_empty(), "{:?}", conf.issues);
    assert_eq!((conf.schema.entities.len(), conf.schema.relations.len()), (29, 49));
}

#[test]
fn attributes_have_values_and_things_they_are_said_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let conf = "[entities]\nPerson\n\tPainter\nPlace\n[relations]\nKnows\tArg1:Person, Arg2:Person\n[events]\nBirth\tWho:Person\n\
                [attributes]\nNegation\tArg:<EVENT>\nConfidence\tArg:<EVENT>|<RELATION>, Value:High|Low\nFictional\tArg:Person\nSeen\tArg:<ANY>\nOdd\tsomething\n";
    std::fs::write(folder.path().join("annotation.conf"), conf).expect("writable");
    let conf = nearest(&folder.path().join("a.txt")).expect("there");
    let found: Vec<(&str, usize, Vec<&str>, bool)> = conf
        .schema
        .attributes
        .iter()
        .map(|a| (&*a.name, a.values.len(), a.of.iter().map(|n| &**n).collect(), a.of_relations))
        .collect();
    assert_eq!(
        found,
        [
            ("Negation", 0, vec!["Birth"], false),
            ("Confidence", 2, vec!["Birth"], true),
            ("Fictional", 0, vec!["Painter", "Person"], false),
            ("Seen", 0, vec![], true),
            ("Odd", 0, vec![], false),
        ]
    );
    assert!(conf.issues.iter().any(|issue| issue.to_string().contains("Odd")), "{:?}", conf.issues);
}

//! What lines of standoff mean, the same in every command: which end is a head, what is one entity, what events keep.

use std::fs;

use serde_json::Value;

use super::shell::{at as path, code, folder, relata, stderr, stdout};

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

const TEXT: &str = "Rain made a flood.\n";
const CONF: &str =
    "[entities]\nReason\nResult\n[relations]\nCauses\tCause:Reason, Effect:Result\n[events]\n[attributes]\n";
const ENDS: &str = "T1\tReason 0 4\tRain\nT2\tResult 12 17\tflood\n";

#[test]
fn role_names_say_which_end_is_the_head_in_every_command() {
    let straight = format!("{ENDS}R1\tCauses Cause:T1 Effect:T2\n");
    let turned = format!("{ENDS}R1\tCauses Effect:T2 Cause:T1\n");
    let folder = folder(&[
        ("a/annotation.conf", CONF),
        ("a/d.txt", TEXT),
        ("a/d.ann", &turned),
        ("b/annotation.conf", CONF),
        ("b/d.ann", &straight),
        ("c/d.txt", TEXT),
        ("c/d.ann", &format!("{ENDS}R1\tCauses Friend2:T2 Friend1:T1\n")),
    ]);
    let (a, b) = (path(&folder, "a"), path(&folder, "b"));
    let checked = relata(&["check", &a]);
    assert_eq!(code(&checked), 0, "{}", stdout(&checked));
    for (name, source) in [("a.json", &a), ("c.json", &path(&folder, "c"))] {
        let out = path(&folder, name);
        assert_eq!(code(&relata(&["convert", "--to", "spert-json", source, &out])), 0);
        let sentences = json(&fs::read_to_string(&out).expect("written"));
        let relation = &sentences[0]["relations"][0];
        assert_eq!((relation["head"].as_u64(), relation["tail"].as_u64()), (Some(0), Some(1)), "{name}");
    }
    for format in ["csv", "json", "dot", "graphml"] {
        let map = stdout(&relata(&["map", &a, "--format", format]));
        let (head, tail) = (map.find("Rain").expect("there"), map.find("flood").expect("there"));
        assert!(head < tail, "{format}: {map}");
    }
    let map = json(&stdout(&relata(&["map", &a, "--format", "json"])));
    let concept = |id: &Value| map["concepts"].as_array().and_then(|all| all.iter().find(|c| c["id"] == *id));
    assert_eq!(concept(&map["relations"][0]["head"]).expect("there")["label"], "Rain");
    let agreed = json(&stdout(&relata(&["agree", &a, &b, "--json"])));
    assert_eq!(agreed["mean_re_plus_f1"], 100.0, "{agreed}");
    let inferred = stdout(&relata(&["schema", "infer", &path(&folder, "c")]));
    assert!(inferred.contains("Causes\tArg1:Reason, Arg2:Result\n"), "{inferred}");
    let scored = relata(&["eval", "--gold", &a, "--pred", &b, "--json"]);
    assert!(stdout(&scored).contains("100.0"), "{}", stdout(&scored));
}

#[test]
fn pieces_with_only_white_space_between_them_are_one_entity() {
    let text = "Anna left on a long and rainy evening the old\ntown for Rome with Boris.\n";
    let relation = "R1\tLeft Arg1:T1 Arg2:T2\n";
    let pieces = format!("T1\tPeop 0 4\tAnna\nT2\tLoc 42 45;46 50\told town\n{relation}");
    let folder = folder(&[("a/d.txt", text), ("a/d.ann", &pieces)]);
    let (a, out) = (path(&folder, "a"), path(&folder, "out.json"));
    let converted = relata(&["convert", "--to", "spert-json", &a, &out]);
    assert_eq!(code(&converted), 0, "{}", stderr(&converted));
    assert!(stderr(&converted).contains("0 are discontinuous"), "{}", stderr(&converted));
    let sentences = json(&fs::read_to_string(&out).expect("written"));
    assert_eq!(sentences[0]["relations"].as_array().map(Vec::len), Some(1), "{sentences}");
    let stats = json(&stdout(&relata(&["stats", &a, "--json"])));
    assert_eq!(stats["parts"][0]["discontinuous"], 0);
}

#[test]
fn what_is_said_of_events_is_counted_and_said_and_on_the_map() {
    let ann = "T1\tPerson 0 4\tAnna\nT2\tMeet 5 8\tmet\nT3\tPerson 9 12\tBob\nE1\tMeet:T2 Who:T1 Who2:T3\n\
        R1\tRegrets Arg1:T3 Arg2:E1\nA1\tNegation E1\nR2\tKnows Arg1:T1 Arg2:T3\n";
    let folder =
        folder(&[("a/d.txt", "Anna met Bob.\n"), ("a/d.ann", ann), ("b/d.txt", "Anna met Bob.\n"), ("b/d.ann", ann)]);
    let (a, b) = (path(&folder, "a"), path(&folder, "b"));
    let said = "1 event, 1 relation and 1 attribute of events";
    let converted = relata(&["convert", "--to", "spert-json", &a, &path(&folder, "out.json")]);
    assert!(stderr(&converted).contains(said), "{}", stderr(&converted));
    let agreed = stdout(&relata(&["agree", &a, &b]));
    assert!(agreed.contains("not compared: 2 events, 2 relations and 2 attributes of events of both"), "{agreed}");
    let scored = stderr(&relata(&["eval", "--gold", &a, "--pred", &b]));
    assert_eq!(scored.matches(said).count(), 2, "{scored}");
    let protocol = stderr(&relata(&["eval", "--gold", &a, "--pred", &b, "--protocol", "rurebus"]));
    assert!(protocol.contains(said), "{protocol}");
    let stats = json(&stdout(&relata(&["stats", &a, "--json"])));
    let part = &stats["parts"][0];
    assert_eq!((&part["relations_of_events"], &part["attributes_of_events"]), (&1.into(), &1.into()));
    assert_eq!(part["relation_types"]["Regrets"], 1);
    let map = stdout(&relata(&["map", &a, "--format", "csv"]));
    assert!(map.contains(",Bob,Person,Regrets,met,Meet,"), "{map}");
    assert!(stdout(&relata(&["map", &a, "--format", "json"])).contains("Negation"));
    // What is inferred from it allows it.
    let conf = path(&folder, "a/annotation.conf");
    let inferred = relata(&["schema", "infer", &a, "-o", &conf]);
    assert_eq!(code(&inferred), 0, "{}", stderr(&inferred));
    let checked = relata(&["check", &a]);
    assert_eq!(code(&checked), 0, "{}{}", stdout(&checked), fs::read_to_string(&conf).expect("written"));
}

#[test]
fn a_schema_is_inferred_into_the_file_that_it_comes_from() {
    let ann = "T1\tPerson 0 4\tAnna\nT2\tPerson 9 12\tBob\nR1\tKnows Arg1:T1 Arg2:T2\n*\tEquiv T1 T2\n";
    let conf = "# ours\n[entities]\nPerson|Human\nPlace\n[relations]\n-----\nEquiv\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive\n\
        Near\tArg1:<ANY>, Arg2:Place\n[events]\nMeet\tWho*:Person\n[attributes]\nSure\tArg:<RELATION>, Value:High|Low\n";
    let folder = folder(&[("d.txt", "Anna met Bob.\n"), ("d.ann", ann), ("annotation.conf", conf)]);
    let (here, file) = (folder.path().to_str().expect("UTF-8").to_owned(), path(&folder, "annotation.conf"));
    let refused = relata(&["schema", "infer", &here, "-o", &file]);
    assert_eq!(code(&refused), 2);
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    assert_eq!(code(&relata(&["schema", "infer", &here, "-o", &file, "--force"])), 0);
    let now = fs::read_to_string(&file).expect("there");
    let lost: Vec<&str> = conf.lines().filter(|line| !now.lines().any(|other| other == *line)).collect();
    assert!(lost.is_empty(), "{lost:?} of\n{now}");
    assert!(now.contains("Knows\tArg1:Person, Arg2:Person\n"), "{now}");
}

//! `relata stats` and `relata report`, as a shell would call them.

use std::path::PathBuf;

use serde_json::Value;

use super::shell::{code, relata, stderr, stdout, write};

fn json(args: &[&str]) -> Value {
    let mut all = vec!["stats", "--json"];
    all.extend_from_slice(args);
    let output = relata(&all);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    serde_json::from_str(&stdout(&output)).expect("JSON")
}

/// The data set of this name in a reply.
fn part<'a>(reply: &'a Value, name: &str) -> &'a Value {
    if name == "total" {
        return &reply["total"];
    }
    let parts = reply["parts"].as_array().expect("a list");
    parts.iter().find(|part| part["name"] == name).unwrap_or_else(|| panic!("{name} is among the parts"))
}

fn has(reply: &Value, name: &str, figures: &[(&str, u64)]) {
    for (figure, expected) in figures {
        let found = part(reply, name).pointer(&format!("/{}", figure.replace('.', "/")));
        assert_eq!(found.and_then(Value::as_u64), Some(*expected), "{name}: {figure}");
    }
}

#[test]
fn a_brat_folder_is_counted_over_its_documents() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "train/a.txt", "Anna met Boris of Oslo. Vera slept.");
    let ann = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 22\tBoris of Oslo\nT3\tLoc 18 22\tOslo\nT4\tPeop 24 28\tVera\n\
               T5\tPeop 18 28\tOslo. Vera\nT6\tPeop 9 14;18 22\tBoris Oslo\nR1\tLives Arg1:T2 Arg2:T3\n\
               R2\tKnows Arg1:T1 Arg2:T4\nR3\tKnows Arg1:T1 Arg2:T4\nR4\tKnows Arg1:T4 Arg2:T1\nR5\tLikes Arg1:T1 Arg2:T4\n\
               A1\tOld T1\nN1\tReference T3 Wikidata:Q585\tOslo\nnonsense\n";
    write(folder.path(), "train/a.ann", ann);
    write(folder.path(), "dev/b.txt", "Vera slept.");
    let path = folder.path().to_str().expect("UTF-8");
    let reply = json(&[path, "--also-in", &format!("{path}/dev")]);
    has(
        &reply,
        "train",
        &[
            ("documents", 1),
            ("sentences", 2),
            ("tokens", 9),
            ("entities", 6),
            ("entity_types.Peop", 5),
            ("discontinuous", 1),
            ("nesting_depth", 3),
            ("entities_across_sentences", 1),
            ("relations", 5),
            ("duplicate_relations", 1),
            ("pairs_with_several_types", 1),
            ("pairs_related_both_ways", 1),
            ("relations_between_overlapping", 1),
            ("relations_across_sentences", 4),
            ("attributes", 1),
            ("normalizations", 1),
            ("unread_lines", 1),
            ("sentence_lengths.0", 2),
            ("also_in.0.count", 1),
        ],
    );
    has(&reply, "total", &[("documents", 2), ("sentences", 3), ("distinct_sentences", 2), ("entities", 6)]);
    let table = relata(&["stats", path]);
    let table = stdout(&table);
    assert!(table.lines().any(|l| l.split_whitespace().collect::<Vec<_>>() == ["entities", "0", "6", "6"]), "{table}");
}

#[test]
fn files_of_json_are_counted_each_and_bad_ones_are_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = r#"{"tokens":["a","b"],"entities":[{"type":"X","start":0,"end":2},{"type":"X","start":0,"end":1}],
        "relations":[{"type":"S","head":0,"tail":1},{"type":"S","head":1,"tail":0}]}"#;
    write(folder.path(), "d_train.json", format!("[{one},{one}]"));
    write(folder.path(), "d_types.json", r#"{"entities":{"X":{}},"relations":{"S":{"symmetric":true}}}"#);
    let path = folder.path().to_str().expect("UTF-8");
    let reply = json(&[path]);
    let figures =
        [("sentences", 2), ("distinct_sentences", 1), ("overlapping_pairs", 2), ("pairs_related_both_ways", 2)];
    has(&reply, "d_train", &figures);
    assert!(reply["total"].is_null(), "files may be parts of each other");
    write(folder.path(), "e.json", "7");
    let output = relata(&["stats", path]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("e.json: not SpERT JSON"), "{}", stderr(&output));
    assert!(stdout(&output).contains("d_train"));
    assert_eq!(code(&relata(&["stats", "no/such/data"])), 2);
}

fn shared(name: &str) -> String {
    let path =
        PathBuf::from(std::env::var_os("RELATA_DATA").expect("RELATA_DATA names the folder of data/, see TESTING.md"))
            .join("data")
            .join(name);
    assert!(path.exists(), "{} is not there", path.display());
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn the_figures_of_conll04() {
    let (all, train) = (shared("conll04"), shared("conll04/conll04_train.json"));
    let reply = json(&[&all, "--also-in", &train]);
    let sizes =
        [("train", 922, 3377, 1283), ("dev", 231, 893, 343), ("test", 288, 1079, 422), ("train_dev", 1153, 4270, 1626)];
    for (split, sentences, entities, relations) in sizes {
        let figures = [("sentences", sentences), ("entities", entities), ("relations", relations)];
        has(&reply, &format!("conll04_{split}"), &figures);
    }
    has(&reply, "conll04_train", &[("wide_entities", 2)]);
    has(&reply, "conll04_test", &[("also_in.0.count", 18)]);
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn the_figures_of_scierc() {
    let path = shared("scierc");
    let reply = json(&[&path]);
    for (split, sentences, entities, relations, overlapping) in
        [("train", 1861, 5598, 3219, 61), ("dev", 275, 811, 455, 7), ("test", 551, 1685, 974, 20)]
    {
        let figures = [
            ("sentences", sentences),
            ("entities", entities),
            ("relations", relations),
            // 88 in all.
            ("overlapping_pairs", overlapping),
        ];
        has(&reply, &format!("scierc_{split}"), &figures);
    }
    has(&reply, "scierc_test", &[("symmetric_tail_first", 14)]);
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn the_figures_of_ade() {
    let path = shared("ade");
    let full = json(&[&format!("{path}/ade_full.json")]);
    has(
        &full,
        "ade_full",
        &[
            ("sentences", 4272),
            ("entities", 10_839),
            ("entity_types.Adverse-Effect", 5776),
            ("entity_types.Drug", 5063),
            ("relations", 6821),
            ("overlapping_pairs", 120),
            ("relations_between_overlapping", 120),
        ],
    );
    for fold in 0..10 {
        let name = format!("ade_split_{fold}_test");
        let reply =
            json(&[&format!("{path}/{name}.json"), "--also-in", &format!("{path}/ade_split_{fold}_train.json")]);
        has(&reply, &name, &[("also_in.0.count", u64::from(fold == 2 || fold == 4))]);
    }
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn the_figures_of_nerel() {
    let path = shared("nerel");
    let reply = json(&[&path]);
    for (split, documents) in [("train", 746), ("dev", 94), ("test", 93)] {
        has(&reply, split, &[("documents", documents)]);
    }
    has(
        &reply,
        "total",
        &[
            ("entities", 56_284),
            ("nesting_depth", 6),
            ("discontinuous", 151),
            ("relations", 39_496),
            ("normalizations", 38_325),
            ("duplicate_relations", 137),
            ("pairs_with_several_types", 28),
            ("pairs_related_both_ways", 46),
            // 5,885 where an entity whose pieces stand in another order is taken from its first piece to its last.
            ("relations_between_overlapping", 5890),
            // 28 with razdel's sentences.
            ("entities_across_sentences", 25),
        ],
    );
    let total = &reply["total"];
    let types = |key: &str| total[key].as_object().map(serde_json::Map::len);
    assert_eq!((types("entity_types"), types("relation_types")), (Some(29), Some(49)));
    assert!(total["entity_types"]["STATE_OR_PROVINCE"].is_u64());
    let share = total["relations_across_sentences"].as_f64().expect("a count") / 39_496.0;
    assert_eq!((share * 100.0).round(), 23.0);
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn the_figures_of_rurebus() {
    let path = shared("rurebus");
    let reply = json(&[&path]);
    has(
        &reply,
        "train",
        &[
            ("documents", 188),
            ("entities", 54_388),
            ("relations", 12_644),
            ("longest_document.count", 67_827),
            ("most_annotations.count", 3488),
            ("overlapping_pairs", 0),
            ("relations_across_sentences", 8),
        ],
    );
    has(&reply, "test", &[("documents", 30), ("entities", 8457), ("relations", 2038)]);
    let types = |key: &str| part(&reply, "train")[key].as_object().map(serde_json::Map::len);
    assert_eq!((types("entity_types"), types("relation_types")), (Some(8), Some(11)));
}

//! `relata resolve` and `relata eval --clusters` of the real binary. They need no model.

use std::fs;
use std::process::Output;

use serde_json::Value;

use super::shell::{all, at, code, folder, relata, relata_in, stderr, stdout};

/// Two people of one surname; a party under three names.
const FIRST: (&str, &str) = (
    "Olga Marinova leads the Green Democratic Party (GDP). Marinova joined the party in 1999; Polish and French papers, in Poland and in France, wrote of GDP.",
    "T1\tPERSON 0 13\tOlga Marinova
T2\tORGANIZATION 24 46\tGreen Democratic Party
T3\tORGANIZATION 48 51\tGDP
T4\tPERSON 54 62\tMarinova
T5\tORGANIZATION 74 79\tparty
T6\tCOUNTRY 89 95\tPolish
T7\tCOUNTRY 100 106\tFrench
T8\tCOUNTRY 118 124\tPoland
T9\tCOUNTRY 132 138\tFrance
T10\tORGANIZATION 149 152\tGDP
",
);
const SECOND: (&str, &str) = (
    "Ivan Marinova met Olga Marinova in Poland. Marinova smiled.",
    "T1\tPERSON 0 13\tIvan Marinova
T2\tPERSON 18 31\tOlga Marinova
T3\tCOUNTRY 35 41\tPoland
T4\tPERSON 43 51\tMarinova
",
);
const THIRD: (&str, &str) = ("Marinova slept.", "T1\tPERSON 0 8\tMarinova\n");

fn corpus() -> tempfile::TempDir {
    folder(&[
        ("in/a.txt", FIRST.0),
        ("in/a.ann", FIRST.1),
        ("in/b.txt", SECOND.0),
        ("in/b.ann", SECOND.1),
        ("in/deep/c.txt", THIRD.0),
        ("in/deep/c.ann", THIRD.1),
    ])
}

fn json(output: &Output) -> Value {
    assert_eq!(code(output), 0, "{}", stderr(output));
    serde_json::from_str(&stdout(output)).expect("JSON")
}

fn resolved(folder: &tempfile::TempDir, rest: &[&str]) -> Value {
    json(&relata_in(folder.path(), &[&["resolve", "in", "--gold-mentions", "--json"], rest].concat()))
}

/// The cluster of a document that has this mention.
fn cluster<'a>(value: &'a Value, file: &str, mention: &str) -> &'a Value {
    let documents = value["documents"].as_array().expect("a list");
    let document = documents.iter().find(|document| document["file"] == file).expect("the document");
    let clusters = document["clusters"].as_array().expect("a list");
    let has = |cluster: &&Value| cluster["mentions"].as_array().is_some_and(|ids| ids.iter().any(|id| id == mention));
    clusters.iter().find(has).expect("every mention is in a cluster")
}

#[test]
fn names_of_one_thing_are_one_cluster() {
    let value = resolved(&corpus(), &[]);
    let of = |mention: &str| cluster(&value, "a.txt", mention);
    assert_eq!(of("T1")["mentions"].to_string(), r#"["T1","T4"]"#);
    assert_eq!(of("T1")["name"], "Olga Marinova");
    assert_eq!(of("T2")["mentions"].to_string(), r#"["T2","T3","T5","T10"]"#);
    assert_eq!((&of("T2")["name"], &of("T2")["type"]), (&"Green Democratic Party".into(), &"ORGANIZATION".into()));
    assert_eq!(of("T6")["mentions"].to_string(), r#"["T6","T8"]"#);
    assert_eq!(of("T6")["name"], "Poland", "the noun, not the adjective that stands first");
    let sure = of("T2")["probability"].as_f64().expect("a number");
    assert!((0.5..1.0).contains(&sure), "{sure}");
    assert_ne!(cluster(&value, "b.txt", "T1"), cluster(&value, "b.txt", "T2"), "two given names");
}

#[test]
fn documents_share_full_names_and_never_a_surname_alone() {
    let value = resolved(&corpus(), &[]);
    let concepts = value["concepts"].as_array().expect("a list");
    let named = |name: &str| concepts.iter().filter(|concept| concept["name"] == name).collect::<Vec<_>>();
    let [olga] = named("Olga Marinova")[..] else { panic!("one Olga: {concepts:#?}") };
    assert_eq!(olga["members"][0]["file"], "a.txt");
    assert_eq!(olga["members"][1]["file"], "b.txt");
    assert_eq!(olga["link"], Value::Null);
    let [poland] = named("Poland")[..] else { panic!("one Poland: {concepts:#?}") };
    assert_eq!(poland["members"].as_array().map(Vec::len), Some(2));
    let [alone] = named("Marinova")[..] else { panic!("one Marinova: {concepts:#?}") };
    assert_eq!(alone["members"].to_string(), r#"[{"file":"deep/c.txt","mentions":["T1"]}]"#);
    let mentions: usize = concepts
        .iter()
        .flat_map(|concept| concept["members"].as_array().expect("a list"))
        .map(|member| member["mentions"].as_array().expect("a list").len())
        .sum();
    assert_eq!(mentions, 15, "every mention is of one concept");
}

#[test]
fn what_is_written_says_the_same_and_touches_no_input() {
    let folder = corpus();
    let before = all(&folder.path().join("in"));
    let value = resolved(&folder, &["--write", "out"]);
    assert_eq!(all(&folder.path().join("in")), before);
    let ann = fs::read_to_string(folder.path().join("out/a.ann")).expect("written");
    assert!(ann.starts_with(FIRST.1), "entity lines stay as they are:\n{ann}");
    assert!(ann.contains("*\tEquiv T1 T4\n") && ann.contains("*\tEquiv T2 T3 T5 T10\n"), "{ann}");
    assert_eq!(fs::read_to_string(folder.path().join("out/deep/c.ann")).expect("written"), THIRD.1);
    let concepts: Value =
        serde_json::from_slice(&fs::read(folder.path().join("out/concepts.json")).expect("written")).expect("JSON");
    assert_eq!(concepts["concepts"], value["concepts"]);
    let again = relata_in(folder.path(), &["resolve", "in", "--write", "out"]);
    assert_eq!(code(&again), 2);
    assert!(stderr(&again).contains("out exists already; --force"), "{}", stderr(&again));
    let forced = relata_in(folder.path(), &["resolve", "in", "--gold-mentions", "--write", "out", "--force"]);
    assert_eq!(code(&forced), 0, "{}", stderr(&forced));
    assert_eq!(fs::read_to_string(folder.path().join("out/a.ann")).expect("written"), ann);
    let over = relata_in(folder.path(), &["resolve", "in", "--write", "in", "--force"]);
    assert_eq!(code(&over), 2, "never over an input");
    assert_eq!(all(&folder.path().join("in")), before);
}

const TEXT: &str = "Jack met Lancer. The Fixer left.";
const SAID: &str = "T1\tPERSON 0 4\tJack
T2\tPERSON 9 15\tLancer
T3\tPERSON 17 26\tThe Fixer
R1\tALTERNATIVE_NAME Arg1:T2 Arg2:T3\t
R2\tKNOWS Arg1:T1 Arg2:T2\t
*\tEquiv T1 T3
N1\tReference T1 Wikidata:Q1\tJack
#1\tAnnotatorNotes R1\tsure
";

#[test]
fn gold_mentions_are_entity_lines_alone() {
    let folder = folder(&[("in/d.txt", TEXT), ("in/d.ann", SAID)]);
    let value = resolved(&folder, &["--write", "out"]);
    assert_eq!(value["documents"][0]["clusters"].as_array().map(Vec::len), Some(3), "{value:#}");
    assert_eq!(value["concepts"][0]["link"], Value::Null);
    let ann = fs::read_to_string(folder.path().join("out/d.ann")).expect("written");
    assert!(!["Equiv", "Reference", "ALTERNATIVE_NAME", "#1"].iter().any(|part| ann.contains(part)), "{ann}");
    for args in [&["--gold-mentions", "--keep"][..], &[]] {
        let out = folder.path().join(format!("kept{}", args.len()));
        let out = out.to_str().expect("UTF-8");
        let output = relata_in(folder.path(), &[&["resolve", "in", "--json", "--write", out], args].concat());
        let value = json(&output);
        let mentions = &cluster(&value, "d.txt", "T1")["mentions"];
        assert_eq!(mentions.to_string(), r#"["T1","T3"]"#, "people say so");
        assert_eq!(value["concepts"][0]["link"], "Wikidata:Q1");
        let ann = fs::read_to_string(format!("{out}/d.ann")).expect("written");
        for line in ["*\tEquiv T1 T3", "N1\tReference T1", "R1\tALTERNATIVE_NAME", "#1\tAnnotatorNotes"] {
            assert!(ann.contains(line), "{line}:\n{ann}");
        }
        assert_eq!(ann.matches("Equiv").count(), 1, "{ann}");
    }
}

#[test]
fn people_are_told_why() {
    let folder = corpus();
    let output = relata_in(folder.path(), &["resolve", "in"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = stdout(&output);
    assert!(said.starts_with("15 mentions in 3 documents are"), "{said}");
    assert!(said.contains("Olga Marinova (PERSON): 3 mentions in 2 documents"), "{said}");
    assert!(said.contains("the surname alone") && said.contains("in brackets"), "{said}");
}

#[test]
fn a_bad_file_stops_nobody_else() {
    let folder = corpus();
    fs::write(folder.path().join("in/bad.txt"), "%PDF-1.4 no text").expect("writable");
    let output = relata_in(folder.path(), &["resolve", "in", "--gold-mentions", "--json"]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(stderr(&output).contains("bad.txt"), "{}", stderr(&output));
    let value: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(value["documents"].as_array().map(Vec::len), Some(3));
    let missing = relata_in(folder.path(), &["resolve", "nowhere"]);
    assert_eq!(code(&missing), 2);
    assert!(stderr(&missing).contains("nowhere"), "{}", stderr(&missing));
}

const GOLD: &str = "T1\tPER 0 3\tAnn\nT2\tPER 8 10\tBo\nT3\tPER 12 15\tAnn\nT4\tLOC 21 25\tRome\n*\tEquiv T1 T3\n";
const PRED: &str = "T1\tPER 0 3\tAnn\nT2\tPER 8 10\tBo\nT3\tPER 12 15\tAnn\nT4\tLOC 21 25\tRome\n*\tEquiv T1 T3 T2\n";

fn scored() -> tempfile::TempDir {
    let text = "Ann met Bo. Ann left Rome.";
    folder(&[("gold/d.txt", text), ("gold/d.ann", GOLD), ("pred/d.txt", text), ("pred/d.ann", PRED)])
}

#[test]
fn clusters_are_scored() {
    let folder = scored();
    let args = ["eval", "--clusters", "--gold", "gold", "--pred", "pred"];
    let value = json(&relata_in(folder.path(), &[&args[..], &["--json"]].concat()));
    // Links: 1 right of 2. B³: Ann twice 2/3, Bo 1/3, Rome 1. φ₄: {Ann, Ann} 4/5, Rome 1; of 3 and of 2 clusters.
    assert_eq!((&value["muc"]["precision"], &value["muc"]["recall"]), (&50.0.into(), &100.0.into()));
    assert_eq!((&value["b3"]["precision"], &value["b3"]["recall"]), (&66.66.into(), &100.0.into()));
    assert_eq!((&value["ceaf_e"]["precision"], &value["ceaf_e"]["recall"]), (&90.0.into(), &60.0.into()));
    // (66.66 + 80 + 72) / 3
    assert_eq!(value["conll_f1"], 72.89);
    let only = json(&relata_in(folder.path(), &[&args[..], &["--json", "--only", "LOC,ORG"]].concat()));
    assert_eq!(only["b3"]["f1"], 100.0);
    let table = stdout(&relata_in(folder.path(), &args));
    assert!(table.contains("CoNLL F1") && table.contains("72.89"), "{table}");
}

#[test]
fn things_across_documents_are_scored_by_identities() {
    let folder = corpus();
    fs::write(
        folder.path().join("identities.json"),
        r#"{"a": {"T1": "olga", "T4": "olga", "T8": "poland", "T6": "poland"}, "b": {"T1": "ivan", "T2": "olga", "T4": "ivan", "T3": "poland"}, "deep/c": {"T1": "olga"}}"#,
    )
    .expect("writable");
    let args = ["eval", "--clusters", "--gold", "in", "--pred", "out", "--json", "--identities", "identities.json"];
    let nowhere = relata_in(folder.path(), &args);
    assert_eq!(code(&nowhere), 2);
    resolved(&folder, &["--write", "out"]);
    fs::rename(folder.path().join("out/concepts.json"), folder.path().join("kept.json")).expect("there");
    let none = relata_in(folder.path(), &args);
    assert_eq!(code(&none), 2);
    assert!(stderr(&none).contains("relata resolve"), "{}", stderr(&none));
    fs::rename(folder.path().join("kept.json"), folder.path().join("out/concepts.json")).expect("there");
    let people = json(&relata_in(folder.path(), &[&args[..], &["--only", "PERSON"]].concat()));
    // Olga has four mentions: two of a and one of b are found together, hers of c alone; Ivan has two.
    assert_eq!(people["across"]["b3"]["precision"], 100.0);
    // (3 · 3/4 + 1/4 + 2) / 6
    assert_eq!(people["across"]["b3"]["recall"], 75.0);
    let places = json(&relata_in(folder.path(), &[&args[..], &["--only", "COUNTRY"]].concat()));
    assert_eq!(places["across"]["b3"]["recall"], 100.0);
}

#[test]
fn what_cannot_be_scored_is_said() {
    let folder = scored();
    let said = |args: &[&str]| {
        let output = relata_in(folder.path(), args);
        assert_eq!(code(&output), 2, "{args:?}: {}", stdout(&output));
        stderr(&output)
    };
    let base = ["eval", "--clusters", "--gold", "gold", "--pred", "pred"];
    assert!(said(&[&base[..], &["--compare", "pred"]].concat()).contains("--compare"));
    assert!(said(&["eval", "--gold", "gold", "--pred", "pred", "--only", "PER"]).contains("--clusters"));
    fs::write(folder.path().join("i.json"), "{\"d\": [1]}").expect("writable");
    fs::write(folder.path().join("pred/concepts.json"), "{\"concepts\": []}").expect("writable");
    let identities = said(&[&base[..], &["--identities", "i.json"]].concat());
    assert!(identities.contains("i.json"), "{identities}");
    fs::write(folder.path().join("i.json"), "{\"other\": {}}").expect("writable");
    assert!(said(&[&base[..], &["--identities", "i.json"]].concat()).contains("name none of the documents"));
    fs::remove_file(folder.path().join("pred/d.ann")).expect("there");
    fs::remove_file(folder.path().join("pred/d.txt")).expect("there");
    let output =
        relata(&["eval", "--clusters", "--gold", &at(&folder, "gold"), "--pred", &at(&folder, "pred"), "--json"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("1 document has no prediction"), "{}", stderr(&output));
}

//! `relata eval` of the real binary, as a shell would call it. Needs no model.

use std::fs;
use std::process::Output;

use serde_json::Value;

use super::shell::{code, relata_in as relata, stderr, stdout, write};

const GOLD: &str = r#"[
{"tokens":["Anna","met","Boris","."],"entities":[{"type":"Peop","start":0,"end":1},{"type":"Peop","start":2,"end":3}],"relations":[{"type":"Kin","head":1,"tail":0}]},
{"tokens":["Vera","</script>","in","Bonn"],"entities":[{"type":"Peop","start":0,"end":1},{"type":"Loc","start":3,"end":4}],"relations":[{"type":"Live_In","head":0,"tail":1}],"orig_id":"v"}]"#;
const PRED: &str = r#"[
{"tokens":["Anna","met","Boris","."],"entities":[{"type":"Peop","start":0,"end":1,"score":0.9},{"type":"Peop","start":2,"end":3,"score":0.8}],"relations":[{"type":"Kin","head":0,"tail":1,"score":0.7}]},
{"tokens":["Vera","</script>","in","Bonn"],"entities":[{"type":"Peop","start":0,"end":1,"score":0.6},{"type":"Peop","start":3,"end":4,"score":0.5}],"relations":[{"type":"Live_In","head":0,"tail":1,"score":0.4}]}]"#;
const TYPES: &str =
    r#"{"entities":{"Peop":{"verbose":"People"},"Loc":{}},"relations":{"Kin":{"symmetric":true},"Live_In":{}}}"#;

fn corpus() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "gold.json", GOLD);
    write(folder.path(), "pred.json", PRED);
    write(folder.path(), "gold_types.json", TYPES);
    folder
}

fn json(output: &Output) -> Value {
    assert_eq!(code(output), 0, "{}", stderr(output));
    serde_json::from_str(&stdout(output)).expect("JSON")
}

#[test]
fn figures_errors_and_confusions_as_json() {
    let folder = corpus();
    let output = relata(folder.path(), &["eval", "--gold", "gold.json", "--pred", "pred.json", "--json"]);
    assert!(stderr(&output).contains("gold_types.json"), "the types were found: {}", stderr(&output));
    let report = json(&output);
    assert_eq!(report["ner"]["micro"]["f1"], 75.0);
    assert_eq!(report["ner"]["types"]["Peop"]["support"], 3);
    assert_eq!(report["re"]["micro"]["f1"], 100.0, "Kin is symmetric, and RE ignores the types of the ends");
    assert_eq!(report["re_plus"]["micro"]["f1"], 50.0);
    assert_eq!(report["re_plus"]["macro"]["precision"], 50.0);
    assert_eq!(report["by_length"][0]["sentences"], 2);
    assert_eq!(report["re_across"]["3+"]["f1"], 0.0);
    // Vera lives in a place on one side and with a person on the other.
    assert_eq!((&report["triples"]["support"], &report["triples"]["f1"]), (&2.into(), &50.0.into()));
    assert_eq!(report["errors"]["entities"][3]["class"], "type");
    let cells = report["errors"]["entity_confusion"]["cells"].as_array().expect("a list");
    let taken = cells.iter().find(|cell| cell["gold"] != cell["pred"]).expect("Loc taken for Peop");
    assert_eq!(taken["instances"][0]["spans"].to_string(), "[[3,4]]");
    assert_eq!(report["errors"]["relations"][1]["class"], "end_type");
}

#[test]
fn a_table_for_people_and_a_message_when_symmetry_is_unknown() {
    let folder = corpus();
    fs::remove_file(folder.path().join("gold_types.json")).expect("there");
    let args = ["eval", "--gold", "gold.json", "--pred", "pred.json", "--compare", "gold.json"];
    let output = relata(folder.path(), &args);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("--types"), "{}", stderr(&output));
    let text = stdout(&output);
    for part in ["micro", "macro", "Live_In", "35–50", "direction 1", "gold down, predicted across", "reversed"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn a_comparison_is_the_same_every_time() {
    let folder = corpus();
    let args = ["eval", "--gold", "gold.json", "--pred", "pred.json", "--compare", "gold.json", "--json"];
    let first = json(&relata(folder.path(), &args));
    assert_eq!(first["compare"], json(&relata(folder.path(), &args))["compare"]);
    assert_eq!(first["compare"]["ner"]["micro"]["difference"], 25.0);
    assert_eq!(first["compare"]["re"]["micro"]["difference"], 0.0);
}

#[test]
fn the_page_holds_everything_and_replaces_only_pages() {
    let folder = corpus();
    let args = ["eval", "--gold", "gold.json", "--pred", "pred.json", "--html"];
    let page = |file: &str| relata(folder.path(), &[&args[..], &[file]].concat());
    let forced = |file: &str| relata(folder.path(), &[&args[..], &[file, "--force"]].concat());
    assert_eq!(code(&page("report.html")), 0);
    let html = fs::read_to_string(folder.path().join("report.html")).expect("written");
    assert!(html.starts_with("<!doctype html>"));
    assert_eq!(html.matches("</script>").count(), 2, "a word of the text must not end the script");
    assert!(html.contains("prefers-color-scheme: dark") && html.contains("\"People\""));
    assert!(!html.contains("://"), "nothing is fetched");
    let unasked = page("report.html");
    assert_eq!(code(&unasked), 2);
    assert!(stderr(&unasked).contains("report.html exists already; --force writes over it"), "{}", stderr(&unasked));
    assert_eq!(code(&forced("report.html")), 0, "a report replaces a report");
    for file in ["gold.json", "gold_types.json"] {
        let refused = forced(file);
        assert_eq!(code(&refused), 2, "{file}");
        assert!(stderr(&refused).contains(file), "{}", stderr(&refused));
    }
    assert_eq!(fs::read_to_string(folder.path().join("gold.json")).expect("there"), GOLD);
    assert_eq!(fs::read_to_string(folder.path().join("gold_types.json")).expect("there"), TYPES);
}

#[test]
fn what_does_not_fit_together_is_named() {
    let folder = corpus();
    write(folder.path(), "other.json", PRED.replace("Bonn", "Rome"));
    write(folder.path(), "short.json", "[]");
    let said = |args: &[&str]| {
        let output = relata(folder.path(), args);
        assert_eq!(code(&output), 2, "{args:?}");
        stderr(&output)
    };
    let other = said(&["eval", "--gold", "gold.json", "--pred", "other.json"]);
    assert!(other.contains("other.json") && other.contains("sentence 1") && other.contains("\"Rome\""), "{other}");
    let short = said(&["eval", "--gold", "gold.json", "--pred", "short.json"]);
    assert!(short.contains("short.json") && short.contains('2') && short.contains('0'), "{short}");
    assert!(said(&["eval", "--gold", "gold.json"]).contains("--pred"));
    let mixed = said(&["eval", "--gold", "gold.json", "--pred", "."]);
    assert!(mixed.contains("relata convert"), "{mixed}");
    let compared = said(&["eval", "--gold", "gold.json", "--pred", "pred.json", "--compare", "short.json"]);
    assert!(compared.contains("short.json"), "{compared}");
}

const TEXT: &str = "Anna met Boris. Vera slept.";
const ANN: &str = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nT3\tPeop 16 20\tVera\nR1\tKnows Arg1:T1 Arg2:T2\t\n";

#[test]
fn brat_folders_are_compared_document_by_document() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "gold/a.txt", TEXT);
    write(folder.path(), "gold/a.ann", ANN);
    write(folder.path(), "gold/bare.txt", "Nobody has read this.");
    // A prediction needs no copy of the text.
    write(folder.path(), "pred/a.ann", ANN.replace("Arg1:T1 Arg2:T2", "Arg1:T2 Arg2:T1").replace("16 20", "21 26"));
    let output = relata(folder.path(), &["eval", "--gold", "gold", "--pred", "pred", "--json"]);
    let report = json(&output);
    assert!(stderr(&output).contains("1 document has no gold"), "{}", stderr(&output));
    assert_eq!(report["sentences"], 2);
    assert_eq!(report["ner"]["counts"]["correct"], 2);
    assert_eq!(report["errors"]["relations"][0]["class"], "direction");
    write(
        folder.path(),
        "gold/annotation.conf",
        "[entities]\nPeop\n[relations]\nKnows\tArg1:Peop, Arg2:Peop, <REL-TYPE>:symmetric\n",
    );
    let report = json(&relata(folder.path(), &["eval", "--gold", "gold", "--pred", "pred", "--json"]));
    assert_eq!(report["re"]["micro"]["f1"], 100.0, "annotation.conf says that Knows is symmetric");
    write(folder.path(), "gold/b.txt", TEXT);
    write(folder.path(), "gold/b.ann", ANN);
    let missing = relata(folder.path(), &["eval", "--gold", "gold", "--pred", "pred"]);
    assert_eq!(code(&missing), 2);
    assert!(stderr(&missing).contains("document b"), "{}", stderr(&missing));
    write(folder.path(), "pred/b.txt", "Another text.");
    let other = relata(folder.path(), &["eval", "--gold", "gold", "--pred", "pred"]);
    assert_eq!(code(&other), 2);
    assert!(stderr(&other).contains("another text"), "{}", stderr(&other));
}

#[test]
fn the_rurebus_protocol_has_official_and_strict_figures() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "gold/a.txt", TEXT);
    write(folder.path(), "gold/a.ann", ANN);
    write(folder.path(), "pred/a.ann", ANN.replace("Arg1:T1 Arg2:T2", "Arg1:T2 Arg2:T1"));
    let args = ["eval", "--protocol", "rurebus", "--gold", "gold", "--pred", "pred", "--json"];
    let scores = json(&relata(folder.path(), &args));
    assert_eq!(scores["official_ner_f1"], 100.0);
    assert_eq!(scores["official_re_f1"], 100.0);
    assert_eq!(scores["strict_re_f1"], 0.0);
    write(folder.path(), "gold/b.txt", TEXT);
    write(folder.path(), "gold/b.ann", ANN);
    let missing = relata(folder.path(), &args);
    assert_eq!(code(&missing), 1, "what has no prediction counts as missed, and is said");
    assert!(stderr(&missing).contains("the first is b"), "{}", stderr(&missing));
    let scores: Value = serde_json::from_str(&stdout(&missing)).expect("JSON");
    assert_eq!(scores["official_re_recall"], 50.0);
    let foreign = relata(folder.path(), &[&args[..], &["--max-span", "3"]].concat());
    assert_eq!(code(&foreign), 2);
    assert!(stderr(&foreign).contains("--max-span"));
}

#[test]
fn relations_across_sentences_of_documents_have_figures_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "Anna slept.\nBoris ate.\nVera sang.\nAnna left.\n";
    let entities = "T1\tP 0 4\tAnna\nT2\tP 12 17\tBoris\nT3\tP 23 27\tVera\nT4\tP 34 38\tAnna\n";
    for (side, relations) in [
        ("gold", "R1\tKnows Arg1:T1 Arg2:T2\nR2\tKnows Arg1:T3 Arg2:T1\nR3\tKnows Arg1:T4 Arg2:T2\n"),
        ("pred", "R1\tKnows Arg1:T1 Arg2:T2\nR2\tKnows Arg1:T3 Arg2:T4\n"),
    ] {
        fs::create_dir(folder.path().join(side)).expect("a folder");
        write(folder.path(), &format!("{side}/d.txt"), text);
        write(folder.path(), &format!("{side}/d.ann"), format!("{entities}{relations}"));
    }
    let args = ["eval", "--gold", "gold", "--pred", "pred", "--json"];
    let report = json(&relata(folder.path(), &args));
    let counts = |value: &Value| ["support", "predicted", "correct"].map(|key| value[key].as_u64().expect("a count"));
    let across = &report["re_across"];
    assert_eq!(["1", "2", "3+"].map(|at| counts(&across[at])), [[1, 2, 1], [2, 0, 0], [0, 0, 0]]);
    assert_eq!(across["1"]["precision"], 50.0);
    // Anna is one concept, so the second relation is right as a fact; that Anna knows Boris is said twice in gold.
    assert_eq!(counts(&report["triples"]), [2, 2, 2]);
    assert_eq!(report["re"]["counts"]["gold"], 0);
    let table = stdout(&relata(folder.path(), &args[..5]));
    assert!(table.contains("sentences apart") && table.contains("triples"), "{table}");
}

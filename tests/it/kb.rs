//! Knowledge bases and links on the real binary: `relata kb`, `relata link`, `relata eval --link`.

use std::fs;
use std::io::Write;

use serde_json::Value;

use super::shell::{all, at, code, folder, relata, stderr, stdout};

const TABLE: &str = "id\tlabel\taliases\ttype\n\
    Q159\tРоссия\tРоссии:9|РФ:3\tCOUNTRY\n\
    Q649\tМосква\tМоскве:5|Москву:2\tCITY\n\
    Q7747\tВладимир Путин\tПутин:7|Владимира Путина:3\tPERSON\n";
const TEXT: &str = "Владимир Путин приехал в Москву. Путин встретил Гюнтера Шмидта 🙂 в России.";
const CONF: &str = "[entities]\nPERSON\t<NORM>:Wikidata\nCITY\t<NORM>:Wikidata\nCOUNTRY\t<NORM>:Wikidata\nDATE\n[relations]\n[events]\n[attributes]\n";
const ANN: &str = "T1\tPERSON 0 14\tВладимир Путин\nT2\tCITY 25 31\tМоскву\nT3\tPERSON 33 38\tПутин\n\
    T4\tPERSON 48 62\tГюнтера Шмидта\nT5\tCOUNTRY 67 73\tРоссии\nT6\tDATE 15 22\tприехал\n";
const REST: &str = "R1\tALTERNATIVE_NAME Arg1:T1 Arg2:T3\n*\tEquiv T1 T3\nN1\tReference T1 Wikidata:Q7747\tПутин\n\
    N2\tReference T2 Wikidata:Q649\tМосква\nN3\tReference T3 Wikidata:Q7747\t\nN4\tReference T4 Wikidata:NULL\t\n\
    N5\tReference T5 Wikidata:Q159\tРоссия\n";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_base_is_made_described_searched_and_linked_to() {
    let ann = format!("{ANN}{REST}");
    let folder = folder(&[
        ("table.tsv", TABLE),
        ("corpus/a.txt", TEXT),
        ("corpus/a.ann", &ann),
        ("corpus/annotation.conf", CONF),
    ]);
    let [table, corpus, base, out] = ["table.tsv", "corpus", "a.kb", "out"].map(|name| at(&folder, name));
    let output = relata(&["kb", "build", &table, "-o", &base]);
    assert_eq!((code(&output), stdout(&output)), (0, String::new()), "{}", stderr(&output));
    assert!(stderr(&output).contains("3 entities"), "{}", stderr(&output));
    let output = relata(&["kb", "build", &table, "-o", &base]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("--force"), "{}", stderr(&output));

    let output = relata(&["kb", "info", &base, "--json"]);
    let info = json(&stdout(&output));
    assert_eq!((&info["entities"], &info["database"]), (&3.into(), &"".into()));
    assert!(stdout(&relata(&["kb", "info", &base])).contains("entities      3"));

    let output = relata(&["kb", "search", &base, "Путиным", "--json"]);
    let found = json(&stdout(&output));
    assert_eq!(found["candidates"][0]["id"], "Q7747");
    assert_eq!(found["candidates"][0]["label"], "Владимир Путин");
    let output = relata(&["kb", "search", &base, "Wikidata:Q649", "--json"]);
    assert_eq!(json(&stdout(&output))["candidates"][0]["id"], "Q649");
    let output = relata(&["kb", "search", &base, "Ереван"]);
    assert_eq!((code(&output), stdout(&output)), (0, String::new()));
    assert!(stderr(&output).contains("nothing"), "{}", stderr(&output));

    let before = all(&folder.path().join("corpus"));
    let output = relata(&["link", &corpus, "--kb", &base, "--gold-mentions", "-o", &out]);
    assert_eq!((code(&output), stdout(&output)), (0, String::new()), "{}", stderr(&output));
    assert_eq!(all(&folder.path().join("corpus")), before, "an input is never written");
    let linked = fs::read_to_string(at(&folder, "out/a.ann")).expect("written");
    assert!(linked.starts_with(ANN), "entity lines stay as they are: {linked}");
    let rest: Vec<&str> = linked.lines().skip(6).collect();
    assert_eq!(rest.len(), 4, "{linked}");
    for (line, says) in rest.iter().zip([
        "T1 Wikidata:Q7747\tВладимир Путин",
        "T2 Wikidata:Q649\tМосква",
        "T3 Wikidata:Q7747",
        "T5 Wikidata:Q159",
    ]) {
        assert!(line.starts_with('N') && line.contains(says), "{line} says {says}");
    }
    let listed = fs::read_to_string(at(&folder, "out/candidates.jsonl")).expect("written");
    let listed: Vec<Value> = listed.lines().map(json).collect();
    assert_eq!(listed.len(), 5, "no type without a database: {listed:?}");
    assert_eq!((&listed[0]["file"], &listed[0]["mention"]), (&"a.txt".into(), &"T1".into()));
    assert_eq!(listed[0]["candidates"][0]["id"], "Q7747");

    let output = relata(&["eval", "--link", "--gold", &corpus, "--pred", &out, "--json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let scores = json(&stdout(&output));
    let keys: Vec<&String> = scores.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["accuracy_at_1", "recall", "accuracy_with_nil", "nil", "seen", "unseen"]);
    let recall: Vec<&String> = scores["recall"].as_object().expect("an object").keys().collect();
    assert_eq!(recall, ["1", "5", "30"]);
    assert_eq!(scores["accuracy_at_1"], 100.0);
    assert_eq!((&scores["nil"]["f1"], &scores["seen"]), (&100.0.into(), &100.0.into()));
    let output = relata(&["link", &corpus, "--kb", &base, "--gold-mentions", "-o", &out]);
    assert_eq!(code(&output), 2, "an output is not written over unasked");
    let output = relata(&["link", &corpus, "--kb", &base, "--gold-mentions", "-o", &corpus, "--force"]);
    assert_ne!(code(&output), 0);
    assert_eq!(fs::read_to_string(at(&folder, "corpus/a.ann")).ok(), Some(ann), "{}", stderr(&output));

    // A base that has changed since is said, and what it knew is not.
    fs::write(&table, format!("{TABLE}Q1\tдругое\t\t\n")).expect("writable");
    assert_eq!(code(&relata(&["kb", "build", &table, "-o", &base, "--force"])), 0);
    let output = relata(&["eval", "--link", "--gold", &corpus, "--pred", &out, "--json"]);
    assert!(stderr(&output).contains("has changed since"), "{}", stderr(&output));
    assert_eq!(json(&stdout(&output))["seen"], Value::Null);
}

#[test]
fn a_corpus_is_a_base_and_links_that_are_there_stay() {
    let ann = format!("{ANN}{REST}");
    let text = "Россия и Москва. Ещё Путин.";
    let other = "T1\tCOUNTRY 0 6\tРоссия\nT2\tCITY 9 15\tМосква\nN1\tReference T2 Wikidata:Q1\tother\n";
    let folder = folder(&[
        ("corpus/a.txt", TEXT),
        ("corpus/a.ann", &ann),
        ("corpus/annotation.conf", CONF),
        ("new/b.txt", text),
        ("new/b.ann", other),
    ]);
    let [corpus, base, new, out] = ["corpus", "a.kb", "new", "out"].map(|name| at(&folder, name));
    let output = relata(&["kb", "build", "--from", &corpus, "-o", &base, "--json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = json(&stdout(&output));
    assert_eq!((&said["database"], &said["entities"], &said["skipped"]), (&"Wikidata".into(), &3.into(), &0.into()));
    let output = relata(&["link", &new, "--kb", &base, "-o", &out]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let linked = fs::read_to_string(at(&folder, "out/b.ann")).expect("written");
    assert_eq!(linked, format!("{other}N2\tReference T1 Wikidata:Q159\tРоссия\n"));
}

#[test]
fn what_is_skipped_is_said_with_its_line_and_no_half_base_is_left() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let rows: String = (0..4_000).map(|number| format!("Q{number}\tThing {number}\n")).collect();
    gzip.write_all(rows.as_bytes()).expect("packed");
    let cut = gzip.finish().expect("packed");
    let folder = folder(&[
        ("bad.tsv", "id\tlabel\nQ1\tone\nQ 2\ttwo\nQ1\tuno\n"),
        ("plain.txt", "Just a text.\n"),
        ("old.kb", "not a base"),
        ("doc.txt", "Anna."),
        ("doc.ann", "T1\tPER 0 4\tAnna\n"),
    ]);
    fs::write(folder.path().join("cut.tsv.gz"), &cut[..cut.len() / 2]).expect("writable");
    let [bad, plain, gz, out, old, doc] =
        ["bad.tsv", "plain.txt", "cut.tsv.gz", "out.kb", "old.kb", "doc.txt"].map(|name| at(&folder, name));
    let output = relata(&["kb", "build", &bad, "-o", &out]);
    assert_eq!(code(&output), 1);
    for line in ["bad.tsv:3: its id holds white space", "bad.tsv:4: Q1 is in"] {
        assert!(stderr(&output).contains(line), "{}", stderr(&output));
    }
    let output = relata(&["kb", "build", &gz, "-o", &out, "--force"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("cannot be read on"), "{}", stderr(&output));
    assert_eq!(code(&relata(&["kb", "info", &out])), 0, "what stands before the cut is a whole base");
    let before = fs::read(&out).expect("there");
    for args in [
        vec!["kb", "build", &*plain, "-o", &out, "--force"],
        vec!["kb", "build", "/no/such/file", "-o", &out, "--force"],
        vec!["kb", "build", &bad, "--db", "a b", "-o", &out, "--force"],
        vec!["kb", "build", &bad, "-o", &bad, "--force"],
        vec!["kb", "info", &old],
        vec!["kb", "search", "/no/such/file", "x"],
        vec!["link", &doc, "--kb", &old, "-o", &at(&folder, "linked")],
        vec!["kb", "build", "-o", &out],
    ] {
        let output = relata(&args);
        assert_eq!(code(&output), 2, "{args:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
    }
    assert_eq!(fs::read(&out).expect("there"), before, "a build that fails leaves the base that was there");
    assert!(!folder.path().join("linked").exists());
    assert!(
        !all(folder.path()).keys().any(|name| name.to_string_lossy().contains("making")),
        "nothing half-written is left"
    );
}

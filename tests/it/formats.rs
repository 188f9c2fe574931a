//! What commands say of files of other tools, and the forms of JSON that they read and write.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::shell::{ANN, all, at, code, folder, relata, stderr, stdout, with_toy, write};

/// A file of each other tool, as its people export it.
const FOREIGN: [(&str, &str, &str); 9] = [
    (
        "all.jsonl",
        "{\"id\": 0, \"text\": \"Nora left.\", \"entities\": [{\"id\": 1, \"label\": \"PER\", \"start_offset\": 0, \"end_offset\": 4}], \"relations\": []}\n",
        "doccano",
    ),
    (
        "old.json",
        "[{\"id\": 15, \"text\": \"Nora left.\", \"annotations\": [{\"label\": 7, \"start_offset\": 0, \"end_offset\": 4}]}]",
        "doccano",
    ),
    (
        "export.json",
        "[{\"id\": 1, \"annotations\": [{\"id\": 5, \"result\": []}], \"data\": {\"text\": \"Nora left.\"}}]",
        "Label Studio",
    ),
    ("eng.conll", "-DOCSTART- -X- -X- O\n\nNora NNP B-NP B-PER\nleft VBD B-VP O\n", "CoNLL"),
    ("conll04.corp", "0\tPeop\t0\tO\tNNP\tNora\tO\tO\tO\n0\tO\t1\tO\tVBZ\tleft\tO\tO\tO\n\n", "CoNLL04"),
    ("doc.xmi", "<?xml version=\"1.0\"?><xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmi:version=\"2.0\"/>", "XMI"),
    ("webanno.tsv", "#FORMAT=WebAnno TSV 3.3\n\n#Text=Nora left.\n1-1\t0-4\tNora\tPER[1]\n", "WebAnno TSV"),
    (
        "rel.jsonl",
        "{\"text\": \"Nora left.\", \"tokens\": [{\"text\": \"Nora\"}], \"spans\": [], \"relations\": [], \"answer\": \"accept\"}\n",
        "Prodigy",
    ),
    (
        "ner.json",
        "{\"classes\": [\"PER\"], \"annotations\": [[\"Nora left.\", {\"entities\": [[0, 4, \"PER\"]]}]]}",
        "spaCy",
    ),
];

#[test]
fn a_file_of_another_tool_is_named_and_nothing_is_written() {
    for (name, content, tool) in FOREIGN {
        let folder = folder(&[(name, content)]);
        let (file, out) = (at(&folder, name), at(&folder, "out"));
        let before = all(folder.path());
        let is_converted = ["doccano", "CoNLL", "Prodigy", "spaCy"].contains(&tool);
        let converted = ["brat", "spert-json"].map(|to| vec!["convert", "--to", to, &file, &out]);
        for args in converted.into_iter().filter(|_| !is_converted).chain([
            vec!["check", &*file],
            vec!["import", &file],
            vec!["import", &file, "--out", "-"],
            vec!["stats", &file],
            vec!["split", &file],
            vec!["map", &file, "-o", &out],
            vec!["check", folder.path().to_str().expect("UTF-8")],
        ]) {
            let output = relata(&args);
            let said = format!("{}{}", stdout(&output), stderr(&output));
            assert_eq!(code(&output), 2, "{args:?}: {said}");
            assert!(said.contains(tool) && said.contains(name), "{args:?}: {said}");
            assert!(!stderr(&output).trim().is_empty());
        }
        assert_eq!(all(folder.path()), before, "{name}");
    }
    let (name, content, tool) = FOREIGN[0];
    let folder = folder(&[(name, content)]);
    let output = with_toy(&["extract", &at(&folder, name), "-o", &at(&folder, "out.jsonl")]);
    assert_eq!((code(&output), stderr(&output).contains(tool)), (2, true), "{}", stderr(&output));
    assert!(!folder.path().join("out.jsonl").exists(), "nothing is written");
    assert!(stdout(&output).is_empty());
}

/// Files of other tools, and what stands in the first document of brat's that is made of them.
const READ: [(&str, &str, &str, &str); 5] = [
    (
        "all.jsonl",
        "{\"id\": 0, \"text\": \"Zenith Labs 🚀 was founded by Nora Quist.\", \"entities\": [{\"id\": 10, \"label\": \"ORG\", \"start_offset\": 0, \"end_offset\": 11}, {\"id\": 12, \"label\": \"PERSON\", \"start_offset\": 29, \"end_offset\": 39}], \"relations\": [{\"id\": 0, \"from_id\": 10, \"to_id\": 12, \"type\": \"foundedBy\"}], \"Comments\": []}\n{\"id\": 1, \"text\": \"Only text.\", \"label\": [[0, 4, \"X\"]]}\n",
        "all-0",
        "T1\tORG 0 11\tZenith Labs\nT2\tPERSON 29 39\tNora Quist\nR1\tfoundedBy Arg1:T1 Arg2:T2\n",
    ),
    (
        "eng.conll",
        "-DOCSTART- -X- -X- O\n\nNora NNP B-NP B-PER\nQuist NNP I-NP I-PER\nvisited VBD B-VP O\nLyon NNP B-NP B-LOC\n. . O O\n",
        "eng",
        "T1\tPER 0 10\tNora Quist\nT2\tLOC 19 23\tLyon\n",
    ),
    (
        "rel.jsonl",
        "{\"text\": \"Nora Quist works for Zenith Labs.\", \"tokens\": [], \"spans\": [{\"start\": 0, \"end\": 10, \"label\": \"PER\"}, {\"start\": 21, \"end\": 32, \"label\": \"ORG\"}], \"relations\": [{\"head\": 1, \"child\": 5, \"head_span\": {\"start\": 0, \"end\": 10, \"label\": \"PER\"}, \"child_span\": {\"start\": 21, \"end\": 32, \"label\": \"ORG\"}, \"label\": \"WORKS_FOR\"}], \"answer\": \"accept\"}\n",
        "rel-1",
        "T1\tPER 0 10\tNora Quist\nT2\tORG 21 32\tZenith Labs\nR1\tWORKS_FOR Arg1:T1 Arg2:T2\n",
    ),
    (
        "ner.json",
        "{\"classes\": [\"PER\"], \"annotations\": [[\"Nora Quist left.\", {\"entities\": [[0, 10, \"PER\"]]}]]}",
        "ner-1",
        "T1\tPER 0 10\tNora Quist\n",
    ),
    ("words.iob", "Nora\tB-BIG NAME\nleft\tO\n", "words", "T1\tBIG_NAME 0 4\tNora\n"),
];

#[test]
fn files_of_other_tools_become_brat_documents() {
    for (name, content, document, ann) in READ {
        let folder = folder(&[(name, content)]);
        let (file, out) = (at(&folder, name), at(&folder, "out"));
        let output = relata(&["convert", "--to", "brat", &file, &out]);
        assert_eq!(code(&output), 0, "{name}: {}", stderr(&output));
        let written = std::fs::read_to_string(folder.path().join("out").join(format!("{document}.ann")));
        assert_eq!(written.expect("written"), ann, "{name}: {}", stderr(&output));
        assert_eq!(std::fs::read_to_string(&file).expect("there"), content, "{name} stays");
    }
}

#[test]
fn what_goes_into_a_format_of_spans_comes_back_and_what_does_not_is_said() {
    let text = "Anna Smith met Боб in New York.";
    let ann = "T1\tPER 0 10\tAnna Smith\nT2\tPER 15 18\tБоб\nT3\tCITY 22 30\tNew York\nT4\tSTATE 26 30\tYork\n\
               R1\tMET Arg1:T1 Arg2:T2\nR2\tIN Arg1:T1 Arg2:T3\n";
    for format in ["jsonl", "doccano", "spacy", "prodigy"] {
        let folder = folder(&[("in/a.txt", text), ("in/a.ann", &format!("{ann}#1\tAnnotatorNotes T1\tseen\n"))]);
        let (from, file, back) = (at(&folder, "in"), at(&folder, "a.jsonl"), at(&folder, "back"));
        let output = relata(&["convert", "--to", format, &from, &file]);
        assert_eq!(code(&output), 0, "{format}: {}", stderr(&output));
        assert!(stderr(&output).contains("1 × notes, attributes"), "{format}: {}", stderr(&output));
        let again = relata(&["convert", "--to", format, &from, &file]);
        assert_eq!(code(&again), 2, "{format}: nothing is written over unasked");
        let output = relata(&["convert", "--from", format, "--to", "brat", &file, &back]);
        assert_eq!(code(&output), 0, "{format}: {}", stderr(&output));
        let read = |name: &str| std::fs::read_to_string(folder.path().join("back").join(name)).expect("written");
        assert_eq!((read("a.txt").as_str(), read("a.ann").as_str()), (text, ann), "{format}");
    }
    let folder = folder(&[("in/a.txt", text), ("in/a.ann", ann)]);
    let output = relata(&["convert", "--to", "iob", &at(&folder, "in"), &at(&folder, "a.iob")]);
    let said = stderr(&output);
    assert!(said.contains("2 × relations: columns have none") && said.contains("1 × entities inside"), "{said}");
    let marked = ["convert", "--to", "doccano", "--predictions", "marked", &at(&folder, "in"), &at(&folder, "b.jsonl")];
    let output = relata(&marked);
    assert_eq!((code(&output), stderr(&output).contains("cannot mark predictions")), (2, true), "{}", stderr(&output));
}

#[test]
fn annotations_are_not_imported_as_a_text() {
    let folder = folder(&[("doc_anna.ann", ANN), ("page.html", "<p>Anna met Bob.</p>")]);
    let before = all(folder.path());
    let alone = relata(&["import", &at(&folder, "doc_anna.ann")]);
    assert_eq!(code(&alone), 2);
    assert!(stderr(&alone).contains("doc_anna.ann: this is a file of annotations"), "{}", stderr(&alone));
    assert_eq!(all(folder.path()), before);
    let both = relata(&["import", &at(&folder, "doc_anna.ann"), &at(&folder, "page.html")]);
    assert_eq!((code(&both), folder.path().join("page.txt").is_file()), (1, true));
}

#[test]
fn json_with_a_mark_is_read_and_keys_of_others_survive() {
    let text = r#"[{"tokens":["Anna","met","Bob"],"entities":[{"type":"Peop","start":0,"end":1,"id":"x"}],"relations":null,"pos_tags":["A","B","C"]}]"#;
    let folder = tempfile::tempdir().expect("a folder");
    let utf_16 = text.encode_utf16().flat_map(u16::to_le_bytes);
    write(folder.path(), "plain.JSON", text);
    write(folder.path(), "bom.json", format!("\u{feff}{text}"));
    write(folder.path(), "wide.json", [0xFF, 0xFE].into_iter().chain(utf_16).collect::<Vec<u8>>());
    write(folder.path(), "lines.jsonl", format!("{}\n", text.trim_matches(['[', ']'])));
    for name in ["plain.JSON", "bom.json", "wide.json", "lines.jsonl"] {
        let file = at(&folder, name);
        let check = relata(&["check", &file]);
        assert_eq!(code(&check), 0, "{name}: {}", stdout(&check));
        assert_eq!(code(&relata(&["stats", &file])), 0, "{name}");
        let out = at(&folder, "out.json");
        assert_eq!(code(&relata(&["convert", "--to", "spert-json", &file, &out, "--force"])), 0, "{name}");
        let back: Value = serde_json::from_slice(&fs::read(&out).expect("written")).expect("JSON");
        assert_eq!((&back[0]["pos_tags"][2], &back[0]["entities"][0]["id"]), (&"C".into(), &"x".into()), "{name}");
        assert_eq!(back[0]["relations"].to_string(), "[]");
        fs::remove_file(out).expect("there");
    }
}

#[test]
fn odd_json_is_named_by_item_and_remedy() {
    let folder = folder(&[
        (
            "range.json",
            r#"[{"tokens":["a","b"],"entities":[{"type":"X","start":0,"end":1}],"relations":[{"type":"R","head":0,"tail":1}]}]"#,
        ),
        ("empty.json", r#"[{"tokens":["","Anna"],"entities":[{"type":"E","start":0,"end":1}]}]"#),
        (
            "self.json",
            r#"[{"tokens":["Anna","left"],"entities":[{"type":"P","start":0,"end":1}],"relations":[{"type":"R","head":0,"tail":0}]}]"#,
        ),
        (
            "blank.json",
            r#"[{"tokens":["Leo","Farr"],"entities":[{"type":"PER SON","start":0,"end":2}],"relations":[]}]"#,
        ),
        (
            "odd.json",
            r#"[{"tokens":["a","x\r\ny","\u2028","z"],"entities":[{"type":"E","start":1,"end":2},{"type":"E","start":3,"end":4}]}]"#,
        ),
    ]);
    for (name, item, ends) in [
        ("range.json", "sentence 0 (from 0): relation 0 (R)", 1),
        ("empty.json", "sentence 0 (from 0): token 0 is empty", 1),
        ("self.json", "sentence 0 (from 0): relation 0 (R) joins entity 0", 1),
    ] {
        let check = relata(&["check", &at(&folder, name)]);
        assert_eq!(code(&check), ends, "{name}");
        assert!(stdout(&check).contains(item), "{name}: {}", stdout(&check));
        let convert = relata(&["convert", "--to", "brat", &at(&folder, name), &at(&folder, &format!("{name}-out"))]);
        assert_ne!(code(&convert), 0, "{name}");
        assert!(stderr(&convert).contains(item), "{name}: {}", stderr(&convert));
    }
    let out = at(&folder, "blank");
    let blank = relata(&["convert", "--to", "brat", &at(&folder, "blank.json"), &out]);
    assert!(stderr(&blank).contains("\"PER SON\" becomes PER_SON"), "{}", stderr(&blank));
    assert_eq!(code(&relata(&["check", &out])), 0);
    let out = at(&folder, "odd");
    let odd = relata(&["convert", "--to", "brat", &at(&folder, "odd.json"), &out]);
    assert!(code(&odd) == 1 && stderr(&odd).contains("token 2 is empty"), "{}", stderr(&odd));
    let ann = fs::read_to_string(folder.path().join("odd/odd.ann")).expect("written");
    assert!(ann.contains("E 2 6\tx  y\n") && ann.contains("E 9 10\tz\n"), "{ann}");
}

#[test]
fn spert_reads_sentences_in_three_forms() {
    let forms = r#"[{"tokens": ["Nora", "left", "."]}, ["Nora", "left", "."], "Nora left."]"#;
    let folder = folder(&[("forms.json", forms)]);
    let output = with_toy(&["extract", "--format", "spert-json", &at(&folder, "forms.json")]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let sentences: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(sentences.as_array().map(Vec::len), Some(3));
    assert!(sentences.as_array().expect("a list").iter().all(|sentence| *sentence == sentences[0]), "{sentences}");
    let check = relata(&["check", &at(&folder, "forms.json")]);
    assert!(stdout(&check).contains("sentence 1 (from 0)"), "annotations are looked for: {}", stdout(&check));
}

#[test]
fn relations_refer_to_sentences_and_cells_begin_no_formula() {
    let text = "=Lee Harvey Oswald shot President Kennedy in Dallas, Texas.";
    let folder = folder(&[("-a.txt", text)]);
    let run = |format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
        command.args(["extract", "--device", "cpu", "--format", format, "--", "-a.txt"]);
        command.current_dir(folder.path()).env_remove("RELATA_MODEL").output().expect("runs")
    };
    let jsonl = run("jsonl");
    let document: Value = serde_json::from_str(stdout(&jsonl).trim()).expect("one line");
    let relations = document["relations"].as_array().expect("a list");
    assert!(relations.len() > 1, "{document}");
    assert_eq!(document["sentences"].as_array().map(Vec::len), Some(1));
    assert!(relations.iter().all(|relation| relation["sentence"] == 0 && relation["evidence"].is_null()));
    assert_eq!(document["sentences"][0]["text"], text);
    let csv = stdout(&run("csv"));
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    for row in rows.records() {
        let row = row.expect("a row");
        assert_eq!((&row[0], &row[7]), ("'-a.txt", &*format!("'{text}")), "{row:?}");
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
    }
}

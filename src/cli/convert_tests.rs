use std::fs;

use super::*;

fn convert(to: Target, input: &Path, output: &Path) -> anyhow::Result<Outcome> {
    run(&ConvertArgs {
        from: None,
        to,
        input: input.to_owned(),
        output: output.to_owned(),
        text: None,
        encoding: None,
        predictions: None,
        provenance_notes: false,
        force: false,
    })
}

#[test]
fn a_folder_comes_out_as_it_went_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir_all(from.join("deep")).expect("writable");
    let files = [
        ("a.txt", "Anna 🙂 met\r\nBoris."),
        ("a.ann", "T1\tPeop 0 4\tAnna\t\nwhat is this\n#1\tNote T1\tx"),
        ("deep/b.txt", "\u{feff}Vera."),
        ("annotation.conf", "[entities]\nPeop\n"),
    ];
    for (name, content) in files {
        fs::write(from.join(name), content).expect("writable");
    }
    let unread = convert(Target::Brat, &from, &to).expect("runs");
    assert_eq!(unread, Outcome::Problems, "a line that nobody understands is said, and copied");
    for (name, content) in files {
        assert_eq!(fs::read_to_string(to.join(name)).expect("written"), content, "{name}");
    }
    assert!(!to.join("deep/b.ann").exists(), "a file that was not there is not made up");
    assert_eq!(convert(Target::Brat, &from, &to).expect("runs"), Outcome::Problems, "nothing is written over unasked");
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn json_to_brat_and_back_keeps_everything() {
    let data = crate::test_data().join("data/conll04/conll04_test.json");
    let folder = tempfile::tempdir().expect("a folder");
    convert(Target::Brat, &data, folder.path()).expect("runs");
    let gold = dataset::read(&data).expect("fits");
    let loaded = brat::load_document(&folder.path().join("conll04_test.txt")).expect("readable");
    assert!(loaded.issues.is_empty(), "{:?}", loaded.issues);
    assert_eq!(loaded.document.annotations.mention_count(), gold.iter().map(|s| s.entities.len()).sum::<usize>());
    assert_eq!(loaded.document.annotations.relation_count(), gold.iter().map(|s| s.relations.len()).sum::<usize>());
}

#[test]
fn a_corpus_in_another_encoding_becomes_one_in_utf_8() {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir_all(&from).expect("writable");
    let text = "Анна Петрова приехала в Тверь вечером и сразу позвонила своему брату Борису.";
    fs::write(from.join("a.txt"), encoding_rs::KOI8_R.encode(text).0).expect("writable");
    fs::write(from.join("a.ann"), "T1\tPeop 0 4\tАнна\n").expect("writable");
    convert(Target::Brat, &from, &to).expect("runs");
    assert_eq!(fs::read_to_string(to.join("a.txt")).expect("written"), text);
    let loaded = brat::load_document(&to.join("a.txt")).expect("readable");
    assert!(loaded.issues.is_empty(), "{:?}", loaded.issues);
}

#[test]
fn a_page_becomes_a_document_without_annotations() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("a.html");
    fs::write(&page, "<p>Anna met <b>Boris</b>.</p>").expect("writable");
    convert(Target::Brat, &page, &folder.path().join("out")).expect("runs");
    assert_eq!(fs::read_to_string(folder.path().join("out/a.txt")).expect("written"), "Anna met Boris.\n");
    convert(Target::SpertJson, &page, &folder.path().join("a.json")).expect("runs");
    let sentences = dataset::read(&folder.path().join("a.json")).expect("fits");
    assert_eq!(sentences[0].tokens, ["Anna", "met", "Boris", "."]);
}

#[test]
fn scores_of_a_prediction_become_notes_on_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let json = r#"[{"tokens":["Anna","met","Boris"],"entities":[{"type":"Peop","start":0,"end":1,"score":0.9},
        {"type":"Peop","start":2,"end":3,"score":0.25}],"relations":[{"type":"Knows","head":0,"tail":1,"score":0.125}]}]"#;
    let input = folder.path().join("a.json");
    fs::write(&input, json).expect("writable");
    let out = folder.path().join("out");
    let args = ConvertArgs {
        from: None,
        to: Target::Brat,
        input,
        output: out.clone(),
        text: None,
        encoding: None,
        predictions: None,
        provenance_notes: true,
        force: false,
    };
    run(&args).expect("runs");
    let ann = fs::read_to_string(out.join("a.ann")).expect("written");
    assert!(ann.contains("AnnotatorNotes T1\trelata: model unknown score 0.9, open\n"), "{ann}");
    assert!(ann.contains("AnnotatorNotes R1\trelata: model unknown score 0.125, open\n"), "{ann}");
    // And from there on they stay as they are.
    convert(Target::Brat, &out, &folder.path().join("copy")).expect("runs");
    assert_eq!(fs::read_to_string(folder.path().join("copy/a.ann")).expect("written"), ann);
}

const MARKED: &str = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n\
    #1\tAnnotatorNotes T2\trelata: model m score 0.25, open\n#2\tAnnotatorNotes R1\trelata: model m score 0.125, open\n";

fn converted(to: Target, how: Option<Predictions>) -> anyhow::Result<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let from = folder.path().join("a.txt");
    fs::write(&from, "Anna met Boris.").expect("writable");
    fs::write(from.with_extension("ann"), MARKED).expect("writable");
    let (output, written) = match to {
        Target::Brat => (folder.path().join("out"), folder.path().join("out/a.ann")),
        Target::SpertJson | Target::File(_) => (folder.path().join("a.json"), folder.path().join("a.json")),
    };
    let args = ConvertArgs {
        from: None,
        to,
        input: from,
        output,
        text: None,
        encoding: None,
        predictions: how,
        provenance_notes: false,
        force: false,
    };
    run(&args)?;
    Ok(fs::read_to_string(written).expect("written"))
}

#[test]
fn marked_predictions_stay_marked_or_are_written_like_all_else_or_are_left_out() {
    let plain = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n";
    for (how, wanted) in [
        (None, MARKED),
        (Some(Predictions::Marked), MARKED),
        (Some(Predictions::Unmarked), plain),
        (Some(Predictions::None), "T1\tPeop 0 4\tAnna\n"),
    ] {
        assert_eq!(converted(Target::Brat, how).expect("runs"), wanted, "{how:?}");
    }
}

#[test]
fn a_format_that_cannot_mark_predictions_gets_none_unless_asked() {
    let entities = |how| {
        let json: serde_json::Value = serde_json::from_str(&converted(Target::SpertJson, how)?).expect("JSON");
        let count = |field: &str| json[0][field].as_array().map_or(0, Vec::len);
        anyhow::Ok((count("entities"), count("relations")))
    };
    assert_eq!(entities(None).expect("runs"), (1, 0));
    assert_eq!(entities(Some(Predictions::None)).expect("runs"), (1, 0));
    assert_eq!(entities(Some(Predictions::Unmarked)).expect("runs"), (2, 1));
    let refused = entities(Some(Predictions::Marked)).expect_err("no notes there").to_string();
    assert!(refused.contains("--predictions unmarked"), "{refused}");
}

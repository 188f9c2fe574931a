//! Which files commands read, and what they never write over.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::shell::{ANN, all, at, code, folder, relata, stderr, stdout, with_toy};

fn littered() -> tempfile::TempDir {
    folder(&[
        ("doc.txt", "Anna met Bob.\n"),
        ("doc.ann", ANN),
        (".DS_Store", "\0\0\0\u{1}Bud1"),
        ("._doc.txt", "\0\u{5}\u{16}\u{7}"),
        ("._doc.ann", "\0\u{5}\u{16}\u{7}"),
        (".ipynb_checkpoints/doc-checkpoint.txt", "Anna met Bob.\n"),
        ("__MACOSX/._doc.txt", "\0\u{5}"),
        ("__MACOSX/doc.txt", "no"),
        ("doc.ann~", ANN),
        ("doc.txt~", "Anna"),
        ("#doc.txt#", "Anna"),
    ])
}

#[test]
fn every_command_sees_the_one_document_among_hidden_files_and_backups() {
    let folder = littered();
    let path = at(&folder, "");
    let lines = |output: &Output| stdout(output).lines().count();
    let split = relata(&["split", &path]);
    assert_eq!((code(&split), lines(&split)), (0, 1), "{}", stderr(&split));
    let extract = with_toy(&["extract", &path]);
    assert_eq!((code(&extract), lines(&extract)), (0, 1), "{}", stderr(&extract));
    let check = relata(&["check", &path]);
    assert_eq!(code(&check), 0, "{}{}", stdout(&check), stderr(&check));
    assert!(stderr(&check).contains("1 document, 0 problems"), "{}", stderr(&check));
    let doctor = relata(&["doctor", &path]);
    assert!(stderr(&doctor).contains("1 file,"), "{}", stderr(&doctor));
    let stats: Value = serde_json::from_str(&stdout(&relata(&["stats", "--json", &path]))).expect("JSON");
    assert_eq!(stats["parts"][0]["documents"], 1);
    let map: Value = serde_json::from_str(&stdout(&relata(&["map", "--format", "json", &path]))).expect("JSON");
    assert_eq!(map["documents"].as_array().map(Vec::len), Some(1));
    let schema = relata(&["schema", "infer", &path]);
    assert!(stdout(&schema).contains("from 1 document."), "{}", stdout(&schema));
    let out = tempfile::tempdir().expect("a folder");
    assert_eq!(code(&relata(&["convert", "--to", "brat", &path, &at(&out, "")])), 0);
    let made: Vec<_> = all(out.path()).into_keys().map(|p| p.file_name().expect("a name").to_owned()).collect();
    assert_eq!(made, ["doc.ann", "doc.txt"]);
}

#[cfg(unix)]
#[test]
fn capital_letters_and_links_are_documents_loops_and_broken_links_are_said_once() {
    use std::os::unix::fs::symlink;
    let folder =
        folder(&[("real.txt", "Anna met Bob."), ("mixed/B.TXT", "Eva slept."), ("mixed/B.ann", "T1\tPeop 0 3\tEva\n")]);
    symlink(folder.path().join("real.txt"), folder.path().join("mixed/linked.txt")).expect("a link");
    symlink(folder.path().join("none.txt"), folder.path().join("mixed/broken.txt")).expect("a link");
    symlink(folder.path().join("mixed"), folder.path().join("mixed/loop")).expect("a link");
    let path = at(&folder, "mixed");
    for (args, ends) in
        [(["split", &path, ""], 1), (["check", &path, ""], 1), (["stats", &path, ""], 0), (["doctor", &path, ""], 1)]
    {
        let args: Vec<&str> = args.into_iter().filter(|arg| !arg.is_empty()).collect();
        let output = relata(&args);
        let said = format!("{}{}", stdout(&output), stderr(&output));
        assert_eq!(code(&output), ends, "{args:?}: {said}");
        assert_eq!(said.matches("broken.txt").count(), 1, "{args:?}: {said}");
    }
    let split = relata(&["split", &path]);
    let files: Vec<String> =
        stdout(&split).lines().map(|l| serde_json::from_str::<Value>(l).expect("JSON")["file"].to_string()).collect();
    assert!(files.len() == 2 && files[0].contains("B.TXT") && files[1].contains("linked.txt"), "{files:?}");
    assert_eq!(stderr(&split).matches("leads back").count(), 1, "{}", stderr(&split));
    let stats: Value = serde_json::from_str(&stdout(&relata(&["stats", "--json", &path]))).expect("JSON");
    assert_eq!((&stats["parts"][0]["documents"], &stats["parts"][0]["entities"]), (&2.into(), &1.into()));
    let named = relata(&["check", &at(&folder, "mixed/B.ann")]);
    assert_eq!(code(&named), 0, "the text of an .ann is found however it is spelled: {}", stdout(&named));
}

#[test]
fn one_bad_file_never_stops_the_others() {
    let folder = folder(&[("a.txt", "Anna met Bob."), ("a.ann", ANN), ("b.txt", "\0\0\0"), ("c.txt", "Eva slept.")]);
    let path = at(&folder, "");
    for (args, lines) in
        [(vec!["split", &*path], Some(2)), (vec!["stats", &path], None), (vec!["map", "--format", "json", &path], None)]
    {
        let output = relata(&args);
        assert_eq!(code(&output), 1, "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("b.txt"), "{args:?}: {}", stderr(&output));
        assert!(lines.is_none_or(|lines| stdout(&output).lines().count() == lines), "{}", stdout(&output));
        assert!(!stdout(&output).is_empty(), "{args:?}");
    }
    let extract = with_toy(&["extract", &path]);
    assert_eq!((code(&extract), stdout(&extract).lines().count()), (1, 2), "{}", stderr(&extract));
    let json = at(&folder, "out.json");
    let convert = relata(&["convert", "--to", "spert-json", &path, &json]);
    assert_eq!(code(&convert), 1, "{}", stderr(&convert));
    assert!(fs::read_to_string(json).expect("written").contains("Knows"));
}

#[test]
fn an_orphan_and_an_unreadable_line_are_counted_and_said() {
    let lines = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 9\t\nT3\tPeop 5 2\tx\nT33\tPeop \n";
    let folder =
        folder(&[("doc.txt", "Anna met Bob.\n"), ("doc.ann", lines), ("doc_anna.ann", ANN), ("doc_bob.ann", ANN)]);
    let (path, json) = (at(&folder, ""), at(&folder, "out.json"));
    let convert = relata(&["convert", "--to", "spert-json", &path, &json]);
    let said = stderr(&convert);
    assert_eq!(code(&convert), 1, "{said}");
    assert!(said.contains("doc_anna.ann: there is no .txt") && said.contains("doc_bob.ann"), "{said}");
    assert!(said.contains("2 files could not be read") && said.contains("2 lines could not be read"), "{said}");
    assert!(said.contains("doc.ann:3:") && said.contains("doc.ann:4:"), "{said}");
    assert!(said.contains("0 cross a sentence break, 1 is empty or covers no word"), "{said}");
    fs::remove_file(json).expect("written");
    let extract = with_toy(&["extract", &path]);
    assert_eq!(code(&extract), 1, "{}", stderr(&extract));
    assert!(stderr(&extract).contains("doc_anna.ann"), "{}", stderr(&extract));
    assert_eq!(code(&relata(&["check", &path])), 1);
    for args in [vec!["stats", &*path], vec!["map", "--unconnected", "--format", "json", &path]] {
        let output = relata(&args);
        assert_eq!(code(&output), 0, "{args:?}: {}", stderr(&output));
        assert!(
            stderr(&output).contains("doc_anna.ann") && stderr(&output).contains("doc.ann:3:"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn the_folder_of_the_texts_can_be_given() {
    let folder = folder(&[
        ("text/doc.txt", "Anna met Bob.\n"),
        ("anna/doc.ann", "T1\tPeop 0 4\tAnna\nT2\tPeop 9 12\tBob\n"),
        ("boris/doc.ann", "T1\tPeop 0 4\tAnna\n"),
    ]);
    let (anna, boris, text) = (at(&folder, "anna"), at(&folder, "boris"), at(&folder, "text"));
    let without = relata(&["agree", &anna, &boris]);
    assert_eq!(code(&without), 2);
    assert!(stderr(&without).contains("--text DIR"), "{}", stderr(&without));
    let agree = relata(&["agree", "--json", &anna, &boris, "--text", &text]);
    assert_eq!(code(&agree), 0, "{}", stderr(&agree));
    let found: Value = serde_json::from_str(&stdout(&agree)).expect("JSON");
    assert_eq!(found["pairs"][0]["ner"]["counts"]["correct"], 1, "{found}");
    let convert = relata(&["convert", "--to", "spert-json", &anna, &at(&folder, "a.json"), "--text", &text]);
    assert_eq!(code(&convert), 0, "{}", stderr(&convert));
    let sentences: Value =
        serde_json::from_slice(&fs::read(folder.path().join("a.json")).expect("written")).expect("JSON");
    assert_eq!(sentences[0]["entities"].as_array().map(Vec::len), Some(2));
    let check = relata(&["check", &anna, "--text", &text]);
    assert_eq!(code(&check), 0, "{}", stdout(&check));
    let alone = relata(&["convert", "--to", "spert-json", &anna, &at(&folder, "b.json")]);
    assert_eq!((code(&alone), folder.path().join("b.json").exists()), (2, false));
    assert!(stderr(&alone).contains("anna/doc.ann has no text beside it"), "{}", stderr(&alone));
}

#[test]
fn texts_that_differ_in_line_ends_or_mark_only_agree_in_full() {
    let folder = folder(&[
        ("eol/a/d.txt", "Anna\nmet Bob.\n"),
        ("eol/a/d.ann", "T1\tPeop 0 4\tAnna\nT2\tPeop 9 12\tBob\n"),
        ("eol/b/d.txt", "Anna\r\nmet Bob.\r\n"),
        ("eol/b/d.ann", "T1\tPeop 0 4\tAnna\nT2\tPeop 10 13\tBob\n"),
        ("bom/a/d.txt", "Anna met Bob.\n"),
        ("bom/a/d.ann", "T1\tPeop 0 4\tAnna\n"),
        ("bom/b/d.txt", "\u{feff}Anna met Bob.\n"),
        ("bom/b/d.ann", "T1\tPeop 1 5\tAnna\n"),
        ("other/d.txt", "Anna met Eva.\n"),
        ("other/d.ann", "T1\tPeop 0 4\tAnna\n"),
    ]);
    for kind in ["eol", "bom"] {
        let (a, b) = (at(&folder, &format!("{kind}/a")), at(&folder, &format!("{kind}/b")));
        for pair in [[&a, &b], [&b, &a]] {
            let output = relata(&["agree", "--json", pair[0], pair[1]]);
            assert_eq!(code(&output), 0, "{kind}: {}", stderr(&output));
            let found: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
            assert_eq!(found["pairs"][0]["ner"]["micro"]["f1"], 100.0, "{kind}");
        }
        let eval = relata(&["eval", "--gold", &a, "--pred", &b]);
        assert_eq!(code(&eval), 0, "{kind}: {}", stderr(&eval));
    }
    let others = relata(&["agree", &at(&folder, "bom/a"), &at(&folder, "other")]);
    assert_eq!(code(&others), 2);
    assert!(stderr(&others).contains("another text"), "{}", stderr(&others));
}

#[test]
fn subfolders_keep_their_shape_and_no_two_inputs_share_a_place() {
    let folder = folder(&[
        ("in/a/d.txt", "Jack Ruby killed Lee."),
        ("in/b/d.txt", "Lee lived in Dallas."),
        ("md/d.md", "# Jack\n\nJack Ruby killed Lee."),
        ("md/d.txt", "Lee lived in Dallas."),
    ]);
    let out = at(&folder, "out");
    let extract = with_toy(&["extract", &at(&folder, "in"), "--format", "brat", "-o", &out]);
    assert_eq!(code(&extract), 0, "{}", stderr(&extract));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("written");
    assert_eq!(read("out/a/d.txt"), read("in/a/d.txt"));
    assert_eq!(read("out/b/d.txt"), read("in/b/d.txt"));
    assert!(folder.path().join("out/a/d.ann").is_file() && folder.path().join("out/b/d.ann").is_file());
    let both = at(&folder, "both");
    let two = with_toy(&[
        "extract",
        &at(&folder, "md/d.md"),
        &at(&folder, "md/d.txt"),
        "--format",
        "brat",
        "-o",
        &both,
        "--force",
    ]);
    assert_eq!(code(&two), 0, "{}", stderr(&two));
    assert_eq!(read("both/d.txt"), read("md/d.txt"));
    assert_eq!(read("both/d.md.txt"), "Jack\n\nJack Ruby killed Lee.\n");
    let same = at(&folder, "same");
    let two =
        with_toy(&["extract", &at(&folder, "in/a/d.txt"), &at(&folder, "in/b/d.txt"), "--format", "brat", "-o", &same]);
    assert_eq!(code(&two), 0, "{}", stderr(&two));
    assert_eq!((read("same/a/d.txt"), read("same/b/d.txt")), (read("in/a/d.txt"), read("in/b/d.txt")));
}

#[test]
fn an_output_folder_inside_the_input_is_not_read_again() {
    let folder = folder(&[("a.txt", "Anna met Bob."), ("a.ann", ANN)]);
    let (path, out, copy) = (at(&folder, ""), at(&folder, "out"), at(&folder, "copy"));
    for _ in 0..2 {
        let extract = with_toy(&["extract", &path, "--format", "brat", "-o", &out, "--force"]);
        assert_eq!(code(&extract), 0, "{}", stderr(&extract));
    }
    assert_eq!(all(Path::new(&out)).len(), 2, "a text and its annotations");
    fs::remove_dir_all(&out).expect("there");
    for force in [None, Some("--force")] {
        let mut args = vec!["convert", "--to", "brat", &path, &copy];
        args.extend(force);
        let convert = relata(&args);
        assert_eq!(code(&convert), 0, "{}", stderr(&convert));
    }
    assert_eq!(all(Path::new(&copy)).len(), 2);
}

#[test]
fn nothing_is_written_over_unasked_and_no_input_ever() {
    let folder =
        folder(&[("a.txt", "Anna met Bob."), ("a.ann", ANN), ("old", "mine"), ("d.json", "[{\"tokens\":[\"a\"]}]")]);
    let (txt, ann, old, json) = (at(&folder, "a.txt"), at(&folder, "a.ann"), at(&folder, "old"), at(&folder, "d.json"));
    let before = all(folder.path());
    for args in [
        vec!["extract", &*txt, "-o", &old],
        vec!["extract", &txt, "--format", "csv", "-o", &txt, "--force"],
        vec!["extract", &json, "--format", "spert-json", "-o", &json, "--force"],
    ] {
        let output = with_toy(&args);
        assert_eq!(code(&output), 2, "{args:?}: {}", stderr(&output));
        assert!(!stderr(&output).is_empty());
    }
    for args in [
        vec!["map", &*txt, "-o", &old],
        vec!["map", &txt, "-o", &txt, "--force"],
        vec!["map", &txt, "-o", &ann, "--force"],
        vec!["convert", "--to", "spert-json", &txt, &old],
        vec!["convert", "--to", "spert-json", &txt, &ann, "--force"],
        vec!["convert", "--to", "spert-json", &json, &json, "--force"],
    ] {
        let output = relata(&args);
        assert_eq!(code(&output), 2, "{args:?}: {}", stderr(&output));
        assert!(!stderr(&output).trim().is_empty(), "{args:?}");
    }
    let into_itself = relata(&["convert", "--to", "brat", &txt, folder.path().to_str().expect("UTF-8"), "--force"]);
    assert!(code(&into_itself) == 1 && stderr(&into_itself).contains("never written over"), "{}", stderr(&into_itself));
    assert_eq!(all(folder.path()), before);
    let (model, small) = (at(&folder, "model"), at(&folder, "small"));
    let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/tiny");
    fs::create_dir(&model).expect("writable");
    for file in fs::read_dir(toy).expect("readable").flatten() {
        fs::copy(file.path(), Path::new(&model).join(file.file_name())).expect("copied");
    }
    let whole = all(Path::new(&model));
    for (args, ends) in [
        (vec!["compress", &*model, &model, "--force"], 2),
        (vec!["compress", &model, &small], 0),
        (vec!["compress", &model, &small], 2),
        (vec!["compress", &model, &small, "--force"], 0),
    ] {
        assert_eq!(code(&relata(&args)), ends, "{args:?}");
    }
    assert_eq!(all(Path::new(&model)), whole);
    assert_eq!(code(&relata(&["map", &txt, "-o", &old, "--force"])), 0);
    assert!(fs::read_to_string(&old).expect("there").starts_with("<!doctype html>"));
}

#[test]
fn exit_2_always_says_why() {
    let folder = folder(&[("empty/note.md", "x"), ("anns/a.ann", ANN)]);
    let (empty, anns, none) = (at(&folder, "empty"), at(&folder, "anns"), at(&folder, "none"));
    for args in [
        vec!["check", &*empty],
        vec!["check", &none],
        vec!["doctor", &empty],
        vec!["split", &empty],
        vec!["stats", &empty],
        vec!["stats", &anns],
        vec!["map", &empty],
        vec!["convert", "--to", "brat", &empty, "out"],
        vec!["agree", &empty, &anns],
        vec!["eval", "--gold", &empty, "--pred", &anns],
        vec!["import", &none],
        vec!["schema", "infer", &empty],
        vec!["report", &empty, "--html", "x.html"],
    ] {
        let output = relata(&args);
        assert_eq!(code(&output), 2, "{args:?}: {}", stderr(&output));
        let said = stderr(&output);
        assert!(said.lines().any(|line| line.starts_with("relata: ")), "{args:?}: {said}");
    }
}

#[test]
fn annotations_of_what_is_read_are_never_written_over_even_when_asked() {
    let folder = folder(&[("gold/a.txt", "Anna met Bob.\n"), ("gold/a.ann", ANN), ("gold/b.txt", "Eva slept.\n")]);
    let before = all(folder.path());
    let (gold, text, ann) = (at(&folder, "gold"), at(&folder, "gold/a.txt"), at(&folder, "gold/a.ann"));
    for args in [
        vec!["extract", &text, "--format", "brat", "-o", &gold, "--force"],
        vec!["extract", &text, "--format", "jsonl", "-o", &ann, "--force"],
    ] {
        let output = with_toy(&args);
        assert_ne!(code(&output), 0, "{args:?}");
        assert!(stderr(&output).contains("a.ann") && stderr(&output).contains("never written over"), "{args:?}");
    }
    for file in [&text, &ann] {
        let output = relata(&["schema", "infer", &gold, "-o", file, "--force"]);
        assert_eq!(code(&output), 2, "{}", stderr(&output));
        assert!(stderr(&output).contains("never written over"), "{}", stderr(&output));
    }
    assert_eq!(all(folder.path()), before);
    // Predictions of a text without annotations may stand beside it.
    let output = with_toy(&["extract", &at(&folder, "gold/b.txt"), "--format", "brat", "-o", &gold]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(folder.path().join("gold/b.ann").is_file());
}

#[test]
fn schema_infer_says_what_it_could_not_read() {
    let folder = folder(&[
        ("a.txt", "Anna met Bob.\n"),
        ("a.ann", "T1\tPeop 0 4\tAnna\nT2 broken\n"),
        ("lost.ann", "T1\tPeop 0 4\tAnna\n"),
    ]);
    let output = relata(&["schema", "infer", &at(&folder, "")]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(stderr(&output).contains("a.ann:2") && stderr(&output).contains("lost.ann"), "{}", stderr(&output));
    assert!(stdout(&output).contains("Peop"), "{}", stdout(&output));
}

#[test]
fn a_text_in_columns_with_annotations_beside_it_is_a_document() {
    let columns = "Anna\tB-PER\nmet\tO\nBob\tB-PER\n\nEva\tB-PER\nslept\tO\n";
    let folder = folder(&[("c.txt", columns), ("c.ann", "T1\tPeop 0 4\tAnna\n"), ("d.txt", columns)]);
    let document = relata(&["check", &at(&folder, "c.txt")]);
    assert_eq!(code(&document), 0, "{}{}", stdout(&document), stderr(&document));
    let columns = relata(&["check", &at(&folder, "d.txt")]);
    let said = format!("{}{}", stdout(&columns), stderr(&columns));
    assert!(said.contains("CoNLL"), "{said}");
}

#[test]
fn an_input_is_named_as_such_when_it_is_the_output_too() {
    let folder = folder(&[("F/x.txt", "Anna met Bob.\n"), ("F/x.ann", ANN), ("F/y.txt", "Eva slept.\n")]);
    let before = all(folder.path());
    for output in ["F/x.txt", "F/x.ann", "F/y.txt"] {
        let (from, to) = (at(&folder, "F"), at(&folder, output));
        for args in [
            vec!["convert", "--to", "spert-json", &*from, &to, "--force"],
            vec!["map", "--format", "csv", &from, "-o", &to, "--force"],
            vec!["eval", "--gold", &from, "--pred", &from, "--html", &to, "--force"],
        ] {
            let output = relata(&args);
            assert_eq!(code(&output), 2, "{args:?}: {}", stderr(&output));
            assert!(stderr(&output).contains("belongs to what this command reads"), "{args:?}: {}", stderr(&output));
        }
        let extract = with_toy(&["extract", &from, "-o", &to, "--force"]);
        assert!(stderr(&extract).contains("belongs to what this command reads"), "{}", stderr(&extract));
    }
    assert_eq!(all(folder.path()), before);
}

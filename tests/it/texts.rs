//! What counts as a text: every command reads the same files, in every encoding, and names the others for what they are.

use std::fs;

use super::shell::{ANN, all, at, code, folder, folder_of_bytes, relata, relata_in, stderr, stdout};

const TEXT: &str = "Анна Петрова приехала в Тверь вечером и сразу позвонила своему брату Борису.";
const CYRILLIC: &str = "T1\tPeop 0 12\tАнна Петрова\nT2\tLoc 24 29\tТверь\nR1\tIn Arg1:T1 Arg2:T2\n";

fn in_1251(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1251.encode(text).0.into_owned()
}

fn in_utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn every_command_reads_every_encoding_and_says_a_guess() {
    let marked = [&b"\xff\xfe"[..], &in_utf_16(TEXT)].concat();
    let texts = [in_1251(TEXT), in_utf_16(TEXT), marked];
    for (at_text, (text, ann)) in texts.iter().zip([in_1251(CYRILLIC), CYRILLIC.into(), CYRILLIC.into()]).enumerate() {
        let folder = folder_of_bytes(&[("a.txt", text), ("a.ann", &ann), ("b.txt", b"Eva slept.")]);
        let (path, before) = (at(&folder, ""), all(folder.path()));
        for args in [
            vec!["check", &*path],
            vec!["doctor", &path],
            vec!["doctor", "--fix", "--all", &path],
            vec!["stats", "--json", &path],
            vec!["schema", "infer", &path],
            vec!["map", "--format", "json", &path],
            vec!["split", &path],
        ] {
            let output = relata(&args);
            let said = format!("{}{}", stdout(&output), stderr(&output));
            let is_finding = ["check", "doctor"].contains(&args[0]);
            assert_eq!(code(&output), i32::from(is_finding), "{at_text} {args:?}: {said}");
            // A byte order mark is no guess.
            assert!(at_text == 2 || said.contains("guess from its bytes"), "{at_text} {args:?}: {said}");
            let shows = match args[0] {
                "stats" => "\"relations\": 1",
                "schema" => "In\tArg1:Peop, Arg2:Loc",
                "map" => "Тверь",
                _ => "",
            };
            assert!(said.contains(shows), "{at_text} {args:?}: {said}");
        }
        assert_eq!(all(folder.path()), before, "{at_text}: nothing is written");
    }
}

#[test]
fn repairs_stay_in_the_encoding_and_a_guess_proves_nothing() {
    let damaged = CYRILLIC.replace("0 12\tАнна Петрова", "0 13\tАнна Петрова ");
    let folder = folder_of_bytes(&[("a.txt", &in_1251(TEXT)), ("a.ann", &in_1251(&damaged))]);
    let run = |args: &[&str]| relata_in(folder.path(), &[&["doctor", "--fix", "a.txt"], args].concat());
    assert_eq!(code(&run(&[])), 1);
    assert_eq!(fs::read(folder.path().join("a.ann")).expect("there"), in_1251(&damaged));
    let known = run(&["--encoding", "windows-1251"]);
    assert_eq!(code(&known), 0, "{}{}", stdout(&known), stderr(&known));
    assert_eq!(fs::read(folder.path().join("a.ann")).expect("there"), in_1251(CYRILLIC));
    assert_eq!(fs::read(folder.path().join("a.txt")).expect("there"), in_1251(TEXT));
}

#[test]
fn converted_documents_are_utf_8_with_all_that_belongs_to_them() {
    let conf = "[entities]\nЛицо\n[relations]\n[events]\n[attributes]\n";
    let folder = folder_of_bytes(&[
        ("in/a.txt", &in_1251(TEXT)),
        ("in/a.a1", &in_1251("T1\tЛицо 0 12\tАнна Петрова\n")),
        ("in/annotation.conf", &in_1251(conf)),
    ]);
    let infer = relata_in(folder.path(), &["schema", "infer", "in"]);
    assert!(stdout(&infer).contains("[entities]\nЛицо\n"), "{}{}", stdout(&infer), stderr(&infer));
    let convert = relata_in(folder.path(), &["convert", "--to", "brat", "in", "out"]);
    assert_eq!(code(&convert), 0, "{}", stderr(&convert));
    let read = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).expect("UTF-8");
    assert_eq!((read("a.txt"), read("annotation.conf")), (TEXT.to_owned(), conf.to_owned()));
    assert_eq!(read("a.a1"), "T1\tЛицо 0 12\tАнна Петрова\n");
}

#[test]
fn what_is_no_text_is_named_and_nothing_is_written() {
    for (name, content, what) in [
        ("r.rtf", "{\\rtf1\\ansi Nora left.}", "rich text (RTF)"),
        ("r.txt", "{\\rtf1\\ansi Nora left.}", "rich text (RTF)"),
        ("p.pdf", "not quite a file", "PDF"),
        ("i.png", "\u{fffd}PNG stub", "a picture"),
        ("t.csv", "id,text\n1,Nora left.\n", "a table"),
        ("d.txt", "{\"id\": 1, \"text\": \"Nora left.\", \"label\": [[0, 4, \"PER\"]]}\n", "doccano"),
        (
            "l.txt",
            "[{\"id\": 1, \"annotations\": [{\"result\": []}], \"data\": {\"text\": \"Nora.\"}}]",
            "Label Studio",
        ),
        ("m.txt", "123|t|Nora left.\n123|a|She went to Lyon.\n123\t0\t4\tNora\tPER\n", "PubTator"),
    ] {
        let folder = folder(&[(name, content)]);
        let before = all(folder.path());
        for args in [
            vec!["check", name],
            vec!["doctor", name],
            vec!["doctor", "--fix", name],
            vec!["stats", name],
            vec!["schema", "infer", name],
            vec!["map", name, "-o", "out"],
            vec!["split", name],
            vec!["import", name],
        ] {
            let output = relata_in(folder.path(), &args);
            let said = format!("{}{}", stdout(&output), stderr(&output));
            assert_eq!(code(&output), 2, "{args:?}: {said}");
            assert!(said.contains(what) && said.contains(name), "{args:?}: {said}");
        }
        assert_eq!(all(folder.path()), before, "{name}");
        // What is another tool's data is converted as such, whatever it is called.
        for (to, out) in [("brat", "out"), ("spert-json", "out.json")] {
            let output = relata_in(folder.path(), &["convert", "--to", to, name, out]);
            assert_eq!(code(&output), if what == "doccano" { 0 } else { 2 }, "{name}: {}", stderr(&output));
        }
    }
    // What has annotations beside it is a document.
    let folder = folder(&[("d.txt", "{\"text\": \"Nora\", \"label\": 1}"), ("d.ann", "T1\tPeop 10 14\tNora\n")]);
    assert_eq!(code(&relata_in(folder.path(), &["check", "d.txt"])), 0);
}

#[test]
fn unread_files_are_counted_once_and_all() {
    let folder = folder(&[
        ("a.txt", "Anna met Bob.\n"),
        ("a.ann", ANN),
        ("b.txt", "\0\0\0"),
        ("c.txt", "\0\u{1}\0"),
        ("d.ann", ""),
    ]);
    for args in [vec!["map", "--format", "json", "."], vec!["schema", "infer", "."]] {
        let output = relata_in(folder.path(), &args);
        assert_eq!(code(&output), 1, "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("3 files could not be read"), "{args:?}: {}", stderr(&output));
        for file in ["b.txt", "c.txt", "d.ann"] {
            assert_eq!(stderr(&output).matches(file).count(), 1, "{args:?}: {}", stderr(&output));
        }
    }
}

#[test]
fn annotations_without_any_text_are_findings() {
    let folder = folder(&[("a.ann", ANN), ("b.ann", ANN)]);
    let check = relata(&["check", &at(&folder, "")]);
    assert_eq!(code(&check), 1, "{}", stderr(&check));
    assert!(
        stdout(&check).contains("a.ann: there is no .txt") && stdout(&check).contains("b.ann"),
        "{}",
        stdout(&check)
    );
    assert!(stderr(&check).contains("2 problems") && stderr(&check).contains("--text DIR"), "{}", stderr(&check));
}

#[test]
fn data_of_another_tool_beside_documents_are_named_by_check_as_by_stats() {
    let folder =
        folder(&[("a.txt", "Anna met Bob.\n"), ("a.ann", ANN), ("all.jsonl", "{\"text\": \"a\", \"label\": []}\n")]);
    for command in ["check", "stats"] {
        let output = relata_in(folder.path(), &[command, "."]);
        let said = format!("{}{}", stdout(&output), stderr(&output));
        assert_eq!(code(&output), 1, "{command}: {said}");
        assert!(said.contains("all.jsonl: this is an export of doccano"), "{command}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn two_texts_of_one_name_are_said_and_their_annotations_stay() {
    let damaged = ANN.replace("9 12\tBob", "9 13\tBob.");
    let folder = folder(&[("a.txt", "Anna met Bob."), ("a.TXT", "Bob met Anna."), ("a.ann", &damaged)]);
    let before = all(folder.path());
    for args in [vec!["check", "."], vec!["doctor", "--fix", "--all", "."]] {
        let output = relata_in(folder.path(), &args);
        let said = format!("{}{}", stdout(&output), stderr(&output));
        assert_eq!(code(&output), 1, "{args:?}: {said}");
        assert!(said.contains("have the same annotations") || said.contains("has the same annotations"), "{said}");
        assert!(said.contains("rename one of the two texts"), "{said}");
    }
    assert_eq!(all(folder.path()), before);
}

#[test]
fn predictions_are_no_evidence_of_types() {
    let ann = "T1\tPeop 0 4\tAnna\nT2\tLoc 9 12\tBob\n#1\tAnnotatorNotes T2\trelata: model m score 0.9, open\n";
    let folder = folder(&[("a.txt", "Anna met Bob.\n"), ("a.ann", ann)]);
    let output = relata_in(folder.path(), &["schema", "infer", "."]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("Peop\n") && !stdout(&output).contains("Loc"), "{}", stdout(&output));
}

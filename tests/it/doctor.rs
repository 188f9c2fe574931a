//! `relata check` and `relata doctor` on files as annotators have them.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::shell::{folder_of_bytes as folder, relata_in};

fn relata(args: &[&str], folder: &Path) -> Output {
    relata_in(folder, args)
}

fn said(output: &Output) -> (i32, String) {
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().expect("not killed"), text)
}

fn read(folder: &tempfile::TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect("there")
}

#[test]
fn lost_tabs_are_found_and_put_back_without_losing_a_line() {
    let text = b"Anna Weber works for Nordbank in Kiel.\n";
    let spaces = b"T1    Peop 0 10    Anna Weber\nT2    Org 21 29    Nordbank\nR1    Work_For Arg1:T1 Arg2:T2\n\
        A1    Sure T1\n#1    AnnotatorNotes T1    the boss\n";
    let healed = "T1\tPeop 0 10\tAnna Weber\nT2\tOrg 21 29\tNordbank\nR1\tWork_For Arg1:T1 Arg2:T2\nA1\tSure T1\n\
        #1\tAnnotatorNotes T1\tthe boss\n";
    for how in [&["--fix"][..], &["--fix", "--all"]] {
        let folder = folder(&[("a.txt", text), ("a.ann", spaces)]);
        let (code, out) = said(&relata(&["doctor", "a.txt"], folder.path()));
        assert_eq!(code, 1);
        assert!(out.contains("a.ann:1: the TABs of 5 lines") && out.contains("1 finding, 0 repaired"), "{out}");
        assert_eq!(said(&relata(&[&["doctor", "a.txt"][..], how].concat(), folder.path())).0, 0);
        assert_eq!(read(&folder, "a.ann"), healed);
        assert_eq!(read(&folder, "a.ann.bak").as_bytes(), spaces);
        assert_eq!(said(&relata(&["check", "a.txt"], folder.path())).0, 0);
    }
}

#[test]
fn a_pair_has_the_findings_of_check() {
    let folder = folder(&[
        ("d.txt", b"Anna met Bob. Bob left.\n"),
        ("d.a1", b"T1\tPeop 0 5\tAnna \nT2\tPeop 9 12\tBob\n"),
        ("d.a2", b"T3\tMeet 5 8\tmet\nE1\tMeet:T3 Who:T1 With:T9\nT1\tPeop 14 17\tBob\n"),
    ]);
    let (_, checked) = said(&relata(&["check", "d.txt"], folder.path()));
    let (code, seen) = said(&relata(&["doctor", "d.txt"], folder.path()));
    assert_eq!(code, 1);
    for place in ["d.a2:2:", "d.a2:3:"] {
        assert!(checked.contains(place) && seen.contains(place), "{checked}\n{seen}");
    }
    assert!(seen.contains("d.a1:1: T1 covers white space"), "{seen}");
    assert!(!folder.path().join("d.ann").exists(), "looking writes nothing");
}

#[test]
fn a_file_of_an_old_mac_and_one_of_utf_16_are_read() {
    let text = "Mara Holt joined Orbit Ltd.\n";
    let lines = "T1\tPeop 0 9\tMara Holt\rT2\tOrg 17 26\tOrbit Ltd\rR1\tWork_For Arg1:T1 Arg2:T2\r";
    let wide: Vec<u8> = lines.replace('\r', "\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [b"\xff\xfe", &wide[..]].concat();
    let folder = folder(&[
        ("mac.txt", text.as_bytes()),
        ("mac.ann", lines.as_bytes()),
        ("wide.txt", text.as_bytes()),
        ("wide.ann", &wide),
    ]);
    let (code, out) = said(&relata(&["check", "mac.txt"], folder.path()));
    assert_eq!((code, out.trim()), (0, "1 document, 0 problems"));
    let (_, out) = said(&relata(&["check", "wide.txt"], folder.path()));
    assert!(out.contains("UTF-16") && out.contains("1 document, 1 problem"), "{out}");
    for name in ["mac", "wide"] {
        let out = folder.path().join(format!("{name}.json"));
        let txt = format!("{name}.txt");
        let to = out.to_str().expect("UTF-8");
        relata(&["convert", "--to", "spert-json", &txt, to], folder.path());
        let made = fs::read_to_string(&out).expect("written");
        assert!(made.contains("Work_For"), "{name}: {made}");
    }
}

#[test]
fn overlapping_pieces_count_once_they_are_repaired() {
    let folder = folder(&[
        ("a.txt", b"Only the left valve and the left/right valve units passed the second test.\n"),
        ("a.ann", b"T40\tPart 28 44;39 44\tleft/right valve valve\nT41\tPart 9 13;14 19\tleft valve\nR1\tPart_of Arg1:T40 Arg2:T41\n"),
    ]);
    let (code, out) = said(&relata(&["doctor", "--fix", "a.txt"], folder.path()));
    assert!(code == 1 && out.contains("[doubtful, look first]"), "{out}");
    assert_eq!(said(&relata(&["doctor", "--fix", "--all", "a.txt"], folder.path())).0, 0);
    assert!(read(&folder, "a.ann").starts_with("T40\tPart 28 44\tleft/right valve\n"));
    assert_eq!(said(&relata(&["check", "a.txt"], folder.path())).0, 0);
}

#[test]
fn a_text_in_another_encoding_names_a_remedy_that_keeps_its_annotations() {
    let text = "Анна Петрова приехала в Тверь вечером и сразу позвонила своему брату Борису.";
    let ann = "T1\tPeop 0 4\tАнна\n";
    let cyrillic = |text: &str| encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let folder = folder(&[("a.txt", &cyrillic(text)), ("a.ann", &cyrillic(ann))]);
    let (code, out) = said(&relata(&["doctor", "a.txt"], folder.path()));
    assert!(code != 0 && out.contains("relata import") && out.contains("annotations"), "{out}");
    assert_eq!(said(&relata(&["import", "a.txt"], folder.path())).0, 0);
    assert_eq!((read(&folder, "a.utf8.txt"), read(&folder, "a.utf8.ann")), (text.to_owned(), ann.to_owned()));
    assert_eq!(said(&relata(&["check", "a.utf8.txt"], folder.path())).0, 0);
}

use std::fs;
use std::path::Path;

use crate::import::{Home, Kind, home, write_new};

#[test]
fn a_text_gets_a_place_of_its_own_and_finds_it_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let source = at("report.docx");
    let find = |text: &str| home(folder.path(), &source, Kind::Docx, text);
    assert_eq!(find("Anna"), Home::Free(at("report.txt")));
    write_new(&at("report.txt"), "Anna").expect("writable");
    assert_eq!(find("Anna"), Home::Kept(at("report.txt")));
    // The source has changed since: its old text, which may have annotations, stays.
    assert_eq!(find("Anna met Boris"), Home::Free(at("report.docx.txt")));
    fs::write(at("report.docx.ann"), "").expect("writable");
    assert_eq!(find("Anna met Boris"), Home::Free(at("report.docx.2.txt")), "annotations without text are not ours");
}

#[test]
fn a_text_in_another_encoding_never_replaces_its_source() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("letter.txt");
    fs::write(&source, b"\xc0\xed\xed\xe0").expect("writable");
    let found = home(folder.path(), &source, Kind::Text, "Анна");
    assert_eq!(found, Home::Free(folder.path().join("letter.utf8.txt")));
}

#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.txt");
    write_new(&path, "first").expect("writable");
    assert!(write_new(&path, "second").is_err());
    assert_eq!(fs::read_to_string(&path).expect("there"), "first");
    assert!(write_new(Path::new("no/such/folder/a.txt"), "x").is_err());
}

//! Documents from files: what is missing, broken, counted otherwise, in two parts, or large.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Severity, ann_path, load_document, read, save_annotations};
use crate::domain::{ExtraBody, Fragments, Roles, Visibility, change};
use crate::text::Span;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        for (name, bytes) in files {
            fs::write(folder.path(name), bytes).expect("writable");
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn refused(files: &[(&str, &[u8])], name: &str) -> String {
    let folder = Folder::new(files);
    load_document(&folder.path(name)).expect_err("no document").to_string()
}

#[test]
fn any_of_its_files_opens_a_document() {
    let folder = Folder::new(&[("a.txt", b"Anna"), ("a.ann", b"T1\tPer 0 4\tAnna\n"), ("b.txt", b"")]);
    for name in ["a.txt", "a.ann", "a"] {
        let loaded = load_document(&folder.path(name)).expect("readable");
        assert_eq!((loaded.document.annotations.mention_count(), &*loaded.document.name), (1, "a"), "{name}");
        assert_eq!((loaded.txt, loaded.ann), (folder.path("a.txt"), folder.path("a.ann")));
    }
    let empty = load_document(&folder.path("b.txt")).expect("an empty text is a text");
    assert!(empty.document.text.is_empty() && empty.issues.is_empty());
}

#[test]
fn what_is_no_document_says_why_and_what_to_do() {
    let message = refused(&[("a.ann", b"")], "a.ann");
    assert!(message.contains("a.ann") && message.contains("a.txt is missing") && message.contains("put the .txt"));
    assert!(refused(&[], "a.txt").contains("check the path"));
    assert!(refused(&[("a.txt", b"\x89PNG\0\0")], "a.txt").contains("binary"));
    let message = refused(&[("a.txt", b"one\ntwo \xe9\n")], "a.txt");
    assert!(message.contains("a.txt: line 2") && message.contains("UTF-8"), "{message}");
}

#[test]
fn a_pair_reads_as_one_and_is_saved_as_an_ann_that_holds_both() {
    let (a1, a2) =
        (&b"T1\tPer 0 4\tAnna\nT2\tPer 9 14\tBoris"[..], &b"T3\tMeet 5 8\tmet\nE1\tMeet:T3 Who:T1\nE1\tMeet:T3\n"[..]);
    let folder = Folder::new(&[("a.txt", b"Anna met Boris"), ("a.a1", a1), ("a.a2", a2)]);
    let mut loaded = load_document(&folder.path("a.a1")).expect("readable");
    let places: Vec<_> = loaded.issues.iter().map(|i| (i.file.clone(), i.line)).collect();
    assert_eq!(places, [(folder.path("a.a1"), 0), (folder.path("a.a2"), 3)], "{:?}", loaded.issues);
    let (head, tail) = {
        let mut ids = loaded.document.annotations.mentions().map(|m| m.id);
        (ids.next().expect("T1"), ids.next().expect("T2"))
    };
    let (_, edits) = change::add_relation(&mut loaded.document.annotations, "Knows".into(), head, tail);
    loaded.document.apply(edits).expect("both exist");
    let (bytes, _) = loaded.standoff.write(&loaded.document.text, &loaded.document.annotations, &Visibility::default());
    assert_eq!(bytes, [a1, b"\n", a2, b"R1\tKnows Arg1:T1 Arg2:T2\n"].concat());
    save_annotations(&loaded.txt, &bytes).expect("writable");
    assert_eq!(
        (fs::read(folder.path("a.a1")).unwrap(), fs::read(folder.path("a.a2")).unwrap()),
        (a1.into(), a2.into())
    );
    let again = load_document(&folder.path("a.txt")).expect("readable");
    assert_eq!(again.document.annotations.relation_count(), 1);
}

/// Offsets counted on another base are read, and new ones are counted the same way.
#[test]
fn every_base_is_found_reported_and_kept() {
    let text: Arc<str> = Arc::from("\u{feff}🙂🙂 Иван\r\nmet\r\nAnn\r\nin Рим");
    type Count = fn(&str) -> usize;
    let counts: [(&str, Count); 5] = [
        ("UTF-16", |s| s.encode_utf16().count()),
        ("bytes", str::len),
        ("CRLF as one", |s| s.chars().count() - s.matches("\r\n").count()),
        ("without the byte order mark", |s| s.trim_start_matches('\u{feff}').chars().count()),
        ("UTF-16 units, without the byte order mark", |s| s.trim_start_matches('\u{feff}').encode_utf16().count()),
    ];
    let line = |n: usize, word: &str, count: Count| {
        let at = text.find(word).expect("in the text");
        format!("T{n}\tX {} {}\t{word}\n", count(&text[..at]), count(&text[..at + word.len()]))
    };
    for (name, count) in counts {
        let ann = ["Иван", "met", "Ann"].iter().enumerate().map(|(i, w)| line(i + 1, w, count)).collect::<String>();
        let mut reading = read(&text, ann.as_bytes(), Path::new("a.ann"), &Roles::default());
        assert_eq!(reading.issues.len(), 1, "{name}: {:?}", reading.issues);
        assert!(reading.issues[0].message.contains(name), "{name}: {}", reading.issues[0]);
        let said: Vec<String> = reading.annotations.mentions().map(|m| m.text(&text)).collect();
        assert_eq!(said, ["Иван", "met", "Ann"], "{name}");
        let at = text.find("Рим").expect("in the text");
        let rome = Fragments::one(Span::new(at, at + "Рим".len()));
        let (_, edits) = change::add_mention(&mut reading.annotations, "X".into(), rome);
        reading.annotations.apply_group(&text, edits).expect("in the text");
        let (bytes, _) = reading.standoff.write(&text, &reading.annotations, &Visibility::default());
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), ann + &line(4, "Рим", count), "{name}");
    }
}

#[test]
fn every_kind_of_line_is_read_and_what_is_wrong_stands_at_its_line() {
    let text: Arc<str> = Arc::from("Anna\u{85}met\u{2028}Bob 👩‍🚀 and\tCyd.\nEnd");
    let ann = "T1\tPer 0 4\tAnna\t\n\
               T2\tPer 9 12\tBob\n\
               T3\tMeet 5 8\tmet\n\
               T4\tPer 9 12;21 24\tBob Cyd\n\
               T5\tPer 17 24\tand\tCyd\n\
               T6\tPer 9 9\t\n\
               E1\tMeet:T3 Who:T1 With:T2\n\
               A1\tDegree E1 very sure\n\
               M1\tNegation E1\n\
               N1\tReference T1 Wikidata:Q1\tAnna\n\
               N2\tReference T1 NULL\t\n\
               #1\tAnnotatorNotes R1\tfree text\n\
               R1\tKnows Arg1:T1 Arg2:T2\t\n\
               R2\tCauses Arg1:E1 Arg2:T2\n\
               *\tEquiv T1 T2 T4\n\
               \n\
               T7\tPer 0 4\tOtto\n\
               N3\tReference T53 Wikidata:Q2\tx\n\
               stray words\n\
               T1\tPer 9 12\tBob\n\
               T8\tPer 0 999\tx\n\
               A2\tSure T8\n";
    let reading = read(&text, ann.as_bytes(), Path::new("a.ann"), &Roles::default());
    let found: Vec<(usize, Severity)> = reading.issues.iter().map(|i| (i.line, i.severity)).collect();
    use Severity::{Error, Note, Warning};
    let wanted =
        [(5, Note), (6, Note), (17, Warning), (18, Warning), (19, Error), (20, Error), (21, Error), (22, Warning)];
    assert_eq!(found, wanted, "{:#?}", reading.issues);
    let a = &reading.annotations;
    assert_eq!((a.mention_count(), a.relation_count(), a.extras().count()), (7, 1, 10));
    let event = a.extras().find(|x| matches!(x.body, ExtraBody::Event { .. })).expect("E1");
    assert_eq!(event.targets.len(), 3);
    // Deleting Bob takes all that needs him along, and the equiv goes on without him.
    let bob = a.mentions().find(|m| m.text(&text) == "Bob").expect("T2").id;
    let mut reading = reading;
    let edits = change::delete(&reading.annotations, bob);
    reading.annotations.apply_group(&text, edits).expect("users go first");
    let (bytes, _) = reading.standoff.write(&text, &reading.annotations, &Visibility::default());
    let gone = ["T2\t", "E1\t", "A1\t", "M1\t", "#1\t", "R1\t", "R2\t"];
    let expected: String = ann
        .split_inclusive('\n')
        .filter(|line| !gone.iter().any(|start| line.starts_with(start)))
        .map(|line| line.replace("Equiv T1 T2 T4", "Equiv T1 T4"))
        .collect();
    assert_eq!(String::from_utf8(bytes).expect("UTF-8"), expected);
}

#[test]
fn a_selection_over_a_line_break_becomes_fragments() {
    let text: Arc<str> = Arc::from("New\r\n\nYork");
    let mut reading = read(&text, b"", Path::new("a.ann"), &Roles::default());
    let (_, edits) = change::add_mention(&mut reading.annotations, "Loc".into(), Fragments::one(Span::new(0, 10)));
    reading.annotations.apply_group(&text, edits).expect("in the text");
    let (bytes, next) = reading.standoff.write(&text, &reading.annotations, &Visibility::default());
    assert_eq!(bytes, b"T1\tLoc 0 3;6 10\tNew York\n");
    assert_eq!(next.write(&text, &reading.annotations, &Visibility::default()).0, bytes, "and stays so");
}

#[test]
fn many_annotations_come_back_as_they_were() {
    let text: Arc<str> = Arc::from("Анна met Bob 🙂. ".repeat(2_000));
    let mut ann = String::new();
    for i in 0..2_000 {
        let at = i * 16;
        ann.push_str(&format!("T{i}\tPer {at} {}\tАнна\n", at + 4));
        ann.push_str(&format!("R{i}\tKnows Arg1:T{i} Arg2:T{}\n", (i * 7) % 2_000));
    }
    let reading = read(&text, ann.as_bytes(), &ann_path(Path::new("a.txt")), &Roles::default());
    let (bytes, _) = reading.standoff.write(&text, &reading.annotations, &Visibility::default());
    assert!(reading.issues.is_empty(), "{}", reading.issues[0]);
    assert_eq!(bytes, ann.as_bytes());
}

#[test]
fn pieces_in_another_order_are_read_and_stay_as_they_are() {
    let text: Arc<str> = Arc::from("left and right wing");
    let ann: &[u8] = b"T1\tWing 9 14;0 4\tright left\nT2\tWing 0 8;4 14\tx\n";
    let reading = read(&text, ann, Path::new("a.ann"), &Roles::default());
    let said: Vec<String> = reading.annotations.mentions().map(|m| m.text(&text)).collect();
    assert_eq!(said, ["left right"], "{:?}", reading.issues);
    let found: Vec<_> = reading.issues.iter().map(|i| (i.line, i.severity)).collect();
    assert_eq!(found, [(1, Severity::Note), (2, Severity::Error)], "{:?}", reading.issues);
    let (bytes, _) = reading.standoff.write(&text, &reading.annotations, &Visibility::default());
    assert_eq!(bytes, ann);
}

const CAUSES: &str =
    "[entities]\nA\n[relations]\nCauses\tCause:A, Effect:A\nCauses\tFrom:A, To:A\nKnows\tArg1:A, Arg2:A\n";

/// Head and tail of the relation on the third line.
fn ends(conf: &str, relation: &str) -> (String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("writable");
    write("annotation.conf", conf);
    write("a.txt", "x y");
    write("a.ann", &format!("T1\tA 0 1\tx\nT2\tA 2 3\ty\nR1\t{relation}\n"));
    let document = load_document(&folder.path().join("a.txt")).expect("readable").document;
    let relation = document.annotations.relations().next().expect("a relation").clone();
    let said = |id| document.annotations.mention(id).map(|m| m.text(&document.text)).unwrap_or_default();
    (said(relation.head), said(relation.tail))
}

#[test]
fn role_names_say_which_end_is_the_head_wherever_they_stand() {
    let straight = ("x".to_owned(), "y".to_owned());
    for line in [
        "Causes Cause:T1 Effect:T2",
        "Causes Effect:T2 Cause:T1",
        "Causes To:T2 From:T1",
        "Knows Arg2:T2 Arg1:T1",
        "Knows Friend2:T2 Friend1:T1",
        "Knows Effect:T1 Cause:T2",
    ] {
        assert_eq!(ends(CAUSES, line), straight, "{line}");
    }
    assert_eq!(ends("", "Causes Effect:T1 Cause:T2"), straight, "nothing says more than the order of the line");
}

#[test]
fn a_line_whose_tail_stands_first_stays_so_through_every_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("writable");
    write("annotation.conf", CAUSES);
    write("a.txt", "x y z");
    write("a.ann", "T1\tA 0 1\tx\nT2\tA 2 3\ty\nT3\tA 4 5\tz\nR1\tCauses Effect:T2 Cause:T1\n");
    let changed =
        |change: &dyn Fn(&crate::domain::Relation, &[crate::domain::MentionId]) -> crate::domain::Relation| {
            let mut loaded = load_document(&folder.path().join("a.txt")).expect("readable");
            let ids: Vec<_> = loaded.document.annotations.mentions().map(|m| m.id).collect();
            let old = loaded.document.annotations.relations().next().expect("a relation").clone();
            let new = change(&old, &ids);
            loaded.document.apply(vec![crate::domain::Edit::Replace(new.into())]).expect("fits");
            let document = &loaded.document;
            let (bytes, _) = loaded.standoff.write(&document.text, &document.annotations, &Visibility::default());
            let text = String::from_utf8(bytes).expect("text");
            text.lines().last().map(str::to_owned).unwrap_or_default()
        };
    use crate::domain::Relation;
    assert_eq!(changed(&|old, ids| Relation { tail: ids[2], ..old.clone() }), "R1\tCauses Effect:T3 Cause:T1");
    assert_eq!(
        changed(&|old, _| Relation { head: old.tail, tail: old.head, ..old.clone() }),
        "R1\tCauses Effect:T1 Cause:T2"
    );
    // Under another type the names would say nothing.
    assert_eq!(changed(&|old, _| Relation { kind: "Knows".into(), ..old.clone() }), "R1\tKnows Arg1:T1 Arg2:T2");
}

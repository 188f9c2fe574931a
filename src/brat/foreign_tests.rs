//! Files of other programs: other line ends, other encodings; and files of ours in other programs.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Reading, Standoff, load_document, load_with_text, read};
use crate::domain::{Edit, Extra, ExtraBody, Fragments, Roles, Target, Visibility, change};
use crate::text::Span;

/// What `str.splitlines` of Python breaks at, and so brat's parser.
const BREAKS: [char; 10] =
    ['\r', '\n', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];

const TEXT: &str = "Mara Holt joined Orbit Ltd.\nShe lives in Lyon.\nThen Ivo\nBrand came.\n";
const LINES: [&str; 4] =
    ["T1\tPeop 0 9\tMara Holt", "T2\tOrg 17 26\tOrbit Ltd", "T3\tLoc 41 45\tLyon", "R1\tWork_For Arg1:T1 Arg2:T2"];

fn opened(text: &Arc<str>, ann: &[u8]) -> Reading {
    read(text, ann, Path::new("a.ann"), &Roles::default())
}

fn saved(text: &Arc<str>, reading: &Reading) -> (Vec<u8>, Standoff) {
    reading.standoff.write(text, &reading.annotations, &Visibility::default())
}

fn add(text: &Arc<str>, reading: &mut Reading, start: usize, end: usize) {
    let (_, edits) = change::add_mention(&mut reading.annotations, "New".into(), Fragments::one(Span::new(start, end)));
    reading.annotations.apply_group(text, edits).expect("in the text");
}

#[test]
fn every_line_end_is_read_kept_and_used_for_new_lines() {
    let text: Arc<str> = TEXT.into();
    for end in BREAKS.map(String::from).into_iter().chain(["\r\n".to_owned(), "\n\r".to_owned()]) {
        for closed in [true, false] {
            let mut ann = LINES.join(&end);
            if closed {
                ann.push_str(&end);
            }
            let mut reading = opened(&text, ann.as_bytes());
            assert!(reading.issues.is_empty(), "{end:?}: {:?}", reading.issues);
            let count = (reading.annotations.mention_count(), reading.annotations.relation_count());
            assert_eq!(count, (3, 1), "{end:?}");
            assert_eq!(saved(&text, &reading).0, ann.as_bytes(), "{end:?}");
            assert_eq!(reading.standoff.bytes(), ann.as_bytes(), "{end:?}");
            add(&text, &mut reading, 47, 50);
            let (bytes, next) = saved(&text, &reading);
            assert!(bytes.starts_with(ann.as_bytes()), "{end:?}");
            assert_eq!(next.bytes(), bytes);
            let again = opened(&text, &bytes);
            assert_eq!((again.annotations.mention_count(), again.issues.len()), (4, 0), "{end:?}: {:?}", again.issues);
            // A line taken out leaves the others readable, whatever ended it.
            let second = reading.annotations.mentions().nth(1).expect("T2").id;
            let edits = change::delete(&reading.annotations, second);
            let undo = reading.annotations.apply_group(&text, edits).expect("there");
            let (less, next) = next.write(&text, &reading.annotations, &Visibility::default());
            let left = opened(&text, &less);
            assert_eq!((left.annotations.mention_count(), left.issues.len()), (3, 0), "{end:?}: {:?}", left.issues);
            reading.annotations.apply_group(&text, undo).expect("an inverse applies");
            assert_eq!(next.write(&text, &reading.annotations, &Visibility::default()).0, bytes, "{end:?}");
        }
    }
}

#[test]
fn a_break_inside_a_covered_text_or_a_note_is_a_part_of_it() {
    for inside in BREAKS.into_iter().filter(|char| *char != '\n') {
        let text: Arc<str> = format!("Mara{inside}Holt came.").into();
        let ann = format!("T1\tPeop 0 9\tMara{inside}Holt\n#1\tAnnotatorNotes T1\tone{inside}two\n");
        let reading = opened(&text, ann.as_bytes());
        assert!(reading.issues.is_empty(), "{inside:?}: {:?}", reading.issues);
        assert_eq!(reading.annotations.mentions().next().map(|m| m.text(&text)), Some(format!("Mara{inside}Holt")));
        assert_eq!(saved(&text, &reading).0, ann.as_bytes());
    }
}

#[test]
fn utf_16_is_read_said_and_written_back_as_it_was() {
    let text: Arc<str> = TEXT.into();
    let ann = format!("\u{feff}{}\n#1\tAnnotatorNotes T1\tмысль 🙂\n", LINES.join("\n"));
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let wide = |text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let mut reading = opened(&text, &wide(&ann));
        assert_eq!(reading.issues.len(), 1, "{:?}", reading.issues);
        assert!(reading.issues[0].message.contains("UTF-16"));
        assert_eq!((reading.annotations.mention_count(), reading.annotations.extras().count()), (3, 1));
        assert_eq!(saved(&text, &reading).0, wide(&ann));
        assert_eq!(reading.standoff.bytes(), wide(&ann));
        add(&text, &mut reading, 47, 50);
        let (bytes, next) = saved(&text, &reading);
        assert_eq!(bytes, wide(&format!("{ann}T4\tNew 47 50\tThe\n")));
        assert_eq!(next.bytes(), bytes);
        let plan = super::doctor::plan(&text, &bytes, Path::new("a.ann"), None, &|_, _| true);
        assert_eq!(plan.after, bytes);
    }
}

#[test]
fn a_text_in_another_encoding_has_annotations_and_types_in_it_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let txt = folder.path().join("a.txt");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), encoding_rs::WINDOWS_1251.encode(text).0).expect("writable");
    };
    write("a.txt", "Анна жила в Твери.");
    write("a.ann", "T1\tЛицо 0 4\tАнна\n#1\tAnnotatorNotes T1\tсестра\n");
    write("annotation.conf", "[entities]\nЛицо\nМесто\n[relations]\nЖивёт\tArg1:Лицо, Arg2:Место\n");
    assert!(load_document(&txt).is_err(), "what is not UTF-8 is not guessed at here");
    let text: Arc<str> = "Анна жила в Твери.".into();
    let loaded = load_with_text(&txt, text.clone(), Some(encoding_rs::WINDOWS_1251)).expect("readable");
    assert!(loaded.issues.is_empty(), "{:?}", loaded.issues);
    assert_eq!(loaded.document.annotations.mentions().map(|m| m.text(&text)).collect::<Vec<_>>(), ["Анна"]);
    assert!(loaded.document.schema.entity("Место").is_some());
    // It is written beside a text of UTF-8.
    let bytes = loaded.standoff.bytes();
    assert_eq!(String::from_utf8(bytes).expect("UTF-8"), "T1\tЛицо 0 4\tАнна\n#1\tAnnotatorNotes T1\tсестра\n");
    // Beside a text of UTF-8 such lines are kept, and said one by one.
    std::fs::write(&txt, "Анна жила в Твери.").expect("writable");
    let loaded = load_document(&txt).expect("readable");
    assert_eq!(loaded.issues.iter().filter(|issue| issue.message.contains("UTF-8")).count(), 3);
    assert_eq!(loaded.standoff.unread(), 2);
}

#[test]
fn what_covers_nothing_or_cannot_be_read_is_said_at_its_line_and_kept() {
    let text: Arc<str> = "Rhine flows. Danube too.\n".into();
    let ann = "T32\tOrganization\nT33\tOrganization \nT1\tRiver 0 5\tRhine\nT2\tRiver 13 13\t\nT3\tRiver 13 13\n\
        T4\tRiver -1 5\tRhine\nT5\tRiver 20 900\ttoo.\nT6\tRiver 5 0\tRhine\nT-7\tRiver 0 5\tRhine\nT8a\tRiver 13 19\tDanube\n\
        E1\tFlow:T1 \nE2\tFlow:T1 Theme:E2\n";
    let reading = opened(&text, ann.as_bytes());
    let lines: Vec<usize> = reading.issues.iter().map(|issue| issue.line).collect();
    assert_eq!(lines, [1, 2, 4, 5, 6, 7, 8, 9], "{:#?}", reading.issues);
    assert!(reading.issues.iter().filter(|issue| [4, 5].contains(&issue.line)).all(|i| i.message.contains("nothing")));
    assert_eq!(saved(&text, &reading).0, ann.as_bytes());
}

/// Python's `str.splitlines`, by its documentation.
fn split_lines(text: &str) -> Vec<&str> {
    text.split_inclusive(BREAKS).map(|line| line.trim_end_matches(BREAKS)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is marked, named or noted: brat's parser finds one line for each of ours, and so do we.
    #[test]
    fn what_we_write_is_a_line_for_every_program(
        words in prop::collection::vec("[a-zA-Zа-я ]{1,6}", 2..8),
        breaks in prop::collection::vec(prop::sample::select(BREAKS.to_vec()), 8),
        from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), odd in "[a-z]{0,3}",
        char in prop::sample::select(BREAKS.to_vec()),
    ) {
        let whole: String = words.iter().zip(&breaks).map(|(word, end)| format!("{word}{end}")).collect();
        let text: Arc<str> = whole.into();
        let ends: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        let (from, to) = (ends[from.index(ends.len())], ends[to.index(ends.len())]);
        let mut reading = opened(&text, b"");
        let span = Span::new(from.min(to), from.max(to));
        let kind = format!("Ty{char}pe");
        let (id, edits) = change::add_mention(&mut reading.annotations, kind.as_str().into(), Fragments::one(span));
        reading.annotations.apply_group(&text, edits).expect("in the text");
        let said = format!("{odd}{char}{odd}");
        let bodies = [
            ExtraBody::Note { name: said.clone(), text: said.clone() },
            ExtraBody::Attribute { name: "A".into(), value: Some(format!("v{said}")) },
            ExtraBody::Normalization { name: "N".into(), reference: format!("DB:{said}"), text: said.clone() },
        ];
        for body in bodies {
            let extra = Extra { id: reading.annotations.fresh_extra(), targets: vec![Target::Item(id.into())], body };
            reading.annotations.apply(&text, Edit::Insert(extra.into())).expect("its target is there");
        }
        let (bytes, _) = saved(&text, &reading);
        let written = String::from_utf8(bytes.clone()).expect("UTF-8");
        let lines = split_lines(&written);
        prop_assert_eq!(lines.len(), 4, "{:?}", &written);
        prop_assert!(lines.iter().all(|line| line.contains('\t')), "{:?}", &written);
        let again = opened(&text, &bytes);
        prop_assert_eq!(again.annotations.mention_count(), 1, "{:?}", &written);
        prop_assert_eq!(again.annotations.extras().count(), 3, "{:?}", &written);
        prop_assert_eq!(saved(&text, &again).0, bytes);
    }
}

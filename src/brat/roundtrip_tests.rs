//! Whatever stands in a file, opening and saving gives the same bytes; after edits the untouched lines do.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Reading, Severity, Standoff, read};
use crate::domain::{Annotations, Edit, Fragments, Roles, Visibility, change};
use crate::text::Span;

const TEXT: &str = "Anna 🙂 met Борис\r\nin Paris.\nShe said: «Да».\u{2028}End";

fn opened(text: &str, ann: &[u8]) -> (Arc<str>, Reading) {
    let text: Arc<str> = text.into();
    let reading = read(&text, ann, Path::new("x.ann"), &Roles::default());
    (text, reading)
}

fn saved(text: &Arc<str>, standoff: &Standoff, annotations: &Annotations) -> (Vec<u8>, Standoff) {
    standoff.write(text, annotations, &Visibility::default())
}

/// Lines as they occur, and as they should not.
fn line() -> impl Strategy<Value = String> {
    let id = 0u32..30;
    let offset = 0u32..60;
    let tail = prop_oneof![Just(""), Just("\t"), Just(" "), Just("\ttail")];
    prop_oneof![
        (id.clone(), offset.clone(), offset.clone(), tail.clone())
            .prop_map(|(i, a, b, t)| format!("T{i}\tPer {a} {b}\tAnna{t}")),
        (id.clone(), offset.clone(), offset.clone()).prop_map(|(i, a, b)| format!(
            "T{i}\tPer {a} {};{} {b}\tAnna met",
            a + 1,
            a + 3
        )),
        (id.clone(), id.clone(), id.clone(), tail)
            .prop_map(|(i, a, b, t)| format!("R{i}\tKnows Arg1:T{a} Arg2:T{b}{t}")),
        (id.clone(), id.clone()).prop_map(|(i, a)| format!("#{i}\tAnnotatorNotes T{a}\tмысль")),
        (id.clone(), id.clone()).prop_map(|(i, a)| format!("A{i}\tNegated T{a}")),
        (id.clone(), id.clone()).prop_map(|(i, a)| format!("E{i}\tMeet:T{a} Who:T1")),
        (id.clone(), id.clone()).prop_map(|(i, a)| format!("N{i}\tReference T{a} Wikidata:Q1\tAnna")),
        (id.clone(), id).prop_map(|(a, b)| format!("*\tEquiv T{a} T{b}")),
        "[ -~\tа-я\u{85}\u{2028}]{0,12}",
    ]
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let eol = prop_oneof![4 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\n\n")];
    let lines = prop::collection::vec((line(), eol), 0..24);
    (lines, any::<bool>(), prop::collection::vec(any::<u8>(), 0..3)).prop_map(|(lines, closed, noise)| {
        let mut bytes: Vec<u8> = lines.into_iter().flat_map(|(l, e)| format!("{l}{e}").into_bytes()).collect();
        if !closed {
            bytes.pop();
        }
        bytes.extend(noise);
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_is_lost(ann in file()) {
        let (text, reading) = opened(TEXT, &ann);
        let (bytes, again) = saved(&text, &reading.standoff, &reading.annotations);
        prop_assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&ann));
        prop_assert_eq!(&bytes, &ann);
        prop_assert_eq!(saved(&text, &again, &reading.annotations).0, ann);
    }

    #[test]
    fn edits_touch_their_own_lines_only(ann in file(), at in 0usize..40, which in any::<prop::sample::Index>()) {
        let (text, mut reading) = opened(TEXT, &ann);
        let ends: Vec<usize> = (0..=text.len()).filter(|i| text.is_char_boundary(*i)).collect();
        let start = ends[at % (ends.len() - 1)];
        let end = ends[at % (ends.len() - 1) + 1];
        let ids: Vec<_> = reading.annotations.mentions().map(|m| m.id).collect();
        let (_, mut edits) = change::add_mention(&mut reading.annotations, "New".into(), Fragments::one(Span::new(start, end)));
        if !ids.is_empty() {
            edits.extend(change::delete(&reading.annotations, ids[which.index(ids.len())]));
        }
        let undo = reading.annotations.apply_group(&text, edits).expect("fits");
        let (bytes, standoff) = saved(&text, &reading.standoff, &reading.annotations);
        // What was written says what the annotations say. A line that was kept without being understood (a second T28)
        // may become understandable when the first is deleted.
        let understood = reading.issues.iter().all(|issue| issue.severity != Severity::Error);
        let reread = read(&text, &bytes, Path::new("x.ann"), &Roles::default());
        if understood {
            let count = |a: &Annotations| (a.mention_count(), a.relation_count());
            prop_assert_eq!(count(&reread.annotations), count(&reading.annotations));
        }
        // Undo and save: the old bytes, whatever was saved between.
        reading.annotations.apply_group(&text, undo).expect("an inverse applies");
        let (bytes, _) = saved(&text, &standoff, &reading.annotations);
        let closed = ann.is_empty() || ann.ends_with(b"\n");
        if closed {
            prop_assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&ann));
        } else {
            prop_assert!(bytes.starts_with(&ann));
        }
    }
}

#[test]
fn a_retagged_line_keeps_id_place_and_tail() {
    let ann = b"T3\tPer 0 4\tAnna\t\n#1\tNote T3\tx\nT7\tLoc 20 25\tParis\n";
    let (text, mut reading) = opened(TEXT, ann);
    let first = reading.annotations.mentions().next().expect("T3").id;
    let edits: Vec<Edit> = change::retag_mention(&reading.annotations, first, "Woman".into());
    reading.annotations.apply_group(&text, edits).expect("exists");
    let (_, edits) = change::add_mention(&mut reading.annotations, "Per".into(), Fragments::one(Span::new(0, 4)));
    reading.annotations.apply_group(&text, edits).expect("fits");
    let (bytes, _) = saved(&text, &reading.standoff, &reading.annotations);
    let said = String::from_utf8(bytes).expect("UTF-8");
    assert!(said.starts_with("T3\tWoman 0 4\tAnna"), "{said}");
    assert!(said.contains("\n#1\tNote T3\tx\nT7\tLoc"), "{said}");
    assert!(said.ends_with("T8\tPer 0 4\tAnna\n"), "{said}");
}

#[test]
fn emoji_and_crlf_count_as_brat_counts_them() {
    let (text, reading) = opened(TEXT, "T1\tPer 11 16\tБорис\n".as_bytes());
    let mention = reading.annotations.mentions().next().expect("T1");
    assert_eq!(mention.text(&text), "Борис");
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
}

/// Every document of the public data sets, where they are at hand.
#[test]
#[ignore = "needs RELATA_DATA"]
fn public_data_comes_back_byte_for_byte() {
    let data = crate::test_data().join("data");
    let mut count = [0; 2];
    let mut dirt = Vec::new();
    for (at, set) in ["nerel", "rurebus"].into_iter().enumerate() {
        for txt in super::list_tree(&data.join(set)).expect("a folder") {
            let loaded = super::load_document(&txt).expect("readable");
            let ann = std::fs::read(txt.with_extension("ann")).unwrap_or_default();
            let (bytes, _) = saved(&loaded.document.text, &loaded.standoff, &loaded.document.annotations);
            assert!(bytes == ann, "{} comes back changed", txt.display());
            dirt.extend(
                loaded.issues.iter().map(|i| (i.file.file_name().map(|f| f.to_string_lossy().into_owned()), i.line)),
            );
            count[at] += 1;
        }
    }
    println!("{count:?} documents, {} issues", dirt.len());
    assert_eq!(count, [933, 218]);
    for (file, line) in [("21013_text.ann", 52), ("21274_text.ann", 164)] {
        assert!(dirt.contains(&(Some(file.to_owned()), line)), "{file}:{line} is not reported: {dirt:?}");
    }
    assert!(dirt.iter().any(|(file, _)| file.as_deref() == Some("149501_text.ann")));
}

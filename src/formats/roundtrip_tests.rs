//! What a format keeps comes back from its file.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::builder::Builder;
use super::{FORMATS, named};
use crate::domain::{Document, Visibility};

/// Words that are one token each, of several scripts and planes.
const WORDS: [&str; 8] = ["Anna", "Борис", "met", "Rome", "Ελλάς", "née", "Xena", "Ωmega"];
const TYPES: [&str; 3] = ["Person", "Место", "Org-2"];

/// A line of words with entities `(first word, words, type)` and relations between two of them.
type Plan = (Vec<usize>, Vec<(usize, usize, usize)>, Vec<(usize, usize, usize)>);

fn plan() -> impl Strategy<Value = Plan> {
    let words = prop::collection::vec(0..WORDS.len(), 1..12);
    let entities = prop::collection::vec((0..12_usize, 1..4_usize, 0..TYPES.len()), 0..6);
    let relations = prop::collection::vec((0..6_usize, 0..6_usize, 0..TYPES.len()), 0..4);
    (words, entities, relations)
}

fn document(name: &str, (words, entities, relations): &Plan) -> Document {
    let words: Vec<&str> = words.iter().map(|at| WORDS[*at]).collect();
    let text = words.join(" ");
    let mut starts = vec![0];
    for word in &words {
        starts.push(starts.last().copied().unwrap_or(0) + word.chars().count() + 1);
    }
    let mut builder = Builder::new(name.to_owned(), &text);
    let mut ids = Vec::new();
    for (first, count, kind) in entities {
        let first = first % words.len();
        let last = (first + count).min(words.len());
        let (start, end) = (starts[first] as u64, starts[last] as u64 - 1);
        ids.push(builder.entity(TYPES[*kind], start, end, None).expect("in the text"));
    }
    for (head, tail, kind) in relations {
        if !ids.is_empty() {
            builder.relation(TYPES[*kind], ids[head % ids.len()], ids[tail % ids.len()], None).expect("typed");
        }
    }
    builder.finish().expect("consistent")
}

type Facts = (BTreeSet<(String, usize, usize)>, BTreeSet<(String, (usize, usize), (usize, usize))>);

/// Entities and relations by their places, whatever numbers they have.
fn facts(document: &Document) -> Facts {
    let place = |id| document.annotations.mention(id).map(|m| (m.cover().start, m.cover().end)).unwrap_or_default();
    let mentions = document.annotations.mentions().map(|m| (m.kind.to_string(), m.cover().start, m.cover().end));
    let relations = document.annotations.relations().map(|r| (r.kind.to_string(), place(r.head), place(r.tail)));
    (mentions.collect(), relations.collect())
}

/// The documents written and read again.
fn again(format: &str, documents: &[Document]) -> Vec<Document> {
    let file = named(format).and_then(|format| format.file.as_ref()).expect("a format of one file");
    let shown: Vec<(&Document, Visibility)> = documents.iter().map(|d| (d, Visibility::default())).collect();
    let (text, _) = file.writer.write(&shown);
    let parsed = file.reader.read(&text, "d").expect("what was written is read");
    assert!(parsed.problems.is_empty(), "{:?}\n{text}", parsed.problems);
    parsed.documents
}

proptest! {
    #[test]
    fn texts_entities_and_relations_come_back_from_formats_of_spans(plans in prop::collection::vec(plan(), 1..4)) {
        let documents: Vec<Document> =
            plans.iter().enumerate().map(|(at, plan)| document(&format!("doc{at}"), plan)).collect();
        for format in ["jsonl", "doccano", "spacy", "prodigy"] {
            let back = again(format, &documents);
            prop_assert_eq!(back.len(), documents.len());
            for (before, after) in documents.iter().zip(&back) {
                prop_assert_eq!(&before.name, &after.name, "{}", format);
                prop_assert_eq!(&before.text, &after.text, "{}", format);
                prop_assert_eq!(facts(before), facts(after), "{}", format);
            }
        }
    }

    #[test]
    fn one_layer_of_entities_comes_back_from_columns(plan in plan()) {
        let whole = document("d", &plan);
        for format in ["conll2003", "iob"] {
            // What comes back once fits into columns, and comes back again as it is.
            let once = again(format, std::slice::from_ref(&whole));
            let twice = again(format, &once);
            prop_assert_eq!(once.len(), 1);
            prop_assert_eq!(once[0].text.trim_end(), &*whole.text);
            prop_assert_eq!(facts(&once[0]).0, facts(&twice[0]).0);
            prop_assert!(facts(&once[0]).0.is_subset(&facts(&whole).0), "nothing is made up");
            let outer = facts(&whole).0.into_iter().map(|(_, start, end)| end - start).max();
            let kept = facts(&once[0]).0.into_iter().map(|(_, start, end)| end - start).max();
            prop_assert_eq!(outer.is_some(), kept.is_some(), "the outer ones are kept");
        }
    }

    #[test]
    fn no_file_makes_a_reader_panic(text in "(?s).{0,200}", at in 0..FORMATS.len()) {
        if let Some(file) = &FORMATS[at].file {
            let _ = file.reader.read(&text, "d");
        }
    }
}

#[test]
fn broken_json_of_every_shape_is_a_problem_or_an_error() {
    let odd = [
        "{}",
        "[]",
        "null",
        "[[]]",
        "[1, 2]",
        r#"{"text": 3}"#,
        r#"{"text": "a", "entities": 5, "relations": {}}"#,
        r#"{"text": "a", "entities": [null, [], [1], {"start": -1}], "relations": [null, {"head": 1e9}], "spans": [[]]}"#,
        r#"{"text": "a", "spans": [{"start": 0, "end": 18446744073709551615, "label": "X"}]}"#,
        r#"["a"]"#,
        r#"["a", null]"#,
    ];
    for format in FORMATS.iter().filter_map(|format| format.file.as_ref()) {
        for text in odd {
            if let Ok(parsed) = format.reader.read(text, "d") {
                assert!(parsed.documents.iter().all(|document| document.annotations.is_empty()), "{text}");
            }
        }
    }
}

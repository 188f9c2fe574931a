use proptest::prelude::*;

use super::*;
use crate::brat::{self, Standoff};
use crate::domain::{Document, Review, Roles, Visibility};
use crate::eval::agreement::{Class, Layer, compare_documents};

const TEXT: &str = "Анна met Boris in Paris. Vera slept.";

fn read(ann: &str) -> Document {
    let mut document = Document::new("d", TEXT);
    let reading = brat::read(&document.text, ann.as_bytes(), std::path::Path::new("d.ann"), &Roles::default());
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    document.annotations = reading.annotations;
    document.schema.complete(&document.annotations);
    document
}

fn joined(left: &Document, right: &Document) -> Adjudication {
    let all = Visibility::default();
    let layer = |document| Layer { document, visibility: &all };
    adjudicate("third", layer(left), layer(right), ["Ann", "Bob"])
}

fn written(document: &Document) -> String {
    let (bytes, _) = Standoff::default().write(&document.text, &document.annotations, &Visibility::default());
    String::from_utf8(bytes).expect("text")
}

const LEFT: &str = "T1\tPeop 0 4\tАнна\nT2\tPeop 9 14\tBoris\nT3\tLoc 18 23\tParis\n\
    R1\tKnows Arg1:T1 Arg2:T2\nR2\tIn Arg1:T2 Arg2:T3\n#1\tAnnotatorNotes T1\tsure\n";
const RIGHT: &str = "T1\tPeop 0 4\tАнна\nT2\tOrg 9 14\tBoris\nT3\tLoc 18 23\tParis\nT4\tPeop 25 29\tVera\n\
    R1\tKnows Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T1\tsure\nA1\tFamous T4\n";

#[test]
fn what_both_say_is_taken_and_the_rest_is_asked() {
    let (left, right) = (read(LEFT), read(RIGHT));
    let mut third = joined(&left, &right);
    let asked: Vec<(&str, Class)> =
        third.choices.iter().map(|c| (c.place.slice(TEXT).expect("in the text"), c.class)).collect();
    assert_eq!(
        asked,
        [
            ("Boris", Class::Type),
            ("Анна met Boris", Class::Ends),
            ("Boris in Paris", Class::LeftOnly),
            ("Vera", Class::RightOnly)
        ]
    );
    // Nothing undecided gets into a file, nor what hangs on it.
    assert_eq!(written(&third.document), "T1\tPeop 0 4\tАнна\nT2\tLoc 18 23\tParis\n#1\tAnnotatorNotes T1\tsure\n");
    let mut undo = Vec::new();
    for (at, say) in [Decision::Left, Decision::Right, Decision::Left, Decision::Neither].into_iter().enumerate() {
        assert_eq!(decision(&third.document.annotations, &third.choices[at]), None);
        let edits = decide(&third.document, &third.choices, at, say);
        undo.push(third.document.apply(edits).expect("applies"));
        assert_eq!(decision(&third.document.annotations, &third.choices[at]), Some(say));
    }
    // The relation that was taken from the right goes to the mention that was taken from the left.
    assert_eq!(
        written(&third.document),
        "T1\tPeop 0 4\tАнна\nT2\tPeop 9 14\tBoris\nT3\tLoc 18 23\tParis\n\
         R1\tKnows Arg1:T1 Arg2:T2\nR2\tIn Arg1:T2 Arg2:T3\n#1\tAnnotatorNotes T1\tsure\n"
    );
    assert_eq!((written(&left), written(&right)), (LEFT.to_owned(), RIGHT.to_owned()), "the sources are as they were");
    while let Some(step) = undo.pop() {
        third.document.apply(step).expect("an inverse");
        let left_to_do = third.choices[undo.len()..].iter();
        assert!(left_to_do.clone().all(|c| decision(&third.document.annotations, c).is_none()));
    }
}

#[test]
fn a_relation_taken_before_its_end_follows_it() {
    let mut third = joined(&read(LEFT), &read(RIGHT));
    let mut say = |at, decision| {
        let edits = decide(&third.document, &third.choices, at, decision);
        third.document.apply(edits).expect("applies");
        written(&third.document)
    };
    // Knows as the right side has it: its end Boris is an Org then.
    assert!(say(1, Decision::Right).contains("Org 9 14"));
    let after = say(0, Decision::Left);
    assert!(after.contains("Peop 9 14") && !after.contains("Org") && after.contains("Knows"), "{after}");
    // Both ways of saying the same are one relation.
    let after = say(1, Decision::Both);
    assert_eq!(after.matches("Knows").count(), 1, "{after}");
}

#[test]
fn equal_annotations_leave_nothing_to_ask() {
    let third = joined(&read(LEFT), &read(LEFT));
    assert!(third.choices.is_empty());
    assert_eq!(written(&third.document).lines().count(), LEFT.lines().count());
}

fn some(lines: Vec<(usize, usize)>) -> Document {
    let spans = ["0 4\tАнна", "0 8\tАнна met", "9 14\tBoris", "18 23\tParis", "25 29\tVera"];
    let mut ann = String::new();
    let mut seen = std::collections::BTreeSet::new();
    for (at, (span, kind)) in lines.iter().enumerate() {
        if seen.insert((span, kind)) {
            ann += &format!("T{at}\t{} {}\n", ["P", "L"][*kind], spans[*span]);
        }
    }
    if lines.len() > 1 && seen.len() == lines.len() {
        ann += "R1\tKnows Arg1:T0 Arg2:T1\n";
    }
    read(&ann)
}

proptest! {
    #[test]
    fn taking_one_side_throughout_gives_that_side(
        left in proptest::collection::vec((0..5_usize, 0..2_usize), 0..6),
        right in proptest::collection::vec((0..5_usize, 0..2_usize), 0..6),
        side in 0..2_usize,
    ) {
        let documents = [some(left), some(right)];
        let mut third = joined(&documents[0], &documents[1]);
        let say = [Decision::Left, Decision::Right][side];
        for at in 0..third.choices.len() {
            let edits = decide(&third.document, &third.choices, at, say);
            third.document.apply(edits).expect("applies");
        }
        let open = third.document.annotations.mentions().filter(|m| m.review == Review::Open).count();
        prop_assert_eq!(open, 0);
        let all = Visibility::default();
        let layer = |document| Layer { document, visibility: &all };
        let compared = compare_documents(layer(&third.document), layer(&documents[side]), 0);
        prop_assert!(compared.cases.iter().all(|c| c.class == Class::Same), "{:#?}", compared.cases);
    }
}

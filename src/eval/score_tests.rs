//! Small cases whose figures can be counted by hand.

use super::{Counts, Mismatch, Options, score};
use crate::dataset::{Entity, Relation, Sentence};
use crate::nlp::Types;

/// Ten words; entities `(type, start, end)`, relations `(type, head, tail)`.
pub(super) fn sentence(entities: &[(&str, usize, usize)], relations: &[(&str, usize, usize)]) -> Sentence {
    Sentence {
        tokens: "a b c d e f g h i j".split(' ').map(str::to_owned).collect(),
        entities: entities
            .iter()
            .map(|(kind, start, end)| Entity { kind: (*kind).to_owned(), start: *start, end: *end, score: None })
            .collect(),
        relations: relations
            .iter()
            .map(|(kind, head, tail)| Relation { kind: (*kind).to_owned(), head: *head, tail: *tail, score: None })
            .collect(),
        orig_id: None,
    }
}

pub(super) fn types() -> Types {
    Types::from_json(
        r#"{"entities": {"A": {}, "B": {}, "C": {}}, "relations": {"R": {}, "S": {"symmetric": true}, "Q": {}}}"#,
    )
    .expect("types")
}

fn counts(gold: usize, predicted: usize, correct: usize) -> Counts {
    Counts { gold, predicted, correct }
}

#[test]
fn a_wrong_type_is_one_false_positive_and_one_miss() {
    let gold = sentence(&[("A", 0, 1), ("B", 2, 4)], &[("R", 0, 1)]);
    let pred = sentence(&[("A", 0, 1), ("A", 2, 4)], &[("R", 0, 1)]);
    let scores = score(&[gold], &[pred], &types(), &Options::default()).expect("same words");
    assert_eq!(scores.ner.counts, counts(2, 2, 1));
    assert_eq!(scores.re.counts, counts(1, 1, 1), "RE ignores the types of the ends");
    assert_eq!(scores.re_plus.counts, counts(1, 1, 0));
    // A: P 50, R 100; B: P 0, R 0. C and Q occur nowhere and do not count.
    assert_eq!(scores.ner.types.len(), 2);
    assert!((scores.ner.macro_average.f1 - (200.0 / 3.0) / 2.0).abs() < 1e-9);
    assert!((scores.ner.macro_average.precision - 25.0).abs() < 1e-9);
    assert!((scores.ner.micro.f1 - 50.0).abs() < 1e-9);
    assert_eq!(scores.to_string(), "NER 50.00 (33.33), RE 100.00 (100.00), RE+ 0.00 (0.00)");
}

#[test]
fn duplicates_count_once() {
    let gold = sentence(&[("A", 0, 1), ("A", 0, 1), ("B", 2, 3)], &[("R", 0, 2), ("R", 1, 2)]);
    let pred = sentence(&[("A", 0, 1), ("B", 2, 3), ("B", 2, 3)], &[("R", 0, 1), ("R", 0, 2), ("R", 0, 1)]);
    let scores = score(&[gold], &[pred], &types(), &Options::default()).expect("same words");
    assert_eq!(scores.ner.counts, counts(2, 2, 2));
    assert_eq!(scores.re.counts, counts(1, 1, 1));
    assert_eq!(scores.re_plus.counts, counts(1, 1, 1));
}

#[test]
fn relations_that_differ_in_their_ends_types_are_one_in_re_and_two_in_re_plus() {
    let gold = sentence(&[("A", 0, 1), ("B", 2, 3)], &[("R", 0, 1)]);
    let pred = sentence(&[("A", 0, 1), ("B", 2, 3), ("C", 2, 3)], &[("R", 0, 1), ("R", 0, 2)]);
    let scores = score(&[gold], &[pred], &types(), &Options::default()).expect("same words");
    assert_eq!(scores.re.counts, counts(1, 1, 1));
    assert_eq!(scores.re_plus.counts, counts(1, 2, 1));
}

#[test]
fn direction_counts_except_for_symmetric_types() {
    let ends = [("A", 0, 1), ("B", 2, 3), ("B", 0, 5)];
    let gold = sentence(&ends, &[("R", 1, 0), ("S", 1, 0), ("S", 2, 0)]);
    let pred = sentence(&ends, &[("R", 0, 1), ("S", 0, 1), ("S", 1, 0), ("S", 0, 2)]);
    let scores = score(&[gold], &[pred], &types(), &Options::default()).expect("same words");
    let by_name = |name: &str| scores.re_plus.types.iter().find(|t| t.name == name).expect("present").counts;
    assert_eq!(by_name("R"), counts(1, 1, 0));
    assert_eq!(by_name("S"), counts(2, 2, 2));
}

#[test]
fn dropping_overlap_takes_both_entities_but_only_relations_between_the_two() {
    let gold = sentence(&[("A", 0, 3), ("B", 2, 4), ("A", 6, 7)], &[("R", 0, 1), ("R", 0, 2)]);
    let options = Options { drop_overlapping: true, ..Options::default() };
    let scores = score(std::slice::from_ref(&gold), &[sentence(&[], &[])], &types(), &options).expect("same words");
    assert_eq!(scores.ner.counts, counts(1, 0, 0));
    assert_eq!(scores.re_plus.counts, counts(1, 0, 0));
    let two_types = sentence(&[("A", 0, 1), ("B", 0, 1), ("A", 0, 1)], &[]);
    let scores = score(&[sentence(&[], &[])], &[two_types], &types(), &options).expect("same words");
    assert_eq!(scores.ner.counts, counts(0, 0, 0), "two types on one span overlap");
}

#[test]
fn predictions_wider_than_allowed_do_not_count_and_wide_gold_is_missed() {
    let both = sentence(&[("A", 0, 4), ("B", 5, 6)], &[("R", 0, 1)]);
    let options = Options { max_span: Some(3), ..Options::default() };
    let scores = score(std::slice::from_ref(&both), std::slice::from_ref(&both), &types(), &options).expect("same");
    assert_eq!(scores.ner.counts, counts(2, 1, 1));
    assert_eq!(scores.re.counts, counts(1, 0, 0));
}

#[test]
fn types_without_a_schema_are_counted_after_those_of_the_schema() {
    let gold = sentence(&[("New", 0, 1), ("B", 2, 3)], &[("Odd", 0, 1)]);
    let scores = score(std::slice::from_ref(&gold), std::slice::from_ref(&gold), &types(), &Options::default());
    let scores = scores.expect("same words");
    let names: Vec<&str> = scores.ner.types.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["B", "New"]);
    assert_eq!(scores.re_plus.types[0].name, "Odd");
    let nothing = score(&[], &[], &types(), &Options::default()).expect("nothing differs");
    assert!(nothing.ner.micro.f1.abs() < 1e-9 && nothing.ner.macro_average.f1.abs() < 1e-9);
}

#[test]
fn other_sentences_are_refused_with_their_place() {
    let one = sentence(&[], &[]);
    let mut other = one.clone();
    other.tokens[3] = "x".into();
    let refused = |gold: &[Sentence], pred: &[Sentence]| {
        score(gold, pred, &types(), &Options::default()).expect_err("not the same")
    };
    let said = refused(&[one.clone(), one.clone()], &[one.clone(), other]).to_string();
    assert!(said.contains("sentence 1") && said.contains("word 3") && said.contains("\"x\""), "{said}");
    assert_eq!(refused(std::slice::from_ref(&one), &[]), Mismatch::Count { gold: 1, pred: 0 });
    let shorter = Sentence { tokens: one.tokens[..9].to_vec(), ..one.clone() };
    assert!(refused(std::slice::from_ref(&one), &[shorter]).to_string().contains("missing"));
    let lost = sentence(&[("A", 0, 1)], &[("R", 0, 4)]);
    assert!(refused(&[lost], &[one]).to_string().contains("relation 0"));
}

//! One hand-made case for every class.

use super::*;
use crate::eval::WordSpan;
use crate::eval::score;
use crate::eval::score_tests::{sentence, types};

type Entities<'a> = &'a [(&'a str, usize, usize)];
type Relations<'a> = &'a [(&'a str, usize, usize)];

fn report(gold: Sentence, pred: Sentence) -> ErrorReport {
    errors(&[gold], &[pred], &types(), &Options::default()).expect("same words")
}

fn entity_classes(gold: Entities, pred: Entities) -> Vec<EntityClass> {
    report(sentence(gold, &[]), sentence(pred, &[])).entities.iter().map(|case| case.class).collect()
}

/// Entities of both sides: A at 0..1, B at 2..4, A at 5..6, and B at 2..3 and A at 2..4 for the mistakes.
fn relation_classes(gold: Relations, pred: Relations) -> Vec<RelationClass> {
    let ends = [("A", 0, 1), ("B", 2, 4), ("A", 5, 6), ("B", 2, 3), ("A", 2, 4)];
    report(sentence(&ends, gold), sentence(&ends, pred)).relations.iter().map(|case| case.class).collect()
}

#[test]
fn every_class_of_entity_error() {
    use EntityClass::{Both, Boundary, Correct, Missed, Spurious, Type};
    assert_eq!(entity_classes(&[("A", 0, 2)], &[("A", 0, 2)]), [Correct]);
    assert_eq!(entity_classes(&[("A", 0, 2)], &[("B", 0, 2)]), [Type]);
    assert_eq!(entity_classes(&[("A", 0, 2)], &[("A", 1, 2)]), [Boundary]);
    assert_eq!(entity_classes(&[("A", 0, 2)], &[("B", 1, 3)]), [Both]);
    assert_eq!(entity_classes(&[("A", 0, 2)], &[("A", 2, 3)]), [Missed, Spurious]);
}

#[test]
fn a_partner_is_taken_once_and_the_most_alike_first() {
    use EntityClass::{Boundary, Correct, Missed, Spurious};
    // What is right is no partner for a mistake beside it.
    assert_eq!(entity_classes(&[("A", 0, 2)], &[("A", 0, 2), ("A", 0, 3)]), [Correct, Spurious]);
    assert_eq!(entity_classes(&[("A", 0, 4), ("A", 3, 5)], &[("A", 0, 5)]), [Boundary, Missed]);
}

#[test]
fn every_class_of_relation_error() {
    use RelationClass::{Both, Boundary, Correct, Direction, EndType, Missed, Spurious, Type, WrongArgument};
    assert_eq!(relation_classes(&[("R", 0, 1)], &[("R", 0, 1)]), [Correct]);
    assert_eq!(relation_classes(&[("R", 0, 1)], &[("R", 0, 4)]), [EndType]);
    assert_eq!(relation_classes(&[("R", 0, 1)], &[("Q", 0, 1)]), [Type]);
    assert_eq!(relation_classes(&[("R", 0, 1)], &[("R", 1, 0)]), [Direction]);
    assert_eq!(relation_classes(&[("S", 1, 0)], &[("S", 0, 1)]), [Correct], "symmetric");
    assert_eq!(relation_classes(&[("R", 0, 1)], &[("R", 0, 3)]), [Boundary]);
    assert_eq!(relation_classes(&[("R", 0, 1)], &[("R", 0, 2)]), [WrongArgument]);
    assert_eq!(relation_classes(&[("R", 0, 1)], &[("Q", 1, 0)]), [Both]);
    assert_eq!(relation_classes(&[("R", 0, 1)], &[("Q", 0, 3)]), [Both]);
    assert_eq!(relation_classes(&[("R", 0, 1)], &[("Q", 1, 2)]), [Missed, Spurious]);
}

#[test]
fn a_missed_relation_says_whether_its_ends_were_found() {
    let gold = sentence(&[("A", 0, 1), ("B", 2, 4)], &[("R", 0, 1)]);
    let found = |entities: Entities| report(gold.clone(), sentence(entities, &[])).relations[0].ends_found;
    assert_eq!(found(&[("A", 0, 1), ("A", 2, 4)]), 2);
    assert_eq!(found(&[("A", 0, 1), ("B", 2, 3)]), 1);
    assert_eq!(found(&[]), 0);
}

#[test]
fn rows_and_columns_of_the_confusion_are_support_and_predictions() {
    let gold = sentence(&[("A", 0, 1), ("A", 2, 4), ("B", 5, 6), ("B", 8, 9)], &[("R", 0, 1), ("R", 0, 2)]);
    let pred = sentence(&[("A", 0, 1), ("A", 2, 3), ("A", 5, 6)], &[("R", 0, 2), ("Q", 0, 1)]);
    let report = report(gold.clone(), pred.clone());
    let scores = score(&[gold], &[pred], &types(), &Options::default()).expect("same words");
    for (confusion, task) in [(&report.entity_confusion, &scores.ner), (&report.relation_confusion, &scores.re)] {
        let labels = confusion.labels.len();
        for t in &task.types {
            let at = confusion.labels.iter().position(|label| *label == t.name).expect("a row");
            assert_eq!((0..labels).map(|p| confusion.count(at, p)).sum::<usize>(), t.counts.gold, "{}", t.name);
            assert_eq!((0..labels).map(|g| confusion.count(g, at)).sum::<usize>(), t.counts.predicted, "{}", t.name);
            assert_eq!(confusion.count(at, at), t.counts.correct, "{}", t.name);
        }
    }
    let entities = &report.entity_confusion;
    assert_eq!(entities.labels, ["A", "B", "none"]);
    let taken = entities.cells.iter().find(|cell| (cell.gold, cell.pred) == (1, 0)).expect("B for A");
    assert_eq!(taken.instances[0].spans, [WordSpan { start: 5, end: 6 }]);
    assert_eq!(report.entities[taken.instances[0].case].class, EntityClass::Type);
}

//! Figures counted by hand.

use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::brat::load_document;

fn load(folder: &Path, ann: &str) -> Loaded {
    std::fs::write(folder.join("a.txt"), "Anna met Bob in Rome and Paris.").expect("writable");
    std::fs::write(folder.join("a.ann"), ann).expect("writable");
    load_document(&folder.join("a.txt")).expect("readable")
}

const MENTIONS: &str = "T1\tPER 0 4\tAnna\nT2\tPER 9 12\tBob\nT3\tLOC 16 20\tRome\nT4\tLOC 25 30\tParis\n";

fn candidates(all: &[(&str, &[&str])]) -> Candidates {
    let line = |(mention, ids): &(&str, &[&str])| {
        (("a.txt".to_owned(), (*mention).to_owned()), ids.iter().map(|id| (*id).to_owned()).collect())
    };
    all.iter().map(line).collect()
}

#[test]
fn links_nil_and_candidates_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let gold = "N1\tReference T1 W:Q1\tAnna\nN2\tReference T2 W:NULL\t\nN3\tReference T3 W:Q3\tRome\nN4\tReference T4 W:Q4\t\n";
    let gold = load(folder.path(), &format!("{MENTIONS}{gold}"));
    // Under other names, in another order; Paris is linked to another thing, Anna to nothing.
    let pred = "T7\tPER 9 12\tBob\nT8\tLOC 16 20\tRome\nT9\tLOC 25 30\tParis\nT1\tPER 0 4\tAnna\n\
                N1\tReference T8 W:Q3\t\nN2\tReference T9 W:Q9\t\n";
    let pred = load(folder.path(), pred);
    let listed = candidates(&[("T8", &["Q3"]), ("T9", &["Q9", "Q4"]), ("T1", &["a", "b", "c", "d", "e", "W:Q1"])]);
    let mut counts = LinkCounts::default();
    counts.add("a.txt", &gold, Some(&pred), &listed, &|id| id == "Q3");
    let scores = counts.scores(true);
    let third = 100.0 / 3.0;
    assert_eq!(scores.accuracy_at_1, third);
    assert_eq!(scores.recall, Recall { at_1: third, at_5: 200.0 / 3.0, at_30: 100.0 });
    assert_eq!(scores.accuracy_with_nil, 50.0);
    assert_eq!((scores.nil.precision, scores.nil.recall), (50.0, 100.0));
    assert_eq!((scores.seen, scores.unseen), (Some(100.0), Some(0.0)));
    let json = serde_json::to_value(&scores).expect("JSON");
    assert_eq!(json["recall"]["5"], 66.67);
    assert_eq!(json.as_object().map(|all| all.len()), Some(6));
}

#[test]
fn what_gold_does_not_link_does_not_count() {
    let folder = tempfile::tempdir().expect("a folder");
    let gold = load(folder.path(), &format!("{MENTIONS}N1\tReference T1 nonsense\t\nN2\tReference T2 W:Q2\t\n"));
    let pred = load(folder.path(), &format!("{MENTIONS}N1\tReference T1 W:Q1\t\nN2\tReference T3 W:Q2\t\n"));
    let mut counts = LinkCounts::default();
    counts.add("a.txt", &gold, Some(&pred), &Candidates::new(), &|_| true);
    counts.add("b.txt", &gold, None, &Candidates::new(), &|_| true);
    assert_eq!((counts.linked, counts.right, counts.nil.predicted, counts.odd.len()), (2, 0, 2, 2));
    let scores = counts.scores(false);
    assert_eq!((scores.accuracy_at_1, scores.seen), (0.0, None));
}

#[test]
fn a_perfect_prediction_is_perfect() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = "N1\tReference T1 W:Q1\t\nN2\tReference T1 W:Q7\t\nN3\tReference T2 W:null\t\n";
    let gold = load(folder.path(), &format!("{MENTIONS}{lines}"));
    let text: Arc<str> = gold.document.text.clone();
    assert_eq!(&*text, "Anna met Bob in Rome and Paris.");
    let mut counts = LinkCounts::default();
    counts.add("a.txt", &gold, Some(&gold), &candidates(&[("T1", &["Q7"])]), &|_| false);
    let scores = counts.scores(true);
    assert_eq!(
        (scores.accuracy_at_1, scores.recall.at_1, scores.accuracy_with_nil, scores.nil.f1),
        (100.0, 100.0, 100.0, 100.0)
    );
    assert_eq!(scores.unseen, Some(100.0));
}

//! The figures of the RuREBus shared task (Ivanin et al. 2020), over whole documents.
//!
//! Official figures follow the script of the organisers. Entities of both sides are walked through in the order of
//! their starts, so they should be flat; relations ignore direction, a gold relation counts as found when any
//! prediction has its type and ends, and a prediction counts as wrong only when gold has none: repeating a right one
//! costs nothing. Discontinuous entities and their relations do not exist for it. The strict figures beside them are
//! over sets and directed.

use std::collections::HashSet;
use std::ops::AddAssign;

use serde::Serialize;

use super::figures::{Counts, Figure};
use crate::domain::{Document, Fragments, Mention, MentionId};

/// Precision, recall and F1 in percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct RurebusScores {
    pub documents: usize,
    pub official_ner: Figure,
    pub official_re: Figure,
    pub strict_ner: Figure,
    pub strict_re: Figure,
}

/// Scores pairs of gold and predicted annotations of one text each.
pub fn rurebus<'a>(pairs: impl IntoIterator<Item = (&'a Document, &'a Document)>) -> RurebusScores {
    let mut scores = RurebusScores::default();
    let (mut ner, mut re) = (Hits::default(), Hits::default());
    let (mut strict_ner, mut strict_re) = (Counts::default(), Counts::default());
    for (gold, pred) in pairs {
        scores.documents += 1;
        ner += official_entities(&flat(gold), &flat(pred));
        re += official_relations(&undirected(gold), &undirected(pred));
        strict_ner += sets(entities(gold), entities(pred));
        strict_re += sets(directed(gold), directed(pred));
    }
    scores.official_ner = ner.figure();
    scores.official_re = re.figure();
    scores.strict_ner = strict_ner.figure();
    scores.strict_re = strict_re.figure();
    scores
}

/// What the official script counts: found and missed gold items, and wrong predictions.
#[derive(Clone, Copy, Debug, Default)]
struct Hits {
    found: usize,
    missed: usize,
    wrong: usize,
}

impl AddAssign for Hits {
    fn add_assign(&mut self, other: Self) {
        self.found += other.found;
        self.missed += other.missed;
        self.wrong += other.wrong;
    }
}

impl Hits {
    fn figure(self) -> Figure {
        Counts { gold: self.found + self.missed, predicted: self.found + self.wrong, correct: self.found }.figure()
    }
}

type Flat<'a> = (&'a str, usize, usize);

fn flat_of(document: &Document, id: MentionId) -> Option<Flat<'_>> {
    let mention = document.annotations.mention(id)?;
    let cover = mention.cover();
    let is_flat = !mention.fragments.joined(&document.text).is_discontinuous();
    is_flat.then_some((&*mention.kind, cover.start, cover.end))
}

/// Entities by their start; those of one start in the order of the file.
fn flat(document: &Document) -> Vec<Flat<'_>> {
    let mut flat: Vec<Flat> = document.annotations.mentions().filter_map(|m| flat_of(document, m.id)).collect();
    flat.sort_by_key(|(_, start, _)| *start);
    flat
}

/// The script's walk through both lists at once.
fn official_entities(gold: &[Flat], pred: &[Flat]) -> Hits {
    let mut hits = Hits::default();
    let (mut g, mut p) = (0, 0);
    while let (Some(gold), Some(pred)) = (gold.get(g), pred.get(p)) {
        let (missed, wrong) = if gold == pred {
            hits.found += 1;
            g += 1;
            p += 1;
            continue;
        } else if gold.1 >= pred.2 {
            (0, 1)
        } else if gold.2 <= pred.1 || gold.1 < pred.1 {
            (1, 0)
        } else if gold.1 > pred.1 {
            (0, 1)
        } else {
            (1, 1)
        };
        hits.missed += missed;
        hits.wrong += wrong;
        g += missed;
        p += wrong;
    }
    hits.missed += gold.len() - g;
    hits.wrong += pred.len() - p;
    hits
}

/// Relations with their ends in one order; duplicates stay.
fn undirected(document: &Document) -> Vec<(&str, Flat<'_>, Flat<'_>)> {
    let ends = document.annotations.relations().filter_map(|r| {
        let (head, tail) = (flat_of(document, r.head)?, flat_of(document, r.tail)?);
        Some((&*r.kind, head.min(tail), head.max(tail)))
    });
    ends.collect()
}

fn official_relations<T: Eq + std::hash::Hash>(gold: &[T], pred: &[T]) -> Hits {
    let (in_gold, in_pred): (HashSet<&T>, HashSet<&T>) = (gold.iter().collect(), pred.iter().collect());
    let found = gold.iter().filter(|relation| in_pred.contains(relation)).count();
    let wrong = pred.iter().filter(|relation| !in_gold.contains(relation)).count();
    Hits { found, missed: gold.len() - found, wrong }
}

type Strict<'a> = (&'a str, Fragments);

fn strict<'a>(document: &Document, mention: &'a Mention) -> Strict<'a> {
    (&mention.kind, mention.fragments.joined(&document.text))
}

fn entities(document: &Document) -> impl Iterator<Item = Strict<'_>> {
    document.annotations.mentions().map(|mention| strict(document, mention))
}

fn directed(document: &Document) -> impl Iterator<Item = (&str, Strict<'_>, Strict<'_>)> {
    document.annotations.relations().filter_map(|r| {
        let end = |id| document.annotations.mention(id).map(|mention| strict(document, mention));
        Some((&*r.kind, end(r.head)?, end(r.tail)?))
    })
}

fn sets<T: Eq + std::hash::Hash>(gold: impl Iterator<Item = T>, pred: impl Iterator<Item = T>) -> Counts {
    let (gold, pred): (HashSet<T>, HashSet<T>) = (gold.collect(), pred.collect());
    Counts { gold: gold.len(), predicted: pred.len(), correct: gold.intersection(&pred).count() }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::brat;
    use crate::domain::Roles;
    use crate::eval::golden_tests::shared;

    const TEXT: &str = "Anna met Boris in Paris.";

    fn document(ann: &str) -> Document {
        let mut document = Document::new("d", TEXT);
        document.annotations =
            brat::read(&document.text, ann.as_bytes(), Path::new("d.ann"), &Roles::default()).annotations;
        document
    }

    fn scored(gold: &str, pred: &str) -> RurebusScores {
        rurebus([(&document(gold), &document(pred))])
    }

    const GOLD: &str = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nT3\tLoc 18 23\tParis\nR1\tMet Arg1:T1 Arg2:T2\t\n";

    #[test]
    fn the_official_figure_ignores_direction_and_repetition() {
        let pred = GOLD.replace("Arg1:T1 Arg2:T2", "Arg1:T2 Arg2:T1") + "R2\tMet Arg1:T1 Arg2:T2\n";
        let scores = scored(GOLD, &pred);
        assert!((scores.official_re.f1 - 100.0).abs() < 1e-9);
        assert!((scores.strict_re.precision - 50.0).abs() < 1e-9);
        assert!((scores.strict_re.recall - 100.0).abs() < 1e-9);
        let wrong = scored(GOLD, &(pred + "R3\tMet Arg1:T1 Arg2:T3\nR4\tMet Arg1:T3 Arg2:T1\n"));
        assert!((wrong.official_re.precision - 100.0 / 3.0).abs() < 1e-9, "wrong ones are counted each");
    }

    #[test]
    fn the_walk_finds_flat_entities_and_only_continuous_ones() {
        let scores = scored(GOLD, "T1\tPeop 0 4\tAnna\nT2\tPeop 9 11\tBo\nT3\tPeop 18 23\tParis\nT4\tLoc 15 17\tin\n");
        assert!((scores.official_ner.precision - 25.0).abs() < 1e-9);
        assert!((scores.official_ner.recall - 100.0 / 3.0).abs() < 1e-9);
        assert_eq!(scores.official_ner, scores.strict_ner);
        let split = "T1\tPeop 0 4;9 14\tAnna Boris\n";
        let scores = scored(split, split);
        assert!(scores.official_ner.f1.abs() < 1e-9 && (scores.strict_ner.f1 - 100.0).abs() < 1e-9);
    }

    #[test]
    fn an_entity_over_two_pieces_with_a_blank_between_them_is_one() {
        let whole = "T1\tPeop 0 8\tAnna met\nT2\tPeop 9 14\tBoris\nR1\tMet Arg1:T1 Arg2:T2\n";
        let scores = scored(&whole.replace("0 8\t", "0 4;5 8\t"), whole);
        for figure in [scores.official_ner, scores.official_re, scores.strict_ner, scores.strict_re] {
            assert!((figure.f1 - 100.0).abs() < 1e-9, "{scores:?}");
        }
    }

    #[test]
    #[ignore = "needs RELATA_DATA"]
    fn the_official_script_says_the_same() {
        let (scores, data) = (shared("reference/scores"), shared("data/rurebus/test"));
        let documents: Vec<(Document, Document)> = brat::list_tree(&data)
            .expect("a folder")
            .iter()
            .map(|txt| {
                let gold = brat::load_document(txt).expect("readable").document;
                let ann = brat::ann_path(txt);
                let file = scores.join("rurebus-test-predictions").join(ann.file_name().expect("a name"));
                let bytes = std::fs::read(&file).expect("a prediction");
                let annotations = brat::read(&gold.text, &bytes, &file, &Roles::default()).annotations;
                let pred = Document { annotations, ..gold.clone() };
                (gold, pred)
            })
            .collect();
        let found = rurebus(documents.iter().map(|(gold, pred)| (gold, pred)));
        assert_eq!(found.documents, 30);
        let text = std::fs::read_to_string(scores.join("rurebus-test-scores.json")).expect("readable");
        let expected: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for (key, figure) in [("official_ner_f1", found.official_ner), ("official_re_f1", found.official_re)] {
            assert_eq!(
                format!("{:.4}", expected[key].as_f64().expect("a number")),
                format!("{:.4}", figure.f1),
                "{key}"
            );
        }
    }
}

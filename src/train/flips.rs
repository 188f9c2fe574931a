//! Predictions that a second model makes and the first does not, or the other way round.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use crate::dataset::{Data, Sentence};

/// What became of a prediction, seen from gold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Right now, and was missing.
    Found,
    /// Wrong before, and gone.
    Removed,
    /// Right before, and gone.
    Lost,
    /// Wrong now, and was not there.
    Invented,
}

/// One prediction that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flip {
    pub document: String,
    /// Number of the sentence in its document, from 0.
    pub sentence: usize,
    pub change: Change,
    /// `Peop "John Smith"` or `Live_In: Peop "John" → Loc "Ohio"`.
    pub what: String,
    /// The sentence's words, joined by spaces.
    pub text: String,
}

impl Change {
    #[must_use]
    pub fn is_gain(self) -> bool {
        matches!(self, Self::Found | Self::Removed)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Found => "found",
            Self::Removed => "no longer invented",
            Self::Lost => "lost",
            Self::Invented => "invented",
        })
    }
}

/// All flips, in the order of the sentences.
#[must_use]
pub fn flips(gold: &Data, before: &[Sentence], after: &[Sentence]) -> Vec<Flip> {
    let mut all = Vec::new();
    for (index, ((sentence, before), after)) in gold.sentences.iter().zip(before).zip(after).enumerate() {
        let (right, before, after) = (items(sentence), items(before), items(after));
        let (document, number) =
            gold.place(index).map_or((String::new(), index), |(document, number)| (document.name.clone(), number));
        for what in before.symmetric_difference(&after) {
            let change = match (right.contains(what), after.contains(what)) {
                (true, true) => Change::Found,
                (true, false) => Change::Lost,
                (false, true) => Change::Invented,
                (false, false) => Change::Removed,
            };
            let text = sentence.tokens.join(" ");
            all.push(Flip { document: document.clone(), sentence: number, change, what: what.1.clone(), text });
        }
    }
    all
}

/// Entities and relations as (place, description): the place keeps equal words at different places apart.
fn items(sentence: &Sentence) -> BTreeSet<(Vec<usize>, String)> {
    let words = |start: usize, end: usize| sentence.tokens.get(start..end).unwrap_or_default().join(" ");
    let entity = |index: usize| {
        let entity = sentence.entities.get(index)?;
        Some((entity.start, entity.end, format!("{} \"{}\"", entity.kind, words(entity.start, entity.end))))
    };
    let entities = (0..sentence.entities.len()).filter_map(entity).map(|(start, end, what)| (vec![start, end], what));
    let relations = sentence.relations.iter().filter_map(|relation| {
        let (head, tail) = (entity(relation.head)?, entity(relation.tail)?);
        let what = format!("{}: {} → {}", relation.kind, head.2, tail.2);
        Some((vec![head.0, head.1, tail.0, tail.1], what))
    });
    entities.chain(relations).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Entity, Format, LeftOut, Relation};

    fn sentence(entities: &[(&str, usize)], relations: &[(usize, usize)]) -> Sentence {
        let entities =
            entities.iter().map(|(kind, at)| Entity { kind: (*kind).to_owned(), start: *at, end: at + 1, score: None });
        let relations = relations.iter().map(|&(head, tail)| Relation { kind: "R".into(), head, tail, score: None });
        Sentence {
            tokens: ["a", "b", "a"].map(str::to_owned).to_vec(),
            entities: entities.collect(),
            relations: relations.collect(),
            orig_id: None,
        }
    }

    #[test]
    fn every_kind_of_flip_is_told_from_the_others() {
        let gold = Data {
            source: "d".into(),
            format: Format::SpertJson,
            sentences: vec![sentence(&[("A", 0), ("B", 1)], &[(0, 1)])],
            across: Vec::new(),
            documents: Vec::new(),
            left_out: LeftOut::default(),
            issues: Vec::new(),
        };
        let before = [sentence(&[("A", 0), ("A", 2)], &[])];
        let after = [sentence(&[("B", 1), ("B", 0)], &[])];
        let found: Vec<_> = flips(&gold, &before, &after).into_iter().map(|f| (f.what, f.change)).collect();
        assert_eq!(
            found,
            [
                ("A \"a\"".to_owned(), Change::Lost),
                ("B \"a\"".to_owned(), Change::Invented),
                ("B \"b\"".to_owned(), Change::Found),
                ("A \"a\"".to_owned(), Change::Removed),
            ]
        );
        assert!(flips(&gold, &before, &before).is_empty());
    }
}

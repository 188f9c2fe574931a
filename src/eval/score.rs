//! Precision, recall and F1 of entities (NER) and of relations without (RE) and with (RE+) the types of their ends.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::figures::{Counts, Figure};
use super::items::{Items, Mismatch, Options, Pair, RelationItem, Scored};
use crate::dataset::Sentence;
use crate::nlp::Types;

/// The three tasks.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    pub ner: TaskScores,
    /// Head and tail span and type of the relation; SciERC reports this one.
    pub re: TaskScores,
    /// The types of head and tail too; CoNLL04 and ADE report this one.
    pub re_plus: TaskScores,
}

impl Scores {
    /// The tasks with their usual names.
    pub fn tasks(&self) -> [(&'static str, &TaskScores); 3] {
        [("NER", &self.ner), ("RE", &self.re), ("RE+", &self.re_plus)]
    }
}

impl fmt::Display for Scores {
    /// One line, F1 only: `NER 85.43 (82.28), …`, micro with macro in parentheses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, task)) in self.tasks().into_iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{name} {:.2} ({:.2})", task.micro.f1, task.macro_average.f1)?;
        }
        Ok(())
    }
}

/// One task over all types.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TaskScores {
    pub micro: Figure,
    /// Mean of precision, recall and F1 over [`Self::types`].
    #[serde(rename = "macro")]
    pub macro_average: Figure,
    /// Over all types.
    pub counts: Counts,
    /// The types present in gold or prediction, in the order of the schema; an object in JSON.
    #[serde(serialize_with = "by_name")]
    pub types: Vec<TypeScore>,
}

/// One type of one task.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeScore {
    pub name: String,
    pub figure: Figure,
    pub counts: Counts,
}

fn by_name<S: Serializer>(types: &[TypeScore], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Body {
        #[serde(flatten)]
        figure: Figure,
        support: usize,
        predicted: usize,
        correct: usize,
    }
    let mut map = serializer.serialize_map(Some(types.len()))?;
    for t in types {
        let Counts { gold: support, predicted, correct } = t.counts;
        map.serialize_entry(&t.name, &Body { figure: t.figure, support, predicted, correct })?;
    }
    map.end()
}

/// Scores a prediction. `types` says which relation types are symmetric and gives the order of the types; types that it
/// does not know are counted all the same, and as directed.
///
/// # Errors
/// When gold and prediction are not of the same sentences.
pub fn score(gold: &[Sentence], pred: &[Sentence], types: &Types, options: &Options) -> Result<Scores, Mismatch> {
    let items = Items::new(gold, pred, types, options)?;
    let mut tally = Tally::default();
    items.pairs.iter().for_each(|pair| tally.add(pair));
    Ok(tally.scores(&items))
}

/// Counts of every task by type.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// NER, RE, RE+; each indexed by the number of the type.
    pub tasks: [Vec<Counts>; 3],
}

impl Tally {
    pub fn add(&mut self, pair: &Pair) {
        let [ner, re, re_plus] = &mut self.tasks;
        compare(ner, &pair.gold.entities, &pair.pred.entities, |e| e.item, |e| e.item.kind);
        compare(re_plus, &pair.gold.relations, &pair.pred.relations, |r| r.item, |r| r.item.kind);
        let spans = |r: &Scored<RelationItem>| (r.item.head.span, r.item.tail.span, r.item.kind);
        compare(re, &pair.gold.relations, &pair.pred.relations, spans, |r| r.item.kind);
    }

    pub fn scores(&self, items: &Items) -> Scores {
        let [ner, re, re_plus] = &self.tasks;
        Scores {
            ner: task_scores(ner, &items.entity_names.list),
            re: task_scores(re, &items.relation_names.list),
            re_plus: task_scores(re_plus, &items.relation_names.list),
        }
    }
}

/// Adds the sizes of two sets and of their intersection, by type.
fn compare<T, K: Ord>(
    into: &mut Vec<Counts>,
    gold: &[T],
    pred: &[T],
    key: impl Fn(&T) -> K,
    kind: impl Fn(&T) -> usize,
) {
    // Items that differ only in what the key leaves out are one.
    let set = |items: &[T]| {
        let mut keys: Vec<(K, usize)> = items.iter().map(|item| (key(item), kind(item))).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let (gold, pred) = (set(gold), set(pred));
    for (_, kind) in &gold {
        slot(into, *kind).gold += 1;
    }
    for item in &pred {
        let counts = slot(into, item.1);
        counts.predicted += 1;
        counts.correct += usize::from(gold.binary_search(item).is_ok());
    }
}

fn slot(counts: &mut Vec<Counts>, kind: usize) -> &mut Counts {
    if counts.len() <= kind {
        counts.resize(kind + 1, Counts::default());
    }
    &mut counts[kind]
}

/// One task from its counts by type, indexed as `names`.
pub(super) fn task_scores(counts: &[Counts], names: &[String]) -> TaskScores {
    let mut all = Counts::default();
    counts.iter().for_each(|c| all += *c);
    let present = counts.iter().zip(names).filter(|(c, _)| c.is_present());
    TaskScores {
        micro: all.figure(),
        macro_average: Figure::macro_average(counts.iter().copied()),
        counts: all,
        types: present.map(|(c, name)| TypeScore { name: name.clone(), figure: c.figure(), counts: *c }).collect(),
    }
}

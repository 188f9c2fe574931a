//! Which type was taken for which.

use serde::Serialize;

use super::entities::{EntityCase, EntityMention};
use super::relations::{RelationCase, RelationMention};
use crate::eval::items::WordSpan;

/// A matrix of gold types (rows) and predicted types (columns); the last label of both is "none".
///
/// Only items on the same span (relations: with the same ends) can be taken for each other; everything else stands in
/// the row or column "none". So a row sums up to the support of its type and a column to its predictions, and the
/// diagonal is what is right (for relations in the sense of RE, except that two which differ only in the types of their
/// ends stand here both).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Confusion {
    pub labels: Vec<String>,
    /// The cells that are not empty, by row and column.
    pub cells: Vec<Cell>,
}

/// A cell and all that is in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// Index in [`Confusion::labels`].
    pub gold: usize,
    /// Index in [`Confusion::labels`].
    pub pred: usize,
    pub instances: Vec<Instance>,
}

/// Where to look.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Instance {
    /// From 0.
    pub sentence: usize,
    /// Of the entity, or of head and tail.
    pub spans: Vec<WordSpan>,
    /// Index in the report's list of cases.
    pub case: usize,
}

impl Confusion {
    /// Number of the row or column "none".
    pub fn none(&self) -> usize {
        self.labels.len() - 1
    }

    /// How many items are in a cell.
    pub fn count(&self, gold: usize, pred: usize) -> usize {
        self.cells.iter().find(|c| c.gold == gold && c.pred == pred).map_or(0, |c| c.instances.len())
    }
}

/// What the matrix needs to know of a mention.
trait Typed {
    fn kind(&self) -> &str;
    fn spans(&self) -> Vec<WordSpan>;
}

impl Typed for EntityMention {
    fn kind(&self) -> &str {
        &self.kind
    }

    fn spans(&self) -> Vec<WordSpan> {
        vec![self.span]
    }
}

impl Typed for RelationMention {
    fn kind(&self) -> &str {
        &self.kind
    }

    fn spans(&self) -> Vec<WordSpan> {
        vec![self.head.span, self.tail.span]
    }
}

pub(super) fn of_entities(cases: &[EntityCase], names: &[String]) -> Confusion {
    matrix(cases.iter().map(|case| (case.sentence, case.gold.as_ref(), case.pred.as_ref())), names)
}

pub(super) fn of_relations(cases: &[RelationCase], names: &[String]) -> Confusion {
    matrix(cases.iter().map(|case| (case.sentence, case.gold.as_ref(), case.pred.as_ref())), names)
}

fn matrix<'a, T: Typed + 'a>(
    cases: impl Iterator<Item = (usize, Option<&'a T>, Option<&'a T>)> + Clone,
    names: &[String],
) -> Confusion {
    // Types that occur on neither side would only make the matrix harder to read.
    let used = |name: &String| cases.clone().any(|(_, g, p)| [g, p].into_iter().flatten().any(|m| m.kind() == name));
    let mut labels: Vec<String> = names.iter().filter(|name| used(name)).cloned().collect();
    let row = |mention: &T, labels: &[String]| labels.iter().position(|label| label == mention.kind());
    let none = labels.len();
    let mut cells: std::collections::BTreeMap<(usize, usize), Vec<Instance>> = std::collections::BTreeMap::new();
    for (case, (sentence, gold, pred)) in cases.clone().enumerate() {
        let mut add = |gold: Option<&T>, pred: Option<&T>| {
            let place = |mention: Option<&T>| mention.and_then(|m| row(m, &labels)).unwrap_or(none);
            let spans = gold.or(pred).map(Typed::spans).unwrap_or_default();
            cells.entry((place(gold), place(pred))).or_default().push(Instance { sentence, spans, case });
        };
        match (gold, pred) {
            (Some(g), Some(p)) if g.spans() != p.spans() => {
                add(Some(g), None);
                add(None, Some(p));
            }
            _ => add(gold, pred),
        }
    }
    labels.push("none".to_owned());
    let cells = cells.into_iter().map(|((gold, pred), instances)| Cell { gold, pred, instances }).collect();
    Confusion { labels, cells }
}

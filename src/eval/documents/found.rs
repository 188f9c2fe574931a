//! Cases with their place in the text of their document.

use super::{Evaluation, Place, Task};
use crate::eval::{EntityCase, EntityMention, RelationCase, RelationMention, WordSpan};
use crate::text::Span;

/// One case of an evaluation, in bytes of its document.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Index among the sources of the evaluation.
    pub document: usize,
    /// From the first to the last word of the sentence.
    pub sentence: Span,
    /// Absent when spurious.
    pub gold: Option<FoundSide>,
    /// Absent when missed.
    pub pred: Option<FoundSide>,
}

/// What one side says there.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundSide {
    /// The type's name.
    pub kind: String,
    /// Of the entity; of a relation its head and its tail.
    pub spans: Vec<Span>,
    /// Types of a relation's head and tail; empty for an entity.
    pub ends: Vec<String>,
    pub score: Option<f64>,
}

impl Found {
    /// What to show: gold where there is gold, else the prediction.
    pub fn place(&self) -> Span {
        let spans = self.gold.as_ref().or(self.pred.as_ref()).map(|side| side.spans.as_slice()).unwrap_or_default();
        spans.iter().copied().reduce(Span::cover).unwrap_or(self.sentence)
    }

    pub fn score(&self) -> Option<f64> {
        self.pred.as_ref().and_then(|side| side.score)
    }
}

impl Evaluation {
    /// What stands in a cell of the confusion matrix (labels of [`super::Confusion`]), the surest first.
    pub fn in_cell(&self, task: Task, gold: &str, pred: &str) -> Vec<Found> {
        let confusion = self.confusion(task);
        let index = |name: &str| confusion.labels.iter().position(|label| label == name);
        let (gold, pred) = (index(gold), index(pred));
        let cell = confusion.cells.iter().find(|cell| Some(cell.gold) == gold && Some(cell.pred) == pred);
        let instances = cell.map(|cell| cell.instances.as_slice()).unwrap_or_default();
        surest_first(instances.iter().filter_map(|instance| self.case(task, instance.case)).collect())
    }

    /// All cases of a class of errors (its name in [`Evaluation::classes`]), the surest first.
    pub fn in_class(&self, task: Task, class: &str) -> Vec<Found> {
        let errors = &self.report.errors;
        surest_first(match task {
            Task::Entities => {
                errors.entities.iter().filter(|c| c.class.name() == class).filter_map(|c| self.entity(c)).collect()
            }
            Task::Relations => {
                errors.relations.iter().filter(|c| c.class.name() == class).filter_map(|c| self.relation(c)).collect()
            }
        })
    }

    fn case(&self, task: Task, at: usize) -> Option<Found> {
        match task {
            Task::Entities => self.entity(self.report.errors.entities.get(at)?),
            Task::Relations => self.relation(self.report.errors.relations.get(at)?),
        }
    }

    fn entity(&self, case: &EntityCase) -> Option<Found> {
        let place = self.places.get(case.sentence)?;
        let side = |mention: &EntityMention| {
            Some(FoundSide {
                kind: mention.kind.clone(),
                spans: vec![bytes(place, mention.span)?],
                ends: Vec::new(),
                score: mention.score,
            })
        };
        found(place, case.gold.as_ref().and_then(side), case.pred.as_ref().and_then(side))
    }

    fn relation(&self, case: &RelationCase) -> Option<Found> {
        let place = self.places.get(case.sentence)?;
        let side = |relation: &RelationMention| {
            let ends = [&relation.head, &relation.tail];
            Some(FoundSide {
                kind: relation.kind.clone(),
                spans: ends.iter().map(|end| bytes(place, end.span)).collect::<Option<_>>()?,
                ends: ends.iter().map(|end| end.kind.clone()).collect(),
                score: relation.score,
            })
        };
        found(place, case.gold.as_ref().and_then(side), case.pred.as_ref().and_then(side))
    }
}

fn found(place: &Place, gold: Option<FoundSide>, pred: Option<FoundSide>) -> Option<Found> {
    let (first, last) = (place.words.first()?, place.words.last()?);
    Some(Found { document: place.document, sentence: first.cover(*last), gold, pred })
}

/// The text under words; `None` for an empty range, which a data set may hold but a text cannot show.
fn bytes(place: &Place, words: WordSpan) -> Option<Span> {
    let covered = place.words.get(words.start..words.end)?;
    Some(covered.first()?.cover(*covered.last()?))
}

/// Mistakes that the model was sure of teach most; what it never scored follows in the order of the text.
fn surest_first(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by(|a, b| b.score().unwrap_or(-1.0).total_cmp(&a.score().unwrap_or(-1.0)));
    found
}

//! What kind of mistakes a prediction makes, and where each one is.
//!
//! Every gold item and every predicted item stands in exactly one case: a case joins a gold item with the prediction
//! that was most likely meant for it, one to one, or holds one that stands alone. Cases are sought from the most alike
//! to the least alike, so that a prediction that is right is never taken for a mistake about its neighbour.

mod confusion;
mod entities;
mod pairing;
mod relations;

use serde::Serialize;

pub use confusion::{Cell, Confusion, Instance};
pub use entities::{EntityCase, EntityClass, EntityMention};
pub use relations::{RelationCase, RelationClass, RelationMention};

use super::items::{Items, Mismatch, Options};
use crate::dataset::Sentence;
use crate::nlp::Types;

/// How often a class of error occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ClassCount<C> {
    pub class: C,
    pub count: usize,
}

/// All cases of a prediction. Cases are in the order of the sentences.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErrorReport {
    /// All classes, the correct ones first, also those that do not occur.
    pub entity_classes: Vec<ClassCount<EntityClass>>,
    pub relation_classes: Vec<ClassCount<RelationClass>>,
    pub entity_confusion: Confusion,
    pub relation_confusion: Confusion,
    pub entities: Vec<EntityCase>,
    pub relations: Vec<RelationCase>,
}

/// Sorts every gold and predicted item into a class.
///
/// # Errors
/// When gold and prediction are not of the same sentences.
pub fn errors(gold: &[Sentence], pred: &[Sentence], types: &Types, options: &Options) -> Result<ErrorReport, Mismatch> {
    let items = Items::new(gold, pred, types, options)?;
    let (mut entities, mut relations) = (Vec::new(), Vec::new());
    for (sentence, pair) in items.pairs.iter().enumerate() {
        entities.extend(entities::cases(sentence, pair, &items));
        relations.extend(relations::cases(sentence, pair, &items));
    }
    Ok(ErrorReport {
        entity_classes: count(&EntityClass::ALL, entities.iter().map(|case| case.class)),
        relation_classes: count(&RelationClass::ALL, relations.iter().map(|case| case.class)),
        entity_confusion: confusion::of_entities(&entities, &items.entity_names.list),
        relation_confusion: confusion::of_relations(&relations, &items.relation_names.list),
        entities,
        relations,
    })
}

fn count<C: Copy + PartialEq>(all: &[C], found: impl Iterator<Item = C> + Clone) -> Vec<ClassCount<C>> {
    all.iter().map(|class| ClassCount { class: *class, count: found.clone().filter(|c| c == class).count() }).collect()
}

#[cfg(test)]
mod tests;

//! Classes of entity errors.

use serde::Serialize;

use super::pairing::{Likeness, overlap, pair_up};
use crate::eval::items::{EntityItem, Items, Pair, Scored, WordSpan};

/// How a predicted entity differs from the gold one it was meant for. Ordered from alike to unlike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityClass {
    Correct,
    /// The same span, another type.
    Type,
    /// The right type on an overlapping span.
    Boundary,
    /// Another type on an overlapping span.
    Both,
    /// A gold entity that nothing was predicted for.
    Missed,
    /// A prediction where gold has nothing that is free.
    Spurious,
}

impl EntityClass {
    pub const ALL: [Self; 6] = [Self::Correct, Self::Type, Self::Boundary, Self::Both, Self::Missed, Self::Spurious];

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Correct => "correct",
            Self::Type => "type",
            Self::Boundary => "boundary",
            Self::Both => "both",
            Self::Missed => "missed",
            Self::Spurious => "spurious",
        }
    }
}

/// An entity as it stands in a case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EntityMention {
    #[serde(rename = "type")]
    pub kind: String,
    pub span: WordSpan,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

/// A gold entity, a predicted one, or the two that belong together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EntityCase {
    /// From 0.
    pub sentence: usize,
    pub class: EntityClass,
    /// Absent when spurious.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gold: Option<EntityMention>,
    /// Absent when missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pred: Option<EntityMention>,
}

pub(super) fn cases(sentence: usize, pair: &Pair, items: &Items) -> Vec<EntityCase> {
    let (gold, pred) = (&pair.gold.entities, &pair.pred.entities);
    let pairing = pair_up(gold, pred, |g, p| alike(g.item, p.item));
    let case = |class, g: Option<usize>, p: Option<usize>| EntityCase {
        sentence,
        class,
        gold: g.map(|at| mention(&gold[at], items)),
        pred: p.map(|at| mention(&pred[at], items)),
    };
    let mut cases: Vec<EntityCase> =
        pairing.pairs.iter().map(|(g, p, class)| case(*class, Some(*g), Some(*p))).collect();
    cases.extend(pairing.gold_left.iter().map(|g| case(EntityClass::Missed, Some(*g), None)));
    cases.extend(pairing.pred_left.iter().map(|p| case(EntityClass::Spurious, None, Some(*p))));
    cases.sort_by_key(|case| case.gold.as_ref().or(case.pred.as_ref()).map(|mention| mention.span));
    cases
}

pub(super) fn mention(entity: &Scored<EntityItem>, items: &Items) -> EntityMention {
    EntityMention {
        kind: items.entity_names.list[entity.item.kind].clone(),
        span: entity.item.span,
        score: entity.score,
    }
}

fn alike(gold: EntityItem, pred: EntityItem) -> Option<Likeness<EntityClass>> {
    let overlap = overlap(gold.span, pred.span);
    let class = match (gold.span == pred.span, gold.kind == pred.kind) {
        (true, true) => EntityClass::Correct,
        (true, false) => EntityClass::Type,
        (false, true) => EntityClass::Boundary,
        (false, false) => EntityClass::Both,
    };
    (gold.span == pred.span || overlap > 0.0).then_some(Likeness { class, overlap })
}

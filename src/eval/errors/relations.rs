//! Classes of relation errors.

use serde::Serialize;

use super::entities::{EntityMention, mention};
use super::pairing::{Likeness, overlap, pair_up};
use crate::eval::items::{EntityItem, Items, Pair, RelationItem, Scored};

/// How a predicted relation differs from the gold one it was meant for. Ordered from alike to unlike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationClass {
    Correct,
    /// Right but for the type of an end: right for RE, wrong for RE+.
    EndType,
    /// The same ends, another type.
    Type,
    /// The right type between the same ends, the wrong way round.
    Direction,
    /// The right type; both ends overlap those of gold, but not exactly.
    Boundary,
    /// The right type; one end is (or overlaps) that of gold, the other is elsewhere.
    WrongArgument,
    /// Another type, and the ends merely overlap those of gold or are swapped.
    Both,
    /// A gold relation that nothing was predicted for.
    Missed,
    /// A prediction where gold has nothing that is free.
    Spurious,
}

impl RelationClass {
    pub const ALL: [Self; 9] = [
        Self::Correct,
        Self::EndType,
        Self::Type,
        Self::Direction,
        Self::Boundary,
        Self::WrongArgument,
        Self::Both,
        Self::Missed,
        Self::Spurious,
    ];

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Correct => "correct",
            Self::EndType => "end_type",
            Self::Type => "type",
            Self::Direction => "direction",
            Self::Boundary => "boundary",
            Self::WrongArgument => "wrong_argument",
            Self::Both => "both",
            Self::Missed => "missed",
            Self::Spurious => "spurious",
        }
    }
}

/// A relation as it stands in a case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelationMention {
    #[serde(rename = "type")]
    pub kind: String,
    pub head: EntityMention,
    pub tail: EntityMention,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

/// A gold relation, a predicted one, or the two that belong together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelationCase {
    /// From 0.
    pub sentence: usize,
    pub class: RelationClass,
    /// Absent when spurious.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gold: Option<RelationMention>,
    /// Absent when missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pred: Option<RelationMention>,
    /// How many ends of a gold relation were predicted with their exact span (of a spurious one: are gold), 0 to 2:
    /// tells a relation that could not be found from one that was overlooked.
    pub ends_found: usize,
}

pub(super) fn cases(sentence: usize, pair: &Pair, items: &Items) -> Vec<RelationCase> {
    let (gold, pred) = (&pair.gold.relations, &pair.pred.relations);
    let pairing = pair_up(gold, pred, |g, p| alike(g.item, p.item));
    let has = |side: &[Scored<EntityItem>], end: EntityItem| usize::from(side.iter().any(|e| e.item.span == end.span));
    let case = |class, g: Option<usize>, p: Option<usize>| {
        let found = |item: RelationItem, side| has(side, item.head) + has(side, item.tail);
        let ends_found = match (g, p) {
            (Some(g), _) => found(gold[g].item, &pair.pred.entities),
            (None, Some(p)) => found(pred[p].item, &pair.gold.entities),
            (None, None) => 0,
        };
        let gold = g.map(|at| relation(&gold[at], items));
        let pred = p.map(|at| with_scores(relation(&pred[at], items), &pred[at], &pair.pred.entities));
        RelationCase { sentence, class, gold, pred, ends_found }
    };
    let mut cases: Vec<RelationCase> =
        pairing.pairs.iter().map(|(g, p, class)| case(*class, Some(*g), Some(*p))).collect();
    cases.extend(pairing.gold_left.iter().map(|g| case(RelationClass::Missed, Some(*g), None)));
    cases.extend(pairing.pred_left.iter().map(|p| case(RelationClass::Spurious, None, Some(*p))));
    cases.sort_by_key(|case| case.gold.as_ref().or(case.pred.as_ref()).map(|r| (r.head.span, r.tail.span)));
    cases
}

fn relation(relation: &Scored<RelationItem>, items: &Items) -> RelationMention {
    let end = |item| mention(&Scored { item, score: None }, items);
    let RelationItem { head, tail, kind } = relation.item;
    RelationMention {
        kind: items.relation_names.list[kind].clone(),
        head: end(head),
        tail: end(tail),
        score: relation.score,
    }
}

fn with_scores(
    mut mention: RelationMention,
    relation: &Scored<RelationItem>,
    entities: &[Scored<EntityItem>],
) -> RelationMention {
    let score = |end: EntityItem| entities.iter().find(|e| e.item == end).and_then(|e| e.score);
    mention.head.score = score(relation.item.head);
    mention.tail.score = score(relation.item.tail);
    mention
}

fn alike(gold: RelationItem, pred: RelationItem) -> Option<Likeness<RelationClass>> {
    let straight = (gold.head.span == pred.head.span, gold.tail.span == pred.tail.span);
    let swapped = gold.head.span == pred.tail.span && gold.tail.span == pred.head.span;
    let (head, tail) = (overlap(gold.head.span, pred.head.span), overlap(gold.tail.span, pred.tail.span));
    let same_type = gold.kind == pred.kind;
    let class = if gold == pred {
        RelationClass::Correct
    } else if straight == (true, true) {
        if same_type { RelationClass::EndType } else { RelationClass::Type }
    } else if swapped {
        if same_type { RelationClass::Direction } else { RelationClass::Both }
    } else if head > 0.0 && tail > 0.0 {
        if same_type { RelationClass::Boundary } else { RelationClass::Both }
    } else if same_type && (head > 0.0 || tail > 0.0) {
        RelationClass::WrongArgument
    } else {
        return None;
    };
    Some(Likeness { class, overlap: head + tail })
}

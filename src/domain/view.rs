//! Which items count at the present thresholds. A projection, not an edit: moving a slider changes nothing stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Annotations, Mention, Origin, Relation, Review};

/// Confirmed items are always visible, rejected ones never; an open prediction is when its score reaches the
/// threshold of its type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visibility {
    /// α: the score an open relation needs (SpERT §3.3; 0.4 unless the model says otherwise).
    pub relation: f32,
    /// The score an open entity needs; 0 keeps every span whose arg-max is a type.
    pub entity: f32,
    /// Thresholds of single relation types; others use `relation`.
    #[serde(default)]
    pub per_relation: BTreeMap<Arc<str>, f32>,
    /// Thresholds of single entity types; others use `entity`.
    #[serde(default)]
    pub per_entity: BTreeMap<Arc<str>, f32>,
    /// Also lets through what has at least `NEARLY` of the score it needs. For looking only: nothing is saved by it.
    #[serde(skip)]
    pub nearly: bool,
}

/// The share of its threshold that a nearly said item reaches.
pub const NEARLY: f32 = 0.5;

impl Default for Visibility {
    fn default() -> Self {
        Self { relation: 0.4, entity: 0.0, per_relation: BTreeMap::new(), per_entity: BTreeMap::new(), nearly: false }
    }
}

impl Visibility {
    /// Shows what a person or a file vouches for, and no open prediction: no score reaches its thresholds.
    pub fn confirmed_only() -> Self {
        Self { relation: f32::INFINITY, entity: f32::INFINITY, ..Self::default() }
    }

    /// Whether a mention counts; its relations are not looked at.
    pub fn mention(&self, mention: &Mention) -> bool {
        passes(&mention.origin, mention.review, self.reached(self.entity_threshold(&mention.kind)))
    }

    /// What an open entity of this type needs.
    pub fn entity_threshold(&self, kind: &str) -> f32 {
        self.per_entity.get(kind).copied().unwrap_or(self.entity)
    }

    /// What an open relation of this type needs.
    pub fn relation_threshold(&self, kind: &str) -> f32 {
        self.per_relation.get(kind).copied().unwrap_or(self.relation)
    }

    fn reached(&self, threshold: f32) -> f32 {
        if self.nearly { threshold * NEARLY } else { threshold }
    }

    /// The same, letting nearly said items through.
    #[must_use]
    pub fn with_nearly(&self) -> Self {
        Self { nearly: true, ..self.clone() }
    }

    /// Whether a mention is shown only because it was nearly said.
    pub fn is_nearly_mention(&self, mention: &Mention) -> bool {
        self.nearly && !passes(&mention.origin, mention.review, self.entity_threshold(&mention.kind))
    }

    /// Whether a relation is shown only because it, or an end of it, was nearly said.
    pub fn is_nearly_relation(&self, annotations: &Annotations, relation: &Relation) -> bool {
        let said = passes(&relation.origin, relation.review, self.relation_threshold(&relation.kind));
        let nearly = |end| annotations.mention(end).is_some_and(|mention| self.is_nearly_mention(mention));
        self.nearly && (!said || nearly(relation.head) || nearly(relation.tail))
    }

    /// Whether a relation passes its own threshold, whatever its ends do.
    pub fn relation_itself(&self, relation: &Relation) -> bool {
        let needed = self.reached(self.relation_threshold(&relation.kind));
        passes(&relation.origin, relation.review, needed)
    }

    /// Both ends must be visible too.
    pub fn relation(&self, annotations: &Annotations, relation: &Relation) -> bool {
        self.relation_itself(relation)
            && [relation.head, relation.tail]
                .iter()
                .all(|end| annotations.mention(*end).is_some_and(|mention| self.mention(mention)))
    }

    /// Those that count, by id.
    pub fn mentions<'a>(&'a self, annotations: &'a Annotations) -> impl Iterator<Item = &'a Mention> + 'a {
        annotations.mentions().filter(|m| self.mention(m))
    }

    /// Those that count and whose ends do, by id.
    pub fn relations<'a>(&'a self, annotations: &'a Annotations) -> impl Iterator<Item = &'a Relation> + 'a {
        annotations.relations().filter(|r| self.relation(annotations, r))
    }
}

/// The mentions that one projection shows and the other does not. Costs what has a score between their thresholds.
pub fn turned_mentions<'a>(
    annotations: &'a Annotations,
    old: &'a Visibility,
    new: &'a Visibility,
) -> Box<dyn Iterator<Item = &'a Mention> + 'a> {
    let turns = |m: &&Mention| old.mention(m) != new.mention(m);
    match moved((old, old.entity, &old.per_entity), (new, new.entity, &new.per_entity)) {
        Some(range) => Box::new(annotations.mentions_scored(range).filter(turns)),
        None => Box::new(annotations.mentions().filter(turns)),
    }
}

/// The relations that pass their own threshold in one projection and not in the other.
pub fn turned_relations<'a>(
    annotations: &'a Annotations,
    old: &'a Visibility,
    new: &'a Visibility,
) -> Box<dyn Iterator<Item = &'a Relation> + 'a> {
    let turns = |r: &&Relation| old.relation_itself(r) != new.relation_itself(r);
    match moved((old, old.relation, &old.per_relation), (new, new.relation, &new.per_relation)) {
        Some(range) => Box::new(annotations.relations_scored(range).filter(turns)),
        None => Box::new(annotations.relations().filter(turns)),
    }
}

type Thresholds<'a> = (&'a Visibility, f32, &'a BTreeMap<Arc<str>, f32>);

/// The scores that thresholds have moved over; `None` where more than scores decides (a threshold that nothing reaches
/// hides proposals, too).
fn moved(old: Thresholds<'_>, new: Thresholds<'_>) -> Option<std::ops::Range<f32>> {
    let needed = |(visibility, of_all, per_type): Thresholds<'_>, kind: Option<&Arc<str>>| {
        visibility.reached(kind.and_then(|kind| per_type.get(kind)).copied().unwrap_or(of_all))
    };
    let kinds = old.2.keys().chain(new.2.keys()).map(Some).chain(std::iter::once(None));
    let mut range = f32::INFINITY..f32::NEG_INFINITY;
    for kind in kinds {
        let (before, after) = (needed(old, kind), needed(new, kind));
        if !before.is_finite() || !after.is_finite() {
            return None;
        }
        if before != after {
            range = range.start.min(before).min(after)..range.end.max(before).max(after);
        }
    }
    Some(range)
}

fn passes(origin: &Origin, review: Review, threshold: f32) -> bool {
    match review {
        Review::Accepted => true,
        Review::Rejected => false,
        // A proposal has no score; it shows wherever open items do.
        Review::Open if matches!(origin, Origin::Proposal { .. }) => threshold.is_finite(),
        Review::Open => origin.score().is_none_or(|score| score >= threshold),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fragments, MentionId};
    use crate::text::Span;

    fn mention(kind: &str, score: f32) -> Mention {
        Mention {
            id: MentionId(1),
            kind: kind.into(),
            fragments: Fragments::one(Span::new(0, 1)),
            origin: Origin::Model { model: "m".into(), score },
            review: Review::Open,
        }
    }

    #[test]
    fn a_type_may_have_a_threshold_of_its_own() {
        let mut visibility = Visibility { entity: 0.5, ..Visibility::default() };
        visibility.per_entity.insert("Org".into(), 0.9);
        assert!(visibility.mention(&mention("Loc", 0.6)) && !visibility.mention(&mention("Org", 0.6)));
        assert!(visibility.mention(&mention("Org", 0.9)));
    }

    proptest::proptest! {
        #[test]
        fn what_turns_is_what_a_scan_finds(
            scores in proptest::collection::vec((0_u8..3, 0_u8..=10), 0..30),
            thresholds in proptest::collection::vec(0_u8..=12, 8),
            nearly in (proptest::bool::ANY, proptest::bool::ANY),
        ) {
            let mut annotations = Annotations::new();
            for (at, (kind, score)) in scores.iter().enumerate() {
                let id = MentionId(at as u32 + 1);
                let kind = ["A", "B", "C"][usize::from(*kind)];
                let origin = if *score == 10 { Origin::File } else { mention(kind, f32::from(*score) / 10.0).origin };
                annotations.apply("x", crate::domain::Edit::Insert(Mention { id, origin, ..mention(kind, 0.0) }.into())).expect("fits");
            }
            let threshold = |n: usize| match thresholds[n] {
                12 => f32::INFINITY,
                n => f32::from(n) / 10.0,
            };
            let visibility = |first: usize, nearly| Visibility {
                entity: threshold(first),
                per_entity: [("A".into(), threshold(first + 1)), ("B".into(), threshold(first + 2))].into(),
                nearly,
                ..Visibility::default()
            };
            let (old, new) = (visibility(0, nearly.0), visibility(4, nearly.1));
            let mut found: Vec<MentionId> = turned_mentions(&annotations, &old, &new).map(|m| m.id).collect();
            found.sort_unstable();
            let scan: Vec<MentionId> =
                annotations.mentions().filter(|m| old.mention(m) != new.mention(m)).map(|m| m.id).collect();
            proptest::prop_assert_eq!(found, scan);
        }
    }

    #[test]
    fn nearly_said_is_shown_on_demand_and_told_apart() {
        let visibility = Visibility { entity: 0.8, ..Visibility::default() };
        let nearly = visibility.with_nearly();
        let shown = |score| (visibility.mention(&mention("A", score)), nearly.mention(&mention("A", score)));
        assert_eq!((shown(0.8), shown(0.5), shown(0.39)), ((true, true), (false, true), (false, false)));
        assert!(nearly.is_nearly_mention(&mention("A", 0.5)) && !nearly.is_nearly_mention(&mention("A", 0.8)));
        assert!(!visibility.is_nearly_mention(&mention("A", 0.5)));
    }
}

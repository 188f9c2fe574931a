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
}

impl Default for Visibility {
    fn default() -> Self {
        Self { relation: 0.4, entity: 0.0, per_relation: BTreeMap::new() }
    }
}

impl Visibility {
    /// Shows what a person or a file vouches for, and no open prediction: no score reaches its thresholds.
    pub fn confirmed_only() -> Self {
        Self { relation: f32::INFINITY, entity: f32::INFINITY, per_relation: BTreeMap::new() }
    }

    pub fn mention(&self, mention: &Mention) -> bool {
        passes(&mention.origin, mention.review, self.entity)
    }

    /// Whether a relation passes its own threshold, whatever its ends do.
    pub fn relation_itself(&self, relation: &Relation) -> bool {
        let needed = self.per_relation.get(&relation.kind).copied().unwrap_or(self.relation);
        passes(&relation.origin, relation.review, needed)
    }

    /// Both ends must be visible too.
    pub fn relation(&self, annotations: &Annotations, relation: &Relation) -> bool {
        self.relation_itself(relation)
            && [relation.head, relation.tail]
                .iter()
                .all(|end| annotations.mention(*end).is_some_and(|mention| self.mention(mention)))
    }

    pub fn mentions<'a>(&'a self, annotations: &'a Annotations) -> impl Iterator<Item = &'a Mention> + 'a {
        annotations.mentions().filter(|m| self.mention(m))
    }

    pub fn relations<'a>(&'a self, annotations: &'a Annotations) -> impl Iterator<Item = &'a Relation> + 'a {
        annotations.relations().filter(|r| self.relation(annotations, r))
    }
}

fn passes(origin: &Origin, review: Review, threshold: f32) -> bool {
    match review {
        Review::Accepted => true,
        Review::Rejected => false,
        Review::Open => origin.score().is_none_or(|score| score >= threshold),
    }
}

//! What a document holds, counted once per change: lists and legends ask for it every frame.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{Annotations, Visibility};

/// Counts of what is visible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub entities: usize,
    pub relations: usize,
    /// Predictions among them that nobody has reviewed.
    pub open_entities: usize,
    pub open_relations: usize,
    pub by_entity_type: HashMap<Arc<str>, usize>,
    pub by_relation_type: HashMap<Arc<str>, usize>,
    /// Whether there is anything that a threshold could show or hide.
    pub has_predictions: bool,
}

impl Summary {
    pub fn of(annotations: &Annotations, visibility: &Visibility) -> Self {
        let mut summary = Self::default();
        for mention in visibility.mentions(annotations) {
            summary.entities += 1;
            summary.open_entities += usize::from(!mention.is_confirmed());
            *summary.by_entity_type.entry(mention.kind.clone()).or_default() += 1;
        }
        for relation in visibility.relations(annotations) {
            summary.relations += 1;
            summary.open_relations += usize::from(!relation.is_confirmed());
            *summary.by_relation_type.entry(relation.kind.clone()).or_default() += 1;
        }
        summary.has_predictions =
            annotations.mentions().any(|m| !m.is_confirmed()) || annotations.relations().any(|r| !r.is_confirmed());
        summary
    }
}

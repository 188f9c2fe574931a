//! What is selected; text, map, inspector and lists all show this one value.

use std::collections::BTreeSet;

use crate::domain::{Annotations, MentionId, RelationId};
use crate::text::Span;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    #[default]
    None,
    /// A stretch of text, the raw material of a new mention.
    Text(Span),
    Mention(MentionId),
    Relation(RelationId),
    /// A node of the map: all mentions of one concept.
    Concept(BTreeSet<MentionId>),
    /// An edge of the map: all relations it bundles.
    Bundle(BTreeSet<RelationId>),
}

impl Selection {
    pub fn mention(&self) -> Option<MentionId> {
        match self {
            Self::Mention(id) => Some(*id),
            _ => None,
        }
    }

    /// Mentions that stand out: the selected ones, and the ends of selected relations.
    pub fn mentions(&self, annotations: &Annotations) -> BTreeSet<MentionId> {
        match self {
            Self::None | Self::Text(_) => BTreeSet::new(),
            Self::Mention(id) => BTreeSet::from([*id]),
            Self::Concept(ids) => ids.clone(),
            Self::Relation(_) | Self::Bundle(_) => self
                .relations()
                .iter()
                .filter_map(|id| annotations.relation(*id))
                .flat_map(|relation| [relation.head, relation.tail])
                .collect(),
        }
    }

    /// Relations that are themselves selected.
    pub fn relations(&self) -> BTreeSet<RelationId> {
        match self {
            Self::Relation(id) => BTreeSet::from([*id]),
            Self::Bundle(ids) => ids.clone(),
            Self::None | Self::Text(_) | Self::Mention(_) | Self::Concept(_) => BTreeSet::new(),
        }
    }

    /// Drops what no longer exists (after an undo, say).
    pub fn retain_existing(&mut self, annotations: &Annotations) {
        let gone = match self {
            Self::None | Self::Text(_) => false,
            Self::Mention(id) => annotations.mention(*id).is_none(),
            Self::Relation(id) => annotations.relation(*id).is_none(),
            Self::Concept(ids) => {
                ids.retain(|id| annotations.mention(*id).is_some());
                ids.is_empty()
            }
            Self::Bundle(ids) => {
                ids.retain(|id| annotations.relation(*id).is_some());
                ids.is_empty()
            }
        };
        if gone {
            *self = Self::None;
        }
    }
}

//! One thing that was found, with the words around it.

use std::sync::Arc;

use super::Line;
use super::line::{flat, short};
use crate::domain::{Annotations, ItemId, Mention, MentionId, Origin, Relation, RelationId, Review};
use crate::text::Span;

/// What stands at a hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Bare text.
    Text,
    Mention(MentionId),
    /// With the places of head and tail, which still name it when its document was read anew.
    Relation {
        id: RelationId,
        head: Span,
        tail: Span,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub found: Found,
    pub span: Span,
    pub kind: Option<Arc<str>>,
    /// The model's, where a model made the item.
    pub score: Option<f32>,
    /// A prediction that nobody has reviewed.
    pub open: bool,
    /// `Oswald → Kennedy` for a relation; the exact text of a discontinuous entity; else empty.
    pub title: String,
    pub line: Line,
    /// How alike the spelling is, where that was asked, from 0 to 1.
    pub closeness: Option<f32>,
}

impl Hit {
    pub fn text(text: &str, span: Span) -> Self {
        Self {
            found: Found::Text,
            span,
            kind: None,
            score: None,
            open: false,
            title: String::new(),
            line: Line::around(text, span),
            closeness: None,
        }
    }

    pub fn mention(text: &str, mention: &Mention) -> Self {
        let title =
            if mention.fragments.joined(text).is_discontinuous() { flat(&mention.text(text)) } else { String::new() };
        Self {
            found: Found::Mention(mention.id),
            kind: Some(mention.kind.clone()),
            score: mention.origin.score(),
            open: is_open(&mention.origin, mention.review),
            title,
            ..Self::text(text, mention.cover())
        }
    }

    /// `None` where an end is missing.
    pub fn relation(text: &str, annotations: &Annotations, relation: &Relation) -> Option<Self> {
        let (head, tail) = (annotations.mention(relation.head)?, annotations.mention(relation.tail)?);
        Some(Self {
            found: Found::Relation { id: relation.id, head: head.cover(), tail: tail.cover() },
            kind: Some(relation.kind.clone()),
            score: relation.origin.score(),
            open: is_open(&relation.origin, relation.review),
            title: format!("{} → {}", short(&head.text(text)), short(&tail.text(text))),
            ..Self::text(text, head.cover().cover(tail.cover()))
        })
    }

    /// The same item in these annotations, which may have been read anew: by its id, else by place and type.
    pub fn item_in(&self, annotations: &Annotations) -> Option<ItemId> {
        match self.found {
            Found::Text => None,
            Found::Mention(id) => {
                let same = |m: &Mention| m.cover() == self.span && Some(&m.kind) == self.kind.as_ref();
                let known = annotations.mention(id).filter(|m| m.cover() == self.span);
                known.or_else(|| annotations.mentions().find(|m| same(m))).map(|m| m.id.into())
            }
            Found::Relation { id, head, tail } => {
                let cover = |id| annotations.mention(id).map(Mention::cover);
                let here = |r: &Relation| cover(r.head) == Some(head) && cover(r.tail) == Some(tail);
                let known = annotations.relation(id).filter(|r| here(r));
                let same = |r: &Relation| Some(&r.kind) == self.kind.as_ref() && here(r);
                known.or_else(|| annotations.relations().find(|r| same(r))).map(|r| r.id.into())
            }
        }
    }
}

fn is_open(origin: &Origin, review: Review) -> bool {
    review == Review::Open && matches!(origin, Origin::Model { .. })
}

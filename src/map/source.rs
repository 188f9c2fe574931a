//! The documents behind a map, and what of them it shows.

use std::borrow::Cow;

use crate::domain::{
    Document, ItemId, Mention, MentionId, Origin, Relation, RelationId, Review, Roles, Visibility, event_relation,
};
use crate::text::Span;

/// A document as the map reads it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Which document; unique among the sources of a map, and the same whenever the document is shown again.
    pub key: u64,
    /// Changes whenever annotations or visibility do: only then the document is read again.
    pub content: u64,
    pub document: &'a Document,
    pub visibility: &'a Visibility,
    /// Sentences of the text, for quotations; may be empty, then the line is quoted.
    pub sentences: &'a [Span],
    /// Only mentions that touch this stretch of the text (a sentence).
    pub within: Option<Span>,
}

/// A mention of one of the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MentionAt {
    pub source: u64,
    pub id: MentionId,
}

/// A relation of one of the documents; one with an event as an end is a line of another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationAt {
    pub source: u64,
    pub id: ItemId,
}

impl RelationAt {
    /// The relation that people may review and change; none where an end is an event.
    pub fn relation(self) -> Option<RelationId> {
        match self.id {
            ItemId::Relation(id) => Some(id),
            ItemId::Mention(_) | ItemId::Extra(_) => None,
        }
    }
}

impl<'a> Source<'a> {
    /// The source with this key.
    pub fn find(sources: &'a [Self], key: u64) -> Option<&'a Self> {
        sources.iter().find(|source| source.key == key)
    }

    /// Of a stretch of the text of one document that document alone, narrowed to it; else all of them.
    pub fn narrowed(sources: &'a [Self], key: u64, within: Option<Span>) -> Cow<'a, [Self]> {
        match (within, Self::find(sources, key)) {
            (Some(_), Some(source)) => Cow::Owned(vec![Self { within, ..*source }]),
            _ => Cow::Borrowed(sources),
        }
    }

    pub fn mention(sources: &'a [Self], at: MentionAt) -> Option<&'a Mention> {
        Self::find(sources, at.source)?.document.annotations.mention(at.id)
    }

    /// A relation between two mentions; of an event, its trigger is the end. The id of such a one names its line, and no
    /// relation.
    pub fn relation(&self, id: ItemId) -> Option<Cow<'a, Relation>> {
        let annotations = &self.document.annotations;
        match id {
            ItemId::Mention(_) => None,
            ItemId::Relation(id) => annotations.relation(id).map(Cow::Borrowed),
            ItemId::Extra(id) => {
                let found = event_relation(annotations, annotations.extra(id)?, &Roles::of(&self.document.schema))?;
                let (head, tail) = (annotations.anchor(found.head)?, annotations.anchor(found.tail)?);
                let (id, kind, origin) = (RelationId(id.0), found.kind.into(), Origin::File);
                Some(Cow::Owned(Relation { id, kind, head, tail, origin, review: Review::Open }))
            }
        }
    }
}

//! The documents behind a map, and what of them it shows.

use std::borrow::Cow;

use crate::domain::{Document, Mention, MentionId, Relation, RelationId, Visibility};
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

/// A relation of one of the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationAt {
    pub source: u64,
    pub id: RelationId,
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

    pub fn relation(sources: &'a [Self], at: RelationAt) -> Option<&'a Relation> {
        Self::find(sources, at.source)?.document.annotations.relation(at.id)
    }
}

//! What a view asks for. Views never change the document: they send one of these, and the app applies it.

use std::sync::Arc;

use super::Command;
use super::Selection;
use crate::domain::{ExtraBody, ExtraId, Fragments, ItemId, MentionId, RelationId, Review};
use crate::text::Span;

/// What can be done with all relations of an edge of the map.
#[derive(Clone, Debug, PartialEq)]
pub enum BundleChange {
    Review(Review),
    Reverse,
    Delete,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Select(Selection),
    /// Bring a place of the text into view.
    Reveal(Span),
    /// Show another document of the map, by its key there, and select something in it.
    Visit {
        source: u64,
        selection: Selection,
        span: Option<Span>,
    },
    /// Read the folder's documents for the map once more.
    ReadFolder,
    StopReading,
    ShowEntities {
        kind: Arc<str>,
        shown: bool,
    },
    ShowRelations {
        kind: Arc<str>,
        shown: bool,
    },
    /// Do what a command does with the selection.
    Command(Command),
    /// Ask for a type for a new mention over this stretch of text (opens the picker at the pointer).
    PickMentionType(Span),
    /// Ask for a new type of an existing mention.
    PickRetag(MentionId),
    /// Ask for the type of a new relation.
    PickRelationType {
        head: MentionId,
        tail: MentionId,
    },
    PickRetype(RelationId),
    AddMention {
        span: Span,
        kind: Arc<str>,
    },
    Retag {
        mention: MentionId,
        kind: Arc<str>,
    },
    Resize {
        mention: MentionId,
        fragments: Fragments,
    },
    AddRelation {
        head: MentionId,
        tail: MentionId,
        kind: Arc<str>,
    },
    Retype {
        relation: RelationId,
        kind: Arc<str>,
    },
    Reverse(RelationId),
    Delete(ItemId),
    /// An attribute, a note or another line about an item.
    Describe {
        target: ItemId,
        body: ExtraBody,
    },
    Rewrite {
        extra: ExtraId,
        body: ExtraBody,
    },
    /// Begin to write a note about an item.
    WriteNote(ItemId),
    /// More text for a mention, apart from what it covers.
    AddPiece {
        mention: MentionId,
        span: Span,
    },
    RemovePiece {
        mention: MentionId,
        piece: usize,
    },
    /// Each piece becomes a mention of its own.
    SplitPieces(MentionId),
    /// `other` becomes a part of `mention`.
    Join {
        mention: MentionId,
        other: MentionId,
    },
    /// Both mean the same thing.
    SameAs {
        mention: MentionId,
        other: MentionId,
    },
    NotSame(MentionId),
    /// One change of several relations of the document, as one step.
    ChangeAll {
        relations: Vec<RelationId>,
        change: BundleChange,
    },
    Review {
        item: ItemId,
        review: Review,
    },
}

//! What formats of character spans have in common when they are written: which items go in, and what cannot.

use std::collections::BTreeMap;

use crate::domain::{Document, Mention, MentionId, Relation, Visibility};
use crate::text::OffsetMap;

use super::Lost;

/// An entity as one stretch of code points.
pub struct Entity<'a> {
    /// What it stands for.
    pub mention: &'a Mention,
    /// Its first code point, from 0.
    pub start: usize,
    /// The code point behind its last.
    pub end: usize,
}

/// What of a document is written as spans.
pub struct Spans<'a> {
    /// In the order of the text.
    pub entities: Vec<Entity<'a>>,
    /// With the places of head and tail in `entities`.
    pub relations: Vec<(&'a Relation, usize, usize)>,
}

impl<'a> Spans<'a> {
    /// What of a document counts at these thresholds; the rest is added to `lost`.
    pub fn of(document: &'a Document, visibility: &'a Visibility, lost: &mut Lost) -> Self {
        let map = OffsetMap::new(document.text.clone());
        let annotations = &document.annotations;
        let mut entities = Vec::new();
        for mention in visibility.mentions(annotations) {
            let cover = mention.cover();
            match map.chars_of_span(cover).filter(|_| cover.start < cover.end) {
                Some((start, end)) => entities.push(Entity { mention, start: start.into(), end: end.into() }),
                None => lost.add(1, "entities that cover no text"),
            }
            if mention.fragments.is_discontinuous() {
                lost.add(1, "entities of several pieces, each written as one stretch");
            }
        }
        entities.sort_by_key(|entity| (entity.start, std::cmp::Reverse(entity.end), entity.mention.id));
        let places: BTreeMap<MentionId, usize> =
            entities.iter().zip(0..).map(|(entity, at)| (entity.mention.id, at)).collect();
        let mut relations = Vec::new();
        for relation in visibility.relations(annotations) {
            match (places.get(&relation.head), places.get(&relation.tail)) {
                (Some(head), Some(tail)) => relations.push((relation, *head, *tail)),
                _ => lost.add(1, "relations of which an end is not written"),
            }
        }
        lost.add(annotations.extras().count(), "notes, attributes, events and other lines");
        Self { entities, relations }
    }
}

/// Entities that no other one before them overlaps: the outer ones of nested ones, the first of two that cross.
pub fn flat(entities: &[Entity<'_>]) -> Vec<usize> {
    let mut end = 0;
    let mut kept = Vec::new();
    for (at, entity) in entities.iter().enumerate() {
        if entity.start >= end {
            end = entity.end;
            kept.push(at);
        }
    }
    kept
}

//! Names within one document: which of its mentions are one thing, how sure that is, and why.

mod candidates;
mod groups;
mod link;
mod settle;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Lexicon;
use super::evidence::{Evidence, WITHIN};
use super::name::Name;
use crate::domain::{Document, Mention, MentionId, Relation};
use crate::text::Span;

/// What is read beside the mentions themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// `Equiv` lines, references to databases, and relations: what people have said already.
    pub says: bool,
}

/// A pair of names that was considered.
#[derive(Clone, Debug, PartialEq)]
pub struct Considered {
    /// The two names as they are written.
    pub names: [String; 2],
    /// From 0 to 1; 0 where something forbids it.
    pub probability: f32,
    /// Why, in words; what forbids it where something does.
    pub reasons: Vec<String>,
}

/// Mentions of a document that are one thing.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The longest full form, in the nominative where that occurs.
    pub name: String,
    /// The type of all its mentions.
    pub kind: Arc<str>,
    /// In the order of the text.
    pub mentions: Vec<MentionId>,
    /// That of the weakest pair that holds it together; 1 where it has one name only.
    pub probability: f32,
    /// References to databases (`Wikidata:Q159`), in order.
    pub references: Vec<Arc<str>>,
    /// Its names and how often each occurs.
    pub(super) names: Vec<(Name, usize)>,
    /// Why its names are one thing, pair by pair.
    pub pairs: Vec<Considered>,
}

/// Mentions of one type and one name.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub name: Name,
    /// In the order of the text.
    pub mentions: Vec<(Span, MentionId)>,
    pub references: BTreeSet<Arc<str>>,
}

impl Group {
    pub(super) fn first(&self) -> usize {
        self.mentions.first().map_or(0, |(span, _)| span.start)
    }
}

/// A link between two groups, by their numbers.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub groups: [usize; 2],
    pub evidence: Evidence,
    pub probability: f32,
    /// People, or a database, say so: nothing forbids it.
    pub is_said: bool,
}

/// The things of a document, of the mentions that count; of the relations those that count say something.
pub fn resolve_document<'a>(
    document: &Document,
    mentions: impl Iterator<Item = &'a Mention>,
    relations: impl Iterator<Item = &'a Relation>,
    reading: Reading,
    lexicon: &Lexicon,
) -> Vec<Resolved> {
    let groups = groups::groups(document, mentions, reading, &lexicon.0);
    let said = if reading.says { link::said(document, relations, &groups) } else { link::Said::default() };
    let links = link::links(document, &groups, &said, &lexicon.0, &WITHIN);
    settle::settle(&groups, &links, &said, &WITHIN)
}

/// The pairs before anything is decided, for who fits the weights.
#[cfg(test)]
pub(super) fn candidate_links<'a>(
    document: &Document,
    mentions: impl Iterator<Item = &'a Mention>,
    reading: Reading,
    lexicon: &Lexicon,
) -> (Vec<Group>, Vec<Link>) {
    let groups = groups::groups(document, mentions, reading, &lexicon.0);
    let links = link::links(document, &groups, &link::Said::default(), &lexicon.0, &WITHIN);
    (groups, links)
}

//! What is looked for: one value, which the search line writes and reads, and the filter buttons change.

use std::sync::Arc;

/// The words of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// Found as it stands; white space matches any white space, also a line break.
    Phrase(String),
    /// A regular expression as the crate `regex` reads it.
    Regex(String),
}

/// Which kinds of things are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// Text where the query asks for text alone, else entities and relations.
    #[default]
    Fitting,
    Text,
    Entities,
    Relations,
}

/// Who made an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    Human,
    File,
    /// Any model.
    Model,
    /// A model, or whoever else, whose name holds this.
    Named(String),
}

/// What has been decided about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A prediction that is shown and nobody has reviewed.
    Open,
    /// A person or a file vouches for it.
    Confirmed,
    Rejected,
    /// An open prediction below the threshold.
    Hidden,
}

/// A limit of the score, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    pub value: f32,
    pub inclusive: bool,
}

/// Scores that are looked for; items without a score never fit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    pub low: Option<Bound>,
    pub high: Option<Bound>,
}

impl Scores {
    pub fn any(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }

    pub fn fits(&self, score: f32) -> bool {
        self.low.is_none_or(|b| score > b.value || (b.inclusive && score >= b.value))
            && self.high.is_none_or(|b| score < b.value || (b.inclusive && score <= b.value))
    }
}

/// Everything that a hit must fulfil. The default finds nothing: see [`Query::is_empty`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    pub text: Option<Text>,
    /// Capital and small letters differ.
    pub case: bool,
    /// Matches begin and end at the edge of a word.
    pub words: bool,
    pub what: What,
    /// Names of entity or relation types, of which an item must have one.
    pub kinds: Vec<Arc<str>>,
    /// Types of a relation's head.
    pub heads: Vec<Arc<str>>,
    /// Types of a relation's tail.
    pub tails: Vec<Arc<str>>,
    pub scores: Scores,
    pub by: Option<By>,
    pub decision: Option<Decision>,
    /// A piece of a note; an empty one is any note.
    pub note: Option<String>,
    /// The concept that one of these names or references to a database (`Wikidata:Q159`) stands for, see
    /// [`crate::resolve`]; none asks for none.
    pub same: Vec<String>,
    /// Entities whose text is spelled alike.
    pub near: Option<String>,
    /// Relations whose head is the concept of one of these names.
    pub from: Vec<String>,
    /// Relations whose tail is the concept of one of these names.
    pub to: Vec<String>,
}

impl Query {
    /// Whether nothing is asked, so that nothing is found.
    pub fn is_empty(&self) -> bool {
        let bare = Self { case: self.case, words: self.words, ..Self::default() };
        *self == bare
    }

    /// Whether hits are stretches of text rather than items.
    pub fn finds_text(&self) -> bool {
        match self.what {
            What::Text => true,
            What::Entities | What::Relations => false,
            What::Fitting => self.text.is_some() && !self.filters_items(),
        }
    }

    pub fn finds_entities(&self) -> bool {
        !self.finds_text() && self.what != What::Relations && !self.filters_ends()
    }

    pub fn finds_relations(&self) -> bool {
        !self.finds_text() && self.what != What::Entities && self.near.is_none()
    }

    fn filters_ends(&self) -> bool {
        !(self.heads.is_empty() && self.tails.is_empty() && self.from.is_empty() && self.to.is_empty())
    }

    fn filters_items(&self) -> bool {
        !(self.kinds.is_empty() && self.scores.any())
            || self.filters_ends()
            || self.by.is_some()
            || self.decision.is_some()
            || self.note.is_some()
            || !self.same.is_empty()
            || self.near.is_some()
    }
}

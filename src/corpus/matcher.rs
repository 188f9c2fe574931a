//! A query at work on one document.

use std::collections::HashMap;

use super::pattern::{Pattern, PatternError};
use super::query::{By, Decision, Query};
use super::similar::{ALIKE, Trigrams};
use super::{Found, Hit};
use crate::domain::{Document, ExtraBody, ItemId, Mention, MentionId, Origin, Relation, Review, Visibility};
use crate::resolve::{Cluster, Clusters, concept_key};
use crate::text::Span;

/// A query made ready: its expression compiled, its comparisons prepared.
#[derive(Clone, Debug)]
pub struct Matcher {
    query: Query,
    pattern: Option<Pattern>,
    same: Names,
    from: Names,
    to: Names,
    near: Option<Trigrams>,
    note: Option<String>,
    named: Option<String>,
}

impl Matcher {
    /// # Errors
    /// When the query's regular expression is none.
    pub fn new(query: Query) -> Result<Self, PatternError> {
        Ok(Self {
            pattern: Pattern::of(&query)?,
            same: Names::new(&query.same),
            from: Names::new(&query.from),
            to: Names::new(&query.to),
            near: query.near.as_deref().map(Trigrams::of),
            note: query.note.as_ref().map(|note| note.to_lowercase()),
            named: match &query.by {
                Some(By::Named(name)) => Some(name.to_lowercase()),
                _ => None,
            },
            query,
        })
    }

    /// Whether a document's annotations matter to what is found; without, its text is enough.
    pub fn needs_annotations(&self) -> bool {
        !self.query.finds_text()
    }

    /// What fits, at most `limit`, in the order of the text; the nearest spellings first where that was asked.
    pub fn hits(&self, document: &Document, visibility: &Visibility, limit: usize) -> Vec<Hit> {
        if self.query.is_empty() {
            return Vec::new();
        }
        if self.query.finds_text() {
            return self.text_hits(document, visibility, limit);
        }
        let names = self.names(document, visibility);
        let mut hits = Vec::new();
        if self.query.finds_entities() {
            hits.extend(self.entities(document, visibility, &names));
        }
        if self.query.finds_relations() {
            hits.extend(self.relations(document, visibility, &names));
        }
        hits.sort_by(|a: &Hit, b| {
            let closeness = |hit: &Hit| hit.closeness.unwrap_or(0.0);
            closeness(b).total_cmp(&closeness(a)).then(a.span.cmp(&b.span))
        });
        hits.truncate(limit);
        hits
    }

    /// Places of the text; one that is just an entity is shown as that.
    fn text_hits(&self, document: &Document, visibility: &Visibility, limit: usize) -> Vec<Hit> {
        let Some(pattern) = &self.pattern else { return Vec::new() };
        let spans: Vec<Span> = pattern.spans(&document.text).take(limit).collect();
        if spans.is_empty() {
            return Vec::new();
        }
        let mentions: HashMap<Span, &Mention> =
            visibility.mentions(&document.annotations).map(|m| (m.cover(), m)).collect();
        let hit = |span: &Span| match mentions.get(span) {
            Some(mention) => Hit::mention(&document.text, mention),
            None => Hit::text(&document.text, *span),
        };
        spans.iter().map(hit).collect()
    }

    /// Which mentions of the document are one thing, where the query asks for things.
    fn names(&self, document: &Document, visibility: &Visibility) -> Clusters {
        let asked = [&self.same, &self.from, &self.to].iter().any(|names| !names.is_empty());
        // A query may ask for hidden and rejected items, too; what they are is decided among themselves.
        let shown = |mention: &&Mention| self.query.decision.is_some() || visibility.mention(mention);
        match asked {
            true => Clusters::of(document, document.annotations.mentions().filter(shown)),
            false => Clusters::default(),
        }
    }

    fn entities<'a>(
        &'a self,
        document: &'a Document,
        visibility: &'a Visibility,
        names: &'a Clusters,
    ) -> impl Iterator<Item = Hit> + 'a {
        let annotations = &document.annotations;
        annotations.mentions().filter_map(move |mention| {
            let shown = visibility.mention(mention);
            let fits = self.kind_fits(&mention.kind)
                && self.made_fits(&mention.origin, mention.review, shown)
                && self.note_fits(document, mention.id.into());
            if !fits {
                return None;
            }
            let text = mention.text(&document.text);
            if !self.pattern.as_ref().is_none_or(|p| p.is_in(&text)) || !self.same.fit(mention.id, names) {
                return None;
            }
            let closeness = self.near.as_ref().map(|near| near.closeness(&Trigrams::of(&text)));
            closeness.is_none_or(|c| c >= ALIKE).then(|| Hit { closeness, ..Hit::mention(&document.text, mention) })
        })
    }

    fn relations<'a>(
        &'a self,
        document: &'a Document,
        visibility: &'a Visibility,
        names: &'a Clusters,
    ) -> impl Iterator<Item = Hit> + 'a {
        let annotations = &document.annotations;
        annotations.relations().filter_map(move |relation| {
            let shown = visibility.relation(annotations, relation);
            let fits = self.kind_fits(&relation.kind)
                && self.made_fits(&relation.origin, relation.review, shown)
                && self.note_fits(document, relation.id.into())
                && self.ends_fit(document, relation, names);
            fits.then(|| Hit::relation(&document.text, annotations, relation)).flatten()
        })
    }

    fn kind_fits(&self, kind: &str) -> bool {
        named(&self.query.kinds, kind)
    }

    fn made_fits(&self, origin: &Origin, review: Review, shown: bool) -> bool {
        let open = review == Review::Open && matches!(origin, Origin::Model { .. });
        let decided = match self.query.decision {
            None => shown,
            Some(Decision::Open) => open && shown,
            Some(Decision::Confirmed) => shown && !open,
            Some(Decision::Rejected) => review == Review::Rejected,
            Some(Decision::Hidden) => open && !shown,
        };
        let made = match &self.query.by {
            None => true,
            Some(By::Human) => *origin == Origin::Human,
            Some(By::File) => *origin == Origin::File,
            Some(By::Model) => matches!(origin, Origin::Model { .. }),
            Some(By::Named(_)) => match (origin, &self.named) {
                (Origin::Model { model, .. }, Some(name)) => model.to_lowercase().contains(name),
                _ => false,
            },
        };
        decided && made && (self.query.scores.any() || origin.score().is_some_and(|s| self.query.scores.fits(s)))
    }

    fn note_fits(&self, document: &Document, item: ItemId) -> bool {
        let Some(note) = &self.note else { return true };
        document.annotations.extras_of(item).any(|extra| match &extra.body {
            ExtraBody::Note { text, .. } => text.to_lowercase().contains(note),
            _ => false,
        })
    }

    /// Types of both ends, and words in one of them.
    fn ends_fit(&self, document: &Document, relation: &Relation, names: &Clusters) -> bool {
        let mention = |id: MentionId| document.annotations.mention(id);
        let (Some(head), Some(tail)) = (mention(relation.head), mention(relation.tail)) else { return false };
        if !named(&self.query.heads, &head.kind) || !named(&self.query.tails, &tail.kind) {
            return false;
        }
        if !self.from.fit(head.id, names) || !self.to.fit(tail.id, names) {
            return false;
        }
        let either = |fits: &dyn Fn(&Mention) -> bool| [head, tail].iter().any(|m| fits(m));
        self.pattern.as_ref().is_none_or(|p| either(&|m| p.is_in(&m.text(&document.text))))
            && (self.same.is_empty() || either(&|m| self.same.fit(m.id, names)))
    }
}

/// Names that are asked for, as keys and as they were written: a reference to a database is no name.
#[derive(Clone, Debug)]
struct Names(Vec<(String, String)>);

impl Names {
    fn new(names: &[String]) -> Self {
        Self(names.iter().map(|name| (concept_key(name), name.trim().to_owned())).collect())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a mention is a thing of one of these names, by whichever of its names or references; any is where none was asked.
    fn fit(&self, mention: MentionId, clusters: &Clusters) -> bool {
        let is = |cluster: &Cluster| {
            self.0.iter().any(|(key, written)| {
                cluster.has_key(key) || cluster.references.iter().any(|reference| **reference == **written)
            })
        };
        self.is_empty() || clusters.of_mention(mention).is_some_and(is)
    }
}

/// Whether a type is among those asked for; any is where none was. Capital letters do not matter.
fn named(names: &[std::sync::Arc<str>], kind: &str) -> bool {
    names.is_empty() || names.iter().any(|name| name.eq_ignore_ascii_case(kind))
}

impl Hit {
    /// Whether the hit is an item, as opposed to bare text.
    pub fn is_item(&self) -> bool {
        self.found != Found::Text
    }
}

#[cfg(test)]
#[path = "matcher_tests.rs"]
mod tests;

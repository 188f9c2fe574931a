//! A document made of a text and what a file says of it in code points.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::{Document, Edit, Fragments, Mention, MentionId, Origin, Relation, Review};
use crate::text::{OffsetMap, Span};

/// Takes annotations one by one; what does not fit the text is refused in words.
pub struct Builder {
    document: Document,
    map: OffsetMap,
    edits: Vec<Edit>,
    spans: Vec<(Span, Arc<str>, MentionId)>,
    taken: HashSet<String>,
}

impl Builder {
    /// Begins a document of this name and text, without annotations.
    pub fn new(name: String, text: &str) -> Self {
        let text: Arc<str> = text.into();
        let map = OffsetMap::new(text.clone());
        let document = Document::new(name, text);
        Self { document, map, edits: Vec::new(), spans: Vec::new(), taken: HashSet::new() }
    }

    /// An entity at code points `start..end`; one that is there already is that one.
    ///
    /// # Errors
    /// When the range is empty or not in the text.
    pub fn entity(&mut self, kind: &str, start: u64, end: u64, score: Option<f64>) -> Result<MentionId, String> {
        if kind.trim().is_empty() {
            return Err(format!("the entity at {start}–{end} has no type; left out"));
        }
        let point = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let span = self.map.span_of_chars(point(start), point(end)).filter(|span| span.start < span.end);
        let Some(span) = span else {
            let length = self.map.len_chars();
            return Err(format!(
                "{kind} at {start}–{end} is no part of the text, which has {length} characters; left out"
            ));
        };
        if let Some(known) = self.at(span, Some(kind)) {
            return Ok(known);
        }
        let id = self.document.annotations.fresh_mention();
        let kind: Arc<str> = kind.into();
        let mention = Mention {
            id,
            kind: kind.clone(),
            fragments: Fragments::one(span),
            origin: Origin::of_score(score),
            review: Review::Open,
        };
        self.edits.push(Edit::Insert(mention.into()));
        self.spans.push((span, kind, id));
        Ok(id)
    }

    /// The entity at code points `start..end`, of this type where one is asked for.
    pub fn find(&self, start: u64, end: u64, kind: Option<&str>) -> Option<MentionId> {
        let span = self.map.span_of_chars(usize::try_from(start).ok()?, usize::try_from(end).ok()?)?;
        self.at(span, kind)
    }

    fn at(&self, span: Span, kind: Option<&str>) -> Option<MentionId> {
        let fits =
            |(place, of, _): &&(Span, Arc<str>, MentionId)| *place == span && kind.is_none_or(|kind| **of == *kind);
        self.spans.iter().find(fits).map(|(_, _, id)| *id)
    }

    /// A relation; one that is there already is not made again.
    ///
    /// # Errors
    /// When it has no type.
    pub fn relation(&mut self, kind: &str, head: MentionId, tail: MentionId, score: Option<f64>) -> Result<(), String> {
        if kind.trim().is_empty() {
            return Err("a relation has no type; left out".to_owned());
        }
        if self.taken.insert(format!("{head:?} {kind} {tail:?}")) {
            let id = self.document.annotations.fresh_relation();
            let relation =
                Relation { id, kind: kind.into(), head, tail, origin: Origin::of_score(score), review: Review::Open };
            self.edits.push(Edit::Insert(relation.into()));
        }
        Ok(())
    }

    /// # Errors
    /// When the annotations contradict each other.
    pub fn finish(mut self) -> Result<Document, String> {
        self.document.apply(self.edits).map_err(|error| error.to_string())?;
        self.document.schema.complete(&self.document.annotations);
        Ok(self.document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_in_words() {
        let mut builder = Builder::new("d".into(), "Ёж 🦔 met Bob.");
        let hedgehog = builder.entity("Animal", 0, 4, None).expect("in the text");
        assert_eq!(builder.entity("Animal", 0, 4, None), Ok(hedgehog), "the same entity");
        let bob = builder.entity("Person", 9, 12, Some(0.5)).expect("in the text");
        for (kind, start, end) in [("A", 3, 3), ("A", 5, 4), ("A", 0, 99), (" ", 0, 1), ("A", 0, u64::MAX)] {
            assert!(builder.entity(kind, start, end, None).expect_err("refused").contains("left out"));
        }
        builder.relation("meets", hedgehog, bob, None).expect("has a type");
        builder.relation("meets", hedgehog, bob, None).expect("once is enough");
        assert!(builder.relation("", hedgehog, bob, None).is_err());
        assert_eq!(builder.find(9, 12, Some("Animal")), None);
        let document = builder.finish().expect("consistent");
        let said: Vec<String> = document.annotations.mentions().map(|m| m.text(&document.text)).collect();
        assert_eq!(said, ["Ёж 🦔", "Bob"]);
        assert_eq!(document.annotations.relation_count(), 1);
        assert!(document.annotations.mentions().nth(1).is_some_and(Mention::is_prediction));
    }
}

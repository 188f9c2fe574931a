//! One thing that was found, with the words around it.

use std::sync::Arc;

use crate::domain::{Annotations, ItemId, Mention, MentionId, Origin, Relation, RelationId, Review};
use crate::text::Span;

/// Code points of context on either side.
const CONTEXT: usize = 90;
/// Code points of a keyword; what is longer (two ends far apart) is shortened in its middle.
const KEYWORD: usize = 140;

/// A keyword in its context, on one line: line breaks are spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub left: String,
    pub key: String,
    pub right: String,
}

impl Line {
    pub fn around(text: &str, span: Span) -> Self {
        let before = text.get(..span.start).unwrap_or_default();
        let after = text.get(span.end..).unwrap_or_default();
        let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
        Self {
            left: flat(before.get(from..).unwrap_or_default()),
            key: short(span.slice(text).unwrap_or_default()),
            right: flat(after.get(..to).unwrap_or_default()),
        }
    }
}

/// Every run of white space as one space, also at the ends.
fn flat(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            flat.push(c);
        } else if !flat.ends_with(' ') {
            flat.push(' ');
        }
    }
    flat
}

/// The text on one line, without its middle where it is long. Looks at no more of it than it shows.
fn short(text: &str) -> String {
    let half = KEYWORD / 2;
    let cut = (text.char_indices().nth(half), text.char_indices().rev().nth(half - 1));
    match cut {
        (Some((head, _)), Some((tail, _))) if text.char_indices().nth(KEYWORD).is_some() => {
            let part = |piece: Option<&str>| flat(piece.unwrap_or_default());
            format!("{} … {}", part(text.get(..head)).trim_end(), part(text.get(tail..)).trim_start())
        }
        _ => flat(text),
    }
}

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_stays_on_one_line() {
        let text = "One\r\nline,  then\tthe keyword\nand\n\nmore 🎻.";
        let at = text.find("keyword").expect("there");
        let line = Line::around(text, Span::new(at, at + 7));
        assert_eq!((line.left.as_str(), line.key.as_str()), ("One line, then the ", "keyword"));
        assert_eq!(line.right, " and more 🎻.");
    }

    proptest! {
        #[test]
        fn context_is_cut_between_characters(text in "[а-я🎻\\u{301} \\n]{0,300}", a in 0..300usize, b in 0..300usize) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let place = |i: usize| places.get(i % places.len()).copied().unwrap_or(0);
            let span = Span::new(place(a).min(place(b)), place(a).max(place(b)));
            let line = Line::around(&text, span);
            prop_assert!(line.left.chars().count() <= CONTEXT && line.right.chars().count() <= CONTEXT);
            prop_assert!(line.key.chars().count() <= KEYWORD + 3);
            let all = flat(&text);
            prop_assert!(all.contains(line.left.trim()));
        }
    }
}

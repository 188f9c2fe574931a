//! Doing one thing many times: every occurrence of a text, what stands there, and the edits that treat all alike.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Line, Pattern};
use crate::domain::{
    Annotations, Document, Edit, EditError, Fragments, Mention, MentionId, Origin, Review, Visibility, change,
};
use crate::engine::Analysis;
use crate::text::Span;

/// What is done to every chosen occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// An entity of this type at every place.
    Annotate(Arc<str>),
    /// Entities at these places get this type.
    Retag(Arc<str>),
    /// Entities at these places go, with their relations.
    Delete,
}

/// What stands at an occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is annotated here.
    Free,
    /// An entity of the type in question, which somebody vouches for.
    Entity(MentionId),
    /// An open prediction of the type in question.
    Predicted(MentionId),
    /// A prediction of the type in question that a person has rejected.
    Rejected(MentionId),
    /// An entity of another type at this very place.
    Other(MentionId, Arc<str>),
    /// No entity at this very place, but one of this type that shares some of it.
    Overlapping(Arc<str>),
}

/// One place where the text stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    pub span: Span,
    pub line: Line,
    pub standing: Standing,
    /// How probable the model finds the type in question here.
    pub score: Option<f32>,
}

impl Deed {
    /// The type an occurrence is judged by: the new one, or for a deletion that of the entities which go.
    fn kind<'a>(&'a self, of: &'a Arc<str>) -> &'a Arc<str> {
        match self {
            Self::Annotate(kind) | Self::Retag(kind) => kind,
            Self::Delete => of,
        }
    }

    /// Whether there is anything to do at such a place.
    pub fn applies(&self, standing: &Standing) -> bool {
        match self {
            Self::Annotate(_) => !matches!(standing, Standing::Entity(_)),
            Self::Retag(_) => matches!(standing, Standing::Other(..)),
            Self::Delete => matches!(standing, Standing::Entity(_) | Standing::Predicted(_) | Standing::Other(..)),
        }
    }

    /// Whether an occurrence is chosen unless a person says otherwise: what conflicts with an earlier decision is not.
    /// `of` is the type that the entity had from which all this began.
    pub fn chosen_at_first(&self, standing: &Standing, of: &str) -> bool {
        match self {
            Self::Annotate(_) => matches!(standing, Standing::Free | Standing::Predicted(_)),
            Self::Retag(_) => matches!(standing, Standing::Other(_, kind) if **kind == *of),
            Self::Delete => matches!(standing, Standing::Entity(_) | Standing::Predicted(_)),
        }
    }
}

/// Every place of a text where the pattern stands, for a deed that began at an entity of type `of`. Those the model is
/// surest of come first where it was asked, else they come in the order of the text.
pub fn occurrences(
    document: &Document,
    visibility: &Visibility,
    pattern: &Pattern,
    deed: &Deed,
    of: &Arc<str>,
    analysis: Option<&Analysis>,
) -> Vec<Occurrence> {
    let kind = deed.kind(of);
    let here = Places::of(document, visibility);
    let scores = analysis.map(|analysis| Scores::of(analysis, kind));
    let mut found: Vec<Occurrence> = pattern
        .spans(&document.text)
        .filter_map(|span| {
            let standing = here.standing(span, kind);
            let wanted = match deed {
                Deed::Annotate(_) => true,
                Deed::Retag(_) => deed.applies(&standing) || matches!(standing, Standing::Entity(_)),
                Deed::Delete => deed.applies(&standing),
            };
            wanted.then(|| Occurrence {
                span,
                line: Line::around(&document.text, span),
                score: here.score(span, kind).or_else(|| scores.as_ref()?.of_span(span)),
                standing,
            })
        })
        .collect();
    if found.iter().any(|o| o.score.is_some()) {
        // What the model did not even take for an entity comes last.
        let score = |o: &Occurrence| o.score.unwrap_or(-1.0);
        found.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.span.cmp(&b.span)));
    }
    found
}

/// One group of edits that does the deed at these occurrences.
///
/// # Errors
/// When an occurrence is no longer what it was; ask for [`occurrences`] again.
pub fn edits(document: &Document, deed: &Deed, chosen: &[&Occurrence]) -> Result<Vec<Edit>, EditError> {
    // Each edit sees what the ones before it did: two entities that go may share a relation.
    let mut scratch = document.annotations.clone();
    let mut all = Vec::new();
    for occurrence in chosen.iter().filter(|o| deed.applies(&o.standing)) {
        let edits = edits_at(&mut scratch, deed, occurrence);
        scratch.apply_group(&document.text, edits.clone())?;
        all.extend(edits);
    }
    Ok(all)
}

fn edits_at(annotations: &mut Annotations, deed: &Deed, occurrence: &Occurrence) -> Vec<Edit> {
    match (deed, &occurrence.standing) {
        (Deed::Annotate(kind), Standing::Free | Standing::Overlapping(_)) => {
            change::add_mention(annotations, kind.clone(), Fragments::one(occurrence.span)).1
        }
        (Deed::Annotate(_), Standing::Predicted(id) | Standing::Rejected(id)) => {
            change::review_mention(annotations, *id, Review::Accepted)
        }
        (Deed::Annotate(kind) | Deed::Retag(kind), Standing::Other(id, _)) => {
            change::retag_mention(annotations, *id, kind.clone())
        }
        (Deed::Delete, Standing::Entity(id) | Standing::Predicted(id) | Standing::Other(id, _)) => {
            change::delete(annotations, *id)
        }
        _ => Vec::new(),
    }
}

/// What stands where, ready to be asked for every occurrence.
struct Places<'a> {
    exact: HashMap<Span, Vec<&'a Mention>>,
    /// Covers of shown mentions by their start, with the farthest end up to here and whose it is.
    by_start: Vec<(usize, usize, &'a Mention)>,
}

impl<'a> Places<'a> {
    fn of(document: &'a Document, visibility: &Visibility) -> Self {
        let mut exact: HashMap<Span, Vec<&Mention>> = HashMap::new();
        let mut shown: Vec<&Mention> = Vec::new();
        for mention in document.annotations.mentions() {
            let is_shown = visibility.mention(mention);
            let is_whole = || !mention.fragments.joined(&document.text).is_discontinuous();
            if (is_shown || mention.review == Review::Rejected) && is_whole() {
                exact.entry(mention.cover()).or_default().push(mention);
            }
            if is_shown {
                shown.push(mention);
            }
        }
        shown.sort_by_key(|m| m.cover());
        let mut by_start: Vec<(usize, usize, &Mention)> = Vec::with_capacity(shown.len());
        for mention in shown {
            let cover = mention.cover();
            let farthest = match by_start.last() {
                Some((_, end, whose)) if *end >= cover.end => (*end, *whose),
                _ => (cover.end, mention),
            };
            by_start.push((cover.start, farthest.0, farthest.1));
        }
        Self { exact, by_start }
    }

    fn standing(&self, span: Span, kind: &Arc<str>) -> Standing {
        let exact = self.exact.get(&span).map_or(&[][..], Vec::as_slice);
        let rejected = |m: &&&Mention| m.review == Review::Rejected;
        if let Some(same) = exact.iter().filter(|m| !rejected(m)).find(|m| m.kind == *kind) {
            return if same.is_confirmed() { Standing::Entity(same.id) } else { Standing::Predicted(same.id) };
        }
        if let Some(other) = exact.iter().find(|m| !rejected(m)) {
            return Standing::Other(other.id, other.kind.clone());
        }
        if let Some(same) = exact.iter().find(|m| m.kind == *kind) {
            return Standing::Rejected(same.id);
        }
        let before = self.by_start.partition_point(|(start, ..)| *start < span.end);
        match before.checked_sub(1).and_then(|at| self.by_start.get(at)) {
            Some((_, end, whose)) if *end > span.start => Standing::Overlapping(whose.kind.clone()),
            _ => Standing::Free,
        }
    }

    /// The score of a prediction of this type at this very place.
    fn score(&self, span: Span, kind: &Arc<str>) -> Option<f32> {
        let exact = self.exact.get(&span)?.iter().filter(|m| m.kind == *kind);
        exact.filter(|m| matches!(m.origin, Origin::Model { .. })).find_map(|m| m.origin.score())
    }
}

/// What the model gave every span it took for an entity, for one type.
struct Scores(HashMap<Span, f32>);

impl Scores {
    fn of(analysis: &Analysis, kind: &str) -> Self {
        let class = analysis.types.entities.iter().position(|t| t.name == kind).map(|at| at + 1);
        let mut scores = HashMap::new();
        let Some(class) = class else { return Self(scores) };
        for sentence in &analysis.sentences {
            for span in &sentence.scores.spans {
                let place = sentence.word_range(span.start, span.end);
                if let (Some(place), Some(score)) = (place, span.probs.get(class)) {
                    scores.insert(place, *score);
                }
            }
        }
        Self(scores)
    }

    fn of_span(&self, span: Span) -> Option<f32> {
        self.0.get(&span).copied()
    }
}

#[cfg(test)]
#[path = "occurrences_tests.rs"]
mod tests;

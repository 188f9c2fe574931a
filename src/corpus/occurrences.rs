//! Doing one thing many times: every occurrence of a text, what stands there, and the edits that treat all alike.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Line, Pattern};
use crate::analysis::Analysis;
use crate::domain::{
    Annotations, Document, Edit, EditError, Fragments, ItemId, Mention, MentionId, Origin, Relation, RelationId,
    Review, Visibility, change, doubles,
};
use crate::text::Span;

/// What is done to every chosen occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// An entity of this type at every place.
    Annotate(Arc<str>),
    /// The same, in place of open predictions that overlap it; their relations go over to it.
    Replace(Arc<str>),
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
    /// Open predictions that an entity of the type in question contradicts: they overlap the place, or stand just here
    /// with another type.
    pub over: Vec<MentionId>,
    /// Whether something overlaps the place that somebody vouches for.
    pub is_firm: bool,
    /// How probable the model finds the type in question here.
    pub score: Option<f32>,
}

/// The edits of a deed, and what they take away beside that.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planned {
    pub edits: Vec<Edit>,
    pub lost: Lost,
}

/// What goes along with a deed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Relations that are shown, in words.
    pub relations: Vec<String>,
    /// Notes, attributes and other lines.
    pub others: usize,
}

impl Lost {
    pub fn is_nothing(&self) -> bool {
        self.relations.is_empty() && self.others == 0
    }

    pub fn add(&mut self, more: Self) {
        self.relations.extend(more.relations);
        self.others += more.others;
    }

    /// `2 relations and 1 note or attribute`.
    pub fn said(&self) -> String {
        let count = |n: usize, one: &str, many: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        let relations = count(self.relations.len(), "relation", "relations");
        let others = count(self.others, "note or attribute", "notes or attributes");
        relations.into_iter().chain(others).collect::<Vec<_>>().join(" and ")
    }
}

/// Why a deed cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    #[error("“{0}” is not what it was when it was looked at. Look again, and apply then")]
    Changed(String),
    #[error(transparent)]
    Edit(#[from] EditError),
}

impl Deed {
    /// The type an occurrence is judged by: the new one, or for a deletion that of the entities which go.
    fn kind<'a>(&'a self, of: &'a Arc<str>) -> &'a Arc<str> {
        match self {
            Self::Annotate(kind) | Self::Replace(kind) | Self::Retag(kind) => kind,
            Self::Delete => of,
        }
    }

    /// Whether there is anything to do at such a place.
    pub fn applies(&self, at: &Occurrence) -> bool {
        match (self, &at.standing) {
            (Self::Annotate(_), standing) => !matches!(standing, Standing::Entity(_)),
            (Self::Replace(_), standing) => !matches!(standing, Standing::Entity(_)) || !at.over.is_empty(),
            (Self::Retag(_), standing) => matches!(standing, Standing::Other(..)),
            (Self::Delete, standing) => {
                matches!(standing, Standing::Entity(_) | Standing::Predicted(_) | Standing::Other(..))
            }
        }
    }

    /// Whether an occurrence is chosen unless a person says otherwise: what conflicts with an earlier decision is not.
    /// `of` is the type that the entity had from which all this began.
    pub fn chosen_at_first(&self, at: &Occurrence, of: &str) -> bool {
        match (self, &at.standing) {
            (Self::Annotate(_), standing) => matches!(standing, Standing::Free | Standing::Predicted(_)),
            (Self::Replace(_), Standing::Free | Standing::Predicted(_)) => true,
            (Self::Replace(_), Standing::Entity(_) | Standing::Overlapping(_)) => !at.over.is_empty() && !at.is_firm,
            (Self::Replace(_), Standing::Other(id, _)) => at.over.contains(id) && !at.is_firm,
            (Self::Replace(_), Standing::Rejected(_)) => false,
            (Self::Retag(_), standing) => matches!(standing, Standing::Other(_, kind) if **kind == *of),
            (Self::Delete, standing) => matches!(standing, Standing::Entity(_) | Standing::Predicted(_)),
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
            let (over, is_firm) = here.around(span, kind);
            let at = Occurrence {
                span,
                line: Line::around(&document.text, span),
                standing: here.standing(span, kind),
                over,
                is_firm,
                score: here.score(span, kind).or_else(|| scores.as_ref()?.of_span(span)),
            };
            let wanted = match deed {
                Deed::Annotate(_) | Deed::Replace(_) => true,
                Deed::Retag(_) => deed.applies(&at) || matches!(at.standing, Standing::Entity(_)),
                Deed::Delete => deed.applies(&at),
            };
            wanted.then_some(at)
        })
        .collect();
    if found.iter().any(|o| o.score.is_some()) {
        // What the model did not even take for an entity comes last.
        let score = |o: &Occurrence| o.score.unwrap_or(-1.0);
        found.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.span.cmp(&b.span)));
    }
    found
}

/// One group of edits that does the deed at these occurrences, and what goes along with it.
///
/// # Errors
/// When an occurrence is no longer what it was; ask for [`occurrences`] again.
pub fn plan(
    document: &Document,
    visibility: &Visibility,
    deed: &Deed,
    of: &Arc<str>,
    chosen: &[&Occurrence],
) -> Result<Planned, PlanError> {
    let here = Places::of(document, visibility);
    // Each edit sees what the ones before it did: two entities that go may share a relation.
    let mut scratch = document.annotations.clone();
    let mut planned = Planned::default();
    let before = &document.annotations;
    for occurrence in chosen.iter().filter(|o| deed.applies(o)) {
        let is_same = here.standing(occurrence.span, deed.kind(of)) == occurrence.standing;
        if !is_same || here.around(occurrence.span, deed.kind(of)).0 != occurrence.over {
            return Err(PlanError::Changed(document.slice(occurrence.span).to_owned()));
        }
        let (edits, gone) = edits_at(&mut scratch, &document.text, deed, occurrence)?;
        scratch.apply_group(&document.text, edits.clone())?;
        let shown = |id: &RelationId| before.relation(*id).filter(|r| visibility.relation(before, r));
        let text = |id| before.mention(id).map(|m| m.text(&document.text)).unwrap_or_default();
        let words =
            |r: &Relation| format!("{} {} {}", text(r.head), document.schema.relation_label(&r.kind), text(r.tail));
        planned.lost.relations.extend(gone.iter().filter_map(shown).map(words));
        if *deed == Deed::Delete {
            let others = edits.iter().filter(|edit| matches!(edit, Edit::Remove(ItemId::Extra(_))));
            planned.lost.others += others.count();
        }
        planned.edits.extend(edits);
    }
    Ok(planned)
}

/// The edits at one place, and the relations that go along.
fn edits_at(
    annotations: &mut Annotations,
    text: &str,
    deed: &Deed,
    occurrence: &Occurrence,
) -> Result<(Vec<Edit>, Vec<RelationId>), EditError> {
    let edits = match (deed, &occurrence.standing) {
        (Deed::Replace(kind), _) => return replace_at(annotations, text, kind, occurrence),
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
    };
    let gone = edits.iter().filter_map(|edit| match edit {
        Edit::Remove(ItemId::Relation(id)) => Some(*id),
        _ => None,
    });
    let gone = gone.collect();
    Ok((edits, gone))
}

/// An entity at this place, which has the relations of the open predictions that it stands in place of.
fn replace_at(
    annotations: &mut Annotations,
    text: &str,
    kind: &Arc<str>,
    at: &Occurrence,
) -> Result<(Vec<Edit>, Vec<RelationId>), EditError> {
    let shared = |m: &Mention| overlap(m.cover(), at.span);
    // One prediction may overlap two places: the first has it.
    let is_there = |id: &&MentionId| annotations.mention(**id).is_some_and(|m| m.is_prediction() && shared(m) > 0);
    let mut over: Vec<MentionId> = at.over.iter().filter(is_there).copied().collect();
    let likest = |id: &MentionId| annotations.mention(*id).map_or((0, false), |m| (shared(m), m.kind == *kind));
    over.sort_by_key(|id| (std::cmp::Reverse(likest(id)), *id));
    let (stays, mut edits) = match (&at.standing, over.first().copied()) {
        (Standing::Entity(id) | Standing::Predicted(id) | Standing::Rejected(id), _) => {
            let confirmed = annotations.mention(*id).is_some_and(Mention::is_confirmed);
            let accept = || change::review_mention(annotations, *id, Review::Accepted);
            (*id, if confirmed { Vec::new() } else { accept() })
        }
        (Standing::Other(id, _), _) => (*id, change::retag_mention(annotations, *id, kind.clone())),
        (Standing::Free | Standing::Overlapping(_), Some(first)) => {
            (first, change::reshape_mention(annotations, first, kind.clone(), Fragments::one(at.span)))
        }
        (Standing::Free | Standing::Overlapping(_), None) => {
            change::add_mention(annotations, kind.clone(), Fragments::one(at.span))
        }
    };
    let mut gone = Vec::new();
    // On a copy, because each sees what the ones before it did.
    let mut after = annotations.clone();
    after.apply_group(text, edits.clone())?;
    for other in over.into_iter().filter(|id| *id != stays) {
        let absorbed = doubles::absorb(&after, stays, other);
        after.apply_group(text, absorbed.edits.clone())?;
        gone.extend(absorbed.between);
        edits.extend(absorbed.edits);
    }
    Ok((edits, gone))
}

/// How many bytes two stretches share.
fn overlap(a: Span, b: Span) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// What stands where, ready to be asked for every occurrence.
struct Places<'a> {
    exact: HashMap<Span, Vec<&'a Mention>>,
    /// Covers of shown mentions by their start, with the farthest end up to here, whose that is, and the mention itself.
    by_start: Vec<(usize, usize, &'a Mention, &'a Mention)>,
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
        let mut by_start: Vec<(usize, usize, &Mention, &Mention)> = Vec::with_capacity(shown.len());
        for mention in shown {
            let cover = mention.cover();
            let farthest = match by_start.last() {
                Some((_, end, whose, _)) if *end >= cover.end => (*end, *whose),
                _ => (cover.end, mention),
            };
            by_start.push((cover.start, farthest.0, farthest.1, mention));
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
            Some((_, end, whose, _)) if *end > span.start => Standing::Overlapping(whose.kind.clone()),
            _ => Standing::Free,
        }
    }

    /// The open predictions that an entity of this type here contradicts, and whether something confirmed overlaps.
    fn around(&self, span: Span, kind: &Arc<str>) -> (Vec<MentionId>, bool) {
        let before = self.by_start.partition_point(|(start, ..)| *start < span.end);
        let near = self.by_start.get(..before).unwrap_or_default().iter().rev();
        let near = near.take_while(|(_, farthest, ..)| *farthest > span.start).map(|(.., mention)| *mention);
        let near: Vec<&Mention> = near.filter(|m| overlap(m.cover(), span) > 0).collect();
        let is_here = |m: &Mention| m.cover() == span && !m.fragments.is_discontinuous();
        let contradicts = |m: &&&Mention| m.is_prediction() && !(is_here(m) && m.kind == *kind);
        let mut over: Vec<MentionId> = near.iter().filter(contradicts).map(|m| m.id).collect();
        over.sort_unstable();
        (over, near.iter().any(|m| m.is_confirmed() && !is_here(m)))
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

//! What the map needs of one document, read once for each change of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::domain::{ExtraBody, ItemId, MentionId, RelationId, concept_key};
use crate::map::Source;
use crate::text::Span;

/// A visible mention.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: MentionId,
    pub kind: Arc<str>,
    /// The normalised text.
    pub key: String,
    /// The text on one line.
    pub surface: String,
    pub cover: Span,
    /// Which of two compared annotations proposes it, while that is undecided.
    pub layer: Option<u8>,
}

/// A visible relation.
#[derive(Clone, Debug)]
pub struct Link {
    pub id: RelationId,
    pub kind: Arc<str>,
    pub head: MentionId,
    pub tail: MentionId,
    pub confirmed: bool,
    pub score: Option<f32>,
    /// As of [`Known::layer`].
    pub layer: Option<u8>,
}

/// Mentions in text order, relations in id order, and what the document itself declares to be the same.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    pub mentions: Vec<Known>,
    pub relations: Vec<Link>,
    /// Places in `mentions` of each `Equiv`.
    pub equivs: Vec<Vec<usize>>,
    /// Places in `mentions` by database reference.
    pub references: BTreeMap<String, Vec<usize>>,
}

impl Digest {
    pub fn of(source: &Source<'_>) -> Self {
        let (document, annotations) = (source.document, &source.document.annotations);
        let touches = |cover: Span| source.within.is_none_or(|within| within.overlaps(cover) || within.contains(cover));
        let mut mentions: Vec<Known> = source
            .visibility
            .mentions(annotations)
            .filter(|mention| touches(mention.cover()))
            .map(|mention| {
                let text = mention.text(&document.text);
                let surface = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let (key, cover) = (concept_key(&text), mention.cover());
                let layer = mention.proposed_by();
                Known { id: mention.id, kind: mention.kind.clone(), key, surface, cover, layer }
            })
            .collect();
        mentions.sort_by_key(|mention| (mention.cover.start, mention.id));
        let place: HashMap<MentionId, usize> = mentions.iter().enumerate().map(|(i, m)| (m.id, i)).collect();
        let relations = source
            .visibility
            .relations(annotations)
            .filter(|relation| place.contains_key(&relation.head) && place.contains_key(&relation.tail))
            .map(|relation| Link {
                id: relation.id,
                kind: relation.kind.clone(),
                head: relation.head,
                tail: relation.tail,
                confirmed: relation.is_confirmed(),
                score: relation.origin.score(),
                layer: relation.proposed_by(),
            })
            .collect();
        let mut digest = Self { mentions, relations, ..Self::default() };
        for extra in annotations.extras() {
            let places = extra.targets.iter().filter_map(|target| match target.item() {
                Some(ItemId::Mention(id)) => place.get(&id).copied(),
                _ => None,
            });
            match &extra.body {
                ExtraBody::Equiv { .. } => digest.equivs.push(places.collect()),
                ExtraBody::Normalization { reference, .. } if !is_null(reference) => {
                    digest.references.entry(reference.clone()).or_default().extend(places);
                }
                _ => {}
            }
        }
        digest
    }
}

/// NEREL writes `Wikidata:NULL` for "looked up, not in the database"; that says nothing about identity.
fn is_null(reference: &str) -> bool {
    let id = reference.rsplit(':').next().unwrap_or(reference).trim();
    id.is_empty() || id.eq_ignore_ascii_case("null") || id.eq_ignore_ascii_case("nil")
}

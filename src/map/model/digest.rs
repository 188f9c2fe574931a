//! What the map needs of one document, read once for each change of it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{Document, ExtraBody, ItemId, Mention, MentionId, Roles, Target, event_relations};
use crate::map::Source;
use crate::resolve::Clusters;
use crate::text::Span;

/// A visible mention.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: MentionId,
    pub kind: Arc<str>,
    /// The text on one line.
    pub surface: String,
    /// Which of two compared annotations proposes it, while that is undecided.
    pub layer: Option<u8>,
    /// What attributes say of it, and of the event that it is the trigger of.
    pub attributes: Vec<String>,
}

/// A visible relation; of an end that is an event, its trigger.
#[derive(Clone, Debug)]
pub struct Link {
    /// Of the relation, or of the line of one with an event as an end.
    pub id: ItemId,
    pub kind: Arc<str>,
    pub head: MentionId,
    pub tail: MentionId,
    pub confirmed: bool,
    pub score: Option<f32>,
    /// As of [`Known::layer`].
    pub layer: Option<u8>,
}

/// Mentions in text order, relations in id order, and which mentions are one thing in this document.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    pub mentions: Vec<Known>,
    pub relations: Vec<Link>,
    /// Their members are places in `mentions`.
    pub clusters: Clusters,
}

impl Digest {
    pub fn of(source: &Source<'_>) -> Self {
        let (document, annotations) = (source.document, &source.document.annotations);
        let roles = Roles::of(&document.schema);
        let touches = |cover: Span| source.within.is_none_or(|within| within.overlaps(cover) || within.contains(cover));
        let mut attributes = attributes(document);
        let mut shown: Vec<&Mention> =
            source.visibility.mentions(annotations).filter(|mention| touches(mention.cover())).collect();
        shown.sort_by_key(|mention| (mention.cover().start, mention.id));
        let clusters = Clusters::of(document, shown.iter().copied());
        let known = |mention: &&Mention| {
            let text = mention.text(&document.text);
            let surface = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (layer, attributes) = (mention.proposed_by(), attributes.remove(&mention.id).unwrap_or_default());
            Known { id: mention.id, kind: mention.kind.clone(), surface, layer, attributes }
        };
        let mentions: Vec<Known> = shown.iter().map(known).collect();
        let place: HashMap<MentionId, usize> = mentions.iter().enumerate().map(|(i, m)| (m.id, i)).collect();
        let mut relations: Vec<Link> = source
            .visibility
            .relations(annotations)
            .filter(|relation| place.contains_key(&relation.head) && place.contains_key(&relation.tail))
            .map(|relation| Link {
                id: relation.id.into(),
                kind: relation.kind.clone(),
                head: relation.head,
                tail: relation.tail,
                confirmed: relation.is_confirmed(),
                score: relation.origin.score(),
                layer: relation.proposed_by(),
            })
            .collect();
        let of_events = event_relations(annotations, &roles).filter_map(|relation| {
            let (head, tail) = (annotations.anchor(relation.head)?, annotations.anchor(relation.tail)?);
            let (id, kind) = (relation.id.into(), relation.kind.into());
            Some(Link { id, kind, head, tail, confirmed: true, score: None, layer: None })
        });
        relations.extend(of_events.filter(|link| place.contains_key(&link.head) && place.contains_key(&link.tail)));
        Self { mentions, relations, clusters }
    }
}

/// `Negation` and `Certainty: High` of mentions, and of events at their triggers.
fn attributes(document: &Document) -> HashMap<MentionId, Vec<String>> {
    let annotations = &document.annotations;
    let mut found: HashMap<MentionId, Vec<String>> = HashMap::new();
    for extra in annotations.extras() {
        let ExtraBody::Attribute { name, value } = &extra.body else { continue };
        let Some(mention) = extra.targets.first().and_then(Target::item).and_then(|item| annotations.anchor(item))
        else {
            continue;
        };
        let said = value.as_ref().map_or_else(|| name.clone(), |value| format!("{name}: {value}"));
        found.entry(mention).or_default().push(said);
    }
    found
}

//! Two layers of annotation laid over each other: every distinct mention and relation once, with the sides that have it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::{Document, Mention, MentionId, RelationId, Visibility};
use crate::text::Span;

/// One annotation of a text: a document, and which of its items count.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a> {
    pub document: &'a Document,
    pub visibility: &'a Visibility,
}

/// A mention by what it says: its place and its type. Copies within a layer are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointMention {
    pub place: Vec<Span>,
    pub kind: Arc<str>,
    /// The mention on the left and on the right side.
    pub sides: [Option<MentionId>; 2],
}

/// A relation by what it says; of a symmetric type the head is the end that comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointRelation {
    pub kind: Arc<str>,
    /// Index in [`Joint::mentions`].
    pub head: usize,
    /// Index in [`Joint::mentions`].
    pub tail: usize,
    pub symmetric: bool,
    pub sides: [Option<RelationId>; 2],
}

/// Mentions in the order of the text; relations in that of their ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joint {
    pub mentions: Vec<JointMention>,
    pub relations: Vec<JointRelation>,
}

/// What makes mentions the same.
type Said = (Vec<Span>, Arc<str>);

fn said(layer: &Layer, mention: &Mention) -> Said {
    (mention.fragments.joined(&layer.document.text).into(), mention.kind.clone())
}

/// What makes relations the same: the numbers of head and tail, and the type.
type Related = (usize, usize, Arc<str>);

impl JointMention {
    /// From the start of the first to the end of the last fragment.
    pub fn cover(&self) -> Span {
        self.place.iter().copied().reduce(Span::cover).unwrap_or_default()
    }

    pub fn is_shared(&self) -> bool {
        self.sides.iter().all(Option::is_some)
    }
}

impl JointRelation {
    pub fn is_shared(&self) -> bool {
        self.sides.iter().all(Option::is_some)
    }
}

impl Joint {
    /// Both documents must have the same text. A relation type is symmetric when either schema says so.
    pub fn new(left: Layer, right: Layer) -> Self {
        let layers = [left, right];
        let mut places: BTreeMap<Said, [Option<MentionId>; 2]> = BTreeMap::new();
        for (side, layer) in layers.iter().enumerate() {
            for mention in layer.visibility.mentions(&layer.document.annotations) {
                let key = said(layer, mention);
                places.entry(key).or_default()[side].get_or_insert(mention.id);
            }
        }
        let numbers: BTreeMap<&Said, usize> = places.keys().enumerate().map(|(at, key)| (key, at)).collect();
        let mut related: BTreeMap<Related, (bool, [Option<RelationId>; 2])> = BTreeMap::new();
        for (side, layer) in layers.iter().enumerate() {
            let annotations = &layer.document.annotations;
            let number = |id: MentionId| numbers.get(&said(layer, annotations.mention(id)?)).copied();
            for relation in layer.visibility.relations(annotations) {
                let (Some(head), Some(tail)) = (number(relation.head), number(relation.tail)) else { continue };
                let says = |l: &Layer| l.document.schema.relation(&relation.kind).is_some_and(|t| t.symmetric);
                let symmetric = layers.iter().any(says);
                let (head, tail) = if symmetric && tail < head { (tail, head) } else { (head, tail) };
                let (_, sides) = related.entry((head, tail, relation.kind.clone())).or_insert((symmetric, [None; 2]));
                sides[side].get_or_insert(relation.id);
            }
        }
        let relations = related
            .into_iter()
            .map(|((head, tail, kind), (symmetric, sides))| JointRelation { kind, head, tail, symmetric, sides })
            .collect();
        let mentions = places.into_iter().map(|((place, kind), sides)| JointMention { place, kind, sides }).collect();
        Self { mentions, relations }
    }

    /// From the first to the last byte of both ends.
    pub fn cover_of(&self, relation: &JointRelation) -> Span {
        let end = |at: usize| self.mentions.get(at).map(JointMention::cover);
        match (end(relation.head), end(relation.tail)) {
            (Some(head), Some(tail)) => head.cover(tail),
            (one, other) => one.or(other).unwrap_or_default(),
        }
    }
}

//! Relations between the same two concepts, of one type, as one edge.

use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::graph::NodeIndex;

use super::digest::Link;
use crate::domain::Schema;
use crate::map::RelationAt;

/// An edge of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    pub kind: Arc<str>,
    /// In the order of documents and ids, at least one.
    pub relations: Vec<RelationAt>,
    /// At least one relation is vouched for by a person or a file.
    pub confirmed: bool,
    /// The best probability a model gave, where one did.
    pub score: Option<f32>,
    /// The type has no direction.
    pub symmetric: bool,
    /// The schema does not allow it between these types.
    pub forbidden: bool,
    /// All of them are proposals of one and the same of two compared annotations.
    pub layer: Option<u8>,
}

/// Merges relations per (head, tail, type); the direction of symmetric types is ignored.
pub fn bundles<'a>(
    schema: &Schema,
    kind_of: impl Fn(NodeIndex) -> Option<Arc<str>>,
    relations: impl Iterator<Item = (NodeIndex, NodeIndex, u64, &'a Link)>,
) -> BTreeMap<(NodeIndex, NodeIndex, Arc<str>), Bundle> {
    let mut bundles = BTreeMap::new();
    for (head, tail, source, relation) in relations {
        let symmetric = schema.relation(&relation.kind).is_some_and(|kind| kind.symmetric);
        let (head, tail) = if symmetric && tail < head { (tail, head) } else { (head, tail) };
        let bundle = bundles.entry((head, tail, relation.kind.clone())).or_insert_with(|| Bundle {
            kind: relation.kind.clone(),
            relations: Vec::new(),
            confirmed: false,
            score: None,
            symmetric,
            forbidden: kind_of(head)
                .zip(kind_of(tail))
                .is_some_and(|(head, tail)| schema.forbids(&head, &relation.kind, &tail)),
            layer: relation.layer,
        });
        bundle.layer = bundle.layer.filter(|layer| relation.layer == Some(*layer));
        bundle.relations.push(RelationAt { source, id: relation.id });
        bundle.confirmed |= relation.confirmed;
        bundle.score = match (bundle.score, relation.score) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
    }
    bundles
}

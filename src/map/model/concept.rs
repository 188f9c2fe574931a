//! Concepts as nodes of the map.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::digest::{Digest, Known};
use crate::map::MentionAt;
use crate::resolve::{ConceptId, merge};

/// A node of the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    pub id: ConceptId,
    /// The surface form people see: the most frequent one, the longest among equals.
    pub label: String,
    /// In the order of documents and text, at least one.
    pub mentions: Vec<MentionAt>,
    /// What attributes say of its mentions and of the events that these are triggers of, each once.
    pub attributes: Vec<String>,
    /// All of them are proposals of one and the same of two compared annotations.
    pub layer: Option<u8>,
}

impl Concept {
    pub fn kind(&self) -> &Arc<str> {
        &self.id.kind
    }
}

/// The concepts of all documents, see [`crate::resolve`]. With `single`, every mention is a concept of its own. The order
/// is that of first appearance.
pub fn concepts(digests: &[(u64, &Digest)], shown: impl Fn(&str) -> bool, single: bool) -> Vec<Concept> {
    if single {
        let mentions = digests.iter().flat_map(|(source, digest)| digest.mentions.iter().map(|known| (*source, known)));
        return mentions
            .filter(|(_, known)| shown(&known.kind))
            .map(|seen| {
                let id = ConceptId { kind: seen.1.kind.clone(), key: format!("#{}:{}", seen.0, seen.1.id.0) };
                concept(id, &[seen])
            })
            .collect();
    }
    let mut clusters = Vec::new();
    for (at, (_, digest)) in digests.iter().enumerate() {
        let of = digest.clusters.all.iter().zip(&digest.clusters.members);
        clusters
            .extend(of.filter(|(cluster, _)| shown(&cluster.kind)).map(|(cluster, members)| (at, cluster, members)));
    }
    merge(clusters.iter().map(|(_, cluster, _)| *cluster))
        .into_iter()
        .map(|merged| {
            let mut members: Vec<(usize, usize)> = merged
                .clusters
                .iter()
                .flat_map(|cluster| clusters[*cluster].2.iter().map(|member| (clusters[*cluster].0, *member)))
                .collect();
            members.sort_unstable();
            let seen: Vec<Seen<'_>> =
                members.into_iter().map(|(at, member)| (digests[at].0, &digests[at].1.mentions[member])).collect();
            concept(merged.id, &seen)
        })
        .collect()
}

/// A mention with its document.
type Seen<'a> = (u64, &'a Known);

fn concept(id: ConceptId, seen: &[Seen<'_>]) -> Concept {
    let mentions = seen.iter().map(|(source, known)| MentionAt { source: *source, id: known.id }).collect();
    let layer = seen.first().and_then(|(_, known)| known.layer);
    let layer = layer.filter(|layer| seen.iter().all(|(_, known)| known.layer == Some(*layer)));
    let attributes: BTreeSet<&String> = seen.iter().flat_map(|(_, known)| &known.attributes).collect();
    Concept { id, label: surface(seen), mentions, attributes: attributes.into_iter().cloned().collect(), layer }
}

fn surface(seen: &[Seen<'_>]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, known) in seen {
        *counts.entry(&known.surface).or_default() += 1;
    }
    let best = counts.into_iter().max_by_key(|(text, count)| (*count, text.chars().count()));
    best.map(|(text, _)| text.to_owned()).unwrap_or_default()
}

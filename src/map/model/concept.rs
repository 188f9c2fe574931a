//! Which mentions are one concept.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use petgraph::unionfind::UnionFind;

use super::digest::{Digest, Known};
use crate::map::MentionAt;

/// What a concept is recognised by when the map is built again: it outlives every edit that leaves the name alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConceptId {
    pub kind: Arc<str>,
    pub key: String,
}

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

/// A mention with its document.
type Seen<'a> = (u64, &'a Known);

/// Groups the mentions of all documents: one type and either one normalised text, a common `Equiv`, or a common
/// database reference (also across documents). With `single`, every mention is a concept of its own. The order is that
/// of first appearance.
pub fn concepts(digests: &[(u64, &Digest)], shown: impl Fn(&Known) -> bool, single: bool) -> Vec<Concept> {
    let mut seen: Vec<Seen<'_>> = Vec::new();
    // Where each document's mentions stand among all; hidden ones stand nowhere.
    let mut places: Vec<Vec<Option<usize>>> = Vec::new();
    for (source, digest) in digests {
        let place = |known| shown(known).then(|| (seen.push((*source, known)), seen.len() - 1).1);
        places.push(digest.mentions.iter().map(place).collect());
    }
    let labels = if single { (0..seen.len()).collect() } else { groups(digests, &seen, &places) };
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, group) in labels.into_iter().enumerate() {
        members.entry(group).or_default().push(place);
    }
    let mut concepts: Vec<(usize, Concept)> = members
        .into_values()
        .filter_map(|places| {
            let first = *places.first()?;
            let key = match single {
                true => format!("#{}:{}", seen[first].0, seen[first].1.id.0),
                false => places.iter().map(|place| &seen[*place].1.key).min()?.clone(),
            };
            let id = ConceptId { kind: seen[first].1.kind.clone(), key };
            let mentions = places.iter().map(|place| MentionAt { source: seen[*place].0, id: seen[*place].1.id });
            let layer = seen[first].1.layer.filter(|layer| places.iter().all(|p| seen[*p].1.layer == Some(*layer)));
            let attributes: BTreeSet<&String> = places.iter().flat_map(|place| &seen[*place].1.attributes).collect();
            let attributes = attributes.into_iter().cloned().collect();
            let (label, mentions) = (surface(&seen, &places), mentions.collect());
            Some((first, Concept { id, label, mentions, attributes, layer }))
        })
        .collect();
    concepts.sort_by_key(|(first, _)| *first);
    concepts.into_iter().map(|(_, concept)| concept).collect()
}

/// A group number for each mention.
fn groups(digests: &[(u64, &Digest)], seen: &[Seen<'_>], places: &[Vec<Option<usize>>]) -> Vec<usize> {
    let mut sets = UnionFind::<usize>::new(seen.len());
    let mut same_text: HashMap<(&str, &str), usize> = HashMap::new();
    for (place, (_, known)) in seen.iter().enumerate() {
        let first = *same_text.entry((&known.kind, &known.key)).or_insert(place);
        sets.union(first, place);
    }
    // Mentions of different types never merge, whatever links them: the type is part of what a node says.
    let mut references: HashMap<(&str, &str), usize> = HashMap::new();
    for ((_, digest), places) in digests.iter().zip(places) {
        for equiv in &digest.equivs {
            let mut first_of: HashMap<&str, usize> = HashMap::new();
            for place in equiv.iter().filter_map(|mention| places[*mention]) {
                let first = *first_of.entry(&seen[place].1.kind).or_insert(place);
                sets.union(first, place);
            }
        }
        for (reference, mentions) in &digest.references {
            for place in mentions.iter().filter_map(|mention| places[*mention]) {
                let first = *references.entry((&seen[place].1.kind, reference)).or_insert(place);
                sets.union(first, place);
            }
        }
    }
    sets.into_labeling()
}

fn surface(seen: &[Seen<'_>], places: &[usize]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in places {
        *counts.entry(&seen[*place].1.surface).or_default() += 1;
    }
    let best = counts.into_iter().max_by_key(|(text, count)| (*count, text.chars().count()));
    best.map(|(text, _)| text.to_owned()).unwrap_or_default()
}

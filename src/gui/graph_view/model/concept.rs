//! Which mentions are one concept.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use petgraph::unionfind::UnionFind;

use crate::domain::{Annotations, Document, ExtraBody, ItemId, Mention, MentionId, concept_key};

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
    /// In text order, at least one.
    pub mentions: Vec<MentionId>,
}

impl Concept {
    pub fn kind(&self) -> &Arc<str> {
        &self.id.kind
    }
}

/// Groups `mentions` (all visible): one type and either one normalised text, a common `Equiv`, or a common database
/// reference. With `single`, every mention is a concept of its own. The order is that of first appearance.
pub fn concepts(document: &Document, mentions: &[&Mention], single: bool) -> Vec<Concept> {
    let keys: Vec<String> = mentions
        .iter()
        .map(|mention| match single {
            true => format!("#{}", mention.id.0),
            false => concept_key(&mention.text(&document.text)),
        })
        .collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let labels = if single { (0..mentions.len()).collect() } else { label(document, mentions, &keys) };
    for (place, group) in labels.into_iter().enumerate() {
        groups.entry(group).or_default().push(place);
    }
    let mut concepts: Vec<(usize, Concept)> = groups
        .into_values()
        .filter_map(|mut places| {
            places.sort_by_key(|place| (mentions[*place].cover().start, mentions[*place].id));
            let first = mentions[*places.first()?];
            let key = places.iter().map(|place| &keys[*place]).min()?.clone();
            let surface = surface(document, places.iter().map(|place| mentions[*place]));
            let ids = places.iter().map(|place| mentions[*place].id).collect();
            let id = ConceptId { kind: first.kind.clone(), key };
            Some((first.cover().start, Concept { id, label: surface, mentions: ids }))
        })
        .collect();
    concepts.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    concepts.into_iter().map(|(_, concept)| concept).collect()
}

/// A group number for each mention.
fn label(document: &Document, mentions: &[&Mention], keys: &[String]) -> Vec<usize> {
    let mut groups = UnionFind::<usize>::new(mentions.len());
    let place_of: HashMap<MentionId, usize> = mentions.iter().enumerate().map(|(i, m)| (m.id, i)).collect();
    // Mentions of different types never merge, whatever links them: the type is part of what a node says.
    let mut join = |places: &mut dyn Iterator<Item = usize>| {
        let mut first_of: HashMap<&str, usize> = HashMap::new();
        for place in places {
            let first = *first_of.entry(&mentions[place].kind).or_insert(place);
            groups.union(first, place);
        }
    };
    let mut same_text: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, key) in keys.iter().enumerate() {
        same_text.entry(key).or_default().push(place);
    }
    for places in same_text.values() {
        join(&mut places.iter().copied());
    }
    for places in linked(&document.annotations, &place_of) {
        join(&mut places.iter().copied());
    }
    groups.into_labeling()
}

/// Mentions that the document itself declares to be the same thing.
fn linked(annotations: &Annotations, place_of: &HashMap<MentionId, usize>) -> Vec<Vec<usize>> {
    let mut equivs = Vec::new();
    let mut by_reference: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for extra in annotations.extras() {
        let places = extra.targets.iter().filter_map(|target| match target.item() {
            Some(ItemId::Mention(id)) => place_of.get(&id).copied(),
            _ => None,
        });
        match &extra.body {
            ExtraBody::Equiv { .. } => equivs.push(places.collect()),
            ExtraBody::Normalization { reference, .. } if !is_null(reference) => {
                by_reference.entry(reference).or_default().extend(places);
            }
            _ => {}
        }
    }
    equivs.extend(by_reference.into_values());
    equivs
}

/// NEREL writes `Wikidata:NULL` for "looked up, not in the database"; that says nothing about identity.
fn is_null(reference: &str) -> bool {
    let id = reference.rsplit(':').next().unwrap_or(reference).trim();
    id.is_empty() || id.eq_ignore_ascii_case("null") || id.eq_ignore_ascii_case("nil")
}

fn surface<'a>(document: &Document, mentions: impl Iterator<Item = &'a Mention>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for mention in mentions {
        let text = mention.text(&document.text);
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        *counts.entry(flat).or_default() += 1;
    }
    let best = counts.into_iter().max_by_key(|(text, count)| (*count, text.chars().count()));
    best.map(|(text, _)| text).unwrap_or_default()
}

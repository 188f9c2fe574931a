//! Things of many documents that are one thing: stricter than within one, for nothing but names speaks there.
//!
//! A name joins two documents when it is a full one: of a person with more than a surname, of anything else with a word that
//! not every such thing has. A surname alone never does, and neither does `the Foreign Ministry`.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::evidence::{Pair, forbidden};
use super::name::{Name, Sort, Tables};
use super::{Lexicon, Resolved, canonical};

/// One thing in many documents.
#[derive(Clone, Debug)]
pub struct Thing {
    /// As [`Resolved::name`], from all its names.
    pub name: String,
    /// The type of all its mentions.
    pub kind: Arc<str>,
    /// References to databases, in order.
    pub references: Vec<Arc<str>>,
    /// Document and place in the list of its clusters, ascending.
    pub clusters: Vec<(usize, usize)>,
}

/// The things of documents that were resolved one by one, in the order of their first appearance.
pub fn things(documents: &[&[Resolved]], lexicon: &Lexicon) -> Vec<Thing> {
    let tables = &lexicon.0;
    let all: Vec<(usize, usize)> = documents
        .iter()
        .enumerate()
        .flat_map(|(document, clusters)| (0..clusters.len()).map(move |cluster| (document, cluster)))
        .collect();
    let cluster = |at: usize| &documents[all[at].0][all[at].1];
    let mut sets = Sets::new(all.iter().map(|(document, _)| *document));
    let mut by_key: BTreeMap<(Arc<str>, String), Vec<usize>> = BTreeMap::new();
    for at in 0..all.len() {
        for key in keys(cluster(at), tables) {
            by_key.entry((cluster(at).kind.clone(), key)).or_default().push(at);
        }
    }
    for same in by_key.values() {
        // One of each set that this name has so far; two things of one document stay two.
        let mut heads: Vec<usize> = Vec::new();
        for at in same {
            let root = sets.find(*at);
            let joined = heads.iter().copied().find(|head| {
                let other = sets.find(*head);
                other == root || !sets.share_a_document(root, other) && !are_apart(cluster(*head), cluster(*at))
            });
            match joined {
                Some(head) => sets.join(head, *at),
                None => heads.push(*at),
            }
        }
    }
    sets.groups()
        .into_iter()
        .map(|group| {
            let mut names: Vec<(Name, usize)> = Vec::new();
            for (name, count) in group.iter().flat_map(|at| &cluster(*at).names) {
                match names.iter_mut().find(|(known, _)| known.text == name.text) {
                    Some((_, known)) => *known += count,
                    None => names.push((name.clone(), *count)),
                }
            }
            let references: BTreeSet<Arc<str>> =
                group.iter().flat_map(|at| cluster(*at).references.iter().cloned()).collect();
            Thing {
                name: canonical::name(&names),
                kind: cluster(group[0]).kind.clone(),
                references: references.into_iter().collect(),
                clusters: group.into_iter().map(|at| all[at]).collect(),
            }
        })
        .collect()
}

/// What two documents must have in common for a thing to be one in both.
fn keys(resolved: &Resolved, tables: &Tables) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> =
        resolved.references.iter().map(|reference| format!("reference {reference}")).collect();
    for (name, _) in &resolved.names {
        if let Some(row) = name.place {
            keys.insert(format!("place {row}"));
        } else if name.sort == Sort::Person {
            let full: Vec<&str> =
                name.words.iter().filter(|word| !word.is_initial).map(|word| word.stem.as_str()).collect();
            let numeral = name.numeral.as_deref().unwrap_or_default();
            // «Фамилия Имя» is the same name, and one with a patronymic or a second given name, too.
            let mut add = |one: &str, other: &str| {
                keys.insert(format!("person {} {} {numeral}", one.min(other), one.max(other)));
            };
            if let [first, second, .., last] = full[..] {
                add(first, last);
                if name.is_cyrillic() {
                    add(first, second);
                }
            } else if let [first, last] = full[..] {
                add(first, last);
            }
        } else if !name.is_generic(tables) {
            keys.insert(format!("name {}", name.stems()));
        }
    }
    keys
}

fn are_apart(a: &Resolved, b: &Resolved) -> bool {
    if a.references.iter().any(|reference| b.references.contains(reference)) {
        return false;
    }
    if !a.references.is_empty() && !b.references.is_empty() {
        return true;
    }
    a.names.iter().any(|(one, _)| b.names.iter().any(|(other, _)| forbidden(&Pair::new(one, other)).is_some()))
}

/// Sets of clusters, none with two of one document.
struct Sets {
    parent: Vec<usize>,
    documents: Vec<HashSet<usize>>,
}

impl Sets {
    fn new(documents: impl Iterator<Item = usize>) -> Self {
        let documents: Vec<HashSet<usize>> = documents.map(|document| HashSet::from([document])).collect();
        Self { parent: (0..documents.len()).collect(), documents }
    }

    fn find(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.parent[root] != root {
            self.parent[root] = self.parent[self.parent[root]];
            root = self.parent[root];
        }
        root
    }

    fn share_a_document(&self, a: usize, b: usize) -> bool {
        !self.documents[a].is_disjoint(&self.documents[b])
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        let (kept, gone) = if self.documents[a].len() >= self.documents[b].len() { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.documents[gone]);
        self.documents[kept].extend(moved);
        self.parent[gone] = kept;
    }

    fn groups(mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.parent.len() {
            let root = self.find(at);
            groups.entry(root).or_default().push(at);
        }
        let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
        groups.sort_unstable_by_key(|group| group[0]);
        groups
    }
}

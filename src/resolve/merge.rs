//! Clusters of many documents that are one concept.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use petgraph::unionfind::UnionFind;

use super::Cluster;

/// What a concept is recognised by when it is resolved again: it outlives every edit that leaves its first name alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConceptId {
    /// The stored type.
    pub kind: Arc<str>,
    /// The first in order of the keys of its names; the map has keys of its own where it groups nothing.
    pub key: String,
}

/// A concept of some documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    /// Unique among the concepts that were merged together.
    pub id: ConceptId,
    /// All references that its clusters carry.
    pub references: Vec<Arc<str>>,
    /// Places of its clusters in the list that was merged, ascending.
    pub clusters: Vec<usize>,
}

/// Joins clusters of one type that share the key of a name or a reference. The order is that of first appearance.
pub fn merge<'a>(clusters: impl Iterator<Item = &'a Cluster>) -> Vec<Concept> {
    let clusters: Vec<&Cluster> = clusters.collect();
    let mut sets = UnionFind::<usize>::new(clusters.len());
    let mut keys: HashMap<(&str, &str), usize> = HashMap::new();
    let mut references: HashMap<(&str, &str), usize> = HashMap::new();
    for (at, cluster) in clusters.iter().enumerate() {
        for (known, names) in [(&mut keys, &cluster.keys), (&mut references, &cluster.references)] {
            for name in names {
                let first = *known.entry((&cluster.kind, name)).or_insert(at);
                sets.union(first, at);
            }
        }
    }
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for at in 0..clusters.len() {
        let number = *numbers.entry(sets.find_mut(at)).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
        .into_iter()
        .map(|group| {
            let of = |at: &usize| clusters[*at];
            let kind = group.first().map_or_else(|| Arc::from(""), |at| of(at).kind.clone());
            let key = group.iter().flat_map(|at| &of(at).keys).min().map(ToString::to_string).unwrap_or_default();
            let references: BTreeSet<&Arc<str>> = group.iter().flat_map(|at| &of(at).references).collect();
            let references = references.into_iter().cloned().collect();
            Concept { id: ConceptId { kind, key }, references, clusters: group }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(kind: &str, keys: &[&str], references: &[&str]) -> Cluster {
        let arcs = |list: &[&str]| list.iter().map(|part| Arc::from(*part)).collect();
        Cluster { kind: kind.into(), keys: arcs(keys), references: arcs(references) }
    }

    #[test]
    fn a_name_or_a_reference_joins_across_documents() {
        let all = [
            cluster("PER", &["jfk"], &["Q1"]),
            cluster("PER", &["kennedy"], &[]),
            cluster("LOC", &["kennedy"], &["Q1"]),
            cluster("PER", &["jack", "kennedy"], &["Q1"]),
            cluster("PER", &["oswald"], &[]),
        ];
        let merged = merge(all.iter());
        let said: Vec<(String, &[usize])> =
            merged.iter().map(|c| (format!("{} {}", c.id.kind, c.id.key), c.clusters.as_slice())).collect();
        assert_eq!(
            said,
            [
                ("PER jack".to_owned(), &[0, 1, 3][..]),
                ("LOC kennedy".to_owned(), &[2][..]),
                ("PER oswald".to_owned(), &[4][..])
            ]
        );
        assert_eq!(merged[0].references, [Arc::from("Q1")]);
    }
}

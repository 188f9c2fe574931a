//! Mentions of one document that are one thing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use petgraph::unionfind::UnionFind;

use super::concept_key;
use crate::domain::{Document, ExtraBody, ItemId, Mention, MentionId};

/// What a cluster of mentions is known by. Two clusters of one type that share a key or a reference are one concept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cluster {
    /// The stored type of all its mentions.
    pub kind: Arc<str>,
    /// Keys of its names, at least one, in order.
    pub keys: Vec<Arc<str>>,
    /// References to databases (`Wikidata:Q159`), in order.
    pub references: Vec<Arc<str>>,
}

impl Cluster {
    /// The key that stands for all of them: the first in order.
    pub fn key(&self) -> Arc<str> {
        self.keys.first().cloned().unwrap_or_else(|| Arc::from(""))
    }

    /// Whether a name with this key is one of its names.
    pub fn has_key(&self, key: &str) -> bool {
        self.keys.iter().any(|known| **known == *key)
    }
}

/// The clusters of a document, in the order of their first mentions.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// In step with `members`.
    pub all: Vec<Cluster>,
    /// Places of the mentions of each in the list that they were made from.
    pub members: Vec<Vec<usize>>,
    of: HashMap<MentionId, usize>,
}

impl Clusters {
    /// Groups these mentions of a document; others of it do not count, whatever joins them.
    pub fn of<'a>(document: &Document, mentions: impl Iterator<Item = &'a Mention>) -> Self {
        let mentions: Vec<&Mention> = mentions.collect();
        let mut known: HashMap<String, Arc<str>> = HashMap::new();
        let keys: Vec<Arc<str>> = mentions
            .iter()
            .map(|mention| {
                let key = concept_key(&mention.text(&document.text));
                known.entry(key.clone()).or_insert_with(|| Arc::from(key)).clone()
            })
            .collect();
        let places: HashMap<MentionId, usize> =
            mentions.iter().zip(0..).map(|(mention, at)| (mention.id, at)).collect();
        let mut sets = UnionFind::<usize>::new(mentions.len());
        let mut named: HashMap<(&str, &str), usize> = HashMap::new();
        for (at, mention) in mentions.iter().enumerate() {
            let first = *named.entry((&mention.kind, &keys[at])).or_insert(at);
            sets.union(first, at);
        }
        let mut references: HashMap<(&str, &str), usize> = HashMap::new();
        let mut referred: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for extra in document.annotations.extras() {
            let targets = extra.targets.iter().filter_map(|target| match target.item() {
                Some(ItemId::Mention(id)) => places.get(&id).copied(),
                _ => None,
            });
            match &extra.body {
                ExtraBody::Equiv { .. } => {
                    // Mentions of different types never merge, whatever joins them: the type is part of what a concept is.
                    let mut first_of: HashMap<&str, usize> = HashMap::new();
                    for at in targets {
                        let first = *first_of.entry(&mentions[at].kind).or_insert(at);
                        sets.union(first, at);
                    }
                }
                ExtraBody::Normalization { reference, .. } if !is_null(reference) => {
                    for at in targets {
                        let first = *references.entry((&mentions[at].kind, reference)).or_insert(at);
                        sets.union(first, at);
                        referred.entry(at).or_default().insert(reference);
                    }
                }
                _ => {}
            }
        }
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        let mut made = Self::default();
        for (at, mention) in mentions.iter().enumerate() {
            let number = *numbers.entry(sets.find_mut(at)).or_insert(made.members.len());
            if number == made.members.len() {
                made.members.push(Vec::new());
            }
            made.members[number].push(at);
            made.of.insert(mention.id, number);
        }
        made.all = made
            .members
            .iter()
            .map(|members| {
                let keys: BTreeSet<&Arc<str>> = members.iter().map(|at| &keys[*at]).collect();
                let references: BTreeSet<&str> =
                    members.iter().filter_map(|at| referred.get(at)).flatten().copied().collect();
                Cluster {
                    kind: members.first().map(|at| mentions[*at].kind.clone()).unwrap_or_else(|| Arc::from("")),
                    keys: keys.into_iter().cloned().collect(),
                    references: references.into_iter().map(Arc::from).collect(),
                }
            })
            .collect();
        made
    }

    /// The cluster of a mention, where it was among those that were grouped.
    pub fn of_mention(&self, mention: MentionId) -> Option<&Cluster> {
        self.all.get(*self.of.get(&mention)?)
    }
}

/// NEREL writes `Wikidata:NULL` for "looked up, not in the database"; that says nothing about identity.
pub(super) fn is_null(reference: &str) -> bool {
    let id = reference.rsplit(':').next().unwrap_or(reference).trim();
    id.is_empty() || id.eq_ignore_ascii_case("null") || id.eq_ignore_ascii_case("nil")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Edit, Extra, Fragments, Item, Origin, Review, Target, Visibility};
    use crate::text::Span;

    fn document(text: &str, mentions: &[(&str, &str)], extras: Vec<(Vec<usize>, ExtraBody)>) -> Document {
        let mut document = Document::new("d", text);
        let mut ids = Vec::new();
        for (words, kind) in mentions {
            let id = document.annotations.fresh_mention();
            let start = text.find(words).expect("in the text");
            let fragments = Fragments::one(Span::new(start, start + words.len()));
            let mention = Mention { id, kind: (*kind).into(), fragments, origin: Origin::File, review: Review::Open };
            document.apply(vec![Edit::Insert(Item::Mention(mention))]).expect("a valid item");
            ids.push(id);
        }
        for (targets, body) in extras {
            let id = document.annotations.fresh_extra();
            let targets = targets.into_iter().map(|at| Target::Item(ids[at].into())).collect();
            document.apply(vec![Edit::Insert(Item::Extra(Extra { id, targets, body }))]).expect("a valid item");
        }
        document
    }

    fn reference(reference: &str) -> ExtraBody {
        ExtraBody::Normalization { name: "Reference".into(), reference: reference.into(), text: String::new() }
    }

    #[test]
    fn names_equivs_and_references_join_mentions_of_one_type() {
        let document = document(
            "JFK met Kennedy in Dallas. Jack’s Texas, KENNEDY.",
            &[
                ("JFK", "PER"),
                ("Kennedy", "PER"),
                ("Dallas", "LOC"),
                ("Jack", "PER"),
                ("Texas", "LOC"),
                ("KENNEDY", "PER"),
            ],
            vec![
                (vec![0, 1, 2], ExtraBody::Equiv { name: "Equiv".into() }),
                (vec![1], reference("Wikidata:Q9696")),
                (vec![3], reference("Wikidata:Q9696")),
                (vec![2], reference("Wikidata:NULL")),
                (vec![4], reference("Wikidata:NULL")),
            ],
        );
        let visibility = Visibility::default();
        let clusters = Clusters::of(&document, visibility.mentions(&document.annotations));
        let said: Vec<(&str, String, &[usize])> = clusters
            .all
            .iter()
            .zip(&clusters.members)
            .map(|(c, members)| (&*c.kind, c.keys.join(" "), members.as_slice()))
            .collect();
        assert_eq!(
            said,
            [
                ("PER", "jack jfk kennedy".to_owned(), &[0, 1, 3, 5][..]),
                ("LOC", "dallas".to_owned(), &[2][..]),
                ("LOC", "texas".to_owned(), &[4][..])
            ]
        );
        assert_eq!(clusters.all[0].references, [Arc::from("Wikidata:Q9696")]);
        let kennedy = document.annotations.mentions().last().map(|m| m.id).expect("six mentions");
        assert!(clusters.of_mention(kennedy).is_some_and(|cluster| cluster.has_key("jfk")));
    }
}

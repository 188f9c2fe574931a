//! Types and constraints from what occurs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::{Document, EntityType, RelationRule, RelationType, Schema, Visibility};

/// Which types occur, which relations hold between which types, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    pub documents: usize,
    pub entities: BTreeMap<Arc<str>, usize>,
    /// Head type, relation type, tail type.
    pub triples: BTreeMap<[Arc<str>; 3], usize>,
}

impl Occurrences {
    /// Counts what is visible in a document.
    pub fn add(&mut self, document: &Document, visibility: &Visibility) {
        self.documents += 1;
        let annotations = &document.annotations;
        for mention in visibility.mentions(annotations) {
            *self.entities.entry(mention.kind.clone()).or_default() += 1;
        }
        for relation in visibility.relations(annotations) {
            let kind = |id| annotations.mention(id).map(|m| m.kind.clone());
            let (Some(head), Some(tail)) = (kind(relation.head), kind(relation.tail)) else { continue };
            *self.triples.entry([head, relation.kind.clone(), tail]).or_default() += 1;
        }
    }

    /// The rules of a relation type that allow exactly the pairs that occur.
    pub fn rules(&self, relation: &str, symmetric: bool) -> Vec<RelationRule> {
        let mut tails: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
        for [head, kind, tail] in self.triples.keys() {
            if **kind == *relation {
                let (head, tail) = if symmetric && tail < head { (tail, head) } else { (head, tail) };
                tails.entry(head.clone()).or_default().insert(tail.clone());
            }
        }
        // Heads with the same tails share a line.
        let mut rules: Vec<RelationRule> = Vec::new();
        for (head, tails) in tails {
            match rules.iter_mut().find(|rule| rule.tails == tails) {
                Some(rule) => drop(rule.heads.insert(head)),
                None => rules.push(RelationRule { heads: BTreeSet::from([head]), tails }),
            }
        }
        rules
    }

    /// A schema of what occurs, with the rules that fit it exactly. Order, labels, colours, hierarchy and symmetry come
    /// from `known` where it has the type; other types follow by frequency.
    pub fn schema(&self, known: &Schema) -> Schema {
        let mut schema = Schema { attributes: known.attributes.clone(), ..Schema::default() };
        let above = |name: &Arc<str>| {
            let mut chain = vec![name.clone()];
            while let Some(parent) = chain.last().and_then(|n| known.entity(n)).and_then(|t| t.parent.clone()) {
                if chain.contains(&parent) {
                    break;
                }
                chain.push(parent);
            }
            chain
        };
        let used: BTreeSet<Arc<str>> = self.entities.keys().flat_map(above).collect();
        schema.entities.extend(known.entities.iter().filter(|t| used.contains(&t.name)).cloned());
        let mut new: Vec<(&Arc<str>, &usize)> =
            self.entities.iter().filter(|(name, _)| known.entity(name).is_none()).collect();
        new.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
        schema.entities.extend(new.into_iter().map(|(name, _)| EntityType::named(name.clone())));
        let mut counts: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
        for ([_, kind, _], count) in &self.triples {
            *counts.entry(kind).or_default() += count;
        }
        let mut kinds: Vec<(&Arc<str>, usize)> = counts.into_iter().collect();
        let place = |name: &str| known.relation_index(name).unwrap_or(usize::MAX);
        kinds.sort_by_key(|(name, count)| (place(name), std::cmp::Reverse(*count), (*name).clone()));
        for (name, _) in kinds {
            let mut kind = known.relation(name).cloned().unwrap_or_else(|| RelationType::named(name.clone()));
            kind.rules = self.rules(name, kind.symmetric);
            schema.relations.push(kind);
        }
        schema
    }
}

//! Types and constraints from what occurs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::usage::{AttributeUse, EventUse};
use crate::domain::{
    Document, EntityType, Extra, ExtraBody, ItemId, Relation, RelationRule, RelationType, Roles, Schema, Target,
    Visibility, event_relations,
};

/// Which types occur, which relations hold between which types, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    pub documents: usize,
    pub entities: BTreeMap<Arc<str>, usize>,
    /// Head type, relation type, tail type; an event's type stands for the event.
    pub triples: BTreeMap<[Arc<str>; 3], usize>,
    pub events: BTreeMap<Arc<str>, EventUse>,
    pub attributes: BTreeMap<Arc<str>, AttributeUse>,
    /// Of each kind of group (`Equiv`), the types that stand together, in the order of their names.
    pub groups: BTreeMap<Arc<str>, BTreeSet<[Arc<str>; 2]>>,
}

impl Occurrences {
    /// Counts what is visible in a document. Predictions that nobody has reviewed, and what is said of them, are no
    /// evidence.
    pub fn add(&mut self, document: &Document, visibility: &Visibility) {
        self.documents += 1;
        let annotations = &document.annotations;
        let is_open = |item: ItemId| match item {
            ItemId::Mention(id) => annotations.mention(id).is_some_and(|mention| mention.is_prediction()),
            ItemId::Relation(id) => annotations.relation(id).is_some_and(|relation| relation.is_prediction()),
            ItemId::Extra(_) => false,
        };
        for mention in visibility.mentions(annotations).filter(|mention| !mention.is_prediction()) {
            *self.entities.entry(mention.kind.clone()).or_default() += 1;
        }
        let is_gold = |relation: &&Relation| {
            !relation.is_prediction() && ![relation.head, relation.tail].into_iter().any(|end| is_open(end.into()))
        };
        for relation in visibility.relations(annotations).filter(is_gold) {
            let kind = |id| annotations.mention(id).map(|m| m.kind.clone());
            let (Some(head), Some(tail)) = (kind(relation.head), kind(relation.tail)) else { continue };
            *self.triples.entry([head, relation.kind.clone(), tail]).or_default() += 1;
        }
        let roles = Roles::of(&document.schema);
        let kind = |item: ItemId| annotations.kind_of(item).map(Arc::<str>::from);
        for relation in event_relations(annotations, &roles).filter(|r| !is_open(r.head) && !is_open(r.tail)) {
            if let (Some(head), Some(tail)) = (kind(relation.head), kind(relation.tail)) {
                *self.triples.entry([head, relation.kind.into(), tail]).or_default() += 1;
            }
        }
        let says_of_open = |extra: &&Extra| extra.targets.iter().filter_map(Target::item).any(is_open);
        for extra in annotations.extras().filter(|extra| !says_of_open(extra)) {
            let targets: Vec<Option<Arc<str>>> =
                extra.targets.iter().map(|target| target.item().and_then(kind)).collect();
            match &extra.body {
                ExtraBody::Event { event_type, has_trigger, roles } => {
                    let arguments = targets.get(usize::from(*has_trigger)..).unwrap_or_default();
                    let used = self.events.entry(event_type.as_str().into()).or_default();
                    used.add(roles.iter().map(String::as_str).zip(arguments.iter().cloned()));
                }
                ExtraBody::Attribute { name, value } => {
                    let is_relation = |item: ItemId| !matches!(item, ItemId::Mention(_)) && !annotations.is_event(item);
                    let target = extra.targets.first().and_then(|target| target.item());
                    let of_relation = target.is_some_and(is_relation);
                    let used = self.attributes.entry(name.as_str().into()).or_default();
                    used.add(targets.first().cloned().flatten(), of_relation, value.as_deref());
                }
                ExtraBody::Equiv { name } => {
                    let mut kinds: BTreeMap<Arc<str>, usize> = BTreeMap::new();
                    targets.into_iter().flatten().for_each(|kind| *kinds.entry(kind).or_default() += 1);
                    let pairs = self.groups.entry(name.as_str().into()).or_default();
                    for (at, (first, count)) in kinds.iter().enumerate() {
                        let others = kinds.keys().skip(at + usize::from(*count < 2));
                        pairs.extend(others.map(|second| [first.clone(), second.clone()]));
                    }
                }
                ExtraBody::Relation { .. } | ExtraBody::Normalization { .. } | ExtraBody::Note { .. } => {}
            }
        }
    }

    /// The rules of a relation type that allow exactly the pairs that occur.
    pub fn rules(&self, relation: &str, symmetric: bool) -> Vec<RelationRule> {
        let of_type = self.triples.keys().filter(|[_, kind, _]| **kind == *relation);
        rules_of(of_type.map(|[head, _, tail]| [head.clone(), tail.clone()]), symmetric)
    }

    /// A schema of what occurs, with the rules that fit it exactly. Order, labels, colours, hierarchy and symmetry come
    /// from `known` where it has the type; other types follow by frequency.
    pub fn schema(&self, known: &Schema) -> Schema {
        let (attributes, events) = (known.attributes.clone(), known.events.clone());
        let mut schema = Schema { attributes, events, ..Schema::default() };
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

/// Rules that allow exactly these pairs of head and tail.
pub(super) fn rules_of(pairs: impl IntoIterator<Item = [Arc<str>; 2]>, symmetric: bool) -> Vec<RelationRule> {
    let mut tails: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
    for [head, tail] in pairs {
        let (head, tail) = if symmetric && tail < head { (tail, head) } else { (head, tail) };
        tails.entry(head).or_default().insert(tail);
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

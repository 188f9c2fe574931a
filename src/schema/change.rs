//! What a change does to a schema and to annotations.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Change;
use crate::domain::{
    Annotations, Edit, EntityType, ItemId, Mention, Relation, RelationRule, RelationType, Schema, change,
};

/// Applies a change to a schema. What does not fit (a type that is not there) changes nothing.
pub fn apply(schema: &mut Schema, change: &Change) {
    match change {
        Change::AddEntity { name, parent } => {
            if schema.entity(name).is_none() {
                let kind = EntityType { parent: parent.clone(), ..EntityType::named(name.clone()) };
                let at = parent.as_ref().map_or(schema.entities.len(), |parent| behind(schema, parent));
                schema.entities.insert(at, kind);
            }
        }
        Change::RenameEntity { from, to } => rename_entity(schema, from, to),
        Change::DeleteEntity(name) => {
            let Some(at) = schema.entity_index(name) else { return };
            let gone = schema.entities.remove(at);
            for kind in schema.entities.iter_mut().filter(|t| t.parent.as_ref() == Some(name)) {
                kind.parent.clone_from(&gone.parent);
            }
            for kind in &mut schema.relations {
                drop_type(kind, name);
            }
            // One that was said of this type alone stays so: of nothing, and not of everything.
            let roles = schema.events.iter_mut().flat_map(|event| &mut event.roles).map(|role| &mut role.of);
            let lists = schema.attributes.iter_mut().map(|kind| &mut kind.of).chain(roles);
            for of in lists.filter(|of| of.len() > 1) {
                of.remove(name);
            }
            schema.events.retain(|event| event.name != *name);
        }
        Change::SetParent { name, parent } => {
            let inside = parent.as_ref().is_some_and(|parent| family(schema, name).contains(parent));
            let known = parent.as_ref().is_none_or(|parent| schema.entity(parent).is_some());
            if inside || !known || schema.entity(name).is_none() {
                return;
            }
            let family = family(schema, name);
            let (mut moved, rest): (Vec<EntityType>, Vec<EntityType>) =
                std::mem::take(&mut schema.entities).into_iter().partition(|t| family.contains(&t.name));
            moved.iter_mut().filter(|t| t.name == *name).for_each(|t| t.parent.clone_from(parent));
            schema.entities = rest;
            let at = parent.as_ref().map_or(schema.entities.len(), |parent| behind(schema, parent));
            schema.entities.splice(at..at, moved);
        }
        Change::AddRelation { name, rules, symmetric } => {
            if schema.relation(name).is_none() {
                let kind =
                    RelationType { rules: rules.clone(), symmetric: *symmetric, ..RelationType::named(name.clone()) };
                schema.relations.push(kind);
            }
        }
        Change::RenameRelation { from, to } => rename_relation(schema, from, to),
        Change::DeleteRelation(name) => schema.relations.retain(|t| t.name != *name),
        Change::SetRules { name, rules, symmetric } => {
            if let Some(kind) = schema.relations.iter_mut().find(|t| t.name == *name) {
                (kind.rules, kind.symmetric) = (rules.clone(), *symmetric);
                kind.transitive &= kind.symmetric;
            }
        }
        Change::SetLabel { name, label } => {
            for kind in schema.entities.iter_mut().filter(|t| t.name == *name) {
                (kind.label, kind.short) = (label.clone(), label.clone());
            }
            for kind in schema.relations.iter_mut().filter(|t| t.name == *name) {
                (kind.label, kind.short) = (label.clone(), label.clone());
            }
        }
        Change::SetColour { name, colour } => {
            for kind in schema.entities.iter_mut().filter(|t| t.name == *name) {
                kind.colour.clone_from(colour);
            }
            for kind in schema.relations.iter_mut().filter(|t| t.name == *name) {
                kind.colour.clone_from(colour);
            }
        }
        Change::SetKey { name, key } => {
            // A key assigns one type.
            for kind in &mut schema.entities {
                if kind.name == *name {
                    kind.key = *key;
                } else if key.is_some() && kind.key == *key {
                    kind.key = None;
                }
            }
        }
    }
}

/// A type and all below it.
fn family(schema: &Schema, name: &Arc<str>) -> BTreeSet<Arc<str>> {
    let mut family = BTreeSet::from([name.clone()]);
    loop {
        let below =
            |t: &&EntityType| t.parent.as_ref().is_some_and(|p| family.contains(p)) && !family.contains(&t.name);
        let found: Vec<Arc<str>> = schema.entities.iter().filter(below).map(|t| t.name.clone()).collect();
        if found.is_empty() {
            return family;
        }
        family.extend(found);
    }
}

/// The place behind a type and all below it.
fn behind(schema: &Schema, name: &Arc<str>) -> usize {
    let family = family(schema, name);
    schema.entities.iter().rposition(|t| family.contains(&t.name)).map_or(schema.entities.len(), |at| at + 1)
}

fn rename_entity(schema: &mut Schema, from: &Arc<str>, to: &Arc<str>) {
    let Some(at) = schema.entity_index(from) else { return };
    let rename = |set: &mut BTreeSet<Arc<str>>| {
        if set.remove(from) {
            set.insert(to.clone());
        }
    };
    schema.attributes.iter_mut().for_each(|a| rename(&mut a.of));
    schema.events.iter_mut().flat_map(|event| &mut event.roles).for_each(|role| rename(&mut role.of));
    let is_known = schema.event(to).is_some();
    match schema.events.iter().position(|event| event.name == *from) {
        Some(at) if is_known => drop(schema.events.remove(at)),
        Some(at) => schema.events[at].name = to.clone(),
        None => {}
    }
    for rule in schema.relations.iter_mut().flat_map(|t| &mut t.rules) {
        rename(&mut rule.heads);
        rename(&mut rule.tails);
    }
    if schema.entity(to).is_some() {
        let gone = schema.entities.remove(at);
        for kind in schema.entities.iter_mut().filter(|t| t.parent.as_ref() == Some(from)) {
            kind.parent = if kind.name == *to { gone.parent.clone() } else { Some(to.clone()) };
        }
    } else {
        let kind = &mut schema.entities[at];
        if *kind.label == **from {
            kind.label = to.to_string();
        }
        if *kind.short == **from {
            kind.short = to.to_string();
        }
        kind.name = to.clone();
        for kind in schema.entities.iter_mut().filter(|t| t.parent.as_ref() == Some(from)) {
            kind.parent = Some(to.clone());
        }
    }
    schema.relations.iter_mut().for_each(unique_rules);
}

fn rename_relation(schema: &mut Schema, from: &Arc<str>, to: &Arc<str>) {
    let Some(at) = schema.relation_index(from) else { return };
    if schema.relation(to).is_some() {
        let gone = schema.relations.remove(at);
        let Some(kept) = schema.relations.iter_mut().find(|t| t.name == *to) else { return };
        // One without rules allows every pair already.
        if kept.rules.is_empty() || gone.rules.is_empty() {
            kept.rules.clear();
        } else {
            kept.rules.extend(gone.rules);
            unique_rules(kept);
        }
        kept.symmetric |= gone.symmetric;
    } else {
        let (old, new) = (RelationType::named(from.clone()), RelationType::named(to.clone()));
        let kind = &mut schema.relations[at];
        kind.name = to.clone();
        if kind.label == old.label {
            kind.label = new.label;
        }
        if kind.short == old.short {
            kind.short = new.short;
        }
    }
}

/// Takes a type out of the rules; a rule that only it could fulfil goes. When none is left, nothing may stand in the
/// relation, which no rule at all would not say: one that nothing fulfils stays.
fn drop_type(kind: &mut RelationType, name: &Arc<str>) {
    let only = |set: &BTreeSet<Arc<str>>| set.len() == 1 && set.contains(name);
    let before = kind.rules.len();
    let (impossible, mut rest): (Vec<RelationRule>, Vec<RelationRule>) =
        std::mem::take(&mut kind.rules).into_iter().partition(|rule| only(&rule.heads) || only(&rule.tails));
    for rule in &mut rest {
        rule.heads.remove(name);
        rule.tails.remove(name);
    }
    if rest.is_empty() && before > 0 {
        rest = impossible;
    }
    kind.rules = rest;
    unique_rules(kind);
}

fn unique_rules(kind: &mut RelationType) {
    let mut seen: Vec<RelationRule> = Vec::new();
    kind.rules.retain(|rule| {
        let fresh = !seen.contains(rule);
        if fresh {
            seen.push(rule.clone());
        }
        fresh
    });
}

/// What a change does to annotations, as one group of edits. Renaming keeps everything else of an item as it is;
/// deleting a type deletes its annotations with all that hangs on them.
pub fn edits(annotations: &Annotations, change: &Change) -> Vec<Edit> {
    match change {
        Change::RenameEntity { from, to } => {
            let mentions = annotations.mentions().filter(|m| m.kind == *from);
            mentions.map(|m| Edit::Replace(Mention { kind: to.clone(), ..m.clone() }.into())).collect()
        }
        Change::RenameRelation { from, to } => {
            let relations = annotations.relations().filter(|r| r.kind == *from);
            relations.map(|r| Edit::Replace(Relation { kind: to.clone(), ..r.clone() }.into())).collect()
        }
        Change::DeleteEntity(name) => {
            let doomed = annotations.mentions().filter(|m| m.kind == *name).map(|m| ItemId::from(m.id));
            delete_all(annotations, doomed.collect())
        }
        Change::DeleteRelation(name) => {
            let doomed = annotations.relations().filter(|r| r.kind == *name).map(|r| ItemId::from(r.id));
            delete_all(annotations, doomed.collect())
        }
        _ => Vec::new(),
    }
}

/// Deletes several items; what hangs on more than one of them goes once.
fn delete_all(annotations: &Annotations, items: Vec<ItemId>) -> Vec<Edit> {
    let mut copy = annotations.clone();
    let mut all = Vec::new();
    for item in items {
        for edit in change::delete(&copy, item) {
            // Removing and shrinking need no text to be checked against.
            if copy.apply("", edit.clone()).is_ok() {
                all.push(edit);
            }
        }
    }
    all
}

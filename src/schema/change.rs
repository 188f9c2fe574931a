//! What a change does to a schema.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Change;
use crate::domain::{EntityType, RelationRule, RelationType, Schema};

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
            let roles = schema.events.iter_mut().flat_map(|event| &mut event.roles).map(|role| &mut role.of);
            let lists = schema.attributes.iter_mut().map(|kind| &mut kind.of).chain(roles);
            lists.for_each(|of| drop_from(of, name));
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
        Change::DeleteRelation(name) => {
            schema.relations.retain(|t| t.name != *name);
            schema.attributes.iter_mut().for_each(|kind| drop_from(&mut kind.of, name));
        }
        Change::SetRules { name, rules, symmetric } => {
            if let Some(kind) = schema.relations.iter_mut().find(|t| t.name == *name) {
                (kind.rules, kind.symmetric) = (rules.clone(), *symmetric);
                kind.transitive &= kind.symmetric;
            }
        }
        Change::SetLabel { name, label } => {
            for kind in schema.entities.iter_mut().filter(|t| t.name == *name) {
                let EntityType { label: old, short: old_short, .. } = EntityType::named(name.clone());
                relabel((&mut kind.label, &mut kind.short), (&old, &old_short), label);
            }
            for kind in schema.relations.iter_mut().filter(|t| t.name == *name) {
                let RelationType { label: old, short: old_short, .. } = RelationType::named(name.clone());
                relabel((&mut kind.label, &mut kind.short), (&old, &old_short), label);
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

/// An abbreviation stays; what only repeats the label, or the name where there was no label, follows it.
fn relabel((label, short): (&mut String, &mut String), unlabelled: (&String, &String), new: &str) {
    if short == label || (&*label, &*short) == unlabelled {
        new.clone_into(short);
    }
    new.clone_into(label);
}

/// What was said of this type alone stays so: of nothing, and not of everything.
fn drop_from(of: &mut BTreeSet<Arc<str>>, name: &Arc<str>) {
    if of.len() > 1 {
        of.remove(name);
    }
}

fn rename_in(set: &mut BTreeSet<Arc<str>>, from: &Arc<str>, to: &Arc<str>) {
    if set.remove(from) {
        set.insert(to.clone());
    }
}

/// Whether a change makes one type of two. One that only occurs gives its name to the other and is none.
pub fn is_merge(schema: &Schema, change: &Change) -> bool {
    match change {
        Change::RenameEntity { from, to } => {
            let is_written = schema.written_entity(to).is_some() || schema.written_entity(from).is_none();
            from != to && is_written && schema.entity(to).is_some()
        }
        Change::RenameRelation { from, to } => {
            let is_written = schema.written_relation(to).is_some() || schema.written_relation(from).is_none();
            from != to && is_written && schema.relation(to).is_some()
        }
        _ => false,
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

/// Everything that lists entity types: attributes, arguments of events, rules.
fn type_sets(schema: &mut Schema) -> impl Iterator<Item = &mut BTreeSet<Arc<str>>> {
    let attributes = schema.attributes.iter_mut().map(|kind| &mut kind.of);
    let arguments = schema.events.iter_mut().flat_map(|event| &mut event.roles).map(|role| &mut role.of);
    let rules = schema.relations.iter_mut().flat_map(|kind| &mut kind.rules);
    attributes.chain(arguments).chain(rules.flat_map(|rule| [&mut rule.heads, &mut rule.tails]))
}

fn rename_entity(schema: &mut Schema, from: &Arc<str>, to: &Arc<str>) {
    if from == to || schema.entity(from).is_none() {
        return;
    }
    let is_merge = is_merge(schema, &Change::RenameEntity { from: from.clone(), to: to.clone() });
    if !is_merge {
        schema.entities.retain(|kind| kind.name != *to);
    }
    type_sets(schema).for_each(|set| rename_in(set, from, to));
    schema.relations.iter_mut().for_each(RelationType::drop_repeated_rules);
    let is_below_event = schema.event(from).is_none() && schema.event(to).is_some();
    rename_event(schema, from, to);
    let Some(at) = schema.entity_index(from) else { return };
    if is_merge {
        let gone = schema.entities.remove(at);
        // Nothing that is no event stands below one.
        let above = if is_below_event { gone.parent.clone() } else { Some(to.clone()) };
        let children = schema.entities.iter().filter(|t| t.parent.as_ref() == Some(from)).map(|t| t.name.clone());
        for child in children.collect::<Vec<_>>() {
            // The one that stays, and what it stands below, take the place of the one that goes.
            let holds_it = family(schema, &child).contains(to);
            for kind in schema.entities.iter_mut().filter(|t| t.name == child) {
                kind.parent = if holds_it { gone.parent.clone() } else { above.clone() };
            }
        }
        // Lists that name a type speak of those below it, too.
        let below = family(schema, to);
        for set in type_sets(schema).filter(|set| set.contains(to)) {
            set.extend(below.iter().cloned());
        }
        schema.relations.iter_mut().for_each(RelationType::drop_repeated_rules);
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
}

fn rename_event(schema: &mut Schema, from: &Arc<str>, to: &Arc<str>) {
    let Some(at) = schema.events.iter().position(|event| event.name == *from) else { return };
    if schema.event(to).is_none() {
        schema.events[at].name = to.clone();
        return;
    }
    let gone = schema.events.remove(at);
    schema.events.iter_mut().filter(|event| event.name == *to).for_each(|kept| kept.unite(gone.clone()));
}

fn rename_relation(schema: &mut Schema, from: &Arc<str>, to: &Arc<str>) {
    if from == to || schema.relation(from).is_none() {
        return;
    }
    let is_merge = is_merge(schema, &Change::RenameRelation { from: from.clone(), to: to.clone() });
    if !is_merge {
        schema.relations.retain(|kind| kind.name != *to);
    }
    schema.attributes.iter_mut().for_each(|kind| rename_in(&mut kind.of, from, to));
    let Some(at) = schema.relation_index(from) else { return };
    if is_merge {
        let gone = schema.relations.remove(at);
        schema.relations.iter_mut().filter(|t| t.name == *to).for_each(|kept| kept.unite(gone.clone()));
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
    kind.drop_repeated_rules();
}

//! What a change of types does to annotations.

use std::collections::HashMap;
use std::sync::Arc;

use super::Change;
use crate::domain::{
    Annotations, Edit, Extra, ExtraBody, ItemId, Mention, MentionId, Relation, RelationId, Review, Schema, change,
    doubles,
};

/// What a change does to annotations whose types are those of `schema`, as one group of edits. Renaming keeps everything
/// else of an item as it is; of relations that a merge makes equal one stays, with the notes of both; deleting a type
/// deletes its annotations with all that hangs on them.
pub fn edits(annotations: &Annotations, schema: &Schema, change: &Change) -> Vec<Edit> {
    match change {
        Change::RenameEntity { from, to } => {
            let mentions = annotations.mentions().filter(|m| m.kind == *from);
            let mentions = mentions.map(|m| Edit::Replace(Mention { kind: to.clone(), ..m.clone() }.into()));
            mentions.chain(annotations.extras().filter_map(|extra| event_renamed(extra, from, to))).collect()
        }
        Change::RenameRelation { from, to } => {
            let relations = annotations.relations().filter(|r| r.kind == *from);
            let relations = relations.map(|r| Edit::Replace(Relation { kind: to.clone(), ..r.clone() }.into()));
            let extras = annotations.extras().filter(|extra| is_of_relation(extra, schema, from));
            let mut edits: Vec<Edit> = relations.chain(extras.filter_map(|extra| retyped(extra, to))).collect();
            join_equal(annotations, schema, (from, to), &mut edits);
            edits
        }
        Change::DeleteEntity(name) => {
            let mentions = annotations.mentions().filter(|m| m.kind == *name).map(|m| ItemId::from(m.id));
            let events = annotations.extras().filter(|extra| is_event_of(extra, name)).map(|extra| extra.id.into());
            delete_all(annotations, events.chain(mentions).collect())
        }
        Change::DeleteRelation(name) => {
            let relations = annotations.relations().filter(|r| r.kind == *name).map(|r| ItemId::from(r.id));
            let extras = annotations.extras().filter(|extra| is_of_relation(extra, schema, name));
            delete_all(annotations, relations.chain(extras.map(|extra| extra.id.into())).collect())
        }
        _ => Vec::new(),
    }
}

fn is_event_of(extra: &Extra, name: &str) -> bool {
    matches!(&extra.body, ExtraBody::Event { event_type, .. } if event_type == name)
}

fn event_renamed(extra: &Extra, from: &str, to: &str) -> Option<Edit> {
    let mut extra = extra.clone();
    match &mut extra.body {
        ExtraBody::Event { event_type, .. } if event_type == from => to.clone_into(event_type),
        _ => return None,
    }
    Some(Edit::Replace(extra.into()))
}

/// Whether a line is of a relation type: a relation of events, or a group. brat knows `Equiv` without a schema, so that
/// groups of this name are of the type only where it is an equivalence.
fn is_of_relation(extra: &Extra, schema: &Schema, name: &str) -> bool {
    match &extra.body {
        ExtraBody::Relation { relation_type, .. } => relation_type == name,
        ExtraBody::Equiv { name: group } => {
            let is_brats = name == "Equiv" && !schema.relation(name).is_some_and(|kind| kind.is_equivalence());
            group == name && !is_brats
        }
        _ => false,
    }
}

fn retyped(extra: &Extra, to: &str) -> Option<Edit> {
    let mut extra = extra.clone();
    match &mut extra.body {
        ExtraBody::Relation { relation_type: name, .. } | ExtraBody::Equiv { name } => to.clone_into(name),
        _ => return None,
    }
    Some(Edit::Replace(extra.into()))
}

/// Head and tail; of a symmetric type the lower id first.
type Ends = (MentionId, MentionId);

/// Joins relations that become equal when two types become one, be it because one of them is symmetric. Those that were
/// equal before stay so: that is for a person to see.
fn join_equal(annotations: &Annotations, schema: &Schema, (from, to): (&Arc<str>, &Arc<str>), edits: &mut Vec<Edit>) {
    let symmetric = |name| schema.relation(name).is_some_and(|kind| kind.symmetric);
    let (was, is) = ([symmetric(from), symmetric(to)], symmetric(from) || symmetric(to));
    if from == to || schema.relation(to).is_none() {
        return;
    }
    let mut copy = annotations.clone();
    // Relations and other lines need no text to be checked against.
    if copy.apply_group("", edits.clone()).is_err() {
        return;
    }
    let ends = |r: &Relation, symmetric: bool| match symmetric && r.tail < r.head {
        true => (r.tail, r.head),
        false => (r.head, r.tail),
    };
    // Whether it was renamed, and its ends before, by its ends after.
    let mut known: HashMap<Ends, Vec<(RelationId, bool, Ends)>> = HashMap::new();
    let counts = |r: &&Relation| r.review != Review::Rejected;
    let kept = annotations.relations().filter(counts).filter(|r| r.kind == *to).map(|r| (r, false));
    let renamed = annotations.relations().filter(counts).filter(|r| r.kind == *from).map(|r| (r, true));
    for (relation, is_renamed) in kept.chain(renamed) {
        let before = ends(relation, was[usize::from(!is_renamed)]);
        let twins = known.entry(ends(relation, is)).or_default();
        let was_equal = twins.iter().any(|(_, renamed, ends)| *renamed == is_renamed && *ends == before);
        match twins.first() {
            Some((twin, ..)) if !was_equal => {
                let group = doubles::absorb_relation(&copy, *twin, relation.id);
                if copy.apply_group("", group.clone()).is_ok() {
                    edits.extend(group);
                }
            }
            _ => twins.push((relation.id, is_renamed, before)),
        }
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

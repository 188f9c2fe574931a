//! What a change would mean, before it is made.

use std::sync::Arc;

use super::{Change, apply, edits};
use crate::domain::check::forbidden_pair;
use crate::domain::{Annotations, ItemId, Roles, Schema};

/// A relation that a schema does not allow: of entities, of events, or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub relation: ItemId,
    pub head: Arc<str>,
    pub kind: Arc<str>,
    pub tail: Arc<str>,
}

/// What changes would mean for annotations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Items of all kinds that would be changed or deleted.
    pub touched: Vec<ItemId>,
    /// How many of these would be gone.
    pub deleted: usize,
    /// Relations that the new types would not allow and the present ones do.
    pub violations: Vec<Violation>,
}

/// The relations that a schema does not allow; types that it does not know are none of its business.
pub fn violations(annotations: &Annotations, schema: &Schema) -> Vec<Violation> {
    let kind = |id| annotations.mention(id).map(|m| m.kind.clone());
    let of_entities = annotations.relations().filter_map(|r| {
        let (head, tail) = (kind(r.head)?, kind(r.tail)?);
        let forbidden = schema.forbids(&head, &r.kind, &tail);
        forbidden.then(|| Violation { relation: r.id.into(), head, kind: r.kind.clone(), tail })
    });
    let roles = Roles::of(schema);
    let others = annotations.extras().filter_map(|extra| {
        let [head, kind, tail] = forbidden_pair(annotations, schema, &roles, extra)?;
        Some(Violation { relation: extra.id.into(), head, kind, tail })
    });
    of_entities.chain(others).collect()
}

/// What a list of changes, made in this order, would mean. Tried on a copy.
pub fn impact(text: &str, annotations: &Annotations, schema: &Schema, changes: &[Change]) -> Impact {
    let (mut copy, mut after) = (annotations.clone(), schema.clone());
    let mut impact = Impact::default();
    let before = violations(annotations, schema);
    for change in changes {
        let group = edits(&copy, &after, change);
        if copy.apply_group(text, group).is_ok() {
            apply(&mut after, change);
        }
    }
    let ids = annotations.mentions().map(|m| ItemId::from(m.id)).chain(annotations.relations().map(|r| r.id.into()));
    for id in ids.chain(annotations.extras().map(|extra| extra.id.into())) {
        match copy.item(id) {
            None => {
                impact.deleted += 1;
                impact.touched.push(id);
            }
            Some(item) if annotations.item(id).as_ref() != Some(&item) => impact.touched.push(id),
            Some(_) => {}
        }
    }
    let known: std::collections::HashSet<ItemId> = before.iter().map(|v| v.relation).collect();
    impact.violations = violations(&copy, &after).into_iter().filter(|v| !known.contains(&v.relation)).collect();
    impact
}

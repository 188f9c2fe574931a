//! New lines, and whole files.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::{RelationRule, RelationType, Schema};

fn types(set: &BTreeSet<Arc<str>>) -> String {
    if set.is_empty() { "<ANY>".to_owned() } else { set.iter().map(|name| &**name).collect::<Vec<_>>().join("|") }
}

pub(super) fn relation_line(kind: &RelationType, rule: &RelationRule) -> String {
    let [head, tail] = &kind.roles;
    let symmetric = if kind.symmetric { ", <REL-TYPE>:symmetric" } else { "" };
    format!("{}\t{head}:{}, {tail}:{}{symmetric}", kind.name, types(&rule.heads), types(&rule.tails))
}

/// All lines of a relation; one that allows everything has one, too.
pub(super) fn relation_lines(kind: &RelationType) -> Vec<String> {
    if kind.rules.is_empty() {
        return vec![relation_line(kind, &RelationRule { heads: BTreeSet::new(), tails: BTreeSet::new() })];
    }
    kind.rules.iter().map(|rule| relation_line(kind, rule)).collect()
}

/// An `annotation.conf` that says what a schema says.
#[must_use]
pub fn render(schema: &Schema) -> String {
    let mut text = String::from("[entities]\n");
    let mut open: Vec<&str> = Vec::new();
    // A type stands below its parent only where that stands above it; others come to the top.
    for kind in in_order(schema) {
        while open.last().is_some_and(|above| kind.parent.as_deref() != Some(*above)) {
            open.pop();
        }
        let mark = if kind.abstract_only { "!" } else { "" };
        text += &format!("{}{mark}{}\n", "\t".repeat(open.len()), kind.name);
        open.push(&kind.name);
    }
    text += "\n[relations]\n";
    for line in schema.relations.iter().flat_map(relation_lines) {
        text += &line;
        text.push('\n');
    }
    text += "\n[events]\n\n[attributes]\n";
    for kind in &schema.attributes {
        let mut of: Vec<&str> = kind.of.iter().map(|name| &**name).collect();
        if kind.of_relations {
            of.push("<RELATION>");
        }
        if of.is_empty() {
            of.push("<ENTITY>");
        }
        let values = if kind.values.is_empty() { String::new() } else { format!(", Value:{}", kind.values.join("|")) };
        text += &format!("{}\tArg:{}{values}\n", kind.name, of.join("|"));
    }
    text
}

/// Every type behind its parent, in the order of the schema otherwise.
fn in_order(schema: &Schema) -> Vec<&crate::domain::EntityType> {
    let mut ordered = Vec::with_capacity(schema.entities.len());
    let known = |name: &Arc<str>| schema.entity(name).is_some();
    let mut stack: Vec<&crate::domain::EntityType> =
        schema.entities.iter().rev().filter(|t| t.parent.as_ref().is_none_or(|p| !known(p))).collect();
    let mut seen = BTreeSet::new();
    while let Some(kind) = stack.pop() {
        if !seen.insert(kind.name.clone()) {
            continue;
        }
        ordered.push(kind);
        stack.extend(schema.entities.iter().rev().filter(|t| t.parent.as_ref() == Some(&kind.name)));
    }
    // A circle of parents has no top.
    ordered.extend(schema.entities.iter().filter(|t| !seen.contains(&t.name)));
    ordered
}

//! New lines, and whole files.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::{AttributeType, EntityType, EventRole, EventType, NOTHING, RelationRule, RelationType, Schema};

fn types(set: &BTreeSet<Arc<str>>) -> String {
    if set.is_empty() { "<ANY>".to_owned() } else { set.iter().map(|name| &**name).collect::<Vec<_>>().join("|") }
}

/// Whether a name can stand in a file without being taken for something else.
pub(super) fn can_stand(name: &str) -> bool {
    let is_sign = |c: char| c.is_whitespace() || c.is_control() || "|,:;<>[]{}?*+=".contains(c);
    !(name.is_empty() || name.contains(is_sign) || name.starts_with(['#', '!']) || name.bytes().all(|b| b == b'-'))
}

pub(super) fn relation_line(kind: &RelationType, rule: &RelationRule) -> String {
    let [head, tail] = &kind.roles;
    let properties = [(kind.symmetric, "symmetric"), (kind.transitive, "transitive")];
    let said: Vec<&str> = properties.iter().filter(|(holds, _)| *holds).map(|(_, name)| *name).collect();
    let said = if said.is_empty() { String::new() } else { format!(", <REL-TYPE>:{}", said.join("-")) };
    format!("{}\t{head}:{}, {tail}:{}{said}", kind.name, types(&rule.heads), types(&rule.tails))
}

/// All lines of a relation; one that allows everything has one, too.
pub(super) fn relation_lines(kind: &RelationType) -> Vec<String> {
    if kind.rules.is_empty() {
        return vec![relation_line(kind, &RelationRule { heads: BTreeSet::new(), tails: BTreeSet::new() })];
    }
    kind.rules.iter().map(|rule| relation_line(kind, rule)).collect()
}

/// A line of `[events]`.
pub(super) fn event_line(kind: &EventType) -> String {
    let roles: Vec<String> = kind.roles.iter().map(argument).collect();
    format!("{}\t{}", kind.name, roles.join(", ")).trim_end().to_owned()
}

fn argument(role: &EventRole) -> String {
    // brat takes no repeated argument whose name ends in a digit: the second `Theme` is `Theme2`.
    let is_numbered = role.name.ends_with(|c: char| c.is_ascii_digit());
    let mark = match (role.least, role.most) {
        (1, Some(1)) => String::new(),
        (0, Some(1)) => "?".to_owned(),
        (1, _) if is_numbered => String::new(),
        (_, _) if is_numbered => "?".to_owned(),
        (0, None) => "*".to_owned(),
        (1, None) => "+".to_owned(),
        (least, Some(most)) if least == most && most > 0 => format!("{{{most}}}"),
        (least, Some(most)) if least < most => format!("{{{least}-{most}}}"),
        _ => "+".to_owned(),
    };
    format!("{}{mark}:{}", role.name, types(&role.of))
}

/// A line of `[attributes]`.
pub(super) fn attribute_line(kind: &AttributeType) -> String {
    let mut of: Vec<&str> = kind.of.iter().map(|name| &**name).collect();
    match (of.is_empty(), kind.of_relations) {
        (true, true) => of.push("<ANY>"),
        (true, false) => of.extend(["<ENTITY>", "<EVENT>"]),
        (false, true) => {
            of.retain(|name| *name != NOTHING);
            of.push("<RELATION>");
        }
        (false, false) => {}
    }
    // brat reads no value with a blank in it; a list without it would forbid it, so there is none then.
    let fits =
        !kind.values.is_empty() && kind.values.iter().all(|value| !value.contains([' ', '\t', ',', '|', '<', '>']));
    let values = if fits { format!(", Value:{}", kind.values.join("|")) } else { String::new() };
    format!("{}\tArg:{}{values}", kind.name, of.join("|"))
}

/// An `annotation.conf` that says what a schema says. Names that brat's reader would take for something else are left
/// out.
#[must_use]
pub fn render(schema: &Schema) -> String {
    let mut text = String::from("[entities]\n");
    let mut open: Vec<&str> = Vec::new();
    // A type stands below its parent only where that stands above it; others come to the top.
    for kind in in_order(schema).into_iter().filter(|kind| can_stand(&kind.name) && schema.event(&kind.name).is_none())
    {
        while open.last().is_some_and(|above| kind.parent.as_deref() != Some(*above)) {
            open.pop();
        }
        let mark = if kind.abstract_only { "!" } else { "" };
        let others: String = kind
            .other_names
            .iter()
            .filter(|name| !name.contains(char::is_whitespace))
            .map(|name| format!("|{name}"))
            .collect();
        text += &format!("{}{mark}{}{others}\n", "\t".repeat(open.len()), kind.name);
        open.push(&kind.name);
    }
    let mut section = |name: &str, lines: &mut dyn Iterator<Item = String>| {
        text += &format!("\n[{name}]\n");
        lines.for_each(|line| text += &format!("{line}\n"));
    };
    section("relations", &mut schema.relations.iter().filter(|t| can_stand(&t.name)).flat_map(relation_lines));
    section("events", &mut schema.events.iter().filter(|t| can_stand(&t.name)).map(event_line));
    section("attributes", &mut schema.attributes.iter().filter(|t| can_stand(&t.name)).map(attribute_line));
    text
}

/// Every type behind its parent, in the order of the schema otherwise.
fn in_order(schema: &Schema) -> Vec<&EntityType> {
    let mut ordered = Vec::with_capacity(schema.entities.len());
    let known = |name: &Arc<str>| schema.entity(name).is_some();
    let mut stack: Vec<&EntityType> =
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

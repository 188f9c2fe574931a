//! Relations that stand between the same two entities twice.

use std::collections::HashMap;

use super::sheet::Sheet;
use super::{Damage, Key, Proposal};
use crate::brat::line::Body;

/// A relation's type, and its roles with their targets in order.
type Said<'a> = (&'a str, Vec<(&'a str, &'a str)>);

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let mut first: HashMap<Said<'_>, (usize, &str)> = HashMap::new();
    let mut proposals = Vec::new();
    for (row, line) in sheet.lines() {
        let Body::Relation { kind, mut args, .. } = line.body else { continue };
        args.sort_unstable();
        let Some((before, kept)) = first.get(&(kind, args.clone())) else {
            first.insert((kind, args), (sheet.number(row), line.name));
            continue;
        };
        let mut edits = vec![(row, None)];
        let users = sheet.lines().filter(|(user, other)| *user != row && refers(&other.body, line.name));
        let moved: Vec<(usize, Option<String>)> =
            users.filter_map(|(user, _)| Some((user, Some(retarget(sheet.content(user)?, line.name, kept))))).collect();
        let attached = if moved.is_empty() { "" } else { "; what is attached to it moves there" };
        edits.extend(moved);
        let reason = format!("{} says what {kept} in line {before} says already: it goes{attached}", line.name);
        let key = Key { damage: Damage::Duplicate, line: sheet.number(row) };
        proposals.push(Proposal { key, reason, is_sure: true, edits });
    }
    proposals
}

fn refers(body: &Body<'_>, name: &str) -> bool {
    match body {
        Body::Mention { .. } => false,
        Body::Relation { args, .. } => args.iter().any(|(_, target)| *target == name),
        Body::Event { trigger, args, .. } => {
            trigger.is_some_and(|t| t == name) || args.iter().any(|(_, target)| *target == name)
        }
        Body::Attribute { target, .. } | Body::Normalization { target, .. } | Body::Note { target, .. } => {
            *target == name
        }
        Body::Equiv { targets, .. } => targets.contains(&name),
    }
}

/// The line with another id in place of one; only in its second field, where references stand.
fn retarget(content: &str, from: &str, to: &str) -> String {
    let mut fields: Vec<String> = content.split('\t').map(str::to_owned).collect();
    if let Some(field) = fields.get_mut(1) {
        let words: Vec<String> = field
            .split(' ')
            .map(|word| match word.rsplit_once(':') {
                _ if word == from => to.to_owned(),
                Some((role, target)) if target == from => format!("{role}:{to}"),
                _ => word.to_owned(),
            })
            .collect();
        *field = words.join(" ");
    }
    fields.join("\t")
}

//! Relations that stand between the same two entities twice.

use std::collections::{HashMap, HashSet};

use super::refs::{Users, ids, redirected};
use super::sheet::Sheet;
use super::{Damage, Proposal};
use crate::brat::line::{self, Body};
use crate::brat::provenance;

/// A relation's type, and its roles with their targets in order.
type Said<'a> = (&'a str, Vec<(&'a str, &'a str)>);

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let users = Users::new(sheet);
    let unread: HashSet<&str> = sheet
        .contents()
        .filter(|(_, content)| line::parse(content).is_err())
        .flat_map(|(_, content)| ids(content))
        .collect();
    let mut first: HashMap<Said<'_>, (usize, &str)> = HashMap::new();
    let mut proposals = Vec::new();
    for (row, line) in sheet.lines() {
        let Body::Relation { kind, mut args, tail } = line.body else { continue };
        args.sort_unstable();
        let Some((before, kept)) = first.get(&(kind, args.clone())) else {
            first.insert((kind, args), (row, line.name));
            continue;
        };
        let mut edits = vec![(row, None)];
        let moved = users.of(line.name).iter().filter(|user| **user != row).filter_map(|user| {
            let to = |target: &str| if target == line.name { (*kept).to_owned() } else { target.to_owned() };
            Some((*user, Some(redirected(sheet.content(*user)?, &to))))
        });
        edits.extend(moved);
        let attached = if edits.len() > 1 { "; what is attached to it moves there" } else { "" };
        // An attribute makes another statement of it, and a note of its origin speaks of this line alone.
        let is_sure = tail.trim().is_empty()
            && !unread.contains(line.name)
            && users.of(line.name).iter().all(|user| is_movable(sheet, *user));
        let at = sheet.named(*before);
        let reason = format!("{} says what {kept} in {at} says already: it goes{attached}", line.name);
        proposals.push(Proposal::new(sheet.key(Damage::Duplicate, row), reason, is_sure, edits));
    }
    proposals
}

fn is_movable(sheet: &Sheet<'_>, user: usize) -> bool {
    match sheet.content(user).and_then(|content| Some(line::parse(content).ok()?.body)) {
        Some(Body::Note { text, .. }) => provenance::parse(text).is_none(),
        Some(Body::Relation { .. } | Body::Event { .. }) => true,
        _ => false,
    }
}

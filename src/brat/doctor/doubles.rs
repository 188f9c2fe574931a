//! Entities that are there twice: the same type at the same place.

use std::collections::HashMap;

use super::refs::{Users, redirected};
use super::sheet::Sheet;
use super::{Damage, Edit, Proposal};
use crate::brat::line::{self, Body};

/// A type and the offsets of its pieces.
type Place<'s> = (&'s str, Vec<(usize, usize)>);

/// Offers to make one of each two: what refers to the second refers to the first then. Whether somebody meant two is
/// for a person to say.
pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let users = Users::new(sheet);
    let mut first: HashMap<Place<'_>, (usize, &str)> = HashMap::new();
    let mut proposals = Vec::new();
    for mention in sheet.mentions() {
        let place = (mention.kind, mention.ranges.clone());
        let Some((before, kept)) = first.get(&place).copied() else {
            first.insert(place, (mention.row, mention.name));
            continue;
        };
        let mut edits: Vec<Edit> = vec![(mention.row, None)];
        let others = users.of(mention.name).iter().filter(|user| **user != mention.row);
        edits.extend(others.filter_map(|user| Some((*user, moved(sheet.content(*user)?, mention.name, kept)))));
        let attached = match edits.len() {
            1 => "",
            _ => "; its relations and all else that is said of it move there",
        };
        let reason = format!(
            "{} is {kept} in {} once more, of the same type at the same place: the two become one{attached}",
            mention.name,
            sheet.named(before)
        );
        proposals.push(Proposal::new(sheet.key(Damage::Double, mention.row), reason, false, edits));
    }
    proposals
}

/// A line that speaks of another entity; `None` for a group of equals in which only one would be left.
fn moved(content: &str, from: &str, to: &str) -> Option<String> {
    let Ok(line::Line { body: Body::Equiv { name, targets }, .. }) = line::parse(content) else {
        return Some(redirected(content, &|target| if target == from { to } else { target }.to_owned()));
    };
    let mut members: Vec<&str> = Vec::new();
    for target in targets.into_iter().map(|target| if target == from { to } else { target }) {
        if !members.contains(&target) {
            members.push(target);
        }
    }
    (members.len() > 1).then(|| format!("*\t{name} {}", members.join(" ")))
}

//! Ids that two lines have: programs keep one of the two and drop the other.

use std::collections::HashMap;

use super::sheet::Sheet;
use super::{Damage, Key, Proposal};
use crate::brat::line::{self, number};

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let mut largest: HashMap<&str, u64> = HashMap::new();
    // Every word that looks like an id counts, also a reference to one that is gone: ids are not used again.
    for (_, content) in sheet.contents() {
        for word in content.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '#' | '*'))) {
            if let Some((letters, digits)) = number(word)
                && let Ok(found) = digits.parse::<u64>()
                && found < 1 << 53
            {
                let known = largest.entry(letters).or_default();
                *known = found.max(*known);
            }
        }
    }
    let mut first: HashMap<&str, (usize, &str)> = HashMap::new();
    let mut proposals = Vec::new();
    for (row, content) in sheet.contents() {
        let Ok(line) = line::parse(content) else { continue };
        if line.name == "*" {
            continue;
        }
        let Some((before, same)) = first.get(line.name) else {
            first.insert(line.name, (sheet.number(row), content));
            continue;
        };
        let key = Key { damage: Damage::IdTwice, line: sheet.number(row) };
        if *same == content {
            let reason = format!("line {before} says the same: this one goes");
            proposals.push(Proposal { key, reason, is_sure: true, edits: vec![(row, None)] });
            continue;
        }
        let Some((letters, _)) = number(line.name) else { continue };
        let next = largest.entry(letters).or_default();
        *next += 1;
        let name = format!("{letters}{next}");
        let rest = content.get(line.name.len()..).unwrap_or_default();
        let reason = format!(
            "{} is the id of line {before} too: this line becomes {name}; what refers to {} means line {before}",
            line.name, line.name
        );
        proposals.push(Proposal { key, reason, is_sure: true, edits: vec![(row, Some(format!("{name}{rest}")))] });
    }
    proposals
}

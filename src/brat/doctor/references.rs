//! References to what no line defines, and normalizations that name nothing.

use std::collections::HashSet;

use super::refs::{ids, targets, without};
use super::sheet::Sheet;
use super::{Damage, Proposal};
use crate::brat::line::{self, Body};

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let defined: HashSet<&str> = sheet.lines().map(|(_, line)| line.name).collect();
    // Ids in lines that cannot be read: whoever mends such a line wants its references back.
    let unread: HashSet<&str> = sheet
        .contents()
        .filter(|(_, content)| line::parse(content).is_err())
        .flat_map(|(_, content)| ids(content))
        .collect();
    let mut proposals = Vec::new();
    for (row, line) in sheet.lines() {
        let key = sheet.key(Damage::Dangling, row);
        let is_gone = |target: &str| !defined.contains(target);
        let Some(first) = targets(&line.body).into_iter().find(|target| is_gone(target)) else {
            if let Body::Normalization { reference, .. } = line.body
                && !reference.contains(':')
                && reference != "NULL"
            {
                let reason = format!("{} names no entry of a database (DB:ID): it goes", line.name);
                proposals.push(Proposal::new(key, reason, false, vec![(row, None)]));
            }
            continue;
        };
        let Some(after) = sheet.content(row).map(|content| without(content, &is_gone)) else { continue };
        let what = if line.name == "*" { "this group" } else { line.name };
        let done = if after.is_some() { "it is taken out of the line" } else { "the line goes" };
        let hope = if unread.contains(first) { "; a line that cannot be read may be the one" } else { "" };
        // Never sure: what the line says is lost with it.
        let reason = format!("{what} refers to {first}, which no line defines{hope}: {done}");
        proposals.push(Proposal::new(key, reason, false, vec![(row, after)]));
    }
    proposals
}

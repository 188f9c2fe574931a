//! References to what no line defines, and normalizations that name nothing.

use std::collections::HashSet;

use super::sheet::Sheet;
use super::{Damage, Key, Proposal};
use crate::brat::line::{self, Body};

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let defined: HashSet<&str> = sheet.lines().map(|(_, line)| line.name).collect();
    // Ids in lines that cannot be read: whoever mends such a line wants its references back.
    let unread: HashSet<&str> = sheet
        .contents()
        .filter(|(_, content)| line::parse(content).is_err())
        .flat_map(|(_, content)| content.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '#' | '*'))))
        .collect();
    let mut proposals = Vec::new();
    for (row, line) in sheet.lines() {
        let gone = |target: &&str| !defined.contains(*target);
        let (missing, after): (Vec<&str>, Option<String>) = match &line.body {
            Body::Mention { .. } => continue,
            Body::Relation { args, .. } => (args.iter().map(|(_, target)| *target).filter(gone).collect(), None),
            Body::Event { kind, trigger, args } => {
                let missing: Vec<&str> =
                    trigger.iter().chain(args.iter().map(|(_, target)| target)).copied().filter(gone).collect();
                let kept = args.iter().filter(|(_, target)| defined.contains(target));
                let rest: String = kept.map(|(role, target)| format!(" {role}:{target}")).collect();
                let lost_trigger = trigger.as_ref().is_some_and(gone);
                let trigger = trigger.map_or_else(String::new, |trigger| format!(":{trigger}"));
                (missing, (!lost_trigger).then(|| format!("{}\t{kind}{trigger}{rest}", line.name)))
            }
            Body::Attribute { target, .. } | Body::Note { target, .. } => {
                ([*target].into_iter().filter(gone).collect(), None)
            }
            Body::Normalization { target, reference, .. } => {
                if defined.contains(target) && !reference.contains(':') && *reference != "NULL" {
                    let key = Key { damage: Damage::Dangling, line: sheet.number(row) };
                    let reason = format!("{} names no entry of a database (DB:ID): it goes", line.name);
                    proposals.push(Proposal { key, reason, is_sure: false, edits: vec![(row, None)] });
                    continue;
                }
                ([*target].into_iter().filter(gone).collect(), None)
            }
            Body::Equiv { name, targets } => {
                let kept: Vec<&str> = targets.iter().copied().filter(|t| defined.contains(t)).collect();
                let after = (kept.len() >= 2).then(|| format!("*\t{name} {}", kept.join(" ")));
                (targets.iter().copied().filter(gone).collect(), after)
            }
        };
        let Some(first) = missing.first() else { continue };
        let what = if line.name == "*" { "this group" } else { line.name };
        let done = if after.is_some() { "it is taken out of the line" } else { "the line goes" };
        let reason = format!("{what} refers to {first}, which no line defines: {done}");
        // A note holds a person's words.
        let is_sure = !matches!(line.body, Body::Note { .. }) && !missing.iter().any(|id| unread.contains(id));
        let key = Key { damage: Damage::Dangling, line: sheet.number(row) };
        proposals.push(Proposal { key, reason, is_sure, edits: vec![(row, after)] });
    }
    proposals
}

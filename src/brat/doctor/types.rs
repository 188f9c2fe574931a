//! Types that `annotation.conf` does not know; some are only spelled otherwise.

use super::sheet::Sheet;
use super::{Damage, Key, Proposal};
use crate::brat::line::Body;

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let Some(schema) = sheet.schema else { return Vec::new() };
    let entities: Vec<&str> = schema.entities.iter().map(|t| &*t.name).collect();
    let relations: Vec<&str> = schema.relations.iter().map(|t| &*t.name).collect();
    let unknown = sheet.lines().filter_map(|(row, line)| {
        let (kind, known, section) = match line.body {
            Body::Mention { kind, .. } if !entities.is_empty() => (kind, &entities, "entities"),
            Body::Relation { kind, .. } if !relations.is_empty() => (kind, &relations, "relations"),
            _ => return None,
        };
        if known.contains(&kind) {
            return None;
        }
        let key = Key { damage: Damage::UnknownType, line: sheet.number(row) };
        let message = format!("annotation.conf does not know the type {kind}");
        let Some((better, is_sure)) = nearest(kind, known) else {
            let reason = format!("{message}: add it to [{section}], or correct it by hand");
            return Some(Proposal { key, reason, is_sure: false, edits: Vec::new() });
        };
        let content = sheet.content(row)?;
        // The type is the first word behind the first TAB.
        let start = content.find('\t')? + 1;
        let at = start + content.get(start..)?.find(kind)?;
        let after = format!("{}{better}{}", content.get(..at)?, content.get(at + kind.len()..)?);
        let reason = format!("{message}: {better} is meant, as it seems");
        Some(Proposal { key, reason, is_sure, edits: vec![(row, Some(after))] })
    });
    unknown.collect()
}

/// The known type that is spelled most like this one, and whether they differ in case and signs only.
fn nearest<'a>(kind: &str, known: &[&'a str]) -> Option<(&'a str, bool)> {
    /// Shorter names are all alike.
    const SHORTEST: usize = 4;
    let bare = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let wanted = bare(kind);
    let mut same = known.iter().filter(|name| bare(name) == wanted);
    if let (Some(only), None) = (same.next(), same.next()) {
        return Some((only, true));
    }
    if wanted.chars().count() < SHORTEST {
        return None;
    }
    let mut near: Vec<(usize, &str)> = known.iter().map(|name| (distance(&bare(name), &wanted), *name)).collect();
    near.sort_unstable();
    match near.as_slice() {
        [(cost, name)] if *cost <= 2 => Some((name, false)),
        [(cost, name), (next, _), ..] if *cost <= 2 && cost < next => Some((name, false)),
        _ => None,
    }
}

/// Letters to change, add or take away (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

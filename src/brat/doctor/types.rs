//! Types that `annotation.conf` does not know; some are only spelled otherwise.

use super::sheet::Sheet;
use super::{Damage, Proposal};
use crate::brat::line::Body;
use crate::domain::nearest_name;

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
        let key = sheet.key(Damage::UnknownType, row);
        let message = format!("annotation.conf does not know the type {kind}");
        let Some((better, is_sure)) = nearest_name(kind, known) else {
            let reason = format!("{message}: add it to [{section}], or correct it by hand");
            return Some(Proposal::new(key, reason, false, Vec::new()));
        };
        let content = sheet.content(row)?;
        // The type is the first word behind the first TAB.
        let start = content.find('\t')? + 1;
        let at = start + content.get(start..)?.find(kind)?;
        let after = format!("{}{better}{}", content.get(..at)?, content.get(at + kind.len()..)?);
        let reason = format!("{message}: {better} is meant, as it seems");
        Some(Proposal::new(key, reason, is_sure, vec![(row, Some(after))]))
    });
    unknown.collect()
}

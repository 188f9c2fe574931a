//! Spans with white space at their edges, and with nothing in them.

use std::collections::HashSet;

use super::pieces::{again, fitting};
use super::refs::{Users, removal};
use super::sheet::Sheet;
use super::{Damage, Proposal};
use crate::text::Span;

pub(super) fn white_space(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let places: HashSet<(String, Option<Vec<Span>>)> =
        sheet.mentions().map(|m| (m.kind.to_owned(), m.spans(&positions))).collect();
    let loose = sheet.mentions().filter_map(|mention| {
        let spans = fitting(sheet, &mention, &positions)?;
        let trimmed: Vec<Span> = spans.iter().filter_map(|span| trim(sheet.text, *span)).collect();
        if trimmed.is_empty() || trimmed == spans {
            return None;
        }
        let line = again(sheet, &mention, &positions, &spans, &trimmed)?;
        let key = sheet.key(Damage::Edges, mention.row);
        let is_twin = places.contains(&(mention.kind.to_owned(), Some(trimmed)));
        let twin = if is_twin { "; another of its type stands there already" } else { "" };
        let reason = format!("{} covers white space at its edges: it is taken off{twin}", mention.name);
        Some(Proposal::new(key, reason, !is_twin, vec![(mention.row, Some(line))]))
    });
    loose.collect()
}

fn trim(text: &str, span: Span) -> Option<Span> {
    let slice = span.slice(text)?;
    let kept = slice.trim_start();
    let start = span.end - kept.len();
    let kept = kept.trim_end();
    (!kept.is_empty()).then(|| Span::new(start, start + kept.len()))
}

/// What covers nothing cannot be seen; it goes, when somebody wants it.
pub(super) fn empty(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let users = Users::new(sheet);
    let nothing = sheet.mentions().filter_map(|mention| {
        let spans = mention.spans(&positions)?;
        if spans.iter().any(|span| span.slice(sheet.text).is_some_and(|t| !t.trim().is_empty())) {
            return None;
        }
        let key = sheet.key(Damage::Empty, mention.row);
        let reason = format!("{} covers nothing that can be seen: it goes, and what refers to it", mention.name);
        Some(Proposal::new(key, reason, false, removal(sheet, &users, mention.row)))
    });
    nothing.collect()
}

//! Spans with line breaks, with white space at their edges, and with nothing in them.

use super::sheet::{MentionRow, Sheet};
use super::{Damage, Key, Proposal};
use crate::brat::base::{Positions, covers};
use crate::brat::render::without_breaks;
use crate::text::Span;

/// A mention's line for other spans; what stood behind its text stays.
fn again(
    sheet: &Sheet<'_>,
    mention: &MentionRow<'_>,
    positions: &Positions,
    old: &[Span],
    new: &[Span],
) -> Option<String> {
    let ranges: Vec<(usize, usize)> =
        new.iter().map(|s| Some((positions.offset(s.start)?, positions.offset(s.end)?))).collect::<Option<_>>()?;
    let pieces: Vec<&str> = new.iter().map(|span| span.slice(sheet.text).unwrap_or_default()).collect();
    let tail = mention.said.and_then(|said| covers(sheet.text, old, said)).unwrap_or_default();
    Some(mention.with(&ranges, Some(&format!("{}{tail}", pieces.join(" ")))))
}

/// A line of the file cannot hold a line break: the span becomes several pieces.
pub(super) fn line_breaks(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let broken = sheet.mentions().filter_map(|mention| {
        let spans = mention.spans(&positions)?;
        let fits = mention.said.is_none_or(|said| covers(sheet.text, &spans, said).is_some());
        if !fits || !spans.iter().any(|s| s.slice(sheet.text).is_some_and(|t| t.contains('\n'))) {
            return None;
        }
        let pieces: Vec<Span> =
            spans.iter().flat_map(|span| without_breaks(sheet.text, *span)).filter(|s| s.start < s.end).collect();
        if pieces.is_empty() || pieces == spans {
            return None;
        }
        let reason = format!("{} covers a line break: it becomes pieces, one a line", mention.name);
        let line = again(sheet, &mention, &positions, &spans, &pieces)?;
        let key = Key { damage: Damage::LineBreak, line: mention.number };
        Some(Proposal { key, reason, is_sure: true, edits: vec![(mention.row, Some(line))] })
    });
    broken.collect()
}

pub(super) fn white_space(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let loose = sheet.mentions().filter_map(|mention| {
        let spans = mention.spans(&positions)?;
        let fits = mention.said.is_none_or(|said| covers(sheet.text, &spans, said).is_some());
        let trimmed: Vec<Span> = spans.iter().filter_map(|span| trim(sheet.text, *span)).collect();
        if !fits || trimmed.is_empty() || trimmed == spans {
            return None;
        }
        let reason = format!("{} covers white space at its edges: it is taken off", mention.name);
        let line = again(sheet, &mention, &positions, &spans, &trimmed)?;
        let key = Key { damage: Damage::Edges, line: mention.number };
        Some(Proposal { key, reason, is_sure: true, edits: vec![(mention.row, Some(line))] })
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
    let nothing = sheet.mentions().filter_map(|mention| {
        let spans = mention.spans(&positions)?;
        if spans.iter().any(|span| span.slice(sheet.text).is_some_and(|t| !t.trim().is_empty())) {
            return None;
        }
        let key = Key { damage: Damage::Empty, line: mention.number };
        let reason = format!("{} covers nothing that can be seen: it goes, and what refers to it", mention.name);
        Some(Proposal { key, reason, is_sure: false, edits: vec![(mention.row, None)] })
    });
    nothing.collect()
}

//! Spans that become other pieces: those over a line break, and pieces of one entity that overlap.

use super::sheet::{MentionRow, Sheet};
use super::{Damage, Proposal};
use crate::brat::base::{Positions, covers};
use crate::brat::breaks::is_break;
use crate::brat::render::without_breaks;
use crate::text::Span;

/// A mention's line for other spans; what stood behind its text stays.
pub(super) fn again(
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

/// The spans of a mention whose text is the one that it says, or that says none.
pub(super) fn fitting(sheet: &Sheet<'_>, mention: &MentionRow<'_>, positions: &Positions) -> Option<Vec<Span>> {
    let spans = mention.spans(positions)?;
    // Words that go on behind the covered text contradict the offsets; only a TAB ends them.
    let is_end = |tail: &str| tail.trim().is_empty() || tail.starts_with('\t');
    mention.said.is_none_or(|said| covers(sheet.text, &spans, said).is_some_and(is_end)).then_some(spans)
}

/// A line of the file cannot hold a line break: the span becomes several pieces.
pub(super) fn line_breaks(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let broken = sheet.mentions().filter_map(|mention| {
        let spans = fitting(sheet, &mention, &positions)?;
        if !spans.iter().any(|s| s.slice(sheet.text).is_some_and(|t| t.contains(is_break))) {
            return None;
        }
        let pieces: Vec<Span> =
            spans.iter().flat_map(|span| without_breaks(sheet.text, *span)).filter(|s| s.start < s.end).collect();
        if pieces.is_empty() || pieces == spans {
            return None;
        }
        let reason = format!("{} covers a line break: it becomes pieces, one a line", mention.name);
        let line = again(sheet, &mention, &positions, &spans, &pieces)?;
        let key = sheet.key(Damage::LineBreak, mention.row);
        Some(Proposal::new(key, reason, true, vec![(mention.row, Some(line))]))
    });
    broken.collect()
}

/// Pieces that overlap are read by no program; together they cover what each of them does.
pub(super) fn overlapping(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let torn = sheet.mentions().filter_map(|mention| {
        let mut spans = mention.spans(&positions)?;
        let old = spans.clone();
        spans.sort_unstable();
        let mut union: Vec<Span> = Vec::new();
        for span in spans {
            match union.last_mut() {
                Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                _ => union.push(span),
            }
        }
        if union.len() == old.len() {
            return None;
        }
        let reason = format!("the pieces of {} overlap: those that do become one", mention.name);
        let line = again(sheet, &mention, &positions, &old, &union)?;
        let key = sheet.key(Damage::Overlap, mention.row);
        Some(Proposal::new(key, reason, false, vec![(mention.row, Some(line))]))
    });
    torn.collect()
}

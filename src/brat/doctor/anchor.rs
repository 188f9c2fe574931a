//! Entities whose offsets and covered text do not fit together: the text is looked for nearby.

use std::collections::HashSet;

use super::sheet::{MentionRow, Sheet};
use super::{Damage, Key, Proposal};
use crate::brat::base::{Positions, covers};
use crate::brat::issue::quote;

/// Most occurrences that are looked at; a text that occurs more often says nothing about its place.
const MANY: usize = 5_000;

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let taken: HashSet<(String, Vec<(usize, usize)>)> =
        sheet.mentions().map(|m| (m.kind.to_owned(), m.ranges.clone())).collect();
    sheet.mentions().filter_map(|mention| examine(sheet, &mention, &positions, &taken)).collect()
}

fn examine(
    sheet: &Sheet<'_>,
    mention: &MentionRow<'_>,
    positions: &Positions,
    taken: &HashSet<(String, Vec<(usize, usize)>)>,
) -> Option<Proposal> {
    let key = Key { damage: Damage::Misplaced, line: mention.number };
    let propose = |reason: String, is_sure: bool, line: String| {
        Some(Proposal { key, reason, is_sure, edits: vec![(mention.row, Some(line))] })
    };
    let name = mention.name;
    let spans = mention.spans(positions);
    let covered = spans.as_ref().map(|spans| {
        let pieces: Vec<&str> = spans.iter().map(|s| s.slice(sheet.text).unwrap_or_default()).collect();
        pieces.join(" ").replace("\r\n", " ").replace(['\n', '\r'], " ")
    });
    let said = mention.said.map(|said| said.trim_end_matches('\t')).filter(|said| !said.trim().is_empty());
    let Some(said) = said else {
        // An empty span covers nothing that could be said.
        let covered = covered.filter(|covered| !covered.trim().is_empty())?;
        let reason = format!("{name} does not say which text it covers: {} is added", quote(&covered));
        return propose(reason, true, mention.with(&mention.ranges, Some(&covered)));
    };
    if let Some(spans) = &spans
        && let Some(tail) = covers(sheet.text, spans, mention.said.unwrap_or_default())
        && (tail.trim().is_empty() || tail.starts_with('\t'))
    {
        // Behind a TAB, another line was joined to this one: no matter of offsets.
        return None;
    }
    let swapped: Vec<(usize, usize)> = mention.ranges.iter().map(|&(s, e)| (s.min(e), s.max(e))).collect();
    if swapped != mention.ranges && positions.fits_whole(&swapped, said) {
        let reason = format!("{name} ends before it starts: its offsets change places");
        return propose(reason, true, mention.with(&swapped, mention.said));
    }
    let mut places = places(sheet, mention, said, positions);
    places.retain(|place| !taken.contains(&(mention.kind.to_owned(), place.ranges.clone())));
    places.sort_by_key(|place| place.distance);
    let nearest = match places.as_slice() {
        [only] => Some((only, true)),
        // Twice as near as any other: nobody counts so badly.
        [first, second, ..] if first.distance < second.distance => Some((first, first.distance * 2 < second.distance)),
        _ => None,
    };
    let wrong = covered.as_ref().map_or_else(
        || "its offsets are not positions of this text".to_owned(),
        |covered| format!("its offsets cover {}", quote(covered)),
    );
    if let Some((place, is_sure)) = nearest {
        let count = if places.len() == 1 { "the only place" } else { "the nearest place" };
        let reason = format!("{name} says {}, but {wrong}: it moves to {count} where that stands", quote(said));
        return propose(reason, is_sure, mention.with(&place.ranges, mention.said));
    }
    let covered = covered.filter(|covered| !covered.trim().is_empty())?;
    let is_space_only = covered.split_whitespace().eq(said.split_whitespace());
    let reason = if is_space_only {
        format!("{name} covers {}, with other white space than it says", quote(&covered))
    } else {
        format!("{name} says {}, but {wrong}: the offsets count, and the text is taken from them", quote(said))
    };
    propose(reason, is_space_only, mention.with(&mention.ranges, Some(&covered)))
}

struct Place {
    ranges: Vec<(usize, usize)>,
    /// From where it was said to be, in the units of the offsets.
    distance: usize,
}

/// Where the text of a mention stands; several pieces keep their distances.
fn places(sheet: &Sheet<'_>, mention: &MentionRow<'_>, said: &str, positions: &Positions) -> Vec<Place> {
    let Some(&(start, end)) = mention.ranges.first() else { return Vec::new() };
    let is_whole = mention.ranges.len() == 1;
    let first: String = if is_whole { said.to_owned() } else { said.chars().take(end.saturating_sub(start)).collect() };
    if first.trim().is_empty() {
        return Vec::new();
    }
    let found = sheet.text.match_indices(first.as_str()).take(MANY).filter_map(|(byte, _)| {
        let at = positions.offset(byte)?;
        let ranges = if is_whole {
            vec![(at, positions.offset(byte + first.len())?)]
        } else {
            let moved = |offset: usize| (offset + at).checked_sub(start);
            mention.ranges.iter().map(|&(s, e)| Some((moved(s)?, moved(e)?))).collect::<Option<Vec<_>>>()?
        };
        (is_whole || positions.fits_whole(&ranges, said)).then_some(Place { ranges, distance: at.abs_diff(start) })
    });
    found.collect()
}

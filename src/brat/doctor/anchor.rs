//! Entities whose offsets and covered text do not fit together, each for itself: where its words stand, and that no two
//! go to one place.

use std::collections::{HashMap, HashSet};

use super::glued::holds_entity;
use super::places::{Place, Ranges, are_words, at, distance, is_edge, places};
use super::sheet::{MentionRow, Sheet};
use super::{Damage, Proposal};
use crate::brat::base::Positions;
use crate::brat::breaks::{is_break, one_line};
use crate::brat::issue::quote;

/// A mention that may go elsewhere.
struct Mover<'s, 'm> {
    mention: &'m MentionRow<'s>,
    /// Free places where its words stand, in the order of the text.
    places: Vec<Place>,
    /// Of these, the one that can be proved.
    proved: Option<(usize, &'static str)>,
}

const STARTS: &str = "the place where it starts";

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let all: Vec<MentionRow<'_>> = sheet.mentions().collect();
    let lost: Vec<&MentionRow<'_>> = all.iter().filter(|mention| mention.is_misplaced(&positions)).collect();
    let taken: HashSet<&Ranges> = all.iter().filter(|m| !m.is_misplaced(&positions)).map(|m| &m.ranges).collect();
    let movers: Vec<Mover<'_, '_>> = lost.iter().map(|mention| mover(sheet, mention, &positions, &taken)).collect();
    let mut wanted: HashMap<&Ranges, usize> = HashMap::new();
    for (place, _) in
        movers.iter().filter_map(|mover| mover.proved.and_then(|(at, why)| Some((mover.places.get(at)?, why))))
    {
        *wanted.entry(&place.ranges).or_default() += 1;
    }
    let offered = nearest(&movers);
    let mut proposals: Vec<Proposal> =
        all.iter().filter_map(|m| speechless(sheet, m, &positions, lost.is_empty())).collect();
    for (mover, nearest) in movers.iter().zip(offered) {
        let alone = |at: usize| mover.places.get(at).is_some_and(|place| wanted.get(&place.ranges) == Some(&1));
        let proved = mover.proved.filter(|(at, _)| alone(*at));
        let goes = proved
            .map(|(at, why)| (at, why, true))
            .or(nearest.map(|at| (at, "the nearest place where that stands", false)))
            .map(|(at, why, is_sure)| match mover.places.get(at) {
                Some(place) if distance(mover.mention, place) == Some(0) => (at, STARTS, is_sure),
                _ => (at, why, is_sure),
            });
        let goes = goes.and_then(|(at, why, is_sure)| Some((mover.places.get(at)?, why, is_sure)));
        proposals.extend(propose(sheet, mover.mention, &positions, goes));
    }
    proposals
}

fn mover<'s, 'm>(
    sheet: &Sheet<'_>,
    mention: &'m MentionRow<'s>,
    positions: &Positions,
    taken: &HashSet<&Ranges>,
) -> Mover<'s, 'm> {
    let mut found: Vec<Place> = places(sheet.text, positions, mention);
    let is_only = found.iter().filter(|place| place.is_whole).count() == 1;
    found.retain(|place| place.is_whole && !taken.contains(&place.ranges));
    let swapped: Ranges = mention.ranges.iter().map(|&(s, e)| (s.min(e), s.max(e))).collect();
    if swapped != mention.ranges
        && !taken.contains(&swapped)
        && let Some(place) = at(sheet.text, positions, swapped, mention.words().unwrap_or_default())
    {
        return Mover { mention, places: vec![place], proved: Some((0, "its end was written before its start")) };
    }
    let ends_nowhere = ends_nowhere(sheet.text, mention, positions);
    if !ends_nowhere && is_first_line(sheet.text, mention, positions) {
        // Whoever wrote the file broke the line where the text breaks; the offsets say more.
        return Mover { mention, places: Vec::new(), proved: None };
    }
    let starts_here = found.iter().position(|place| distance(mention, place) == Some(0));
    // Where the offsets cover other words, these may be meant as well.
    let covers_words = mention.spans(positions).is_some_and(|spans| are_words(sheet.text, &spans));
    let proved = match starts_here {
        // An end that could be meant contradicts the words: either may be right.
        Some(at) => ends_nowhere.then_some((at, STARTS)),
        None if is_only && !covers_words && found.len() == 1 => Some((0, "the only place where that stands")),
        None => None,
    };
    Mover { mention, places: found, proved }
}

/// Whether nobody can have meant the end of a mention: it is beyond the text, inside a word, or leaves nothing to see.
fn ends_nowhere(text: &str, mention: &MentionRow<'_>, positions: &Positions) -> bool {
    let Some(&(start, end)) = mention.ranges.last() else { return false };
    let Some(byte) = positions.byte(end) else { return true };
    let is_blank = || positions.span((start, end)).and_then(|s| s.slice(text)).is_some_and(|t| t.trim().is_empty());
    !is_edge(text, byte) || is_blank()
}

/// Whether a mention says what it covers up to a line break, and nothing of what stands behind.
fn is_first_line(text: &str, mention: &MentionRow<'_>, positions: &Positions) -> bool {
    let (Some(said), Some(spans)) = (mention.words(), mention.spans(positions)) else { return false };
    let pieces: Vec<&str> = spans.iter().map(|span| span.slice(text).unwrap_or_default()).collect();
    let covered = pieces.join(" ");
    covered
        .match_indices(is_break)
        .filter_map(|(at, _)| covered.split_at_checked(at))
        .any(|(line, rest)| !rest.trim().is_empty() && line.split_whitespace().eq(said.split_whitespace()))
}

/// For each mover a place of its own, the nearest pairs first; `None` where none is left, or two are equally near.
fn nearest(movers: &[Mover<'_, '_>]) -> Vec<Option<usize>> {
    /// Most places a mover is offered; what stands in more of them is nowhere in particular.
    const NEAR: usize = 64;
    let near_of = |mover: &Mover<'_, '_>| {
        let away = |place| distance(mover.mention, place).map(isize::unsigned_abs);
        let mut near: Vec<(usize, usize)> =
            mover.places.iter().enumerate().filter_map(|(at, place)| Some((away(place)?, at))).collect();
        near.sort_unstable();
        near.truncate(NEAR);
        near
    };
    let near: Vec<Vec<(usize, usize)>> = movers.iter().map(near_of).collect();
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (number, near) in near.iter().enumerate() {
        pairs.extend(near.iter().map(|(far, at)| (*far, number, *at)));
    }
    pairs.sort_unstable();
    let mut goes: Vec<Option<usize>> = vec![None; movers.len()];
    let mut used: HashSet<&Ranges> = HashSet::new();
    for (far, number, at) in pairs {
        let (Some(mover), Some(near), Some(slot)) = (movers.get(number), near.get(number), goes.get_mut(number)) else {
            continue;
        };
        let is_free = |at: usize| mover.places.get(at).is_some_and(|place| !used.contains(&place.ranges));
        let is_even = near.iter().any(|(other_far, other)| *other_far == far && *other != at && is_free(*other));
        if slot.is_none()
            && !is_even
            && is_free(at)
            && let Some(place) = mover.places.get(at)
        {
            used.insert(&place.ranges);
            *slot = Some(at);
        }
    }
    goes
}

/// A mention that does not say which text it covers: it says so from now on.
fn speechless(
    sheet: &Sheet<'_>,
    mention: &MentionRow<'_>,
    positions: &Positions,
    others_fit: bool,
) -> Option<Proposal> {
    if mention.words().is_some() {
        return None;
    }
    // An empty span covers nothing that could be said.
    let covered = covered(sheet, mention, positions)?;
    let is_sure = others_fit && are_words(sheet.text, &mention.spans(positions)?);
    let reason = format!("{} does not say which text it covers: {} is added", mention.name, quote(&covered));
    let line = mention.with(&mention.ranges, Some(&covered));
    Some(Proposal::new(sheet.key(Damage::Misplaced, mention.row), reason, is_sure, vec![(mention.row, Some(line))]))
}

fn propose(
    sheet: &Sheet<'_>,
    mention: &MentionRow<'_>,
    positions: &Positions,
    goes: Option<(&Place, &'static str, bool)>,
) -> Option<Proposal> {
    let (name, said) = (mention.name, mention.words().unwrap_or_default());
    let covered = covered(sheet, mention, positions);
    let is_space_only = covered.as_ref().is_some_and(|covered| covered.split_whitespace().eq(said.split_whitespace()));
    let wrong = covered.as_ref().map_or_else(
        || "its offsets are not positions of this text".to_owned(),
        |covered| format!("its offsets cover {}", quote(covered)),
    );
    let make = |reason: String, is_sure: bool, line: String| {
        Some(Proposal::new(sheet.key(Damage::Misplaced, mention.row), reason, is_sure, vec![(mention.row, Some(line))]))
    };
    if let (Some(covered), true) = (&covered, is_space_only) {
        let reason = format!("{name} covers {}, with other white space than it says", quote(covered));
        return make(reason, !covered.contains('\t'), mention.with(&mention.ranges, Some(covered)));
    }
    if holds_entity(said) && !covered.as_deref().is_some_and(holds_entity) {
        // What is said of an entity would go with the text that stands here.
        let reason = format!("{name} says {}, but {wrong}: two lines in one, perhaps: divide them", quote(said));
        return Some(Proposal::new(sheet.key(Damage::Misplaced, mention.row), reason, false, Vec::new()));
    }
    if let Some((place, why, is_sure)) = goes {
        let reason = format!("{name} says {}, but {wrong}: it moves to {why}", quote(said));
        let stands = if positions.fits_whole(&place.ranges, said) { mention.said } else { Some(said.trim()) };
        return make(reason, is_sure, mention.with(&place.ranges, stands));
    }
    let covered = covered?;
    let reason =
        format!("{name} says {}, but {wrong}: the offsets count, and the text is taken from them", quote(said));
    make(reason, false, mention.with(&mention.ranges, Some(&covered)))
}

/// The text under the offsets, on one line; `None` where there is none that could be seen.
fn covered(sheet: &Sheet<'_>, mention: &MentionRow<'_>, positions: &Positions) -> Option<String> {
    let spans = mention.spans(positions)?;
    let pieces: Vec<&str> = spans.iter().map(|span| span.slice(sheet.text).unwrap_or_default()).collect();
    Some(one_line(&pieces.join(" "))).filter(|covered| !covered.trim().is_empty())
}

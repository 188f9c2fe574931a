//! Entities that all stand the same distance from their texts: something was added to the text, or taken out of it, after
//! the entities were marked. One explanation for all of them, judged together.

use std::collections::{HashMap, HashSet};

use super::places::{Place, Ranges, are_words, at, distance, moved, places};
use super::sheet::{MentionRow, Sheet};
use super::{Damage, Edit, Proposal};
use crate::brat::base::Positions;
use crate::text::Span;

/// Distances that are tried on every entity.
const DISTANCES: usize = 32;

/// Entities whose occurrences give the distances; those with the longest texts, which say most.
const WITNESSES: usize = 400;

/// What is wrong with the offsets of a file: entities, and how far their texts may be.
struct Lost<'s, 'm> {
    mentions: Vec<&'m MentionRow<'s>>,
    distances: Vec<isize>,
}

impl<'s, 'm> Lost<'s, 'm> {
    fn new(text: &str, all: impl Iterator<Item = &'m MentionRow<'s>>, positions: &Positions) -> Self {
        let mentions: Vec<&MentionRow<'_>> = all.filter(|mention| mention.is_misplaced(positions)).collect();
        let mut witnesses = mentions.clone();
        witnesses.sort_by_key(|mention| std::cmp::Reverse(mention.words().map_or(0, str::len)));
        let mut counts: HashMap<isize, usize> = HashMap::new();
        for witness in witnesses.into_iter().take(WITNESSES) {
            for place in places(text, positions, witness) {
                if let Some(by) = distance(witness, &place) {
                    *counts.entry(by).or_default() += 1;
                }
            }
        }
        let mut counts: Vec<(usize, isize)> = counts.into_iter().map(|(by, count)| (count, by)).collect();
        counts.sort_by_key(|&(count, by)| (std::cmp::Reverse(count), by.unsigned_abs(), by));
        Self { mentions, distances: counts.into_iter().take(DISTANCES).map(|(_, by)| by).collect() }
    }
}

/// Whether one distance puts every misplaced entity on its text, and there are several.
pub(super) fn explains_all<'s, 'm>(
    text: &str,
    all: impl Iterator<Item = &'m MentionRow<'s>>,
    positions: &Positions,
) -> bool
where
    's: 'm,
{
    let lost = Lost::new(text, all, positions);
    let fits = |mention: &MentionRow<'_>, by: isize| {
        let ranges = moved(&mention.ranges, by);
        ranges.is_some_and(|ranges| positions.fits_whole(&ranges, mention.words().unwrap_or_default()))
    };
    lost.mentions.len() > 1 && lost.distances.iter().any(|by| lost.mentions.iter().all(|mention| fits(mention, *by)))
}

/// The one distance at which every one of these entities stands on its text, where some do not as they are.
pub(super) fn common(text: &str, all: &[MentionRow<'_>], positions: &Positions) -> Option<isize> {
    let lost = Lost::new(text, all.iter(), positions);
    let fits = |mention: &MentionRow<'_>, by: isize| match (mention.words(), moved(&mention.ranges, by)) {
        (Some(said), Some(ranges)) => at(text, positions, ranges, said).is_some_and(|place| place.is_whole),
        (said, _) => said.is_none(),
    };
    let mut found = lost.distances.iter().filter(|by| all.iter().all(|mention| fits(mention, **by)));
    let only = *found.next()?;
    found.next().is_none().then_some(only)
}

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let all: Vec<MentionRow<'_>> = sheet.mentions().collect();
    let lost = Lost::new(sheet.text, all.iter(), &positions);
    if lost.mentions.len() < 2 {
        return Vec::new();
    }
    let taken: HashSet<&Ranges> = all.iter().filter(|m| !m.is_misplaced(&positions)).map(|m| &m.ranges).collect();
    let fit = |mention: &MentionRow<'_>, by: isize| -> Option<Place> {
        let place = at(sheet.text, &positions, moved(&mention.ranges, by)?, mention.words()?)?;
        (!taken.contains(&place.ranges)).then_some(place)
    };
    // Per entity, per distance: where it would stand.
    let fits: Vec<Vec<Option<Place>>> =
        lost.mentions.iter().map(|mention| lost.distances.iter().map(|by| fit(mention, *by)).collect()).collect();
    let mut by_start: Vec<usize> = (0..lost.mentions.len()).collect();
    by_start.sort_by_key(|at| lost.mentions.get(*at).map(|mention| &mention.ranges));
    let in_file: Vec<usize> = (0..lost.mentions.len()).collect();
    // Text that changed in some places gives runs in the order of the text; files that were joined, in that of the lines.
    let (_, groups) = [by_start, in_file]
        .iter()
        .map(|order| runs(order, &fits, lost.distances.len()))
        .min_by_key(|(cost, _)| *cost)
        .unwrap_or_default();
    let proposals = groups.into_iter().filter_map(|(by, members)| {
        let mut proposal = propose(sheet, &positions, &lost, &fits, by, &members)?;
        let along = along(sheet, &positions, &all, &proposal, *lost.distances.get(by)?);
        proposal.edits.extend(along);
        Some(proposal.explaining([]))
    });
    proposals.collect()
}

/// Entities that belong to a distance (its place among the distances); the least number of changes between distances
/// that leaves the fewest entities without one. And what that costs.
fn runs(order: &[usize], fits: &[Vec<Option<Place>>], distances: usize) -> (usize, Vec<(usize, Vec<usize>)>) {
    const CHANGE: usize = 2;
    const UNEXPLAINED: usize = 3;
    const INSIDE_A_WORD: usize = 1;
    let emission = |entity: usize, by: usize| match fits.get(entity).and_then(|row| row.get(by)?.as_ref()) {
        Some(place) if place.is_whole => 0,
        Some(_) => INSIDE_A_WORD,
        None => UNEXPLAINED,
    };
    let mut costs = vec![0_usize; distances];
    let mut came_from: Vec<Vec<usize>> = Vec::with_capacity(order.len());
    for (step, entity) in order.iter().enumerate() {
        let best = costs.iter().enumerate().min_by_key(|(_, cost)| **cost).map(|(by, cost)| (by, *cost));
        let (best, best_cost) = best.unwrap_or_default();
        let mut from = Vec::with_capacity(distances);
        for (by, cost) in costs.iter_mut().enumerate() {
            let changes = step > 0 && best_cost + CHANGE < *cost;
            from.push(if changes { best } else { by });
            *cost = if changes { best_cost + CHANGE } else { *cost } + emission(*entity, by);
        }
        came_from.push(from);
    }
    let last = costs.iter().enumerate().min_by_key(|(_, cost)| **cost).map(|(by, cost)| (by, *cost));
    let (mut by, cost) = last.unwrap_or_default();
    let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
    for (entity, from) in order.iter().zip(&came_from).rev() {
        if emission(*entity, by) < UNEXPLAINED {
            members.entry(by).or_default().push(*entity);
        }
        by = from.get(by).copied().unwrap_or_default();
    }
    let mut groups: Vec<(usize, Vec<usize>)> = members.into_iter().collect();
    groups.iter_mut().for_each(|(_, members)| members.sort_unstable());
    groups.sort_unstable();
    (cost, groups)
}

fn propose(
    sheet: &Sheet<'_>,
    positions: &Positions,
    lost: &Lost<'_, '_>,
    fits: &[Vec<Option<Place>>],
    by: usize,
    members: &[usize],
) -> Option<Proposal> {
    let place = |entity: usize, by: usize| fits.get(entity).and_then(|row| row.get(by)?.as_ref());
    let whole_places = |entity: usize| {
        let found = lost.mentions.get(entity).map(|mention| places(sheet.text, positions, mention));
        found.unwrap_or_default().iter().filter(|place| place.is_whole).count()
    };
    // Inside a word an entity may stand only where its words never stand alone, as in languages that join them.
    let members: Vec<usize> = members
        .iter()
        .copied()
        .filter(|entity| place(*entity, by).is_some_and(|place| place.is_whole || whole_places(*entity) == 0))
        .collect();
    let whole = members.iter().filter(|entity| place(**entity, by).is_some_and(|place| place.is_whole)).count();
    if members.len() < 2 {
        return None;
    }
    let explained_by = |other: usize| members.iter().all(|entity| place(*entity, other).is_some());
    let is_only = (0..lost.distances.len()).filter(|other| *other != by).all(|other| !explained_by(other));
    // Two of many may agree by chance, unless each of them can stand nowhere else.
    let agree = members.len() == lost.mentions.len() || whole > 2 || members.iter().all(|e| whole_places(*e) == 1);
    let is_sure = is_only && whole >= 2 && agree;
    let edits = members.iter().filter_map(|entity| {
        let (mention, place) = (lost.mentions.get(*entity)?, place(*entity, by)?);
        Some((mention.row, Some(mention.with(&place.ranges, mention.said))))
    });
    let edits: Vec<_> = edits.collect();
    let distance = *lost.distances.get(by)?;
    let first = edits.iter().map(|(row, _)| *row).min()?;
    let count = members.len();
    let who = if count == lost.mentions.len() {
        format!("all {count} entities that do not stand on their texts")
    } else {
        format!("{count} of the {} entities that do not stand on their texts", lost.mentions.len())
    };
    let length = distance.unsigned_abs();
    let characters = if length == 1 { "character" } else { "characters" };
    let way = if distance > 0 { "before" } else { "behind" };
    let reason = format!("{who} stand {length} {characters} {way} them: they move together");
    Some(Proposal::new(sheet.key(Damage::Shifted, first), reason, is_sure, edits))
}

/// Entities that say no text go along where those around them do.
fn along(
    sheet: &Sheet<'_>,
    positions: &Positions,
    all: &[MentionRow<'_>],
    proposal: &Proposal,
    by: isize,
) -> Vec<Edit> {
    let moving: HashSet<usize> = proposal.edits.iter().map(|(row, _)| *row).collect();
    let mut told: Vec<(&Ranges, bool)> =
        all.iter().filter(|m| m.words().is_some()).map(|m| (&m.ranges, moving.contains(&m.row))).collect();
    told.sort_unstable();
    let goes = all.iter().filter(|mention| mention.words().is_none()).filter_map(|mention| {
        let at = told.partition_point(|(ranges, _)| **ranges < mention.ranges);
        let around = [at.checked_sub(1).and_then(|before| told.get(before)), told.get(at)];
        let ranges = moved(&mention.ranges, by)?;
        let spans: Vec<Span> = ranges.iter().map(|range| positions.span(*range)).collect::<Option<_>>()?;
        let is_along = around.iter().flatten().all(|(_, moves)| *moves) && are_words(sheet.text, &spans);
        is_along.then(|| (mention.row, Some(mention.with(&ranges, mention.said))))
    });
    goes.collect()
}

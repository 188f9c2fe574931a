//! Ids that two lines have: programs keep one of the two and drop the other.

use std::collections::{HashMap, HashSet};

use super::joined::{Part, parts, were_files};
use super::places::moved;
use super::refs::{ids, redirected, targets};
use super::sheet::{MentionRow, Sheet, mention};
use super::{Damage, Edit, Proposal, shift};
use crate::brat::base::Positions;
use crate::brat::line::{self, Body, number};

/// What becomes of a line whose id is that of a line before.
enum Fate {
    /// It says the same: it goes, and who refers to it means the line before.
    Same,
    New(String),
}

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let parts = parts(sheet);
    if parts.len() < 2 {
        return Vec::new();
    }
    let mut free = Free::new(sheet);
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut proposals = Vec::new();
    let positions = sheet.positions();
    for (at, part) in parts.iter().enumerate() {
        let moves = Moves::of(sheet, part, &first, &positions);
        let fates = fates(sheet, part, &first, &mut free, moves.is_elsewhere);
        proposals.extend(same(sheet, part, &first, &fates));
        proposals.extend(renamed(sheet, &parts, at, &first, &fates, &moves));
        for (row, line) in &part.lines {
            first.entry(line.name).or_insert(*row);
        }
    }
    proposals
}

/// Numbers that no line has or speaks of.
struct Free<'s>(HashMap<&'s str, u64>);

impl<'s> Free<'s> {
    fn new(sheet: &'s Sheet<'_>) -> Self {
        let mut largest: HashMap<&str, u64> = HashMap::new();
        // Every word that looks like an id counts, also a reference to one that is gone: ids are not used again.
        for word in sheet.contents().flat_map(|(_, content)| ids(content)) {
            if let Some((letters, digits)) = number(word)
                && let Ok(found) = digits.parse::<u64>()
                && found < 1 << 53
            {
                let known = largest.entry(letters).or_default();
                *known = found.max(*known);
            }
        }
        Self(largest)
    }

    fn next(&mut self, name: &'s str) -> Option<String> {
        let (letters, _) = number(name)?;
        let largest = self.0.entry(letters).or_default();
        *largest += 1;
        Some(format!("{letters}{largest}"))
    }
}

/// Where the entities of a part stand if the text of its file was joined to that of the file before.
struct Moves {
    /// Lines at their new places, by row.
    lines: HashMap<usize, String>,
    /// The part speaks of another place of the text than its offsets say: what reads the same is not the same.
    is_elsewhere: bool,
}

impl Moves {
    fn of(sheet: &Sheet<'_>, part: &Part<'_>, first: &HashMap<&str, usize>, positions: &Positions) -> Self {
        let rows = part.lines.iter().map(|(row, _)| *row);
        let mentions: Vec<MentionRow<'_>> =
            rows.filter_map(|row| mention(row, line::parse(sheet.content(row)?).ok()?)).collect();
        let is_new =
            |m: &MentionRow<'_>| first.get(m.name).is_some_and(|before| sheet.content(*before) != sheet.content(m.row));
        let is_elsewhere = mentions.iter().any(|m| is_new(m) && m.is_misplaced(positions));
        let by = if is_elsewhere { shift::common(sheet.text, &mentions, positions) } else { None };
        let line = |m: &MentionRow<'_>| Some((m.row, m.with(&moved(&m.ranges, by?)?, m.said)));
        Self { lines: mentions.iter().filter_map(line).collect(), is_elsewhere }
    }
}

fn fates<'s>(
    sheet: &Sheet<'_>,
    part: &Part<'s>,
    first: &HashMap<&str, usize>,
    free: &mut Free<'s>,
    is_elsewhere: bool,
) -> HashMap<&'s str, Fate> {
    let mut fates: HashMap<&str, Fate> = HashMap::new();
    let mut open: Vec<_> =
        part.lines.iter().filter(|(_, line)| line.name != "*" && first.contains_key(line.name)).collect();
    // Entities first, then what refers to them, and so on. What is left refers to itself in a circle.
    while !open.is_empty() {
        let names: HashSet<&str> = open.iter().map(|(_, line)| line.name).collect();
        let is_ready = |body: &Body<'_>| targets(body).iter().all(|t| fates.contains_key(t) || !names.contains(t));
        let (mut ready, mut rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, line)| is_ready(&line.body));
        if ready.is_empty() {
            std::mem::swap(&mut ready, &mut rest);
        }
        for (row, line) in ready {
            let before = first.get(line.name).and_then(|row| sheet.content(*row));
            let now = sheet.content(*row).map(|content| redirected(content, &|target| target_of(target, &fates)));
            let is_same = !is_elsewhere && before.is_some() && before == now.as_deref();
            let fate = if is_same { Some(Fate::Same) } else { free.next(line.name).map(Fate::New) };
            fates.extend(fate.map(|fate| (line.name, fate)));
        }
        open = rest;
    }
    fates
}

fn target_of(target: &str, fates: &HashMap<&str, Fate>) -> String {
    match fates.get(target) {
        Some(Fate::New(name)) => name.clone(),
        Some(Fate::Same) | None => target.to_owned(),
    }
}

/// Lines that say what the line before says, word for word.
fn same(
    sheet: &Sheet<'_>,
    part: &Part<'_>,
    first: &HashMap<&str, usize>,
    fates: &HashMap<&str, Fate>,
) -> Vec<Proposal> {
    let lines = part.lines.iter().filter(|(_, line)| matches!(fates.get(line.name), Some(Fate::Same)));
    let proposals = lines.filter_map(|(row, line)| {
        let reason = format!("{} says the same: this one goes", sheet.named(*first.get(line.name)?));
        Some(Proposal::new(sheet.key(Damage::IdTwice, *row), reason, true, vec![(*row, None)]))
    });
    proposals.collect()
}

/// All other lines of a part whose ids are taken, with what refers to them in this part.
fn renamed(
    sheet: &Sheet<'_>,
    parts: &[Part<'_>],
    at: usize,
    first: &HashMap<&str, usize>,
    fates: &HashMap<&str, Fate>,
    moves: &Moves,
) -> Option<Proposal> {
    let part = parts.get(at)?;
    let mut edits: Vec<Edit> = Vec::new();
    let mut news: Vec<(usize, &str, &str)> = Vec::new();
    let mut followers: Vec<&str> = Vec::new();
    for (row, line) in &part.lines {
        let Some(before) = sheet.content(*row) else { continue };
        let mut after = redirected(before, &|target| target_of(target, fates));
        if after != before {
            followers.push(line.name);
        }
        if let Some(moved) = moves.lines.get(row) {
            after.clone_from(moved);
        }
        match fates.get(line.name) {
            Some(Fate::New(name)) => {
                after = format!("{name}{}", after.get(line.name.len()..).unwrap_or_default());
                news.push((*row, line.name, name));
            }
            Some(Fate::Same) => continue,
            None => {}
        }
        if after != before {
            edits.push((*row, Some(after)));
        }
    }
    let &(row, old, new) = news.first()?;
    // Elsewhere the id may stand for this line or for one before.
    let is_plain = |name: &str| {
        let elsewhere = parts.iter().filter(|other| !other.names.contains(name));
        !elsewhere.flat_map(|other| &other.lines).any(|(_, line)| targets(&line.body).contains(&name))
    };
    let unread = || sheet.contents().filter(|(_, content)| line::parse(content).is_err());
    let is_read = |name: &str| unread().all(|(_, content)| ids(content).all(|id| id != name));
    let is_clear = news.iter().all(|(_, name, _)| is_plain(name) && is_read(name));
    let is_sure = is_clear && (followers.is_empty() && moves.lines.is_empty() || were_files(sheet, parts, at));
    let at = sheet.named(*first.get(old)?);
    let follow = match followers.as_slice() {
        [] => String::new(),
        [only] => format!("; {} follows", if *only == "*" { "the group below" } else { *only }),
        all => format!("; {} lines that refer to it in this part follow", all.len()),
    };
    let reason = match news.len() {
        1 => format!("{old} is the id of {at} too: this line becomes {new}{follow}"),
        count => format!(
            "{count} ids from here on are those of lines above, from {at} on, as where two files were joined: they \
             become new ones{}{}",
            follow.replace("refer to it", "refer to them"),
            if moves.lines.is_empty() {
                ""
            } else {
                ", and all entities of this part move to their texts, which were joined, too"
            }
        ),
    };
    Some(Proposal::new(sheet.key(Damage::IdTwice, row), reason, is_sure, edits).explaining([]))
}

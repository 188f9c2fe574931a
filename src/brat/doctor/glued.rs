//! Two lines or more in one: the line break between them was lost.

use std::collections::HashSet;

use super::refs::{Users, targets};
use super::sheet::{Sheet, mention};
use super::{Damage, Proposal};
use crate::brat::base::Positions;
use crate::brat::line::{self, Body, number};

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    // Nearly every file has none.
    let found: Vec<(usize, Vec<&str>)> =
        sheet.contents().map(|(row, content)| (row, divided(content))).filter(|(_, lines)| lines.len() > 1).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let positions = sheet.positions();
    let mut known: HashSet<&str> = sheet.readable().map(|(_, line)| line.name).collect();
    let users = Users::new(sheet);
    let glued = found.into_iter().filter_map(|(row, lines)| {
        let whole = sheet.content(row)?;
        if fits(row, whole, &positions) {
            // A text about annotations says this itself.
            return None;
        }
        let names: Vec<&str> = lines.iter().filter_map(|line| Some(line.split_once('\t')?.0)).collect();
        let is_new = names.iter().skip(1).all(|name| known.insert(name));
        let is_sure = is_new && lines.iter().all(|line| fits(row, line, &positions));
        let count = if lines.len() == 2 { "two lines".to_owned() } else { format!("{} lines", lines.len()) };
        let reason = format!("{count} in one: divide them, before {}", names.get(1..)?.join(" and "));
        let key = sheet.key(Damage::Glued, row);
        let along: Vec<usize> = names.iter().flat_map(|name| users.of(name)).copied().collect();
        Some(Proposal::new(key, reason, is_sure, vec![(row, Some(lines.join("\n")))]).explaining(along))
    });
    glued.collect()
}

/// Whether a line is that of an entity that stands on its text.
fn fits(row: usize, content: &str, positions: &Positions) -> bool {
    let mention = line::parse(content).ok().and_then(|line| mention(row, line));
    mention.is_some_and(|m| m.words().is_some_and(|said| positions.fits_whole(&m.ranges, said)))
}

/// The lines that were written into one; one where it is a line alone. A note may hold whatever a person wrote.
fn divided(content: &str) -> Vec<&str> {
    let (mut lines, mut rest) = (Vec::new(), content);
    while let Some((head, tail)) = first(rest) {
        lines.push(head);
        rest = tail;
    }
    lines.push(rest);
    lines
}

/// The first line of several, and the rest.
fn first(content: &str) -> Option<(&str, &str)> {
    if content.starts_with('#') {
        return None;
    }
    content.match_indices('\t').skip(1).find_map(|(tab, _)| {
        let name = trailing_id(content.get(..tab)?)?;
        let (head, tail) = content.split_at_checked(tab - name.len())?;
        let head = head.trim_end();
        (is_line(head) && is_line(tail)).then_some((head, tail))
    })
}

/// The id that words end in, also where no white space is left before it.
fn trailing_id(words: &str) -> Option<&str> {
    let letter = words.trim_end_matches(|c: char| c.is_ascii_digit());
    let start = letter.len().checked_sub(1)?;
    let name = words.get(start..)?;
    (name.starts_with(['T', 'R', 'E', 'A', 'M', 'N', '#']) && number(name).is_some()).then_some(name)
}

/// Whether a line says all that one of its kind has to say.
fn is_line(content: &str) -> bool {
    let Ok(line) = line::parse(content) else { return false };
    let is_whole = match &line.body {
        Body::Mention { offsets, .. } => line::offsets(line.name, offsets).is_ok(),
        Body::Event { trigger, .. } => trigger.is_some(),
        Body::Normalization { reference, .. } => reference.contains(':'),
        _ => true,
    };
    is_whole && targets(&line.body).iter().all(|target| number(target).is_some())
}

/// Whether words hold an id, a type and offsets, with whatever between them.
pub(super) fn holds_entity(words: &str) -> bool {
    let words: Vec<&str> = words.split_whitespace().collect();
    let is_number = |word: &str| word.split(';').all(|number| number.parse::<usize>().is_ok());
    words.windows(4).any(|four| match four {
        [name, _, start, end] => {
            trailing_id(name).is_some_and(|id| id.starts_with('T')) && is_number(start) && is_number(end)
        }
        _ => false,
    })
}

//! Files that were put one behind the other: parts of the lines in each of which every id stands for one thing.

use std::collections::{HashMap, HashSet};

use super::refs::{ids, targets};
use super::sheet::Sheet;
use crate::brat::line::{self, Line, number};

/// Lines from one that has an id of the part before to the next such line.
pub(super) struct Part<'s> {
    pub lines: Vec<(usize, Line<'s>)>,
    pub names: HashSet<&'s str>,
}

/// The parts of a file; one where no id stands twice.
pub(super) fn parts<'s>(sheet: &'s Sheet<'_>) -> Vec<Part<'s>> {
    let mut parts: Vec<Part<'s>> = Vec::new();
    for (row, line) in sheet.readable() {
        let is_next = parts.last().is_none_or(|part| part.names.contains(line.name));
        if is_next {
            parts.push(Part { lines: Vec::new(), names: HashSet::new() });
        }
        if let Some(part) = parts.last_mut() {
            if line.name != "*" {
                part.names.insert(line.name);
            }
            part.lines.push((row, line));
        }
    }
    parts
}

impl Part<'_> {
    /// Whether all that its lines refer to stands in it.
    fn is_closed(&self) -> bool {
        self.lines.iter().flat_map(|(_, line)| targets(&line.body)).all(|target| self.names.contains(target))
    }

    /// Whether lines of it may have been written for a part before: that one has their targets, and of their kinds
    /// none that refers to anything.
    fn may_speak_of(&self, before: &Part<'_>) -> bool {
        let reaches = |(_, line): &&(usize, Line<'_>)| {
            let is_of_both = |target: &&str| self.names.contains(*target) && before.names.contains(*target);
            targets(&line.body).iter().any(is_of_both)
        };
        let refers = |(_, line): &&(usize, Line<'_>)| !targets(&line.body).is_empty();
        let kinds: HashSet<Option<char>> =
            before.lines.iter().filter(refers).map(|(_, l)| l.name.chars().next()).collect();
        let mut lines = self.lines.iter().filter(reaches).peekable();
        lines.peek().is_some() && lines.all(|(_, line)| !kinds.contains(&line.name.chars().next()))
    }

    /// Smallest and largest number behind each letter.
    fn numbers(&self) -> HashMap<&str, (u64, u64)> {
        let mut numbers: HashMap<&str, (u64, u64)> = HashMap::new();
        for name in &self.names {
            if let Some((letters, digits)) = number(name)
                && let Ok(found) = digits.parse::<u64>()
            {
                let (least, most) = numbers.entry(letters).or_insert((found, found));
                (*least, *most) = (found.min(*least), found.max(*most));
            }
        }
        numbers
    }
}

/// Whether the parts can only have been files of their own: each is whole without the others, every kind of line is
/// numbered anew, and more than one id stands twice, so that no line was merely copied. No line may be one of a part
/// before: files have their entities first, so that copied entities can stand between others and what refers to them.
pub(super) fn were_files(sheet: &Sheet<'_>, parts: &[Part<'_>], at: usize) -> bool {
    let (Some(part), Some(before)) = (parts.get(at), parts.get(..at)) else { return false };
    let is_known = |name: &str| before.iter().any(|part| part.names.contains(name));
    let twice = part.names.iter().filter(|name| is_known(name)).count();
    let starts_anew = part.numbers().iter().all(|(letters, (least, _))| {
        let most = before.iter().filter_map(|part| part.numbers().get(letters).map(|(_, most)| *most)).max();
        most.is_none_or(|most| *least <= most)
    });
    // What cannot be read cannot follow an id to its new name.
    let is_read = sheet
        .contents()
        .filter(|(_, content)| line::parse(content).is_err())
        .all(|(_, content)| !ids(content).any(|id| part.names.contains(id)));
    twice >= 2
        && starts_anew
        && is_read
        && before.iter().all(|before| !part.may_speak_of(before))
        && part.is_closed()
        && before.iter().all(Part::is_closed)
}

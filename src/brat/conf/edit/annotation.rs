//! `annotation.conf`.

use super::arguments::{Listed, replace};
use super::lines::Lines;
use super::relations::{relation_places, rename_relation, set_rules};
use super::render::{event_line, relation_lines};
use crate::brat::conf::{is_macro, types_of};
use crate::domain::{EventType, RelationType, SchemaChange as Change};

/// Sections whose lines define types of spans.
const TYPES: &[&str] = &["entities", "spans", "events"];

/// The text of an `annotation.conf` after a change.
#[must_use]
pub fn annotation(text: &str, change: &Change) -> String {
    let mut file = Lines::new(text);
    match change {
        Change::AddEntity { name, parent } => add_entity(&mut file, name, parent.as_deref()),
        Change::RenameEntity { from, to } => match find(&file, to) {
            None => rename(&mut file, from, to),
            Some(_) => merge(&mut file, from, to),
        },
        Change::DeleteEntity(name) => {
            let children = delete_line(&mut file, name);
            in_lists(&mut file, &|known| (known == &**name).then(|| children.clone()));
        }
        Change::SetParent { name, parent } => set_parent(&mut file, name, parent.as_deref()),
        Change::AddRelation { name, rules, symmetric } => {
            let kind =
                RelationType { rules: rules.clone(), symmetric: *symmetric, ..RelationType::named(name.clone()) };
            for line in relation_lines(&kind) {
                file.append(&["relations"], &line);
            }
        }
        Change::RenameRelation { from, to } => rename_relation(&mut file, from, to),
        Change::DeleteRelation(name) => {
            for at in relation_places(&file, name).into_iter().rev() {
                file.lines.remove(at);
            }
            in_attributes(&mut file, &|known| (known == &**name).then(Vec::new));
        }
        Change::SetRules { name, rules, symmetric } => set_rules(&mut file, name, rules, *symmetric),
        Change::SetLabel { .. } | Change::SetColour { .. } | Change::SetKey { .. } => {}
    }
    file.text()
}

/// The name that a line of a type section defines, and the bytes of its indentation.
fn defined(line: &str) -> Option<(&str, usize)> {
    let bare = line.trim_start();
    let name = bare.split_whitespace().next().and_then(|word| word.split('|').next())?;
    Some((name.strip_prefix('!').unwrap_or(name), line.len() - bare.len()))
}

/// Lines that define types.
fn definitions(file: &Lines) -> Vec<usize> {
    file.of_sections(TYPES).into_iter().filter(|at| !is_macro(file.content(*at))).collect()
}

fn find(file: &Lines, name: &str) -> Option<usize> {
    definitions(file).into_iter().find(|at| defined(file.content(*at)).is_some_and(|(known, _)| known == name))
}

fn depth(file: &Lines, at: usize) -> usize {
    defined(file.content(at)).map_or(0, |(_, depth)| depth)
}

/// The lines below a type in the hierarchy, without itself.
fn below(file: &Lines, at: usize) -> Vec<usize> {
    let top = depth(file, at);
    let section =
        |line: usize| (0..line).rev().find(|before| crate::brat::conf::section(file.content(*before).trim()).is_some());
    let here = section(at);
    let behind = definitions(file).into_iter().filter(|line| *line > at && section(*line) == here);
    behind.take_while(|line| depth(file, *line) > top).collect()
}

fn children(file: &Lines, at: usize) -> Vec<String> {
    let below = below(file, at);
    let mut open: Vec<usize> = Vec::new();
    let mut names = Vec::new();
    for line in below {
        let depth = depth(file, line);
        open.retain(|above| *above < depth);
        if open.is_empty() {
            names.extend(defined(file.content(line)).map(|(name, _)| name.to_owned()));
        }
        open.push(depth);
    }
    names
}

fn indentation(file: &Lines, at: usize) -> String {
    let line = file.content(at);
    line[..line.len() - line.trim_start().len()].to_owned()
}

/// What stands before the children of a type.
fn indentation_below(file: &Lines, at: usize) -> String {
    match below(file, at).first() {
        Some(first) => indentation(file, *first),
        None => indentation(file, at) + "\t",
    }
}

fn add_entity(file: &mut Lines, name: &str, parent: Option<&str>) {
    if find(file, name).is_some() {
        return;
    }
    match parent.and_then(|parent| find(file, parent)) {
        Some(parent) => {
            let line = indentation_below(file, parent) + name;
            let last = below(file, parent).last().copied().unwrap_or(parent);
            file.insert(last + 1, &line);
        }
        None => file.append(&["entities", "spans"], name),
    }
}

/// Replaces types in every list of the file. Where a list would be empty its line goes, unless it is the only one of
/// its relation: a relation without rules would be allowed everywhere.
fn in_lists(file: &mut Lines, becomes: Becomes<'_>) {
    let relations = file.of_sections(&["relations"]);
    let mut emptied = Vec::new();
    for at in file.of_sections(&["relations", "events", "attributes"]) {
        if in_line(file, at, becomes) == Listed::Emptied && relations.contains(&at) {
            emptied.push(at);
        }
    }
    in_macros(file, becomes);
    let name = |file: &Lines, at: usize| file.content(at).split_whitespace().next().unwrap_or_default().to_owned();
    let keep: Vec<String> = emptied.iter().map(|at| name(file, *at)).collect();
    for (at, kind) in emptied.iter().zip(&keep).rev() {
        let others = relation_places(file, kind).into_iter().filter(|other| !emptied.contains(other)).count();
        if others > 0 {
            file.lines.remove(*at);
        }
    }
}

/// What stands for a type in a list; `None` leaves it.
pub(super) type Becomes<'a> = &'a dyn Fn(&str) -> Option<Vec<String>>;

/// Replaces relation types, which only attributes list.
pub(super) fn in_attributes(file: &mut Lines, becomes: Becomes<'_>) {
    for at in file.of_sections(&["attributes"]) {
        in_line(file, at, becomes);
    }
    in_macros(file, becomes);
}

/// Replaces types behind the first word of a line; where a list would be empty, the line stays as it is.
fn in_line(file: &mut Lines, at: usize, becomes: Becomes<'_>) -> Listed {
    let line = file.content(at).to_owned();
    let indent = line.len() - line.trim_start().len();
    let Some(head) = line.trim_start().find(char::is_whitespace).filter(|_| !is_macro(&line)) else {
        return Listed::Same;
    };
    let (head, arguments) = line.split_at(head + indent);
    let listed = replace(arguments, becomes);
    if let Listed::Changed(arguments) = &listed {
        file.set(at, &format!("{head}{arguments}"));
    }
    listed
}

fn in_macros(file: &mut Lines, becomes: Becomes<'_>) {
    for at in 0..file.lines.len() {
        let line = file.content(at).to_owned();
        if is_macro(&line)
            && let Some((name, value)) = line.split_once('=')
            && let Listed::Changed(value) = replace(value, becomes)
        {
            file.set(at, &format!("{name}={value}"));
        }
    }
}

fn rename(file: &mut Lines, from: &str, to: &str) {
    for at in definitions(file) {
        let line = file.content(at).to_owned();
        if let Some((name, _)) = defined(&line)
            && name == from
        {
            file.set(at, &line.replacen(from, to, 1));
        }
    }
    in_lists(file, &|known| (known == from).then(|| vec![to.to_owned()]));
}

/// Makes one type of two. What their lists said of either holds of the one that stays, also where a list spoke of a type
/// above the one that goes.
fn merge(file: &mut Lines, from: &str, to: &str) {
    if from == to {
        return;
    }
    let before = types_of(&file.text());
    let [above, above_to] = [from, to].map(|name| before.above(name));
    let events = [from, to].map(|name| before.event(name));
    if let [Some(_), None] = events {
        for at in file.of_sections(&["events"]) {
            let line = file.content(at).to_owned();
            if defined(&line).is_some_and(|(name, _)| name == from) {
                file.set(at, &line.replacen(from, to, 1));
            }
        }
    }
    let mut stands_for = vec![to.to_owned()];
    for child in delete_line(file, from) {
        // Nothing that is no event stands below one, and what the one that stays stands below cannot stand below it.
        if matches!(events, [None, Some(_)]) || above_to.iter().any(|name| **name == *child) {
            stands_for.push(child);
        } else if child != to {
            set_parent(file, &child, Some(to));
        }
    }
    if let [Some(gone), Some(kept)] = events {
        let mut united = kept.clone();
        united.unite(gone.clone());
        if united != *kept {
            set_event(file, &united);
        }
    }
    in_lists(file, &|known| {
        if known == from {
            return Some(stands_for.clone());
        }
        let implied = above.iter().any(|name| **name == *known) && known != to;
        (implied && !above_to.iter().any(|name| **name == *known)).then(|| vec![known.to_owned(), to.to_owned()])
    });
}

/// Writes an event's arguments anew; what stands before them stays.
fn set_event(file: &mut Lines, kind: &EventType) {
    let places = file.of_sections(&["events"]);
    let Some(at) = places
        .into_iter()
        .filter(|at| !is_macro(file.content(*at)))
        .find(|at| defined(file.content(*at)).is_some_and(|(name, _)| name == &*kind.name))
    else {
        return;
    };
    let (line, new) = (file.content(at).to_owned(), event_line(kind));
    let indent = line.len() - line.trim_start().len();
    let head = line.trim_start().find(char::is_whitespace).map_or(line.as_str(), |end| &line[..indent + end]);
    file.set(at, &format!("{head}{}", new.strip_prefix(&*kind.name).unwrap_or_default()));
}

/// Takes a type's line out; those below it move up. The names of its children.
fn delete_line(file: &mut Lines, name: &str) -> Vec<String> {
    let Some(at) = find(file, name) else { return Vec::new() };
    let (names, below) = (children(file, at), below(file, at));
    let own = indentation(file, at).len();
    let step = below.first().map_or(0, |first| indentation(file, *first).len().saturating_sub(own));
    for line in below {
        let content = file.content(line).to_owned();
        // A line may stand less deep than the first one below the type.
        let here = indentation(file, line).len();
        file.set(line, content.get(step.min(here - own)..).unwrap_or(&content));
    }
    file.lines.remove(at);
    // One that is defined twice goes twice.
    let mut names = names;
    names.extend(delete_line(file, name));
    names
}

fn set_parent(file: &mut Lines, name: &str, parent: Option<&str>) {
    let Some(at) = find(file, name) else { return };
    let family = below(file, at);
    let inside = |line: &usize| *line == at || family.contains(line);
    let parent = match parent.map(|parent| find(file, parent)) {
        Some(Some(parent)) if inside(&parent) => return,
        Some(None) => return,
        Some(Some(parent)) => Some(parent),
        None => None,
    };
    let last = family.last().copied().unwrap_or(at);
    let own = indentation(file, at).len();
    let indent = parent.map_or(String::new(), |parent| indentation_below(file, parent));
    // Where it goes, as the text of the line it goes behind: places shift while lines are taken out.
    let target = match parent {
        Some(parent) => below(file, parent).iter().copied().rfind(|line| !inside(line)).unwrap_or(parent),
        None => definitions(file).into_iter().rfind(|line| !inside(line)).unwrap_or(at),
    };
    if target == at {
        return;
    }
    let mut moved: Vec<String> = file.lines.drain(at..=last).collect();
    for line in &mut moved {
        let silent = line.trim().is_empty();
        if !silent && let Some(rest) = line.get(own..) {
            *line = format!("{indent}{rest}");
        }
    }
    let target = if target > last { target - moved.len() } else { target };
    for line in moved.into_iter().rev() {
        file.insert(target + 1, line.trim_end_matches(['\r', '\n']));
    }
}

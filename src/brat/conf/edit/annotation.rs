//! `annotation.conf`.

use std::sync::Arc;

use super::arguments::{Listed, replace};
use super::lines::Lines;
use super::render::{relation_line, relation_lines};
use crate::brat::conf::{is_macro, types_of};
use crate::domain::{RelationRule, RelationType, SchemaChange as Change};

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
fn in_lists(file: &mut Lines, becomes: &dyn Fn(&str) -> Option<Vec<String>>) {
    let relations = file.of_sections(&["relations"]);
    let mut emptied = Vec::new();
    for at in file.of_sections(&["relations", "events", "attributes"]) {
        let line = file.content(at).to_owned();
        if is_macro(&line) {
            continue;
        }
        let Some(head) =
            line.trim_start().find(char::is_whitespace).map(|end| end + line.len() - line.trim_start().len())
        else {
            continue;
        };
        match replace(&line[head..], becomes) {
            Listed::Same => {}
            Listed::Changed(tail) => file.set(at, &format!("{}{tail}", &line[..head])),
            Listed::Emptied if relations.contains(&at) => emptied.push(at),
            Listed::Emptied => {}
        }
    }
    for at in 0..file.lines.len() {
        let line = file.content(at).to_owned();
        if is_macro(&line)
            && let Some((name, value)) = line.split_once('=')
            && let Listed::Changed(value) = replace(value, becomes)
        {
            file.set(at, &format!("{name}={value}"));
        }
    }
    let name = |file: &Lines, at: usize| file.content(at).split_whitespace().next().unwrap_or_default().to_owned();
    let keep: Vec<String> = emptied.iter().map(|at| name(file, *at)).collect();
    for (at, kind) in emptied.iter().zip(&keep).rev() {
        let others = relation_places(file, kind).into_iter().filter(|other| !emptied.contains(other)).count();
        if others > 0 {
            file.lines.remove(*at);
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

fn merge(file: &mut Lines, from: &str, to: &str) {
    let children = delete_line(file, from);
    for child in children.iter().filter(|child| *child != to) {
        set_parent(file, child, Some(to));
    }
    in_lists(file, &|known| (known == from).then(|| vec![to.to_owned()]));
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

/// The lines of a relation.
pub(super) fn relation_places(file: &Lines, name: &str) -> Vec<usize> {
    let named = |at: &usize| {
        let first = file.content(*at).split_whitespace().next().and_then(|word| word.split('|').next());
        first.unwrap_or_default().trim_start_matches('!') == name.trim_start_matches('!')
    };
    file.of_sections(&["relations"]).into_iter().filter(|at| !is_macro(file.content(*at))).filter(named).collect()
}

fn rename_relation(file: &mut Lines, from: &Arc<str>, to: &Arc<str>) {
    let before = types_of(&file.text());
    for at in relation_places(file, from) {
        let line = file.content(at).to_owned();
        file.set(at, &line.replacen(&**from, to, 1));
    }
    // One without rules allows every pair, and so does what it is merged with.
    let open = |name: &str| before.relation(name).is_some_and(|kind| kind.rules.is_empty());
    if before.relation(to).is_some() && (open(from) || open(to)) {
        let symmetric = [from, to].iter().any(|name| before.relation(name).is_some_and(|kind| kind.symmetric));
        set_rules(file, to, &[], symmetric);
    }
}

/// Lines that say one of the wanted rules already stay; the others give way to new ones.
fn set_rules(file: &mut Lines, name: &Arc<str>, rules: &[RelationRule], symmetric: bool) {
    let places = relation_places(file, name);
    let known = types_of(&file.text()).relation(name).cloned();
    let mut kind = known.unwrap_or_else(|| RelationType::named(name.clone()));
    (kind.rules, kind.symmetric, kind.transitive) = (rules.to_vec(), symmetric, kind.transitive && symmetric);
    if places.is_empty() {
        for line in relation_lines(&kind) {
            file.append(&["relations"], &line);
        }
        return;
    }
    let mut wanted = kind.rules.clone();
    let mut kept = Vec::new();
    for at in &places {
        let mut alone = file.clone();
        places.iter().rev().filter(|other| *other != at).for_each(|other| drop(alone.lines.remove(*other)));
        let says = types_of(&alone.text()).relation(name).cloned();
        let Some(says) = says.filter(|says| says.symmetric == symmetric) else { continue };
        let fits = match says.rules.first() {
            Some(rule) => wanted.iter().position(|w| w == rule).map(|place| drop(wanted.remove(place))).is_some(),
            None => kind.rules.is_empty() && kept.is_empty(),
        };
        if fits {
            kept.push(*at);
        }
    }
    let mut at = places[0];
    let new: Vec<String> = match kind.rules.is_empty() && kept.is_empty() {
        true => relation_lines(&kind),
        false => wanted.iter().map(|rule| relation_line(&kind, rule)).collect(),
    };
    let gone: Vec<usize> = places.iter().rev().copied().filter(|place| !kept.contains(place)).collect();
    for place in gone {
        file.lines.remove(place);
        kept.iter_mut().filter(|line| **line > place).for_each(|line| *line -= 1);
    }
    if let Some(last) = kept.last() {
        at = last + 1;
    }
    for line in new.iter().rev() {
        file.insert(at, line);
    }
}

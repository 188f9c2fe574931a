//! The lines of relations in `annotation.conf`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::annotation::in_attributes;
use super::lines::Lines;
use super::render::{relation_line, relation_lines};
use crate::brat::conf::{is_macro, types_of};
use crate::domain::{RelationRule, RelationType};

/// The lines of a relation.
pub(super) fn relation_places(file: &Lines, name: &str) -> Vec<usize> {
    let named = |at: &usize| {
        let first = file.content(*at).split_whitespace().next().and_then(|word| word.split('|').next());
        first.unwrap_or_default().trim_start_matches('!') == name.trim_start_matches('!')
    };
    file.of_sections(&["relations"]).into_iter().filter(|at| !is_macro(file.content(*at))).filter(named).collect()
}

pub(super) fn rename_relation(file: &mut Lines, from: &Arc<str>, to: &Arc<str>) {
    if from == to {
        return;
    }
    let before = types_of(&file.text());
    let [old, known] = [from, to].map(|name| relation_places(file, name));
    for at in &old {
        let line = file.content(*at).to_owned();
        file.set(*at, &line.replacen(&**from, to, 1));
    }
    // The first line names the arguments of new relations: that of the type which stays.
    if let (Some(first), Some(last)) = (known.first(), known.last())
        && old.first().is_some_and(|at| at < first)
    {
        let moved: Vec<String> = old.iter().rev().map(|at| file.lines.remove(*at)).collect();
        let behind = last + 1 - old.iter().filter(|at| *at < last).count();
        for line in &moved {
            file.insert(behind, line.trim_end_matches(['\r', '\n']));
        }
    }
    if before.entity(from).is_none() {
        in_attributes(file, &|known| (known == &**from).then(|| vec![to.to_string()]));
    }
    // One without rules allows every pair, and so does what it is merged with.
    if let (Some(gone), Some(kept)) = (before.relation(from), before.relation(to))
        && (gone.rules.is_empty() || kept.rules.is_empty())
    {
        let mut kind = kept.clone();
        kind.unite(gone.clone());
        write_rules(file, &kind);
    }
}

pub(super) fn set_rules(file: &mut Lines, name: &Arc<str>, rules: &[RelationRule], symmetric: bool) {
    let known = types_of(&file.text()).relation(name).cloned();
    let mut kind = known.unwrap_or_else(|| RelationType::named(name.clone()));
    (kind.rules, kind.symmetric, kind.transitive) = (rules.to_vec(), symmetric, kind.transitive && symmetric);
    write_rules(file, &kind);
}

/// Lines that say one of the wanted rules already stay; the others give way to new ones.
fn write_rules(file: &mut Lines, kind: &RelationType) {
    let (name, symmetric) = (&kind.name, kind.symmetric);
    let places = relation_places(file, name);
    if places.is_empty() {
        for line in relation_lines(kind) {
            file.append(&["relations"], &line);
        }
        return name_arguments(file, kind);
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
        true => relation_lines(kind),
        false => wanted.iter().map(|rule| relation_line(kind, rule)).collect(),
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
    name_arguments(file, kind);
}

/// A line more for each pair of argument names that relations of this type have in files and that no line of it says.
fn name_arguments(file: &mut Lines, kind: &RelationType) {
    for roles in std::iter::once(&kind.roles).chain(&kind.other_roles) {
        let read = types_of(&file.text()).relation(&kind.name).cloned();
        let is_said = read.is_none_or(|read| read.roles == *roles || read.other_roles.contains(roles));
        if let Some(last) = relation_places(file, &kind.name).last()
            && !is_said
            && *roles != ["Arg1", "Arg2"]
        {
            let any = RelationRule { heads: BTreeSet::new(), tails: BTreeSet::new() };
            let named = RelationType { roles: roles.clone(), ..kind.clone() };
            file.insert(last + 1, &relation_line(&named, kind.rules.first().unwrap_or(&any)));
        }
    }
}

//! `annotation.conf`: types, their hierarchy, and what may be related to what.

mod said;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::{Conf, is_macro, lines, section};
use crate::brat::{Issue, Severity};
use crate::domain::{EntityType, NOTHING, RelationRule, RelationType, Schema, nearest_name};

/// Sections whose lines define something.
const SECTIONS: [&str; 5] = ["entities", "spans", "relations", "events", "attributes"];

/// "Relations" that say which spans may overlap.
pub(super) const OVERLAPS: [&str; 2] = ["<OVERLAP>", "ENTITY-NESTING"];

/// The one relation type that is an equivalence without saying so.
const EQUIV: &str = "Equiv";

pub fn parse(text: &str, file: &Path, conf: &mut Conf) {
    let macros = macros(text);
    let mut parser = Parser { file, macros, conf, parents: Vec::new(), events: BTreeSet::new() };
    let mut part = String::new();
    let (mut relations, mut events, mut attributes) = (Vec::new(), Vec::new(), Vec::new());
    for (number, line) in lines(text) {
        if let Some(name) = section(line.trim()) {
            part = name.to_lowercase();
            parser.parents.clear();
            if !SECTIONS.contains(&part.as_str()) {
                parser.unknown_section(number, name, &part);
            }
            continue;
        }
        if is_macro(line) {
            continue;
        }
        match part.as_str() {
            "entities" | "spans" => drop(parser.entity(line, false)),
            // An event's type is that of its trigger, too: known, related like any other, but made by no person here.
            "events" => events.extend(parser.entity(line, true).map(|parent| (number, line, parent))),
            // All types must be known before anything can be checked against them.
            "relations" => relations.push((number, line)),
            "attributes" => attributes.push((number, line)),
            _ => {}
        }
    }
    for (number, line, parent) in events {
        parser.event(number, line, parent);
    }
    for (number, line) in relations {
        parser.relation(number, line);
    }
    for (number, line) in attributes {
        parser.attribute(number, line);
    }
}

fn macros(text: &str) -> BTreeMap<String, String> {
    lines(text)
        .filter(|(_, line)| is_macro(line))
        .filter_map(|(_, line)| line.split_once('='))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

/// The first word of a line, which names what it defines, and the rest.
fn head(line: &str) -> (&str, &str) {
    let line = line.trim();
    line.split_once(char::is_whitespace).unwrap_or((line, ""))
}

/// `Type|Other|Another`: what it is stored as, and its other names; and whether `!` says that nobody chooses it.
pub(super) fn names(word: &str) -> (&str, impl Iterator<Item = &str>, bool) {
    let is_marked = word.split('|').any(|name| name.starts_with('!'));
    let mut names = word.split('|').map(|name| name.trim_start_matches('!')).filter(|name| !name.is_empty());
    (names.next().unwrap_or_default(), names, is_marked)
}

struct Parser<'a> {
    file: &'a Path,
    macros: BTreeMap<String, String>,
    conf: &'a mut Conf,
    /// Types above the present line, with their indentation.
    parents: Vec<(usize, Arc<str>)>,
    /// Types of `[events]`.
    events: BTreeSet<Arc<str>>,
}

impl Parser<'_> {
    fn report(&mut self, line: usize, message: String, remedy: &str) {
        self.conf.issues.push(Issue::new(self.file, line, Severity::Warning, message, remedy));
    }

    fn unknown_section(&mut self, number: usize, name: &str, lower: &str) {
        let message = format!("[{name}] is not a section that brat knows: its lines are ignored");
        let remedy = match nearest_name(lower, &SECTIONS) {
            Some((meant, _)) => format!("write [{meant}], if that is meant"),
            None => "use [entities], [relations], [events] or [attributes]".to_owned(),
        };
        self.report(number, message, &remedy);
    }

    /// Takes in a line of a type; gives the type above it.
    fn entity(&mut self, line: &str, event: bool) -> Option<Option<Arc<str>>> {
        let depth = line.len() - line.trim_start().len();
        let (name, others, is_marked) = names(head(line).0);
        if name.is_empty() {
            return None;
        }
        let other_names = others.map(str::to_owned).collect();
        self.parents.retain(|(above, _)| *above < depth);
        let parent = self.parents.last().map(|(_, name)| name.clone());
        let name: Arc<str> = name.into();
        self.parents.push((depth, name.clone()));
        if event {
            self.events.insert(name.clone());
        }
        if self.conf.schema.entity(&name).is_none() {
            let (parent, abstract_only) = (parent.clone(), event || is_marked);
            let kind = EntityType { parent, abstract_only, other_names, ..EntityType::named(name) };
            self.conf.schema.entities.push(kind);
        }
        Some(parent)
    }

    fn relation(&mut self, number: usize, line: &str) {
        let (word, rest) = head(line);
        let (name, _, _) = names(word);
        if OVERLAPS.contains(&name) || name.is_empty() {
            return;
        }
        let mut arguments: Vec<(String, BTreeSet<Arc<str>>)> = Vec::new();
        let (mut symmetric, mut transitive) = (name == EQUIV, name == EQUIV);
        for part in self.expand(rest).split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let Some((role, types)) = part.split_once(':') else {
                let message = format!("{name}: “{part}” is not an argument");
                self.report(number, message, "write it as Arg1:Type|Type");
                continue;
            };
            if role == "<REL-TYPE>" {
                let says = |wanted: &str| types.split('-').any(|word| word == wanted);
                (symmetric, transitive) = (says("symmetric"), says("transitive"));
            } else if !role.starts_with('<') {
                let types = self.types(number, name, types);
                arguments.push((said::repeated(role).0.to_owned(), types));
            }
        }
        if self.conf.schema.relation(name).is_none() {
            self.conf.schema.relations.push(RelationType::named(name));
        }
        if !matches!(arguments.len(), 0 | 2) {
            let message = format!("{name} has {} arguments, and a relation has two", arguments.len());
            self.report(number, message, "write it as Name, TAB, Arg1:Type|Type, Arg2:Type");
        }
        let Some(kind) = self.conf.schema.relations.iter_mut().find(|kind| &*kind.name == name) else { return };
        kind.symmetric |= symmetric;
        kind.transitive |= transitive;
        if let [(head_role, heads), (tail_role, tails), ..] = arguments.as_slice() {
            let roles = [head_role.clone(), tail_role.clone()];
            if kind.rules.is_empty() {
                kind.roles = roles;
            } else if kind.roles != roles && !kind.other_roles.contains(&roles) {
                kind.other_roles.push(roles);
            }
            kind.rules.push(RelationRule { heads: heads.clone(), tails: tails.clone() });
        }
    }

    /// Macros replaced, a few levels deep.
    fn expand(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..4 {
            for (name, value) in &self.macros {
                text = text.replace(name.as_str(), value);
            }
        }
        text
    }

    /// The named types and all below them; an empty set allows everything.
    fn types(&mut self, number: usize, what: &str, list: &str) -> BTreeSet<Arc<str>> {
        let mut set = BTreeSet::new();
        for name in list.split('|').map(str::trim).filter(|name| !name.is_empty()) {
            match name {
                "<ANY>" => return BTreeSet::new(),
                // Where there are no events, every type is one of an entity.
                "<ENTITY>" if self.events.is_empty() => return BTreeSet::new(),
                "<ENTITY>" => set.extend(self.entities()),
                "<EVENT>" => set.extend(self.events.iter().cloned()),
                NOTHING => {}
                name if name.starts_with('<') => {
                    let message =
                        format!("{what} speaks of {name}, which no line of the form {name}=Type|Type defines");
                    self.report(number, message, "define it above, or write the types themselves");
                }
                name => {
                    if self.conf.schema.entity(name).is_none() {
                        let message =
                            format!("{what} speaks of the type {name}, which neither [entities] nor [events] defines");
                        self.report(number, message, "define it there, or correct the name");
                    }
                    set.extend(below(&self.conf.schema, name));
                }
            }
        }
        if set.is_empty() {
            // A list in which nothing is must not allow everything.
            set.insert(NOTHING.into());
        }
        set
    }

    /// Types of `[entities]`.
    fn entities(&self) -> Vec<Arc<str>> {
        let names = self.conf.schema.entities.iter().map(|kind| kind.name.clone());
        names.filter(|name| !self.events.contains(name)).collect()
    }
}

fn below(schema: &Schema, name: &str) -> Vec<Arc<str>> {
    let mut found: Vec<Arc<str>> = vec![name.into()];
    let mut at = 0;
    while let Some(parent) = found.get(at).cloned() {
        let children = schema.entities.iter().filter(|t| t.parent.as_ref() == Some(&parent)).map(|t| t.name.clone());
        let fresh: Vec<Arc<str>> = children.filter(|child| !found.contains(child)).collect();
        found.extend(fresh);
        at += 1;
    }
    found
}

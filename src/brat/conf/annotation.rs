//! `annotation.conf`: types, their hierarchy, and what may be related to what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::{Conf, lines, section};
use crate::brat::{Issue, Severity};
use crate::domain::{AttributeType, EntityType, RelationRule, RelationType, Schema};

/// Names in angle brackets that stand for every type.
const ANYTHING: [&str; 3] = ["<ANY>", "<ENTITY>", "<EVENT>"];

pub fn parse(text: &str, file: &Path, conf: &mut Conf) {
    let macros = macros(text);
    let mut parser = Parser { file, macros, conf, parents: Vec::new(), events: BTreeSet::new() };
    let mut part = String::new();
    let (mut relations, mut attributes) = (Vec::new(), Vec::new());
    for (number, line) in lines(text) {
        if let Some(name) = section(line.trim()) {
            part = name.to_lowercase();
            parser.parents.clear();
            if !["entities", "spans", "relations", "events", "attributes"].contains(&part.as_str()) {
                let message = format!("[{name}] is not a section that brat knows");
                let remedy = "use [entities], [relations], [events] or [attributes]; its lines are ignored";
                parser.report(number, message, remedy);
            }
            continue;
        }
        if is_macro(line) {
            continue;
        }
        match part.as_str() {
            "entities" | "spans" => parser.entity(line, false),
            // An event's type is that of its trigger, too: known, related like any other, but made by no person here.
            "events" => parser.entity(line, true),
            // All entity types must be known before a relation can be checked against them.
            "relations" => relations.push((number, line)),
            "attributes" => attributes.push((number, line)),
            _ => {}
        }
    }
    parser.parents.clear();
    for (number, line) in relations {
        parser.relation(number, line);
    }
    for (number, line) in attributes {
        parser.attribute(number, line);
    }
}

pub(super) fn is_macro(line: &str) -> bool {
    line.starts_with('<') && line.find(">=").is_some_and(|at| !line[..at].contains(char::is_whitespace))
}

fn macros(text: &str) -> BTreeMap<String, String> {
    lines(text)
        .filter(|(_, line)| is_macro(line))
        .filter_map(|(_, line)| line.split_once('='))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
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

    fn entity(&mut self, line: &str, event: bool) {
        let depth = line.len() - line.trim_start().len();
        let Some(word) = line.split_whitespace().next() else { return };
        let (name, abstract_only) = word.strip_prefix('!').map_or((word, event), |name| (name, true));
        self.parents.retain(|(above, _)| *above < depth);
        let parent = self.parents.last().map(|(_, name)| name.clone());
        let name: Arc<str> = name.into();
        self.parents.push((depth, name.clone()));
        if event {
            self.events.insert(name.clone());
        }
        if self.conf.schema.entity(&name).is_none() {
            self.conf.schema.entities.push(EntityType { parent, abstract_only, ..EntityType::named(name) });
        }
    }

    fn relation(&mut self, number: usize, line: &str) {
        let line = line.trim();
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if name.starts_with('<') {
            // `<OVERLAP>` rules speak of spans, not of relations.
            return;
        }
        let name = name.trim_start_matches('!');
        let mut arguments: Vec<(String, BTreeSet<Arc<str>>)> = Vec::new();
        let mut symmetric = false;
        for part in self.expand(rest).split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let Some((role, types)) = part.split_once(':') else {
                let message = format!("{name}: “{part}” is not an argument");
                self.report(number, message, "write it as Arg1:Type|Type");
                continue;
            };
            if role == "<REL-TYPE>" {
                symmetric = types.split('-').any(|word| word == "symmetric");
            } else if !role.starts_with('<') {
                let types = self.types(number, name, types);
                arguments.push((role.to_owned(), types));
            }
        }
        if self.conf.schema.relation(name).is_none() {
            self.conf.schema.relations.push(RelationType::named(name));
        }
        let Some(kind) = self.conf.schema.relations.iter_mut().find(|kind| &*kind.name == name) else { return };
        kind.symmetric |= symmetric;
        if let [(head_role, heads), (tail_role, tails), ..] = arguments.as_slice() {
            kind.roles = [head_role.clone(), tail_role.clone()];
            kind.rules.push(RelationRule { heads: heads.clone(), tails: tails.clone() });
        }
    }

    /// `Confidence⇥Arg:<EVENT>, Value:High|Low`; without `Value` it is there or is not.
    fn attribute(&mut self, number: usize, line: &str) {
        let line = line.trim();
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let name = name.trim_start_matches('!');
        let mut kind =
            AttributeType { name: name.into(), values: Vec::new(), of: BTreeSet::new(), of_relations: false };
        for part in self.expand(rest).split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part.split_once(':') {
                Some(("Arg", types)) => self.said_of(number, types, &mut kind),
                Some(("Value", values)) => {
                    kind.values = values.split('|').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect();
                }
                // `<DEFAULT>` and the like concern brat's dialogs.
                Some(_) => {}
                None => {
                    let message = format!("{name}: “{part}” is neither Arg nor Value");
                    self.report(number, message, "write it as Arg:Type|Type, Value:One|Other");
                }
            }
        }
        if self.conf.schema.attributes.iter().all(|known| *known.name != *name) {
            self.conf.schema.attributes.push(kind);
        }
    }

    fn said_of(&mut self, number: usize, types: &str, kind: &mut AttributeType) {
        let mut named: Vec<&str> = Vec::new();
        for word in types.split('|').map(str::trim) {
            match word {
                "<RELATION>" => kind.of_relations = true,
                "<EVENT>" => kind.of.extend(self.events.iter().cloned()),
                "<ENTITY>" => {
                    let entities = self.conf.schema.entities.iter().map(|t| t.name.clone());
                    kind.of.extend(entities.filter(|name| !self.events.contains(name)));
                }
                "<ANY>" => {
                    (kind.of_relations, kind.of) = (true, BTreeSet::new());
                    return;
                }
                other => named.push(other),
            }
        }
        let name = kind.name.clone();
        kind.of.extend(self.types(number, &name, &named.join("|")));
        if kind.of.is_empty() {
            // Of nothing that exists here: not of everything.
            kind.of.insert("".into());
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
    fn types(&mut self, number: usize, relation: &str, list: &str) -> BTreeSet<Arc<str>> {
        let mut set = BTreeSet::new();
        for name in list.split('|').map(str::trim).filter(|name| !name.is_empty()) {
            if ANYTHING.contains(&name) {
                return BTreeSet::new();
            }
            // Argument names of brat carry counts and marks behind them: `Theme?`, `Theme*`.
            if self.conf.schema.entity(name).is_none() && !name.starts_with('<') {
                let message =
                    format!("{relation} speaks of the type {name}, which neither [entities] nor [events] defines");
                self.report(number, message, "define it there, or correct the name");
            }
            set.extend(below(&self.conf.schema, name));
        }
        set
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

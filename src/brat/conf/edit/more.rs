//! What is put beside what a file says already: events, attributes, rules, and what another file says.

use super::annotation::annotation;
use super::lines::Lines;
use super::relations::relation_places;
use super::render::{attribute_line, event_line, relation_line};
use crate::brat::conf::{is_macro, types_of};
use crate::domain::{AttributeType, EventType, RelationRule, RelationType, SchemaChange as Change};

/// The four sections that brat wants, those that are missing empty and last.
#[must_use]
pub fn with_sections(text: &str) -> String {
    let mut file = Lines::new(text);
    for names in [&["entities", "spans"][..], &["relations"], &["events"], &["attributes"]] {
        file.ensure(names);
    }
    file.text()
}

#[must_use]
pub fn with_event(text: &str, kind: &EventType) -> String {
    with_line(text, "events", &event_line(kind))
}

#[must_use]
pub fn with_attribute(text: &str, kind: &AttributeType) -> String {
    with_line(text, "attributes", &attribute_line(kind))
}

/// One rule more of a relation, behind those that it has.
#[must_use]
pub fn with_rule(text: &str, kind: &RelationType, rule: &RelationRule) -> String {
    let mut file = Lines::new(text);
    let line = relation_line(kind, rule);
    match relation_places(&file, &kind.name).last() {
        Some(last) => file.insert(last + 1, &line),
        None => file.append(&["relations"], &line),
    }
    file.text()
}

/// Whether a relation has a line that says more than lists of types: `<REL-TYPE>`, `<ANY>`, a macro.
pub fn is_special(text: &str, relation: &str) -> bool {
    let file = Lines::new(text);
    relation_places(&file, relation).into_iter().any(|at| file.content(at).contains('<'))
}

fn with_line(text: &str, section: &str, line: &str) -> String {
    let mut file = Lines::new(text);
    file.append(&[section], line);
    file.text()
}

/// What another `annotation.conf` defines and this one does not comes behind what is here; its macros are written out.
#[must_use]
pub fn merge(text: &str, other: &str) -> String {
    let (here, there) = (types_of(text), types_of(other));
    let mut text = text.to_owned();
    for kind in there.entities.iter().filter(|kind| there.event(&kind.name).is_none()) {
        text = annotation(&text, &Change::AddEntity { name: kind.name.clone(), parent: kind.parent.clone() });
    }
    for kind in there.events.iter().filter(|kind| here.entity(&kind.name).is_none()) {
        text = with_event(&text, kind);
    }
    let file = Lines::new(other);
    let macros: Vec<(&str, &str)> = (0..file.lines.len())
        .map(|at| file.content(at))
        .filter(|line| is_macro(line))
        .filter_map(|line| line.split_once('=').map(|(name, value)| (name.trim(), value.trim())))
        .collect();
    for section in ["relations", "attributes"] {
        for at in file.of_sections(&[section]) {
            let line = file.content(at);
            let word = line.split_whitespace().next().unwrap_or_default();
            let name = word.split('|').next().unwrap_or_default().trim_start_matches('!');
            let is_known = here.relation(name).is_some() && section == "relations"
                || here.attribute(name).is_some() && section == "attributes"
                || text.lines().any(|known| known.trim() == line.trim());
            if !is_known && !is_macro(line) {
                let plain = macros.iter().fold(line.trim().to_owned(), |line, (name, value)| line.replace(name, value));
                text = with_line(&text, section, &plain);
            }
        }
    }
    text
}

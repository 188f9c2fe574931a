//! `visual.conf` and `kb_shortcuts.conf`: labels, colours, keys.

use std::path::Path;

use super::colours::hex;
use super::{Conf, lines, section};
use crate::brat::{Issue, Severity};
use crate::domain::Schema;

/// Labels and colours of the types that the schema has; others are of no use here.
pub fn parse(text: &str, schema: &mut Schema) {
    let mut part = "";
    for (_, line) in lines(text) {
        let line = line.trim();
        if let Some(name) = section(line) {
            part = name;
            continue;
        }
        match part {
            "labels" => label(line, schema),
            "drawing" => drawing(line, schema),
            _ => {}
        }
    }
}

/// `Stored | Full | Abbr | A`: the longest name is the label, the last the short one.
fn label(line: &str, schema: &mut Schema) {
    let mut names = line.split('|').map(str::trim).filter(|name| !name.is_empty());
    let (Some(stored), Some(full)) = (names.next(), names.next()) else { return };
    let short = names.next_back().unwrap_or(full);
    if let Some(kind) = schema.entities.iter_mut().find(|t| &*t.name == stored) {
        (kind.label, kind.short) = (full.to_owned(), short.to_owned());
    }
    if let Some(kind) = schema.relations.iter_mut().find(|t| &*t.name == stored) {
        (kind.label, kind.short) = (full.to_owned(), short.to_owned());
    }
}

/// `Type⇥bgColor:#ffccaa, color:black, …`: entities take `bgColor`, relations `color`.
fn drawing(line: &str, schema: &mut Schema) {
    let Some((name, rest)) = line.split_once(char::is_whitespace) else { return };
    let value = |wanted: &str| {
        let of =
            |part: &str| part.split_once(':').and_then(|(key, v)| (key.trim() == wanted).then(|| v.trim().to_owned()));
        rest.split(',').find_map(of).and_then(|colour| hex(&colour))
    };
    if let Some(kind) = schema.entities.iter_mut().find(|t| &*t.name == name) {
        kind.colour = value("bgColor").or(kind.colour.take());
    }
    if let Some(kind) = schema.relations.iter_mut().find(|t| &*t.name == name) {
        kind.colour = value("color").or(kind.colour.take());
    }
}

/// `KEY Type` a line.
pub fn parse_keys(text: &str, file: &Path, conf: &mut Conf) {
    for (number, line) in lines(text) {
        let mut words = line.split_whitespace();
        let (Some(key), Some(name)) = (words.next(), words.next()) else { continue };
        let mut letters = key.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else {
            let message = format!("“{key}” is not a single key");
            conf.issues.push(Issue::new(
                file,
                number,
                Severity::Warning,
                message,
                "write one character, a space and a type",
            ));
            continue;
        };
        let taken =
            conf.schema.entities.iter().find(|t| t.key == Some(letter) && &*t.name != name).map(|t| t.name.clone());
        if let Some(other) = taken {
            let message = format!("the key {letter} belongs to {other} already");
            conf.issues.push(Issue::new(file, number, Severity::Warning, message, "choose another key"));
            continue;
        }
        if let Some(kind) = conf.schema.entities.iter_mut().find(|t| &*t.name == name) {
            kind.key = Some(letter);
        }
    }
}

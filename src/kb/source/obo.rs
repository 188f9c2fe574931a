//! OBO: stanzas of terms, `[Term]` with `id:`, `name:`, `synonym:`, `def:`, `namespace:`.
//!
//! Format: <https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html>. Obsolete terms are left out.

use std::io::BufRead;

use super::{Sink, each_line};
use crate::kb::{Entity, KbError};

pub(super) fn read(from: impl BufRead, sink: &mut dyn Sink) -> Result<(), KbError> {
    let mut stanza: Option<Stanza> = None;
    let is_whole = each_line(from, sink, |number, line, sink| {
        let line = line.trim();
        if line.starts_with('[') {
            give(stanza.take(), sink)?;
            let is_term = ["[term]", "[instance]"].iter().any(|kind| line.eq_ignore_ascii_case(kind));
            stanza = is_term.then(|| Stanza { line: number, ..Stanza::default() });
        } else if let (Some(stanza), Some((tag, value))) = (&mut stanza, line.split_once(':')) {
            stanza.add(tag.trim(), value.trim());
        } else if stanza.is_some() && !line.is_empty() && !line.starts_with('!') {
            sink.skip(number, "this line is no `tag: value`, and is left out".to_owned());
        }
        Ok(())
    })?;
    // The stanza of a file that was cut off may lack its second half.
    if is_whole { give(stanza, sink) } else { Ok(()) }
}

#[derive(Default)]
struct Stanza {
    line: u64,
    entity: Entity,
    is_obsolete: bool,
}

impl Stanza {
    fn add(&mut self, tag: &str, value: &str) {
        match tag {
            "id" => value.split_whitespace().next().unwrap_or_default().clone_into(&mut self.entity.id),
            "name" => self.entity.add_name(&unescaped(before_comment(value)), "", 0, true),
            "synonym" | "exact_synonym" | "related_synonym" | "broad_synonym" | "narrow_synonym" => {
                self.entity.add_name(&quoted(value), "", 0, false);
            }
            "def" => self.entity.description = quoted(value),
            "namespace" => self.entity.add_kind(before_comment(value), 1),
            "is_obsolete" => self.is_obsolete = value.starts_with("true"),
            _ => {}
        }
    }
}

fn give(stanza: Option<Stanza>, sink: &mut dyn Sink) -> Result<(), KbError> {
    match stanza {
        Some(stanza) if !stanza.is_obsolete => sink.part(stanza.entity, stanza.line, true),
        _ => Ok(()),
    }
}

/// What stands in the quotes at the beginning.
fn quoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return unescaped(before_comment(value)) };
    let mut is_escaped = false;
    let end = inner.find(|letter| {
        let ends = letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        ends
    });
    unescaped(end.and_then(|end| inner.get(..end)).unwrap_or(inner))
}

fn before_comment(value: &str) -> &str {
    value.split(" !").next().unwrap_or(value).trim()
}

fn unescaped(value: &str) -> String {
    let mut text = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 't' | 'W') => text.push(' '),
                Some(escaped) => text.push(escaped),
                None => {}
            },
            letter => text.push(letter),
        }
    }
    text
}

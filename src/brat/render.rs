//! Items as lines.

use std::cell::OnceCell;
use std::fmt::Write;
use std::sync::Arc;

use super::base::{Base, Positions, covers};
use super::breaks::{content, is_break, one_line};
use super::line::{self, Body};
use super::names::Names;
use crate::domain::{Extra, ExtraBody, Fragments, Item, ItemId, Mention, Relation, Roles, Target};
use crate::text::Span;

/// The letter of a new item's id; equivs have none.
pub(super) fn letter(item: &Item) -> Option<&'static str> {
    match item {
        Item::Mention(_) => Some("T"),
        Item::Relation(_) => Some("R"),
        Item::Extra(extra) => match extra.body {
            ExtraBody::Event { .. } => Some("E"),
            ExtraBody::Relation { .. } => Some("R"),
            ExtraBody::Attribute { .. } => Some("A"),
            ExtraBody::Normalization { .. } => Some("N"),
            ExtraBody::Note { .. } => Some("#"),
            ExtraBody::Equiv { .. } => None,
        },
    }
}

pub(super) struct Renderer<'a> {
    text: &'a Arc<str>,
    base: Base,
    names: &'a Names,
    roles: &'a Roles,
    /// Made when the first offset is asked for: most saves change few lines.
    positions: OnceCell<Positions>,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(text: &'a Arc<str>, base: Base, names: &'a Names, roles: &'a Roles) -> Self {
        Self { text, base, names, roles, positions: OnceCell::new() }
    }

    /// A new line, without its line end.
    pub(super) fn line(&self, item: &Item) -> String {
        let name = self.name(item.id());
        match item {
            Item::Mention(mention) => {
                let (offsets, covered) = self.covered(&mention.fragments);
                format!("{name}\t{} {offsets}\t{covered}", word(&mention.kind))
            }
            Item::Relation(relation) => self.relation(relation, self.roles.names(&relation.kind), ""),
            Item::Extra(extra) => self.extra(extra),
        }
    }

    /// The line of a changed item in place of its old one: what the change does not touch stays as it was.
    pub(super) fn again(&self, raw: &[u8], old: &Item, new: &Item) -> Vec<u8> {
        let body = content(raw).and_then(|content| Some((content, line::parse(content).ok()?.body)));
        let fresh = match (&body, old, new) {
            (Some((_, Body::Mention { offsets, said, .. })), Item::Mention(old), Item::Mention(new)) => {
                self.mention_again(offsets, *said, old, new)
            }
            (Some((_, Body::Relation { args, tail, .. })), Item::Relation(old), Item::Relation(new)) => {
                self.relation_again(args, tail, old, new)
            }
            _ => self.line(new),
        };
        let content = body.map_or(raw, |(content, _)| content.as_bytes());
        let start = if raw.starts_with("\u{feff}".as_bytes()) { '\u{feff}'.len_utf8() } else { 0 };
        let mut bytes = raw.get(..start).unwrap_or_default().to_vec();
        bytes.extend_from_slice(fresh.as_bytes());
        bytes.extend_from_slice(raw.get(start + content.len()..).unwrap_or_default());
        bytes
    }

    fn mention_again(&self, offsets: &str, said: Option<&str>, old: &Mention, new: &Mention) -> String {
        let (name, kind) = (self.name(new.id.into()), word(&new.kind));
        if old.fragments == new.fragments {
            return said.map_or_else(
                || format!("{name}\t{kind} {offsets}"),
                |said| format!("{name}\t{kind} {offsets}\t{said}"),
            );
        }
        let spans: Vec<Span> = old.fragments.iter().collect();
        // Words behind the text belonged to something else; an odd TAB is a habit of the file.
        let tail = said
            .and_then(|said| covers(self.text, &spans, said))
            .filter(|tail| tail.chars().all(|c| matches!(c, ' ' | '\t')));
        let (offsets, covered) = self.covered(&new.fragments);
        format!("{name}\t{kind} {offsets}\t{covered}{}", tail.unwrap_or_default())
    }

    fn relation_again(&self, args: &[(&str, &str)], tail: &str, old: &Relation, new: &Relation) -> String {
        let [first, second] = args else { return self.line(&Item::Relation(new.clone())) };
        let (was, is) = (self.roles.declared(&old.kind), self.roles.declared(&new.kind));
        if old.kind != new.kind && (was.is_some() || is.is_some()) {
            // The names of one type would say nothing, or something else, of the other.
            return self.relation(new, self.roles.names(&new.kind), tail);
        }
        // Which argument was read as the head, the line shows by itself, whatever the types say by now.
        let ends = (self.name(old.head.into()), self.name(old.tail.into()));
        let is_turned = match first.1 == second.1 {
            true => self.roles.is_tail_first(&old.kind, [first.0, second.0]),
            false => ends == (second.1, first.1),
        };
        if is_turned {
            let (head, other) = (self.name(new.head.into()), self.name(new.tail.into()));
            let (name, kind) = (self.name(new.id.into()), word(&new.kind));
            return format!("{name}\t{kind} {}:{other} {}:{head}{tail}", first.0, second.0);
        }
        self.relation(new, [first.0, second.0], tail)
    }

    fn relation(&self, relation: &Relation, [head_role, tail_role]: [&str; 2], tail: &str) -> String {
        let (name, kind) = (self.name(relation.id.into()), word(&relation.kind));
        let (head, other) = (self.name(relation.head.into()), self.name(relation.tail.into()));
        format!("{name}\t{kind} {head_role}:{head} {tail_role}:{other}{tail}")
    }

    fn extra(&self, extra: &Extra) -> String {
        let name = self.name(extra.id.into());
        let mut targets = extra.targets.iter().map(|target| self.target(target));
        let mut next = || targets.next().unwrap_or_default();
        match &extra.body {
            ExtraBody::Event { event_type, has_trigger, roles } => {
                let mut line = format!("{name}\t{}", word(event_type));
                if *has_trigger {
                    put(&mut line, format_args!(":{}", next()));
                }
                roles.iter().for_each(|role| put(&mut line, format_args!(" {role}:{}", next())));
                line
            }
            ExtraBody::Relation { relation_type, roles } => {
                let mut line = format!("{name}\t{}", word(relation_type));
                roles.iter().for_each(|role| put(&mut line, format_args!(" {role}:{}", next())));
                line
            }
            ExtraBody::Attribute { name: kind, value } => {
                let mut line = format!("{name}\t{} {}", word(kind), next());
                if let Some(value) = value {
                    put(&mut line, format_args!(" {}", one_line(value)));
                }
                line
            }
            ExtraBody::Normalization { name: kind, reference, text } => {
                format!("{name}\t{} {} {}\t{}", word(kind), next(), one_line(reference), one_line(text))
            }
            ExtraBody::Note { name: kind, text } => format!("{name}\t{} {}\t{}", word(kind), next(), one_line(text)),
            ExtraBody::Equiv { name: kind } => {
                let mut line = format!("*\t{}", word(kind));
                targets.for_each(|target| put(&mut line, format_args!(" {target}")));
                line
            }
        }
    }

    fn target(&self, target: &Target) -> String {
        match target {
            Target::Item(id) => self.name(*id).to_owned(),
            Target::Missing(name) => word(name),
        }
    }

    fn name(&self, id: ItemId) -> &str {
        // Everything that is written was given its name before; only equivs have none.
        self.names.get(id).map_or("*", |name| name)
    }

    /// Offsets and text of a mention's fragments.
    fn covered(&self, fragments: &Fragments) -> (String, String) {
        let positions = self.positions.get_or_init(|| Positions::new(self.text, self.base));
        let (mut offsets, mut covered) = (String::new(), String::new());
        for span in fragments.iter().flat_map(|span| without_breaks(self.text, span)) {
            let at = |byte| positions.offset(byte).unwrap_or_default();
            if !offsets.is_empty() {
                offsets.push(';');
                covered.push(' ');
            }
            put(&mut offsets, format_args!("{} {}", at(span.start), at(span.end)));
            covered.push_str(span.slice(self.text).unwrap_or_default());
        }
        (offsets, covered)
    }
}

fn put(line: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = line.write_fmt(arguments);
}

/// The pieces of a span between its line breaks: a line of the file cannot hold one that brat's parser would break at.
pub(super) fn without_breaks(text: &str, span: Span) -> Vec<Span> {
    let slice = span.slice(text).unwrap_or_default();
    if !slice.contains(is_break) {
        return vec![span];
    }
    let mut pieces = Vec::new();
    let mut start = span.start;
    for line in slice.split_inclusive(is_break) {
        let bare = line.trim_end_matches(is_break);
        if !bare.is_empty() {
            pieces.push(Span::new(start, start + bare.len()));
        }
        start += line.len();
    }
    if pieces.is_empty() { vec![Span::new(span.start, span.start)] } else { pieces }
}

/// A name that cannot break the line it stands in.
fn word(name: &str) -> String {
    let breaks = |char: char| char.is_whitespace() || is_break(char);
    if name.contains(breaks) { name.replace(breaks, "_") } else { name.to_owned() }
}

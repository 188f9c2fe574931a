//! From the bytes of an `.ann` file to annotations, and to the lines they came from.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::base::{Base, Positions, covers};
use super::breaks::{self, content};
use super::encoding::from_utf16;
use super::insert::{insert, refers_in_a_circle};
use super::issue::quote;
use super::line::{self, Body, Fault};
use super::marks::take_marks;
use super::standoff::{Bound, Entry, Standoff};
use super::{Issue, Severity};
use crate::domain::{
    Annotations, Extra, ExtraBody, Fragments, Item, ItemId, Mention, MentionId, Origin, Relation, Review, Roles, Target,
};
use crate::text::Span;

/// A file's annotations, the lines they stand on, and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub annotations: Annotations,
    pub standoff: Standoff,
    pub issues: Vec<Issue>,
}

/// Reads an `.ann` file of a text. Nothing in it is an error: what cannot be understood is kept and reported.
///
/// `file` stands in the issues; `roles` are those of the `annotation.conf` that holds for the file: they say which end of
/// a relation is its head.
pub fn read(text: &Arc<str>, ann: &[u8], file: &Path, roles: &Roles) -> Reading {
    read_parts(text, &[(file, ann)], roles)
}

/// Reads several files as one, in this order (`.a1` and `.a2`).
pub fn read_parts(text: &Arc<str>, parts: &[(&Path, &[u8])], roles: &Roles) -> Reading {
    let decoded: Vec<_> = parts.iter().map(|(_, bytes)| from_utf16(bytes)).collect();
    let lines = split(decoded.iter().map(|(bytes, _)| &**bytes));
    let mut reader = Reader { text, parts, roles, lines: &lines, issues: Vec::new() };
    let parsed = reader.parse();
    let (annotations, mut standoff) = reader.build(&parsed);
    for ((file, _), (_, utf16)) in parts.iter().zip(&decoded).filter(|(_, (_, utf16))| utf16.is_some()) {
        let message = "this file is UTF-16: it is read, and will be written, that way";
        reader.issues.push(Issue::new(file, 0, Severity::Note, message, "brat reads UTF-8 alone: `iconv` converts it"));
        standoff.utf16 = utf16.filter(|_| parts.len() == 1);
    }
    let mut issues = reader.issues;
    // Stable: the issues of a line stay in the order they were found, those of the whole file come first.
    let order = |file: &Path| parts.iter().position(|(name, _)| *name == file);
    issues.sort_by_key(|issue| (order(&issue.file), issue.line));
    Reading { annotations, standoff, issues }
}

struct RawLine<'a> {
    part: usize,
    /// Counted from 1.
    number: usize,
    /// Its line end included.
    raw: &'a [u8],
    /// Without its line end; `None` where it is not UTF-8.
    content: Option<&'a str>,
}

fn split<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Vec<RawLine<'a>> {
    let mut lines = Vec::new();
    for (part, bytes) in parts.enumerate() {
        for (i, raw) in breaks::split(bytes).into_iter().enumerate() {
            lines.push(RawLine { part, number: i + 1, raw, content: content(raw) });
        }
    }
    lines
}

/// A line that says something, by its place among the lines.
type Parsed<'a> = Vec<Option<line::Line<'a>>>;

struct Reader<'a> {
    text: &'a Arc<str>,
    parts: &'a [(&'a Path, &'a [u8])],
    roles: &'a Roles,
    lines: &'a [RawLine<'a>],
    issues: Vec<Issue>,
}

impl<'a> Reader<'a> {
    fn report(&mut self, at: usize, severity: Severity, message: impl Into<String>, remedy: &str) {
        if let Some(line) = self.lines.get(at)
            && let Some((file, _)) = self.parts.get(line.part)
        {
            self.issues.push(Issue::new(file, line.number, severity, message, remedy));
        }
    }

    fn fault(&mut self, at: usize, fault: Fault) {
        self.report(at, Severity::Error, fault.message, fault.remedy);
    }

    fn parse(&mut self) -> Parsed<'a> {
        let mut parsed: Parsed<'a> = Vec::with_capacity(self.lines.len());
        let mut first: HashMap<&str, usize> = HashMap::with_capacity(self.lines.len());
        let lines = self.lines;
        for (at, line) in lines.iter().enumerate() {
            let Some(content) = line.content else {
                self.report(
                    at,
                    Severity::Error,
                    "this line is not UTF-8",
                    "it is kept as it is; save the file as UTF-8 (`iconv`)",
                );
                parsed.push(None);
                continue;
            };
            if content.trim().is_empty() {
                parsed.push(None);
                continue;
            }
            parsed.push(match line::parse(content) {
                Ok(line) if line.name != "*" && first.contains_key(line.name) => {
                    let before = first.get(line.name).and_then(|at| lines.get(*at)).map_or(0, |line| line.number);
                    let message = format!("{} is defined twice; line {before} counts", line.name);
                    self.report(at, Severity::Error, message, "give this line an id of its own, or delete it");
                    None
                }
                Ok(line) => {
                    first.insert(line.name, at);
                    Some(line)
                }
                Err(fault) => {
                    self.fault(at, fault);
                    None
                }
            });
        }
        parsed
    }

    fn build(&mut self, parsed: &Parsed<'a>) -> (Annotations, Standoff) {
        let mut annotations = Annotations::new();
        let mut standoff = Standoff::default();
        let (mentions, base) = self.mentions(parsed, &mut annotations);
        standoff.base = base;
        let mut ids: HashMap<&str, ItemId> = HashMap::with_capacity(parsed.len());
        let mut items: Vec<Option<Item>> = Vec::with_capacity(parsed.len());
        // Names first, items second: a line may refer to one that comes later.
        for (mention, line) in mentions.into_iter().zip(parsed) {
            if let (Some(mention), Some(line)) = (&mention, line) {
                ids.insert(line.name, mention.id.into());
            }
            items.push(mention.map(Item::Mention));
        }
        let mut own: Vec<Option<ItemId>> = vec![None; parsed.len()];
        for (line, own) in parsed.iter().zip(&mut own) {
            let id: ItemId = match line.as_ref().map(|line| &line.body) {
                Some(Body::Relation { kind, args, .. }) if mention_ends(kind, args, &ids, self.roles).is_some() => {
                    annotations.fresh_relation().into()
                }
                Some(Body::Mention { .. }) | None => continue,
                Some(_) => annotations.fresh_extra().into(),
            };
            *own = Some(id);
            if let Some(line) = line
                && line.name != "*"
            {
                ids.insert(line.name, id);
            }
        }
        for (at, line) in parsed.iter().enumerate() {
            if let (Some(line), Some(Some(id))) = (line, own.get(at))
                && let Some(item) = self.item(at, line, *id, &ids)
                && let Some(place) = items.get_mut(at)
            {
                *place = Some(item);
            }
        }
        let named = LazyCell::new(|| ids.iter().map(|(name, id)| (*id, *name)).collect::<HashMap<_, _>>());
        for at in refers_in_a_circle(&mut items, |id| named.get(&id).map(|name| (*name).to_owned())) {
            let message = "this line and others refer to each other in a circle";
            self.report(at, Severity::Warning, message, "break the circle");
        }
        for at in insert(&mut annotations, self.text, &mut items) {
            self.report(at, Severity::Error, "this line could not be taken over", "check the ids it refers to");
        }
        let marks = take_marks(&mut annotations, self.text, &mut items);
        for (((raw, line), item), marks) in self.lines.iter().zip(parsed).zip(items).zip(marks) {
            match (line, &item, raw.content) {
                (Some(line), Some(item), _) if line.name != "*" => standoff.names.bind(item.id(), line.name),
                (_, None, Some(content)) => standoff.names.see_all(content),
                (_, None, None) => standoff.names.see_all(&String::from_utf8_lossy(raw.raw)),
                _ => {}
            }
            for target in item.iter().flat_map(missing) {
                standoff.names.see(target);
            }
            let file = self.parts.get(raw.part).map(|(file, _)| Arc::from(*file));
            let bound = item.map(|item| Bound { item: item.into() });
            standoff.push(Entry { raw: raw.raw.into(), bound, marks, number: raw.number }, file);
        }
        (annotations, standoff)
    }

    /// The mention of each line that has one, once it is known on what its offsets were counted.
    fn mentions(&mut self, parsed: &Parsed<'a>, annotations: &mut Annotations) -> (Vec<Option<Mention>>, Base) {
        let mut ranges = Vec::with_capacity(parsed.len());
        let mut samples = Vec::new();
        for (at, line) in parsed.iter().enumerate() {
            let Some(line::Line { name, body: Body::Mention { offsets, said, .. } }) = line else {
                ranges.push(None);
                continue;
            };
            match line::offsets(name, offsets) {
                Ok(found) => {
                    if let Some(said) = said.filter(|said| !said.is_empty()) {
                        samples.push((found.clone(), said));
                    }
                    ranges.push(Some(found));
                }
                Err(fault) => {
                    self.fault(at, fault);
                    ranges.push(None);
                }
            }
        }
        let base = Base::detect(self.text, &samples);
        let positions = Positions::new(self.text, base);
        if !base.is_standard()
            && let Some((file, _)) = self.parts.first()
        {
            let message = format!("the offsets were counted in {base}: they are read, and will be written, that way");
            let remedy = "brat counts code points of the unchanged text; convert the file if others must read it";
            self.issues.push(Issue::new(file, 0, Severity::Warning, message, remedy));
        }
        let mut kinds: HashMap<&str, Arc<str>> = HashMap::new();
        let mut mentions = Vec::with_capacity(parsed.len());
        for (at, (line, ranges)) in parsed.iter().zip(ranges).enumerate() {
            let (Some(line::Line { name, body: Body::Mention { kind, said, .. } }), Some(ranges)) = (line, ranges)
            else {
                mentions.push(None);
                continue;
            };
            let fragments = self.fragments(at, name, *said, &ranges, &positions);
            mentions.push(fragments.map(|fragments| Mention {
                id: annotations.fresh_mention(),
                kind: kinds.entry(kind).or_insert_with(|| Arc::from(*kind)).clone(),
                fragments,
                origin: Origin::File,
                review: Review::Open,
            }));
        }
        (mentions, base)
    }

    fn fragments(
        &mut self,
        at: usize,
        name: &str,
        said: Option<&str>,
        ranges: &[(usize, usize)],
        positions: &Positions,
    ) -> Option<Fragments> {
        let mut spans: Vec<Span> = Vec::with_capacity(ranges.len());
        for &(start, end) in ranges {
            if start > end {
                let message = format!("{name} ends at {end}, before it starts at {start}");
                self.report(at, Severity::Error, message, "swap the two offsets");
                return None;
            }
            let Some(span) = positions.span((start, end)) else {
                let message = format!("{name} covers {start} to {end}, which are not positions of this text");
                self.report(at, Severity::Error, message, "is this the annotation of another version of the text?");
                return None;
            };
            spans.push(span);
        }
        // brat writes pieces in the order in which they were marked, which need not be that of the text.
        let mut ascending = spans.clone();
        ascending.sort_unstable();
        let Some(fragments) = Fragments::new(ascending) else {
            self.report(at, Severity::Error, format!("the pieces of {name} overlap"), "write them apart");
            return None;
        };
        if !spans.is_sorted() {
            let message = format!("the pieces of {name} do not stand in the order of the text");
            self.report(at, Severity::Note, message, "they are read in the order of the text");
        }
        let is_blank = spans.iter().all(|s| s.slice(self.text).is_none_or(|t| t.trim().is_empty()));
        match said.map(|said| covers(self.text, &spans, said)) {
            None | Some(Some(_)) if is_blank => {
                let message = format!("{name} covers nothing that can be seen");
                self.report(at, Severity::Note, message, "correct its offsets, or delete it");
            }
            None => {
                let message = format!("{name} does not say which text it covers");
                self.report(at, Severity::Warning, message, "add a TAB and the covered text");
            }
            Some(None) => {
                let covered = fragments.text(self.text);
                let message = format!("{name} says {} but covers {}", quote(said.unwrap_or_default()), quote(&covered));
                self.report(at, Severity::Warning, message, "correct the offsets or the text; the offsets count");
            }
            Some(Some(tail)) if !tail.trim().is_empty() => {
                let message = format!("{name}: {} stands behind the covered text", quote(tail));
                self.report(at, Severity::Warning, message, "two lines in one, perhaps: divide them");
            }
            Some(Some(_)) if fragments.iter().any(|s| s.slice(self.text).is_some_and(|t| t.contains('\t'))) => {
                let message = format!("{name} covers a TAB, which divides the fields of a line");
                self.report(at, Severity::Note, message, "other programs may cut the text there");
            }
            Some(Some(_)) => {}
        }
        Some(fragments)
    }

    fn item(&mut self, at: usize, line: &line::Line<'a>, id: ItemId, ids: &HashMap<&str, ItemId>) -> Option<Item> {
        let targets = |this: &mut Self, names: &mut dyn Iterator<Item = &str>| -> Vec<Target> {
            names
                .map(|name| {
                    ids.get(name).map_or_else(
                        || {
                            let message = format!("{} refers to {name}, which no readable line defines", line.name);
                            this.report(at, Severity::Warning, message, "add that line or delete this one");
                            Target::Missing(name.to_owned())
                        },
                        |id| Target::Item(*id),
                    )
                })
                .collect()
        };
        let (targets, body) = match &line.body {
            Body::Mention { .. } => return None,
            Body::Relation { kind, args, .. } => {
                if let (ItemId::Relation(id), Some((head, tail))) = (id, mention_ends(kind, args, ids, self.roles)) {
                    let (kind, origin) = (Arc::from(*kind), Origin::File);
                    return Some(Item::Relation(Relation { id, kind, head, tail, origin, review: Review::Open }));
                }
                let roles = args.iter().map(|(role, _)| (*role).to_owned()).collect();
                let body = ExtraBody::Relation { relation_type: (*kind).to_owned(), roles };
                (targets(self, &mut args.iter().map(|(_, target)| *target)), body)
            }
            Body::Event { kind, trigger, args } => {
                let roles = args.iter().map(|(role, _)| (*role).to_owned()).collect();
                let body = ExtraBody::Event { event_type: (*kind).to_owned(), has_trigger: trigger.is_some(), roles };
                (targets(self, &mut trigger.iter().copied().chain(args.iter().map(|(_, target)| *target))), body)
            }
            Body::Attribute { name, target, value } => {
                let body = ExtraBody::Attribute { name: (*name).to_owned(), value: value.map(str::to_owned) };
                (targets(self, &mut [*target].into_iter()), body)
            }
            Body::Normalization { name, target, reference, text } => {
                if !reference.contains(':') && *reference != "NULL" {
                    let message = format!("{}: {} names no entry of a database", line.name, quote(reference));
                    self.report(at, Severity::Warning, message, "write it as DB:ID");
                } else if text.trim().contains('\t') {
                    let message = format!("{}: {} holds a TAB", line.name, quote(text));
                    self.report(at, Severity::Warning, message, "two lines in one, perhaps: divide them");
                }
                let (reference, text) = ((*reference).to_owned(), (*text).to_owned());
                let body = ExtraBody::Normalization { name: (*name).to_owned(), reference, text };
                (targets(self, &mut [*target].into_iter()), body)
            }
            Body::Note { name, target, text } => {
                let body = ExtraBody::Note { name: (*name).to_owned(), text: (*text).to_owned() };
                (targets(self, &mut [*target].into_iter()), body)
            }
            Body::Equiv { name, targets: names } => {
                let body = ExtraBody::Equiv { name: (*name).to_owned() };
                (targets(self, &mut names.iter().copied()), body)
            }
        };
        match id {
            ItemId::Extra(id) => Some(Item::Extra(Extra { id, targets, body })),
            ItemId::Mention(_) | ItemId::Relation(_) => None,
        }
    }
}

/// Head and tail, where the arguments are exactly two mentions.
fn mention_ends(
    kind: &str,
    args: &[(&str, &str)],
    ids: &HashMap<&str, ItemId>,
    roles: &Roles,
) -> Option<(MentionId, MentionId)> {
    let [first, second] = args else { return None };
    let mention = |name: &str| match ids.get(name) {
        Some(ItemId::Mention(id)) => Some(*id),
        _ => None,
    };
    let is_turned = roles.is_tail_first(kind, [first.0, second.0]);
    let (head, tail) = if is_turned { (second, first) } else { (first, second) };
    Some((mention(head.1)?, mention(tail.1)?))
}

fn missing(item: &Item) -> impl Iterator<Item = &str> {
    let targets = match item {
        Item::Extra(extra) => extra.targets.as_slice(),
        Item::Mention(_) | Item::Relation(_) => &[],
    };
    targets.iter().filter_map(|target| match target {
        Target::Missing(name) => Some(name.as_str()),
        Target::Item(_) => None,
    })
}

//! What a file alone does not say and a later reading of it needs to go on where an earlier one ended: which item each
//! line was, and the lines of deleted items.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::standoff::{Bound, Entry, Standoff, end_line};
use crate::domain::{Annotations, Item, ItemId};

/// The bytes of a line. Nearly all are UTF-8 and kept readable; the others one character a byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RawLine {
    Text(String),
    Bytes(String),
}

impl RawLine {
    pub fn new(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(bytes.iter().map(|byte| char::from(*byte)).collect()),
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.as_bytes().to_vec(),
            // Only bytes were put in.
            Self::Bytes(text) => text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect(),
        }
    }
}

/// The line of a deleted item: an undo after a save, or after a restart, puts it back in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ghost {
    /// Its place among all lines, ghosts included.
    pub at: usize,
    pub raw: RawLine,
    pub item: Item,
    /// brat's id (`T12`).
    pub name: Option<String>,
}

/// The line of a note of a model's share whose item is deleted, or was when the file was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GhostMark {
    /// As [`Ghost::at`].
    pub at: usize,
    pub raw: RawLine,
    pub of: ItemId,
}

/// What binds the lines of a file to items.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// The item of each line of the file, in order.
    pub lines: Vec<Option<ItemId>>,
    pub ghosts: Vec<Ghost>,
    #[serde(default)]
    pub marks: Vec<GhostMark>,
    /// The largest number given to an item.
    pub last_number: u32,
}

impl Standoff {
    /// The file as it was last read or written, byte for byte (a pair of `.a1` and `.a2` as one).
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let eol = self.line_end();
        for entry in self.entries.iter().filter(|entry| entry.number > 0) {
            end_line(&mut bytes, &entry.raw, eol);
            bytes.extend_from_slice(&entry.raw);
        }
        self.encoded(bytes)
    }

    /// How many lines of the file are annotations.
    pub fn annotation_lines(&self) -> usize {
        self.entries.iter().filter(|entry| entry.number > 0 && entry.bound.is_some()).count()
    }

    /// The items that stand in the file, as their lines say them.
    pub fn written_items(&self) -> impl Iterator<Item = &Item> + '_ {
        self.entries.iter().filter(|entry| entry.number > 0).filter_map(|entry| Some(&*entry.bound.as_ref()?.item))
    }

    /// What the file says of who made an item, as [`super::provenance::note`] puts it: item and note.
    pub fn told_origins(&self) -> impl Iterator<Item = (ItemId, String)> + '_ {
        self.entries.iter().filter(|entry| entry.number > 0).filter_map(|entry| {
            let text = std::str::from_utf8(&entry.raw).ok()?;
            let (origin, review) = super::provenance::parse(text.rsplit('\t').next()?)?;
            Some((entry.marks?, super::provenance::note(&origin, review)?))
        })
    }

    /// What [`Standoff::recalled`] needs.
    pub fn memory(&self, annotations: &Annotations) -> Memory {
        let mut memory = Memory { last_number: annotations.last_number(), ..Memory::default() };
        for (at, entry) in self.entries.iter().enumerate() {
            let item = entry.bound.as_ref().map(|bound| &*bound.item);
            match item {
                _ if entry.number > 0 => memory.lines.push(item.map(Item::id)),
                Some(item) => memory.ghosts.push(Ghost {
                    at,
                    raw: RawLine::new(&entry.raw),
                    item: item.clone(),
                    name: self.name(item.id()).map(str::to_owned),
                }),
                None => memory.marks.extend(entry.marks.map(|of| GhostMark { at, raw: RawLine::new(&entry.raw), of })),
            }
        }
        memory
    }

    /// The items that lines of provenance had in an earlier version, in which they were annotations.
    pub fn marks_in(&self, memory: &Memory) -> impl Iterator<Item = ItemId> {
        let on_lines = self.entries.iter().filter(|entry| entry.number > 0);
        on_lines.zip(&memory.lines).filter(|(entry, _)| entry.marks.is_some()).filter_map(|(_, id)| *id)
    }

    /// A fresh reading of the same bytes, with the ids and the deleted lines of the earlier one.
    #[must_use]
    pub fn recalled(&self, annotations: &Annotations, memory: &Memory) -> (Self, Annotations) {
        let here = self.entries.iter().map(|entry| entry.bound.as_ref().map(|bound| bound.item.id()));
        let pairs = here.zip(&memory.lines).filter_map(|(here, there)| Some((here?, (*there)?)));
        let known: HashMap<ItemId, ItemId> = pairs.filter(|(here, there)| same_kind(*here, *there)).collect();
        self.renamed(annotations, &known, memory)
    }

    /// The same lines for items under other ids; items that `known` does not name get fresh ones.
    #[must_use]
    pub fn renamed(
        &self,
        annotations: &Annotations,
        known: &HashMap<ItemId, ItemId>,
        memory: &Memory,
    ) -> (Self, Annotations) {
        let mut ids = known.clone();
        let largest = known.values().map(|id| number(*id)).max().unwrap_or_default();
        let mut last = memory.last_number.max(largest);
        let mut rename = |id: ItemId| {
            *ids.entry(id).or_insert_with(|| {
                last += 1;
                with_number(id, last)
            })
        };
        let mut renamed = annotations.renamed(&mut rename);
        let mut standoff = self.clone();
        for entry in &mut standoff.entries {
            if let Some(bound) = &mut entry.bound {
                Arc::make_mut(&mut bound.item).rename(&mut rename);
            }
            entry.marks = entry.marks.map(&mut rename);
        }
        standoff.names = self.names.renamed(&mut rename);
        renamed.reserve(last);
        let mut gone: Vec<(usize, Entry)> = Vec::new();
        for Ghost { at, raw, item, name } in &memory.ghosts {
            if let Some(name) = name {
                standoff.names.bind(item.id(), name);
            }
            let bound = Some(Bound { item: Arc::new(item.clone()) });
            gone.push((*at, Entry { raw: raw.bytes().into(), bound, marks: None, number: 0 }));
        }
        let mark = |GhostMark { at, raw, of }: &GhostMark| {
            (*at, Entry { raw: raw.bytes().into(), bound: None, marks: Some(*of), number: 0 })
        };
        gone.extend(memory.marks.iter().map(mark));
        gone.sort_by_key(|(at, _)| *at);
        for (at, entry) in gone {
            standoff.entries.insert(at.min(standoff.entries.len()), entry);
        }
        (standoff, renamed)
    }
}

fn same_kind(a: ItemId, b: ItemId) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

fn number(id: ItemId) -> u32 {
    match id {
        ItemId::Mention(id) => id.0,
        ItemId::Relation(id) => id.0,
        ItemId::Extra(id) => id.0,
    }
}

fn with_number(id: ItemId, number: u32) -> ItemId {
    match id {
        ItemId::Mention(_) => crate::domain::MentionId(number).into(),
        ItemId::Relation(_) => crate::domain::RelationId(number).into(),
        ItemId::Extra(_) => crate::domain::ExtraId(number).into(),
    }
}

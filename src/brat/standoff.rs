//! The lines of an `.ann` file, each kept as its bytes and bound to the item it made.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::base::Base;
use super::breaks::{end_len, starts_line};
use super::encoding::Utf16;
use super::marks::{Marks, marked_again};
use super::names::Names;
use super::render::Renderer;
use super::written::Written;
use crate::domain::{Annotations, Item, ItemId, Roles, Schema, Visibility};

/// The item of a line, as the line says it.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    /// Shared with the standoff before the last save.
    pub item: Arc<Item>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its line end included.
    pub raw: Arc<[u8]>,
    /// What the line says; nothing where it is only kept.
    pub bound: Option<Bound>,
    /// The item of which the line says that a model made it, see [`super::provenance`]. Such a line is no annotation.
    pub marks: Option<ItemId>,
    /// Its line number in the file, from 1.
    pub number: usize,
}

/// What a file holds beyond its annotations: the bytes of every line, ids, line ends, the base of its offsets.
///
/// Lines of deleted items stay in here, so that an undo after a save puts the very same line back in place. The
/// default is the standoff of a text that has no file yet.
#[derive(Clone, Debug, Default)]
pub struct Standoff {
    pub(super) entries: Vec<Entry>,
    /// Which file an entry came from: the first entry of each, ascending.
    files: Vec<(usize, Arc<Path>)>,
    pub(super) names: Names,
    pub(super) base: Base,
    /// What the file is written in where that is not UTF-8; the lines are kept as UTF-8.
    pub(super) utf16: Option<Utf16>,
    /// Argument names of relation types, for new lines.
    pub(super) roles: Roles,
}

impl Standoff {
    /// The standoff of a text that has no file yet and will stand here: new relations get the argument names that the
    /// `annotation.conf` of the place gives them.
    pub fn new_at(txt: &Path) -> Self {
        let mut standoff = Self::default();
        if let Some(conf) = super::conf::nearest(txt) {
            standoff.use_roles(&conf.schema);
        }
        standoff
    }

    pub(super) fn push(&mut self, entry: Entry, file: Option<Arc<Path>>) {
        if let Some(file) = file
            && self.files.last().is_none_or(|(_, last)| *last != file)
        {
            self.files.push((self.entries.len(), file));
        }
        self.entries.push(entry);
    }

    /// Writes new relations with the argument names of these types.
    pub fn use_roles(&mut self, schema: &Schema) {
        self.roles = Roles::of(schema);
    }

    /// brat's id of an item, once it has one (`T12`).
    pub fn name(&self, id: impl Into<ItemId>) -> Option<&str> {
        self.names.get(id.into()).map(|name| &**name)
    }

    /// On what the offsets are counted.
    pub fn base(&self) -> Base {
        self.base
    }

    /// Where each item stands: file and line number.
    pub fn lines(&self) -> HashMap<ItemId, (Arc<Path>, usize)> {
        let mut lines = HashMap::with_capacity(self.entries.len());
        let mut files = self.files.iter().peekable();
        let mut file: Option<Arc<Path>> = None;
        for (at, entry) in self.entries.iter().enumerate() {
            if let Some((_, next)) = files.next_if(|(first, _)| *first <= at) {
                file = Some(next.clone());
            }
            if let (Some(bound), Some(file)) = (&entry.bound, &file) {
                lines.insert(bound.item.id(), (file.clone(), entry.number));
            }
        }
        lines
    }

    /// The line of each item in the file as it was last read or written; items without a line are left out.
    pub fn numbers(&self) -> impl Iterator<Item = (usize, ItemId)> + '_ {
        let on_a_line = self.entries.iter().filter(|entry| entry.number > 0);
        on_a_line.filter_map(|entry| Some((entry.number, entry.bound.as_ref()?.item.id())))
    }

    /// Lines that are kept without being understood; empty ones do not count.
    pub fn unread(&self) -> usize {
        let says_nothing = |entry: &&Entry| entry.bound.is_none() && entry.marks.is_none();
        self.entries.iter().filter(says_nothing).filter(|entry| !entry.raw.trim_ascii().is_empty()).count()
    }

    /// The bytes to save, and the standoff that the saved file has.
    ///
    /// Untouched lines are the same bytes in the same place; changed items keep their id; items that were deleted, that
    /// were rejected or that `visibility` hides lose their line (and what describes them, too); new ones are appended.
    /// Notes of a model's share that the file has follow the decisions of people; none is added.
    pub fn write(&self, text: &Arc<str>, annotations: &Annotations, visibility: &Visibility) -> (Vec<u8>, Self) {
        self.write_marking(text, annotations, visibility, Marks::Keep)
    }

    /// As [`Standoff::write`], with or without notes that tell what a model made.
    pub fn write_marking(
        &self,
        text: &Arc<str>,
        annotations: &Annotations,
        visibility: &Visibility,
        marks: Marks,
    ) -> (Vec<u8>, Self) {
        let written = Written::new(annotations, visibility);
        let mut next = self.clone();
        // Sorted once rather than hashed: tens of thousands of lines are looked up here.
        let mut bound: Vec<ItemId> =
            self.entries.iter().filter_map(|e| e.bound.as_ref()).map(|b| b.item.id()).collect();
        bound.sort_unstable();
        let fresh: Vec<Item> = written.items(|id| bound.binary_search(id).is_err()).collect();
        for item in &fresh {
            if let Some(letter) = super::render::letter(item) {
                next.names.assign(item.id(), letter);
            }
        }
        let eol = self.line_end();
        let renderer = Renderer::new(text, self.base, &next.names, &self.roles);
        let mut out = Output { bytes: Vec::new(), number: 0, eol };
        let entries = &mut next.entries;
        let mut noted: HashSet<ItemId> = HashSet::new();
        for entry in entries.iter_mut() {
            if let Some(id) = entry.marks {
                let note = written.note(id).filter(|_| marks != Marks::Drop);
                match note.and_then(|note| marked_again(&entry.raw, &note)) {
                    Some(None) => drop(noted.insert(id)),
                    Some(Some(raw)) if noted.insert(id) => entry.raw = raw.into(),
                    Some(Some(_)) | None => {
                        entry.number = 0;
                        continue;
                    }
                }
            }
            if let Some(bound) = &mut entry.bound {
                let Some(is_same) = written.is_same(&bound.item) else {
                    entry.number = 0;
                    continue;
                };
                if !is_same && let Some(item) = written.item(bound.item.id()) {
                    entry.raw = renderer.again(&entry.raw, &bound.item, &item).into();
                    bound.item = item.into();
                }
            }
            out.put(entry);
        }
        let last = entries.iter_mut().rev().find(|entry| entry.number > 0);
        if let Some(last) = last.filter(|last| !fresh.is_empty() && eol != b"\r" && last.raw.ends_with(b"\r")) {
            // The other half of a line end that was cut off.
            last.raw = [&last.raw[..], b"\n"].concat().into();
            out.bytes.push(b'\n');
        }
        for item in fresh {
            let mut raw = renderer.line(&item).into_bytes();
            raw.extend_from_slice(eol);
            let bound = Some(Bound { item: item.into() });
            let mut entry = Entry { raw: raw.into(), bound, marks: None, number: 0 };
            out.put(&mut entry);
            entries.push(entry);
        }
        if marks == Marks::Add {
            for (id, note) in written.notes().filter(|(id, _)| !noted.contains(id)) {
                let Some(target) = next.names.get(id).cloned() else { continue };
                let mut raw = super::marks::line(&next.names.fresh("#"), &target, &note).into_bytes();
                raw.extend_from_slice(eol);
                let mut entry = Entry { raw: raw.into(), bound: None, marks: Some(id), number: 0 };
                out.put(&mut entry);
                next.entries.push(entry);
            }
        }
        (self.encoded(out.bytes), next)
    }

    /// What is written for lines of UTF-8.
    pub(super) fn encoded(&self, bytes: Vec<u8>) -> Vec<u8> {
        match self.utf16 {
            Some(utf16) => utf16.encode(&bytes),
            None => bytes,
        }
    }

    /// The line end of new lines: that of the last line that has one. Only where no line ends in LF it may be CR, and a
    /// CR at the very end is half of a line end that was cut off.
    pub(super) fn line_end(&self) -> &'static [u8] {
        match self.entries.iter().rev().find(|entry| entry.raw.ends_with(b"\n")) {
            Some(last) if last.raw.ends_with(b"\r\n") => b"\r\n",
            None if self.entries.iter().rev().skip(1).any(|entry| entry.raw.ends_with(b"\r")) => b"\r",
            _ => b"\n",
        }
    }
}

/// Ends what was written where the next line could not follow: the file, or the first of a pair, may have ended without a
/// line end.
pub(super) fn end_line(written: &mut Vec<u8>, next: &[u8], eol: &[u8]) {
    if !is_ended(written, next, eol) {
        // A CR was read as the first half of a line end already.
        written.extend_from_slice(if written.ends_with(b"\r") { b"\n" } else { eol });
    }
}

/// Whether a new line may follow what was written: it ended in a break that will be read as one.
fn is_ended(written: &[u8], next: &[u8], eol: &[u8]) -> bool {
    written.is_empty()
        || written.ends_with(eol)
        || written.ends_with(b"\n")
        || end_len(written) > 0 && starts_line(next)
}

struct Output {
    bytes: Vec<u8>,
    number: usize,
    eol: &'static [u8],
}

impl Output {
    fn put(&mut self, entry: &mut Entry) {
        end_line(&mut self.bytes, &entry.raw, self.eol);
        self.bytes.extend_from_slice(&entry.raw);
        self.number += 1;
        entry.number = self.number;
    }
}

//! The lines of a document's files while they are being repaired.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Change, Key, shift};
use crate::brat::base::{Base, Positions};
use crate::brat::breaks::{self, content};
use crate::brat::encoding::{Utf16, from_utf16};
use crate::brat::line::{self, Body, Line};
use crate::brat::standoff::end_line;
use crate::domain::Schema;
use crate::text::Span;

pub(super) struct Sheet<'a> {
    pub text: &'a Arc<str>,
    pub schema: Option<&'a Schema>,
    rows: Vec<Row>,
    /// The rows as they stand in the files; one that was divided off has its place behind the one it was in.
    order: Vec<usize>,
    files: Vec<File>,
    /// What [`Sheet::base`] found, until a line changes.
    base: Cell<Option<(Base, usize, usize)>>,
}

struct File {
    path: PathBuf,
    utf16: Option<Utf16>,
    /// Its first row.
    start: usize,
}

struct Row {
    raw: Vec<u8>,
    is_deleted: bool,
    /// The row that was read; itself, unless it was divided off.
    origin: usize,
}

/// A mention's line, taken apart.
pub(super) struct MentionRow<'s> {
    pub row: usize,
    pub name: &'s str,
    pub kind: &'s str,
    pub said: Option<&'s str>,
    pub ranges: Vec<(usize, usize)>,
}

impl MentionRow<'_> {
    /// The line with other offsets and text.
    pub fn with(&self, ranges: &[(usize, usize)], said: Option<&str>) -> String {
        let offsets: Vec<String> = ranges.iter().map(|(start, end)| format!("{start} {end}")).collect();
        let start = format!("{}\t{} {}", self.name, self.kind, offsets.join(";"));
        said.map_or_else(|| start.clone(), |said| format!("{start}\t{said}"))
    }

    /// The bytes it covers; `None` where its offsets are not positions of the text.
    pub fn spans(&self, positions: &Positions) -> Option<Vec<Span>> {
        let spans: Option<Vec<Span>> = self.ranges.iter().map(|range| positions.span(*range)).collect();
        spans.filter(|spans| spans.iter().all(|span| span.start <= span.end))
    }

    /// The text that it says it covers; `None` where it says nothing.
    pub fn words(&self) -> Option<&str> {
        self.said.map(|said| said.trim_end_matches('\t')).filter(|said| !said.trim().is_empty())
    }

    /// Whether it says a text and does not cover it. Behind a TAB another line was joined to it: no matter of offsets.
    pub fn is_misplaced(&self, positions: &Positions) -> bool {
        let Some(said) = self.words() else { return false };
        let fits = |said: &str| positions.fits_whole(&self.ranges, said);
        !fits(said) && !said.split_once('\t').is_some_and(|(first, _)| fits(first))
    }
}

impl<'a> Sheet<'a> {
    pub fn new(text: &'a Arc<str>, parts: &[(&Path, &[u8])], schema: Option<&'a Schema>) -> Self {
        let (mut rows, mut files) = (Vec::new(), Vec::new());
        for (path, bytes) in parts {
            let (bytes, utf16) = from_utf16(bytes);
            files.push(File { path: path.to_path_buf(), utf16, start: rows.len() });
            let lines = breaks::split(&bytes).into_iter().zip(rows.len()..);
            rows.extend(lines.map(|(raw, origin)| Row { raw: raw.to_vec(), is_deleted: false, origin }));
        }
        let order = (0..rows.len()).collect();
        Self { text, schema, rows, order, files, base: Cell::new(None) }
    }

    /// What stands in a row; `None` for what is gone or no text.
    pub fn content(&self, row: usize) -> Option<&str> {
        self.rows.get(row).filter(|row| !row.is_deleted).and_then(|row| content(&row.raw))
    }

    fn origin(&self, row: usize) -> usize {
        self.rows.get(row).map_or(row, |row| row.origin)
    }

    /// The file of a row that was read.
    fn file(&self, row: usize) -> Option<(usize, &File)> {
        self.files.iter().enumerate().rev().find(|(_, file)| file.start <= row)
    }

    /// Its line in its file, from 1, and the place of that file.
    pub fn place(&self, row: usize) -> (usize, usize) {
        let row = self.origin(row);
        self.file(row).map_or((0, 0), |(part, file)| (part, row - file.start + 1))
    }

    pub fn key(&self, damage: super::Damage, row: usize) -> Key {
        let (part, line) = self.place(row);
        Key { damage, part, line }
    }

    /// The row that a key names; `None` where it speaks of the whole file.
    pub fn row_of(&self, key: Key) -> Option<usize> {
        Some(self.files.get(key.part)?.start + key.line.checked_sub(1)?)
    }

    pub fn path(&self, part: usize) -> &Path {
        self.files.get(part).map_or(Path::new(""), |file| &file.path)
    }

    /// How people find a row: `line 3`, with its file where there are several.
    pub fn named(&self, row: usize) -> String {
        let (part, line) = self.place(row);
        let file = self.path(part).file_name().unwrap_or_default().to_string_lossy();
        if self.files.len() > 1 { format!("line {line} of {file}") } else { format!("line {line}") }
    }

    /// Every row that is not blank, with its place.
    pub fn contents(&self) -> impl Iterator<Item = (usize, &str)> {
        let all = self.order.iter().filter_map(|row| Some((*row, self.content(*row)?)));
        all.filter(|(_, content)| !content.trim().is_empty())
    }

    /// Rows that can be read, also those whose id another has.
    pub fn readable(&self) -> impl Iterator<Item = (usize, Line<'_>)> {
        self.contents().filter_map(|(row, content)| Some((row, line::parse(content).ok()?)))
    }

    /// Rows that say something. Of lines with one id the first counts.
    pub fn lines(&self) -> impl Iterator<Item = (usize, Line<'_>)> {
        let mut seen = HashSet::new();
        self.readable().filter(move |(_, line)| line.name == "*" || seen.insert(line.name))
    }

    pub fn mentions(&self) -> impl Iterator<Item = MentionRow<'_>> {
        self.lines().filter_map(|(row, line)| mention(row, line))
    }

    /// On what the offsets are counted now, and how many of how many entities fit so.
    pub fn base(&self) -> (Base, usize, usize) {
        if let Some(found) = self.base.get() {
            return found;
        }
        let found = self.find_base();
        self.base.set(Some(found));
        found
    }

    fn find_base(&self) -> (Base, usize, usize) {
        self.base_of(&self.mentions().collect::<Vec<_>>().iter().collect::<Vec<_>>())
    }

    /// The same for these entities.
    pub fn base_of(&self, mentions: &[&MentionRow<'_>]) -> (Base, usize, usize) {
        let mentions: Vec<&MentionRow<'_>> =
            mentions.iter().copied().filter(|mention| mention.words().is_some()).collect();
        // Stricter than reading: an entity that is too short in one base fits into many.
        let fitting = |base: Base| {
            let positions = Positions::new(self.text, base);
            mentions.iter().filter(|mention| !mention.is_misplaced(&positions)).count()
        };
        let standard = fitting(Base::default());
        let mut best = (standard, Base::default());
        if standard < mentions.len() {
            for base in Base::others(self.text) {
                let count = fitting(base);
                if count > best.0 && count * 2 >= mentions.len() {
                    best = (count, base);
                }
            }
        }
        // Where other units explain a part and a constant shift all, nobody counted in other units.
        if !best.1.is_standard() && best.0 < mentions.len() {
            let positions = Positions::new(self.text, Base::default());
            if shift::explains_all(self.text, mentions.iter().copied(), &positions) {
                best = (standard, Base::default());
            }
        }
        (best.1, best.0, mentions.len())
    }

    pub fn positions(&self) -> Positions {
        Positions::new(self.text, self.base().0)
    }

    pub fn change(&self, row: usize, after: Option<String>) -> Option<Change> {
        let at = self.rows.get(row)?;
        let before = content(&at.raw).map_or_else(|| String::from_utf8_lossy(&at.raw), Cow::Borrowed).into_owned();
        let (part, line) = self.place(row);
        Some(Change { part, line, before, after })
    }

    /// Replaces what a row says, keeping its line end and byte order mark; or takes it out. What stands behind a `\n`
    /// becomes rows of their own.
    pub fn set(&mut self, row: usize, after: Option<String>) {
        let Some((head, rest)) = after.as_ref().and_then(|after| after.split_once('\n')) else {
            return self.replace(row, after);
        };
        let (head, rest, origin) = (head.to_owned(), rest.to_owned(), self.origin(row));
        let Some(raw) = self.rows.get(row).map(|row| row.raw.clone()) else { return };
        let end = raw.get(raw.len() - breaks::end_len(&raw)..).unwrap_or_default();
        self.replace(row, Some(head));
        let is_cr = !self.rows.iter().any(|row| row.raw.ends_with(b"\n")) && self.rows.len() > 1;
        if let (Some(at), true) = (self.rows.get_mut(row), end.is_empty()) {
            at.raw.push(if is_cr { b'\r' } else { b'\n' });
        }
        let place = self.order.iter().position(|at| *at == row).map_or(self.order.len(), |at| at + 1);
        let new = self.rows.len();
        self.order.insert(place, new);
        self.rows.push(Row { raw: [b"x", end].concat(), is_deleted: false, origin });
        self.set(new, Some(rest));
    }

    fn replace(&mut self, row: usize, after: Option<String>) {
        let Some(at) = self.rows.get_mut(row) else { return };
        self.base.set(None);
        let Some(after) = after else {
            at.is_deleted = true;
            return;
        };
        let Some(old) = content(&at.raw) else { return };
        let mark = if at.raw.starts_with("\u{feff}".as_bytes()) { '\u{feff}'.len_utf8() } else { 0 };
        let mut raw = at.raw.get(..mark).unwrap_or_default().to_vec();
        raw.extend_from_slice(after.as_bytes());
        raw.extend_from_slice(at.raw.get(mark + old.len()..).unwrap_or_default());
        at.raw = raw;
    }

    /// Rows of a file that are still there.
    pub fn rows_left(&self, part: usize) -> Vec<usize> {
        let start = self.files.get(part).map_or(self.rows.len(), |file| file.start);
        let end = self.files.get(part + 1).map_or(self.rows.len(), |file| file.start);
        let is_left = |row: &Row| !row.is_deleted && (start..end).contains(&row.origin);
        self.order.iter().copied().filter(|row| self.rows.get(*row).is_some_and(is_left)).collect()
    }

    /// A file as it stands now, as UTF-8.
    fn plain(&self, part: usize) -> Vec<u8> {
        let end = if self.rows.iter().any(|row| row.raw.ends_with(b"\n")) { "\n" } else { "\r" };
        let mut bytes: Vec<u8> = Vec::new();
        for raw in self.rows_left(part).into_iter().filter_map(|row| self.rows.get(row)).map(|row| &row.raw) {
            // What stood between two breaks may be gone.
            end_line(&mut bytes, raw, end.as_bytes());
            bytes.extend_from_slice(raw);
        }
        bytes
    }

    /// The files as they stand now.
    pub fn bytes(&self) -> Vec<Vec<u8>> {
        let encoded = |(part, file): (usize, &File)| {
            let plain = self.plain(part);
            file.utf16.map_or(plain.clone(), |utf16| utf16.encode(&plain))
        };
        self.files.iter().enumerate().map(encoded).collect()
    }

    /// All files as one.
    pub fn joined(&self) -> Vec<u8> {
        if self.files.len() == 1 {
            return self.bytes().pop().unwrap_or_default();
        }
        let mut bytes: Vec<u8> = Vec::new();
        for part in 0..self.files.len() {
            if !bytes.is_empty() && !bytes.ends_with(b"\n") {
                bytes.push(b'\n');
            }
            bytes.extend(self.plain(part));
        }
        bytes
    }
}

pub(super) fn mention<'s>(row: usize, line: Line<'s>) -> Option<MentionRow<'s>> {
    let Body::Mention { kind, offsets, said } = line.body else { return None };
    let ranges = line::offsets(line.name, offsets).ok()?;
    Some(MentionRow { row, name: line.name, kind, said, ranges })
}

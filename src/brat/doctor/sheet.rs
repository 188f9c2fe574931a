//! The lines of a file while they are being repaired.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::Change;
use crate::brat::base::{Base, Positions};
use crate::brat::line::{self, Body, Line};
use crate::brat::read::content;
use crate::domain::Schema;
use crate::text::Span;

pub(super) struct Sheet<'a> {
    pub text: &'a Arc<str>,
    pub schema: Option<&'a Schema>,
    rows: Vec<Row>,
}

struct Row {
    /// Line number in the file, from 1.
    number: usize,
    raw: Vec<u8>,
    is_deleted: bool,
}

/// A mention's line, taken apart.
pub(super) struct MentionRow<'s> {
    pub row: usize,
    pub number: usize,
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
}

impl<'a> Sheet<'a> {
    pub fn new(text: &'a Arc<str>, ann: &[u8], schema: Option<&'a Schema>) -> Self {
        let lines = ann.split_inclusive(|byte| *byte == b'\n').enumerate();
        let rows = lines.map(|(i, raw)| Row { number: i + 1, raw: raw.to_vec(), is_deleted: false }).collect();
        Self { text, schema, rows }
    }

    /// What stands in a row; `None` for what is gone or no text.
    pub fn content(&self, row: usize) -> Option<&str> {
        self.rows.get(row).filter(|row| !row.is_deleted).and_then(|row| content(&row.raw))
    }

    pub fn number(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, |row| row.number)
    }

    /// Every row that is not blank, with its place.
    pub fn contents(&self) -> impl Iterator<Item = (usize, &str)> {
        let all = (0..self.rows.len()).filter_map(|row| Some((row, self.content(row)?)));
        all.filter(|(_, content)| !content.trim().is_empty())
    }

    /// Rows that say something. Of lines with one id the first counts.
    pub fn lines(&self) -> impl Iterator<Item = (usize, Line<'_>)> {
        let mut seen = HashSet::new();
        self.contents()
            .filter_map(|(row, content)| Some((row, line::parse(content).ok()?)))
            .filter(move |(_, line)| line.name == "*" || seen.insert(line.name))
    }

    pub fn mentions(&self) -> impl Iterator<Item = MentionRow<'_>> {
        self.lines().filter_map(|(row, line)| match line.body {
            Body::Mention { kind, offsets, said } => {
                let ranges = line::offsets(line.name, offsets).ok()?;
                let number = self.number(row);
                Some(MentionRow { row, number, name: line.name, kind, said, ranges })
            }
            _ => None,
        })
    }

    /// On what the offsets are counted now.
    pub fn base(&self) -> (Base, usize, usize) {
        let samples: Vec<_> =
            self.mentions().filter_map(|m| Some((m.ranges.clone(), m.said.filter(|said| !said.is_empty())?))).collect();
        // Stricter than reading: an entity that is too short in one base fits into many.
        let fitting = |base: Base| {
            let positions = Positions::new(self.text, base);
            samples.iter().filter(|(ranges, said)| positions.fits_whole(ranges, said)).count()
        };
        let mut best = (fitting(Base::default()), Base::default());
        if best.0 < samples.len() {
            for base in Base::others(self.text) {
                let count = fitting(base);
                if count > best.0 && count * 2 >= samples.len() {
                    best = (count, base);
                }
            }
        }
        (best.1, best.0, samples.len())
    }

    pub fn positions(&self) -> Positions {
        Positions::new(self.text, self.base().0)
    }

    pub fn change(&self, row: usize, after: Option<String>) -> Option<Change> {
        let at = self.rows.get(row)?;
        let before = content(&at.raw).map_or_else(|| String::from_utf8_lossy(&at.raw), Cow::Borrowed).into_owned();
        Some(Change { line: at.number, before, after })
    }

    /// Replaces what a row says, keeping its line end and byte order mark; or takes it out.
    pub fn set(&mut self, row: usize, after: Option<String>) {
        let Some(at) = self.rows.get_mut(row) else { return };
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

    pub fn bytes(&self) -> Vec<u8> {
        self.rows.iter().filter(|row| !row.is_deleted).flat_map(|row| row.raw.iter().copied()).collect()
    }
}

//! CSV and TSV: `id`, `label`, `aliases`, `description`, `type`, one thing a row.
//!
//! A first row that names the columns may put them in any order and leave some out; without one they stand in the order
//! above. Aliases stand in one cell with `|` between; where every one of them ends in `:NUMBER`, that is how often it
//! was seen. TSV knows no quotes.

use std::io::BufRead;

use super::lines::Lines;
use super::{Sink, cut};
use crate::kb::{Entity, KbError};

/// Bytes and lines that one row in quotes may have.
const ROW: usize = 1 << 20;
const ROW_LINES: u64 = 2_000;

/// What a column is called, in lower case; the order is that of a table without a heading.
const COLUMNS: [&[&str]; 6] = [
    &["id", "qid", "identifier", "uri", "iri", "code"],
    &["label", "name", "title", "preflabel", "term"],
    &["aliases", "alias", "synonyms", "synonym", "altlabel", "names"],
    &["description", "definition", "comment"],
    &["type", "kind", "category", "class"],
    &["popularity", "count", "sitelinks", "frequency"],
];

pub(super) fn read(from: impl BufRead, separator: u8, sink: &mut dyn Sink) -> Result<(), KbError> {
    let quoted = separator == b',';
    let mut lines = Lines::new(from);
    let mut columns: Option<[Option<usize>; 6]> = None;
    let mut row = String::new();
    loop {
        let start = lines.number() + 1;
        row.clear();
        match next_row(&mut lines, quoted, &mut row) {
            Ok(Row::End) => return Ok(()),
            Ok(Row::Whole) => {}
            Ok(Row::Bad(why)) => {
                sink.skip(start, why.to_owned());
                continue;
            }
            Err(cause) => {
                cut(sink, lines.number() + 1, &cause);
                return Ok(());
            }
        }
        if row.trim().is_empty() {
            continue;
        }
        let Some(cells) = cells(&row, separator, quoted) else {
            sink.skip(start, "this row cannot be taken apart; its quotes are wrong".to_owned());
            continue;
        };
        match &columns {
            Some(columns) => part(&cells, columns, start, sink)?,
            None => {
                let heading = heading(&cells);
                let found = heading.unwrap_or([0, 1, 2, 3, 4, 5].map(Some));
                if heading.is_none() {
                    part(&cells, &found, start, sink)?;
                }
                columns = Some(found);
            }
        }
    }
}

enum Row {
    Whole,
    Bad(&'static str),
    End,
}

/// A row: a line, or in CSV as many as its quotes hold together.
fn next_row(lines: &mut Lines<impl BufRead>, quoted: bool, row: &mut String) -> std::io::Result<Row> {
    let mut bad = None;
    let mut count = 0;
    while let Some((_, line)) = lines.next()? {
        count += 1;
        match line {
            Ok(line) => row.push_str(line),
            Err(why) => bad = Some(why),
        }
        let is_open = quoted && row.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
        if let Some(why) = bad {
            return Ok(Row::Bad(why));
        }
        if !is_open {
            return Ok(Row::Whole);
        }
        if row.len() > ROW || count >= ROW_LINES {
            return Ok(Row::Bad("a quote opens here and is not closed for too long; these lines are left out"));
        }
        row.push('\n');
    }
    Ok(if count == 0 { Row::End } else { Row::Bad("a quote opens here and is never closed") })
}

fn cells(row: &str, separator: u8, quoted: bool) -> Option<Vec<String>> {
    if !quoted {
        return Some(row.split(char::from(separator)).map(str::to_owned).collect());
    }
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(row.as_bytes());
    let record = reader.records().next()?.ok()?;
    Some(record.iter().map(str::to_owned).collect())
}

/// Where each column stands, if this row names them: one is an id or a label, and no cell is anything else's name.
fn heading(cells: &[String]) -> Option<[Option<usize>; 6]> {
    let named: Vec<String> = cells.iter().map(|cell| cell.trim().to_lowercase()).collect();
    let found = COLUMNS.map(|names| named.iter().position(|cell| names.contains(&cell.as_str())));
    (found[0].is_some() && found[1].is_some()).then_some(found)
}

fn part(cells: &[String], columns: &[Option<usize>; 6], line: u64, sink: &mut dyn Sink) -> Result<(), KbError> {
    let [id, label, aliases, description, kind, popularity] =
        columns.map(|column| column.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim()));
    let mut entity = Entity::new(id);
    entity.add_name(label, "", 0, true);
    let mut seen = 0_u64;
    for (name, count) in aliases_of(aliases) {
        seen = seen.saturating_add(count);
        entity.add_name(name, "", count, false);
    }
    description.clone_into(&mut entity.description);
    entity.add_kind(kind, 1);
    entity.popularity = match popularity.parse() {
        Ok(popularity) => popularity,
        Err(_) if popularity.is_empty() => seen,
        Err(_) => {
            sink.skip(line, format!("`{popularity}` is no number of how well known this is, and is left out"));
            seen
        }
    };
    sink.part(entity, line, true)
}

fn aliases_of(cell: &str) -> Vec<(&str, u64)> {
    let aliases = || cell.split('|').map(str::trim).filter(|alias| !alias.is_empty());
    let counted = |alias: &'_ str| -> Option<(usize, u64)> {
        let (name, count) = alias.rsplit_once(':')?;
        Some((name.len(), count.parse().ok()?))
    };
    if aliases().all(|alias| counted(alias).is_some()) {
        aliases()
            .filter_map(|alias| counted(alias).map(|(end, count)| (alias.get(..end).unwrap_or(alias), count)))
            .collect()
    } else {
        aliases().map(|alias| (alias, 0)).collect()
    }
}

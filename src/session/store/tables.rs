//! The database: which tables there are, and how an op changes them.

use std::collections::BTreeMap;

use redb::{ReadTransaction, ReadableTable, TableDefinition, WriteTransaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Base, Op, Record, StoreError, for_figures};
use crate::brat::Predictions;
use crate::domain::Edit;
use crate::session::Step;

const META: TableDefinition<&str, u64> = TableDefinition::new("meta");
pub(super) const RECORDS: TableDefinition<&str, &[u8]> = TableDefinition::new("records");
pub(super) const BASES: TableDefinition<&str, &[u8]> = TableDefinition::new("bases");
pub(super) const STEPS: TableDefinition<(&str, u64), &[u8]> = TableDefinition::new("steps");
/// Groups of edits that lead from the base to the present state.
pub(super) const PENDING: TableDefinition<(&str, u64), &[u8]> = TableDefinition::new("pending");
/// Documents of steps that touch several.
const GROUPS: TableDefinition<u64, &[u8]> = TableDefinition::new("groups");
pub(super) const LAYOUTS: TableDefinition<&str, &[u8]> = TableDefinition::new("layouts");
pub(super) const SCORES: TableDefinition<&str, &[u8]> = TableDefinition::new("scores");
/// What is saved of predictions, by document; of all under an empty key.
const PREDICTIONS: TableDefinition<&str, &[u8]> = TableDefinition::new("predictions");

const APPLIED: &str = "applied";
const FORMAT: &str = "format";
/// 2: the model's readings are no steps.
const PRESENT_FORMAT: u64 = 2;

/// Up to which entry the log is in here; `None` in a new database.
pub(super) fn applied(read: &ReadTransaction) -> Result<Option<u64>, StoreError> {
    let meta = match read.open_table(META) {
        Ok(meta) => meta,
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    match meta.get(FORMAT)?.map(|value| value.value()) {
        Some(format) if format > PRESENT_FORMAT => Err(StoreError::Newer),
        Some(_) => Ok(meta.get(APPLIED)?.map(|value| value.value())),
        None => Ok(None),
    }
}

/// Whether the database was last written by an earlier version.
pub(super) fn is_older(read: &ReadTransaction) -> Result<bool, StoreError> {
    match read.open_table(META) {
        Ok(meta) => Ok(meta.get(FORMAT)?.is_some_and(|format| format.value() < PRESENT_FORMAT)),
        Err(redb::TableError::TableDoesNotExist(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Makes every table, so that a reader finds them.
pub(super) fn prepare(write: &WriteTransaction) -> Result<(), StoreError> {
    write.open_table(META)?.insert(FORMAT, PRESENT_FORMAT)?;
    write.open_table(RECORDS)?;
    write.open_table(BASES)?;
    write.open_table(STEPS)?;
    write.open_table(PENDING)?;
    write.open_table(GROUPS)?;
    write.open_table(LAYOUTS)?;
    write.open_table(SCORES)?;
    write.open_table(PREDICTIONS)?;
    Ok(())
}

pub(super) fn set_applied(write: &WriteTransaction, seq: u64) -> Result<(), StoreError> {
    write.open_table(META)?.insert(APPLIED, seq)?;
    Ok(())
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|error| StoreError::Damaged(error.to_string()))
}

pub(super) fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::Damaged(error.to_string()))
}

/// Applies one op. One that makes no sense (an undo of nothing) changes nothing.
pub(super) fn apply(write: &WriteTransaction, op: &Op) -> Result<(), StoreError> {
    match op {
        Op::Many(ops) => return ops.iter().try_for_each(|op| apply(write, op)),
        Op::Forget { key } => return forget(write, key),
        Op::Move { from, to } => return rename(write, from, to),
        Op::Predictions { key, predictions } => {
            write.open_table(PREDICTIONS)?.insert(key.as_str(), json(predictions)?.as_slice())?;
            return Ok(());
        }
        Op::Group { order, keys } => {
            write.open_table(GROUPS)?.insert(order, json(keys)?.as_slice())?;
            return Ok(());
        }
        _ => {}
    }
    let Some(key) = op.key() else { return Ok(()) };
    let mut records = write.open_table(RECORDS)?;
    let mut record: Record = match records.get(key)? {
        Some(bytes) => parsed(bytes.value())?,
        None => Record::default(),
    };
    match op {
        Op::Base { base, steps, .. } => {
            write.open_table(BASES)?.insert(key, json(base)?.as_slice())?;
            clear(&mut write.open_table(PENDING)?, key, 0)?;
            if let Some((steps, _)) = steps {
                let mut table = write.open_table(STEPS)?;
                clear(&mut table, key, 0)?;
                for (at, step) in (0..).zip(steps) {
                    table.insert((key, at), json(step)?.as_slice())?;
                }
            }
        }
        Op::Step { step, .. } => {
            let mut steps = write.open_table(STEPS)?;
            clear(&mut steps, key, record.done)?;
            steps.insert((key, record.done), json(step)?.as_slice())?;
            push_pending(write, key, record.pending, &step.forward)?;
        }
        Op::Amend { step, edits, .. } => {
            let Some(last) = record.done.checked_sub(1) else { return Ok(()) };
            let mut steps = write.open_table(STEPS)?;
            clear(&mut steps, key, last)?;
            steps.insert((key, last), json(step)?.as_slice())?;
            push_pending(write, key, record.pending, edits)?;
        }
        Op::Undo { step, .. } => {
            let Some(at) = record.done.checked_sub(1) else { return Ok(()) };
            let Some(step) = shifted(write, key, at, step.as_deref())? else { return Ok(()) };
            push_pending(write, key, record.pending, &step.inverse)?;
        }
        Op::Redo { step, .. } => {
            let Some(step) = shifted(write, key, record.done, step.as_deref())? else { return Ok(()) };
            push_pending(write, key, record.pending, &step.forward)?;
        }
        Op::Reading { edits, .. } => push_pending(write, key, record.pending, edits)?,
        Op::Discard { done, .. } => {
            clear(&mut write.open_table(STEPS)?, key, *done)?;
            clear(&mut write.open_table(PENDING)?, key, 0)?;
        }
        Op::Visibility { .. }
        | Op::Progress { .. }
        | Op::Unsaved { .. }
        | Op::Forget { .. }
        | Op::Move { .. }
        | Op::Predictions { .. }
        | Op::Group { .. }
        | Op::Many(_) => {}
    }
    record.apply(op);
    records.insert(key, json(&record)?.as_slice())?;
    Ok(())
}

fn step(write: &WriteTransaction, key: &str, at: u64) -> Result<Option<Step>, StoreError> {
    let steps = write.open_table(STEPS)?;
    steps.get((key, at))?.map(|bytes| parsed(bytes.value())).transpose()
}

/// The step at this place, after it was stored anew where it has become another.
fn shifted(write: &WriteTransaction, key: &str, at: u64, now: Option<&Step>) -> Result<Option<Step>, StoreError> {
    let Some(stored) = step(write, key, at)? else { return Ok(None) };
    let Some(now) = now else { return Ok(Some(stored)) };
    write.open_table(STEPS)?.insert((key, at), json(now)?.as_slice())?;
    Ok(Some(now.clone()))
}

fn push_pending(write: &WriteTransaction, key: &str, at: u64, edits: &[Edit]) -> Result<(), StoreError> {
    write.open_table(PENDING)?.insert((key, at), json(&edits)?.as_slice())?;
    Ok(())
}

type Numbered<'t> = redb::Table<'t, (&'static str, u64), &'static [u8]>;

fn clear(table: &mut Numbered<'_>, key: &str, from: u64) -> Result<(), StoreError> {
    table.retain_in((key, from)..=(key, u64::MAX), |_, _| false)?;
    Ok(())
}

fn forget(write: &WriteTransaction, key: &str) -> Result<(), StoreError> {
    write.open_table(RECORDS)?.remove(key)?;
    write.open_table(BASES)?.remove(key)?;
    write.open_table(LAYOUTS)?.remove(key)?;
    let mut scores = write.open_table(SCORES)?;
    scores.remove(key)?;
    scores.remove(for_figures(key).as_str())?;
    drop(scores);
    clear(&mut write.open_table(STEPS)?, key, 0)?;
    clear(&mut write.open_table(PENDING)?, key, 0)
}

fn rename(write: &WriteTransaction, from: &str, to: &str) -> Result<(), StoreError> {
    if from == to {
        return Ok(());
    }
    forget(write, to)?;
    for definition in [RECORDS, BASES, LAYOUTS, SCORES] {
        let mut table = write.open_table(definition)?;
        let value = table.remove(from)?.map(|value| value.value().to_vec());
        if let Some(value) = value {
            table.insert(to, value.as_slice())?;
        }
    }
    let mut scores = write.open_table(SCORES)?;
    let figures = scores.remove(for_figures(from).as_str())?.map(|value| value.value().to_vec());
    if let Some(figures) = figures {
        scores.insert(for_figures(to).as_str(), figures.as_slice())?;
    }
    drop(scores);
    for definition in [STEPS, PENDING] {
        let mut table = write.open_table(definition)?;
        let rows = numbered(&table, from)?;
        clear(&mut table, from, 0)?;
        for (at, value) in (0..).zip(rows) {
            table.insert((to, at), value.as_slice())?;
        }
    }
    Ok(())
}

fn numbered(
    table: &impl ReadableTable<(&'static str, u64), &'static [u8]>,
    key: &str,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut rows = Vec::new();
    for row in table.range((key, 0)..=(key, u64::MAX))? {
        rows.push(row?.1.value().to_vec());
    }
    Ok(rows)
}

pub(super) fn group(read: &ReadTransaction, order: u64) -> Result<Vec<String>, StoreError> {
    let found = read.open_table(GROUPS)?.get(order)?.map(|bytes| parsed(bytes.value())).transpose()?;
    Ok(found.unwrap_or_default())
}

/// All that is stored of one document.
#[derive(Debug)]
pub struct Stored {
    pub base: Base,
    pub steps: Vec<Step>,
    pub pending: Vec<Vec<Edit>>,
    pub record: Record,
}

pub(super) fn load(read: &ReadTransaction, key: &str) -> Result<Option<Stored>, StoreError> {
    let Some(record) = read.open_table(RECORDS)?.get(key)?.map(|bytes| parsed::<Record>(bytes.value())).transpose()?
    else {
        return Ok(None);
    };
    let Some(base) = read.open_table(BASES)?.get(key)?.map(|bytes| parsed::<Base>(bytes.value())).transpose()? else {
        return Ok(None);
    };
    let rows = |definition| numbered(&read.open_table(definition)?, key);
    let steps = rows(STEPS)?.iter().map(|row| parsed(row)).collect::<Result<_, _>>()?;
    let pending = rows(PENDING)?.iter().map(|row| parsed(row)).collect::<Result<_, _>>()?;
    Ok(Some(Stored { base, steps, pending, record }))
}

pub(super) fn records(read: &ReadTransaction) -> Result<Vec<(String, Record)>, StoreError> {
    let mut found = Vec::new();
    for row in read.open_table(RECORDS)?.iter()? {
        let (key, value) = row?;
        found.push((key.value().to_owned(), parsed(value.value())?));
    }
    Ok(found)
}

/// What was said of predictions, by key.
pub(super) fn choices(read: &ReadTransaction) -> Result<BTreeMap<String, Predictions>, StoreError> {
    let mut found = BTreeMap::new();
    for row in read.open_table(PREDICTIONS)?.iter()? {
        let (key, value) = row?;
        found.insert(key.value().to_owned(), parsed(value.value())?);
    }
    Ok(found)
}

/// Makes the bytes of scores on the store's thread: of a long text they are many megabytes.
pub(super) type Make = Box<dyn Fn() -> Result<Vec<u8>, StoreError> + Send>;

/// What is kept beside the documents and could be made again: it does not go through the log.
pub(super) enum Side {
    Counts {
        key: String,
        counts: super::Counts,
    },
    Layout {
        key: String,
        positions: Vec<u8>,
    },
    /// `None` drops them.
    Scores {
        key: String,
        scores: Option<Make>,
    },
}

pub(super) fn apply_side(write: &WriteTransaction, side: &Side) -> Result<(), StoreError> {
    match side {
        Side::Counts { key, counts } => {
            let mut records = write.open_table(RECORDS)?;
            let mut record: Record = match records.get(key.as_str())? {
                Some(bytes) => parsed(bytes.value())?,
                None => Record::default(),
            };
            record.counts = Some(*counts);
            records.insert(key.as_str(), json(&record)?.as_slice())?;
        }
        Side::Layout { key, positions } => {
            write.open_table(LAYOUTS)?.insert(key.as_str(), positions.as_slice())?;
        }
        Side::Scores { key, scores: Some(make) } => {
            write.open_table(SCORES)?.insert(key.as_str(), make()?.as_slice())?;
        }
        Side::Scores { key, scores: None } => {
            write.open_table(SCORES)?.remove(key.as_str())?;
        }
    }
    Ok(())
}

pub(super) fn side(read: &ReadTransaction, table: TableDefinition<&str, &[u8]>, key: &str) -> Option<Vec<u8>> {
    Some(read.open_table(table).ok()?.get(key).ok()??.value().to_vec())
}

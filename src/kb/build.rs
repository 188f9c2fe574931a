//! Making a base: parts of things, sorted by id on the disk, become things; their names, sorted by key, become the index.
//!
//! Memory stays the same however much is read. The base is written beside its place and takes it when it is whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use redb::{Database, Durability, WriteTransaction};

use super::Entity;
use super::codec::{Reader, Writer};
use super::entity::impossible_id;
use super::error::{At, KbError};
use super::names::{initials, keys_of};
use super::sort::{Sorted, Sorter};
use super::source::{Sink, Skipped};
use super::tables::{ENTITIES, IDS, Info, KEYS, META, WORDS};
use super::trigrams::Frequencies;

/// Things of a key, and of a word, that are kept: the best known.
const OF_KEY: usize = 200;
const OF_WORD: usize = 4_096;
/// Rows that one transaction writes.
const BATCH: u64 = 200_000;
/// Bytes that the database holds in memory.
const CACHE: usize = 96 << 20;
/// Skipped lines that are kept in words; the rest is counted.
const KEPT: usize = 10_000;

/// A base that is being made.
pub struct Builder {
    folder: PathBuf,
    parts: Sorter,
    sequence: u64,
    files: Vec<PathBuf>,
    /// What was passed over: the first of them, and how many there are.
    skipped: (Vec<Skipped>, u64),
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Built {
    /// Of the new base.
    pub info: Info,
    /// What was passed over: the first 10,000.
    pub skipped: Vec<Skipped>,
    /// All that was.
    pub skipped_count: u64,
}

impl Builder {
    /// `path`: where the base will stand. What is too large for memory is put beside it meanwhile.
    ///
    /// # Errors
    /// When there is no such folder and it cannot be made.
    pub fn new(path: &Path) -> Result<Self, KbError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(KbError::io(folder))?;
        Ok(Self {
            folder: folder.to_owned(),
            parts: Sorter::new(folder),
            sequence: 0,
            files: Vec::new(),
            skipped: (Vec::new(), 0),
        })
    }

    /// What comes from now on is said by this file.
    pub fn begin(&mut self, file: &Path) {
        self.files.push(file.to_owned());
    }

    fn skip_in(&mut self, file: usize, line: u64, why: String) {
        self.skipped.1 += 1;
        if self.skipped.0.len() < KEPT {
            let file = self.files.get(file).cloned().unwrap_or_default();
            self.skipped.0.push(Skipped { file, line, why });
        }
    }

    /// Writes the base.
    ///
    /// # Errors
    /// When the disk is full, say. What stood at `path` is left as it was then.
    pub fn finish(mut self, path: &Path, database: &str, languages: &str, writes_null: bool) -> Result<Built, KbError> {
        let io = KbError::io(path);
        let parts = std::mem::replace(&mut self.parts, Sorter::new(&self.folder)).finish().map_err(&io)?;
        let file = tempfile::Builder::new().prefix(".making-").suffix(".kb").tempfile_in(&self.folder).map_err(&io)?;
        let base = Database::builder().set_cache_size(CACHE).create(file.path()).at(path)?;
        let mut info =
            Info { database: database.to_owned(), languages: languages.to_owned(), writes_null, ..Info::default() };
        let mut index = Index {
            keys: Sorter::new(&self.folder),
            words: Sorter::new(&self.folder),
            frequencies: Frequencies::new(),
        };
        self.write_things(&base, path, parts, &mut info, &mut index)?;
        let Index { keys, words, frequencies } = index;
        write_keys(&base, path, keys.finish().map_err(&io)?)?;
        let fuzzy = write_words(&base, path, words.finish().map_err(&io)?, &mut info)?;
        let end = base.begin_write().at(path)?;
        {
            let mut meta = end.open_table(META).at(path)?;
            meta.insert("words", fuzzy.as_slice()).at(path)?;
            meta.insert("trigrams", frequencies.bytes().as_slice()).at(path)?;
            meta.insert("info", serde_json::to_vec(&info).unwrap_or_default().as_slice()).at(path)?;
        }
        end.commit().at(path)?;
        drop(base);
        file.as_file().sync_all().map_err(&io)?;
        set_permissions(file.path()).map_err(&io)?;
        file.persist(path).map_err(|error| io(error.error))?;
        Ok(Built { info, skipped: self.skipped.0, skipped_count: self.skipped.1 })
    }

    fn write_things(
        &mut self,
        base: &Database,
        path: &Path,
        parts: Sorted,
        info: &mut Info,
        index: &mut Index,
    ) -> Result<(), KbError> {
        let io = KbError::io(path);
        let mut rows = Rows { base, path, transaction: None, count: 0 };
        let mut current: Option<(Entity, Option<(usize, u64)>)> = None;
        for record in parts {
            let record = record.map_err(&io)?;
            let Some(part) = Part::read(&record) else { continue };
            match &mut current {
                Some((entity, whole)) if entity.id == part.entity.id => {
                    if let (true, Some((file, line))) = (part.is_whole, *whole) {
                        let first = self.files.get(file).map(|file| file.display().to_string()).unwrap_or_default();
                        let why = format!(
                            "{} is in {first}:{line} already; the two are one, with the names of both",
                            entity.id
                        );
                        self.skip_in(part.file, part.line, why);
                    }
                    if part.is_whole && whole.is_none() {
                        *whole = Some((part.file, part.line));
                    }
                    entity.merge(part.entity);
                }
                _ => {
                    let whole = part.is_whole.then_some((part.file, part.line));
                    if let Some((done, said)) = current.replace((part.entity, whole)) {
                        self.write_thing(&mut rows, done, said, info, index)?;
                    }
                }
            }
        }
        if let Some((done, said)) = current {
            self.write_thing(&mut rows, done, said, info, index)?;
        }
        if let Some(last) = rows.transaction.take() {
            last.commit().at(path)?;
        }
        Ok(())
    }

    fn write_thing(
        &mut self,
        rows: &mut Rows<'_>,
        entity: Entity,
        said: Option<(usize, u64)>,
        info: &mut Info,
        index: &mut Index,
    ) -> Result<(), KbError> {
        let path = rows.path;
        let keys = keys_of(&entity);
        if keys.is_empty() {
            // Of a thing without a name, a triple may say its type alone; that is nobody's mistake.
            if let Some((file, line)) = said {
                self.skip_in(file, line, format!("{} has no name with a letter or digit", entity.id));
            }
            return Ok(());
        }
        let Ok(number) = u32::try_from(info.entities) else {
            let what = "there are more than four thousand million things in it".to_owned();
            return Err(KbError::NoBase { path: path.to_owned(), what });
        };
        info.entities += 1;
        info.names += entity.names.len() as u64;
        let mut bytes = Writer::default();
        entity.write(&mut bytes);
        bytes.number(keys.len() as u64);
        for key in &keys {
            bytes.text(&key.key);
            bytes.number(key.count << 1 | u64::from(key.is_label));
        }
        info.see(&bytes.bytes);
        rows.thing(number, &entity.id, &bytes.bytes)?;
        index.add(number, &entity, &keys).map_err(KbError::io(path))
    }
}

impl Sink for Builder {
    fn part(&mut self, part: Entity, line: u64, is_whole: bool) -> Result<(), KbError> {
        let file = self.files.len().saturating_sub(1);
        if let Some(why) = impossible_id(&part.id) {
            self.skip_in(file, line, why.to_owned());
            return Ok(());
        }
        let mut record = Writer::default();
        record.bytes.extend_from_slice(part.id.as_bytes());
        record.bytes.push(0);
        record.bytes.extend_from_slice(&self.sequence.to_be_bytes());
        record.number(u64::from(is_whole));
        record.number(file as u64);
        record.number(line);
        part.write(&mut record);
        self.sequence += 1;
        self.parts.push(&record.bytes).map_err(KbError::io(&self.folder))
    }

    fn skip(&mut self, line: u64, why: String) {
        self.skip_in(self.files.len().saturating_sub(1), line, why);
    }
}

struct Part {
    is_whole: bool,
    file: usize,
    line: u64,
    entity: Entity,
}

impl Part {
    fn read(record: &[u8]) -> Option<Self> {
        // No id holds a zero.
        let id = record.iter().position(|byte| *byte == 0)?;
        let mut from = Reader::new(record.get(id + 1 + size_of::<u64>()..)?);
        let is_whole = from.number()? == 1;
        let (file, line) = (from.number()? as usize, from.number()?);
        Some(Self { is_whole, file, line, entity: Entity::read(&mut from)? })
    }
}

/// What will be looked up, in any order.
struct Index {
    keys: Sorter,
    words: Sorter,
    frequencies: Frequencies,
}

impl Index {
    fn add(&mut self, number: u32, entity: &Entity, keys: &[super::names::Key]) -> std::io::Result<()> {
        let known = |count: u64| (u64::MAX - count).to_be_bytes();
        let mut push = |key: &str, count: u64, flags: u8| {
            let mut record = key.as_bytes().to_vec();
            record.push(0);
            record.extend_from_slice(&known(count));
            record.extend_from_slice(&known(entity.popularity));
            record.extend_from_slice(&number.to_be_bytes());
            record.push(flags);
            self.keys.push(&record)
        };
        let mut words: BTreeMap<&str, ()> = BTreeMap::new();
        for key in keys {
            push(&key.key, key.count, u8::from(key.is_label))?;
            self.frequencies.count(&key.key);
            words.extend(key.key.split(' ').map(|word| (word, ())));
        }
        for key in initials(entity, keys) {
            push(&key, 0, 2)?;
        }
        for word in words.into_keys() {
            let mut record = word.as_bytes().to_vec();
            record.push(0);
            record.extend_from_slice(&known(entity.popularity));
            record.extend_from_slice(&number.to_be_bytes());
            self.words.push(&record)?;
        }
        Ok(())
    }
}

/// Transactions of some rows each, so that none holds too much.
struct Rows<'a> {
    base: &'a Database,
    path: &'a Path,
    transaction: Option<WriteTransaction>,
    count: u64,
}

impl Rows<'_> {
    /// The transaction that goes on; a new one now and then.
    fn transaction(&mut self) -> Result<&WriteTransaction, KbError> {
        self.count += 1;
        if self.count.is_multiple_of(BATCH)
            && let Some(full) = self.transaction.take()
        {
            full.commit().at(self.path)?;
        }
        if self.transaction.is_none() {
            let mut next = self.base.begin_write().at(self.path)?;
            // The file is thrown away if anything happens before its end.
            next.set_durability(Durability::None).at(self.path)?;
            self.transaction = Some(next);
        }
        self.transaction.as_ref().ok_or_else(|| KbError::NoBase { path: self.path.to_owned(), what: String::new() })
    }

    fn thing(&mut self, number: u32, id: &str, bytes: &[u8]) -> Result<(), KbError> {
        let path = self.path;
        let transaction = self.transaction()?;
        transaction.open_table(ENTITIES).at(path)?.insert(number, bytes).at(path)?;
        transaction.open_table(IDS).at(path)?.insert(id, number).at(path)?;
        Ok(())
    }

    fn insert(
        &mut self,
        table: redb::TableDefinition<'_, &str, &[u8]>,
        key: &str,
        bytes: &[u8],
    ) -> Result<(), KbError> {
        let path = self.path;
        let transaction = self.transaction()?;
        transaction.open_table(table).at(path)?.insert(key, bytes).at(path)?;
        Ok(())
    }

    fn end(mut self) -> Result<(), KbError> {
        match self.transaction.take() {
            Some(last) => last.commit().at(self.path),
            None => Ok(()),
        }
    }
}

/// Groups of records that share what stands before the first zero.
fn grouped(
    sorted: Sorted,
    path: &Path,
    mut each: impl FnMut(&str, &[Vec<u8>], u64) -> Result<(), KbError>,
    most: usize,
) -> Result<(), KbError> {
    let mut group: (String, Vec<Vec<u8>>, u64) = Default::default();
    for record in sorted {
        let record = record.map_err(KbError::io(path))?;
        let Some(end) = record.iter().position(|byte| *byte == 0) else { continue };
        let (key, rest) = record.split_at(end);
        let Ok(key) = std::str::from_utf8(key) else { continue };
        if group.0 != key {
            if group.2 > 0 {
                each(&group.0, &group.1, group.2)?;
            }
            group = (key.to_owned(), Vec::new(), 0);
        }
        group.2 += 1;
        if group.1.len() < most {
            group.1.push(rest.get(1..).unwrap_or_default().to_vec());
        }
    }
    if group.2 > 0 { each(&group.0, &group.1, group.2) } else { Ok(()) }
}

fn eight(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

fn four(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u32::from_be_bytes(*bytes))
}

fn write_keys(base: &Database, path: &Path, keys: Sorted) -> Result<(), KbError> {
    let mut rows = Rows { base, path, transaction: None, count: 0 };
    let each = |key: &str, group: &[Vec<u8>], _| {
        let mut out = Writer::default();
        for record in group {
            out.number(u64::from(four(record, 16)));
            out.number((u64::MAX - eight(record, 0)) << 2 | u64::from(record.last().copied().unwrap_or_default()));
        }
        rows.insert(KEYS, key, &out.bytes)
    };
    grouped(keys, path, each, OF_KEY)?;
    rows.end()
}

fn write_words(base: &Database, path: &Path, words: Sorted, info: &mut Info) -> Result<Vec<u8>, KbError> {
    let mut rows = Rows { base, path, transaction: None, count: 0 };
    let mut fuzzy = fst::MapBuilder::memory();
    let each = |word: &str, group: &[Vec<u8>], count: u64| {
        info.words += 1;
        let mut out = Writer::default();
        out.number(count);
        group.iter().for_each(|record| out.number(u64::from(four(record, 8))));
        // Words come in the order of their bytes, the only thing that could go wrong here.
        let _ = fuzzy.insert(word, count);
        rows.insert(WORDS, word, &out.bytes)
    };
    grouped(words, path, each, OF_WORD)?;
    rows.end()?;
    let what = |error: fst::Error| KbError::NoBase { path: path.to_owned(), what: error.to_string() };
    fuzzy.into_inner().map_err(what)
}

/// As any new file, and not for its owner alone as a temporary one.
#[cfg(unix)]
fn set_permissions(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_permissions(_: &Path) -> std::io::Result<()> {
    Ok(())
}

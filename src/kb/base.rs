//! A base that is made: opened for reading, which any number of programs may do at once.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use fst::{IntoStreamer, Map, Streamer};
use levenshtein_automata::LevenshteinAutomatonBuilder;
use redb::{ReadOnlyDatabase, ReadOnlyTable, ReadableDatabase, TableDefinition};

use super::codec::Reader;
use super::error::At;
use super::names::Key;
use super::tables::{ENTITIES, IDS, Info, KEYS, META, VERSION, WORDS};
use super::trigrams::Weights;
use super::{Entity, KbError};

/// Words that are taken for one that is nearly right.
const NEAR: usize = 8;
/// Letters that a word must have before another may be taken for it.
const LONG_ENOUGH: usize = 4;

/// A knowledge base.
pub struct Base {
    path: PathBuf,
    /// What it says of itself.
    pub info: Info,
    entities: ReadOnlyTable<u32, &'static [u8]>,
    ids: ReadOnlyTable<&'static str, u32>,
    keys: ReadOnlyTable<&'static str, &'static [u8]>,
    words: ReadOnlyTable<&'static str, &'static [u8]>,
    meta: ReadOnlyTable<&'static str, &'static [u8]>,
    pub(super) weights: Weights,
    fuzzy: OnceLock<Option<Map<Vec<u8>>>>,
    /// Last, so that the tables go before it.
    _database: ReadOnlyDatabase,
}

impl std::fmt::Debug for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Base").field("path", &self.path).field("info", &self.info).finish_non_exhaustive()
    }
}

/// A thing that a key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OfKey {
    pub(super) number: u32,
    /// How often a name of this key was seen to mean it.
    pub(super) count: u64,
    /// Whether the key is made of first letters.
    pub(super) is_initials: bool,
}

/// A thing as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) entity: Entity,
    pub(super) keys: Vec<Key>,
}

impl Base {
    /// Opens a base.
    ///
    /// # Errors
    /// When there is no such file, or it is no base of this version, or it is damaged.
    pub fn open(path: &Path) -> Result<Self, KbError> {
        // The database would make of a missing file a message about itself.
        std::fs::File::open(path).map_err(KbError::io(path))?;
        let database = ReadOnlyDatabase::open(path).at(path)?;
        let transaction = database.begin_read().at(path)?;
        let meta = open(&transaction, META, path)?;
        let no_base = |what: String| KbError::NoBase { path: path.to_owned(), what };
        let stored = meta.get("info").at(path)?.map(|bytes| bytes.value().to_vec()).unwrap_or_default();
        let info: Info = serde_json::from_slice(&stored)
            .map_err(|error| no_base(format!("its description is damaged ({error})")))?;
        if info.version != VERSION {
            let version = info.version;
            return Err(no_base(format!("this base is of version {version} of the format, not {VERSION}")));
        }
        let trigrams = meta.get("trigrams").at(path)?.and_then(|bytes| Weights::read(bytes.value()));
        let weights = trigrams.ok_or_else(|| no_base("its table of trigrams is damaged".to_owned()))?;
        Ok(Self {
            entities: open(&transaction, ENTITIES, path)?,
            ids: open(&transaction, IDS, path)?,
            keys: open(&transaction, KEYS, path)?,
            words: open(&transaction, WORDS, path)?,
            meta,
            info,
            weights,
            fuzzy: OnceLock::new(),
            path: path.to_owned(),
            _database: database,
        })
    }

    /// The thing with this id.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn get(&self, id: &str) -> Result<Option<Entity>, KbError> {
        let number = self.ids.get(id).at(&self.path)?.map(|number| number.value());
        number.map_or(Ok(None), |number| self.stored(number).map(|stored| Some(stored.entity)))
    }

    pub(super) fn stored(&self, number: u32) -> Result<Stored, KbError> {
        let damaged = || KbError::NoBase { path: self.path.clone(), what: format!("thing {number} is damaged") };
        let bytes = self.entities.get(number).at(&self.path)?.ok_or_else(damaged)?;
        let mut from = Reader::new(bytes.value());
        read_stored(&mut from).ok_or_else(damaged)
    }

    /// The things that a stem key leads to, the most probable first.
    pub(super) fn of_key(&self, key: &str) -> Result<Vec<OfKey>, KbError> {
        let Some(bytes) = self.keys.get(key).at(&self.path)? else { return Ok(Vec::new()) };
        let mut from = Reader::new(bytes.value());
        let mut found = Vec::new();
        while let (Some(number), Some(count)) = (from.number(), from.number()) {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            found.push(OfKey { number, count: count >> 2, is_initials: count & 2 == 2 });
        }
        Ok(found)
    }

    /// How many things have a word in their names, and `most` of them, the best known first.
    pub(super) fn of_word(&self, word: &str, most: usize) -> Result<(u64, Vec<u32>), KbError> {
        let Some(bytes) = self.words.get(word).at(&self.path)? else { return Ok((0, Vec::new())) };
        let mut from = Reader::new(bytes.value());
        let count = from.number().unwrap_or_default();
        let mut found = Vec::new();
        while let (true, Some(number)) = (found.len() < most, from.number()) {
            found.push(u32::try_from(number).unwrap_or(u32::MAX));
        }
        Ok((count, found))
    }

    /// How rare a word is: the logarithm of the share of things that have it.
    pub(super) fn rarity(&self, of_word: u64) -> f32 {
        ((self.info.entities as f32 + 1.0) / (of_word as f32 + 1.0)).ln() + 0.3
    }

    /// Words of the base that one letter makes of this one, the most frequent first.
    pub(super) fn near(&self, word: &str) -> Result<Vec<String>, KbError> {
        if word.chars().count() < LONG_ENOUGH {
            return Ok(Vec::new());
        }
        if self.fuzzy.get().is_none() {
            let bytes = self.meta.get("words").at(&self.path)?;
            let map = bytes.and_then(|bytes| Map::new(bytes.value().to_vec()).ok());
            let _ = self.fuzzy.set(map);
        }
        let Some(Some(map)) = self.fuzzy.get() else { return Ok(Vec::new()) };
        // Two letters that have changed places are one mistake.
        let automaton = LevenshteinAutomatonBuilder::new(1, true).build_dfa(word);
        let mut stream = map.search(&automaton).into_stream();
        let mut found: Vec<(u64, String)> = Vec::new();
        while let Some((word, count)) = stream.next() {
            found.extend(String::from_utf8(word.to_vec()).ok().map(|word| (count, word)));
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        found.truncate(NEAR);
        Ok(found.into_iter().map(|(_, word)| word).collect())
    }
}

fn open<K: redb::Key + 'static, V: redb::Value + 'static>(
    transaction: &redb::ReadTransaction,
    table: TableDefinition<'_, K, V>,
    path: &Path,
) -> Result<ReadOnlyTable<K, V>, KbError> {
    match transaction.open_table(table) {
        Ok(table) => Ok(table),
        Err(redb::TableError::TableDoesNotExist(_)) => {
            let what = "this is a database, and no knowledge base of relata".to_owned();
            Err(KbError::NoBase { path: path.to_owned(), what })
        }
        Err(error) => Err(error).at(path),
    }
}

fn read_stored(from: &mut Reader<'_>) -> Option<Stored> {
    let entity = Entity::read(from)?;
    let mut keys = Vec::new();
    for _ in 0..from.number()? {
        let (key, count) = (from.text()?.to_owned(), from.number()?);
        keys.push(Key { key, count: count >> 1, is_label: count & 1 == 1 });
    }
    from.is_empty().then_some(Stored { entity, keys })
}

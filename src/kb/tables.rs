//! The tables of a base's file, and what it says of itself.

use redb::TableDefinition;
use serde::{Deserialize, Serialize};

/// Version of the format; others are not read.
pub(super) const VERSION: u32 = 1;

/// By number, in the order of their ids: the thing, and the keys of its names.
pub(super) const ENTITIES: TableDefinition<'_, u32, &[u8]> = TableDefinition::new("entities");
/// Number by id.
pub(super) const IDS: TableDefinition<'_, &str, u32> = TableDefinition::new("ids");
/// Things by the stem key of a name: number, then count × 4, + 1 for a label, + 2 for initials.
pub(super) const KEYS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("keys");
/// Things by the stem of a word: how many there are, then the numbers of the best known.
pub(super) const WORDS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("words");
/// `info` as JSON, `trigrams` their frequencies, `words` an fst of all words for those that are nearly right.
pub(super) const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");

/// What a base says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info {
    /// Of the file's format.
    pub version: u32,
    /// Name of the database in N lines: `Wikidata`.
    pub database: String,
    /// Codes of the languages whose names were read.
    pub languages: String,
    /// Things in it.
    pub entities: u64,
    /// Names of them all.
    pub names: u64,
    /// Words of these names, each once.
    pub words: u64,
    /// Whether the corpus that it was made from writes `DB:NULL` for what is not in it.
    pub writes_null: bool,
    /// Of all that is in it: bases with one fingerprint say the same.
    pub fingerprint: String,
}

impl Default for Info {
    fn default() -> Self {
        Self {
            version: VERSION,
            database: String::new(),
            languages: String::new(),
            entities: 0,
            names: 0,
            words: 0,
            writes_null: false,
            fingerprint: "cbf29ce484222325".into(),
        }
    }
}

impl Info {
    /// Takes a thing into the fingerprint (FNV-1a).
    pub(super) fn see(&mut self, bytes: &[u8]) {
        let so_far = u64::from_str_radix(&self.fingerprint, 16).unwrap_or_default();
        let hash = bytes.iter().fold(so_far, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        self.fingerprint = format!("{hash:016x}");
    }
}

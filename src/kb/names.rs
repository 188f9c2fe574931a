//! Under which keys a thing is found.

use std::collections::BTreeMap;

use super::Entity;
use crate::text::{stem, stems};

/// Bytes of a key; longer names share the key of their beginning.
const LONGEST: usize = 300;

/// The stems of one or more names of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) key: String,
    /// How often a name with these stems was seen to mean the thing.
    pub(super) count: u64,
    /// Whether a label has them.
    pub(super) is_label: bool,
}

/// The key of a name: its stems, each once and then a space. Empty for a name without letters and digits.
pub(super) fn key_of(name: &str) -> String {
    let mut key = stems(name).join(" ");
    if key.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|end| key.is_char_boundary(*end)).unwrap_or(0);
        key.truncate(key.get(..end).and_then(|cut| cut.rfind(' ')).unwrap_or(end));
    }
    key
}

/// The keys of a thing's names, each once, in the order of the names.
pub(super) fn keys_of(entity: &Entity) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for name in &entity.names {
        let key = key_of(&name.text);
        if key.is_empty() {
            continue;
        }
        let place = *places.entry(key.clone()).or_insert(keys.len());
        match keys.get_mut(place) {
            Some(known) => {
                known.count = known.count.saturating_add(name.count).min(u64::MAX >> 3);
                known.is_label |= name.is_label;
            }
            None => keys.push(Key { key, count: name.count, is_label: name.is_label }),
        }
    }
    keys
}

/// What the first letters of its labels make, where the thing may be known by them: НКВД of a commissariat, and nothing
/// of a person.
pub(super) fn initials(entity: &Entity, keys: &[Key]) -> Vec<String> {
    if entity.kind() == "PERSON" {
        return Vec::new();
    }
    let labels = keys.iter().filter(|key| key.is_label);
    let mut found = Vec::new();
    for label in labels {
        let words: Vec<&str> = label.key.split(' ').collect();
        if !(2..=9).contains(&words.len()) {
            continue;
        }
        let letters: String = words.iter().filter_map(|word| word.chars().next()).collect();
        // Without the last word, too: it often is a country.
        for end in words.len() - 1..=words.len() {
            let short: String = letters.chars().take(end).collect();
            let key = stem(&short);
            if end >= 2 && !found.contains(&key) && keys.iter().all(|known| known.key != key) {
                found.push(key);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_key_are_counted_together() {
        let mut entity = Entity::new("Q1");
        entity.add_name("Земля", "ru", 0, true);
        entity.add_name("Земли", "ru", 4, false);
        entity.add_name("«…»", "ru", 4, false);
        assert_eq!(keys_of(&entity), [Key { key: "земл".into(), count: 4, is_label: true }]);
        assert!(initials(&entity, &keys_of(&entity)).is_empty());
    }

    #[test]
    fn first_letters_are_a_name() {
        let mut entity = Entity::new("Q2");
        entity.add_name("Народный комиссариат внутренних дел СССР", "ru", 0, true);
        assert_eq!(initials(&entity, &keys_of(&entity)), ["нквд", "нквдс"].map(stem));
        entity.add_kind("PERSON", 1);
        assert!(initials(&entity, &keys_of(&entity)).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn keys_are_short_and_whole(name in ".{0,400}") {
            let key = key_of(&name);
            proptest::prop_assert!(key.len() <= LONGEST && !key.ends_with(' '));
        }
    }
}

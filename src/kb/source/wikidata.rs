//! Wikidata's JSON dumps: an item a line, in one list.
//!
//! Format: <https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html>. Of an item its labels, aliases and
//! descriptions of the wanted languages are read, its classes (P31) and the number of its site links. An empty map is
//! written as an empty list there.

use std::collections::BTreeMap;
use std::fmt;
use std::io::BufRead;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Languages, Sink, each_line};
use crate::kb::{Entity, KbError, kinds};

pub(super) fn read(from: impl BufRead, languages: &Languages, sink: &mut dyn Sink) -> Result<(), KbError> {
    each_line(from, sink, |number, line, sink| {
        let line = line.trim().trim_start_matches('[').trim_end_matches([',', ']']).trim();
        if line.is_empty() {
            return Ok(());
        }
        match serde_json::from_str::<Item>(line) {
            // Properties and lexemes name nothing in a text.
            Ok(item) if item.r#type.as_deref().is_some_and(|kind| kind != "item") => {}
            Ok(item) => {
                let entity = item.into_entity(languages);
                if entity.names.is_empty() && !entity.id.is_empty() {
                    let why = format!("{} has no name in {}", entity.id, languages.codes());
                    sink.skip(number, why);
                } else {
                    sink.part(entity, number, true)?;
                }
            }
            Err(error) => sink.skip(number, format!("this is no item of Wikidata ({error})")),
        }
        Ok(())
    })?;
    Ok(())
}

#[derive(serde::Deserialize)]
struct Item {
    id: String,
    r#type: Option<String>,
    #[serde(default)]
    labels: Map<Text>,
    #[serde(default)]
    aliases: Map<Vec<Text>>,
    #[serde(default)]
    descriptions: Map<Text>,
    #[serde(default)]
    sitelinks: Map<IgnoredAny>,
    #[serde(default)]
    claims: Claims,
}

#[derive(serde::Deserialize)]
struct Text {
    value: String,
}

impl Item {
    fn into_entity(self, languages: &Languages) -> Entity {
        let mut entity = Entity::new(self.id);
        for (language, label) in self.labels.0 {
            if languages.has(&language) {
                entity.add_name(&label.value, &language, 0, true);
            }
        }
        for (language, aliases) in self.aliases.0 {
            for alias in aliases.into_iter().filter(|_| languages.has(&language)) {
                entity.add_name(&alias.value, &language, 0, false);
            }
        }
        let described = self.descriptions.0.into_iter().find(|(language, _)| languages.has(language));
        entity.description = described.map(|(_, text)| text.value).unwrap_or_default();
        entity.popularity = self.sitelinks.0.len() as u64;
        for class in self.claims.classes {
            entity.add_kind(kinds::of_wikidata_class(&class).unwrap_or(&class), 1);
        }
        entity
    }
}

/// A map, which may be written as an empty list.
struct Map<T>(BTreeMap<String, T>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(MapOrList(PhantomData))
    }
}

struct MapOrList<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for MapOrList<T> {
    type Value = Map<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map by language")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut all = BTreeMap::new();
        while let Some((key, value)) = map.next_entry()? {
            all.insert(key, value);
        }
        Ok(Map(all))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Map::default())
    }
}

/// The classes that an item is an instance of; all else that is claimed of it is passed over unread.
#[derive(Default)]
struct Claims {
    classes: Vec<String>,
}

impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ClaimsVisitor)
    }
}

struct ClaimsVisitor;

impl<'de> Visitor<'de> for ClaimsVisitor {
    type Value = Claims;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("claims by property")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Claims, A::Error> {
        let mut claims = Claims::default();
        while let Some(property) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            if property != "P31" {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let list: serde_json::Value = map.next_value()?;
            let ids = list.as_array().into_iter().flatten();
            let ids = ids.filter_map(|claim| claim.pointer("/mainsnak/datavalue/value/id")?.as_str());
            claims.classes.extend(ids.map(str::to_owned));
        }
        Ok(claims)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Claims, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Claims::default())
    }
}

//! One thing of a knowledge base, and what a source says of it.

use std::collections::BTreeMap;

use super::codec::{Reader, Writer};

/// Counts end here.
const MOST: u64 = u64::MAX >> 3;

/// A name of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As the source has it.
    pub text: String,
    /// Code of its language; empty where the source says none.
    pub language: String,
    /// How often it was seen to mean this thing; 0 where nobody counted.
    pub count: u64,
    /// Whether it is what the thing is called, and no alias.
    pub is_label: bool,
}

/// A thing of a knowledge base. While sources are read, a part of one: parts with one id become one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entity {
    /// Without the database's name: `Q159`.
    pub id: String,
    /// Its names, each once; of a language the label that was said first stands first.
    pub names: Vec<Name>,
    /// Types, with how often each was said; the most frequent counts.
    pub kinds: Vec<(String, u64)>,
    /// A sentence about it, or nothing.
    pub description: String,
    /// How well known it is: site links of Wikidata, or how often it was seen. Comparable in one base only.
    pub popularity: u64,
}

impl Entity {
    /// A thing without anything but its id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Adds a name, or to the count of one that is there already.
    pub fn add_name(&mut self, text: &str, language: &str, count: u64, is_label: bool) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return;
        }
        // Files keep some bits of a count for what it is the count of.
        let count = count.min(MOST);
        let known = self.names.iter_mut().find(|name| name.text == text && name.language == language);
        match known {
            Some(name) => {
                name.count = (name.count + count).min(MOST);
                name.is_label |= is_label;
            }
            None => self.names.push(Name { text, language: language.to_owned(), count, is_label }),
        }
    }

    /// Adds to the count of a type.
    pub fn add_kind(&mut self, kind: &str, count: u64) {
        match self.kinds.iter_mut().find(|(known, _)| known == kind) {
            Some((_, known)) => *known = known.saturating_add(count),
            None if !kind.is_empty() => self.kinds.push((kind.to_owned(), count)),
            None => {}
        }
    }

    /// The type that was said most often; empty where none was.
    pub fn kind(&self) -> &str {
        let most = self.kinds.iter().enumerate().max_by_key(|(at, (_, count))| (*count, std::cmp::Reverse(*at)));
        most.map_or("", |(_, (kind, _))| kind)
    }

    /// What it is called: its label in this language, else any label, else its most frequent name, else its id.
    pub fn label(&self, language: Option<&str>) -> &str {
        let labels = || self.names.iter().filter(|name| name.is_label);
        let named = labels().find(|name| language == Some(name.language.as_str())).or_else(|| labels().next());
        let named = named.or_else(|| self.names.iter().rev().max_by_key(|name| name.count));
        named.map_or(&self.id, |name| &name.text)
    }

    /// Takes over what another part of the same thing says.
    pub fn merge(&mut self, other: Self) {
        for name in other.names {
            self.add_name(&name.text, &name.language, name.count, name.is_label);
        }
        for (kind, count) in other.kinds {
            self.add_kind(&kind, count);
        }
        if self.description.is_empty() {
            self.description = other.description;
        }
        self.popularity = self.popularity.saturating_add(other.popularity);
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.text(&self.id);
        out.text(&self.description);
        out.number(self.popularity);
        out.number(self.kinds.len() as u64);
        for (kind, count) in &self.kinds {
            out.text(kind);
            out.number(*count);
        }
        out.number(self.names.len() as u64);
        for name in &self.names {
            out.text(&name.text);
            out.text(&name.language);
            out.number(name.count << 1 | u64::from(name.is_label));
        }
    }

    /// `None` for bytes that [`Entity::write`] did not write.
    pub(super) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut entity = Self {
            id: from.text()?.to_owned(),
            description: from.text()?.to_owned(),
            popularity: from.number()?,
            ..Self::default()
        };
        for _ in 0..from.number()? {
            entity.kinds.push((from.text()?.to_owned(), from.number()?));
        }
        for _ in 0..from.number()? {
            let (text, language, count) = (from.text()?.to_owned(), from.text()?.to_owned(), from.number()?);
            entity.names.push(Name { text, language, count: count >> 1, is_label: count & 1 == 1 });
        }
        Some(entity)
    }

    /// How often each text is its name, in whatever language.
    pub(super) fn counts(&self) -> BTreeMap<&str, (u64, bool)> {
        let mut counts: BTreeMap<&str, (u64, bool)> = BTreeMap::new();
        for name in &self.names {
            let entry = counts.entry(&name.text).or_default();
            entry.0 = u64::saturating_add(entry.0, name.count);
            entry.1 |= name.is_label;
        }
        counts
    }
}

/// Why an id cannot stand in an N line (`DB:ID`), if it cannot.
pub(super) fn impossible_id(id: &str) -> Option<&'static str> {
    if id.is_empty() {
        Some("it has no id")
    } else if id.len() > 1_000 {
        Some("its id is longer than 1,000 bytes")
    } else if id.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        Some("its id holds white space, which no N line can")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(entity: &Entity) -> Vec<u8> {
        let mut out = Writer::default();
        entity.write(&mut out);
        out.bytes
    }

    #[test]
    fn parts_of_one_thing_become_one() {
        let mut one = Entity::new("Q1");
        one.add_name(" Universe ", "en", 0, true);
        one.add_name("cosmos", "en", 2, false);
        one.add_kind("LOCATION", 1);
        let mut two = Entity::new("Q1");
        two.add_name("cosmos", "en", 3, false);
        two.add_name("Вселенная", "ru", 0, true);
        two.add_kind("WORK", 2);
        two.description = "all there is".into();
        one.merge(two);
        assert_eq!((one.label(Some("ru")), one.label(Some("de")), one.kind()), ("Вселенная", "Universe", "WORK"));
        assert_eq!(one.names[1].count, 5);
        assert_eq!(one.description, "all there is");
        assert_eq!(Entity::new("Q2").label(None), "Q2");
    }

    #[test]
    fn ids_that_no_line_can_hold_are_impossible() {
        for id in ["", "a b", "a\tb", "a\u{a0}b", "a\u{7}"] {
            assert!(impossible_id(id).is_some(), "{id:?}");
        }
        assert_eq!(impossible_id("http://example.org/a#b"), None);
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(
            id in ".{0,8}", description in ".{0,20}", popularity: u64,
            kinds in proptest::collection::vec((".{0,5}", proptest::prelude::any::<u64>()), 0..3),
            names in proptest::collection::vec((".{0,9}", "[a-z]{0,2}", 0..MOST, proptest::prelude::any::<bool>()), 0..4),
        ) {
            let names = names.into_iter().map(|(text, language, count, is_label)| Name { text, language, count, is_label });
            let entity = Entity { id, description, popularity, kinds, names: names.collect() };
            let bytes = written(&entity);
            proptest::prop_assert_eq!(Entity::read(&mut Reader::new(&bytes)), Some(entity));
            for cut in 0..bytes.len() {
                proptest::prop_assert_eq!(Entity::read(&mut Reader::new(&bytes[..cut])), None);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60)) {
            let _ = Entity::read(&mut Reader::new(&bytes));
        }
    }
}

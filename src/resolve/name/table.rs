//! Words and names that the program knows beforehand.

use std::collections::{HashMap, HashSet};

use super::{fold, stem_of};

const PLACES: &str = include_str!("../words/places.txt");
const GENERIC: &str = include_str!("../words/generic.txt");
const HYPERNYMS: &str = include_str!("../words/hypernyms.txt");

/// Forms of companies, without dots.
const LEGAL_FORMS: &[&str] = &[
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "llc",
    "llp",
    "corp",
    "co",
    "plc",
    "ag",
    "gmbh",
    "sa",
    "spa",
    "srl",
    "a-s",
    "oy",
    "oyj",
    "ab",
    "asa",
    "nv",
    "bv",
    "sia",
    "kk",
    "kg",
    "se",
    "pty",
    "pte",
    "sarl",
    "sas",
    "ооо",
    "оао",
    "зао",
    "пао",
    "ао",
    "ип",
    "гуп",
    "фгуп",
    "муп",
    "тоо",
    "нко",
    "ано",
];

/// All of them, made once for a run.
pub(in crate::resolve) struct Tables {
    /// Folded names and stems of names → row and column.
    places: HashMap<String, (usize, usize)>,
    generic: HashSet<String>,
    hypernyms: HashMap<String, HashSet<String>>,
}

fn rows(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

impl Default for Tables {
    fn default() -> Self {
        let mut places = HashMap::new();
        for (row, line) in rows(PLACES).enumerate() {
            for (column, name) in line.split('|').enumerate() {
                let folded = fold(name);
                places.entry(stemmed(&folded)).or_insert((row, column));
                places.insert(folded, (row, column));
            }
        }
        let stem = |word: &str| stem_of(&fold(word), false);
        let generic = rows(GENERIC).flat_map(str::split_whitespace).map(stem);
        let hypernyms = rows(HYPERNYMS).filter_map(|line| {
            let (noun, words) = line.split_once(':')?;
            Some((stem(noun), words.split_whitespace().map(stem).collect()))
        });
        Self { generic: generic.collect(), hypernyms: hypernyms.collect(), places }
    }
}

fn stemmed(folded: &str) -> String {
    folded.split(' ').map(|word| stem_of(word, false)).collect::<Vec<_>>().join(" ")
}

impl Tables {
    /// Row and column of a name, by its folded text or its stems.
    pub(in crate::resolve) fn place(&self, folded: &str, stems: &str) -> Option<(usize, usize)> {
        let plain = folded.strip_prefix("the ").unwrap_or(folded);
        self.places.get(plain).or_else(|| self.places.get(stems)).copied()
    }

    pub(in crate::resolve) fn is_legal_form(&self, folded: &str) -> bool {
        LEGAL_FORMS.contains(&folded)
    }

    pub(in crate::resolve) fn is_generic(&self, stem: &str) -> bool {
        self.generic.contains(stem)
    }

    /// Whether a common noun (its stem) may stand for a name with this word.
    pub(in crate::resolve) fn stands_for(&self, noun: &str, word: &str) -> bool {
        self.hypernyms.get(noun).is_some_and(|words| words.contains(word))
    }
}

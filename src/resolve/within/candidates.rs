//! Which pairs of names are looked at: those that have a word, an abbreviation, a place or a noun in common, or stand
//! together. All others have nothing to say for them.

use std::collections::{BTreeSet, HashMap};

use super::Group;
use crate::domain::Document;
use crate::resolve::name::{Sort, Tables};

/// A word that so many names of a document have tells none of them.
const COMMONEST: usize = 150;

/// Pairs of numbers of groups of one type, the smaller first.
pub(super) fn candidates(document: &Document, groups: &[Group], tables: &Tables) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    let mut add = |a: usize, b: usize| {
        if a != b && groups[a].name.kind == groups[b].name.kind {
            pairs.insert((a.min(b), a.max(b)));
        }
    };
    let mut buckets: HashMap<(&str, String), Vec<usize>> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        let name = &group.name;
        let mut keys: BTreeSet<String> = name.words.iter().map(|word| format!("stem {}", word.stem)).collect();
        keys.extend(name.place.map(|row| format!("place {row}")));
        keys.extend(name.initials.iter().map(|letters| format!("letters {letters}")));
        if name.is_acronym {
            keys.extend(name.words.first().map(|word| format!("letters {}", word.text)));
        }
        if let Some(word) = name.words.last().filter(|word| !name.is_common && word.text.chars().count() >= 5) {
            keys.insert(format!("begins {} {}", name.words.len(), word.text.chars().take(3).collect::<String>()));
        }
        for key in keys {
            buckets.entry((&name.kind, key)).or_default().push(at);
        }
    }
    for bucket in buckets.values().filter(|bucket| bucket.len() <= COMMONEST) {
        for (place, a) in bucket.iter().enumerate() {
            bucket[place + 1..].iter().for_each(|b| add(*a, *b));
        }
    }
    for (noun, name) in nouns(groups, tables) {
        add(noun, name);
    }
    for (a, b) in in_brackets(document, groups) {
        add(a, b);
    }
    pairs
}

/// Common nouns with the names that they may stand for, as far as those were named shortly before.
fn nouns(groups: &[Group], tables: &Tables) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, group) in
        groups.iter().enumerate().filter(|(_, group)| group.name.is_common && group.name.sort != Sort::Person)
    {
        for (other, named) in groups.iter().enumerate() {
            if named.name.kind == group.name.kind && group.name.may_stand_for(&named.name, tables) {
                found.push((at, other));
            }
        }
        found.extend(latest_before(groups, at).map(|other| (at, other)));
    }
    found
}

/// The proper name of the same type that was mentioned last before a group's first mention.
pub(super) fn latest_before(groups: &[Group], at: usize) -> Option<usize> {
    let first = groups[at].first();
    let before = |group: &Group| group.mentions.iter().rev().map(|(span, _)| span.end).find(|end| *end <= first);
    let candidates =
        groups.iter().enumerate().filter(|(_, group)| group.name.kind == groups[at].name.kind && !group.name.is_common);
    candidates.filter_map(|(other, group)| Some((before(group)?, other))).max().map(|(_, other)| other)
}

/// Names of one type that follow each other with nothing but an opening bracket between them, or one that is put in quotes
/// or called an abbreviation in it: `Justice and Development Party (AKP)`.
pub(super) fn in_brackets(document: &Document, groups: &[Group]) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize, usize)> = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        places.extend(group.mentions.iter().map(|(span, _)| (span.start, span.end, at)));
    }
    places.sort_unstable();
    let mut found = Vec::new();
    for (start, end, at) in &places {
        let from = places.partition_point(|(other, ..)| other < end);
        for (next, _, other) in places[from..].iter().take_while(|(next, ..)| *next <= end + 12) {
            let between = document.text.get(*end..*next).unwrap_or_default().trim_start();
            let is_bracket = between.strip_prefix('(').is_some_and(|rest| {
                let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '«' | '“' | '„' | '\''));
                rest.is_empty() || rest == "the" || rest == "далее –" || rest == "далее —"
            });
            if is_bracket && start != next {
                found.push((*at, *other));
            }
        }
    }
    found
}

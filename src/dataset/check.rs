//! Whether a model can learn from a data set: what is fatal, and what is left out with a count.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

use super::{AcrossRelation, Data, DataError, EntityAt, Relation, Sentence};
use crate::nlp::Types;

/// How many names a message lists before it stops.
const LISTED: usize = 40;

/// What a data set holds that a model cannot learn; see [`Data::learnable`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unlearnable {
    /// The same span with the same type once more.
    pub repeated_entities: usize,
    /// A second type for a span that has one.
    pub second_types: usize,
    /// The same relation between the same two spans once more.
    pub repeated_relations: usize,
    /// Relations whose two entities are one span.
    pub loops: usize,
    /// Sentences without a word.
    pub empty_sentences: usize,
    /// Where the first of each kind stands, to look at.
    pub examples: Vec<String>,
}

impl Unlearnable {
    pub fn is_empty(&self) -> bool {
        self.total() == 0
    }

    pub fn total(&self) -> usize {
        self.repeated_entities + self.second_types + self.repeated_relations + self.loops + self.empty_sentences
    }

    fn count(&mut self, field: fn(&mut Self) -> &mut usize, example: impl FnOnce() -> String) {
        let count = field(self);
        *count += 1;
        if *count == 1 {
            let example = example();
            self.examples.push(example);
        }
    }
}

impl fmt::Display for Unlearnable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            (self.repeated_entities, "repeated entities"),
            (self.second_types, "second types of a span"),
            (self.repeated_relations, "repeated relations"),
            (self.loops, "relations within one span"),
            (self.empty_sentences, "sentences without a word"),
        ];
        let present: Vec<String> =
            kinds.iter().filter(|(n, _)| *n > 0).map(|(count, what)| format!("{count} {what}")).collect();
        if present.is_empty() { write!(f, "nothing") } else { write!(f, "{}", present.join(", ")) }
    }
}

impl Data {
    /// Whether a model of these types can learn from the data, and what of it is left out then.
    ///
    /// # Errors
    /// File, item and remedy for a type that is not one of `types`, for positions that are out of range, for a relation
    /// that an annotator drew from an entity to itself, and where there is no sentence.
    pub fn check(&self, types: &Types) -> Result<Unlearnable, DataError> {
        self.check_saying(types, "add the types to the types file or annotation.conf, or correct the data")
    }

    /// The same for the types of a model that is trained: it cannot learn others any more.
    ///
    /// # Errors
    /// As [`Data::check`].
    pub fn check_for_model(&self, types: &Types) -> Result<Unlearnable, DataError> {
        let remedy = "a model keeps the types that it was trained on: leave these out of the data, or train a new model \
                      on data with them, relata train --encoder DIR --train PATH";
        self.check_saying(types, remedy)
    }

    fn check_saying(&self, types: &Types, remedy: &str) -> Result<Unlearnable, DataError> {
        if self.sentences.iter().all(|s| s.tokens.is_empty()) {
            let remedy = "there is nothing to learn or to measure; give another path, or a larger part";
            return Err(DataError::Empty { file: self.source.display().to_string(), remedy });
        }
        self.check_types(types, remedy)?;
        let mut found = Unlearnable::default();
        for (at, sentence) in self.sentences.iter().enumerate() {
            if let Some(what) = sentence.problem().or_else(|| loop_of(sentence)) {
                return Err(self.wrong(at, what));
            }
            learnable(sentence, &mut found, || self.where_is(at));
        }
        Ok(found)
    }

    /// What a model can learn, and a count of the rest: of entities with one span the first stays, and takes over the
    /// relations of the others; a relation stays once; a sentence without a word goes. Measure on the data as they are.
    #[must_use]
    pub fn learnable(&self) -> (Self, Unlearnable) {
        let mut found = Unlearnable::default();
        let with_words: Vec<usize> = (0..self.sentences.len())
            .filter(|&at| self.sentences.get(at).is_some_and(|s| !s.tokens.is_empty()))
            .collect();
        let mut kept = self.subset(&with_words);
        (kept.left_out, kept.issues) = (self.left_out, self.issues.clone());
        for (at, sentence) in self.sentences.iter().enumerate().filter(|(_, s)| s.tokens.is_empty()) {
            learnable(sentence, &mut found, || self.where_is(at));
        }
        let mut moved = Vec::with_capacity(with_words.len());
        for (sentence, &at) in kept.sentences.iter_mut().zip(&with_words) {
            let (own, places) = learnable(sentence, &mut found, || self.where_is(at));
            *sentence = own;
            moved.push(places);
        }
        let mut seen = HashSet::new();
        let place = |at: EntityAt| {
            let entity = *moved.get(at.sentence)?.get(at.entity)?;
            Some(EntityAt { entity, ..at })
        };
        let across = kept.across.iter().filter_map(|relation| relation.moved(place));
        kept.across = across.filter(|r: &AcrossRelation| seen.insert((r.kind.clone(), r.head, r.tail))).collect();
        (kept, found)
    }

    fn check_types(&self, types: &Types, remedy: &str) -> Result<(), DataError> {
        let entities: HashSet<&str> = types.entities.iter().map(|t| t.name.as_str()).collect();
        let relations: HashSet<&str> = types.relations.iter().map(|t| t.name.as_str()).collect();
        let mut first: Option<(usize, String)> = None;
        let (mut items, mut unknown_entities, mut unknown_relations) = (0, Vec::new(), Vec::new());
        for (at, sentence) in self.sentences.iter().enumerate() {
            let strange = sentence.entities.iter().enumerate().filter(|(_, e)| !entities.contains(e.kind.as_str()));
            for (number, entity) in strange {
                items += 1;
                unknown_entities.push(entity.kind.as_str());
                first.get_or_insert_with(|| (at, format!("entity {number} ({})", quoted(sentence, number))));
            }
            let strange = sentence.relations.iter().enumerate().filter(|(_, r)| !relations.contains(r.kind.as_str()));
            for (number, relation) in strange {
                items += 1;
                unknown_relations.push(relation.kind.as_str());
                first.get_or_insert_with(|| {
                    let (head, tail) = (quoted(sentence, relation.head), quoted(sentence, relation.tail));
                    (at, format!("relation {number} (from {head} to {tail})"))
                });
            }
        }
        let Some((at, item)) = first else { return Ok(()) };
        let mut what = format!("{item} is of a type that the model has not");
        let names = |found: Vec<&str>| list(found.into_iter().collect::<BTreeSet<_>>());
        if !unknown_entities.is_empty() {
            what += &format!("; unknown entity types: {}", names(unknown_entities));
            what += &format!("; it has {}", list(types.entities.iter().map(|t| &t.name)));
        }
        if !unknown_relations.is_empty() {
            what += &format!("; unknown relation types: {}", names(unknown_relations));
            what += &format!("; it has {}", list(types.relations.iter().map(|t| &t.name)));
        }
        what += &format!(" ({items} in all: {remedy})");
        Err(self.wrong(at, what))
    }

    fn wrong(&self, sentence: usize, what: String) -> DataError {
        let number = self.place(sentence).map_or(sentence, |(_, number)| number);
        DataError::Sentence { file: self.file_of(sentence).display().to_string(), sentence: number, what }
    }

    fn where_is(&self, sentence: usize) -> String {
        let number = self.place(sentence).map_or(sentence, |(_, number)| number);
        format!("{}: sentence {number} (from 0)", self.file_of(sentence).display())
    }
}

pub(super) fn loop_of(sentence: &Sentence) -> Option<String> {
    let (at, relation) = sentence.relations.iter().enumerate().find(|(_, r)| r.head == r.tail)?;
    let (Relation { kind, head, .. }, entity) = (relation, quoted(sentence, relation.head));
    Some(format!(
        "relation {at} ({kind}) joins entity {head} ({entity}) with itself: a relation holds between two entities; delete it or correct an end"
    ))
}

/// The sentence without what cannot be learned, which is counted; and what became of each entity.
fn learnable(sentence: &Sentence, found: &mut Unlearnable, place: impl Fn() -> String) -> (Sentence, Vec<usize>) {
    if sentence.tokens.is_empty() {
        found.count(|u| &mut u.empty_sentences, || format!("{}: no word", place()));
    }
    let mut kept = Sentence { entities: Vec::new(), relations: Vec::new(), ..sentence.clone() };
    let mut first_of = HashMap::new();
    let mut moved = Vec::with_capacity(sentence.entities.len());
    for (number, entity) in sentence.entities.iter().enumerate() {
        let at = *first_of.entry((entity.start, entity.end)).or_insert(kept.entities.len());
        moved.push(at);
        match kept.entities.get(at) {
            None => kept.entities.push(entity.clone()),
            Some(first) if first.kind == entity.kind => {
                let example = || format!("{}: entity {number} ({}) is there twice", place(), quoted(sentence, number));
                found.count(|u| &mut u.repeated_entities, example);
            }
            Some(first) => {
                let kinds = format!("{} and {}; the first is learned", first.kind, entity.kind);
                let example = || format!("{}: {} is {kinds}", place(), words(sentence, number));
                found.count(|u| &mut u.second_types, example);
            }
        }
    }
    let mut seen = HashSet::new();
    for (number, relation) in sentence.relations.iter().enumerate() {
        let (Some(&head), Some(&tail)) = (moved.get(relation.head), moved.get(relation.tail)) else { continue };
        if head == tail {
            let example = || format!("{}: relation {number} ({}) stays within one span", place(), relation.kind);
            found.count(|u| &mut u.loops, example);
        } else if seen.insert((&relation.kind, head, tail)) {
            kept.relations.push(Relation { head, tail, ..relation.clone() });
        } else {
            let example = || format!("{}: relation {number} ({}) is there twice", place(), relation.kind);
            found.count(|u| &mut u.repeated_relations, example);
        }
    }
    (kept, moved)
}

fn words(sentence: &Sentence, entity: usize) -> String {
    let tokens = sentence.entities.get(entity).and_then(|e| sentence.tokens.get(e.start..e.end));
    format!("\"{}\"", tokens.unwrap_or_default().join(" "))
}

fn quoted(sentence: &Sentence, entity: usize) -> String {
    let kind = sentence.entities.get(entity).map_or("?", |e| e.kind.as_str());
    format!("{kind} {}", words(sentence, entity))
}

fn list<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let mut names = names.into_iter();
    let shown: Vec<String> = names.by_ref().take(LISTED).map(|n| n.as_ref().to_owned()).collect();
    let more = names.count();
    match (shown.is_empty(), more) {
        (true, _) => "none".to_owned(),
        (false, 0) => shown.join(", "),
        (false, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;

//! What a data set holds, and what in it is odd: the figures one wants to know before training on it.

mod count;
mod sweep;

use std::collections::{HashMap, HashSet};
use std::ops::AddAssign;
use std::path::PathBuf;

use serde::{Serialize, Serializer};

use super::types::by_frequency;
use crate::brat::Issue;

/// Entities wider than this many words are no candidates of the model (`max_span_size`).
pub const WIDE: usize = 10;

/// The classes of sentence length in words: below 20, to 34, to 50, above.
pub const LENGTHS: [&str; 4] = ["<20", "20–34", "35–50", ">50"];

/// How often each name occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(HashMap<String, usize>);

impl Counts {
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    pub fn get(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// The most frequent first, equals by name.
    pub fn names(&self) -> Vec<&str> {
        by_frequency(self.0.iter().map(|(name, count)| (name.as_str(), *count)).collect())
    }

    fn add(&mut self, name: &str) {
        match self.0.get_mut(name) {
            Some(count) => *count += 1,
            None => {
                self.0.insert(name.to_owned(), 1);
            }
        }
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.names().into_iter().map(|name| (name, self.get(name))))
    }
}

/// The largest of something, and where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Largest {
    pub count: usize,
    pub name: String,
}

impl Largest {
    fn offer(&mut self, count: usize, name: &str) {
        if count > self.count {
            *self = Self { count, name: name.to_owned() };
        }
    }
}

/// Counts of a data set. Those of a brat folder are over whole documents, before anything is lost to sentences.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Stats {
    pub name: String,
    pub path: PathBuf,
    /// SpERT JSON has none.
    pub documents: usize,
    /// In code points.
    pub longest_document: Largest,
    /// Entities and relations.
    pub most_annotations: Largest,

    pub sentences: usize,
    /// Sentences with other words than every other one.
    pub distinct_sentences: usize,
    pub tokens: usize,
    pub longest_sentence: usize,
    /// In the classes of [`LENGTHS`].
    pub sentence_lengths: [usize; 4],

    pub entities: usize,
    pub entity_types: Counts,
    pub discontinuous: usize,
    /// In words.
    pub widest_entity: usize,
    /// Entities wider than [`WIDE`] words.
    pub wide_entities: usize,
    /// Pairs of entities that share a place.
    pub overlapping_pairs: usize,
    /// Of these, pairs of which one holds the other.
    pub nested_pairs: usize,
    /// Of these, pairs that cross.
    pub crossing_pairs: usize,
    /// Entities one within the other; 1 where nothing is nested.
    pub nesting_depth: usize,
    /// Entities with place and type of another one.
    pub repeated_entities: usize,
    /// Places that have entities of more than one type.
    pub places_with_several_types: usize,
    /// Entities that begin and end in different sentences.
    pub entities_across_sentences: usize,

    pub relations: usize,
    pub relation_types: Counts,
    /// Relations with type, head and tail of another one.
    pub duplicate_relations: usize,
    /// Ordered pairs of entities with more than one relation type.
    pub pairs_with_several_types: usize,
    /// Pairs of entities with relations in both directions.
    pub pairs_related_both_ways: usize,
    pub relations_between_overlapping: usize,
    /// Relations between entities that begin in different sentences.
    pub relations_across_sentences: usize,
    /// Relations of a symmetric type whose tail comes first in the text.
    pub symmetric_tail_first: usize,
    /// Relations whose ends are not two entities: counted, but in none of the figures on pairs of entities.
    pub relations_of_events: usize,

    pub events: usize,
    pub attributes: usize,
    /// Of these, attributes of events.
    pub attributes_of_events: usize,
    pub normalizations: usize,
    pub notes: usize,
    /// Marked predictions that nobody has reviewed: no part of what is counted.
    pub predictions: usize,
    pub equivs: usize,
    /// Lines of standoff that say nothing this program knows.
    pub unread_lines: usize,

    /// Distinct sentences that another data set holds, too.
    pub also_in: Vec<Largest>,
    /// Documents that could not be read.
    #[serde(skip)]
    pub failed: usize,
    /// Files and lines that could not be read.
    #[serde(skip)]
    pub issues: Vec<Issue>,
    #[serde(skip)]
    texts: HashSet<String>,
}

impl Stats {
    /// How many distinct sentences both hold.
    pub fn shared_with(&self, other: &Self) -> usize {
        self.texts.intersection(&other.texts).count()
    }

    /// The share of relations that cross sentences, from 0 to 1.
    pub fn share_across_sentences(&self) -> f64 {
        self.relations_across_sentences as f64 / self.relations.max(1) as f64
    }
}

impl AddAssign<&Self> for Stats {
    fn add_assign(&mut self, other: &Self) {
        for (counts, more) in
            [(&mut self.entity_types, &other.entity_types), (&mut self.relation_types, &other.relation_types)]
        {
            more.0.iter().for_each(|(name, count)| *counts.0.entry(name.clone()).or_default() += count);
        }
        self.longest_document.offer(other.longest_document.count, &other.longest_document.name);
        self.most_annotations.offer(other.most_annotations.count, &other.most_annotations.name);
        self.sentence_lengths.iter_mut().zip(other.sentence_lengths).for_each(|(a, b)| *a += b);
        self.texts.extend(other.texts.iter().cloned());
        self.distinct_sentences = self.texts.len();
        for (most, more) in [
            (&mut self.longest_sentence, other.longest_sentence),
            (&mut self.widest_entity, other.widest_entity),
            (&mut self.nesting_depth, other.nesting_depth),
        ] {
            *most = (*most).max(more);
        }
        for (sum, more) in [
            (&mut self.documents, other.documents),
            (&mut self.sentences, other.sentences),
            (&mut self.tokens, other.tokens),
            (&mut self.entities, other.entities),
            (&mut self.discontinuous, other.discontinuous),
            (&mut self.wide_entities, other.wide_entities),
            (&mut self.overlapping_pairs, other.overlapping_pairs),
            (&mut self.nested_pairs, other.nested_pairs),
            (&mut self.crossing_pairs, other.crossing_pairs),
            (&mut self.repeated_entities, other.repeated_entities),
            (&mut self.places_with_several_types, other.places_with_several_types),
            (&mut self.entities_across_sentences, other.entities_across_sentences),
            (&mut self.relations, other.relations),
            (&mut self.duplicate_relations, other.duplicate_relations),
            (&mut self.pairs_with_several_types, other.pairs_with_several_types),
            (&mut self.pairs_related_both_ways, other.pairs_related_both_ways),
            (&mut self.relations_between_overlapping, other.relations_between_overlapping),
            (&mut self.relations_across_sentences, other.relations_across_sentences),
            (&mut self.symmetric_tail_first, other.symmetric_tail_first),
            (&mut self.relations_of_events, other.relations_of_events),
            (&mut self.events, other.events),
            (&mut self.attributes, other.attributes),
            (&mut self.attributes_of_events, other.attributes_of_events),
            (&mut self.normalizations, other.normalizations),
            (&mut self.notes, other.notes),
            (&mut self.predictions, other.predictions),
            (&mut self.equivs, other.equivs),
            (&mut self.unread_lines, other.unread_lines),
        ] {
            *sum += more;
        }
    }
}

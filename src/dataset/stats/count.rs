//! Counting: sentences of SpERT JSON, documents of brat, and what both have in common.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::sweep::overlaps;
use super::{Stats, WIDE};
use crate::brat::{self, Issue, Loaded, Severity};
use crate::dataset::load::folder_issues;
use crate::dataset::{DataError, Sentence, load, types_for};
use crate::domain::{ExtraBody, MentionId, OfEvents, change};
use crate::io::{Folder, is_json};
use crate::text::split;

/// Entities and relations over any kind of position.
#[derive(Default)]
struct Graph<'a> {
    /// Half-open; of a discontinuous entity the range from its first to its last piece.
    places: Vec<(usize, usize)>,
    /// What an entity covers exactly.
    pieces: Vec<Vec<(usize, usize)>>,
    kinds: Vec<&'a str>,
    /// Type, head, tail.
    relations: Vec<(&'a str, usize, usize)>,
}

impl Stats {
    /// Counts what is at a path, which [`super::super::load`] would read.
    ///
    /// # Errors
    /// As [`super::super::load`].
    pub fn of(path: &Path) -> Result<Self, DataError> {
        let file_name = path.file_name().unwrap_or(path.as_os_str());
        let mut stats = Self { path: path.to_owned(), ..Self::default() };
        let folder = if path.is_dir() { Folder::list(path)? } else { Folder::default() };
        let texts = folder.texts();
        if !path.is_dir() && !is_json(path) {
            stats.name = file_name.to_string_lossy().into_owned();
            stats.add_confirmed(brat::load_decoded(path, None, None)?);
        } else if !texts.is_empty() {
            stats.name = file_name.to_string_lossy().into_owned();
            stats.issues.extend(folder_issues(&folder));
            for txt in texts {
                match brat::load_decoded(&txt, None, None) {
                    Ok(loaded) => stats.add_confirmed(loaded),
                    Err(error) => {
                        stats.failed += 1;
                        stats.issues.push(Issue::unread(&txt, &error));
                    }
                }
            }
        } else {
            stats.name = Path::new(file_name).with_extension("").to_string_lossy().into_owned();
            let data = load(path)?;
            let (types, _) = types_for(path, &data)?;
            let symmetric = types.relations.iter().filter(|t| t.symmetric).map(|t| t.name.as_str()).collect();
            data.sentences.iter().for_each(|sentence| stats.add_sentence(sentence, &symmetric));
            stats.issues = data.issues;
        }
        stats.distinct_sentences = stats.texts.len();
        Ok(stats)
    }

    /// What nobody has reviewed is no part of a data set.
    fn add_confirmed(&mut self, mut loaded: Loaded) {
        self.predictions += change::keep_confirmed(&mut loaded.document);
        self.add_document(&loaded);
    }

    fn add_words<T: AsRef<str>>(&mut self, words: &[T]) {
        self.sentences += 1;
        self.tokens += words.len();
        self.longest_sentence = self.longest_sentence.max(words.len());
        self.sentence_lengths[match words.len() {
            0..20 => 0,
            20..35 => 1,
            35..=50 => 2,
            _ => 3,
        }] += 1;
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        self.texts.insert(words.join(" "));
    }

    fn add_width(&mut self, words: usize) {
        self.widest_entity = self.widest_entity.max(words);
        self.wide_entities += usize::from(words > WIDE);
    }

    fn add_sentence(&mut self, sentence: &Sentence, symmetric: &HashSet<&str>) {
        self.add_words(&sentence.tokens);
        sentence.entities.iter().for_each(|e| self.add_width(e.end - e.start));
        let graph = Graph {
            places: sentence.entities.iter().map(|e| (e.start, e.end)).collect(),
            pieces: sentence.entities.iter().map(|e| vec![(e.start, e.end)]).collect(),
            kinds: sentence.entities.iter().map(|e| e.kind.as_str()).collect(),
            relations: sentence.relations.iter().map(|r| (r.kind.as_str(), r.head, r.tail)).collect(),
        };
        self.add_graph(&graph, symmetric);
    }

    fn add_document(&mut self, loaded: &Loaded) {
        let (text, annotations) = (&loaded.document.text, &loaded.document.annotations);
        let sentences = split(text);
        for sentence in &sentences {
            let words: Vec<&str> = sentence.words.iter().map(|w| w.slice(text).unwrap_or_default()).collect();
            self.add_words(&words);
        }
        let words: Vec<_> = sentences.iter().flat_map(|s| &s.words).collect();
        let sentence_of = |byte: usize| sentences.partition_point(|s| s.span.end <= byte);
        let mut graph = Graph::default();
        let mut number_of: HashMap<MentionId, usize> = HashMap::new();
        for mention in annotations.mentions() {
            let (cover, place) = (mention.cover(), mention.fragments.joined(text));
            self.discontinuous += usize::from(place.is_discontinuous());
            let first = words.partition_point(|w| w.end <= cover.start);
            let end = words.partition_point(|w| w.start < cover.end);
            self.add_width(end.saturating_sub(first));
            let last = cover.end.saturating_sub(1).max(cover.start);
            self.entities_across_sentences += usize::from(sentence_of(cover.start) != sentence_of(last));
            number_of.insert(mention.id, graph.places.len());
            graph.places.push((cover.start, cover.end));
            graph.pieces.push(place.iter().map(|span| (span.start, span.end)).collect());
            graph.kinds.push(&mention.kind);
        }
        for relation in annotations.relations() {
            let (Some(&head), Some(&tail)) = (number_of.get(&relation.head), number_of.get(&relation.tail)) else {
                continue;
            };
            let begins_in = |mention: usize| graph.places.get(mention).map(|place| sentence_of(place.0));
            self.relations_across_sentences += usize::from(begins_in(head) != begins_in(tail));
            graph.relations.push((&relation.kind, head, tail));
        }
        let schema = &loaded.document.schema;
        let symmetric = schema.relations.iter().filter(|t| t.symmetric).map(|t| &*t.name).collect();
        self.add_graph(&graph, &symmetric);
        let OfEvents { relations, attributes, .. } = OfEvents::of(annotations);
        self.relations_of_events += relations;
        self.attributes_of_events += attributes;
        for extra in annotations.extras() {
            *match &extra.body {
                ExtraBody::Event { .. } => &mut self.events,
                ExtraBody::Relation { relation_type, .. } => {
                    self.relation_types.add(relation_type);
                    &mut self.relations
                }
                ExtraBody::Attribute { .. } => &mut self.attributes,
                ExtraBody::Normalization { .. } => &mut self.normalizations,
                ExtraBody::Note { .. } => &mut self.notes,
                ExtraBody::Equiv { .. } => &mut self.equivs,
            } += 1;
        }
        self.unread_lines += loaded.standoff.unread();
        self.issues.extend(
            loaded.issues.iter().filter(|issue| issue.severity == Severity::Error || issue.is_of_text()).cloned(),
        );
        self.documents += 1;
        self.longest_document.offer(text.chars().count(), &loaded.document.name);
        self.most_annotations.offer(graph.places.len() + graph.relations.len(), &loaded.document.name);
    }

    fn add_graph(&mut self, graph: &Graph, symmetric: &HashSet<&str>) {
        self.entities += graph.places.len();
        self.relations += graph.relations.len();
        graph.kinds.iter().for_each(|kind| self.entity_types.add(kind));
        graph.relations.iter().for_each(|(kind, ..)| self.relation_types.add(kind));
        let found = overlaps(&graph.places);
        self.overlapping_pairs += found.nested + found.crossing;
        self.nested_pairs += found.nested;
        self.crossing_pairs += found.crossing;
        self.nesting_depth = self.nesting_depth.max(found.depth);

        let mut kinds_of: HashMap<&[(usize, usize)], HashSet<&str>> = HashMap::new();
        for (pieces, kind) in graph.pieces.iter().zip(&graph.kinds) {
            self.repeated_entities += usize::from(!kinds_of.entry(pieces).or_default().insert(kind));
        }
        self.places_with_several_types += kinds_of.values().filter(|kinds| kinds.len() > 1).count();

        let mut pairs: HashMap<(usize, usize), HashSet<&str>> = HashMap::new();
        for &(kind, head, tail) in &graph.relations {
            self.duplicate_relations += usize::from(!pairs.entry((head, tail)).or_default().insert(kind));
            let (Some(a), Some(b)) = (graph.places.get(head), graph.places.get(tail)) else { continue };
            self.relations_between_overlapping += usize::from(a.0 < b.1 && b.0 < a.1);
            self.symmetric_tail_first += usize::from(symmetric.contains(kind) && b.0 < a.0);
        }
        self.pairs_with_several_types += pairs.values().filter(|kinds| kinds.len() > 1).count();
        let both = |&&(head, tail): &&(usize, usize)| head < tail && pairs.contains_key(&(tail, head));
        self.pairs_related_both_ways += pairs.keys().filter(both).count();
    }
}

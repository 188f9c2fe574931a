//! What a folder holds: types, concepts, triples, lengths, and how far its review is.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Place, Read};
use crate::domain::{MentionId, OfEvents, concept_key};
use crate::io::Table;
use crate::session::Summary;

/// Concepts and triples of one document that are kept; more would fill the memory of a folder of books.
const KEPT: usize = 20_000;

/// A concept: the type and the key under which its mentions are one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Concept {
    pub kind: Arc<str>,
    pub key: Arc<str>,
}

/// Two concepts in a relation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Triple {
    pub head: Concept,
    pub relation: Arc<str>,
    pub tail: Concept,
}

/// One document's part.
#[derive(Clone, Debug, Default)]
pub struct DocumentStatistics {
    pub characters: usize,
    pub summary: Summary,
    /// Whether somebody has said that they are through with it.
    pub reviewed: bool,
    /// What is said of events, which is in no other figure.
    pub of_events: OfEvents,
    concepts: HashMap<Concept, usize>,
    triples: HashMap<Triple, usize>,
}

impl DocumentStatistics {
    /// Counts what is shown.
    pub fn of(read: &Read) -> Self {
        let (annotations, text) = (&read.document.annotations, &read.document.text);
        let mut concepts: HashMap<MentionId, Concept> = HashMap::new();
        let mut keys: HashMap<String, Arc<str>> = HashMap::new();
        for mention in read.visibility.mentions(annotations) {
            let key = concept_key(&mention.text(text));
            let key = keys.entry(key.clone()).or_insert_with(|| Arc::from(key)).clone();
            concepts.insert(mention.id, Concept { kind: mention.kind.clone(), key });
        }
        let mut statistics = Self {
            characters: text.chars().count(),
            summary: Summary::of(annotations, &read.visibility),
            of_events: OfEvents::of(annotations),
            ..Self::default()
        };
        for relation in read.visibility.relations(annotations) {
            let (Some(head), Some(tail)) = (concepts.get(&relation.head), concepts.get(&relation.tail)) else {
                continue;
            };
            let triple = Triple { head: head.clone(), relation: relation.kind.clone(), tail: tail.clone() };
            *statistics.triples.entry(triple).or_default() += 1;
        }
        for concept in concepts.into_values() {
            *statistics.concepts.entry(concept).or_default() += 1;
        }
        keep(&mut statistics.concepts);
        keep(&mut statistics.triples);
        statistics
    }

    /// Items that nobody has reviewed.
    pub fn open(&self) -> usize {
        self.summary.open()
    }

    pub fn items(&self) -> usize {
        self.summary.entities + self.summary.relations
    }
}

/// Drops the rarest where there are too many.
fn keep<K: Ord + std::hash::Hash + Clone>(counts: &mut HashMap<K, usize>) {
    if counts.len() > KEPT {
        let kept = most(counts, KEPT);
        *counts = kept.into_iter().collect();
    }
}

/// The most frequent, equals in their own order.
fn most<K: Ord + Clone>(counts: &HashMap<K, usize>, limit: usize) -> Vec<(K, usize)> {
    let mut all: Vec<(&K, usize)> = counts.iter().map(|(key, count)| (key, *count)).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    all.truncate(limit);
    all.into_iter().map(|(key, count)| (key.clone(), count)).collect()
}

/// How far the review of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// No annotations at all.
    Bare,
    /// Only predictions that nobody has looked at.
    Predicted,
    /// Some predictions are open, some items are confirmed.
    Begun,
    /// Nothing is open.
    Confirmed,
    /// Somebody has said that they are through with it, whatever is in it.
    Reviewed,
}

impl Stage {
    pub const ALL: [Self; 5] = [Self::Bare, Self::Predicted, Self::Begun, Self::Confirmed, Self::Reviewed];

    pub fn of(document: &DocumentStatistics) -> Self {
        match (document.items(), document.open()) {
            _ if document.reviewed => Self::Reviewed,
            (0, _) => Self::Bare,
            (_, 0) => Self::Confirmed,
            (items, open) if items == open => Self::Predicted,
            _ => Self::Begun,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Bare => "No annotations",
            Self::Predicted => "Only predictions",
            Self::Begun => "Partly reviewed",
            Self::Confirmed => "All confirmed",
            Self::Reviewed => "Marked as reviewed",
        }
    }
}

/// One row of the table of documents.
#[derive(Clone, Debug)]
pub struct Row {
    pub place: Place,
    pub name: String,
    pub characters: usize,
    pub entities: usize,
    pub relations: usize,
    pub open: usize,
    pub stage: Stage,
}

/// All documents together.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    pub documents: Vec<Row>,
    pub entity_types: HashMap<Arc<str>, usize>,
    pub relation_types: HashMap<Arc<str>, usize>,
    pub of_events: OfEvents,
    concepts: HashMap<Concept, usize>,
    triples: HashMap<Triple, usize>,
}

impl Statistics {
    pub fn add(&mut self, place: Place, name: String, document: DocumentStatistics) {
        self.documents.push(Row {
            place,
            name,
            characters: document.characters,
            entities: document.summary.entities,
            relations: document.summary.relations,
            open: document.open(),
            stage: Stage::of(&document),
        });
        self.of_events += document.of_events;
        sum(&mut self.entity_types, document.summary.by_entity_type);
        sum(&mut self.relation_types, document.summary.by_relation_type);
        sum(&mut self.concepts, document.concepts);
        sum(&mut self.triples, document.triples);
    }

    /// Entities, relations, and those of both that nobody has reviewed.
    pub fn totals(&self) -> (usize, usize, usize) {
        let add = |(e, r, o): (usize, usize, usize), row: &Row| (e + row.entities, r + row.relations, o + row.open);
        self.documents.iter().fold((0, 0, 0), add)
    }

    pub fn stages(&self) -> [(Stage, usize); 5] {
        Stage::ALL.map(|stage| (stage, self.documents.iter().filter(|row| row.stage == stage).count()))
    }

    /// The most frequent first.
    pub fn types(&self, entities: bool) -> Vec<(Arc<str>, usize)> {
        most(if entities { &self.entity_types } else { &self.relation_types }, usize::MAX)
    }

    pub fn concepts(&self, limit: usize) -> Vec<(Concept, usize)> {
        most(&self.concepts, limit)
    }

    pub fn triples(&self, limit: usize) -> Vec<(Triple, usize)> {
        most(&self.triples, limit)
    }

    /// Documents by length: the lower edge of each class in code points, and how many there are. The classes are as
    /// wide as each other, and round numbers.
    pub fn lengths(&self) -> Vec<(usize, usize)> {
        let longest = self.documents.iter().map(|row| row.characters).max().unwrap_or(0);
        let width = round_width(longest / 20 + 1);
        let mut classes = vec![0; longest / width + 1];
        for row in &self.documents {
            if let Some(count) = classes.get_mut(row.characters / width) {
                *count += 1;
            }
        }
        classes.into_iter().enumerate().map(|(at, count)| (at * width, count)).collect()
    }

    /// Everything as one table: what is counted, its name, how often.
    ///
    /// # Errors
    /// Never in practice: the table is written to memory.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut table = Table::new();
        table.row(["what", "name", "of", "count"])?;
        for row in &self.documents {
            for (of, count) in [
                ("characters", row.characters),
                ("entities", row.entities),
                ("relations", row.relations),
                ("open predictions", row.open),
                ("reviewed", usize::from(row.stage == Stage::Reviewed)),
            ] {
                table.row(["document", &row.name, of, &count.to_string()])?;
            }
        }
        for (what, entities) in [("entity type", true), ("relation type", false)] {
            for (name, count) in self.types(entities) {
                table.row([what, &name, "", &count.to_string()])?;
            }
        }
        for (concept, count) in self.concepts(usize::MAX) {
            table.row(["concept", &concept.key, &concept.kind, &count.to_string()])?;
        }
        for (Triple { head, relation, tail }, count) in self.triples(usize::MAX) {
            let name = format!("{} → {}", head.key, tail.key);
            table.row(["triple", &name, &relation, &count.to_string()])?;
        }
        table.into_bytes()
    }
}

fn sum<K: Eq + std::hash::Hash>(all: &mut HashMap<K, usize>, more: HashMap<K, usize>) {
    for (key, count) in more {
        *all.entry(key).or_default() += count;
    }
}

/// The next 1, 2 or 5 with zeros.
fn round_width(least: usize) -> usize {
    let mut power = 1;
    loop {
        if let Some(width) = [1, 2, 5].map(|digit| digit * power).into_iter().find(|width| *width >= least) {
            return width;
        }
        power *= 10;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Visibility;
    use crate::session::{DocumentId, OpenDocument};

    fn read(text: &str, ann: &str) -> Read {
        let open = OpenDocument::from_standoff(DocumentId(1), "d", text, ann.as_bytes());
        Read { document: open.document.clone(), visibility: Visibility::default() }
    }

    fn counted() -> Statistics {
        let mut statistics = Statistics::default();
        let ann = "T1\tPeop 0 4\tAnna\nT2\tLoc 8 14\tMoscow\nT3\tPeop 16 20\tANNA\nR1\tLive_In Arg1:T1 Arg2:T2\nR2\tLive_In Arg1:T3 Arg2:T2\n";
        for (name, text, ann, reviewed) in
            [("a", "Anna in Moscow. ANNA!", ann, false), ("б", "Ничего.", "", false), ("c", "Done", "", true)]
        {
            let document = DocumentStatistics { reviewed, ..DocumentStatistics::of(&read(text, ann)) };
            statistics.add(Place::Open(DocumentId(1)), name.into(), document);
        }
        statistics
    }

    #[test]
    fn concepts_and_triples_are_counted_over_spellings() {
        let statistics = counted();
        assert_eq!(statistics.totals(), (3, 2, 0));
        let concepts: Vec<(String, usize)> =
            statistics.concepts(9).into_iter().map(|(c, n)| (format!("{} {}", c.kind, c.key), n)).collect();
        assert_eq!(concepts, [("Peop anna".to_owned(), 2), ("Loc moscow".to_owned(), 1)]);
        let triples = statistics.triples(9);
        assert_eq!(triples.len(), 1);
        assert_eq!((&*triples[0].0.relation, triples[0].1), ("Live_In", 2));
        assert_eq!(statistics.types(true), [("Peop".into(), 2), ("Loc".into(), 1)]);
        assert_eq!(statistics.stages()[0], (Stage::Bare, 1));
        assert_eq!(statistics.stages()[3], (Stage::Confirmed, 1));
        assert_eq!(statistics.stages()[4], (Stage::Reviewed, 1), "even where nothing is annotated");
        assert_eq!(statistics.documents[1].characters, 7);
    }

    #[test]
    fn the_table_holds_everything() {
        let table = counted().csv().expect("in memory");
        let mut reader = csv::Reader::from_reader(table.as_slice());
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
        assert!(rows.contains(&vec!["concept".into(), "anna".into(), "Peop".into(), "2".into()]));
        assert!(rows.contains(&vec!["triple".into(), "anna → moscow".into(), "Live_In".into(), "2".into()]));
        assert!(rows.contains(&vec!["document".into(), "б".into(), "characters".into(), "7".into()]));
        assert!(rows.contains(&vec!["document".into(), "c".into(), "reviewed".into(), "1".into()]));
    }

    proptest! {
        #[test]
        fn every_document_is_in_one_class_of_lengths(lengths in prop::collection::vec(0..100_000usize, 0..50)) {
            let mut statistics = Statistics::default();
            for characters in &lengths {
                let document = DocumentStatistics { characters: *characters, ..DocumentStatistics::default() };
                statistics.add(Place::Open(DocumentId(1)), String::new(), document);
            }
            let classes = statistics.lengths();
            prop_assert_eq!(classes.iter().map(|(_, count)| count).sum::<usize>(), lengths.len());
            prop_assert!(classes.len() <= 21);
        }
    }
}

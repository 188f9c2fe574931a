//! What a folder holds: types, concepts, triples, lengths, and how far its review is.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use super::{Place, Read};
use crate::domain::{MentionId, OfEvents};
use crate::io::Table;
use crate::resolve::{Cluster, Clusters, ConceptId, merge};
use crate::session::Summary;

/// Concepts and triples of one document that are kept; more would fill the memory of a folder of books.
const KEPT: usize = 20_000;

/// Two concepts in a relation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Triple {
    pub head: ConceptId,
    pub relation: Arc<str>,
    pub tail: ConceptId,
}

/// The same before documents are put together: clusters of one document.
type Link = (Arc<Cluster>, Arc<str>, Arc<Cluster>);

/// One document's part.
#[derive(Clone, Debug, Default)]
pub struct DocumentStatistics {
    pub characters: usize,
    pub summary: Summary,
    /// Whether somebody has said that they are through with it.
    pub reviewed: bool,
    /// What is said of events, which is in no other figure.
    pub of_events: OfEvents,
    clusters: HashMap<Arc<Cluster>, usize>,
    links: HashMap<Link, usize>,
}

impl DocumentStatistics {
    /// Counts what is shown.
    pub fn of(read: &Read) -> Self {
        let (annotations, text) = (&read.document.annotations, &read.document.text);
        let grouped = Clusters::of(&read.document, read.visibility.mentions(annotations));
        let mut of: HashMap<MentionId, Arc<Cluster>> = HashMap::new();
        let mentions: Vec<MentionId> = read.visibility.mentions(annotations).map(|mention| mention.id).collect();
        let mut clusters: HashMap<Arc<Cluster>, usize> = HashMap::new();
        for (cluster, members) in grouped.all.into_iter().zip(&grouped.members) {
            let cluster = Arc::new(cluster);
            of.extend(members.iter().map(|member| (mentions[*member], cluster.clone())));
            *clusters.entry(cluster).or_default() += members.len();
        }
        let mut statistics = Self {
            characters: text.chars().count(),
            summary: Summary::of(annotations, &read.visibility),
            of_events: OfEvents::of(annotations),
            clusters,
            ..Self::default()
        };
        for relation in read.visibility.relations(annotations) {
            if let (Some(head), Some(tail)) = (of.get(&relation.head), of.get(&relation.tail)) {
                *statistics.links.entry((head.clone(), relation.kind.clone(), tail.clone())).or_default() += 1;
            }
        }
        keep(&mut statistics.clusters);
        keep(&mut statistics.links);
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
    clusters: HashMap<Arc<Cluster>, usize>,
    links: HashMap<Link, usize>,
    /// Made of the two when somebody asks.
    resolved: OnceLock<Resolved>,
}

/// Concepts and triples of all documents, the most frequent first.
#[derive(Clone, Debug, Default)]
struct Resolved {
    concepts: Vec<(ConceptId, usize)>,
    /// What finds a concept in every document, where that is more than its key.
    names: HashMap<ConceptId, Vec<String>>,
    triples: Vec<(Triple, usize)>,
}

/// References, and the keys of what carries none: together they find every one of these clusters.
fn names_of<'a>(clusters: impl Iterator<Item = &'a Cluster>) -> Vec<String> {
    let (mut references, mut keys) = (BTreeSet::new(), BTreeSet::new());
    for cluster in clusters {
        match cluster.references.first() {
            Some(reference) => references.insert(reference),
            None => {
                keys.extend(&cluster.keys);
                continue;
            }
        };
    }
    references.into_iter().chain(keys).map(ToString::to_string).collect()
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
        sum(&mut self.clusters, document.clusters);
        sum(&mut self.links, document.links);
        self.resolved = OnceLock::new();
    }

    fn resolved(&self) -> &Resolved {
        self.resolved.get_or_init(|| {
            let mut clusters: Vec<(&Arc<Cluster>, usize)> = self.clusters.iter().map(|(c, n)| (c, *n)).collect();
            clusters.sort();
            let mut id_of: HashMap<&Arc<Cluster>, ConceptId> = HashMap::new();
            let (mut concepts, mut triples, mut names) = (HashMap::new(), HashMap::new(), HashMap::new());
            for concept in merge(clusters.iter().map(|(cluster, _)| &***cluster)) {
                let count: usize = concept.clusters.iter().map(|at| clusters[*at].1).sum();
                id_of.extend(concept.clusters.iter().map(|at| (clusters[*at].0, concept.id.clone())));
                names.insert(concept.id.clone(), names_of(concept.clusters.iter().map(|at| &**clusters[*at].0)));
                *concepts.entry(concept.id).or_default() += count;
            }
            // Of a cluster that was too rare to keep, its own name stands for it.
            let id = |cluster: &Arc<Cluster>| match id_of.get(cluster) {
                Some(id) => id.clone(),
                None => ConceptId { kind: cluster.kind.clone(), key: cluster.key().to_string() },
            };
            for ((head, relation, tail), count) in &self.links {
                let triple = Triple { head: id(head), relation: relation.clone(), tail: id(tail) };
                *triples.entry(triple).or_default() += count;
            }
            Resolved { concepts: most(&concepts, usize::MAX), names, triples: most(&triples, usize::MAX) }
        })
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

    pub fn concepts(&self, limit: usize) -> Vec<(ConceptId, usize)> {
        self.resolved().concepts.iter().take(limit).cloned().collect()
    }

    /// The names and references by which a search finds a concept in all documents, see [`super::Query::same`].
    pub fn names(&self, concept: &ConceptId) -> Vec<String> {
        self.resolved().names.get(concept).cloned().unwrap_or_else(|| vec![concept.key.clone()])
    }

    pub fn triples(&self, limit: usize) -> Vec<(Triple, usize)> {
        self.resolved().triples.iter().take(limit).cloned().collect()
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
    fn what_was_said_to_be_the_same_is_counted_as_one() {
        let mut statistics = Statistics::default();
        let ann = "T1\tPeop 0 3\tJFK\nT2\tPeop 8 15\tKennedy\n*\tEquiv T1 T2\n";
        for (name, text, ann) in [
            ("a", "JFK, or Kennedy", ann),
            ("b", "Kennedy won", "T1\tPeop 0 7\tKennedy\nN1\tReference T1 Wikidata:Q9696\tK\n"),
            ("c", "Jack left", "T1\tPeop 0 4\tJack\nN1\tReference T1 Wikidata:Q9696\tK\n"),
        ] {
            statistics.add(Place::Open(DocumentId(1)), name.into(), DocumentStatistics::of(&read(text, ann)));
        }
        let concepts: Vec<(String, usize)> = statistics.concepts(9).into_iter().map(|(c, n)| (c.key, n)).collect();
        assert_eq!(concepts, [("jack".to_owned(), 4)]);
        // JFK of the first document carries no reference: the names that are his find him.
        let (concept, _) = statistics.concepts(1).remove(0);
        assert_eq!(statistics.names(&concept), ["Wikidata:Q9696", "jfk", "kennedy"]);
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

//! The predictions that wait for a decision, over many documents, in the order in which they are gone through.

use super::{Found, Hit, Matcher, Place, Query, Read, What, query::Decision};
use crate::domain::{Annotations, Origin, Review};

/// In which order predictions come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sequence {
    /// The least certain of all documents first.
    #[default]
    Certainty,
    /// Document by document, the least certain of each first.
    Document,
}

/// One prediction, and whether it still waits.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the queue.
    pub document: usize,
    pub hit: Hit,
    pub waits: bool,
}

/// Predictions to decide about. Deciding happens in the documents: [`Queue::look`] is told how they stand.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    documents: Vec<(Place, String)>,
    entries: Vec<Entry>,
    sequence: Sequence,
    sorted: bool,
}

/// The open predictions of a document that are shown.
pub fn open_predictions(read: &Read, what: What, limit: usize) -> Vec<Hit> {
    let query = Query { decision: Some(Decision::Open), what, ..Query::default() };
    // A query without an expression is always one.
    Matcher::new(query).map(|matcher| matcher.hits(&read.document, &read.visibility, limit)).unwrap_or_default()
}

impl Queue {
    pub fn new(sequence: Sequence) -> Self {
        Self { sequence, sorted: true, ..Self::default() }
    }

    pub fn add(&mut self, place: Place, name: String, hits: Vec<Hit>) {
        let document = self.documents.len();
        self.documents.push((place, name));
        self.entries.extend(hits.into_iter().map(|hit| Entry { document, hit, waits: true }));
        self.sorted = false;
    }

    /// Brings entries that were added into their order; places of entries change.
    pub fn sort(&mut self) {
        if self.sorted {
            return;
        }
        self.sorted = true;
        let by_document = self.sequence == Sequence::Document;
        self.entries.sort_by(|a, b| {
            let score = |entry: &Entry| entry.hit.score.unwrap_or(0.0);
            let documents = if by_document { a.document.cmp(&b.document) } else { std::cmp::Ordering::Equal };
            let last = a.document.cmp(&b.document).then(a.hit.span.cmp(&b.hit.span));
            documents.then(score(a).total_cmp(&score(b))).then(last)
        });
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn place(&self, entry: usize) -> Option<&(Place, String)> {
        self.documents.get(self.entries.get(entry)?.document)
    }

    /// Predictions that still wait, and all there were.
    pub fn progress(&self) -> (usize, usize) {
        (self.entries.iter().filter(|entry| entry.waits).count(), self.entries.len())
    }

    /// Notes how the items of an open document stand: decided ones wait no longer, and an undo lets them wait again.
    pub fn look(&mut self, place: &Place, annotations: &Annotations) {
        let Some(document) = self.documents.iter().position(|(known, _)| known == place) else { return };
        for entry in self.entries.iter_mut().filter(|entry| entry.document == document) {
            entry.waits = is_open(&entry.hit, annotations);
        }
    }

    /// A closed document was opened, so that its items have other ids: `hits` are the present ones. Decided entries
    /// stay as they are.
    pub fn opened(&mut self, file: &Place, place: Place, mut hits: Vec<Hit>) {
        let Some(document) = self.documents.iter().position(|(known, _)| known == file) else { return };
        self.documents[document].0 = place;
        for entry in self.entries.iter_mut().filter(|entry| entry.document == document && entry.waits) {
            let same =
                |hit: &Hit| hit.span == entry.hit.span && hit.kind == entry.hit.kind && ends(hit) == ends(&entry.hit);
            match hits.iter().position(same) {
                Some(at) => entry.hit = hits.swap_remove(at),
                None => entry.waits = false,
            }
        }
        self.sorted &= hits.is_empty();
        self.entries.extend(hits.into_iter().map(|hit| Entry { document, hit, waits: true }));
    }

    /// The first that waits behind `after`, around the end; any before for `None`.
    pub fn next(&self, after: Option<usize>) -> Option<usize> {
        let count = self.entries.len();
        let from = after.map_or(0, |at| at + 1);
        (0..count).map(|step| (from + step) % count).find(|at| self.entries[*at].waits)
    }
}

fn ends(hit: &Hit) -> Option<[crate::text::Span; 2]> {
    match hit.found {
        Found::Relation { head, tail, .. } => Some([head, tail]),
        Found::Text | Found::Mention(_) => None,
    }
}

fn is_open(hit: &Hit, annotations: &Annotations) -> bool {
    let open = |origin: &Origin, review| matches!(origin, Origin::Model { .. }) && review == Review::Open;
    match hit.found {
        Found::Mention(id) => annotations.mention(id).is_some_and(|m| open(&m.origin, m.review)),
        Found::Relation { id, .. } => annotations.relation(id).is_some_and(|r| {
            // A relation whose end was rejected is not shown any more, so nothing is left to decide.
            let there = |id| annotations.mention(id).is_some_and(|m| m.review != Review::Rejected);
            open(&r.origin, r.review) && there(r.head) && there(r.tail)
        }),
        Found::Text => false,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::analysis::{FakeExtractor, analyse, merge_edits};
    use crate::domain::{Document, ItemId, Visibility, change};
    use crate::session::DocumentId;

    fn read(text: &str) -> Read {
        let mut document = Document::new("d", text);
        let analysis = analyse(&mut FakeExtractor::default(), text, &mut |_, _| {}, &AtomicBool::new(false));
        let edits = merge_edits(&mut document.annotations, &analysis.expect("fake"));
        document.apply(edits).expect("fits");
        Read { document, visibility: Visibility::default() }
    }

    fn names(queue: &Queue) -> Vec<String> {
        let name = |e: &Entry| if e.hit.title.is_empty() { e.hit.line.key.clone() } else { e.hit.title.clone() };
        queue.entries().iter().filter(|e| e.waits).map(name).collect()
    }

    fn queue(sequence: Sequence) -> (Queue, Vec<Read>) {
        let reads = vec![read("Anna met Boris."), read("Vera saw Grisha.")];
        let mut queue = Queue::new(sequence);
        for (at, read) in reads.iter().enumerate() {
            let place = Place::Open(DocumentId(at as u64));
            queue.add(place, at.to_string(), open_predictions(read, What::Fitting, 100));
        }
        queue.sort();
        (queue, reads)
    }

    #[test]
    fn the_least_certain_of_all_or_of_each_document_come_first() {
        let all = ["Anna → Boris", "Vera → Grisha", "Anna", "Boris", "Vera", "Grisha"];
        assert_eq!(names(&queue(Sequence::Certainty).0), all);
        let each = ["Anna → Boris", "Anna", "Boris", "Vera → Grisha", "Vera", "Grisha"];
        assert_eq!(names(&queue(Sequence::Document).0), each);
    }

    #[test]
    fn what_is_decided_waits_no_longer_until_it_is_undone() {
        let (mut queue, mut reads) = queue(Sequence::Document);
        let place = Place::Open(DocumentId(0));
        let document = &mut reads[0].document;
        let Some(ItemId::Relation(relation)) = queue.entries()[0].hit.item_in(&document.annotations) else {
            panic!("a relation")
        };
        // Accepting the relation accepts its ends.
        let edits = change::review_relation(&document.annotations, relation, Review::Accepted);
        let undo = document.apply(edits).expect("there");
        queue.look(&place, &document.annotations);
        assert_eq!(queue.progress(), (3, 6));
        assert_eq!(queue.next(Some(0)), Some(3));
        assert_eq!(queue.next(Some(5)), Some(3), "around the end");
        document.apply(undo).expect("an inverse");
        queue.look(&place, &document.annotations);
        assert_eq!(queue.progress(), (6, 6));
        // Rejecting an end leaves nothing to decide about its relation.
        let Some(ItemId::Mention(anna)) = queue.entries()[1].hit.item_in(&document.annotations) else {
            panic!("a mention")
        };
        let edits = change::review_mention(&document.annotations, anna, Review::Rejected);
        document.apply(edits).expect("there");
        queue.look(&place, &document.annotations);
        assert_eq!(queue.progress(), (4, 6));
    }

    #[test]
    fn opening_a_document_keeps_its_place_in_the_queue() {
        let mut queue = Queue::new(Sequence::Document);
        let before = read("Anna met Boris.");
        let file = Place::File(PathBuf::from("a.txt"));
        queue.add(file.clone(), "a".into(), open_predictions(&before, What::Fitting, 100));
        queue.sort();
        // Opened, the document holds an entity more, and all ids are others.
        let mut after = read("Anna met Boris.");
        let first = after.document.annotations.mentions().next().map(|m| m.id).expect("Anna");
        let gone = change::delete(&after.document.annotations, first);
        after.document.apply(gone).expect("there");
        queue.opened(&file, Place::Open(DocumentId(1)), open_predictions(&after, What::Fitting, 100));
        assert_eq!(names(&queue), ["Boris"]);
        assert_eq!(queue.progress(), (1, 3));
    }
}

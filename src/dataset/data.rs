//! A data set in memory: sentences, and which document each came from.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{AcrossRelation, EntityAt, LeftOut, Sentence};
use crate::brat::Issue;

/// Where a data set came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Sentences stand alone: their order in the file says nothing.
    SpertJson,
    /// Documents, whose sentences belong together.
    Brat,
}

/// The sentences of one document, or of one SpERT JSON file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRange {
    /// A file's stem; below a folder, its path there without the extension.
    pub name: String,
    /// The `.txt` or the `.json`.
    pub file: PathBuf,
    /// Positions in [`Data::sentences`].
    pub sentences: Range<usize>,
    /// Entity and relation types that it is annotated with throughout; all, where nothing is said.
    pub complete_for: Option<Arc<BTreeSet<String>>>,
}

/// Everything that [`super::load`] found at a path.
#[derive(Clone, Debug)]
pub struct Data {
    /// The path that was asked for.
    pub source: PathBuf,
    pub format: Format,
    pub sentences: Vec<Sentence>,
    /// Relations between sentences of one document.
    pub across: Vec<AcrossRelation>,
    /// In the order of the sentences; together their ranges are all sentences.
    pub documents: Vec<DocumentRange>,
    /// What documents held that sentences cannot.
    pub left_out: LeftOut,
    /// Lines of standoff that were not, or not fully, understood.
    pub issues: Vec<Issue>,
}

impl Data {
    /// The document of a sentence, and the sentence's number in it (from 0).
    pub fn place(&self, sentence: usize) -> Option<(&DocumentRange, usize)> {
        let at = self.documents.partition_point(|d| d.sentences.end <= sentence);
        let document = self.documents.get(at).filter(|d| d.sentences.contains(&sentence))?;
        Some((document, sentence - document.sentences.start))
    }

    /// Runs of sentences that stand one behind the other in a text: documents, or single sentences where their order says
    /// nothing.
    pub fn neighbours(&self) -> Vec<Range<usize>> {
        self.documents
            .iter()
            .flat_map(|document| match self.format {
                Format::Brat => vec![document.sentences.clone()],
                Format::SpertJson => document.sentences.clone().map(|at| at..at + 1).collect(),
            })
            .collect()
    }

    /// Says of all documents which types they are annotated with throughout.
    pub fn complete_for(&mut self, types: BTreeSet<String>) {
        let types = Arc::new(types);
        self.documents.iter_mut().for_each(|document| document.complete_for = Some(types.clone()));
    }

    pub fn tokens(&self) -> usize {
        self.sentences.iter().map(|s| s.tokens.len()).sum()
    }

    pub fn entities(&self) -> usize {
        self.sentences.iter().map(|s| s.entities.len()).sum()
    }

    pub fn relations(&self) -> usize {
        self.sentences.iter().map(|s| s.relations.len()).sum()
    }

    /// The sentences at ascending positions, with the documents they are of.
    ///
    /// `left_out` and `issues` speak of whole files, so a part has none.
    #[must_use]
    pub fn subset(&self, positions: &[usize]) -> Self {
        let mut part = self.hollow();
        for &position in positions {
            let (Some(sentence), Some((document, _))) = (self.sentences.get(position), self.place(position)) else {
                continue;
            };
            let at = part.sentences.len();
            match part.documents.last_mut().filter(|last| last.file == document.file) {
                Some(last) => last.sentences.end = at + 1,
                None => part.documents.push(DocumentRange { sentences: at..at + 1, ..document.clone() }),
            }
            part.sentences.push(sentence.clone());
        }
        let place = |at: EntityAt| {
            let sentence = positions.binary_search(&at.sentence).ok()?;
            Some(EntityAt { sentence, ..at })
        };
        part.across = self.across.iter().filter_map(|relation| relation.moved(place)).collect();
        part
    }

    /// As [`Data::subset`], of whole documents.
    #[must_use]
    pub fn documents_at(&self, documents: &[usize]) -> Self {
        let mut part = self.hollow();
        for document in documents.iter().filter_map(|&at| self.documents.get(at)) {
            let start = part.sentences.len();
            part.sentences.extend_from_slice(self.sentences.get(document.sentences.clone()).unwrap_or_default());
            let own = |relation: &&AcrossRelation| document.sentences.contains(&relation.head.sentence);
            let moved = |at: EntityAt| {
                let sentence = (at.sentence + start).checked_sub(document.sentences.start)?;
                Some(EntityAt { sentence, ..at })
            };
            part.across.extend(self.across.iter().filter(own).filter_map(|relation| relation.moved(moved)));
            let sentences = start..part.sentences.len();
            part.documents.push(DocumentRange { sentences, ..document.clone() });
        }
        part
    }

    /// Adds all of another data set.
    pub fn append(&mut self, other: Self) {
        let shift = self.sentences.len();
        self.sentences.extend(other.sentences);
        self.across.extend(other.across.iter().map(|relation| relation.behind(shift)));
        self.documents.extend(other.documents.into_iter().map(|document| DocumentRange {
            sentences: document.sentences.start + shift..document.sentences.end + shift,
            ..document
        }));
        self.left_out += other.left_out;
        self.issues.extend(other.issues);
    }

    fn hollow(&self) -> Self {
        Self {
            source: self.source.clone(),
            format: self.format,
            sentences: Vec::new(),
            across: Vec::new(),
            documents: Vec::new(),
            left_out: LeftOut::default(),
            issues: Vec::new(),
        }
    }

    /// The file that a message about a sentence names.
    pub(super) fn file_of(&self, sentence: usize) -> &Path {
        self.place(sentence).map_or(&self.source, |(document, _)| &document.file)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A data set of documents with so many sentences, each of one word that says where it is from.
    pub fn numbered(format: Format, sizes: &[usize]) -> Data {
        let mut data = Data {
            source: "d".into(),
            format,
            sentences: Vec::new(),
            across: Vec::new(),
            documents: Vec::new(),
            left_out: LeftOut::default(),
            issues: Vec::new(),
        };
        for (at, size) in sizes.iter().enumerate() {
            let start = data.sentences.len();
            for number in 0..*size {
                data.sentences.push(Sentence { tokens: vec![format!("{at}:{number}")], ..Sentence::default() });
            }
            let (name, file) = (at.to_string(), format!("d/{at}.txt").into());
            let sentences = start..data.sentences.len();
            data.documents.push(DocumentRange { name, file, sentences, complete_for: None });
        }
        data
    }

    fn words(data: &Data) -> Vec<&str> {
        data.sentences.iter().map(|s| s.tokens[0].as_str()).collect()
    }

    #[test]
    fn a_sentence_knows_its_document() {
        let data = numbered(Format::Brat, &[2, 0, 3]);
        let places: Vec<_> = (0..6).map(|at| data.place(at).map(|(d, i)| (d.name.as_str(), i))).collect();
        assert_eq!(places, [Some(("0", 0)), Some(("0", 1)), Some(("2", 0)), Some(("2", 1)), Some(("2", 2)), None]);
    }

    #[test]
    fn parts_keep_their_documents() {
        let data = numbered(Format::Brat, &[2, 0, 3]);
        let part = data.subset(&[1, 2, 4]);
        assert_eq!(words(&part), ["0:1", "2:0", "2:2"]);
        let ranges: Vec<_> = part.documents.iter().map(|d| (d.name.as_str(), d.sentences.clone())).collect();
        assert_eq!(ranges, [("0", 0..1), ("2", 1..3)]);
        let whole = data.documents_at(&[1, 2]);
        assert_eq!(words(&whole), ["2:0", "2:1", "2:2"]);
        assert_eq!(whole.documents[0].sentences, 0..0);
        assert_eq!(whole.documents[1].sentences, 0..3);
        assert_eq!(whole.neighbours(), [0..0, 0..3]);
        assert_eq!(numbered(Format::SpertJson, &[2, 1]).neighbours(), [0..1, 1..2, 2..3]);
    }

    #[test]
    fn relations_between_sentences_go_where_their_sentences_go() {
        let mut data = numbered(Format::Brat, &[2, 0, 3]);
        let end = |sentence| EntityAt { sentence, entity: 0 };
        let relation = |head, tail| AcrossRelation { kind: "R".into(), head: end(head), tail: end(tail), score: None };
        data.across = vec![relation(0, 1), relation(4, 2)];
        assert_eq!(data.subset(&[0, 2, 4]).across, [relation(2, 1)]);
        assert_eq!(data.documents_at(&[2]).across, [relation(2, 0)]);
        let mut more = numbered(Format::Brat, &[4]);
        more.append(data);
        assert_eq!(more.across, [relation(4, 5), relation(8, 6)]);
    }
}

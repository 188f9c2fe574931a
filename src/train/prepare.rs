//! Sentences of a data set as inputs of the encoder: in windows where they are too long for it, together with their neighbours
//! where the model reads context.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::TrainError;
use super::sample::Prepared;
use crate::dataset::{Data, Sentence};
use crate::model::EncoderConfig;
use crate::model::training::OpenTypes;
use crate::nlp::context::{Size, Windows};
use crate::nlp::encode::EncodedWords;
use crate::nlp::{EncodedSentence, Types, WordEncoder, window};

/// What preparing gave up, and what it made of relations across sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Sentences that needed several windows.
    pub long: usize,
    /// Relations whose ends never stand in one window.
    pub relations: usize,
    /// Relations across sentences that are learned.
    pub across: usize,
}

/// Encodes sentences; types must be known (`Data::check`). `encoder` says how long an input may be, and what goes into one.
///
/// # Errors
/// When the tokenizer's own rules fail on a word.
pub fn prepare(
    data: &Data,
    types: &Types,
    words: &mut WordEncoder,
    encoder: &EncoderConfig,
) -> Result<(Vec<Prepared>, Cut), TrainError> {
    let mut work = Preparing {
        data,
        classes: types.entities.iter().map(|t| t.name.as_str()).zip(1..).collect(),
        kinds: types.relations.iter().map(|t| t.name.as_str()).zip(0..).collect(),
        found: vec![false; data.across.len()],
        across: HashMap::new(),
        max_distance: encoder.spert.max_distance,
        open: None,
        all: Vec::with_capacity(data.sentences.len()),
        cut: Cut::default(),
    };
    if work.max_distance > 0 {
        for (at, relation) in data.across.iter().enumerate() {
            work.across.entry(relation.head.sentence).or_default().push(at);
        }
    }
    let room = encoder.positions() - 2;
    for document in data.neighbours() {
        work.open = data.place(document.start).and_then(|(of, _)| open_types(of.complete_for.as_ref()?, types));
        let mut encoded: Vec<EncodedWords> = Vec::with_capacity(document.len());
        for sentence in &data.sentences[document.clone()] {
            encoded.push(words.encode(&sentence.tokens)?);
        }
        let sizes: Vec<Size> = encoded.iter().map(Size::of).collect();
        for window in Windows::new(&sizes, encoder.limits()).all() {
            let first = document.start + window.start;
            if let [alone] = &encoded[window.clone()] {
                let parts = window::windows(alone, room + 2, encoder.spert.max_span_size);
                let inputs = parts.into_iter().map(|part| (words.sentence(alone, part.clone(), room), part));
                work.alone(first, inputs.collect());
            } else {
                work.together(first, words.several(&encoded[window.clone()], room));
            }
        }
    }
    work.cut.across = work.found.iter().filter(|found| **found).count();
    Ok((work.all, work.cut))
}

/// What of `types` is not among those that a document is complete for.
fn open_types(complete: &BTreeSet<String>, types: &Types) -> Option<Arc<OpenTypes>> {
    let entities = types.entities.iter().map(|kind| !complete.contains(&kind.name));
    let open = OpenTypes {
        entities: std::iter::once(false).chain(entities).collect(),
        relations: types.relations.iter().map(|kind| !complete.contains(&kind.name)).collect(),
    };
    (open.entities.contains(&true) || open.relations.contains(&true)).then(|| Arc::new(open))
}

struct Preparing<'a> {
    data: &'a Data,
    classes: HashMap<&'a str, usize>,
    kinds: HashMap<&'a str, usize>,
    /// Which of the data's relations across sentences stand in an input.
    found: Vec<bool>,
    /// Those relations by the sentence of their head.
    across: HashMap<usize, Vec<usize>>,
    max_distance: usize,
    /// Types that the document at hand may have unannotated.
    open: Option<Arc<OpenTypes>>,
    all: Vec<Prepared>,
    cut: Cut,
}

impl Preparing<'_> {
    /// Entities of a sentence within a range of its words, the first of which is word `shift` of the input; for every one
    /// that is there its place among all of the input.
    fn entities(
        &self,
        sentence: &Sentence,
        within: &Range<usize>,
        shift: usize,
        into: &mut Vec<(usize, usize, usize)>,
    ) -> HashMap<usize, usize> {
        let mut place = HashMap::new();
        for (index, entity) in sentence.entities.iter().enumerate() {
            if let Some(&class) = self.classes.get(entity.kind.as_str())
                && entity.start >= within.start
                && entity.end <= within.end
            {
                place.insert(index, into.len());
                into.push((entity.start - within.start + shift, entity.end - within.start + shift, class));
            }
        }
        place
    }

    /// A sentence, in parts where it is too long.
    fn alone(&mut self, number: usize, parts: Vec<(EncodedSentence, Range<usize>)>) {
        let sentence = &self.data.sentences[number];
        self.cut.long += usize::from(parts.len() > 1);
        let mut found = vec![false; sentence.relations.len()];
        for (input, window) in parts {
            let mut entities = Vec::new();
            let place = self.entities(sentence, &window, 0, &mut entities);
            let mut relations = Vec::new();
            for (relation, found) in sentence.relations.iter().zip(&mut found) {
                let ends = (place.get(&relation.head), place.get(&relation.tail));
                if let ((Some(&head), Some(&tail)), Some(&kind)) = (ends, self.kinds.get(relation.kind.as_str())) {
                    relations.push((head, tail, kind));
                    *found = true;
                }
            }
            self.all.push(Prepared { input, entities, relations, sentence: number, open: self.open.clone() });
        }
        self.cut.relations += found.iter().filter(|found| !**found).count();
    }

    /// Neighbouring sentences from `first` on.
    fn together(&mut self, first: usize, input: EncodedSentence) {
        let (mut entities, mut relations, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (number, words) in (first..).zip(&input.sentences) {
            let sentence = &self.data.sentences[number];
            let place = self.entities(sentence, &(0..words.len()), words.start, &mut entities);
            for relation in &sentence.relations {
                let ends = (place.get(&relation.head), place.get(&relation.tail));
                if let ((Some(&head), Some(&tail)), Some(&kind)) = (ends, self.kinds.get(relation.kind.as_str())) {
                    relations.push((head, tail, kind));
                }
            }
            places.push(place);
        }
        for number in first..first + places.len() {
            for &at in self.across.get(&number).into_iter().flatten() {
                let relation = &self.data.across[at];
                let end = |end: crate::dataset::EntityAt| {
                    places.get(end.sentence.checked_sub(first)?)?.get(&end.entity).copied()
                };
                let ends = (end(relation.head), end(relation.tail));
                if let ((Some(head), Some(tail)), Some(&kind)) = (ends, self.kinds.get(relation.kind.as_str()))
                    && relation.distance() <= self.max_distance
                {
                    relations.push((head, tail, kind));
                    self.found[at] = true;
                }
            }
        }
        self.all.push(Prepared { input, entities, relations, sentence: first, open: self.open.clone() });
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::dataset::{AcrossRelation, EntityAt};

    fn data() -> Data {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "Ann works.\nBob sleeps.\nCarl eats.\nDora sings.\n";
        std::fs::write(folder.path().join("d.txt"), text).expect("writable");
        let ann = "T1\tA 0 3\tAnn\nT2\tA 11 14\tBob\nT3\tB 23 27\tCarl\nT4\tA 34 38\tDora\nT5\tB 39 44\tsings\n\
                   R1\tR Arg1:T1 Arg2:T2\nR2\tR Arg1:T4 Arg2:T1\nR3\tR Arg1:T4 Arg2:T5\nR4\tS Arg1:T3 Arg2:T2\n";
        std::fs::write(folder.path().join("d.ann"), ann).expect("writable");
        crate::dataset::load(folder.path()).expect("good data")
    }

    fn prepared(window_words: usize, max_distance: usize) -> (Vec<Prepared>, Cut) {
        let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/tiny");
        let mut encoder = EncoderConfig::read(&tiny.join("config.json")).expect("committed");
        (encoder.spert.window_words, encoder.spert.max_distance) = (window_words, max_distance);
        let types = Types::from_json(r#"{"entities": {"A": {}, "B": {}}, "relations": {"R": {}, "S": {}}}"#).unwrap();
        let mut words = WordEncoder::from_dir(&tiny).expect("committed");
        prepare(&data(), &types, &mut words, &encoder).expect("encodes")
    }

    #[test]
    fn relations_between_sentences_of_brat_come_to_the_trainer() {
        let data = data();
        let end = |sentence, entity| EntityAt { sentence, entity };
        assert_eq!(data.across.len(), 3, "{:?}", data.across);
        assert!(data.across.contains(&AcrossRelation {
            kind: "S".into(),
            head: end(2, 0),
            tail: end(1, 0),
            score: None
        }));
        let (inputs, cut) = prepared(0, 0);
        assert_eq!((inputs.len(), cut), (4, Cut::default()));
        assert!(inputs.iter().all(|input| input.input.sentences.is_empty()));
        assert_eq!(inputs[3].relations, [(0, 1, 0)]);
        let (inputs, cut) = prepared(100, 1);
        assert_eq!((inputs.len(), cut.across), (1, 2));
        assert_eq!(inputs[0].entities, [(0, 1, 1), (3, 4, 1), (6, 7, 2), (9, 10, 1), (10, 11, 2)]);
        assert_eq!(inputs[0].relations, [(3, 4, 0), (0, 1, 0), (2, 1, 1)]);
        let (inputs, cut) = prepared(100, 3);
        assert_eq!((inputs[0].relations.len(), cut.across), (4, 3));
        assert!(inputs[0].open.is_none());
        // Context alone adds no pairs.
        let (inputs, cut) = prepared(6, 0);
        assert_eq!((inputs.len(), cut.across), (2, 0));
        assert_eq!(inputs[1].relations, [(1, 2, 0)]);
    }
}

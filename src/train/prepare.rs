//! Sentences of a data set as inputs of the encoder, in windows where they are too long for it.

use std::collections::HashMap;

use super::TrainError;
use super::sample::Prepared;
use crate::dataset::Sentence;
use crate::nlp::{Types, WordEncoder, window};

/// What preparing gave up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Sentences that needed several windows.
    pub long: usize,
    /// Relations whose ends never stand in one window.
    pub relations: usize,
}

/// Encodes sentences; types must be known (`Data::check`).
///
/// # Errors
/// When the tokenizer's own rules fail on a word.
pub fn prepare(
    sentences: &[Sentence],
    types: &Types,
    words: &mut WordEncoder,
    positions: usize,
    max_span: usize,
) -> Result<(Vec<Prepared>, Cut), TrainError> {
    let classes: HashMap<&str, usize> = types.entities.iter().map(|t| t.name.as_str()).zip(1..).collect();
    let kinds: HashMap<&str, usize> = types.relations.iter().map(|t| t.name.as_str()).zip(0..).collect();
    let (mut all, mut cut) = (Vec::with_capacity(sentences.len()), Cut::default());
    for (number, sentence) in sentences.iter().enumerate() {
        let encoded = words.encode(&sentence.tokens)?;
        let windows = window::windows(&encoded, positions, max_span);
        cut.long += usize::from(windows.len() > 1);
        let mut found = vec![false; sentence.relations.len()];
        for window in windows {
            let mut place = HashMap::new();
            let mut entities = Vec::new();
            for (index, entity) in sentence.entities.iter().enumerate() {
                if let Some(&class) = classes.get(entity.kind.as_str())
                    && entity.start >= window.start
                    && entity.end <= window.end
                {
                    place.insert(index, entities.len());
                    entities.push((entity.start - window.start, entity.end - window.start, class));
                }
            }
            let mut relations = Vec::new();
            for (relation, found) in sentence.relations.iter().zip(&mut found) {
                let ends = (place.get(&relation.head), place.get(&relation.tail));
                if let ((Some(&head), Some(&tail)), Some(&kind)) = (ends, kinds.get(relation.kind.as_str())) {
                    relations.push((head, tail, kind));
                    *found = true;
                }
            }
            let input = words.sentence(&encoded, window, positions - 2);
            all.push(Prepared { input, entities, relations, sentence: number });
        }
        cut.relations += found.iter().filter(|found| !**found).count();
    }
    Ok((all, cut))
}

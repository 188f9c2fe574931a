//! What the encoder reads of sentences: parts of long ones, neighbours together where the model reads context.

use std::ops::Range;

use super::Spert;
use crate::model::error::ModelError;
use crate::model::extractor::RunStats;
use crate::nlp::context::{Size, Windows};
use crate::nlp::encode::EncodedWords;
use crate::nlp::{EncodedSentence, window};

/// What the encoder reads, and where it came from.
#[derive(Default)]
pub(super) struct Inputs {
    pub(super) inputs: Vec<EncodedSentence>,
    /// For every input its first sentence, and where that is cut its first word.
    pub(super) origins: Vec<(usize, usize)>,
    /// For every sentence its number of inputs.
    pub(super) windows_left: Vec<usize>,
    /// How the sentences of every document share inputs.
    pub(super) windows: Vec<Windows>,
}

impl Spert {
    /// What the encoder reads of sentences that stand in `documents`, see [`Extractor::read`].
    pub(super) fn inputs(
        &mut self,
        sentences: &[Vec<String>],
        documents: &[Range<usize>],
        stats: &mut RunStats,
    ) -> Result<Inputs, ModelError> {
        let positions = self.info.encoder.positions();
        let overlap = self.info.encoder.spert.max_span_size;
        let limits = self.info.encoder.limits();
        let mut inputs = Inputs { windows_left: vec![0; sentences.len()], ..Inputs::default() };
        for document in documents {
            let mut encoded: Vec<EncodedWords> = Vec::with_capacity(document.len());
            for words in sentences.get(document.clone()).unwrap_or_default() {
                encoded.push(self.words.encode(words)?);
            }
            let words = encoded.iter().flat_map(|sentence| &sentence.words);
            stats.shortened_words += words.filter(|word| word.len() > positions - 2).count();
            let sizes: Vec<Size> = encoded.iter().map(Size::of).collect();
            let windows = Windows::new(&sizes, limits);
            for window in windows.all() {
                let first = document.start + window.start;
                let own = &encoded[window.clone()];
                if let [alone] = own {
                    for window in window::windows(alone, positions, overlap) {
                        inputs.windows_left[first] += 1;
                        inputs.origins.push((first, window.start));
                        inputs.inputs.push(self.words.sentence(alone, window, positions - 2));
                    }
                } else {
                    (first..first + own.len()).for_each(|sentence| inputs.windows_left[sentence] += 1);
                    inputs.origins.push((first, 0));
                    inputs.inputs.push(self.words.several(own, positions - 2));
                }
            }
            inputs.windows.push(windows);
        }
        Ok(inputs)
    }
}

//! Figures by the length of the sentence: long sentences are where relation extraction gets hard.

use serde::Serialize;

use super::Scores;
use super::items::{Items, Mismatch, Options};
use super::score::Tally;
use crate::dataset::Sentence;
use crate::nlp::Types;

/// First number of words of every bucket, and its name.
const BUCKETS: [(usize, &str); 4] = [(0, "<20"), (20, "20–34"), (35, "35–50"), (51, ">50")];

/// The sentences of one range of lengths.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LengthScores {
    /// Words: `<20`, `20–34`, `35–50` or `>50`.
    pub words: &'static str,
    pub sentences: usize,
    #[serde(flatten)]
    pub scores: Scores,
}

/// Scores of the four ranges of length, also of those without a sentence.
///
/// # Errors
/// When gold and prediction are not of the same sentences.
pub fn by_length(
    gold: &[Sentence],
    pred: &[Sentence],
    types: &Types,
    options: &Options,
) -> Result<Vec<LengthScores>, Mismatch> {
    let items = Items::new(gold, pred, types, options)?;
    let mut tallies = vec![(0, Tally::default()); BUCKETS.len()];
    for pair in &items.pairs {
        let bucket = BUCKETS.partition_point(|(first, _)| *first <= pair.words) - 1;
        let (sentences, tally) = &mut tallies[bucket];
        *sentences += 1;
        tally.add(pair);
    }
    let named = BUCKETS.iter().zip(tallies);
    Ok(named.map(|((_, words), (sentences, t))| LengthScores { words, sentences, scores: t.scores(&items) }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::score_tests::{sentence, types};

    #[test]
    fn the_borders_are_those_of_the_names() {
        let of = |words: usize| Sentence { tokens: vec!["w".into(); words], ..sentence(&[("A", 0, 1)], &[]) };
        let gold: Vec<Sentence> = [1, 19, 20, 34, 35, 50, 51, 300].map(of).to_vec();
        let lengths = by_length(&gold, &gold, &types(), &Options::default()).expect("the same");
        let sentences: Vec<usize> = lengths.iter().map(|l| l.sentences).collect();
        assert_eq!(sentences, [2, 2, 2, 2]);
        assert!(lengths.iter().all(|l| l.scores.ner.counts.correct == 2));
    }
}

//! Whether one prediction is really better than another: paired bootstrap over sentences.
//!
//! Sentences are drawn with replacement, the same ones for both predictions, and F1 of the pooled counts is computed
//! anew (Koehn 2004; Berg-Kirkpatrick et al. 2012). That both are scored on the same draw is what makes the interval of
//! the difference narrower than the two intervals of the figures.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::figures::{Counts, Figure, two_decimals};
use super::items::{Items, Mismatch, Options};
use super::score::Tally;
use crate::dataset::Sentence;
use crate::nlp::Types;

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resampling {
    pub resamples: usize,
    pub seed: u64,
    /// Share of the resampled differences inside the interval, 0 to 1.
    pub confidence: f64,
}

impl Default for Resampling {
    fn default() -> Self {
        Self { resamples: 1000, seed: 1, confidence: 0.95 }
    }
}

/// Differences of all tasks; positive where the second prediction is better.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    pub sentences: usize,
    pub resamples: usize,
    pub seed: u64,
    pub confidence: f64,
    pub ner: TaskComparison,
    pub re: TaskComparison,
    pub re_plus: TaskComparison,
}

impl Comparison {
    /// The tasks with their usual names.
    pub fn tasks(&self) -> [(&'static str, &TaskComparison); 3] {
        [("NER", &self.ner), ("RE", &self.re), ("RE+", &self.re_plus)]
    }
}

/// One task.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TaskComparison {
    pub micro: Difference,
    #[serde(rename = "macro")]
    pub macro_average: Difference,
}

/// F1 of both predictions in percent, and what lies between them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    #[serde(serialize_with = "two_decimals")]
    pub first: f64,
    #[serde(serialize_with = "two_decimals")]
    pub second: f64,
    /// Second minus first.
    #[serde(serialize_with = "two_decimals")]
    pub difference: f64,
    /// Lower end of the interval of the difference.
    #[serde(serialize_with = "two_decimals")]
    pub low: f64,
    /// Upper end of it.
    #[serde(serialize_with = "two_decimals")]
    pub high: f64,
    /// Share of the draws in which the better prediction is not better: near 0 it hardly owes its lead to the choice
    /// of the sentences. 1 where the two are equal.
    pub reversed: f64,
}

/// Compares two predictions of the same gold sentences.
///
/// # Errors
/// When one of them is not of gold's sentences.
pub fn compare(
    gold: &[Sentence],
    first: &[Sentence],
    second: &[Sentence],
    types: &Types,
    options: &Options,
    resampling: &Resampling,
) -> Result<Comparison, Mismatch> {
    let systems = [System::new(gold, first, types, options)?, System::new(gold, second, types, options)?];
    let whole = systems.each_ref().map(|system| system.f1(0..gold.len()));
    let mut rng = ChaCha8Rng::seed_from_u64(resampling.seed);
    let mut draws: [Vec<f64>; 6] = Default::default();
    for _ in 0..resampling.resamples {
        let chosen: Vec<usize> = (0..gold.len()).map(|_| rng.random_range(0..gold.len())).collect();
        let [first, second] = systems.each_ref().map(|system| system.f1(chosen.iter().copied()));
        for (draws, (first, second)) in draws.iter_mut().zip(first.into_iter().zip(second)) {
            draws.push(second - first);
        }
    }
    let difference = |at: usize| difference(whole[0][at], whole[1][at], &draws[at], resampling.confidence);
    let task = |at: usize| TaskComparison { micro: difference(at), macro_average: difference(at + 1) };
    Ok(Comparison {
        sentences: gold.len(),
        resamples: resampling.resamples,
        seed: resampling.seed,
        confidence: resampling.confidence,
        ner: task(0),
        re: task(2),
        re_plus: task(4),
    })
}

/// The counts of one prediction, sentence by sentence; only the types that occur in a sentence are kept.
struct System {
    sentences: Vec<Vec<(usize, usize, Counts)>>,
    /// Types of each task.
    sizes: [usize; 3],
}

impl System {
    fn new(gold: &[Sentence], pred: &[Sentence], types: &Types, options: &Options) -> Result<Self, Mismatch> {
        let items = Items::new(gold, pred, types, options)?;
        let sentences = items.pairs.iter().map(|pair| {
            let mut tally = Tally::default();
            tally.add(pair);
            let tasks = tally.tasks.into_iter().enumerate();
            let all = tasks.flat_map(|(task, counts)| counts.into_iter().enumerate().map(move |(t, c)| (task, t, c)));
            all.filter(|(.., counts)| counts.is_present()).collect()
        });
        let relations = items.relation_names.list.len();
        Ok(Self { sentences: sentences.collect(), sizes: [items.entity_names.list.len(), relations, relations] })
    }

    /// Micro and macro F1 of NER, RE and RE+ over these sentences.
    fn f1(&self, sentences: impl Iterator<Item = usize>) -> [f64; 6] {
        let mut tasks = self.sizes.map(|size| vec![Counts::default(); size]);
        for sentence in sentences {
            for (task, kind, counts) in &self.sentences[sentence] {
                tasks[*task][*kind] += *counts;
            }
        }
        let mut all = [0.0; 6];
        for (task, counts) in tasks.iter().enumerate() {
            let mut sum = Counts::default();
            counts.iter().for_each(|c| sum += *c);
            all[2 * task] = sum.figure().f1;
            all[2 * task + 1] = Figure::macro_average(counts.iter().copied()).f1;
        }
        all
    }
}

fn difference(first: f64, second: f64, draws: &[f64], confidence: f64) -> Difference {
    let difference = second - first;
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let tail = (1.0 - confidence.clamp(0.0, 1.0)) / 2.0;
    // Nearest rank; the two ends leave the same number of draws outside.
    let outside = (tail * sorted.len() as f64).floor() as usize;
    let low = sorted.get(outside).copied().unwrap_or(difference);
    let high = sorted.iter().rev().nth(outside).copied().unwrap_or(difference);
    let reversed = sorted.iter().filter(|draw| **draw * difference <= 0.0).count();
    let reversed = if sorted.is_empty() { 1.0 } else { reversed as f64 / sorted.len() as f64 };
    Difference { first, second, difference, low, high, reversed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::score_tests::{sentence, types};

    fn compared(right_of_first: usize, right_of_second: usize, seed: u64) -> Comparison {
        let gold = vec![sentence(&[("A", 0, 1), ("B", 2, 3)], &[("R", 0, 1)]); 40];
        let with = |right: usize| {
            let mut pred = gold.clone();
            pred[right..].iter_mut().for_each(|s| s.entities[1].kind = "C".into());
            pred
        };
        let resampling = Resampling { seed, ..Resampling::default() };
        let (first, second) = (with(right_of_first), with(right_of_second));
        compare(&gold, &first, &second, &types(), &Options::default(), &resampling).expect("the same sentences")
    }

    #[test]
    fn a_clear_lead_is_outside_chance_and_equality_is_not() {
        let clear = compared(10, 30, 1);
        let ner = clear.ner.micro;
        assert!((ner.difference - (ner.second - ner.first)).abs() < 1e-9 && ner.difference > 0.0);
        assert!(0.0 < ner.low && ner.low < ner.difference && ner.difference < ner.high, "{ner:?}");
        assert!(ner.reversed < 0.01, "{ner:?}");
        assert!(clear.re.micro.difference.abs() < 1e-9 && (clear.re.micro.reversed - 1.0).abs() < 1e-9);
        assert!((clear.re_plus.micro.first - 25.0).abs() < 1e-9);
        let close = compared(20, 21, 1).ner.micro;
        assert!(close.low <= 0.0 && close.reversed > 0.2, "{close:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_interval() {
        assert_eq!(compared(18, 22, 7), compared(18, 22, 7));
        assert_ne!(compared(18, 22, 7).ner.macro_average, compared(18, 22, 8).ner.macro_average);
    }

    #[test]
    fn nothing_to_draw_from_is_no_error() {
        let nothing = compare(&[], &[], &[], &types(), &Options::default(), &Resampling::default());
        assert!(nothing.expect("nothing differs").ner.micro.difference.abs() < 1e-9);
    }
}

//! Counts, and precision, recall and F1 in percent.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize, Serializer};

/// Sizes of the gold set, the predicted set and their intersection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub gold: usize,
    pub predicted: usize,
    pub correct: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.correct += other.correct;
    }
}

impl Counts {
    pub fn false_positives(self) -> usize {
        self.predicted - self.correct
    }

    pub fn false_negatives(self) -> usize {
        self.gold - self.correct
    }

    /// Whether the type occurs at all; only those that do take part in a macro average.
    pub fn is_present(self) -> bool {
        self.gold > 0 || self.predicted > 0
    }

    /// Precision, recall and F1; what would be a division by zero is 0.
    pub fn figure(self) -> Figure {
        let percent = |part: usize, whole: usize| if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
        Figure::new(percent(self.correct, self.predicted), percent(self.correct, self.gold))
    }
}

/// Precision, recall and F1 in percent. JSON has two decimals, memory has all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    #[serde(serialize_with = "two_decimals")]
    pub precision: f64,
    #[serde(serialize_with = "two_decimals")]
    pub recall: f64,
    #[serde(serialize_with = "two_decimals")]
    pub f1: f64,
}

impl Figure {
    pub(super) fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { precision, recall, f1 }
    }

    /// Mean of precisions, of recalls and of F1s over the types that are present; 0 where none is.
    pub(super) fn macro_average(types: impl Iterator<Item = Counts>) -> Self {
        let mut sum = Self::default();
        let mut present = 0.0;
        for figure in types.filter(|counts| counts.is_present()).map(Counts::figure) {
            sum.precision += figure.precision;
            sum.recall += figure.recall;
            sum.f1 += figure.f1;
            present += 1.0;
        }
        let mean = |total: f64| if present > 0.0 { total / present } else { 0.0 };
        Self { precision: mean(sum.precision), recall: mean(sum.recall), f1: mean(sum.f1) }
    }
}

/// Rounded as it is printed.
pub(super) fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

pub(super) fn two_decimals<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(round(*value))
}

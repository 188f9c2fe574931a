//! How well mentions are clustered: MUC, B³, CEAF-e and their mean, as the CoNLL reference scorer counts and prints them.
//!
//! Mentions of the two sides are matched by type and place. Those that one side alone has count where the measure counts
//! them: they are right in no cluster. Mentions that stand alone are clusters of one.
//!
//! Sources: Vilain et al. 1995 (MUC), Bagga & Baldwin 1998 (B³), Luo 2005 (CEAF with φ₄), Pradhan et al. 2014 (mentions
//! of one side).

mod b_cubed;
mod ceaf;
mod mentions;
mod muc;
#[cfg(test)]
mod tests;
mod two;

use std::ops::AddAssign;

use super::Figure;

pub use mentions::{MentionKey, clusterings, mention_keys};
pub use two::TwoClusterings;

/// A numerator over a denominator; pools by adding both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Share {
    part: f64,
    whole: f64,
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.part += other.part;
        self.whole += other.whole;
    }
}

impl Share {
    /// From 0 to 1; of nothing it is 0.
    fn value(self) -> f64 {
        if self.whole > 0.0 { self.part / self.whole } else { 0.0 }
    }
}

/// What a measure counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Pooled {
    precision: Share,
    recall: Share,
}

impl AddAssign for Pooled {
    fn add_assign(&mut self, other: Self) {
        self.precision += other.precision;
        self.recall += other.recall;
    }
}

impl Pooled {
    /// In percent, cut after two decimals as the reference scorer cuts them (it does not round).
    fn figure(self) -> Figure {
        let (precision, recall) = (self.precision.value(), self.recall.value());
        let sum = recall + precision;
        let f1 = if sum > 0.0 { 2.0 * recall * precision / sum } else { 0.0 };
        let cut = |value: f64| (10_000.0 * value).trunc() / 100.0;
        Figure { precision: cut(precision), recall: cut(recall), f1: cut(f1) }
    }
}

/// What is counted over one text or many.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClusterCounts {
    muc: Pooled,
    b_cubed: Pooled,
    ceaf_e: Pooled,
}

impl AddAssign for ClusterCounts {
    fn add_assign(&mut self, other: Self) {
        self.muc += other.muc;
        self.b_cubed += other.b_cubed;
        self.ceaf_e += other.ceaf_e;
    }
}

impl ClusterCounts {
    /// Counts one text.
    pub fn of(two: &TwoClusterings) -> Self {
        Self { muc: muc::count(two), b_cubed: b_cubed::count(two), ceaf_e: ceaf::count(two) }
    }

    /// The figures of all that was counted.
    pub fn scores(&self) -> ClusterScores {
        let [muc, b_cubed, ceaf_e] = [self.muc, self.b_cubed, self.ceaf_e].map(Pooled::figure);
        let mean = (muc.f1 + b_cubed.f1 + ceaf_e.f1) / 3.0;
        ClusterScores { muc, b_cubed, ceaf_e, conll_f1: super::figures::round(mean) }
    }
}

/// Precision, recall and F1 in percent, two decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct ClusterScores {
    /// Links that hold clusters together; clusters of one have none.
    pub muc: Figure,
    /// Per mention: the share of its cluster that is right.
    #[serde(rename = "b3")]
    pub b_cubed: Figure,
    /// Clusters of the two sides in the best pairs, by the likeness φ₄ of each pair.
    pub ceaf_e: Figure,
    /// The mean of the three F1.
    pub conll_f1: f64,
}

/// B³ alone, for clusters across documents, in percent.
pub fn b_cubed_of(two: &TwoClusterings) -> Figure {
    b_cubed::count(two).figure()
}

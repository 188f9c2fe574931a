//! Cohen's κ.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;

/// Labels that two annotators gave to the same units, counted in pairs (Cohen 1960, "A coefficient of agreement for
/// nominal scales").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kappa {
    pairs: BTreeMap<[Arc<str>; 2], u64>,
}

impl Kappa {
    pub fn add(&mut self, left: Arc<str>, right: Arc<str>) {
        *self.pairs.entry([left, right]).or_default() += 1;
    }

    /// How many units were labelled.
    pub fn units(&self) -> u64 {
        self.pairs.values().sum()
    }

    /// Share of the units with the same label on both sides; `None` without units.
    pub fn observed(&self) -> Option<f64> {
        let (all, same) = (self.units(), self.same());
        (all > 0).then(|| same as f64 / all as f64)
    }

    /// (p_o − p_e) / (1 − p_e). `None` without units. Where both sides gave one and the same label to everything, p_e
    /// is 1 and the quotient says nothing; they agree, so it is 1.
    pub fn value(&self) -> Option<f64> {
        let all = u128::from(self.units());
        if all == 0 {
            return None;
        }
        let (mut left, mut right): (BTreeMap<&str, u128>, BTreeMap<&str, u128>) = Default::default();
        for ([l, r], count) in &self.pairs {
            *left.entry(l).or_default() += u128::from(*count);
            *right.entry(r).or_default() += u128::from(*count);
        }
        // In whole numbers as long as possible, so that swapping the sides changes not even the last bit.
        let chance: u128 = left.iter().map(|(label, count)| count * right.get(label).copied().unwrap_or(0)).sum();
        let whole = all * all;
        if chance == whole {
            return Some(1.0);
        }
        let observed = all * u128::from(self.same());
        Some((observed as f64 - chance as f64) / (whole - chance) as f64)
    }

    fn same(&self) -> u64 {
        self.pairs.iter().filter(|([l, r], _)| l == r).map(|(_, count)| count).sum()
    }
}

impl AddAssign<&Kappa> for Kappa {
    fn add_assign(&mut self, other: &Kappa) {
        for (pair, count) in &other.pairs {
            *self.pairs.entry(pair.clone()).or_default() += count;
        }
    }
}

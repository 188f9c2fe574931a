//! Parts of a data set, chosen by a seed: folds of cross-validation, and a part held out.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{Data, DataError, Format};

/// `0..count` in `k` folds without overlap whose sizes differ by one at most, each ascending. The same seed gives the
/// same folds on every machine.
///
/// # Errors
/// When `k` is below 2 or above `count`.
pub fn folds(count: usize, k: usize, seed: u64) -> Result<Vec<Vec<usize>>, DataError> {
    if k < 2 || k > count {
        return Err(DataError::Division(format!(
            "{count} items cannot make {k} folds: take at least 2 folds, and no more than there are items"
        )));
    }
    let order = shuffled(count, seed);
    let mut folds = vec![Vec::with_capacity(count / k + 1); k];
    for (fold, item) in (0..k).cycle().zip(order) {
        if let Some(fold) = folds.get_mut(fold) {
            fold.push(item);
        }
    }
    folds.iter_mut().for_each(|fold| fold.sort_unstable());
    Ok(folds)
}

/// `0..count` as a part to learn from and a part held out (`fraction` of all, rounded, at least one of each), both
/// ascending. The same seed gives the same parts on every machine.
///
/// # Errors
/// When `fraction` is not between 0 and 1, or there are fewer than two items.
pub fn hold_out(count: usize, fraction: f64, seed: u64) -> Result<(Vec<usize>, Vec<usize>), DataError> {
    // Written so that NaN is wrong too.
    let between = fraction > 0.0 && fraction < 1.0;
    if !between || count < 2 {
        return Err(DataError::Division(format!(
            "a fraction of {fraction} of {count} items cannot be held out: take a fraction between 0 and 1, of at least 2 items"
        )));
    }
    let held = ((count as f64 * fraction).round() as usize).clamp(1, count - 1);
    let mut order = shuffled(count, seed);
    let mut rest = order.split_off(held);
    order.sort_unstable();
    rest.sort_unstable();
    Ok((rest, order))
}

fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    order
}

impl Data {
    /// The pairs (to learn from, to measure on) of a `k`-fold cross-validation. Documents stay whole; SpERT JSON, where
    /// sentences stand alone, is divided by sentence.
    ///
    /// # Errors
    /// As [`folds`].
    pub fn folds(&self, k: usize, seed: u64) -> Result<Vec<(Self, Self)>, DataError> {
        let folds = folds(self.units(), k, seed).map_err(|error| self.about(&error))?;
        let rest = |out: &Vec<usize>| (0..self.units()).filter(|at| out.binary_search(at).is_err()).collect::<Vec<_>>();
        Ok(folds.iter().map(|out| (self.part(&rest(out)), self.part(out))).collect())
    }

    /// The data without a fraction, and that fraction. Documents stay whole, as in [`Data::folds`].
    ///
    /// # Errors
    /// As [`hold_out`].
    pub fn hold_out(&self, fraction: f64, seed: u64) -> Result<(Self, Self), DataError> {
        let (rest, held) = hold_out(self.units(), fraction, seed).map_err(|error| self.about(&error))?;
        Ok((self.part(&rest), self.part(&held)))
    }

    /// What must not be torn apart: documents, or single sentences.
    fn units(&self) -> usize {
        match self.format {
            Format::Brat => self.documents.len(),
            Format::SpertJson => self.sentences.len(),
        }
    }

    fn part(&self, units: &[usize]) -> Self {
        match self.format {
            Format::Brat => self.documents_at(units),
            Format::SpertJson => self.subset(units),
        }
    }

    fn about(&self, error: &DataError) -> DataError {
        let unit = if self.format == Format::Brat { "documents" } else { "sentences" };
        DataError::Division(format!("{}: {}", self.source.display(), error.to_string().replace("items", unit)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::data::tests::numbered;
    use super::*;

    proptest! {
        #[test]
        fn folds_are_a_partition(count in 2usize..400, k in 2usize..12, seed: u64) {
            prop_assume!(k <= count);
            let made = folds(count, k, seed).unwrap();
            prop_assert_eq!(&made, &folds(count, k, seed).unwrap());
            let all: BTreeSet<usize> = made.iter().flatten().copied().collect();
            prop_assert_eq!(all.len(), count);
            prop_assert_eq!(made.iter().map(Vec::len).sum::<usize>(), count);
            let sizes: BTreeSet<usize> = made.iter().map(Vec::len).collect();
            prop_assert!(sizes.len() <= 2 && sizes.last().unwrap() - sizes.first().unwrap() <= 1);
        }

        #[test]
        fn what_is_held_out_is_not_learned(count in 2usize..400, fraction in 0.001f64..0.999, seed: u64) {
            let (rest, held) = hold_out(count, fraction, seed).unwrap();
            prop_assert_eq!(&(rest.clone(), held.clone()), &hold_out(count, fraction, seed).unwrap());
            let all: BTreeSet<usize> = rest.iter().chain(&held).copied().collect();
            prop_assert_eq!(all.len(), count);
            prop_assert_eq!(rest.len() + held.len(), count);
            prop_assert!(!rest.is_empty() && !held.is_empty());
            prop_assert!((held.len() as f64 - count as f64 * fraction).abs() <= 1.0);
        }

        #[test]
        fn documents_stay_whole(sizes in prop::collection::vec(0usize..5, 2..20), seed: u64) {
            let data = numbered(Format::Brat, &sizes);
            let (rest, held) = data.hold_out(0.3, seed).unwrap();
            let names = |d: &Data| d.documents.iter().map(|d| d.name.clone()).collect::<BTreeSet<_>>();
            prop_assert!(names(&rest).is_disjoint(&names(&held)));
            prop_assert_eq!(rest.documents.len() + held.documents.len(), sizes.len());
            prop_assert_eq!(rest.sentences.len() + held.sentences.len(), data.sentences.len());
        }
    }

    #[test]
    fn the_order_of_a_seed_never_changes() {
        assert_eq!(folds(7, 3, 1).unwrap(), folds(7, 3, 1).unwrap());
        assert_ne!(folds(100, 5, 1).unwrap(), folds(100, 5, 2).unwrap());
        assert_eq!(folds(7, 3, 42).unwrap(), PINNED);
    }

    /// Runs are compared over years and machines, so the choice is part of the interface.
    const PINNED: [&[usize]; 3] = [&[2, 3, 4], &[1, 6], &[0, 5]];

    #[test]
    fn sentences_of_json_are_divided_one_by_one() {
        let data = numbered(Format::SpertJson, &[10]);
        let made = data.folds(5, 1).unwrap();
        assert_eq!(made.len(), 5);
        assert!(made.iter().all(|(rest, out)| rest.sentences.len() == 8 && out.sentences.len() == 2));
    }

    #[test]
    fn what_cannot_be_divided_says_so() {
        let data = numbered(Format::Brat, &[3, 3]);
        assert!(data.folds(3, 1).unwrap_err().to_string().contains("d: 2 documents cannot make 3 folds"));
        for fraction in [0.0, 1.0, -1.0, f64::NAN] {
            assert!(data.hold_out(fraction, 1).is_err());
        }
    }
}

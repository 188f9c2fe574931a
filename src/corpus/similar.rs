//! How alike two spellings are.

use std::collections::HashSet;

use crate::resolve::concept_key;

/// Spellings that are less alike than this are not offered.
pub const ALIKE: f32 = 0.4;

/// A text's runs of three letters, with its edges: what spellings have in common when an ending or a letter differs.
#[derive(Clone, Debug)]
pub struct Trigrams {
    key: String,
    grams: HashSet<[char; 3]>,
}

impl Trigrams {
    /// Of the text's concept key, so that case, quotes and white space do not count.
    pub fn of(text: &str) -> Self {
        let key = concept_key(text);
        // Two blanks before and one after: the beginning of a word says more than its ending.
        let padded: Vec<char> = [' ', ' '].into_iter().chain(key.chars()).chain([' ']).collect();
        let grams = padded.windows(3).filter_map(|w| <[char; 3]>::try_from(w).ok()).collect();
        Self { key, grams }
    }

    /// The Dice coefficient of the two sets: 1 for the same concept key, 0 with nothing in common.
    pub fn closeness(&self, other: &Self) -> f32 {
        if self.key == other.key {
            return 1.0;
        }
        let both = self.grams.intersection(&other.grams).count();
        let all = self.grams.len() + other.grams.len();
        if all == 0 { 0.0 } else { 2.0 * both as f32 / all as f32 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn closeness(a: &str, b: &str) -> f32 {
        Trigrams::of(a).closeness(&Trigrams::of(b))
    }

    #[test]
    fn inflected_and_misspelled_names_are_alike() {
        for (a, b) in
            [("Чайковский", "Чайковского"), ("Tchaikovsky", "Tchaikovski"), ("Lee Oswald", "Lee Harvey Oswald")]
        {
            assert!(closeness(a, b) >= ALIKE, "{a} {b} {}", closeness(a, b));
        }
        for (a, b) in [("Moscow", "London"), ("Москва", "Минск"), ("Anna", "Boris")] {
            assert!(closeness(a, b) < ALIKE, "{a} {b} {}", closeness(a, b));
        }
        assert!((closeness("«Газпром»", "газпром") - 1.0).abs() < f32::EPSILON);
    }

    proptest! {
        #[test]
        fn closeness_is_a_symmetric_share(a in "[a-cа-в ]{0,10}", b in "[a-cа-в ]{0,10}") {
            let there = closeness(&a, &b);
            prop_assert!((0.0..=1.0).contains(&there));
            prop_assert!((there - closeness(&b, &a)).abs() < 1e-6);
            prop_assert!((closeness(&a, &a) - 1.0).abs() < 1e-6);
        }
    }
}

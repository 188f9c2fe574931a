//! What the ranking has learned: `weights.json`, by the names of the features.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// Weights of one time that the model is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Pass {
    /// By the names of [`super::features::CANDIDATE`].
    pub(super) candidate: BTreeMap<String, f32>,
    /// By the names of [`super::features::NIL`].
    pub(super) nil: BTreeMap<String, f32>,
    /// By type of a mention: how probable NIL is for it, and how much more where its nearest candidate is far.
    pub(super) nil_types: BTreeMap<String, [f32; 2]>,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Weights {
    /// Without and with what is known of the document.
    pub(super) passes: [Pass; 2],
    /// How well a type of the base (second) fits one of a mention (first), as a logarithm of odds.
    pub(super) types: BTreeMap<String, BTreeMap<String, f32>>,
}

impl Weights {
    /// The ones that come with the program.
    pub(super) fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Weights> = OnceLock::new();
        // A test reads them, so that they are readable here.
        SHIPPED.get_or_init(|| serde_json::from_str(include_str!("weights.json")).unwrap_or_default())
    }

    /// How well a type of the base fits a mention's; both canonical, the base's may be empty.
    pub(super) fn fit_of(&self, mention: &str, kind: &str) -> f32 {
        match self.types.get(mention).and_then(|row| row.get(kind)) {
            Some(fit) => *fit,
            None if kind.is_empty() => -3.0,
            None if kind == mention => -1.0,
            // A class of a base that nobody has seen says little; one that is known to be another says much.
            None if self.types.contains_key(kind) => -6.0,
            None => -3.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::{CANDIDATE, NIL};
    use super::*;

    #[test]
    fn every_feature_has_a_weight_and_every_weight_a_feature() {
        let weights: Weights = serde_json::from_str(include_str!("weights.json")).expect("readable");
        for pass in &weights.passes {
            let mut names: Vec<&str> = CANDIDATE.to_vec();
            names.sort_unstable();
            assert_eq!(pass.candidate.keys().map(String::as_str).collect::<Vec<_>>(), names);
            let mut names: Vec<&str> = NIL.to_vec();
            names.sort_unstable();
            assert_eq!(pass.nil.keys().map(String::as_str).collect::<Vec<_>>(), names);
        }
        assert!(weights.fit_of("PERSON", "PERSON") > weights.fit_of("PERSON", "CITY"));
    }
}

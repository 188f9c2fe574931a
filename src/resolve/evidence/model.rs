//! How probable it is that two names are those of one thing: a logistic model over the features.

use super::{Evidence, FEATURES, Feature};

/// A weight for each feature, in the order of [`Feature`].
#[derive(Clone, Copy, Debug)]
pub(in crate::resolve) struct Model {
    pub weights: [f32; FEATURES],
}

/// Names of one document: fitted to parts a and b of news-en and to the training part of NEREL by
/// `cli/resolve/fit_tests.rs`. What relations and links say is set by hand, for the fit reads neither.
pub(in crate::resolve) const WITHIN: Model = Model {
    weights: [
        1.47,  // Bias
        2.36,  // SameStems
        2.47,  // SamePlace
        0.90,  // PersonSuffix
        0.09,  // PersonPrefix
        1.75,  // PersonMiddle
        -1.04, // Initials
        -0.58, // NameSuffix
        0.56,  // NamePrefix
        -1.07, // NameMiddle
        -0.39, // NounHead
        -0.79, // NounOther
        -1.31, // NounStandsFor
        -3.72, // NounRecent
        1.85,  // Acronym
        1.07,  // Brackets
        -0.39, // ShortFirst
        -1.91, // RivalsButNearest
        -2.63, // RivalsAndFarther
        -0.62, // CommonRest
        -0.26, // NumberRest
        0.16,  // PlaceRest
        -2.14, // Nested
        4.00,  // Alternative
        6.00,  // SameLink
        0.61,  // Spelling
        -0.82, // OwnWords
        -0.11, // Distance
        0.64,  // IsPlace
        0.13,  // IsFacility
        1.34,  // IsPerson
        -0.73, // BothNouns
        0.18,  // Adjective
        1.83,  // RivalsButFirst
    ],
};

impl Model {
    /// From 0 to 1.
    pub(in crate::resolve) fn probability(&self, evidence: &Evidence) -> f32 {
        let sum: f32 = self.weights.iter().zip(evidence.values()).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + (-sum).exp())
    }

    /// Why, in words: the features that speak for it, the strongest first.
    pub(in crate::resolve) fn reasons(&self, evidence: &Evidence) -> Vec<&'static str> {
        let mut reasons: Vec<(f32, &'static str)> = Feature::ALL
            .into_iter()
            .filter(|feature| evidence.has(*feature))
            .filter_map(|feature| Some((self.weights[feature as usize], feature.reason()?)))
            .collect();
        reasons.sort_by(|a, b| b.0.total_cmp(&a.0));
        reasons.into_iter().map(|(_, reason)| reason).collect()
    }
}

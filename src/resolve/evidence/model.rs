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
        -0.54, // Bias
        3.95,  // SameStems
        4.18,  // SamePlace
        2.14,  // PersonSuffix
        1.38,  // PersonPrefix
        2.72,  // PersonMiddle
        -1.03, // Initials
        1.34,  // NameSuffix
        2.49,  // NamePrefix
        0.75,  // NameMiddle
        1.58,  // NounHead
        1.34,  // NounOther
        0.98,  // NounStandsFor
        -1.43, // NounRecent
        3.23,  // Acronym
        2.47,  // Brackets
        -0.53, // ShortFirst
        -0.74, // RivalsButNearest
        -2.10, // RivalsAndFarther
        -0.54, // CommonRest
        -0.10, // NumberRest
        0.32,  // PlaceRest
        -2.19, // Nested
        4.00,  // Alternative
        6.00,  // SameLink
        1.54,  // Spelling
        -1.27, // OwnWords
        -0.12, // Distance
        0.82,  // IsPlace
        0.38,  // IsFacility
        2.05,  // IsPerson
        -0.47, // BothNouns
        1.93,  // Adjective
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

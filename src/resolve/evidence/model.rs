//! How probable it is that two names are those of one thing: a logistic model over the features.

use super::{Evidence, FEATURES, Feature};

/// A weight for each feature, in the order of [`Feature`].
#[derive(Clone, Copy, Debug)]
pub(in crate::resolve) struct Model {
    pub weights: [f32; FEATURES],
}

/// Names of one document: fitted to parts a and b of news-en and to the training part of NEREL, each language with half of the
/// weight, by `cli/resolve/fit_tests.rs`. What relations and links say is set by hand, for the fit reads neither.
pub(in crate::resolve) const WITHIN: Model = Model {
    weights: [
        -0.08, // Bias
        2.45,  // SameStems
        2.99,  // SamePlace
        1.13,  // PersonSuffix
        0.28,  // PersonPrefix
        1.04,  // PersonMiddle
        -0.12, // Initials
        0.48,  // NameSuffix
        1.58,  // NamePrefix
        -0.28, // NameMiddle
        1.19,  // NounHead
        1.02,  // NounOther
        0.65,  // NounStandsFor
        -1.73, // NounRecent
        1.73,  // Acronym
        1.50,  // Brackets
        -0.81, // ShortFirst
        -0.42, // RivalsButNearest
        -1.94, // RivalsAndFarther
        -0.70, // CommonRest
        -0.00, // NumberRest
        0.49,  // PlaceRest
        -1.75, // Nested
        4.00,  // Alternative
        6.00,  // SameLink
        0.50,  // Spelling
        -1.96, // OwnWords
        -0.06, // Distance
        0.86,  // IsPlace
        0.02,  // IsFacility
        2.29,  // IsPerson
        -0.57, // BothNouns
        1.03,  // Adjective
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

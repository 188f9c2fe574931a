//! How probable it is that two names are those of one thing: a logistic model over the features.

use super::{Evidence, FEATURES, Feature};

/// A weight for each feature, in the order of [`Feature`].
#[derive(Clone, Copy, Debug)]
pub(in crate::resolve) struct Model {
    pub weights: [f32; FEATURES],
}

/// Names of one document. Guesses until they are fitted.
pub(in crate::resolve) const WITHIN: Model = Model { weights: [0.0; FEATURES] };

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

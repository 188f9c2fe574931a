//! Pairs of names: what speaks for one thing, what forbids it, how probable it is.

mod compare;
mod feature;
mod forbid;
mod model;

pub(super) use compare::Pair;
pub(super) use feature::{FEATURES, Feature};
pub(super) use forbid::forbidden;
pub(super) use model::{Model, WITHIN};

/// The features of a pair.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Evidence([f32; FEATURES]);

impl Default for Evidence {
    fn default() -> Self {
        let mut values = [0.0; FEATURES];
        values[Feature::Bias as usize] = 1.0;
        Self(values)
    }
}

impl Evidence {
    pub(super) fn set(&mut self, feature: Feature) {
        self.0[feature as usize] = 1.0;
    }

    pub(super) fn set_to(&mut self, feature: Feature, value: f32) {
        self.0[feature as usize] = value;
    }

    pub(super) fn has(&self, feature: Feature) -> bool {
        self.0[feature as usize] > 0.0
    }

    /// Whether anything speaks for one thing.
    pub(super) fn speaks(&self) -> bool {
        Feature::ALL.into_iter().any(|feature| self.has(feature) && feature.reason().is_some())
    }

    pub(super) fn values(&self) -> &[f32; FEATURES] {
        &self.0
    }
}

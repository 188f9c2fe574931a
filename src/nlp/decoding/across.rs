//! What is known about relations across sentences, by their distance.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Calibration;

/// Keys of the distances: one, two, and three or more sentences.
pub const DISTANCES: [&str; 3] = ["1", "2", "3+"];

/// Scores of relations between sentences of one distance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AtDistance {
    /// `[a, b]`: a relation's logit `x` becomes `a·x + b`.
    pub relations: [f32; 2],
    /// Score that a relation needs after calibration, besides what its type needs.
    pub threshold: f32,
}

impl Default for AtDistance {
    fn default() -> Self {
        Self { relations: Calibration::default().relations, threshold: 0.0 }
    }
}

/// Place of a distance among [`DISTANCES`].
#[must_use]
pub fn class(distance: usize) -> usize {
    distance.clamp(1, DISTANCES.len()) - 1
}

/// What is known of relations between sentences so far apart.
pub(super) fn at(all: &BTreeMap<String, AtDistance>, distance: usize) -> Option<&AtDistance> {
    all.get(DISTANCES[class(distance)])
}

/// The first thing that is wrong.
pub(super) fn check(all: &BTreeMap<String, AtDistance>) -> Result<(), String> {
    for (key, AtDistance { relations, threshold }) in all {
        if !DISTANCES.contains(&key.as_str()) {
            return Err(format!("across {key:?}: a distance in sentences is {}", DISTANCES.join(", ")));
        }
        if !relations.iter().all(|number| number.is_finite()) || relations[0] <= 0.0 {
            return Err(format!("across {key:?}: the factor of relations must be above 0, their shift a number"));
        }
        if !(0.0..=1.0).contains(threshold) {
            return Err(format!("across {key:?}: the threshold is {threshold}, not between 0 and 1"));
        }
    }
    Ok(())
}

//! How the weights of [`super::evidence`] are made: ridge regression of the logistic kind over labelled pairs of names, by
//! Newton's method. It runs in a test that is asked for by name; the weights stand in the source.

use std::collections::{BTreeSet, HashMap};

use super::evidence::{FEATURES, Feature, WITHIN};
use super::within::{Reading, candidate_links};
use super::{Lexicon, evidence};
use crate::domain::{Document, MentionId};

/// A pair that was considered, and whether it is one thing.
pub(crate) struct Labelled {
    values: [f32; FEATURES],
    is_one: bool,
    pub names: [String; 2],
    pub probability: f32,
}

impl Labelled {
    pub(crate) fn is_one(&self) -> bool {
        self.is_one
    }

    pub(crate) fn said(&self) -> String {
        let features: Vec<String> = Feature::ALL
            .into_iter()
            .filter(|feature| self.values[*feature as usize] != 0.0)
            .map(|feature| format!("{feature:?}"))
            .collect();
        format!("{:.2} {} {:?} {}", self.probability, u8::from(self.is_one), self.names, features.join(" "))
    }
}

/// The pairs of a document whose mentions have things; pairs of which one has none are left out, and so are those that
/// something forbids.
pub(crate) fn labelled(document: &Document, things: &HashMap<MentionId, String>, lexicon: &Lexicon) -> Vec<Labelled> {
    let (groups, links) = candidate_links(document, document.annotations.mentions(), Reading::default(), lexicon);
    let of =
        |at: usize| -> BTreeSet<&String> { groups[at].mentions.iter().filter_map(|(_, id)| things.get(id)).collect() };
    let mut pairs = Vec::new();
    for link in links {
        let [a, b] = link.groups;
        let (one, other) = (of(a), of(b));
        let pair = evidence::Pair::new(&groups[a].name, &groups[b].name);
        if one.is_empty() || other.is_empty() || evidence::forbidden(&pair).is_some() {
            continue;
        }
        pairs.push(Labelled {
            values: *link.evidence.values(),
            is_one: !one.is_disjoint(&other),
            names: [a, b].map(|at| groups[at].name.text.clone()),
            probability: WITHIN.probability(&link.evidence),
        });
    }
    pairs
}

/// The weights that fit best, with a penalty for large ones.
pub(crate) fn fit(pairs: &[(Labelled, f64)], penalty: f64) -> [f64; FEATURES] {
    let mut weights = [0.0; FEATURES];
    for _ in 0..40 {
        let mut gradient = weights.map(|weight| penalty * weight);
        let mut hessian = vec![vec![0.0; FEATURES]; FEATURES];
        for (at, row) in hessian.iter_mut().enumerate() {
            row[at] = penalty;
        }
        for (pair, share) in pairs {
            let x = pair.values.map(f64::from);
            let sum: f64 = x.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            let error = share * (p - f64::from(u8::from(pair.is_one)));
            for i in (0..FEATURES).filter(|i| x[*i] != 0.0) {
                gradient[i] += error * x[i];
                for j in (0..FEATURES).filter(|j| x[*j] != 0.0) {
                    hessian[i][j] += share * p * (1.0 - p) * x[i] * x[j];
                }
            }
        }
        let step = solved(hessian, gradient);
        let largest = step.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight -= step);
        if largest < 1e-6 {
            break;
        }
    }
    weights
}

/// Gauss with pivots.
fn solved(mut matrix: Vec<Vec<f64>>, right: [f64; FEATURES]) -> Vec<f64> {
    matrix.iter_mut().zip(right).for_each(|(row, value)| row.push(value));
    for column in 0..FEATURES {
        let pivot = (column..FEATURES).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()));
        matrix.swap(column, pivot.unwrap_or(column));
        let pivot = matrix[column].clone();
        for (at, row) in matrix.iter_mut().enumerate().filter(|(at, _)| *at != column) {
            let factor = row[column] / pivot[column];
            row.iter_mut().zip(&pivot).for_each(|(value, own)| *value -= factor * own);
            debug_assert!(factor.is_finite(), "column {column}, row {at}");
        }
    }
    matrix.iter().enumerate().map(|(at, row)| row[FEATURES] / row[at]).collect()
}

/// What each weight is of.
pub(crate) fn names() -> Vec<String> {
    Feature::ALL.into_iter().map(|feature| format!("{feature:?}")).collect()
}

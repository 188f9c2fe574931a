//! What speaks for a candidate, and for none of them.

use std::collections::{BTreeMap, HashSet};

use super::weights::{Pass, Weights};
use crate::kb::{Candidate, Lookup};

/// What speaks for a candidate, by name.
pub(super) const CANDIDATE: [&str; 21] = [
    "spelled",
    "spelled_share",
    "stems",
    "stems_share",
    "is_label",
    "initials",
    "nearest",
    "nearest_4",
    "nearest_label",
    "of_mention",
    "all_of_mention",
    "of_name",
    "all_of_both",
    "popularity",
    "type_fits",
    "type_unknown",
    "context",
    "context_near",
    // The second time alone.
    "longer_name",
    "same_name_of_another_type",
    "in_document",
];
/// What speaks for NIL, by name.
pub(super) const NIL: [&str; 17] = [
    "bias",
    "spelled",
    "stems",
    "nearest",
    "of_mention",
    "unknown",
    "mostly_unknown",
    "one_word",
    "two_words",
    "many_words",
    "capital",
    "no_candidate",
    "mentions",
    "type_unknown",
    // The second time alone.
    "longer_name",
    "longer_nil",
    "nil_before",
];

/// Features of the candidates of a mention, and of NIL.
#[derive(Clone, Debug)]
pub(super) struct Features {
    pub(super) candidates: Vec<[f32; CANDIDATE.len()]>,
    pub(super) nil: [f32; NIL.len()],
    /// Canonical type of the mention.
    pub(super) kind: String,
    /// How far the nearest candidate is, from 0 to 1.
    pub(super) far: f32,
}

/// Where a mention stands.
pub(super) struct Context<'a> {
    pub(super) document: &'a HashSet<String>,
    pub(super) near: &'a HashSet<String>,
    pub(super) is_capital: bool,
    /// Mentions of the document with the same stems.
    pub(super) mentions: usize,
}

/// What can be said without the other mentions.
pub(super) fn first(lookup: &Lookup, kind: String, context: &Context<'_>, weights: &Weights) -> Features {
    let flag = f32::from;
    let candidate = |found: &Candidate| {
        let base_kind = crate::kb::kinds::canonical(found.entity.kind());
        let all: f32 = found.lacking.iter().map(|(_, rarity)| rarity).sum();
        let within = |stems: &HashSet<String>| {
            let seen: f32 =
                found.lacking.iter().filter(|(stem, _)| stems.contains(stem)).map(|(_, rarity)| rarity).sum();
            if all > 0.0 { seen / all } else { 1.0 }
        };
        [
            flag(found.spelling > 0.0),
            (found.spelling + 0.01).ln(),
            flag(found.stems > 0.0),
            (found.stems + 0.01).ln(),
            flag(found.is_label),
            flag(found.is_initials),
            found.nearest,
            found.nearest.powi(4),
            found.nearest_label,
            found.of_mention,
            flag(found.of_mention > 0.99),
            found.of_name,
            flag(found.of_mention > 0.99 && found.of_name > 0.99),
            (1.0 + found.entity.popularity as f32).ln(),
            weights.fit_of(&kind, &base_kind),
            flag(base_kind.is_empty()),
            within(context.document),
            within(context.near),
            0.0,
            0.0,
            0.0,
        ]
    };
    let candidates: Vec<_> = lookup.candidates.iter().map(candidate).collect();
    let most = |of: fn(&Candidate) -> f32| lookup.candidates.iter().map(of).fold(0.0, f32::max);
    let nearest = most(|found| found.nearest);
    let words = lookup.stems.len();
    let nil = [
        1.0,
        flag(most(|found| found.spelling) > 0.0),
        flag(most(|found| found.stems) > 0.0),
        nearest,
        most(|found| found.of_mention),
        lookup.unknown,
        flag(lookup.unknown > 0.5),
        flag(words == 1),
        flag(words == 2),
        flag(words > 3),
        flag(context.is_capital),
        flag(candidates.is_empty()),
        (context.mentions as f32).ln_1p(),
        flag(!weights.types.contains_key(&kind)),
        0.0,
        0.0,
        0.0,
    ];
    Features { candidates, nil, kind, far: 1.0 - nearest }
}

/// Probabilities of the candidates, and of NIL.
pub(super) fn probabilities(features: &Features, pass: &Pass) -> (Vec<f32>, f32) {
    let weights = dense(&CANDIDATE, &pass.candidate);
    let dot =
        |values: &[f32], weights: &[f32]| values.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f32>();
    let scores: Vec<f32> = features.candidates.iter().map(|values| dot(values, &weights)).collect();
    let [usual, far] = pass.nil_types.get(&features.kind).copied().unwrap_or_default();
    let nil = dot(&features.nil, &dense(&NIL, &pass.nil)) + usual + far * features.far;
    let highest = scores.iter().copied().fold(nil, f32::max);
    let mut all: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
    let nil = (nil - highest).exp();
    let sum = all.iter().sum::<f32>() + nil;
    all.iter_mut().for_each(|value| *value /= sum);
    (all, nil / sum)
}

fn dense(names: &[&str], weights: &BTreeMap<String, f32>) -> Vec<f32> {
    names.iter().map(|name| weights.get(*name).copied().unwrap_or_default()).collect()
}

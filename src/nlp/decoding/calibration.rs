//! Scores as probabilities: temperature for entities (Guo et al. 2017), Platt's sigmoid for relations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::nlp::SentenceScores;
use crate::text::Language;

/// How the scores of one language become probabilities; the default leaves them as they are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Calibration {
    /// Logits of the entity classes are divided by it; above 0.
    pub temperature: f32,
    /// `[a, b]`: a relation's logit `x` becomes `a·x + b`.
    pub relations: [f32; 2],
}

impl Default for Calibration {
    fn default() -> Self {
        Self { temperature: 1.0, relations: [1.0, 0.0] }
    }
}

/// The calibration for a sentence of these words: that of their language, or else the one under the empty key.
pub(super) fn for_words<'a, W: AsRef<str>>(
    all: &'a BTreeMap<String, Calibration>,
    words: &[W],
) -> Option<&'a Calibration> {
    all.get(language_key(words)).or_else(|| all.get(""))
}

/// `ru` or `en` by the script of the words, empty for words without letters.
#[must_use]
pub fn language_key<W: AsRef<str>>(words: &[W]) -> &'static str {
    // A few words tell the script.
    let text: String = words.iter().take(200).map(AsRef::as_ref).collect();
    match Language::of(&text) {
        Some(Language::Russian) => "ru",
        Some(Language::English) => "en",
        None => "",
    }
}

impl Calibration {
    /// Changes all scores; their order within a class of spans and within a relation type stays.
    pub fn apply(&self, scores: &mut SentenceScores) {
        for span in &mut scores.spans {
            span.score = self.entity(&mut span.probs, usize::from(span.class)).unwrap_or(span.score);
        }
        for score in scores.pairs.iter_mut().flat_map(|pair| &mut pair.probs) {
            *score = self.relation(*score);
        }
    }

    /// Softmax of the divided logits, computed from the probabilities; the new probability of `class`.
    pub fn entity(&self, probs: &mut [f32], class: usize) -> Option<f32> {
        if self.temperature == 1.0 {
            return probs.get(class).copied();
        }
        let power = 1.0 / self.temperature;
        // Relative to the largest, so that a power cannot make all of them vanish.
        let largest = probs.iter().copied().fold(0.0, f32::max);
        let sum: f32 = probs
            .iter_mut()
            .map(|p| {
                *p = (*p / largest).powf(power);
                *p
            })
            .sum();
        probs.iter_mut().for_each(|p| *p /= sum);
        probs.get(class).copied()
    }

    /// A score of 0 stays: it says that there is none.
    #[must_use]
    pub fn relation(&self, score: f32) -> f32 {
        let [a, b] = self.relations;
        if (a, b) == (1.0, 0.0) || score <= 0.0 {
            return score;
        }
        // The largest f32 below 1: a score that was rounded to 1 has a finite logit too.
        let score = score.min(1.0 - f32::EPSILON / 2.0);
        let logit = (score / (1.0 - score)).ln();
        1.0 / (1.0 + (-(a * logit + b)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{pairs, span};
    use super::*;

    #[test]
    fn temperature_divides_logits_and_platt_moves_them() {
        let calibration = Calibration { temperature: 2.0, relations: [0.5, -1.0] };
        let mut scores = SentenceScores { spans: vec![span(0, 1, 1, 0.9)], pairs: pairs(2) };
        calibration.apply(&mut scores);
        let root = [0.05_f32.sqrt(), 0.9_f32.sqrt()];
        assert!((scores.spans[0].score - root[1] / (root[1] + 2.0 * root[0])).abs() < 1e-6);
        assert_eq!(scores.spans[0].score, scores.spans[0].probs[1]);
        let wanted = 1.0 / (1.0 + (1.0 - 0.5 * 9.0_f32.ln()).exp());
        assert!((scores.pairs[0].probs[0] - wanted).abs() < 1e-6);
        assert!(scores.pairs[0].probs.is_sorted_by(|a, b| a > b));
        assert_eq!(calibration.relation(0.0), 0.0);
        assert!(calibration.relation(1.0) > 0.99);
    }

    #[test]
    fn sharp_scores_stay_numbers() {
        for temperature in [0.01, 0.5, 50.0] {
            let mut probs = [1e-30, 1.0, 0.0];
            let score = Calibration { temperature, ..Calibration::default() }.entity(&mut probs, 1).unwrap();
            assert!(score > 0.3 && probs.iter().all(|p| p.is_finite()), "{temperature}: {probs:?}");
        }
    }

    #[test]
    fn the_language_of_the_words_chooses() {
        let with = |temperature| Calibration { temperature, ..Calibration::default() };
        let all = BTreeMap::from([("ru".to_owned(), with(2.0)), (String::new(), with(3.0))]);
        let of = |words: &[&str]| for_words(&all, words).map(|c| c.temperature);
        assert_eq!((of(&["Анна", "и", "Bob"]), of(&["Ann"]), of(&["12"])), (Some(2.0), Some(3.0), Some(3.0)));
    }
}

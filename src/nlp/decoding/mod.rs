//! What a checkpoint knows about its own scores beyond its weights: what may be joined to what, which spans are one
//! entity, what a score is worth, from where on it is believed.
//!
//! | file | what it is |
//! |---|---|
//! | `edges` | spans that differ by punctuation at an edge |
//! | `arguments` | which entity types a relation type joins |
//! | `calibration` | scores as probabilities |
//! | `across` | relations across sentences, by distance |
//!
//! All of it works on scores ([`Rules::apply`]), before any threshold: whoever decodes them later need not know of it.
//! Without the file nothing changes, and SpERT decodes as in the paper.

mod across;
mod arguments;
mod calibration;
mod edges;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{SentenceScores, TextScores, Thresholds, Types};
pub use across::{AtDistance, DISTANCES, class as distance_class};
use arguments::Allowed;
pub use arguments::ArgumentRule;
pub use calibration::{Calibration, language_key};
pub use edges::is_edge;

/// `decoding.json` of a checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Decoding {
    /// Of spans of one type that differ by quotes, brackets or full stops at an edge, the best stays.
    pub join_edges: bool,
    /// What each relation type may join; types that are not here may join anything.
    pub arguments: BTreeMap<String, Vec<ArgumentRule>>,
    /// Relation types that may join two names of one thing (equal or nested names of one type); absent: all may.
    pub same_thing: Option<BTreeSet<String>>,
    /// By language (`en`, `ru`), and under an empty key for the others.
    pub calibration: BTreeMap<String, Calibration>,
    /// Score that a relation of a type needs, after calibration; the others need the checkpoint's `relation_threshold`.
    pub thresholds: BTreeMap<String, f32>,
    /// Relations across sentences, by distance (a key of [`DISTANCES`]); where there is none they are as those inside one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub across: BTreeMap<String, AtDistance>,
}

impl Decoding {
    /// Whether scores stay as they are.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.join_edges
            && self.arguments.is_empty()
            && self.same_thing.is_none()
            && self.calibration.is_empty()
            && self.across.is_empty()
    }

    /// Whether the model has the types, and the numbers can be computed with.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, types: &Types) -> Result<(), String> {
        let relations: BTreeSet<&str> = types.relations.iter().map(|kind| kind.name.as_str()).collect();
        let entities: BTreeSet<&str> = types.entities.iter().map(|kind| kind.name.as_str()).collect();
        let same = self.same_thing.iter().flatten();
        if let Some(name) =
            self.arguments.keys().chain(self.thresholds.keys()).chain(same).find(|n| !relations.contains(n.as_str()))
        {
            return Err(format!("the model has no relation type {name:?}"));
        }
        let ends = self.arguments.values().flatten().flat_map(|rule| rule.heads.iter().chain(&rule.tails));
        if let Some(name) = ends.into_iter().find(|name| !entities.contains(name.as_str())) {
            return Err(format!("the model has no entity type {name:?}"));
        }
        for (language, Calibration { temperature, relations }) in &self.calibration {
            if !(temperature.is_finite() && *temperature > 0.0) {
                return Err(format!("calibration {language:?}: temperature is {temperature}, it must be above 0"));
            }
            if !relations.iter().all(|number| number.is_finite()) || relations[0] <= 0.0 {
                return Err(format!(
                    "calibration {language:?}: the factor of relations must be above 0, their shift a number"
                ));
            }
        }
        across::check(&self.across)?;
        match self.thresholds.iter().find(|(_, threshold)| !(0.0..=1.0).contains(*threshold)) {
            Some((name, threshold)) => Err(format!("the threshold of {name:?} is {threshold}, not between 0 and 1")),
            None => Ok(()),
        }
    }

    /// The same without what rules out relations by the types of their ends.
    #[must_use]
    pub fn without_constraints(self) -> Self {
        Self { arguments: BTreeMap::new(), same_thing: None, ..self }
    }

    /// Thresholds by relation type, in the order of `types`; `relation` for the others.
    #[must_use]
    pub fn thresholds(&self, types: &Types, relation: f32) -> Thresholds {
        let own = types.relations.iter().map(|kind| self.thresholds.get(&kind.name).copied());
        Thresholds {
            relation,
            per_relation: if self.thresholds.is_empty() { Vec::new() } else { own.collect() },
            per_distance: self.distance_thresholds(),
            ..Thresholds::default()
        }
    }

    /// What relations across sentences need besides, by distance from 1; empty where nothing is known of them.
    #[must_use]
    pub fn distance_thresholds(&self) -> Vec<f32> {
        if self.across.is_empty() {
            return Vec::new();
        }
        (1..=DISTANCES.len())
            .map(|distance| across::at(&self.across, distance).map_or(0.0, |at| at.threshold))
            .collect()
    }

    /// The same rules by numbers of types, for many sentences.
    #[must_use]
    pub fn rules(&self, types: &Types) -> Rules {
        Rules {
            join_edges: self.join_edges,
            allowed: Allowed::new(&self.arguments, self.same_thing.as_ref(), types),
            calibration: self.calibration.clone(),
            across: self.across.clone(),
        }
    }
}

/// [`Decoding`] for one list of types.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    join_edges: bool,
    allowed: Option<Allowed>,
    calibration: BTreeMap<String, Calibration>,
    across: BTreeMap<String, AtDistance>,
}

impl Rules {
    /// Applies all of it to the scores of a sentence of these words: doubles go, relations that may not be get a score of 0,
    /// the others are calibrated.
    pub fn apply<W: AsRef<str>>(&self, scores: &mut SentenceScores, words: &[W]) {
        if self.join_edges {
            edges::join(scores, words);
        }
        self.apply_to_given(scores, words);
    }

    /// The same for spans that somebody vouches for: none of them goes.
    pub fn apply_to_given<W: AsRef<str>>(&self, scores: &mut SentenceScores, words: &[W]) {
        if !self.calibration.is_empty()
            && let Some(calibration) = calibration::for_words(&self.calibration, words)
        {
            calibration.apply(scores);
        }
        if let Some(allowed) = &self.allowed {
            allowed.apply(scores, words);
        }
    }

    /// The same for pairs across sentences, whose own scores have been through [`Rules::apply`]; `words` are those of every
    /// sentence.
    pub fn apply_across<W: AsRef<str>>(&self, scores: &mut TextScores, words: &[Vec<W>]) {
        let TextScores { sentences, across } = scores;
        for pair in across {
            let (head, tail) = (pair.head.sentence as usize, pair.tail.sentence as usize);
            let words = |sentence: usize| words.get(sentence).map(Vec::as_slice).unwrap_or_default();
            let calibration = match across::at(&self.across, pair.distance()) {
                Some(at) => Some(Calibration { relations: at.relations, ..Calibration::default() }),
                None => calibration::for_words(&self.calibration, words(head)).copied(),
            };
            if let Some(calibration) = calibration {
                pair.probs.iter_mut().for_each(|score| *score = calibration.relation(*score));
            }
            let span = |sentence: usize, at: u32| sentences.get(sentence)?.spans.get(at as usize);
            if let (Some(allowed), Some(a), Some(b)) =
                (&self.allowed, span(head, pair.head.span), span(tail, pair.tail.span))
            {
                allowed.apply_to_pair([(a, words(head)), (b, words(tail))], &mut pair.probs);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::{PairScore, SpanScore};

    pub(super) fn types() -> Types {
        Types::from_json(
            r#"{"entities": {"PER": {}, "ORG": {}}, "relations": {"WORKS": {}, "PART": {}, "NAME": {"symmetric": true}}}"#,
        )
        .unwrap()
    }

    pub(super) fn span(start: u32, end: u32, class: u16, score: f32) -> SpanScore {
        let mut probs = vec![(1.0 - score) / 2.0; 3];
        probs[usize::from(class)] = score;
        SpanScore { start, end, class, score, probs }
    }

    pub(super) fn pairs(count: u32) -> Vec<PairScore> {
        let all = (0..count).flat_map(|head| (0..count).map(move |tail| (head, tail)));
        let different = all.filter(|(head, tail)| head != tail);
        different.map(|(head, tail)| PairScore { head, tail, probs: vec![0.9, 0.8, 0.7] }).collect()
    }

    #[test]
    fn nothing_said_changes_nothing() {
        let decoding = Decoding::default();
        assert!(decoding.is_plain());
        let before = SentenceScores { spans: vec![span(0, 1, 1, 0.9), span(0, 2, 1, 0.8)], pairs: pairs(2) };
        let mut after = before.clone();
        decoding.rules(&types()).apply(&mut after, &["Ann", "»"]);
        assert_eq!(after, before);
        assert_eq!(decoding.thresholds(&types(), 0.4), Thresholds::default());
    }

    #[test]
    fn pairs_across_sentences_obey_the_same_rules_and_their_distance() {
        use crate::nlp::{AcrossPair, SpanPlace};
        let decoding: Decoding = serde_json::from_str(
            r#"{"arguments": {"WORKS": [{"heads": ["PER"], "tails": ["ORG"]}]}, "same_thing": ["NAME"],
                "calibration": {"": {"relations": [2.0, 0.0]}}, "across": {"1": {"relations": [1.0, -1.0], "threshold": 0.3}}}"#,
        )
        .unwrap();
        decoding.check(&types()).unwrap();
        assert_eq!(decoding.thresholds(&types(), 0.5).per_distance, [0.3, 0.0, 0.0]);
        let words = [vec!["Acme"], vec!["ACME", "Ann"], vec!["Ann"]];
        let one = |spans| SentenceScores { spans, pairs: Vec::new() };
        let place = |sentence, span| SpanPlace { sentence, span };
        let pair = |head, tail| AcrossPair { head, tail, probs: vec![0.9, 0.8, 0.7] };
        let mut scores = TextScores {
            sentences: vec![
                one(vec![span(0, 1, 2, 0.9)]),
                one(vec![span(0, 1, 2, 0.9), span(1, 2, 1, 0.9)]),
                one(vec![span(0, 1, 1, 0.9)]),
            ],
            across: vec![
                pair(place(0, 0), place(1, 0)),
                pair(place(1, 1), place(0, 0)),
                pair(place(2, 0), place(0, 0)),
            ],
        };
        decoding.rules(&types()).apply_across(&mut scores, &words);
        let near = |score: f32| 1.0 / (1.0 + (1.0 - (score / (1.0 - score)).ln()).exp());
        let far = |score: f32| 1.0 / (1.0 + (-2.0 * (score / (1.0 - score)).ln()).exp());
        let wanted = [
            // One thing twice: only a type that may join it stays.
            [0.0, 0.0, near(0.7)],
            [near(0.9), near(0.8), near(0.7)],
            [far(0.9), far(0.8), far(0.7)],
        ];
        for (pair, wanted) in scores.across.iter().zip(wanted) {
            assert!(pair.probs.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-6), "{pair:?}, {wanted:?}");
        }
        let wrong = |across: &str| {
            let decoding: Decoding = serde_json::from_str(&format!(r#"{{"across": {across}}}"#)).unwrap();
            decoding.check(&types()).unwrap_err()
        };
        assert!(wrong(r#"{"4": {}}"#).contains("3+"));
        assert!(wrong(r#"{"1": {"relations": [0.0, 1.0]}}"#).contains("above 0"));
        assert!(wrong(r#"{"3+": {"threshold": 2.0}}"#).contains("threshold"));
    }

    #[test]
    fn a_file_says_it_all_and_a_strange_key_is_refused() {
        let json = r#"{"join_edges": true, "arguments": {"WORKS": [{"heads": ["PER"], "tails": ["ORG"]}]},
            "same_thing": ["NAME"], "calibration": {"ru": {"temperature": 2.0}}, "thresholds": {"PART": 0.3}}"#;
        let decoding: Decoding = serde_json::from_str(json).unwrap();
        assert_eq!(decoding.thresholds(&types(), 0.5).per_relation, [None, Some(0.3), None]);
        assert_eq!(serde_json::from_str::<Decoding>(&serde_json::to_string(&decoding).unwrap()).unwrap(), decoding);
        assert!(serde_json::from_str::<Decoding>(r#"{"joinEdges": true}"#).is_err());
        assert!(decoding.without_constraints().arguments.is_empty());
    }
}

//! What a checkpoint knows about its own scores beyond its weights: what may be joined to what, which spans are one
//! entity, what a score is worth, from where on it is believed.
//!
//! | file | what it is |
//! |---|---|
//! | `edges` | spans that differ by punctuation at an edge |
//! | `arguments` | which entity types a relation type joins |
//! | `calibration` | scores as probabilities |
//!
//! All of it works on scores ([`Rules::apply`]), before any threshold: whoever decodes them later need not know of it.
//! Without the file nothing changes, and SpERT decodes as in the paper.

mod arguments;
mod calibration;
mod edges;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{SentenceScores, Thresholds, Types};
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
}

impl Decoding {
    /// Whether scores stay as they are.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.join_edges && self.arguments.is_empty() && self.same_thing.is_none() && self.calibration.is_empty()
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
            ..Thresholds::default()
        }
    }

    /// The same rules by numbers of types, for many sentences.
    #[must_use]
    pub fn rules(&self, types: &Types) -> Rules {
        Rules {
            join_edges: self.join_edges,
            allowed: Allowed::new(&self.arguments, self.same_thing.as_ref(), types),
            calibration: self.calibration.clone(),
        }
    }
}

/// [`Decoding`] for one list of types.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    join_edges: bool,
    allowed: Option<Allowed>,
    calibration: BTreeMap<String, Calibration>,
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

//! Whether scores are what they seem: of everything said with a score of 0.9, nine tenths should be right.

use serde::Serialize;

use super::items::{Items, Mismatch, Options, Scored, WordSpan};
use crate::dataset::Sentence;
use crate::nlp::Types;

/// Bins of equal width between scores of 0 and 1.
pub const BINS: usize = 10;
/// What has a lower score was not said.
pub const LEAST_SCORE: f64 = 0.1;

/// One bin of scores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Bin {
    /// Items in it.
    pub count: usize,
    /// Mean of their scores.
    pub score: f64,
    /// Share of them that is right.
    pub right: f64,
}

/// The bins of one kind of item.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Curve {
    /// Items with a score of `LEAST_SCORE` or more.
    pub count: usize,
    /// Expected calibration error: mean distance between score and share right, weighted by count.
    pub ece: f64,
    /// By score, the lowest first.
    pub bins: [Bin; BINS],
}

/// Entities right in span and type, relations right in spans and type (RE).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reliability {
    pub entities: Curve,
    pub relations: Curve,
}

/// Compares what was said at any score with gold. `None` when no prediction has a score.
///
/// # Errors
/// When gold and prediction are not of the same sentences.
pub fn reliability(gold: &[Sentence], pred: &[Sentence], types: &Types) -> Result<Option<Reliability>, Mismatch> {
    let items = Items::new(gold, pred, types, &Options::default())?;
    let (mut entities, mut relations) = (Vec::new(), Vec::new());
    for pair in &items.pairs {
        for Scored { item, score } in &pair.pred.entities {
            let right = pair.gold.entities.iter().any(|gold| gold.item == *item);
            entities.extend(score.map(|score| (score, right)));
        }
        let key =
            |r: &super::items::RelationItem| -> (WordSpan, WordSpan, usize) { (r.head.span, r.tail.span, r.kind) };
        for Scored { item, score } in &pair.pred.relations {
            let right = pair.gold.relations.iter().any(|gold| key(&gold.item) == key(item));
            relations.extend(score.map(|score| (score, right)));
        }
    }
    let any = !entities.is_empty() || !relations.is_empty();
    Ok(any.then(|| Reliability { entities: Curve::new(&entities), relations: Curve::new(&relations) }))
}

impl Curve {
    /// Of scores with whether they were right.
    #[must_use]
    pub fn new(said: &[(f64, bool)]) -> Self {
        let mut curve = Self::default();
        for (score, right) in said.iter().filter(|(score, _)| *score >= LEAST_SCORE) {
            let bin = &mut curve.bins[((score * BINS as f64) as usize).min(BINS - 1)];
            bin.count += 1;
            bin.score += score;
            bin.right += f64::from(u8::from(*right));
        }
        curve.count = curve.bins.iter().map(|bin| bin.count).sum();
        for bin in curve.bins.iter_mut().filter(|bin| bin.count > 0) {
            curve.ece += (bin.score - bin.right).abs() / curve.count as f64;
            bin.score /= bin.count as f64;
            bin.right /= bin.count as f64;
        }
        curve
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_weighted_by_what_is_in_them() {
        let said = [(0.95, true), (0.95, true), (0.95, false), (0.95, true), (1.0, true), (0.25, false), (0.05, true)];
        let curve = Curve::new(&said);
        assert_eq!((curve.count, curve.bins[9].count, curve.bins[2].count, curve.bins[0].count), (6, 5, 1, 0));
        assert!((curve.bins[9].score - 0.96).abs() < 1e-9 && (curve.bins[9].right - 0.8).abs() < 1e-9);
        // (5 · |0.96 − 0.8| + 1 · |0.25 − 0|) / 6
        assert!((curve.ece - 1.05 / 6.0).abs() < 1e-9);
        assert_eq!(Curve::new(&[]), Curve::default());
    }

    #[test]
    fn entities_need_their_type_and_relations_do_not_need_those_of_their_ends() {
        let types = Types::from_json(r#"{"entities": {"A": {}, "B": {}}, "relations": {"R": {}}}"#).unwrap();
        let read = |json: &str| -> Vec<Sentence> { serde_json::from_str(json).unwrap() };
        let gold = read(
            r#"[{"tokens": ["x", "y"], "entities": [{"type": "A", "start": 0, "end": 1}, {"type": "B", "start": 1, "end": 2}],
            "relations": [{"type": "R", "head": 0, "tail": 1}]}]"#,
        );
        let pred = read(
            r#"[{"tokens": ["x", "y"], "entities": [{"type": "A", "start": 0, "end": 1, "score": 0.9},
            {"type": "A", "start": 1, "end": 2, "score": 0.7}], "relations": [{"type": "R", "head": 0, "tail": 1, "score": 0.6}]}]"#,
        );
        let both = reliability(&gold, &pred, &types).unwrap().unwrap();
        let right = |curve: &Curve, bin: usize| (curve.bins[bin].count, curve.bins[bin].right);
        assert_eq!((right(&both.entities, 9), right(&both.entities, 7)), ((1, 1.0), (1, 0.0)));
        assert_eq!(right(&both.relations, 6), (1, 1.0));
        assert_eq!(reliability(&gold, &gold, &types).unwrap(), None);
    }
}

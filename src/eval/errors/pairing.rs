//! One-to-one pairs of gold and predicted items, the most alike first.

use crate::eval::items::WordSpan;

/// How alike two items are: the class of their difference, and within it the overlap (0 to 2).
#[derive(Clone, Copy, Debug)]
pub(super) struct Likeness<C> {
    pub class: C,
    pub overlap: f64,
}

/// Pairs `(gold, pred, class)` of indices, and what is left over of both. Classes are ordered from the most alike to
/// the least alike.
pub(super) struct Pairing<C> {
    pub pairs: Vec<(usize, usize, C)>,
    pub gold_left: Vec<usize>,
    pub pred_left: Vec<usize>,
}

pub(super) fn pair_up<T, C: Ord + Copy>(
    gold: &[T],
    pred: &[T],
    alike: impl Fn(&T, &T) -> Option<Likeness<C>>,
) -> Pairing<C> {
    let mut candidates = Vec::new();
    for (g, gold) in gold.iter().enumerate() {
        for (p, pred) in pred.iter().enumerate() {
            if let Some(likeness) = alike(gold, pred) {
                candidates.push((likeness, g, p));
            }
        }
    }
    // Stable: of equal candidates the first in the text is taken, so that the report does not change from run to run.
    candidates.sort_by(|(a, ..), (b, ..)| a.class.cmp(&b.class).then(b.overlap.total_cmp(&a.overlap)));
    let (mut gold_free, mut pred_free) = (vec![true; gold.len()], vec![true; pred.len()]);
    let mut pairs = Vec::new();
    for (likeness, g, p) in candidates {
        if gold_free[g] && pred_free[p] {
            (gold_free[g], pred_free[p]) = (false, false);
            pairs.push((g, p, likeness.class));
        }
    }
    let left = |free: Vec<bool>| free.iter().enumerate().filter(|(_, free)| **free).map(|(at, _)| at).collect();
    Pairing { pairs, gold_left: left(gold_free), pred_left: left(pred_free) }
}

/// Intersection over union of two word spans; 0 where they do not touch.
pub(super) fn overlap(a: WordSpan, b: WordSpan) -> f64 {
    let common = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let union = (a.end - a.start) + (b.end - b.start) - common;
    if union == 0 { 0.0 } else { common as f64 / union as f64 }
}

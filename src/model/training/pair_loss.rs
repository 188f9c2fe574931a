//! What the relation head of SpERT minimises for one pair. The reference is the mean; with many types it teaches little.

use serde::{Deserialize, Serialize};

use super::losses::{binary, sigmoid, softplus};

/// How the relation types of a pair make one loss. SpERT.MT ranks instead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RelationLoss {
    /// Mean over the types of the binary cross-entropy, as the reference does.
    #[default]
    Mean,
    /// Their sum: what a type teaches does not depend on how many others there are.
    Sum,
    /// Adaptive threshold (ATLOP, Zhou et al. 2021). Only differences to the threshold class count in it, so that class needs
    /// no weights: its logit is 0, a score of one half.
    Adaptive,
}

impl RelationLoss {
    /// The loss of a pair with `labels`; its gradient goes into `logits`.
    ///
    /// `focus` is the γ of the focal loss (Lin et al. 2017) for the two cross-entropies, 0 for none. Types that are `open` and
    /// no labels (an empty list: none is) teach nothing.
    pub fn of(self, logits: &mut [f32], labels: &[usize], focus: f32, open: &[bool]) -> f32 {
        let is_open = |index: usize| open.get(index).copied().unwrap_or(false) && !labels.contains(&index);
        if self == Self::Adaptive {
            return adaptive(logits, labels, &is_open);
        }
        let count = if self == Self::Mean { logits.len() as f32 } else { 1.0 };
        let mut loss = 0.0;
        for (index, logit) in logits.iter_mut().enumerate() {
            if is_open(index) {
                *logit = 0.0;
                continue;
            }
            let (own, gradient) = focal(*logit, labels.contains(&index), focus);
            loss += own;
            *logit = gradient / count;
        }
        loss / count
    }
}

/// `(1 − p)^γ · −log p` with p the probability of what is right; loss and gradient.
fn focal(logit: f32, label: bool, focus: f32) -> (f32, f32) {
    if focus == 0.0 {
        return binary(logit, label);
    }
    let sign = if label { 1.0 } else { -1.0 };
    let (loss, wrong) = (softplus(-sign * logit), sigmoid(-sign * logit));
    let easy = wrong.powf(focus);
    (easy * loss, -sign * easy * (wrong + focus * (1.0 - wrong) * loss))
}

/// `Σ_{r right} [log(1 + Σ_{p right} e^{l_p}) − l_r] + log(1 + Σ_{n wrong} e^{l_n})`.
fn adaptive(logits: &mut [f32], labels: &[usize], is_open: &dyn Fn(usize) -> bool) -> f32 {
    for (index, logit) in logits.iter_mut().enumerate() {
        // Far below the threshold nothing is left to be pushed down.
        *logit = if is_open(index) { f32::NEG_INFINITY } else { *logit };
    }
    let (mut largest, mut sums) = ([0.0_f32; 2], [0.0_f32; 2]);
    let side = |index: usize| usize::from(labels.contains(&index));
    for (index, logit) in logits.iter().enumerate() {
        largest[side(index)] = largest[side(index)].max(*logit);
    }
    for (sum, largest) in sums.iter_mut().zip(largest) {
        *sum = (-largest).exp();
    }
    for (index, logit) in logits.iter().enumerate() {
        sums[side(index)] += (*logit - largest[side(index)]).exp();
    }
    let right = (0..logits.len()).filter(|index| side(*index) == 1).count() as f32;
    let mut loss = largest[0] + sums[0].ln() + right * (largest[1] + sums[1].ln());
    for (index, logit) in logits.iter_mut().enumerate() {
        let side = side(index);
        let share = (*logit - largest[side]).exp() / sums[side];
        if side == 1 {
            loss -= *logit;
            *logit = right * share - 1.0;
        } else {
            *logit = share;
        }
    }
    loss
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::training::losses::tests::check;

    #[test]
    fn gradients_equal_differences() {
        let logits = [0.3, -1.2, 2.0, 0.1];
        for labels in [&[][..], &[1], &[0, 2], &[0, 1, 2, 3]] {
            check(&logits, |x| RelationLoss::Adaptive.of(x, labels, 0.0, &[]));
            for focus in [0.0, 1.0, 2.0] {
                check(&logits, |x| RelationLoss::Mean.of(x, labels, focus, &[]));
                check(&logits, |x| RelationLoss::Sum.of(x, labels, focus, &[]));
            }
        }
    }

    #[test]
    fn the_default_is_the_reference_and_a_sum_is_as_many_means() {
        let logits = [0.3, -1.2, 2.0, 0.1];
        let run = |loss: &dyn Fn(&mut [f32]) -> f32| {
            let mut x = logits;
            (loss(&mut x), x)
        };
        let mean = run(&|x| RelationLoss::default().of(x, &[0, 2], 0.0, &[]));
        let wanted: f32 = [-0.3, -1.2, -2.0, 0.1].map(softplus).iter().sum();
        assert!((mean.0 - wanted / 4.0).abs() < 1e-6);
        let (sum, gradient) = run(&|x| RelationLoss::Sum.of(x, &[0, 2], 0.0, &[]));
        assert!((sum - wanted).abs() < 1e-5);
        assert!(gradient.iter().zip(mean.1).all(|(sum, mean)| (sum - 4.0 * mean).abs() < 1e-6));
        // One right type against the threshold alone is a binary cross-entropy.
        let mut one = [1.5];
        assert!((RelationLoss::Adaptive.of(&mut one, &[0], 0.0, &[]) - softplus(-1.5)).abs() < 1e-6);
    }

    #[test]
    fn open_types_teach_nothing_unless_they_are_labels() {
        let open = [false, false, true, true];
        for loss in [RelationLoss::Mean, RelationLoss::Sum, RelationLoss::Adaptive] {
            check(&[0.3, -1.2, 2.0, 0.1], |x| loss.of(x, &[3], 0.0, &open));
            let mut logits = [0.3, -1.2, 2.0, 0.1];
            let value = loss.of(&mut logits, &[3], 0.0, &open);
            assert!(value.is_finite() && logits[2] == 0.0 && logits[3] < 0.0 && logits[0] > 0.0, "{loss:?} {logits:?}");
            let mut same = [0.3, -1.2, -3.0, 0.1];
            assert!((loss.of(&mut same, &[3], 0.0, &open) - value).abs() < 1e-6);
        }
    }

    #[test]
    fn extreme_logits_stay_finite() {
        for labels in [&[][..], &[0], &[1], &[0, 1]] {
            for (loss, focus) in [(RelationLoss::Adaptive, 0.0), (RelationLoss::Sum, 2.0), (RelationLoss::Mean, 1.0)] {
                let mut logits = [300.0, -300.0];
                assert!(loss.of(&mut logits, labels, focus, &[]).is_finite());
                assert!(logits.iter().all(|gradient| gradient.is_finite()), "{loss:?} {labels:?}");
            }
        }
    }
}

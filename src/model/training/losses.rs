//! The losses and their gradients with respect to the logits, sample by sample, in f64 where sums could lose digits.

/// Balance of entity identification, δ (Lu & Xue 2023).
pub const DELTA: f32 = 0.25;
/// Scale of the ranking loss, γ.
pub const GAMMA: f32 = 2.0;
/// Margins of the ranking loss, m⁺ and m⁻.
pub const MARGINS: [f32; 2] = [2.5, 0.5];

/// The mean losses of an update.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Losses {
    /// SpERT: cross-entropy. SpERT.MT: ranking of the entity classes.
    pub entity: f64,
    /// SpERT: binary cross-entropy. SpERT.MT: ranking of the relation types.
    pub relation: f64,
    /// SpERT.MT only.
    pub entity_identification: f64,
    /// SpERT.MT only.
    pub relation_identification: f64,
}

impl Losses {
    /// What is minimised, when all weights are 1.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.entity + self.relation + self.entity_identification + self.relation_identification
    }
}

impl std::ops::AddAssign for Losses {
    fn add_assign(&mut self, other: Self) {
        self.entity += other.entity;
        self.relation += other.relation;
        self.entity_identification += other.entity_identification;
        self.relation_identification += other.relation_identification;
    }
}

/// `log(1 + e^x)` without overflow.
pub(super) fn softplus(x: f32) -> f32 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

pub(super) fn sigmoid(x: f32) -> f32 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

/// `−log softmax(logits)[class]`; the gradient goes into `logits`.
pub fn cross_entropy(logits: &mut [f32], class: usize) -> f32 {
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let own = logits[class] - max;
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = (*logit - max).exp();
        sum += *logit;
    }
    for logit in logits.iter_mut() {
        *logit /= sum;
    }
    logits[class] -= 1.0;
    sum.ln() - own
}

/// `−log Σ softmax(logits)` over class 0 and the classes that are `open`: what a negative span is worth that may be of one of
/// these. The gradient goes into `logits`.
pub fn none_or_open(logits: &mut [f32], open: &[bool]) -> f32 {
    let is_in = |class: usize| class == 0 || open.get(class).copied().unwrap_or(false);
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let largest = logits.iter().enumerate().filter(|(class, _)| is_in(*class)).map(|(_, logit)| *logit);
    let largest = largest.fold(f32::NEG_INFINITY, f32::max);
    let (mut sum, mut inside) = (0.0, 0.0);
    for (class, logit) in logits.iter().enumerate() {
        sum += (logit - max).exp();
        inside += if is_in(class) { (logit - largest).exp() } else { 0.0 };
    }
    for (class, logit) in logits.iter_mut().enumerate() {
        let own = if is_in(class) { (*logit - largest).exp() / inside } else { 0.0 };
        *logit = (*logit - max).exp() / sum - own;
    }
    (max + sum.ln()) - (largest + inside.ln())
}

/// `−q(1−δ)·log p − δ(1−q)(1+ENIoU)·log(1−p)`; returns loss and gradient.
#[must_use]
pub fn identification(logit: f32, entity: bool, overlap: f32) -> (f32, f32) {
    if entity {
        ((1.0 - DELTA) * softplus(-logit), (1.0 - DELTA) * (sigmoid(logit) - 1.0))
    } else {
        let weight = DELTA * (1.0 + overlap);
        (weight * softplus(logit), weight * sigmoid(logit))
    }
}

/// Binary cross-entropy of one logit; returns loss and gradient.
#[must_use]
pub fn binary(logit: f32, label: bool) -> (f32, f32) {
    if label { (softplus(-logit), sigmoid(logit) - 1.0) } else { (softplus(logit), sigmoid(logit)) }
}

/// Pairwise ranking, `log(1+e^{γ(m⁺ − s_{y+})}) + log(1+e^{γ(m⁻ + s_{y−})})`: y+ the lowest of the right classes, y− the
/// highest of the wrong ones; a negative has the second term only. Classes that are `open` (an empty list: none is) are
/// neither right nor wrong. The gradient goes into `scores`.
pub fn ranking(scores: &mut [f32], right: &[usize], open: &[bool]) -> f32 {
    let extreme = |better: fn(f32, f32) -> bool, wanted: bool| {
        let mut best: Option<usize> = None;
        let is_open = |index: usize| !wanted && open.get(index).copied().unwrap_or(false);
        for (index, score) in scores.iter().enumerate().filter(|(index, _)| right.contains(index) == wanted) {
            if is_open(index) {
                continue;
            }
            if best.is_none_or(|best| better(*score, scores[best])) {
                best = Some(index);
            }
        }
        best
    };
    let positive = extreme(|a, b| a < b, true);
    let negative = extreme(|a, b| a > b, false);
    let mut loss = 0.0;
    let mut gradients = [(None, 0.0); 2];
    if let Some(index) = positive {
        let x = GAMMA * (MARGINS[0] - scores[index]);
        loss += softplus(x);
        gradients[0] = (Some(index), -GAMMA * sigmoid(x));
    }
    if let Some(index) = negative {
        let x = GAMMA * (MARGINS[1] + scores[index]);
        loss += softplus(x);
        gradients[1] = (Some(index), GAMMA * sigmoid(x));
    }
    scores.fill(0.0);
    for (index, gradient) in gradients {
        if let Some(index) = index {
            scores[index] = gradient;
        }
    }
    loss
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The gradient of a loss against differences of its values.
    pub fn check(logits: &[f32], loss: impl Fn(&mut [f32]) -> f32) {
        let mut gradient = logits.to_vec();
        loss(&mut gradient);
        for at in 0..logits.len() {
            let step = 1e-2;
            let value = |by: f32| {
                let mut moved = logits.to_vec();
                moved[at] += by;
                f64::from(loss(&mut moved))
            };
            let wanted = (value(step) - value(-step)) / (2.0 * f64::from(step));
            assert!((f64::from(gradient[at]) - wanted).abs() < 1e-3, "{at}: {} but {wanted}", gradient[at]);
        }
    }

    #[test]
    fn gradients_equal_differences() {
        let logits = [0.3, -1.2, 2.0, 0.1];
        check(&logits, |x| cross_entropy(x, 1));
        check(&logits, |x| none_or_open(x, &[false, true, false, true]));
        check(&logits, |x| ranking(x, &[1], &[]));
        check(&logits, |x| ranking(x, &[0, 2], &[]));
        check(&logits, |x| ranking(x, &[], &[]));
        check(&logits, |x| ranking(x, &[0], &[false, false, true, false]));
        for (entity, overlap) in [(true, 0.0), (false, 0.0), (false, 0.7)] {
            check(&[0.4], |x| {
                let (loss, gradient) = identification(x[0], entity, overlap);
                x[0] = gradient;
                loss
            });
        }
    }

    #[test]
    fn what_is_open_is_neither_right_nor_wrong() {
        let logits = [0.3_f32, -1.2, 2.0, 0.1];
        let run = |loss: &dyn Fn(&mut [f32]) -> f32| {
            let mut x = logits;
            (loss(&mut x), x)
        };
        // Nothing open: a negative like any other. All open: nothing to learn.
        let (plain, closed) = (run(&|x| cross_entropy(x, 0)), run(&|x| none_or_open(x, &[false; 4])));
        assert!((plain.0 - closed.0).abs() < 1e-6 && plain.1.iter().zip(closed.1).all(|(a, b)| (a - b).abs() < 1e-6));
        let (loss, gradient) = run(&|x| none_or_open(x, &[true; 4]));
        assert!(loss.abs() < 1e-6 && gradient.iter().all(|g| g.abs() < 1e-6));
        // The open class that the model is sure of is not pushed down.
        assert!(run(&|x| none_or_open(x, &[false, false, true, false])).1[2] <= 0.0);
        assert_eq!(run(&|x| ranking(x, &[], &[true; 4])), (0.0, [0.0; 4]));
    }

    #[test]
    fn extreme_logits_stay_finite() {
        let mut logits = [200.0, -200.0];
        assert!(cross_entropy(&mut logits, 1) > 300.0 && logits.iter().all(|x| x.is_finite()));
        assert_eq!(binary(-500.0, false).0, 0.0);
        assert!((binary(-500.0, true).0 - 500.0).abs() < 1e-3);
        assert!(ranking(&mut [1e4, -1e4], &[1], &[]).is_finite());
        assert!(none_or_open(&mut [-500.0, 300.0, -500.0], &[false, false, true]).is_finite());
    }
}

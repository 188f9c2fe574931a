//! One- and two-parameter fits to outcomes, and thresholds.

/// Grid of the thresholds, in hundredths.
const GRID: usize = 100;
/// Thresholds outside are no use: all or nothing would be said.
const RANGE: [usize; 2] = [10, 90];

/// Coefficients outside say that there were too few outcomes, not that the model is so far off.
const TEMPERATURES: [f64; 2] = [0.25, 4.0];
const SLOPES: [f64; 2] = [0.25, 4.0];
const LARGEST_SHIFT: f64 = 4.0;
/// How strongly a slope and a shift are drawn to changing nothing, in outcomes: a few cannot move them far, and hundreds do
/// not feel it.
const PRIOR: f64 = 1.0;

/// The temperature at which the probability of the chosen class fits best how often it is right: least negative
/// log-likelihood, by golden section over its logarithm, within [`TEMPERATURES`]. 1 when the outcomes say nothing (none, or
/// none of them right).
#[must_use]
pub fn temperature(outcomes: &[(Vec<f32>, usize, bool)]) -> f32 {
    // Logits of the chosen class against each other one: division by T is all that changes.
    let loss = |log: f64| -> f64 {
        let power = (-log).exp();
        let all = outcomes.iter().map(|(probs, class, right)| {
            let own = f64::from(probs.get(*class).copied().unwrap_or(1.0)).max(1e-30);
            let sum: f64 = probs.iter().map(|p| (f64::from(*p).max(1e-30) / own).powf(power)).sum();
            // p = 1 / sum, with a sum of at least 1.
            let p = (1.0 / sum.max(1.0)).clamp(1e-12, 1.0 - 1e-12);
            if *right { -p.ln() } else { -(1.0 - p).ln() }
        });
        all.sum()
    };
    if !outcomes.iter().any(|(_, _, right)| *right) {
        return 1.0;
    }
    golden_section(loss, TEMPERATURES.map(f64::ln)).exp() as f32
}

/// The `[a, b]` for which `σ(a·logit + b)` fits best: logistic regression by Newton's method, within [`SLOPES`] and
/// [`LARGEST_SHIFT`]. `[1, 0]` when the outcomes say nothing (none, or all the same).
#[must_use]
pub fn platt(outcomes: &[(f32, bool)]) -> [f32; 2] {
    let right = outcomes.iter().filter(|(_, right)| *right).count();
    if right == 0 || right == outcomes.len() {
        return [1.0, 0.0];
    }
    let logit = |score: f32| {
        let p = f64::from(score).clamp(1e-7, 1.0 - 1e-7);
        (p / (1.0 - p)).ln()
    };
    let points: Vec<(f64, f64)> =
        outcomes.iter().map(|(score, right)| (logit(*score), f64::from(u8::from(*right)))).collect();
    let (mut a, mut b) = (1.0, 0.0);
    for _ in 0..50 {
        let (mut gradient, mut hessian) = ([PRIOR * (a - 1.0), PRIOR * b], [PRIOR, 0.0, PRIOR]);
        for (x, y) in &points {
            let p = 1.0 / (1.0 + (-(a * x + b)).exp());
            let weight = p * (1.0 - p);
            gradient = [gradient[0] + (p - y) * x, gradient[1] + (p - y)];
            hessian = [hessian[0] + weight * x * x, hessian[1] + weight * x, hessian[2] + weight];
        }
        let [xx, xb, bb] = hessian;
        let determinant = xx * bb - xb * xb;
        let step =
            [(bb * gradient[0] - xb * gradient[1]) / determinant, (xx * gradient[1] - xb * gradient[0]) / determinant];
        // Steps of bounded length: far from the best point a full one may overshoot.
        let shorter = (2.0 / step[0].abs().max(step[1].abs()).max(1e-12)).min(1.0);
        (a, b) = (a - step[0] * shorter, b - step[1] * shorter);
        if step[0].abs().max(step[1].abs()) < 1e-9 {
            break;
        }
    }
    // Higher scores must stay higher.
    if !(a.is_finite() && b.is_finite() && a > 0.0) {
        return [1.0, 0.0];
    }
    [a.clamp(SLOPES[0], SLOPES[1]) as f32, b.clamp(-LARGEST_SHIFT, LARGEST_SHIFT) as f32]
}

fn golden_section(f: impl Fn(f64) -> f64, [mut low, mut high]: [f64; 2]) -> f64 {
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut a, mut b) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut at_a, mut at_b) = (f(a), f(b));
    for _ in 0..60 {
        if at_a <= at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - ratio * (high - low);
            at_a = f(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + ratio * (high - low);
            at_b = f(b);
        }
    }
    f64::midpoint(low, high)
}

/// What is right and wrong at every threshold.
#[derive(Clone, Debug)]
pub struct Counts {
    /// By the hundredth of the score: right, wrong.
    said: Vec<[f64; 2]>,
    /// All there are to be found.
    pub gold: f64,
}

impl Default for Counts {
    fn default() -> Self {
        Self { said: vec![[0.0; 2]; GRID + 1], gold: 0.0 }
    }
}

impl Counts {
    pub fn add(&mut self, score: f32, right: bool) {
        let at = ((score * GRID as f32) as usize).min(GRID);
        self.said[at][usize::from(!right)] += 1.0;
    }

    pub fn join(&mut self, other: &Self) {
        self.gold += other.gold;
        for (own, other) in self.said.iter_mut().zip(&other.said) {
            own[0] += other[0];
            own[1] += other[1];
        }
    }

    /// Right and wrong at or above a threshold.
    #[must_use]
    pub fn at(&self, threshold: f32) -> [f64; 2] {
        let from = ((threshold * GRID as f32).round() as usize).min(GRID);
        self.said[from..].iter().fold([0.0; 2], |sum, own| [sum[0] + own[0], sum[1] + own[1]])
    }

    /// Right and wrong at or above every hundredth.
    fn above(&self) -> Vec<[f64; 2]> {
        let mut sums = self.said.clone();
        for at in (0..GRID).rev() {
            sums[at] = [sums[at][0] + sums[at + 1][0], sums[at][1] + sums[at + 1][1]];
        }
        sums
    }
}

/// The threshold with the best F1 of `own` and of `prior` instances as they are in `all`; the highest of equally good ones.
#[must_use]
pub fn best_threshold(own: &Counts, all: &Counts, prior: f64) -> f32 {
    let share = if all.gold > 0.0 { prior / all.gold } else { 0.0 };
    let (above, general) = (own.above(), all.above());
    let f1 = |at: usize| {
        let [right, wrong] = [0, 1].map(|side| above[at][side] + share * general[at][side]);
        let gold = own.gold + share * all.gold;
        if right > 0.0 { 2.0 * right / (right + wrong + gold) } else { 0.0 }
    };
    let better = |best: (usize, f64), at: usize| {
        let value = f1(at);
        if value >= best.1 { (at, value) } else { best }
    };
    let (at, _) = (RANGE[0]..=RANGE[1]).fold((RANGE[0], 0.0), better);
    at as f32 / GRID as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_temperature_that_made_scores_too_sure_is_found() {
        // Of a hundred with a score of 0.98, 80 are right: two classes, so T = logit(0.98) / logit(0.8).
        let outcomes: Vec<_> = (0..100).map(|at| (vec![0.02, 0.98], 1, at % 5 != 0)).collect();
        let wanted = (0.98_f32 / 0.02).ln() / 4.0_f32.ln();
        assert!((temperature(&outcomes) - wanted).abs() < 0.01);
        assert_eq!(temperature(&[]), 1.0);
        assert!(temperature(&[(vec![0.0, 1.0], 1, true)]).is_finite());
        let all_wrong: Vec<_> = (0..100).map(|_| (vec![0.02, 0.98], 1, false)).collect();
        assert_eq!(temperature(&all_wrong), 1.0);
    }

    #[test]
    fn a_few_outcomes_move_nothing_far() {
        // Apart by a hair: the likeliest slope has no end.
        let apart: Vec<_> = (0..12).map(|at| (0.5 + at as f32 / 1000.0, at > 5)).collect();
        let [a, b] = platt(&apart);
        assert!((0.25..=4.0).contains(&a) && b.abs() <= 4.0, "{a} {b}");
        let sure: Vec<_> = (0..12).map(|at| (vec![0.45, 0.55], 1, at != 0)).collect();
        let one_right: Vec<_> = (0..200).map(|at| (vec![0.001, 0.999], 1, at == 0)).collect();
        for outcomes in [sure, one_right] {
            let temperature = temperature(&outcomes);
            assert!((0.25..=4.0).contains(&temperature), "{temperature}");
        }
    }

    #[test]
    fn platt_finds_the_sigmoid_that_scores_came_from() {
        // True probabilities at three scores: σ(0.5·logit − 1).
        let mut outcomes = Vec::new();
        for score in [0.05_f32, 0.5, 0.97] {
            let p = 1.0 / (1.0 + (1.0 - 0.5 * (score / (1.0 - score)).ln()).exp());
            let right = (p * 10_000.0).round() as usize;
            outcomes.extend((0..10_000).map(|at| (score, at < right)));
        }
        let [a, b] = platt(&outcomes);
        assert!((a - 0.5).abs() < 0.01 && (b + 1.0).abs() < 0.01, "{a} {b}");
        assert_eq!(platt(&[(0.3, true), (0.9, true)]), [1.0, 0.0]);
        // Scores that say the contrary must not turn the order round.
        assert_eq!(platt(&[(0.9, false), (0.1, true), (0.8, false), (0.2, true)]), [1.0, 0.0]);
    }

    #[test]
    fn a_type_has_its_own_threshold_when_there_are_enough_of_it() {
        let mut own = Counts { gold: 500.0, ..Counts::default() };
        (0..400).for_each(|_| own.add(0.35, true));
        (0..400).for_each(|_| own.add(0.3, false));
        let mut all = Counts { gold: 500.0, ..Counts::default() };
        (0..400).for_each(|_| all.add(0.65, true));
        (0..400).for_each(|_| all.add(0.5, false));
        assert_eq!(best_threshold(&own, &all, 20.0), 0.35);
        assert_eq!(best_threshold(&own, &all, 1e9), 0.65);
        assert_eq!(best_threshold(&Counts::default(), &all, 20.0), 0.65);
        assert_eq!((own.at(0.35), own.at(0.3)), ([400.0, 0.0], [400.0, 400.0]));
        let few = Counts { gold: 1.0, ..Counts::default() };
        assert_eq!(best_threshold(&few, &all, 20.0), 0.65);
        assert!((0.1..=0.9).contains(&best_threshold(&Counts::default(), &Counts::default(), 20.0)));
    }
}

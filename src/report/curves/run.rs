//! A run as a report sees it.

use super::series::Points;
use crate::report::{End, Eval, Metric, Start, Step};

/// The metrics of one run, by kind.
pub struct Run<'a> {
    pub name: &'a str,
    pub start: Option<&'a Start>,
    pub steps: Vec<&'a Step>,
    pub evals: Vec<&'a Eval>,
    pub end: Option<&'a End>,
}

impl<'a> Run<'a> {
    pub fn new(name: &'a str, metrics: &'a [Metric]) -> Self {
        let mut run = Self { name, start: None, steps: Vec::new(), evals: Vec::new(), end: None };
        for metric in metrics {
            match metric {
                Metric::Start(start) => run.start = Some(start),
                Metric::Step(step) => run.steps.push(step),
                Metric::Eval(eval) => run.evals.push(eval),
                Metric::End(end) => run.end = Some(end),
            }
        }
        run
    }

    /// A value of every update.
    pub fn curve(&self, value: fn(&Step) -> f64) -> Points {
        self.steps.iter().map(|step| (step.update as f64, value(step))).collect()
    }

    /// A value of every measurement on a split.
    pub fn scores(&self, split: &str, value: fn(&Eval) -> f64) -> Points {
        let evals = self.evals.iter().filter(|eval| eval.split == split);
        evals.map(|eval| (eval.update as f64, value(eval))).collect()
    }

    pub fn updates(&self) -> u64 {
        self.end.map(|end| end.updates).or(self.steps.last().map(|step| step.update)).unwrap_or(0)
    }

    /// In updates and, as far as the run's end says so, around them.
    pub fn seconds(&self) -> f64 {
        let updates = self.in_updates();
        // The end knows only of the time since the run was last resumed.
        self.end.map_or(updates, |end| end.seconds.max(updates))
    }

    fn in_updates(&self) -> f64 {
        self.steps.iter().map(|step| step.seconds).filter(|seconds| seconds.is_finite()).sum()
    }

    /// While it updates: loading, evaluating and saving do not count.
    pub fn updates_per_second(&self) -> f64 {
        let seconds = self.in_updates();
        if seconds > 0.0 { self.steps.len() as f64 / seconds } else { f64::NAN }
    }

    /// Known once an epoch is over.
    pub fn sentences_per_second(&self) -> f64 {
        let first = self.steps.first().map_or(0, |step| step.epoch);
        let of_first = self.steps.iter().filter(|step| step.epoch == first);
        let over = self.steps.last().is_some_and(|step| step.epoch > first) || self.end.is_some();
        // An epoch may have been logged in part only.
        let updates = of_first.map(|step| step.update).max().filter(|_| over);
        let before = self.steps.first().map_or(0, |step| step.update.saturating_sub(1));
        match (self.start, updates.map(|last| last.saturating_sub(before))) {
            (Some(start), Some(updates)) if updates > 0 => {
                start.sentences as f64 / updates as f64 * self.updates_per_second()
            }
            _ => f64::NAN,
        }
    }

    /// The measurement with the best strict relations (without any, the best entities) on a split.
    pub fn best(&self, split: &str) -> Option<&'a Eval> {
        let evals = || self.evals.iter().copied().filter(|eval| eval.split == split);
        let by = |value: fn(&Eval) -> f64| {
            let finite = evals().filter(move |eval| value(eval).is_finite());
            finite.reduce(move |best, eval| if value(eval) > value(best) { eval } else { best })
        };
        by(|eval| eval.re_plus_f1).or_else(|| by(|eval| eval.ner_f1))
    }

    /// The first update whose loss or gradient is not a number.
    pub fn broken_at(&self) -> Option<u64> {
        // A gradient norm that was not logged is NaN too; only a loss always is there.
        self.steps.iter().find(|step| !step.loss.is_finite()).map(|step| step.update)
    }

    /// What became of it.
    pub fn state(&self) -> (&'static str, String) {
        let planned = self.start.map_or(0, |start| start.updates);
        match self.end {
            _ if self.broken_at().is_some() => ("bad", "diverged".to_owned()),
            Some(End { reason: Some(reason), .. }) => ("warn", reason.clone()),
            Some(_) => ("good", "finished".to_owned()),
            None if planned > 0 => ("warn", format!("{:.0} % done", self.updates() as f64 / planned as f64 * 100.0)),
            None => ("warn", "not finished".to_owned()),
        }
    }
}

/// The splits that were measured on, in the order of their first measurement.
pub fn splits<'a>(runs: &[Run<'a>]) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for eval in runs.iter().flat_map(|run| &run.evals) {
        if !found.contains(&eval.split.as_str()) {
            found.push(&eval.split);
        }
    }
    found
}

//! What many frames cost, in a few numbers.

use serde::Serialize;

/// Milliseconds of CPU a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub max_ms: f64,
    pub frames: usize,
}

impl Figures {
    pub fn of(mut frames: Vec<f64>) -> Self {
        frames.sort_by(f64::total_cmp);
        Self {
            p50_ms: percentile(&frames, 0.50),
            p95_ms: percentile(&frames, 0.95),
            max_ms: percentile(&frames, 1.0),
            frames: frames.len(),
        }
    }
}

/// The smallest value that at least this share of the ascending values does not exceed (nearest rank); 0 for none.
fn percentile(ascending: &[f64], share: f64) -> f64 {
    let rank = (ascending.len() as f64 * share).ceil() as usize;
    let value = ascending.get(rank.saturating_sub(1)).copied().unwrap_or_default();
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        let figures = Figures::of(hundred);
        assert_eq!(figures, Figures { p50_ms: 50.0, p95_ms: 95.0, max_ms: 100.0, frames: 100 });
        assert_eq!(Figures::of(vec![7.0]), Figures { p50_ms: 7.0, p95_ms: 7.0, max_ms: 7.0, frames: 1 });
        assert_eq!(Figures::of(Vec::new()), Figures::default());
    }
}

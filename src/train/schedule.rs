//! Linear warm-up, then linear decay to 0.

/// The learning rate of update `update` (from 0) of `total`, `warm` of them rising: `peak·i/warm`, then linear to 0 at the end.
#[must_use]
pub fn rate(peak: f32, update: u64, total: u64, warm: u64) -> f32 {
    if update < warm {
        return (f64::from(peak) * update as f64 / warm as f64) as f32;
    }
    let left = total.saturating_sub(update) as f64 / total.saturating_sub(warm).max(1) as f64;
    (f64::from(peak) * left) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_update_moves_nothing_and_the_peak_is_after_the_warm_up() {
        let rates: Vec<f32> = (0..20).map(|update| rate(1e-3, update, 20, 2)).collect();
        assert_eq!(rates[..3], [0.0, 5e-4, 1e-3]);
        assert!((rates[3] - 0.000_944_444_44).abs() < 1e-9 && rates[19] > 0.0);
        assert_eq!(rate(1.0, 20, 20, 2), 0.0);
        assert_eq!(rate(1.0, 0, 5, 0), 1.0);
    }
}

//! Values over updates: smoothed, thinned to what a screen shows.

/// Points of a curve after thinning; a chart is not wider in pixels.
pub const SHOWN: usize = 640;

/// Update and value; values that are not finite are gaps.
pub type Points = Vec<(f64, f64)>;

/// The exponential moving average over about a fortieth of the points, without the pull towards the first one.
pub fn smooth(points: &[(f64, f64)]) -> Points {
    let span = (points.len() as f64 / 40.0).max(1.0);
    let keep = 1.0 - 1.0 / span;
    let (mut sum, mut weight) = (0.0, 0.0);
    points
        .iter()
        .map(|&(update, value)| {
            if value.is_finite() {
                sum = sum * keep + value;
                weight = weight * keep + 1.0;
            }
            (update, if weight > 0.0 && value.is_finite() { sum / weight } else { f64::NAN })
        })
        .collect()
}

/// At most about [`SHOWN`] points. Of each group the lowest and the highest stay, so no spike is lost.
pub fn thin(points: &[(f64, f64)]) -> Points {
    if points.len() <= SHOWN {
        return points.to_vec();
    }
    let group = points.len().div_ceil(SHOWN / 2);
    let extremes = points.chunks(group).flat_map(|chunk| {
        let by_value = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let finite = || chunk.iter().filter(|p| p.1.is_finite());
        let (low, high) = (finite().min_by(by_value), finite().max_by(by_value));
        let mut kept: Points = [low, high].into_iter().flatten().copied().collect();
        if kept.is_empty() {
            kept.extend(chunk.first());
        }
        kept.sort_by(|a, b| a.0.total_cmp(&b.0));
        kept.dedup();
        kept
    });
    extremes.collect()
}

/// The highest point, of equal ones the first.
pub fn best(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let finite = points.iter().filter(|p| p.1.is_finite());
    finite.fold(None, |best: Option<(f64, f64)>, &p| if best.is_none_or(|b| p.1 > b.1) { Some(p) } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothing_keeps_a_constant_and_leaves_gaps() {
        let mut points: Points = (0..400).map(|at| (f64::from(at), 2.0)).collect();
        points[7].1 = f64::NAN;
        let smoothed = smooth(&points);
        assert!(smoothed[7].1.is_nan());
        assert!(smoothed.iter().filter(|p| p.1.is_finite()).all(|p| (p.1 - 2.0).abs() < 1e-9));
    }

    #[test]
    fn thinning_keeps_spikes_and_order() {
        let mut points: Points = (0..10_000).map(|at| (f64::from(at), 1.0)).collect();
        (points[5000].1, points[6000].1) = (99.0, f64::NAN);
        let thinned = thin(&points);
        assert!(thinned.len() <= SHOWN + 2, "{}", thinned.len());
        assert!(thinned.contains(&(5000.0, 99.0)));
        assert!(thinned.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn the_best_is_the_first_of_the_highest() {
        assert_eq!(best(&[(1.0, f64::NAN), (2.0, 5.0), (3.0, 7.0), (4.0, 7.0)]), Some((3.0, 7.0)));
        assert_eq!(best(&[]), None);
    }
}

//! From values to places on a chart, and the numbers beside its axes.

/// Above this ratio of the largest to the smallest value a logarithmic axis shows more.
const LOGARITHMIC_FROM: f64 = 25.0;

/// Maps values to positions along an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
    pub logarithmic: bool,
    /// Position of `low`.
    pub from: f64,
    /// Position of `high`.
    pub to: f64,
}

impl Scale {
    /// A linear axis over values, widened to round numbers; without values from 0 to 1.
    pub fn linear(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let (low, high) = extent(values).unwrap_or((0.0, 1.0));
        let (low, high) =
            if low == high { (low - low.abs().max(1.0) * 0.1, high + high.abs().max(1.0) * 0.1) } else { (low, high) };
        let step = step(high - low, 5.0);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, logarithmic: false, from, to }
    }

    /// A logarithmic axis where all values are positive and far apart, else a linear one.
    pub fn fitting(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        match extent(values.clone()) {
            Some((low, high)) if low > 0.0 && high / low > LOGARITHMIC_FROM => {
                Self { low, high, logarithmic: true, from, to }
            }
            Some((low, _)) if low >= 0.0 => Self::linear(values.chain([0.0]), from, to),
            _ => Self::linear(values, from, to),
        }
    }

    /// Exactly from the smallest to the largest value.
    pub fn tight(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let (low, high) = extent(values).unwrap_or((0.0, 1.0));
        Self { low, high: if high > low { high } else { low + 1.0 }, logarithmic: false, from, to }
    }

    /// Values beyond the ends are placed at the ends.
    pub fn place(&self, value: f64) -> f64 {
        let share = if self.logarithmic {
            (value.max(f64::MIN_POSITIVE) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        self.from + (self.to - self.from) * share.clamp(0.0, 1.0)
    }

    /// Round values within the axis, about `wanted` of them.
    pub fn ticks(&self, wanted: f64) -> Vec<f64> {
        if self.logarithmic {
            let decades = || (self.low.log10().floor() as i32..=self.high.log10().ceil() as i32).map(|e| 10f64.powi(e));
            let inside = |factors: &[f64]| -> Vec<f64> {
                let all = decades().flat_map(|decade| factors.iter().map(move |factor| decade * factor));
                all.filter(|v| (self.low * 0.999..=self.high * 1.001).contains(v)).collect()
            };
            return [&[1.0][..], &[1.0, 3.0], &[1.0, 2.0, 5.0]]
                .map(inside)
                .into_iter()
                .find(|ticks| ticks.len() as f64 >= wanted * 0.6)
                .unwrap_or_else(|| inside(&[1.0, 2.0, 3.0, 5.0, 7.0]));
        }
        let step = step(self.high - self.low, wanted);
        let (first, last) = ((self.low / step - 1e-9).ceil() as i64, (self.high / step + 1e-9).floor() as i64);
        (first..=last).map(|n| n as f64 * step).collect()
    }
}

fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let finite = values.filter(|v| v.is_finite());
    finite.fold(None, |found, v| Some(found.map_or((v, v), |(low, high): (f64, f64)| (low.min(v), high.max(v)))))
}

/// 1, 2 or 5 times a power of ten that divides a width into about so many parts.
fn step(width: f64, parts: f64) -> f64 {
    let rough = (width / parts).max(f64::MIN_POSITIVE);
    let power = 10f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| rough <= factor * power * 1.000_001).unwrap_or(10.0);
    factor * power
}

/// A number in few characters: `0.25`, `1.5k`, `5e-5`.
pub fn short(value: f64) -> String {
    let size = value.abs();
    let trimmed = |text: String| {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    match size {
        _ if !value.is_finite() => "–".to_owned(),
        0.0 => "0".to_owned(),
        _ if size < 1e-3 => {
            let text = format!("{value:.2e}");
            let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            format!("{}e{exponent}", trimmed(digits.to_owned()))
        }
        _ if size < 1.0 => trimmed(format!("{value:.4}")),
        _ if size < 1e3 => trimmed(format!("{value:.2}")),
        _ if size < 1e6 => format!("{}k", trimmed(format!("{:.1}", value / 1e3))),
        _ => format!("{}M", trimmed(format!("{:.1}", value / 1e6))),
    }
}

/// Seconds as people say them.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "–".to_owned();
    }
    let whole = seconds.round() as u64;
    match whole {
        _ if seconds < 9.95 => format!("{seconds:.1} s"),
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_on_round_numbers() {
        let scale = Scale::linear([3.0, 97.0, f64::NAN].into_iter(), 0.0, 100.0);
        assert_eq!((scale.low, scale.high, scale.place(50.0)), (0.0, 100.0, 50.0));
        assert_eq!(scale.ticks(5.0), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        let flat = Scale::linear([5.0].into_iter(), 0.0, 1.0);
        assert!(flat.low < 5.0 && flat.high > 5.0);
        assert!(Scale::linear(std::iter::empty(), 0.0, 1.0).ticks(5.0).len() > 2);
    }

    #[test]
    fn values_far_apart_get_a_logarithmic_axis() {
        let scale = Scale::fitting([0.01, 1.0].into_iter(), 0.0, 1.0);
        assert!(scale.logarithmic && (scale.place(0.1) - 0.5).abs() < 1e-9);
        assert!(scale.ticks(4.0).len() >= 3);
        let near = Scale::fitting([0.5, 1.0].into_iter(), 0.0, 1.0);
        assert!(!near.logarithmic && near.low == 0.0);
        assert_eq!(scale.place(0.0), 0.0, "what does not fit stands at the end");
    }

    #[test]
    fn numbers_are_short() {
        let said: Vec<String> = [0.0, 5e-5, 0.25, 71.4, 1500.0, 22e6, f64::NAN].into_iter().map(short).collect();
        assert_eq!(said, ["0", "5e-5", "0.25", "71.4", "1.5k", "22M", "–"]);
        let times: Vec<String> = [0.25, 42.0, 61.0, 7322.0, f64::NAN].into_iter().map(duration).collect();
        assert_eq!(times, ["0.2 s", "42 s", "1 min 01 s", "2 h 02 min", "–"]);
    }
}

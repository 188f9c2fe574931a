//! B³: for each mention, the share of its cluster that the other side has in one cluster with it.

use super::two::{GOLD, PRED, TwoClusterings};
use super::{Pooled, Share};

pub(super) fn count(two: &TwoClusterings) -> Pooled {
    Pooled { precision: shares(two, PRED), recall: shares(two, GOLD) }
}

/// Summed mention by mention in the order of the text, as the reference scorer sums, so that the last digits agree too.
fn shares(two: &TwoClusterings, side: usize) -> Share {
    let (sizes, shared) = (two.sizes(side), two.shared(side));
    let mut sum = Share::default();
    for (cluster, other) in two.side(side) {
        let together = other.and_then(|other| shared.get(&(cluster, other))).copied().unwrap_or(0);
        let size = sizes.get(&cluster).copied().unwrap_or(1);
        sum += Share { part: together as f64 / size as f64, whole: 1.0 };
    }
    sum
}

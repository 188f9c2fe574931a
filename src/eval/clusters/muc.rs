//! MUC: how many links the clusters of one side need that the other side has.

use std::collections::{HashMap, HashSet};

use super::two::{GOLD, PRED, TwoClusterings};
use super::{Pooled, Share};

pub(super) fn count(two: &TwoClusterings) -> Pooled {
    Pooled { precision: links(two, PRED), recall: links(two, GOLD) }
}

/// A cluster of n mentions has n − 1 links; the other side has one less for each further piece that it cuts it into, and
/// a mention that it does not have is a piece by itself.
fn links(two: &TwoClusterings, side: usize) -> Share {
    let mut pieces: HashMap<usize, (usize, HashSet<usize>)> = HashMap::new();
    for (cluster, other) in two.side(side) {
        let (alone, others) = pieces.entry(cluster).or_default();
        match other {
            Some(other) => drop(others.insert(other)),
            None => *alone += 1,
        }
    }
    let (mut found, mut all) = (0, 0);
    for (cluster, size) in two.sizes(side) {
        all += size - 1;
        found += size - pieces.get(&cluster).map_or(size, |(alone, others)| alone + others.len());
    }
    Share { part: found as f64, whole: all as f64 }
}

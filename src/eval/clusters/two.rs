//! Two clusterings of one list of mentions.

use std::collections::{BTreeMap, HashMap};

/// For every mention that either side has, in the order of the text: the cluster in which each side has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TwoClusterings {
    mentions: Vec<[Option<usize>; 2]>,
}

/// Which side is looked at from the other.
pub(super) const GOLD: usize = 0;
pub(super) const PRED: usize = 1;

impl TwoClusterings {
    /// `mentions`: the cluster in gold and in the prediction, `None` where that side has no such mention. Numbers of
    /// clusters mean nothing beyond being equal.
    pub fn new(mentions: Vec<[Option<usize>; 2]>) -> Self {
        Self { mentions }
    }

    /// Pairs the mentions of two sides by keys, which sort as the text does. Of a key that a side names twice the first
    /// cluster counts.
    pub fn pair<K: Ord>(
        gold: impl IntoIterator<Item = (K, usize)>,
        pred: impl IntoIterator<Item = (K, usize)>,
    ) -> Self {
        let mut mentions: BTreeMap<K, [Option<usize>; 2]> = BTreeMap::new();
        for (key, cluster) in gold {
            mentions.entry(key).or_default()[GOLD].get_or_insert(cluster);
        }
        for (key, cluster) in pred {
            mentions.entry(key).or_default()[PRED].get_or_insert(cluster);
        }
        Self::new(mentions.into_values().collect())
    }

    /// The mentions of a side with their clusters on it and on the other, in the order of the text.
    pub(super) fn side(&self, side: usize) -> impl Iterator<Item = (usize, Option<usize>)> + '_ {
        self.mentions.iter().filter_map(move |clusters| Some((clusters[side]?, clusters[1 - side])))
    }

    /// How many mentions each cluster of a side has.
    pub(super) fn sizes(&self, side: usize) -> HashMap<usize, usize> {
        let mut sizes = HashMap::new();
        self.side(side).for_each(|(cluster, _)| *sizes.entry(cluster).or_default() += 1);
        sizes
    }

    /// How many mentions a cluster of a side (the first number) shares with one of the other; pairs that share none are
    /// left out.
    pub(super) fn shared(&self, side: usize) -> HashMap<(usize, usize), usize> {
        let mut shared = HashMap::new();
        for (cluster, other) in self.side(side) {
            if let Some(other) = other {
                *shared.entry((cluster, other)).or_default() += 1;
            }
        }
        shared
    }
}

//! CEAF-e: each cluster of a side is paired with at most one of the other, so that the sum of their likenesses is largest.

use std::collections::{BTreeMap, HashMap};

use pathfinding::matrix::Matrix;
use pathfinding::prelude::kuhn_munkres;
use petgraph::unionfind::UnionFind;

use super::two::{GOLD, PRED, TwoClusterings};
use super::{Pooled, Share};

pub(super) fn count(two: &TwoClusterings) -> Pooled {
    let (gold, pred) = (two.sizes(GOLD), two.sizes(PRED));
    let likeness = best(two, &gold, &pred);
    let share = |clusters: &HashMap<usize, usize>| Share { part: likeness, whole: clusters.len() as f64 };
    Pooled { precision: share(&pred), recall: share(&gold) }
}

/// φ₄ of Luo 2005: twice what two clusters share by the sum of their sizes.
fn phi4(shared: usize, gold: usize, pred: usize) -> f64 {
    2.0 * shared as f64 / (gold + pred) as f64
}

/// The sum over the best pairs. Clusters that share nothing never matter to each other, so each group that hangs together is
/// solved by itself: documents fall into many small ones, and the assignment takes the cube of their size.
fn best(two: &TwoClusterings, gold: &HashMap<usize, usize>, pred: &HashMap<usize, usize>) -> f64 {
    let shared = two.shared(GOLD);
    let numbers = |sizes: &HashMap<usize, usize>, from: usize| -> BTreeMap<usize, usize> {
        let mut clusters: Vec<usize> = sizes.keys().copied().collect();
        clusters.sort_unstable();
        clusters.into_iter().zip(from..).collect()
    };
    let gold_numbers = numbers(gold, 0);
    let pred_numbers = numbers(pred, gold.len());
    let mut sets = UnionFind::<usize>::new(gold.len() + pred.len());
    for (g, p) in shared.keys() {
        sets.union(gold_numbers[g], pred_numbers[p]);
    }
    let mut groups: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (cluster, number) in &gold_numbers {
        groups.entry(sets.find_mut(*number)).or_default().0.push(*cluster);
    }
    for (cluster, number) in &pred_numbers {
        groups.entry(sets.find_mut(*number)).or_default().1.push(*cluster);
    }
    let likeness = |g: usize, p: usize| shared.get(&(g, p)).map_or(0.0, |shared| phi4(*shared, gold[&g], pred[&p]));
    groups.values().map(|(gold, pred)| assigned(gold, pred, &likeness)).sum()
}

/// Whole numbers for the assignment, fine enough that the best pairs of whole numbers are the best pairs.
const SCALE: f64 = 1e12;

fn assigned(gold: &[usize], pred: &[usize], likeness: &dyn Fn(usize, usize) -> f64) -> f64 {
    // The algorithm wants no more rows than columns.
    let swapped = gold.len() > pred.len();
    let (rows, columns) = if swapped { (pred, gold) } else { (gold, pred) };
    if rows.is_empty() {
        return 0.0;
    }
    let of = |row: usize, column: usize| if swapped { likeness(column, row) } else { likeness(row, column) };
    let weights = Matrix::from_fn(rows.len(), columns.len(), |(row, column)| {
        (of(rows[row], columns[column]) * SCALE).round() as i64
    });
    let (_, pairs) = kuhn_munkres(&weights);
    pairs.iter().enumerate().map(|(row, column)| of(rows[row], columns[*column])).sum()
}

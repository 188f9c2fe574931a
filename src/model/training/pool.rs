//! Pooling of states, and where its gradient goes.

use std::ops::Range;

use super::shard::add;
use crate::model::Pooling;

/// One pooled vector.
#[derive(Clone, Debug, Default)]
pub struct Pooled {
    pub value: Vec<f32>,
    /// For a maximum the row each feature came from.
    rows: Vec<u32>,
    range: Range<usize>,
}

impl Pooled {
    /// Pools rows of `states [length, hidden]`; zero of nothing.
    pub fn new(states: &[f32], hidden: usize, range: Range<usize>, pooling: Pooling) -> Self {
        let mut pooled = Self { value: vec![0.0; hidden], rows: Vec::new(), range: range.clone() };
        if range.is_empty() {
            return pooled;
        }
        let rows = || states[range.start * hidden..range.end * hidden].chunks_exact(hidden);
        match pooling {
            Pooling::Max => {
                pooled.value.copy_from_slice(&states[range.start * hidden..][..hidden]);
                pooled.rows = vec![index(range.start); hidden];
                for (row, values) in (range.start..).zip(rows()).skip(1) {
                    let row = index(row);
                    for ((best, from), value) in pooled.value.iter_mut().zip(&mut pooled.rows).zip(values) {
                        // The first of equal values gets the gradient.
                        let larger = *value > *best;
                        *from = if larger { row } else { *from };
                        *best = if larger { *value } else { *best };
                    }
                }
            }
            Pooling::Sum => rows().for_each(|row| add(&mut pooled.value, row)),
            Pooling::Mean => {
                rows().for_each(|row| add(&mut pooled.value, row));
                let scale = 1.0 / range.len() as f32;
                pooled.value.iter_mut().for_each(|value| *value *= scale);
            }
        }
        pooled
    }

    /// The maximum over two stretches, of which either may be empty.
    pub fn of_two(states: &[f32], hidden: usize, [first, second]: [Range<usize>; 2]) -> Self {
        if first.is_empty() || second.is_empty() {
            let only = if first.is_empty() { second } else { first };
            return Self::new(states, hidden, only, Pooling::Max);
        }
        let (mut pooled, other) =
            (Self::new(states, hidden, first, Pooling::Max), Self::new(states, hidden, second, Pooling::Max));
        let own = pooled.value.iter_mut().zip(&mut pooled.rows);
        for ((best, from), (value, row)) in own.zip(other.value.iter().zip(&other.rows)) {
            if *value > *best {
                (*best, *from) = (*value, *row);
            }
        }
        pooled
    }

    /// Adds the gradient of the pooled vector to that of the states.
    pub fn backward(&self, gradient: &[f32], hidden: usize, pooling: Pooling, states: &mut [f32]) {
        if self.range.is_empty() {
            return;
        }
        if pooling == Pooling::Max {
            for (feature, (gradient, row)) in gradient.iter().zip(&self.rows).enumerate() {
                states[*row as usize * hidden + feature] += gradient;
            }
            return;
        }
        let scale = if pooling == Pooling::Mean { 1.0 / self.range.len() as f32 } else { 1.0 };
        for row in states[self.range.start * hidden..self.range.end * hidden].chunks_exact_mut(hidden) {
            for (state, gradient) in row.iter_mut().zip(gradient) {
                *state += gradient * scale;
            }
        }
    }
}

fn index(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_gradients_of_every_pooling() {
        let states = [9.0, 9.0, 1.0, 5.0, 3.0, 5.0, 2.0, 0.0];
        let run = |pooling| {
            let pooled = Pooled::new(&states, 2, 2..4, pooling);
            let mut gradient = [0.0; 8];
            pooled.backward(&[6.0, 3.0], 2, pooling, &mut gradient);
            (pooled.value, gradient)
        };
        assert_eq!(run(Pooling::Max), (vec![3.0, 5.0], [0.0, 0.0, 0.0, 0.0, 6.0, 3.0, 0.0, 0.0]));
        assert_eq!(run(Pooling::Sum), (vec![5.0, 5.0], [0.0, 0.0, 0.0, 0.0, 6.0, 3.0, 6.0, 3.0]));
        assert_eq!(run(Pooling::Mean), (vec![2.5, 2.5], [0.0, 0.0, 0.0, 0.0, 3.0, 1.5, 3.0, 1.5]));
        // The first of equal values gets the gradient.
        let ties = Pooled::new(&states, 2, 1..3, Pooling::Max);
        let mut gradient = [0.0; 8];
        ties.backward(&[1.0, 1.0], 2, Pooling::Max, &mut gradient);
        assert_eq!(gradient, [0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
        let two = Pooled::of_two(&states, 2, [1..2, 2..4]);
        let mut gradient = [0.0; 8];
        two.backward(&[6.0, 3.0], 2, Pooling::Max, &mut gradient);
        assert_eq!((two.value, gradient), (vec![3.0, 5.0], [0.0, 0.0, 0.0, 3.0, 6.0, 0.0, 0.0, 0.0]));
        assert_eq!(Pooled::of_two(&states, 2, [0..0, 2..4]).value, [3.0, 5.0]);
        let nothing = Pooled::new(&states, 2, 2..2, Pooling::Max);
        assert_eq!(nothing.value, [0.0, 0.0]);
        nothing.backward(&[1.0, 1.0], 2, Pooling::Max, &mut [0.0; 8]);
    }
}

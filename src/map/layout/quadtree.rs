//! Barnes–Hut: far groups of nodes repel as one (Barnes & Hut 1986).

use emath::{Pos2, Rect, Vec2, pos2};

/// A cell counts as far when it is smaller than this share of its distance.
const THETA: f32 = 0.9;
const MAX_DEPTH: usize = 20;

#[derive(Clone, Copy)]
struct Cell {
    centre: Pos2,
    half: f32,
    /// Sum of charges, and of charge × position.
    charge: f32,
    moment: Vec2,
    /// Index of the first of four children; 0 for a leaf (the root is nobody's child).
    children: usize,
    /// The one body of a leaf.
    body: Option<(Pos2, f32)>,
}

pub struct QuadTree {
    cells: Vec<Cell>,
}

impl QuadTree {
    /// From positions with charges.
    pub fn new(bodies: impl Iterator<Item = (Pos2, f32)> + Clone) -> Self {
        let bounds = bodies.clone().fold(Rect::NOTHING, |bounds, (pos, _)| bounds.union(Rect::from_min_max(pos, pos)));
        let half = bounds.size().max_elem().max(1.0) / 2.0 + 1.0;
        let mut tree = Self { cells: vec![Cell::empty(bounds.center(), half)] };
        for (pos, charge) in bodies {
            tree.insert(0, pos, charge, 0);
        }
        tree
    }

    fn insert(&mut self, at: usize, pos: Pos2, charge: f32, depth: usize) {
        let cell = &mut self.cells[at];
        let was_empty = cell.charge == 0.0;
        cell.charge += charge;
        cell.moment += pos.to_vec2() * charge;
        if was_empty {
            cell.body = Some((pos, charge));
            return;
        }
        if depth >= MAX_DEPTH {
            return;
        }
        if cell.children == 0 {
            let resident = cell.body.take();
            self.split(at);
            if let Some((pos, charge)) = resident {
                let child = self.child(at, pos);
                self.insert(child, pos, charge, depth + 1);
            }
        }
        let child = self.child(at, pos);
        self.insert(child, pos, charge, depth + 1);
    }

    fn split(&mut self, at: usize) {
        let Cell { centre, half, .. } = self.cells[at];
        self.cells[at].children = self.cells.len();
        let quarter = half / 2.0;
        for (dx, dy) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
            self.cells.push(Cell::empty(pos2(centre.x + dx * quarter, centre.y + dy * quarter), quarter));
        }
    }

    fn child(&self, at: usize, pos: Pos2) -> usize {
        let cell = &self.cells[at];
        cell.children + usize::from(pos.x >= cell.centre.x) + 2 * usize::from(pos.y >= cell.centre.y)
    }

    /// Sum over all bodies of `charge × direction / distance`, away from them, as felt at `pos`.
    pub fn repulsion(&self, pos: Pos2) -> Vec2 {
        let mut force = Vec2::ZERO;
        // Each level leaves at most three cells open.
        let mut open = [0_usize; 4 * MAX_DEPTH + 8];
        let mut count = 1;
        while count > 0 {
            count -= 1;
            let at = open[count];
            let cell = &self.cells[at];
            if cell.charge == 0.0 {
                continue;
            }
            let away = pos - (cell.moment / cell.charge).to_pos2();
            let square = away.length_sq();
            let leaf = cell.children == 0;
            if leaf || (2.0 * cell.half).powi(2) < THETA * THETA * square {
                // The body itself is at distance 0 and adds nothing.
                if square > 1e-6 {
                    force += away * (cell.charge / square.max(100.0));
                }
            } else {
                for child in cell.children..cell.children + 4 {
                    open[count] = child;
                    count += 1;
                }
            }
        }
        force
    }
}

impl Cell {
    fn empty(centre: Pos2, half: f32) -> Self {
        Self { centre, half, charge: 0.0, moment: Vec2::ZERO, children: 0, body: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approximates_the_sum_over_all_pairs() {
        let bodies: Vec<(Pos2, f32)> = (0..400_u32)
            .map(|i| {
                let (x, y) = (i.wrapping_mul(2_654_435_761) % 1000, i.wrapping_mul(40_503) % 1000);
                (pos2(x as f32, y as f32), 1.0 + (i % 3) as f32)
            })
            .collect();
        let tree = QuadTree::new(bodies.iter().copied());
        for (pos, _) in bodies.iter().step_by(37) {
            let exact = bodies.iter().fold(Vec2::ZERO, |force, (other, charge)| {
                let away = *pos - *other;
                if away.length_sq() > 1e-6 { force + away * (charge / away.length_sq().max(100.0)) } else { force }
            });
            let error = (tree.repulsion(*pos) - exact).length();
            assert!(error <= 0.12 * exact.length() + 0.1, "{error} of {}", exact.length());
        }
    }

    #[test]
    fn coinciding_bodies_do_not_recurse_for_ever() {
        let tree = QuadTree::new(std::iter::repeat_n((pos2(3.0, 3.0), 1.0), 50));
        assert_eq!(tree.repulsion(pos2(3.0, 3.0)), Vec2::ZERO);
        assert!(tree.repulsion(pos2(13.0, 3.0)).x > 0.0);
    }
}

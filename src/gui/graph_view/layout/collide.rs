//! Rectangles that must not overlap.

use std::collections::HashMap;

use eframe::egui::{Vec2, vec2};

use super::Problem;

/// Free room around every node.
const MARGIN: Vec2 = vec2(16.0, 14.0);

/// One pass: pushes overlapping rectangles apart by `share` of their overlap, along the shorter way. Returns whether
/// any two overlapped.
pub fn push_apart(problem: &mut Problem, share: f32) -> bool {
    let mut any = false;
    for (a, b) in near_pairs(problem) {
        let (first, second) = (problem.bodies[a], problem.bodies[b]);
        let reach = (first.size + second.size) / 2.0 + MARGIN;
        let between = second.pos - first.pos;
        let overlap = reach - between.abs();
        if overlap.x <= 0.5 || overlap.y <= 0.5 || (first.held && second.held) {
            continue;
        }
        any = true;
        // Equal positions part by their seeds, so that the result does not depend on chance.
        let sign = |d: f32| if d.abs() > 1e-3 { d.signum() } else { if first.seed < second.seed { 1.0 } else { -1.0 } };
        let way = match overlap.x < overlap.y * 1.6 {
            true => vec2(overlap.x * sign(between.x), 0.0),
            false => vec2(0.0, overlap.y * sign(between.y)),
        } * share;
        let (part_a, part_b) = match (first.held, second.held) {
            (true, _) => (0.0, 1.0),
            (_, true) => (1.0, 0.0),
            _ => (0.5, 0.5),
        };
        problem.bodies[a].pos -= way * part_a;
        problem.bodies[b].pos += way * part_b;
    }
    any
}

/// Repeats [`push_apart`] until nothing overlaps, `limit` times at most. Returns whether that was reached.
pub fn separate(problem: &mut Problem, limit: usize) -> bool {
    (0..limit).any(|pass| {
        let touched = push_apart(problem, 1.05);
        if touched {
            loosen(problem, pass);
        }
        !touched
    })
}

/// In a crowd, pushing moves overlaps around rather than out: every now and then all that may move gets more room.
pub fn loosen(problem: &mut Problem, pass: usize) {
    if pass % 10 != 9 {
        return;
    }
    let sum = problem.bodies.iter().fold(Vec2::ZERO, |sum, body| sum + body.pos.to_vec2());
    let centre = sum / problem.bodies.len().max(1) as f32;
    for body in problem.bodies.iter_mut().filter(|body| !body.held) {
        body.pos += (body.pos.to_vec2() - centre) * 0.05;
    }
}

/// Pairs of bodies whose bare rectangles overlap.
pub fn overlaps(problem: &Problem) -> Vec<(usize, usize)> {
    near_pairs(problem)
        .into_iter()
        .filter(|(a, b)| problem.bodies[*a].rect().shrink(0.5).intersects(problem.bodies[*b].rect().shrink(0.5)))
        .collect()
}

/// Candidates, by a grid whose cells are as large as the largest node; ascending, so that the order never varies.
fn near_pairs(problem: &Problem) -> Vec<(usize, usize)> {
    let largest = problem.bodies.iter().fold(Vec2::splat(1.0), |size, body| size.max(body.size)) + MARGIN;
    let cell = |place: usize| {
        let pos = problem.bodies[place].pos;
        ((pos.x / largest.x).floor() as i32, (pos.y / largest.y).floor() as i32)
    };
    let mut grid: HashMap<(i32, i32), Vec<usize>> = HashMap::with_capacity(problem.bodies.len());
    for place in 0..problem.bodies.len() {
        grid.entry(cell(place)).or_default().push(place);
    }
    let mut pairs = Vec::new();
    for a in 0..problem.bodies.len() {
        let (column, row) = cell(a);
        for neighbour in
            (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (column.saturating_add(dx), row.saturating_add(dy))))
        {
            let others = grid.get(&neighbour).into_iter().flatten().copied();
            pairs.extend(others.filter(|b| a < *b && touching(problem, a, *b)).map(|b| (a, b)));
        }
    }
    pairs.sort_unstable();
    pairs
}

fn touching(problem: &Problem, a: usize, b: usize) -> bool {
    let (a, b) = (&problem.bodies[a], &problem.bodies[b]);
    let gap = (b.pos - a.pos).abs() - (a.size + b.size) / 2.0 - MARGIN;
    gap.x < 0.0 && gap.y < 0.0
}

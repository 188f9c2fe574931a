//! Rectangles that must not overlap.

use emath::{Vec2, vec2};

use super::Problem;

/// Free room around every node of a large map.
const MARGIN: Vec2 = vec2(16.0, 14.0);

/// Small maps have room to spare, and names may grow into it.
fn margin(problem: &Problem) -> Vec2 {
    MARGIN * (80.0 / problem.bodies.len().max(1) as f32).clamp(1.0, 2.2)
}

/// One pass: pushes overlapping rectangles apart by `share` of their overlap, along the shorter way. Returns whether
/// any two overlapped.
pub fn push_apart(problem: &mut Problem, share: f32) -> bool {
    let (mut any, margin) = (false, margin(problem));
    for (a, b) in near_pairs(problem) {
        let (first, second) = (problem.bodies[a], problem.bodies[b]);
        let reach = (first.size + second.size) / 2.0 + margin;
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
    if pass % 6 != 5 {
        return;
    }
    let sum = problem.bodies.iter().fold(Vec2::ZERO, |sum, body| sum + body.pos.to_vec2());
    let centre = sum / problem.bodies.len().max(1) as f32;
    for body in problem.bodies.iter_mut().filter(|body| !body.held) {
        body.pos += (body.pos.to_vec2() - centre) * 0.05;
    }
}

/// Pairs of bodies whose bare rectangles overlap.
#[cfg(test)]
pub fn overlaps(problem: &Problem) -> Vec<(usize, usize)> {
    near_pairs(problem)
        .into_iter()
        .filter(|(a, b)| problem.bodies[*a].rect().shrink(0.5).intersects(problem.bodies[*b].rect().shrink(0.5)))
        .collect()
}

/// Pairs nearer to each other than the margin, by a sweep from left to right; the order never varies.
fn near_pairs(problem: &Problem) -> Vec<(usize, usize)> {
    let left = |body: usize| problem.bodies[body].pos.x - problem.bodies[body].size.x / 2.0;
    let mut order: Vec<(f32, usize)> = (0..problem.bodies.len()).map(|body| (left(body), body)).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut pairs, margin) = (Vec::new(), margin(problem));
    for (place, (start, a)) in order.iter().enumerate() {
        let end = start + problem.bodies[*a].size.x + margin.x;
        let rest = order[place + 1..].iter().take_while(|(left, _)| *left < end);
        pairs.extend(rest.filter(|(_, b)| touching(problem, *a, *b, margin)).map(|(_, b)| (*a.min(b), *a.max(b))));
    }
    pairs
}

fn touching(problem: &Problem, a: usize, b: usize, margin: Vec2) -> bool {
    let (a, b) = (&problem.bodies[a], &problem.bodies[b]);
    let gap = (b.pos - a.pos).abs() - (a.size + b.size) / 2.0 - margin;
    gap.x < 0.0 && gap.y < 0.0
}

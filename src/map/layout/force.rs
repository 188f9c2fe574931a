//! The live layout: springs, repulsion, gravity, solid nodes; cools down and ends.
//!
//! Velocity steps with exponential cooling after d3-force (Bostock), which is known to settle; on top of it nodes are
//! rectangles, keep off edges that are not theirs, and parts without a connection are packed side by side.

use emath::{Pos2, Vec2, vec2};

use super::collide::{loosen, push_apart, separate};
use super::components::{components, gather, keep_held};
use super::quadtree::QuadTree;
use super::{Problem, Spring, radial};

const STEPS: usize = 280;
/// Coolness at which pulling ends.
const COLD: f32 = 0.003;
const FRICTION: f32 = 0.58;
const REPULSION: f32 = 1150.0;
const GRAVITY: f32 = 0.026;
/// By how much less a large part pushes its nodes apart, and how much more it holds them together, at most.
const DENSER: f32 = 2.5;
const HELD: f32 = 4.0;
/// Very large parts are denser still: the power of their size.
const LARGE_DENSER: f32 = 0.15;
/// Keeping nodes off foreign edges costs nodes × edges; larger maps do without.
const CLEARANCE_LIMIT: usize = 40_000;
/// Parts up to this size start from rings.
const RINGS_LIMIT: usize = 150;
/// Passes that only part and pack, after the last pull.
const SETTLING: usize = 110;

#[derive(Clone, Debug)]
pub struct Force {
    velocity: Vec<Vec2>,
    parts: Vec<Vec<usize>>,
    degrees: Vec<usize>,
    /// 1 at first, ever cooler.
    heat: f32,
    settling: usize,
}

impl Force {
    /// Starts from the positions in `problem`, at full heat.
    pub fn new(problem: &Problem) -> Self {
        Self {
            velocity: vec![Vec2::ZERO; problem.bodies.len()],
            parts: components(problem),
            degrees: problem.degrees(),
            heat: 1.0,
            settling: 0,
        }
    }

    /// Puts every body that is not held where the layout starts from: small parts on rings around their hub, which
    /// keeps trees free of crossings, large ones on a spiral, hubs inside.
    pub fn scatter(problem: &mut Problem) {
        let (degrees, neighbours) = (problem.degrees(), problem.neighbours());
        let parts = components(problem);
        let before = problem.bodies.clone();
        for part in &parts {
            let mut order = part.clone();
            order.sort_by_key(|body| (std::cmp::Reverse(degrees[*body]), problem.bodies[*body].seed));
            match order.first() {
                Some(hub) if part.len() <= RINGS_LIMIT => radial::place(problem, &neighbours, *hub),
                _ => spiral(problem, &order),
            }
            for body in order {
                let seed = problem.bodies[body].seed;
                // Apart from exact symmetry, in which forces would cancel.
                problem.bodies[body].pos += Vec2::angled(seed as f32) * 4.0;
            }
        }
        keep_held(problem, &parts, &before);
        gather(problem, &parts, 1.0);
    }

    /// One step. Returns whether anything may still move; after at most `STEPS + SETTLING + 2` it does not.
    pub fn step(&mut self, problem: &mut Problem) -> bool {
        if problem.bodies.is_empty() {
            return false;
        }
        if self.heat >= COLD {
            self.pull(problem);
            self.heat *= COLD.powf(1.0 / STEPS as f32);
            return true;
        }
        self.settling += 1;
        let way = gather(problem, &self.parts, 0.22);
        let touched = push_apart(problem, 1.0);
        if touched {
            loosen(problem, self.settling);
        }
        let done = (way < 0.7 && !touched) || self.settling >= SETTLING;
        if done {
            gather(problem, &self.parts, 1.0);
            separate(problem, 200);
        }
        !done
    }

    #[cfg(test)]
    pub const MAX_STEPS: usize = STEPS + SETTLING + 2;

    fn pull(&mut self, problem: &mut Problem) {
        for spring in &problem.springs {
            self.spring(problem, spring);
        }
        self.repel(problem);
        if problem.bodies.len() * problem.springs.len() <= CLEARANCE_LIMIT {
            self.clear_edges(problem);
        }
        for (body, velocity) in problem.bodies.iter_mut().zip(&mut self.velocity) {
            *velocity *= FRICTION;
            if body.held {
                *velocity = Vec2::ZERO;
            }
            // A cap keeps a crowded start from exploding.
            let speed = velocity.length();
            if speed > 90.0 {
                *velocity *= 90.0 / speed;
            }
            body.pos += *velocity;
        }
        // Solid from the start, nodes would block each other's way to where they belong.
        if self.heat < 0.3 {
            push_apart(problem, 0.6 * (1.0 - self.heat));
        }
        gather(problem, &self.parts, 0.08);
    }

    fn spring(&mut self, problem: &Problem, spring: &Spring) {
        let (head, tail) = (&problem.bodies[spring.head], &problem.bodies[spring.tail]);
        let between = (tail.pos + self.velocity[spring.tail]) - (head.pos + self.velocity[spring.head]);
        let distance = between.length().max(1.0);
        let direction = between / distance;
        // From border to border along this direction, the label must fit.
        let reach = |size: Vec2| 0.5 / (direction.x.abs() / size.x).max(direction.y.abs() / size.y).max(1e-4);
        let label = spring.label * direction.x.abs().max(0.45);
        let length = reach(head.size) + reach(tail.size) + label + 44.0;
        let (head_degree, tail_degree) = (self.degrees[spring.head] as f32, self.degrees[spring.tail] as f32);
        let strength = 0.9 / head_degree.min(tail_degree).max(1.0);
        let pull = direction * (distance - length) * strength * self.heat.max(0.05);
        let bias = head_degree / (head_degree + tail_degree).max(1.0);
        self.velocity[spring.tail] -= pull * bias;
        self.velocity[spring.head] += pull * (1.0 - bias);
    }

    fn repel(&mut self, problem: &Problem) {
        let charge = |body: usize| 0.7 + problem.bodies[body].size.x / 220.0;
        for part in &self.parts {
            let count = part.len() as f32;
            // A large map is seen from further away: it may be denser.
            let more = (count / RINGS_LIMIT as f32).max(1.0);
            let strength = REPULSION * self.heat / ((1.0 + count / 90.0).min(DENSER) * more.powf(LARGE_DENSER));
            let tree = QuadTree::new(part.iter().map(|body| (problem.bodies[*body].pos, charge(*body))));
            let sum = part.iter().fold(Vec2::ZERO, |sum, body| sum + problem.bodies[*body].pos.to_vec2());
            let centre = sum / part.len().max(1) as f32;
            // The more nodes push outwards, the more must hold them together.
            let shape = vec2(problem.aspect.powf(-0.75), problem.aspect.powf(0.75) * 0.92);
            let gravity = shape * GRAVITY * (1.0 + count / 40.0).min(HELD);
            for body in part {
                let pos = problem.bodies[*body].pos;
                self.velocity[*body] += tree.repulsion(pos) * (strength * charge(*body));
                self.velocity[*body] -= (pos.to_vec2() - centre) * gravity * self.heat;
            }
        }
    }

    fn clear_edges(&mut self, problem: &Problem) {
        for spring in &problem.springs {
            let (from, to) = (problem.bodies[spring.head].pos, problem.bodies[spring.tail].pos);
            let along = to - from;
            let square = along.length_sq().max(1.0);
            let normal = along.rot90() / square.sqrt();
            for (place, body) in problem.bodies.iter().enumerate() {
                let share = (body.pos - from).dot(along) / square;
                if place == spring.head || place == spring.tail || !(0.08..=0.92).contains(&share) {
                    continue;
                }
                let offset = (body.pos - from).dot(normal);
                let reach = (normal.x.abs() * body.size.x + normal.y.abs() * body.size.y) / 2.0 + 12.0;
                let missing = reach - offset.abs();
                if missing > 0.0 {
                    let push = normal * (if offset < 0.0 { -missing } else { missing }) * 0.22 * self.heat.sqrt();
                    self.velocity[place] += push;
                    self.velocity[spring.head] -= push * 0.5 * (1.0 - share);
                    self.velocity[spring.tail] -= push * 0.5 * share;
                }
            }
        }
    }
}

fn spiral(problem: &mut Problem, order: &[usize]) {
    for (turn, body) in order.iter().enumerate() {
        let body = &mut problem.bodies[*body];
        let jitter = (body.seed % 1024) as f32 / 1024.0;
        body.pos =
            Pos2::ZERO + Vec2::angled(turn as f32 * 2.399_963 + jitter * 0.6) * 95.0 * (turn as f32 + 0.2).sqrt();
    }
}

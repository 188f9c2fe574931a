//! Rings around a root: the classic mind map.

use std::collections::VecDeque;
use std::f32::consts::TAU;

use emath::{Pos2, Vec2};

use super::Problem;
use super::collide::separate;
use super::components::{components, gather, keep_held};

/// Least distance between two rings.
const RING: f32 = 150.0;

/// Positions for all bodies: `root` in the middle of its part (the best connected body in the others and without a
/// root), every body on the ring of its distance, in the sector of the one that leads to it.
pub fn radial(problem: &Problem, root: Option<usize>) -> Vec<Pos2> {
    let mut placed = problem.clone();
    let (neighbours, degrees) = (problem.neighbours(), problem.degrees());
    let mut parts = components(problem);
    for part in &parts {
        let hub = part.iter().copied().max_by_key(|body| (degrees[*body], std::cmp::Reverse(*body)));
        let middle = root.filter(|root| part.contains(root)).or(hub);
        if let Some(middle) = middle {
            place(&mut placed, &neighbours, middle);
        }
    }
    // The root's part comes first, so that it is packed at the top.
    parts.sort_by_key(|part| !root.is_some_and(|root| part.contains(&root)));
    keep_held(&mut placed, &parts, &problem.bodies);
    gather(&mut placed, &parts, 1.0);
    separate(&mut placed, 400);
    placed.bodies.iter().map(|body| body.pos).collect()
}

/// Puts the part of `root` on rings around the origin.
pub fn place(problem: &mut Problem, neighbours: &[Vec<usize>], root: usize) {
    let mut tree = Tree::grow(neighbours, root);
    // Leaves upwards: a body needs its own width, or what its children need together.
    for body in tree.order.iter().rev().copied() {
        let children: f32 = tree.children[body].iter().map(|child| tree.need[*child]).sum();
        tree.need[body] = children.max(problem.bodies[body].size.x * 0.55 + problem.bodies[body].size.y + 18.0);
    }
    let deepest = tree.order.iter().map(|body| tree.depth[*body]).max().unwrap_or(0);
    let (mut needed, mut widest) = (vec![0.0_f32; deepest + 1], vec![0.0_f32; deepest + 1]);
    for body in &tree.order {
        let (ring, width) = (tree.depth[*body], problem.bodies[*body].size.x);
        needed[ring] += tree.need[*body];
        widest[ring] = widest[ring].max(width);
    }
    let label = problem.springs.iter().map(|spring| spring.label).fold(0.0, f32::max).min(130.0);
    // Rings are ellipses: names are wide, and so are windows.
    let mut radius = vec![Vec2::ZERO; deepest + 1];
    for ring in 1..=deepest {
        let across = RING.max((widest[ring - 1] + widest[ring]) / 2.0 + label + 34.0);
        let step = Vec2::new(across, RING * 0.72);
        let round = Vec2::new(problem.aspect.sqrt(), 1.0 / problem.aspect.sqrt()) * (needed[ring] / TAU);
        radius[ring] = (radius[ring - 1] + step).max(round);
        // In a narrow room, rings are high rather than wide.
        radius[ring].y = radius[ring].y.max(radius[ring].x * 0.6 / problem.aspect);
    }
    let mut sector = vec![(0.0, TAU); problem.bodies.len()];
    for body in tree.order.iter().copied() {
        let (start, width): (f32, f32) = sector[body];
        let depth = tree.depth[body];
        let angle = start + width / 2.0 - TAU / 4.0;
        problem.bodies[body].pos = Pos2::ZERO + Vec2::angled(angle) * radius[depth];
        let total: f32 = tree.children[body].iter().map(|child| tree.need[*child]).sum();
        let mut from = start;
        for child in &tree.children[body] {
            let share = width * tree.need[*child] / total.max(1.0);
            sector[*child] = (from, share);
            from += share;
        }
    }
}

/// The breadth-first tree of one part.
struct Tree {
    order: Vec<usize>,
    depth: Vec<usize>,
    children: Vec<Vec<usize>>,
    need: Vec<f32>,
}

impl Tree {
    fn grow(neighbours: &[Vec<usize>], root: usize) -> Self {
        let count = neighbours.len();
        let mut tree = Self {
            order: Vec::new(),
            depth: vec![usize::MAX; count],
            children: vec![Vec::new(); count],
            need: vec![0.0; count],
        };
        tree.depth[root] = 0;
        let mut queue = VecDeque::from([root]);
        while let Some(body) = queue.pop_front() {
            tree.order.push(body);
            for next in &neighbours[body] {
                if tree.depth[*next] == usize::MAX {
                    tree.depth[*next] = tree.depth[body] + 1;
                    tree.children[body].push(*next);
                    queue.push_back(*next);
                }
            }
        }
        tree
    }
}

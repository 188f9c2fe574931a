//! Heads left, tails right: layers by longest path, ordered by barycentre (after Sugiyama, Tagawa & Toda 1981).

use emath::{Pos2, pos2};
use petgraph::algo::{greedy_feedback_arc_set, toposort};
use petgraph::graph::DiGraph;
use petgraph::visit::EdgeRef;

use super::Problem;
use super::collide::separate;
use super::components::{components, gather, keep_held};

const LAYER_GAP: f32 = 70.0;
const NODE_GAP: f32 = 22.0;
const SWEEPS: usize = 8;

/// Positions for all bodies. Edges that close a circle are taken the other way round.
pub fn layered(problem: &Problem) -> Vec<Pos2> {
    let mut placed = problem.clone();
    let layer = layers(problem);
    let neighbours = problem.neighbours();
    let parts = components(problem);
    for part in &parts {
        place(&mut placed, &neighbours, &layer, part);
    }
    keep_held(&mut placed, &parts, &problem.bodies);
    gather(&mut placed, &parts, 1.0);
    separate(&mut placed, 400);
    placed.bodies.iter().map(|body| body.pos).collect()
}

/// The layer of each body: one more than the deepest of those that lead to it.
fn layers(problem: &Problem) -> Vec<usize> {
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<_> = problem.bodies.iter().map(|_| graph.add_node(())).collect();
    for spring in &problem.springs {
        graph.update_edge(nodes[spring.head], nodes[spring.tail], ());
    }
    let backward: Vec<_> =
        greedy_feedback_arc_set(&graph).map(|edge| (edge.id(), edge.source(), edge.target())).collect();
    graph.retain_edges(|_, edge| !backward.iter().any(|(id, _, _)| *id == edge));
    let mut layer = vec![0; problem.bodies.len()];
    for node in toposort(&graph, None).unwrap_or_default() {
        for next in graph.neighbors(node) {
            layer[next.index()] = layer[next.index()].max(layer[node.index()] + 1);
        }
    }
    layer
}

fn place(problem: &mut Problem, neighbours: &[Vec<usize>], layer: &[usize], part: &[usize]) {
    let deepest = part.iter().map(|body| layer[*body]).max().unwrap_or(0);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); deepest + 1];
    for body in part {
        columns[layer[*body]].push(*body);
    }
    let gap = LAYER_GAP + problem.springs.iter().map(|spring| spring.label).fold(0.0, f32::max);
    let mut left = 0.0;
    for column in &columns {
        let width = column.iter().map(|body| problem.bodies[*body].size.x).fold(0.0, f32::max);
        for (row, body) in column.iter().enumerate() {
            problem.bodies[*body].pos = pos2(left + width / 2.0, row as f32 * 50.0);
        }
        left += width + gap;
    }
    for sweep in 0..SWEEPS {
        let order: Vec<usize> = if sweep % 2 == 0 { (0..=deepest).collect() } else { (0..=deepest).rev().collect() };
        for column in order {
            arrange(problem, neighbours, &mut columns[column]);
        }
    }
}

/// Orders one column by the mean height of the neighbours and puts each body as near to that as the others allow.
fn arrange(problem: &mut Problem, neighbours: &[Vec<usize>], column: &mut [usize]) {
    let wish = |problem: &Problem, body: usize| {
        let around = &neighbours[body];
        let sum: f32 = around.iter().map(|other| problem.bodies[*other].pos.y).sum();
        if around.is_empty() { problem.bodies[body].pos.y } else { sum / around.len() as f32 }
    };
    let mut wishes: Vec<(f32, usize)> = column.iter().map(|body| (wish(problem, *body), *body)).collect();
    wishes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut floor = f32::NEG_INFINITY;
    let mut shift = 0.0;
    for (wanted, body) in &wishes {
        let half = problem.bodies[*body].size.y / 2.0;
        let y = wanted.max(floor + half);
        problem.bodies[*body].pos.y = y;
        floor = y + half + NODE_GAP;
        shift += y - wanted;
    }
    // Pushing only downwards would make every column sink.
    let mean = shift / wishes.len().max(1) as f32;
    for (place, (_, body)) in column.iter_mut().zip(wishes) {
        problem.bodies[body].pos.y -= mean;
        *place = body;
    }
}

use emath::{Pos2, vec2};
use proptest::prelude::*;

use super::*;

/// A reproducible graph: `nodes` rectangles of different widths, `edges` pairs of them.
fn problem(nodes: usize, edges: usize, salt: u32) -> Problem {
    let mut state = salt.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    let bodies = (0..nodes)
        .map(|_| {
            let (width, seed) = (60.0 + (next() % 150) as f32, next());
            Body { pos: Pos2::ZERO, size: vec2(width, 30.0), held: false, seed }
        })
        .collect();
    let springs = (0..edges)
        .map(|_| Spring { head: next() as usize % nodes, tail: next() as usize % nodes, label: 50.0 })
        .filter(|spring| spring.head != spring.tail)
        .collect();
    Problem { bodies, springs, aspect: 1.45, packs: true }
}

/// Runs to the end; returns the number of steps.
fn settle(problem: &mut Problem) -> usize {
    Force::scatter(problem);
    let mut force = Force::new(problem);
    (1..10_000).find(|_| !force.step(problem)).unwrap_or(10_000)
}

#[test]
fn the_force_layout_is_the_same_every_time_and_ends() {
    let (mut a, mut b) = (problem(60, 90, 1), problem(60, 90, 1));
    let steps = settle(&mut a);
    settle(&mut b);
    assert!(steps <= Force::MAX_STEPS, "{steps}");
    assert_eq!(a, b);
    assert_eq!(overlaps(&a), vec![]);
    assert!(a.bodies.iter().all(|body| body.pos.is_finite()));
}

#[test]
fn connected_nodes_end_nearer_than_others() {
    let mut p = problem(30, 34, 5);
    settle(&mut p);
    let distance = |a: usize, b: usize| p.bodies[a].pos.distance(p.bodies[b].pos);
    let linked: f32 = p.springs.iter().map(|s| distance(s.head, s.tail)).sum::<f32>() / p.springs.len() as f32;
    let all: Vec<f32> = (0..30).flat_map(|a| (0..a).map(move |b| (a, b))).map(|(a, b)| distance(a, b)).collect();
    assert!(linked < 0.6 * all.iter().sum::<f32>() / all.len() as f32);
}

#[test]
fn parts_without_connection_stand_side_by_side() {
    let mut p = problem(24, 0, 3);
    p.springs = (0..24).filter(|i| i % 4 != 3).map(|i| Spring { head: i, tail: i + 1, label: 40.0 }).collect();
    settle(&mut p);
    let parts = components(&p);
    assert_eq!(parts.len(), 6);
    for (i, a) in parts.iter().enumerate() {
        for b in &parts[..i] {
            let (a, b) = (components::bounds(&p, a), components::bounds(&p, b));
            assert!(!a.intersects(b), "{a:?} {b:?}");
        }
    }
}

#[test]
fn held_bodies_stay() {
    let mut p = problem(20, 30, 9);
    p.bodies[4].held = true;
    p.bodies[4].pos = emath::pos2(77.0, -12.0);
    settle(&mut p);
    assert_eq!(p.bodies[4].pos, emath::pos2(77.0, -12.0));
    assert_eq!(radial(&p, None)[4], emath::pos2(77.0, -12.0));
    assert_eq!(layered(&p)[4], emath::pos2(77.0, -12.0));
}

#[test]
fn a_held_body_disturbs_no_other_part() {
    let mut p = problem(24, 0, 3);
    p.springs = (0..24).filter(|i| i % 4 != 3).map(|i| Spring { head: i, tail: i + 1, label: 40.0 }).collect();
    settle(&mut p);
    (p.bodies[9].held, p.bodies[9].pos) = (true, emath::pos2(310.0, -40.0));
    let parts = components(&p);
    let force = {
        let mut p = p.clone();
        settle(&mut p);
        p.bodies.iter().map(|body| body.pos).collect()
    };
    for (name, places) in [("layered", layered(&p)), ("radial", radial(&p, None)), ("force", force)] {
        let mut moved = p.clone();
        moved.bodies.iter_mut().zip(places).for_each(|(body, pos)| body.pos = pos);
        assert_eq!(moved.bodies[9].pos, emath::pos2(310.0, -40.0), "{name}");
        for (i, a) in parts.iter().enumerate() {
            for b in &parts[..i] {
                let (a, b) = (components::bounds(&moved, a), components::bounds(&moved, b));
                assert!(!a.intersects(b), "{name}: {a:?} {b:?}");
            }
        }
        let all = moved.bodies.iter().fold(emath::Rect::NOTHING, |all, body| all.union(body.rect()));
        assert!(all.width() < 4_000.0 && all.height() < 2_500.0, "{name}: {all:?}");
    }
}

#[test]
fn layers_run_from_head_to_tail() {
    let mut p = problem(4, 0, 2);
    p.springs = vec![(0, 1), (1, 2), (0, 3), (2, 0)]
        .into_iter()
        .map(|(head, tail)| Spring { head, tail, label: 0.0 })
        .collect();
    let at = layered(&p);
    let forward = p.springs.iter().filter(|s| at[s.head].x < at[s.tail].x).count();
    assert_eq!(forward, 3, "all but one edge of the circle: {at:?}");
}

#[test]
fn rings_grow_with_the_distance_from_the_root() {
    let mut p = problem(7, 0, 2);
    p.springs = vec![(0, 1), (0, 2), (0, 3), (1, 4), (2, 5), (5, 6)]
        .into_iter()
        .map(|(head, tail)| Spring { head, tail, label: 0.0 })
        .collect();
    let at = radial(&p, Some(0));
    let distance = |body: usize| at[body].distance(at[0]);
    assert!(distance(1) < distance(4) && distance(2) < distance(5) && distance(5) < distance(6));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nothing_overlaps_whatever_the_graph(nodes in 1usize..50, edges in 0usize..90, salt in 1u32..10_000) {
        let mut p = problem(nodes, edges, salt);
        let steps = settle(&mut p);
        prop_assert!(steps <= Force::MAX_STEPS);
        prop_assert_eq!(overlaps(&p), vec![]);
        for at in [radial(&p, Some(0)), layered(&p)] {
            let mut moved = p.clone();
            for (body, pos) in moved.bodies.iter_mut().zip(at) {
                prop_assert!(pos.is_finite());
                body.pos = pos;
            }
            prop_assert_eq!(overlaps(&moved), vec![]);
        }
    }
}

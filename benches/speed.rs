//! What must stay fast below the window and the model: `cargo bench --no-default-features`.
//!
//! Each line is the best of some runs; compare lines of one run, on a machine that does nothing else.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use emath::{Pos2, vec2};
use relata::brat::{ann_path, read};
use relata::domain::{Roles, Visibility};
use relata::map::layout::{Body, Force, Problem, Spring};

/// Milliseconds of the fastest of `runs` runs.
fn best(runs: usize, mut work: impl FnMut()) -> f64 {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..runs).map(time).fold(f64::INFINITY, f64::min)
}

/// 50,000 annotations read from standoff and written again.
fn standoff() {
    let text: Arc<str> = Arc::from("Анна met Bob 🙂. ".repeat(25_000));
    let mut ann = String::new();
    for i in 0..25_000 {
        let at = i * 16;
        ann.push_str(&format!("T{i}\tPer {at} {}\tАнна\n", at + 4));
        ann.push_str(&format!("R{i}\tKnows Arg1:T{i} Arg2:T{}\n", (i * 7) % 25_000));
    }
    let path = ann_path(Path::new("a.txt"));
    let reading = || read(&text, ann.as_bytes(), &path, &Roles::default());
    println!("standoff: read 50,000 annotations        {:9.2} ms", best(5, || drop(reading())));
    let read = reading();
    let write = || drop(read.standoff.write(&text, &read.annotations, &Visibility::default()));
    println!("standoff: write 50,000 annotations       {:9.2} ms", best(5, write));
}

/// A map of 1,000 concepts and 3,000 relations laid out by forces.
fn layout() {
    let mut state: u32 = 11 * 747_796_405 + 289_133_645;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    let body =
        |width: u32, seed: u32| Body { pos: Pos2::ZERO, size: vec2(60.0 + width as f32, 30.0), held: false, seed };
    let bodies = (0..1000).map(|_| body(next() % 150, next())).collect();
    let springs = (0..3000)
        .map(|_| Spring { head: next() as usize % 1000, tail: next() as usize % 1000, label: 50.0 })
        .filter(|spring| spring.head != spring.tail)
        .collect();
    let begun = Problem { bodies, springs, aspect: 1.45, packs: true };
    let mut steps = 0;
    let whole = best(3, || {
        let mut problem = begun.clone();
        Force::scatter(&mut problem);
        let mut force = Force::new(&problem);
        steps = 1;
        while force.step(&mut problem) {
            steps += 1;
        }
    });
    println!("layout: 1,000 concepts, {steps} steps            {whole:9.2} ms");
    println!("layout: a step                           {:9.2} ms", whole / f64::from(steps));
}

fn main() {
    // `cargo test --benches` asks whether it runs.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    standoff();
    layout();
}

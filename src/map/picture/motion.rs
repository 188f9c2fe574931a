//! What is moving, and when it stops.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use emath::Pos2;
use petgraph::graph::NodeIndex;

use super::board::Board;
use crate::map::layout::{Force, LayoutKind, Problem, layered, radial};
use crate::map::model::MapModel;

/// CPU time a frame may spend on the layout.
const BUDGET: Duration = Duration::from_millis(2);
/// A small map could be done within one frame; at this pace people see where things go.
const STEPS_A_FRAME: usize = 8;
/// Maps of more nodes would need many seconds of such frames.
const LARGE: usize = 500;
/// Seconds of a glide to computed places.
const GLIDE: f32 = 0.32;

#[derive(Clone, Debug, Default)]
pub enum Motion {
    #[default]
    Rest,
    Settling {
        force: Box<Force>,
        problem: Problem,
        order: Vec<NodeIndex>,
    },
    /// A large map is laid out on a thread, and glides to its places when they are known.
    Waiting {
        places: Arc<OnceLock<Option<Vec<Pos2>>>>,
        order: Vec<NodeIndex>,
    },
    Gliding {
        way: HashMap<NodeIndex, (Pos2, Pos2)>,
        share: f32,
    },
}

impl Motion {
    pub fn is_rest(&self) -> bool {
        matches!(self, Self::Rest)
    }

    /// Lays out everything that is not `hidden` anew; pinned nodes stay. `scatter`: forget where things are.
    pub fn arrange(
        board: &mut Board,
        model: &MapModel,
        kind: LayoutKind,
        root: Option<NodeIndex>,
        scatter: bool,
        hidden: &HashSet<NodeIndex>,
    ) -> Self {
        let (mut problem, order) = board.problem(model, None, hidden);
        let targets = match kind {
            LayoutKind::Force => {
                if scatter {
                    Force::scatter(&mut problem);
                }
                if order.len() > LARGE {
                    if scatter {
                        // What is shown meanwhile is as large as what comes.
                        for (node, body) in order.iter().zip(&problem.bodies) {
                            if let Some(place) = board.places.get_mut(node) {
                                place.pos = body.pos;
                            }
                        }
                    }
                    return match laid_out(problem.clone()) {
                        Some(places) => Self::Waiting { places, order },
                        None => Self::Settling { force: Box::new(Force::new(&problem)), problem, order },
                    };
                }
                return Self::Settling { force: Box::new(Force::new(&problem)), problem, order };
            }
            LayoutKind::Radial => radial(&problem, root.and_then(|root| order.iter().position(|node| *node == root))),
            LayoutKind::Layered => layered(&problem),
        };
        let from = |node: &NodeIndex| board.places.get(node).map(|place| place.pos);
        if scatter {
            for (node, target) in order.iter().zip(targets) {
                if let Some(place) = board.places.get_mut(node) {
                    place.pos = target;
                }
            }
            return Self::Rest;
        }
        let way = order.iter().zip(targets).filter_map(|(node, to)| Some((*node, (from(node)?, to)))).collect();
        Self::Gliding { way, share: 0.0 }
    }

    /// Finds places for `fresh` nodes; no other node moves.
    pub fn fit_in(board: &Board, model: &MapModel, fresh: &[NodeIndex], hidden: &HashSet<NodeIndex>) -> Self {
        let (problem, order) = board.problem(model, Some(fresh), hidden);
        Self::Settling { force: Box::new(Force::new(&problem)), problem, order }
    }

    /// One frame. `dragged` follows the pointer and nothing else.
    pub fn advance(&mut self, board: &mut Board, seconds: f32, dragged: Option<NodeIndex>) {
        let start = Instant::now();
        self.take_places(board, false);
        self.read(board, dragged);
        let mut more = true;
        for _ in 0..STEPS_A_FRAME {
            more = more && self.step(seconds / STEPS_A_FRAME as f32);
            if !more || start.elapsed() > BUDGET {
                break;
            }
        }
        self.write(board, dragged);
        if !more {
            *self = Self::Rest;
        }
    }

    /// To the end at once (exports, and people who want no motion).
    pub fn finish(&mut self, board: &mut Board) {
        self.take_places(board, true);
        self.read(board, None);
        while self.step(GLIDE) {}
        self.write(board, None);
        *self = Self::Rest;
    }

    /// Begins to glide once the thread has found all places; waits for it where that is asked for.
    fn take_places(&mut self, board: &Board, wait: bool) {
        let Self::Waiting { places, order } = self else { return };
        let found = if wait { Some(places.wait()) } else { places.get() };
        let Some(found) = found else { return };
        let from = |node: &NodeIndex| board.places.get(node).map(|place| place.pos);
        let targets = found.iter().flatten();
        let way = order.iter().zip(targets).filter_map(|(node, to)| Some((*node, (from(node)?, *to)))).collect();
        *self = Self::Gliding { way, share: 0.0 };
    }

    /// Pinned and dragged nodes are where the board says.
    fn read(&mut self, board: &Board, dragged: Option<NodeIndex>) {
        if let Self::Settling { problem, order, .. } = self {
            for (node, body) in order.iter().zip(&mut problem.bodies) {
                if let Some(place) = board.places.get(node).filter(|place| place.pinned || Some(*node) == dragged) {
                    (body.pos, body.held) = (place.pos, true);
                }
            }
        }
    }

    fn step(&mut self, seconds: f32) -> bool {
        match self {
            Self::Rest => false,
            Self::Waiting { .. } => true,
            Self::Settling { force, problem, .. } => force.step(problem),
            Self::Gliding { share, .. } => {
                *share = (*share + seconds / GLIDE).min(1.0);
                *share < 1.0
            }
        }
    }

    fn write(&self, board: &mut Board, dragged: Option<NodeIndex>) {
        let mut put = |node: &NodeIndex, pos: Pos2| {
            if let Some(place) = board.places.get_mut(node).filter(|_| Some(*node) != dragged) {
                place.pos = pos;
            }
        };
        match self {
            Self::Rest | Self::Waiting { .. } => {}
            Self::Settling { problem, order, .. } => {
                order.iter().zip(&problem.bodies).for_each(|(node, body)| put(node, body.pos));
            }
            Self::Gliding { way, share } => {
                let eased = *share * *share * (3.0 - 2.0 * *share);
                way.iter().for_each(|(node, (from, to))| put(node, from.lerp(*to, eased)));
            }
        }
    }
}

/// Lays out on a thread; `None` inside when that came to no end, `None` when there is no thread to be had.
fn laid_out(mut problem: Problem) -> Option<Arc<OnceLock<Option<Vec<Pos2>>>>> {
    /// Answers in any case: somebody may be waiting.
    struct Answer(Arc<OnceLock<Option<Vec<Pos2>>>>);
    impl Drop for Answer {
        fn drop(&mut self) {
            // Does nothing after an answer.
            let _ = self.0.set(None);
        }
    }
    let places = Arc::new(OnceLock::new());
    let answer = Answer(places.clone());
    let work = move || {
        let mut force = Force::new(&problem);
        while force.step(&mut problem) {}
        let _ = answer.0.set(Some(problem.bodies.iter().map(|body| body.pos).collect()));
    };
    std::thread::Builder::new().name("layout".into()).spawn(work).ok().map(|_| places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::layout::{Body, Spring};

    #[test]
    fn a_thread_finds_the_same_places_as_frames_do() {
        let bodies = (0..60).map(|n| Body {
            pos: emath::pos2(n as f32 * 3.0, (n % 7) as f32 * 5.0),
            size: emath::vec2(60.0, 24.0),
            held: n == 5,
            seed: n * 7919,
        });
        let springs = (1..60).map(|n| Spring { head: n, tail: n / 2, label: 30.0 });
        let mut problem = Problem { bodies: bodies.collect(), springs: springs.collect(), aspect: 1.4, packs: true };
        let places = laid_out(problem.clone()).expect("a thread");
        let mut force = Force::new(&problem);
        while force.step(&mut problem) {}
        let here: Vec<Pos2> = problem.bodies.iter().map(|body| body.pos).collect();
        assert_eq!(places.wait().as_ref(), Some(&here));
    }
}

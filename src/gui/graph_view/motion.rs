//! What is moving, and when it stops.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use eframe::egui::Pos2;
use petgraph::graph::NodeIndex;

use super::board::Board;
use super::layout::{Force, LayoutKind, Problem, layered, radial};
use super::model::MapModel;

/// CPU time a frame may spend on the layout.
const BUDGET: Duration = Duration::from_millis(4);
/// A small map could be done within one frame; at this pace people see where things go.
const STEPS_A_FRAME: usize = 8;
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
    Gliding {
        way: HashMap<NodeIndex, (Pos2, Pos2)>,
        share: f32,
    },
}

impl Motion {
    pub fn is_rest(&self) -> bool {
        matches!(self, Self::Rest)
    }

    /// Lays out everything anew; pinned nodes stay. `scatter`: forget where things are.
    pub fn arrange(
        board: &mut Board,
        model: &MapModel,
        kind: LayoutKind,
        root: Option<NodeIndex>,
        scatter: bool,
    ) -> Self {
        let (mut problem, order) = board.problem(model, None);
        let targets = match kind {
            LayoutKind::Force => {
                if scatter {
                    Force::scatter(&mut problem);
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
    pub fn fit_in(board: &Board, model: &MapModel, fresh: &[NodeIndex]) -> Self {
        let (problem, order) = board.problem(model, Some(fresh));
        Self::Settling { force: Box::new(Force::new(&problem)), problem, order }
    }

    /// One frame. `dragged` follows the pointer and nothing else.
    pub fn advance(&mut self, board: &mut Board, seconds: f32, dragged: Option<NodeIndex>) {
        let start = Instant::now();
        let steps = if self.is_rest() { 0 } else { STEPS_A_FRAME };
        for _ in 0..steps {
            if !self.step(board, seconds / STEPS_A_FRAME as f32, dragged) {
                *self = Self::Rest;
                break;
            }
            if start.elapsed() > BUDGET {
                break;
            }
        }
    }

    /// To the end at once (exports, and people who want no motion).
    pub fn finish(&mut self, board: &mut Board) {
        if !self.is_rest() {
            while self.step(board, GLIDE, None) {}
            *self = Self::Rest;
        }
    }

    fn step(&mut self, board: &mut Board, seconds: f32, dragged: Option<NodeIndex>) -> bool {
        match self {
            Self::Rest => false,
            Self::Settling { force, problem, order } => {
                for (node, body) in order.iter().zip(&mut problem.bodies) {
                    if let Some(place) = board.places.get(node).filter(|place| place.pinned || Some(*node) == dragged) {
                        (body.pos, body.held) = (place.pos, true);
                    }
                }
                let more = force.step(problem);
                for (node, body) in order.iter().zip(&problem.bodies) {
                    if let Some(place) = board.places.get_mut(node).filter(|_| Some(*node) != dragged) {
                        place.pos = body.pos;
                    }
                }
                more
            }
            Self::Gliding { way, share } => {
                *share = (*share + seconds / GLIDE).min(1.0);
                let eased = *share * *share * (3.0 - 2.0 * *share);
                for (node, (from, to)) in way.iter().filter(|(node, _)| Some(**node) != dragged) {
                    if let Some(place) = board.places.get_mut(node) {
                        place.pos = from.lerp(*to, eased);
                    }
                }
                *share < 1.0
            }
        }
    }
}

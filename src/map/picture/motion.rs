//! What is moving, and when it stops.

use std::collections::{HashMap, HashSet};
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
        self.read(board, None);
        while self.step(GLIDE) {}
        self.write(board, None);
        *self = Self::Rest;
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
            Self::Rest => {}
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

//! Changes of the arrangement: layouts, pins, folds, focus.

use petgraph::graph::NodeIndex;

use super::GraphView;
use crate::map::layout::LayoutKind;
use crate::map::picture::Motion;

impl GraphView {
    /// A motion that lays out the whole map.
    pub(super) fn arranged(&mut self, scatter: bool) -> Motion {
        let (kind, root) = (self.options.layout, self.root);
        Motion::arrange(&mut self.board, &self.model, kind, root, scatter, &self.folded.hidden)
    }

    /// Lays the map out for a room of this width by height, unless somebody has arranged it by hand.
    pub fn fill(&mut self, aspect: f32) {
        self.board.aspect = Some(aspect);
        if self.board.places.values().all(|place| !place.pinned) {
            let mut motion = self.arranged(true);
            motion.finish(&mut self.board);
        }
    }

    pub(super) fn focus_on(&mut self, node: NodeIndex, depth: usize) {
        self.root = Some(node);
        self.options.focus = depth;
        self.camera.auto = true;
    }

    pub(super) fn toggle_pin(&mut self, node: NodeIndex) {
        if let Some(place) = self.board.places.get_mut(&node) {
            place.pinned = !place.pinned;
            self.unkept = true;
            self.still.forget();
        }
    }

    /// Puts a concept in the middle of a radial map.
    pub(super) fn centre_on(&mut self, node: NodeIndex) {
        self.options.layout = LayoutKind::Radial;
        self.root = Some(node);
        self.arrange = true;
    }

    pub(super) fn toggle_fold(&mut self, node: NodeIndex) {
        if let Some(concept) = self.model.node(node) {
            self.folds.toggle(&concept.id);
            self.fold();
        }
    }

    pub(super) fn fold_leaves(&mut self, leaves: bool) {
        self.folds.leaves = leaves;
        self.fold();
    }

    pub(super) fn unfold_all(&mut self) {
        self.folds = Default::default();
        self.fold();
    }

    /// Brings what is hidden in step with graph and folds.
    pub(super) fn fold(&mut self) {
        self.still.forget();
        self.folded = self.folds.of(&self.model, self.root.filter(|_| self.options.layout == LayoutKind::Radial));
    }
}

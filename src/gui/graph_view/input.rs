//! Pointer and keys.

use eframe::egui::{EventFilter, Key, Modifiers, PointerButton, Pos2, Rect, Response, Ui, Vec2};
use petgraph::graph::NodeIndex;

use super::{GraphView, GraphViewInput};
use crate::gui::{Action, Selection};
use crate::map::picture::Spot;

/// How near to a line a click must be, in points on the screen.
pub const REACH: f32 = 6.0;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Drag {
    #[default]
    None,
    Pan,
    Node(NodeIndex),
    /// A new relation from this node.
    Link(NodeIndex),
}

/// What the pointer is at, found on the picture of this frame.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pointed {
    pub at: Option<Spot>,
    /// On the knob of the hovered node.
    pub handle: bool,
    /// Where a drag that starts now was pressed.
    pub pressed: Option<Spot>,
}

impl GraphView {
    /// Pan, zoom and drags under way; before the picture is made.
    pub(super) fn move_things(&mut self, ui: &Ui, response: &Response, view: Rect) {
        if response.hovered() {
            let (zoom, scroll) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta()));
            let factor = zoom * (scroll.y * 0.004).exp();
            let around = response.hover_pos().unwrap_or(view.center());
            if (factor - 1.0).abs() > 1e-4 {
                self.camera.zoom_by(view, around, factor);
            }
            if scroll.x != 0.0 {
                self.camera.pan(Vec2::new(scroll.x, 0.0));
            }
        }
        if response.dragged() {
            self.follow_pointer(response.drag_delta());
        }
    }

    fn follow_pointer(&mut self, delta: Vec2) {
        if delta == Vec2::ZERO {
            return;
        }
        match self.drag {
            Drag::Pan => self.camera.pan(delta),
            Drag::Node(node) => self.drag_node(node, delta / self.camera.zoom),
            Drag::Link(_) | Drag::None => {}
        }
    }

    /// A node takes along what hangs on it alone.
    fn drag_node(&mut self, node: NodeIndex, delta: Vec2) {
        let leaf = |other: &NodeIndex| self.model.neighbours(*other).all(|next| next == node);
        let mut moved: Vec<NodeIndex> =
            self.model.neighbours(node).filter(|other| *other != node).filter(leaf).collect();
        moved.sort_unstable();
        moved.dedup();
        for other in moved {
            if let Some(place) = self.board.places.get_mut(&other).filter(|place| !place.pinned) {
                place.pos += delta;
            }
        }
        if let Some(place) = self.board.places.get_mut(&node) {
            place.pos += delta;
        }
        self.camera.auto = false;
    }

    /// Starts and ends of drags, and clicks.
    pub(super) fn click_things(
        &mut self,
        ui: &Ui,
        response: &Response,
        pointed: Pointed,
        input: &GraphViewInput<'_>,
        actions: &mut Vec<Action>,
    ) {
        if response.drag_started() {
            let link = ui.input(|input| input.modifiers.shift) || response.drag_started_by(PointerButton::Secondary);
            self.drag = match (pointed.pressed, pointed.handle, self.hover) {
                (_, true, Some(Spot::Node(node))) => Drag::Link(node),
                (Some(Spot::Node(node)), _, _) if link => Drag::Link(node),
                (Some(Spot::Node(node)), _, _) => Drag::Node(node),
                _ => Drag::Pan,
            };
            // What the pointer travelled before the toolkit called it a drag.
            self.follow_pointer(response.total_drag_delta().unwrap_or_default());
        }
        if response.drag_stopped() {
            if let (Drag::Link(from), Some(Spot::Node(to))) = (self.drag, pointed.at)
                && let Some((head, tail)) = self.nearest_pair(input, from, to)
            {
                actions.push(Action::PickRelationType { head, tail });
            }
            self.drag = Drag::None;
        }
        if response.secondary_clicked() {
            self.menu = pointed.at;
        }
        if response.double_clicked()
            && let Some(Spot::Node(node)) = pointed.at
        {
            self.toggle_pin(node);
        } else if response.clicked_by(PointerButton::Primary) {
            response.request_focus();
            self.choose(pointed.at, input, actions);
        }
    }

    pub(super) fn choose(&mut self, spot: Option<Spot>, input: &GraphViewInput<'_>, actions: &mut Vec<Action>) {
        match spot {
            Some(Spot::Node(node)) => self.select_node(input, node, actions),
            Some(Spot::Edge(edge)) => self.select_edge(input, edge, actions),
            None => {
                self.shown = None;
                self.chosen = None;
                actions.push(Action::Select(Selection::None));
            }
        }
    }

    /// Keys of the focused map.
    pub(super) fn keys(
        &mut self,
        ui: &Ui,
        response: &Response,
        view: Rect,
        input: &GraphViewInput<'_>,
        actions: &mut Vec<Action>,
    ) {
        if !response.has_focus() {
            return;
        }
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let ways = [
            (Key::ArrowLeft, Vec2::LEFT),
            (Key::ArrowRight, Vec2::RIGHT),
            (Key::ArrowUp, Vec2::UP),
            (Key::ArrowDown, Vec2::DOWN),
        ];
        for (key, way) in ways {
            if pressed(key) {
                self.walk(way, view);
            }
        }
        if pressed(Key::Enter)
            && let Some(node) = self.cursor
        {
            self.select_node(input, node, actions);
        }
        if pressed(Key::F) {
            self.fit();
        }
        if pressed(Key::P)
            && let Some(node) = self.cursor
        {
            self.toggle_pin(node);
        }
        if pressed(Key::H)
            && let Some(node) = self.cursor
        {
            self.toggle_fold(node);
        }
        if pressed(Key::C)
            && let Some(node) = self.cursor
        {
            self.centre_on(node);
        }
        for (keys, factor) in [([Key::Plus, Key::Equals], 1.2), ([Key::Minus, Key::Minus], 1.0 / 1.2)] {
            let shifted = || ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, keys[0]));
            if pressed(keys[0]) || pressed(keys[1]) || shifted() {
                self.camera.zoom_by(view, view.center(), factor);
            }
        }
    }

    /// The nearest node in a direction; sideways distance counts double.
    fn walk(&mut self, way: Vec2, view: Rect) {
        let shown = self.visible();
        let from =
            self.cursor.and_then(|node| self.board.places.get(&node)).map_or(self.camera.centre, |place| place.pos);
        let cost = |pos: Pos2| {
            let between = pos - from;
            let ahead = between.dot(way);
            (ahead > 1.0).then(|| ahead + 2.0 * between.dot(way.rot90()).abs())
        };
        let ahead =
            self.board.places.iter().filter(|(node, _)| {
                Some(**node) != self.cursor && shown.as_ref().is_none_or(|shown| shown.contains(node))
            });
        let best = ahead.filter_map(|(node, place)| Some((cost(place.pos)?, *node)));
        let best = best.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        // With nothing under the cursor yet, any key lands on the node nearest to the middle.
        let first = || {
            let there = self.board.places.iter();
            let there = there.filter(|(node, _)| shown.as_ref().is_none_or(|shown| shown.contains(node)));
            let nearest = there.map(|(node, place)| (place.pos.distance(from), *node));
            nearest.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
        };
        if let Some((_, node)) = if self.cursor.is_none() { first() } else { best } {
            self.cursor = Some(node);
            let rect = self.board.bounds_of(std::iter::once(node));
            if !self.camera.auto {
                self.camera.show(view, rect);
            }
        }
    }
}

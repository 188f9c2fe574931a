//! One frame of the map.

use std::collections::HashSet;

use eframe::egui::{CursorIcon, Key, Modifiers, Rect, Response, Sense, Ui, UiBuilder, WidgetInfo, WidgetType};
use petgraph::graph::NodeIndex;

use super::input::{Drag, Pointed, REACH};
use super::paint::{self, Canvas};
use super::still::{self, Found};
use super::{GraphView, GraphViewInput, access, evidence, menu};
use crate::gui::Action;
use crate::map::RelationAt;
use crate::map::picture::{Emphasis, Legend, Scene, SceneInput, Spot, hit};

/// Below, arrow heads and dashes of large maps are a pixel or two.
const ROUGH_ZOOM: f32 = 0.3;
/// Views with more edges are large: they are drawn roughly while they move.
const CAREFUL_EDGES: usize = 400;
/// Seconds without a movement after which a large map is drawn with care.
const REST: f64 = 0.12;

impl GraphView {
    /// Draws the map into the room that `ui` has left; returns what the user asks for.
    pub fn ui(&mut self, ui: &mut Ui, input: &GraphViewInput<'_>) -> Vec<Action> {
        let mut actions = Vec::new();
        let ctx = ui.ctx().clone();
        let room = ui.available_rect_before_wrap();
        self.board.aspect = room.is_positive().then(|| room.aspect_ratio());
        self.sync_soon(input, &ctx);
        let asked = self.toolbar(ui, input, &mut actions);
        self.sync_soon(input, &ctx);
        let area = ui.available_rect_before_wrap();
        let relations = self.evidence(input);
        let (view, below) = divide(area, relations.len());
        if asked.fit {
            self.fit();
        }
        if let Some(factor) = asked.zoom {
            self.camera.zoom_by(view, view.center(), factor);
        }
        if asked.find {
            let found = self.board.bounds_of(self.matches().into_iter());
            if found.is_positive() && !self.camera.auto {
                self.camera.show(view, found);
            }
        }
        if let Some(step) = asked.step {
            self.step_search(view, step);
        }
        if asked.arrange || self.arrange {
            self.arrange = false;
            self.motion = self.arranged(false);
            self.camera.auto = true;
        }
        self.follow(input, view);
        self.map(ui, input, (view, area), &mut actions);
        if let Some(below) = below {
            self.card(ui, input, below, &relations, &mut actions);
        }
        ui.advance_cursor_after_rect(area);
        if self.is_moving() {
            ctx.request_repaint();
        }
        actions
    }

    fn card(
        &mut self,
        ui: &mut Ui,
        input: &GraphViewInput<'_>,
        area: Rect,
        relations: &[RelationAt],
        actions: &mut Vec<Action>,
    ) {
        let mut child = ui.new_child(UiBuilder::new().id_salt("evidence card").max_rect(area));
        child.shrink_clip_rect(area);
        let mut open = evidence::card(&mut child, input, relations, actions);
        // Escape belongs to whoever has the keyboard: a text field, or a dialog above the window.
        let above = ui.memory(|memory| memory.top_modal_layer().is_some());
        if !above && !ui.ctx().egui_wants_keyboard_input() {
            open &= !ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        }
        if !open {
            self.dismissed = Some(input.selection.clone());
            self.chosen = None;
        }
    }

    fn map(&mut self, ui: &mut Ui, input: &GraphViewInput<'_>, (view, area): (Rect, Rect), actions: &mut Vec<Action>) {
        if !view.is_positive() {
            return;
        }
        let response = ui.interact(view, ui.id().with("mind map"), Sense::click_and_drag());
        self.id = Some(response.id);
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, "Mind map"));
        self.move_things(ui, &response, view);
        self.keys(ui, &response, view, input, actions);
        let dragged = match self.drag {
            Drag::Node(node) => Some(node),
            _ => None,
        };
        let seconds = ui.input(|input| input.stable_dt).min(0.05);
        self.has_keyboard = response.has_focus();
        let moves = !self.motion.is_rest() || dragged.is_some();
        self.unkept |= moves;
        if moves {
            self.still.forget();
        }
        self.motion.advance(&mut self.board, seconds, dragged);
        let only = self.visible();
        if self.camera.auto {
            self.auto_fit(view, area, only.as_ref(), input);
        }
        self.board.grow(self.camera.zoom);
        let painter = ui.painter_at(view);
        let fine = self.drawn_edges <= CAREFUL_EDGES || (self.is_quiet(ui) && self.camera.zoom > ROUGH_ZOOM);
        let canvas = Canvas {
            painter: &painter,
            view,
            camera: self.camera,
            theme: input.theme,
            magnification: self.board.magnification(),
            fine,
        };
        self.linger(ui, input);
        let emphasis = self.emphasis(input);
        let first = still::count(&painter);
        let found = match self.is_left_alone(ui, &response) {
            true => {
                let key = self.still_key(input, (view, area), &emphasis, fine, painter.pixels_per_point());
                self.still.paint(&painter, key)
            }
            false => {
                self.still.forget();
                Found::New
            }
        };
        if found == Found::Painted {
            self.hovered(ui, Pointed::default());
            response.context_menu(|ui| menu::menu(self, ui, input, actions));
            return;
        }
        paint::backdrop(&canvas);
        if self.model.is_empty() {
            self.nothing(ui, &response, &canvas, input);
            return;
        }
        let scene = Scene::new(&SceneInput {
            model: &self.model,
            board: &self.board,
            schema: input.schema,
            theme: input.theme,
            emphasis: &emphasis,
            only: only.as_ref(),
            behind: &self.folded.behind,
            seen: Some(self.camera.seen(view)),
            detail: fine,
            place_labels: fine && canvas.shows_edge_labels(),
        });
        self.drawn_edges = scene.edges.len();
        paint::edges(&canvas, &scene.edges);
        let cursor = self.cursor.filter(|_| self.has_keyboard);
        paint::nodes(&canvas, &scene.nodes, cursor);
        paint::landmarks(&canvas, &scene.nodes);
        if self.options.legend && view == area {
            let legend = match self.legend.take() {
                Some((theme, legend)) if theme == input.theme => legend,
                _ => Legend::new(&self.model, input.schema, input.theme),
            };
            let area = paint::legend(&canvas, &legend);
            self.legend = Some((input.theme, legend));
            let area = area.is_positive().then(|| area.translate(-view.left_bottom().to_vec2()));
            if std::mem::replace(&mut self.legend_area, area) != area {
                ui.ctx().request_repaint();
            }
        }
        if found == Found::Again {
            self.still.keep(&painter, first);
        }
        let pointed = self.pointed(ui, &response, &canvas, &scene);
        self.overlays(ui, &canvas, pointed);
        let schema = input.schema;
        let pressed = access::announce(ui.ctx(), response.id, &canvas, &scene, &self.model, schema);
        if let Some(spot) = pressed {
            self.choose(Some(spot), input, actions);
        }
        self.click_things(ui, &response, pointed, input, actions);
        self.hovered(ui, pointed);
        let response = match self.tip(input, pointed) {
            Some(tip) => response.on_hover_text_at_pointer(tip),
            None => response,
        };
        response.context_menu(|ui| menu::menu(self, ui, input, actions));
    }

    /// The mention under the pointer in the text. On a large map it lights up when the pointer has stayed with it for a
    /// moment: while the text scrolls below it, mentions pass by.
    fn linger(&mut self, ui: &Ui, input: &GraphViewInput<'_>) {
        let now = ui.input(|input| input.time);
        if self.pointed_in_text.0 != input.hovered {
            self.pointed_in_text = (input.hovered, now);
        }
        let since = now - self.pointed_in_text.1;
        let is_large = self.model.graph.edge_count() > CAREFUL_EDGES;
        if !is_large || since >= REST || input.hovered.is_none() {
            self.lingering = input.hovered;
        } else if self.lingering != input.hovered {
            self.lingering = None;
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(REST - since));
        }
    }

    /// Whether nothing on the map moves, and neither a pointer nor a screen reader is at it.
    fn is_left_alone(&self, ui: &Ui, response: &Response) -> bool {
        let touched = response.contains_pointer() || response.context_menu_opened() || self.hover.is_some();
        let heard = || ui.ctx().accesskit_node_builder(response.id, |_| ()).is_some();
        self.motion.is_rest() && self.drag == Drag::None && !touched && !self.model.is_empty() && !heard()
    }

    fn still_key(
        &self,
        input: &GraphViewInput<'_>,
        (view, area): (Rect, Rect),
        emphasis: &Emphasis,
        fine: bool,
        pixels_per_point: f32,
    ) -> still::Key {
        still::Key {
            built: self.built,
            camera: self.camera,
            view,
            theme: input.theme,
            emphasis: emphasis.clone(),
            focus: (self.options.focus, self.root),
            cursor: self.cursor.filter(|_| self.has_keyboard),
            legend: self.options.legend && view == area,
            fine,
            pixels_per_point,
        }
    }

    /// Whether neither the layout nor the camera has moved of late. A map that was drawn roughly on its way is drawn with
    /// care a moment after it has come to rest.
    fn is_quiet(&mut self, ui: &Ui) -> bool {
        let now = ui.input(|input| input.time);
        if !self.motion.is_rest() || self.moved_from != Some(self.camera) {
            (self.moved_from, self.moved_at) = (Some(self.camera), now);
        }
        let since = now - self.moved_at;
        if since < REST {
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(REST - since));
        }
        since >= REST
    }

    /// The whole map in `area`, the room without the evidence. When that covers a part of it, the map stays as large and
    /// moves just so far that what the evidence is about can be seen in `view`.
    fn auto_fit(&mut self, view: Rect, area: Rect, only: Option<&HashSet<NodeIndex>>, input: &GraphViewInput<'_>) {
        let nodes: Vec<NodeIndex> = match only {
            Some(only) => only.iter().copied().collect(),
            None => self.board.places.keys().copied().collect(),
        };
        let corner = self.legend_area.filter(|_| self.options.legend);
        let corner = corner.map_or(Rect::NOTHING, |corner| corner.translate(area.left_bottom().to_vec2()));
        // How large names are depends on the zoom, and what fits on how large they are.
        for _ in 0..2 {
            let bounds = self.board.bounds_of(nodes.iter().copied());
            let rects = nodes.iter().filter_map(|node| self.board.rect(*node)).map(|(rect, _)| rect);
            self.camera.fit_beside(area, bounds, rects, corner);
            self.board.grow(self.camera.zoom);
        }
        if view != area {
            self.camera.centre += (view.center() - area.center()) / self.camera.zoom;
            let relations = self.evidence(input);
            let edges = relations.iter().filter_map(|at| self.model.edge_of_relation(*at));
            let ends = edges.filter_map(|edge| self.model.graph.edge_endpoints(edge)).flat_map(|(a, b)| [a, b]);
            let ends = self.board.bounds_of(ends);
            if ends.is_positive() {
                self.camera.show(view, ends);
                self.camera.auto = true;
            }
        }
    }

    /// Hover, else search, else the mention hovered in the text, else the selection.
    fn emphasis(&self, input: &GraphViewInput<'_>) -> Emphasis {
        let text = || self.model.node_of_mention(input.mention_at(self.lingering?)).map(Spot::Node);
        let matches = self.matches();
        match (self.hover, matches.is_empty()) {
            (Some(spot), _) => Emphasis::of_spot(&self.model, spot),
            (None, false) => Emphasis::of_matches(matches),
            (None, true) => match text() {
                Some(spot) => Emphasis::of_spot(&self.model, spot),
                None => self.selected(input),
            },
        }
    }

    fn pointed(&self, ui: &Ui, response: &Response, canvas: &Canvas<'_>, scene: &Scene<'_>) -> Pointed {
        let find = |pos| hit(scene, self.camera.to_map(canvas.view, pos), REACH / self.camera.zoom);
        let pointer = response.interact_pointer_pos().or_else(|| response.hover_pos());
        let origin = ui.input(|input| input.pointer.press_origin());
        let knob = self.knob(canvas);
        let on_knob = |pos| knob.is_some_and(|knob| knob.distance(pos) <= 9.0);
        let pressed = origin.filter(|_| response.drag_started());
        Pointed {
            at: pointer.and_then(find),
            handle: pressed.or(pointer).is_some_and(on_knob),
            pressed: pressed.and_then(find),
        }
    }

    fn knob(&self, canvas: &Canvas<'_>) -> Option<eframe::egui::Pos2> {
        let Some(Spot::Node(node)) = self.hover else { return None };
        let (rect, _) = self.board.rect(node)?;
        let font = self.board.places.get(&node)?.font * canvas.magnification;
        Some(paint::handle_centre(canvas, rect, font))
    }

    fn overlays(&self, ui: &Ui, canvas: &Canvas<'_>, pointed: Pointed) {
        match self.drag {
            Drag::Link(from) => {
                let place = self.board.places.get(&from).map(|place| self.camera.to_screen(canvas.view, place.pos));
                if let (Some(from), Some(to)) = (place, ui.input(|input| input.pointer.interact_pos())) {
                    paint::link(canvas, from, to, canvas.theme.accent());
                }
                ui.set_cursor_icon(CursorIcon::Crosshair);
            }
            Drag::Node(_) | Drag::Pan => ui.set_cursor_icon(CursorIcon::Grabbing),
            Drag::None => {
                if let Some(knob) = self.knob(canvas) {
                    paint::handle(canvas, knob);
                }
                if pointed.handle {
                    ui.set_cursor_icon(CursorIcon::Crosshair);
                } else if pointed.at.is_some() {
                    ui.set_cursor_icon(CursorIcon::PointingHand);
                }
            }
        }
    }

    /// The picture shows a change of the hover one frame later, so one is asked for.
    fn hovered(&mut self, ui: &Ui, pointed: Pointed) {
        let hover = match (self.drag, pointed.handle) {
            (Drag::Node(node) | Drag::Link(node), _) => pointed.at.or(Some(Spot::Node(node))),
            (_, true) => self.hover,
            (Drag::Pan, _) => None,
            (Drag::None, false) => pointed.at,
        };
        if self.hover != hover {
            self.hover = hover;
            ui.ctx().request_repaint();
        }
    }
}

/// The map's share of the room, and below it that of `quotations`.
fn divide(area: Rect, quotations: usize) -> (Rect, Option<Rect>) {
    if quotations == 0 {
        return (area, None);
    }
    // The head, and for each quotation its name, some lines of text, and the buttons.
    let wanted = 58.0 + 164.0 * quotations as f32;
    let height = wanted.min(330.0).min(area.height() * 0.55);
    let (map, card) = area.split_top_bottom_at_y(area.bottom() - height);
    (map, Some(card.with_min_y(card.top() + 4.0)))
}

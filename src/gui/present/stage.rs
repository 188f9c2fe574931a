//! The screen of the presentation.

use std::time::Duration;

use eframe::egui::{
    self, Align2, Button, Color32, CursorIcon, FontId, Id, Mesh, Pos2, Rect, RichText, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, WidgetType, pos2, vec2,
};

use super::flight::{Flight, camera_for};
use super::say::{Voice, say};
use super::steps::{Course, Step};
use super::{Blank, Presenter};
use crate::gui::Theme;
use crate::gui::graph_view::Camera;
use crate::gui::graph_view::paint::{self, Canvas};
use crate::gui::words::counted;
use crate::map::picture::{Emphasis, Scene, SceneInput, Spot, hit};

/// Seconds after which position and pointer are out of the way, and those in which they go.
const STAY: f64 = 2.0;
const FADE: f64 = 0.6;
/// Narrower screens show the map below the words.
const WIDE: f32 = 1.15;
/// How near to a line a click must be, in points.
const REACH: f32 = 10.0;

/// The parts of the screen.
struct Rooms {
    words: Rect,
    map: Rect,
}

impl Rooms {
    fn of(screen: Rect, step: &Step) -> Self {
        let margin = screen.size().min_elem() * 0.06;
        let inner = screen.shrink(margin);
        if *step == Step::Overview {
            let title = inner.with_max_y(inner.top() + inner.height() * 0.16);
            return Self { words: title, map: screen.with_min_y(title.bottom()) };
        }
        if screen.aspect_ratio() >= WIDE {
            let middle = inner.left() + inner.width() * 0.46;
            Self { words: inner.with_max_x(middle), map: screen.with_min_x(middle + margin * 0.5) }
        } else {
            let middle = inner.top() + inner.height() * 0.52;
            Self { words: inner.with_max_y(middle), map: screen.with_min_y(middle + margin * 0.3) }
        }
    }
}

/// The part of a screen that the whole map takes.
pub fn overview(screen: Rect) -> Rect {
    Rooms::of(screen, &Step::Overview).map
}

impl Presenter {
    /// One frame; true when the presentation is over.
    pub(super) fn frame(&mut self, ui: &mut Ui, theme: Theme) -> bool {
        let screen = ui.max_rect();
        let ctx = ui.ctx().clone();
        let now = ctx.input(|input| input.time);
        let was = (self.at, self.course, self.blank);
        let asked = self.keys(ui);
        self.move_by(asked.step);
        let response = ui.interact(screen, Id::new("presentation"), Sense::click());
        let name = format!("Presentation, {}", self.position());
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, name.as_str()));
        self.notice_pointer(&ctx, now);
        self.turn(screen, was.0 != self.at || was.1 != self.course);
        let camera = self.advance(&ctx);
        ui.painter().rect_filled(screen, 0.0, theme.background());
        match self.blank {
            Some(blank) => self.blank_ui(ui, screen, blank),
            None => self.step_ui(ui, screen, theme, camera, &response),
        }
        let leave = self.blank.is_none() && self.controls(ui, screen, theme, now);
        self.point(ui, &response, now);
        if was != (self.at, self.course, self.blank) {
            self.touched = now;
            ctx.request_repaint();
        }
        asked.leave || leave
    }

    /// "The whole map", "3 of 12".
    pub(super) fn position(&self) -> String {
        match self.at {
            0 => "the whole map".to_owned(),
            at => format!("{at} of {}", self.steps().len() - 1),
        }
    }

    fn notice_pointer(&mut self, ctx: &egui::Context, now: f64) {
        let pointer = ctx.input(|input| input.pointer.latest_pos());
        let moved = match (self.pointer, pointer) {
            (Some(before), Some(after)) => before.distance(after) > 2.0,
            (before, after) => before != after,
        };
        if moved {
            self.pointer = pointer;
            self.touched = now;
        }
    }

    /// Where the camera is to be for the present step.
    fn turn(&mut self, screen: Rect, moved: bool) {
        let step = self.step().clone();
        let shown = self.map.visible();
        let all = || {
            let nodes = self.map.board.places.keys().copied();
            self.map.board.bounds_of(nodes.filter(|node| shown.as_ref().is_none_or(|shown| shown.contains(node))))
        };
        let rooms = Rooms::of(screen, &step);
        let (bounds, nearest) = match &step {
            Step::Overview => (all(), 2.1),
            step => (self.map.board.bounds_of(step.nodes(&self.map.model).into_iter()), f32::INFINITY),
        };
        if !bounds.is_positive() {
            return;
        }
        let target = camera_for(screen, rooms.map, bounds, nearest);
        match &mut self.flight {
            None => self.flight = Some(Flight::resting(target)),
            Some(flight) if moved => flight.turn_to(target),
            Some(flight) if flight.target() != target => flight.settle_at(target),
            Some(_) => {}
        }
    }

    fn advance(&mut self, ctx: &egui::Context) -> Camera {
        let Some(flight) = &mut self.flight else { return Camera::default() };
        if flight.is_flying() {
            flight.advance(ctx.input(|input| input.stable_dt).min(0.05));
            ctx.request_repaint();
        }
        flight.camera()
    }

    fn blank_ui(&mut self, ui: &Ui, screen: Rect, blank: Blank) {
        let colour = if blank == Blank::Black { Color32::BLACK } else { Color32::WHITE };
        ui.painter().rect_filled(screen, 0.0, colour);
        if ui.input(|input| input.pointer.any_click()) {
            self.blank = None;
        }
    }

    fn step_ui(&mut self, ui: &mut Ui, screen: Rect, theme: Theme, camera: Camera, response: &egui::Response) {
        let step = self.step().clone();
        let emphasis = match &step {
            Step::Overview => Emphasis::default(),
            Step::Relation { edge, .. } => Emphasis::of_spot(&self.map.model, Spot::Edge(*edge)),
            Step::Concept { node, .. } => Emphasis::of_spot(&self.map.model, Spot::Node(*node)),
        };
        let rooms = Rooms::of(screen, &step);
        let only = self.map.visible();
        let painter = ui.painter_at(rooms.map);
        let magnification = self.map.board.magnification();
        let canvas = Canvas { painter: &painter, view: screen, camera, theme, magnification, fine: true };
        let scene = Scene::new(&SceneInput {
            model: &self.map.model,
            board: &self.map.board,
            schema: &self.schema,
            theme,
            emphasis: &emphasis,
            only: only.as_ref(),
            behind: &self.map.folded.behind,
            seen: Some(camera.seen(screen)),
            detail: true,
            place_labels: true,
        });
        paint::edges(&canvas, &scene.edges);
        paint::nodes(&canvas, &scene.nodes, None);
        if step != Step::Overview {
            fade(ui, screen, rooms.map, theme);
        }
        let at = response.interact_pointer_pos().filter(|at| response.clicked() && rooms.map.contains(*at));
        let spot = at.and_then(|at| hit(&scene, camera.to_map(screen, at), REACH / camera.zoom));
        self.beside(ui, theme, &step, &rooms);
        match spot {
            Some(spot) => self.go_to(spot),
            None if response.clicked() => self.move_by(1),
            None if response.secondary_clicked() => self.move_by(-1),
            None => {}
        }
    }

    fn beside(&self, ui: &mut Ui, theme: Theme, step: &Step, rooms: &Rooms) {
        let mut child = ui.new_child(UiBuilder::new().id_salt(("step", self.at)).max_rect(rooms.words));
        child.set_opacity(self.flight.as_ref().map_or(1.0, Flight::arrival));
        if *step == Step::Overview {
            let size = (rooms.words.height() * 0.42).clamp(20.0, 54.0);
            let (concepts, relations) = (self.concepts.len() - 1, self.relations.len() - 1);
            let counts = format!("{} · {}", counted(concepts, "concept"), counted(relations, "relation"));
            child.add(egui::Label::new(RichText::new(&self.title).size(size).color(theme.text())).truncate());
            child.add(egui::Label::new(RichText::new(counts).size(size * 0.45).color(theme.faint())));
            return;
        }
        let size = (ui.max_rect().size().min_elem() / 21.0).clamp(17.0, 52.0);
        say(&mut child, &Voice { schema: &self.schema, theme }, step, rooms.words, size);
    }

    /// How visible position and controls are.
    fn alpha(&self, now: f64) -> f32 {
        (1.0 - ((now - self.touched - STAY) / FADE).clamp(0.0, 1.0)) as f32
    }

    /// A slim line that says how far the presentation has come, and buttons for the mouse; true to leave.
    fn controls(&mut self, ui: &mut Ui, screen: Rect, theme: Theme, now: f64) -> bool {
        let alpha = self.alpha(now);
        if alpha > 0.0 {
            let left = STAY - (now - self.touched);
            let wait = if left > 0.0 { Duration::from_secs_f64(left) } else { Duration::ZERO };
            ui.ctx().request_repaint_after(wait);
        } else {
            return false;
        }
        let (count, at) = (self.steps().len().saturating_sub(1).max(1), self.at);
        let line = Rect::from_min_max(pos2(screen.left(), screen.bottom() - 4.0), screen.right_bottom());
        ui.painter().rect_filled(line, 0.0, theme.line().gamma_multiply(alpha));
        let done = line.with_max_x(line.left() + line.width() * at as f32 / count as f32);
        ui.painter().rect_filled(done, 0.0, theme.accent().gamma_multiply(alpha));
        if at > 0 {
            let place = screen.right_bottom() - vec2(18.0, 14.0);
            let (words, font) = (format!("{at} / {count}"), FontId::proportional(15.0));
            ui.painter().text(place, Align2::RIGHT_BOTTOM, words, font, theme.faint().gamma_multiply(alpha));
        }
        // Buttons are for the mouse: keys do the same, and a clicker should show nothing but the line.
        let moved_recently = self.pointer.is_some();
        moved_recently && self.buttons(ui, screen, theme, alpha)
    }

    fn buttons(&mut self, ui: &mut Ui, screen: Rect, theme: Theme, alpha: f32) -> bool {
        let size = vec2(520.0_f32.min(screen.width() - 20.0), 34.0);
        let area = Rect::from_center_size(pos2(screen.center().x, screen.bottom() - 34.0), size);
        let mut bar = ui.new_child(
            UiBuilder::new()
                .id_salt("controls")
                .max_rect(area)
                .layout(egui::Layout::left_to_right(egui::Align::Center).with_main_align(egui::Align::Center)),
        );
        bar.set_opacity(alpha);
        let ground = area.expand2(vec2(6.0, 4.0));
        let fill = theme.panel().gamma_multiply(0.95);
        bar.painter().rect(ground, 12.0, fill, Stroke::new(1.0, theme.line()), egui::StrokeKind::Inside);
        let mut leave = false;
        let button = |ui: &mut Ui, sign: &str, name: &str, on: bool| {
            let response = ui.add(Button::new(sign).selected(on));
            response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, on, name));
            response.on_hover_text(name).clicked()
        };
        bar.add_space(10.0);
        if button(&mut bar, "◀", "Previous step", false) {
            self.move_by(-1);
        }
        if button(&mut bar, "▶", "Next step", false) {
            self.move_by(1);
        }
        bar.add_space(10.0);
        for (course, name, help) in [
            (Course::Relations, "Relations", "Go through relations (C)"),
            (Course::Concepts, "Concepts", "Go through concepts (C)"),
        ] {
            if button(&mut bar, name, help, self.course == course) {
                self.change_course(course);
            }
        }
        bar.add_space(10.0);
        if button(&mut bar, "Black", "Black screen (B)", false) {
            self.blank = Some(Blank::Black);
        }
        if button(&mut bar, "White", "White screen (W)", false) {
            self.blank = Some(Blank::White);
        }
        bar.add_space(10.0);
        leave |= button(&mut bar, "Leave", "Leave the presentation (Escape)", false);
        leave
    }

    fn point(&self, ui: &Ui, response: &egui::Response, now: f64) {
        if self.alpha(now) == 0.0 && response.hovered() {
            ui.set_cursor_icon(CursorIcon::None);
        }
    }
}

/// The map ends softly where the words begin.
fn fade(ui: &Ui, screen: Rect, map: Rect, theme: Theme) {
    let (ground, clear) = (theme.background(), theme.background().gamma_multiply(0.0));
    let wide = screen.size().min_elem() * 0.09;
    let mut mesh = Mesh::default();
    let mut band = |corners: [(Pos2, Color32); 4]| {
        let first = mesh.vertices.len() as u32;
        corners.into_iter().for_each(|(at, colour)| mesh.colored_vertex(at, colour));
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
    };
    if map.left() > screen.left() + 1.0 {
        let (left, right) = (map.left(), map.left() + wide);
        band([
            (pos2(left, map.top()), ground),
            (pos2(right, map.top()), clear),
            (pos2(right, map.bottom()), clear),
            (pos2(left, map.bottom()), ground),
        ]);
    }
    if map.top() > screen.top() + 1.0 {
        let (top, bottom) = (map.top(), map.top() + wide);
        band([
            (pos2(map.left(), top), ground),
            (pos2(map.right(), top), ground),
            (pos2(map.right(), bottom), clear),
            (pos2(map.left(), bottom), clear),
        ]);
    }
    ui.painter().add(mesh);
}

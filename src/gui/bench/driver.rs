//! Drives the application as the desktop does: events in, triangles out, one frame at a time.

use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, accesskit};

use super::clock;
use crate::domain::{Annotations, Document, Edit, Item};
use crate::gui::app::{App, Start};
use crate::session::{OpenDocument, Settings};

const SCREEN: egui::Vec2 = egui::vec2(1280.0, 800.0);
/// Seconds between two frames, as the views see them.
const STEP: f64 = 1.0 / 60.0;
/// A map of some thousand lines is at rest after fewer frames.
const LONGEST_SETTLING: usize = 4_000;

pub struct Driver {
    pub ctx: egui::Context,
    pub app: App,
    time: f64,
    /// When the last frame wants to be followed by another one without any event.
    pub repaint_after: std::time::Duration,
}

impl Driver {
    /// The window with this document alone, and the milliseconds of its first frame.
    pub fn open(document: &Document, with_map: bool) -> (Self, f64) {
        let ctx = egui::Context::default();
        let settings = Settings { show_map: with_map, dark: Some(false), ..Settings::default() };
        let mut app = App::new(&ctx, Start { settings, ..Start::default() }, None);
        // The sample, and what is said about a missing model.
        app.editor.documents.clear();
        app.editor.take_notices();
        let id = app.editor.fresh_id();
        let mut open = OpenDocument::from_text(id, document.name.clone(), &document.text, true);
        // Edits that were made in this way are accepted by an empty document of the same text.
        let _ = open.perform("Generated", insertions(&document.annotations));
        open.mark_clean();
        app.editor.add(open);
        let mut driver = Self { ctx, app, time: 0.0, repaint_after: std::time::Duration::MAX };
        let first = driver.frame(Vec::new());
        (driver, first)
    }

    /// One frame; returns its milliseconds of CPU.
    pub fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.run(events).0
    }

    fn run(&mut self, events: Vec<Event>) -> (f64, Option<accesskit::TreeUpdate>) {
        self.time += STEP;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SCREEN)),
            max_texture_side: Some(8192),
            time: Some(self.time),
            predicted_dt: STEP as f32,
            events,
            ..RawInput::default()
        };
        let app = &mut self.app;
        let start = clock::now_ms();
        let mut output = self.ctx.run_ui(input, |ui| app.frame_ui(ui));
        let triangles = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let spent = clock::now_ms() - start;
        std::hint::black_box(triangles.len());
        // Uploading glyphs is the GPU's part.
        output.textures_delta.clear();
        let viewport = output.viewport_output.get(&egui::ViewportId::ROOT);
        self.repaint_after = viewport.map_or(std::time::Duration::MAX, |v| v.repaint_delay);
        (spent, output.platform_output.accesskit_update)
    }

    /// Frames until nothing moves any more.
    pub fn settle(&mut self) {
        for _ in 0..LONGEST_SETTLING {
            self.frame(Vec::new());
            if self.app.views.map.is_making() {
                std::thread::sleep(std::time::Duration::from_millis(2));
                continue;
            }
            // A large map is drawn with care a moment after it has come to rest.
            if self.repaint_after >= std::time::Duration::from_secs(1) {
                break;
            }
        }
    }

    /// Where a widget is whose accessible name begins so. Not measured.
    pub fn find(&mut self, name: &str) -> Option<Rect> {
        self.ctx.enable_accesskit();
        self.run(Vec::new());
        let update = self.run(Vec::new()).1;
        self.ctx.disable_accesskit();
        let nodes = update?.nodes;
        let named =
            |node: &accesskit::Node| node.label().or_else(|| node.value()).is_some_and(|label| label.starts_with(name));
        let bounds = nodes.iter().filter(|(_, node)| named(node)).find_map(|(_, node)| node.bounds())?;
        Some(Rect {
            min: Pos2::new(bounds.x0 as f32, bounds.y0 as f32),
            max: Pos2::new(bounds.x1 as f32, bounds.y1 as f32),
        })
    }

    /// Presses and releases the primary button at a place. Not measured.
    pub fn click(&mut self, at: Pos2) {
        self.frame(vec![Event::PointerMoved(at)]);
        self.frame(vec![button(at, true)]);
        self.frame(vec![button(at, false)]);
    }
}

fn insertions(annotations: &Annotations) -> Vec<Edit> {
    let mentions = annotations.mentions().map(|m| Item::Mention(m.clone()));
    let relations = annotations.relations().map(|r| Item::Relation(r.clone()));
    mentions.chain(relations).map(Edit::Insert).collect()
}

pub fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

/// A key pressed and released.
pub fn key(key: Key, modifiers: Modifiers) -> Vec<Event> {
    let event = |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
    vec![event(true), event(false)]
}

pub fn wheel(points: egui::Vec2) -> Event {
    Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: points,
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::NONE,
    }
}

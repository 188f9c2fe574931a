//! Presenting: full screen, a step for each relation or concept, its quotation beside the map.
//!
//! The presentation is a copy of the map as it stood when it began, so that nothing that happens in the background
//! disturbs it.

mod flight;
mod keys;
mod say;
mod stage;
mod steps;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod words;

use super::Theme;
use eframe::egui::{Context, Pos2, Rect, ViewportCommand};

use super::graph_view::{GraphView, GraphViewInput};
use super::tools::ToolContext;
use super::views::Views;
use crate::domain::Schema;
use crate::editor::Tone;
use crate::map::picture::Spot;
use flight::Flight;
use steps::{Course, Step, steps};

pub use keys::KEYS;

/// A screen of one colour, so that all eyes turn to the speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    Black,
    White,
}

pub struct Presenter {
    map: GraphView,
    schema: Schema,
    title: String,
    relations: Vec<Step>,
    concepts: Vec<Step>,
    course: Course,
    at: usize,
    /// Set with the first frame, when the size of the screen is known.
    flight: Option<Flight>,
    blank: Option<Blank>,
    /// When keys or mouse were last used, in seconds of the window's clock; the position fades afterwards.
    touched: f64,
    pointer: Option<Pos2>,
    /// The window was full screen before.
    was_full: bool,
}

impl Presenter {
    /// `None` without a relation. Begins with what is selected, else with the whole map.
    fn new(view: &GraphView, input: &GraphViewInput<'_>, screen: Rect, was_full: bool) -> Option<Self> {
        let mut map = view.at_rest(input);
        map.fill(stage::overview(screen).aspect_ratio());
        map.board.grow_for_picture(&map.model);
        let shown = map.visible();
        let shows = |node| shown.as_ref().is_none_or(|shown| shown.contains(&node));
        let relations = steps(&map.model, input, Course::Relations, shows);
        let concepts = steps(&map.model, input, Course::Concepts, shows);
        if relations.len() < 2 {
            return None;
        }
        let chosen = map.chosen_spot(input);
        let mut presenter = Self {
            map,
            schema: input.schema.clone(),
            title: input.title.to_owned(),
            relations,
            concepts,
            course: Course::Relations,
            at: 0,
            flight: None,
            blank: None,
            touched: 0.0,
            pointer: None,
            was_full,
        };
        if let Some(spot) = chosen {
            presenter.go_to(spot);
        }
        Some(presenter)
    }

    fn steps(&self) -> &[Step] {
        match self.course {
            Course::Relations => &self.relations,
            Course::Concepts => &self.concepts,
        }
    }

    fn step(&self) -> &Step {
        self.steps().get(self.at).unwrap_or(&Step::Overview)
    }

    /// To the step of a thing on the map, changing the course if need be.
    fn go_to(&mut self, spot: Spot) {
        let (course, steps) = match spot {
            Spot::Edge(_) => (Course::Relations, &self.relations),
            Spot::Node(_) => (Course::Concepts, &self.concepts),
        };
        let is_it = |step: &Step| match (step, spot) {
            (Step::Relation { edge, .. }, Spot::Edge(wanted)) => *edge == wanted,
            (Step::Concept { node, .. }, Spot::Node(wanted)) => *node == wanted,
            _ => false,
        };
        if let Some(at) = steps.iter().position(is_it) {
            (self.course, self.at) = (course, at);
        }
    }
}

impl Views {
    pub(super) fn toggle_presenting(&mut self, context: &mut ToolContext) {
        if self.presenter.is_some() {
            self.stop_presenting(context.egui);
            return;
        }
        let ctx = context.egui;
        let was_full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
        let screen = ctx.content_rect();
        let view = std::mem::take(&mut self.map);
        let begun = self.with_map_input(context, view.scope(), context.theme, None, |input| {
            Presenter::new(&view, input, screen, was_full)
        });
        self.map = view;
        match begun.flatten() {
            Some(mut presenter) => {
                presenter.touched = ctx.input(|input| input.time);
                self.presenter = Some(presenter);
                ctx.send_viewport_cmd(ViewportCommand::Fullscreen(true));
                ctx.memory_mut(|memory| memory.stop_text_input());
                ctx.request_repaint();
            }
            None => {
                let text = "There is no relation on the map to present: analyse the text, or relate entities first";
                context.editor.notify(Tone::Info, text);
            }
        }
    }

    fn stop_presenting(&mut self, ctx: &Context) {
        if let Some(presenter) = self.presenter.take() {
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(presenter.was_full));
            ctx.request_repaint();
        }
    }

    /// Draws the presentation instead of everything else; false when there is none.
    pub(super) fn presenting_ui(&mut self, ui: &mut eframe::egui::Ui, theme: Theme) -> bool {
        let ctx = ui.ctx().clone();
        if ctx.input(|input| input.viewport().close_requested()) {
            // What is unsaved is asked about in the window as it was.
            self.stop_presenting(&ctx);
        }
        let Some(presenter) = &mut self.presenter else { return false };
        if presenter.frame(ui, theme) {
            self.stop_presenting(&ctx);
        }
        true
    }
}

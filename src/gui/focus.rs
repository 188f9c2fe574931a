//! Where the keyboard is: a ring that shows it, and a key that takes it from pane to pane.
//!
//! Tab steps through everything that can be pressed. In the text it steps through the entities instead, so there
//! `Ctrl+Tab` is the way out.

use eframe::egui::{self, CornerRadius, Event, Id, LayerId, Order, Stroke, StrokeKind};

use super::Theme;
use super::views::Views;
use crate::session::DocumentId;

#[derive(Default)]
pub struct Focus {
    /// The last thing that moved the focus was a key, not the pointer: only then a ring helps.
    by_keyboard: bool,
    /// The first widget of the menu bar, as of the last frame.
    pub menu: Option<Id>,
    /// The document that has been given the keyboard.
    pub shown: Option<DocumentId>,
}

impl Focus {
    /// Gives the keyboard to the next pane that is shown: text, map, menus, documents, and again.
    pub fn next_pane(&mut self, ctx: &egui::Context, views: &Views) {
        let panes = [views.text.id(), views.map.id(), self.menu, views.documents.first];
        let shown: Vec<Id> = panes.into_iter().flatten().filter(|id| ctx.read_response(*id).is_some()).collect();
        let focused = ctx.memory(|memory| memory.focused());
        let here = shown.iter().position(|id| Some(*id) == focused);
        let next = here.map_or(0, |at| (at + 1) % shown.len().max(1));
        if let Some(id) = shown.get(next) {
            ctx.memory_mut(|memory| memory.request_focus(*id));
            self.by_keyboard = true;
        }
    }

    /// After everything else of a frame was drawn.
    pub fn ring_ui(&mut self, ctx: &egui::Context, theme: Theme, views: &Views) {
        let (pressed, tabbed) = ctx.input(|input| {
            let tab = |event: &Event| matches!(event, Event::Key { key: egui::Key::Tab, pressed: true, .. });
            (input.pointer.any_pressed(), input.events.iter().any(tab))
        });
        // The text view takes Tab for itself, and has the keyboard then all the same.
        let focused = ctx.memory(|memory| memory.focused());
        self.by_keyboard = !pressed && (self.by_keyboard || tabbed);
        let Some(response) = focused.filter(|_| self.by_keyboard).and_then(|id| ctx.read_response(id)) else {
            return;
        };
        let pane = [views.text.id(), views.map.id()].contains(&Some(response.id));
        let (rect, radius) = if pane {
            (response.interact_rect.shrink(1.5), CornerRadius::ZERO)
        } else {
            (response.interact_rect.expand(2.0), CornerRadius::same(6))
        };
        if rect.is_positive() {
            let layer = LayerId::new(Order::Tooltip, Id::new("focus ring"));
            let ring = Stroke::new(2.0, theme.accent());
            ctx.layer_painter(layer).rect_stroke(rect, radius, ring, StrokeKind::Middle);
        }
    }
}

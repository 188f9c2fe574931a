//! Pieces that the steps of the dialog share.

use eframe::egui::{Button, Color32, Frame, RichText, Stroke, Ui, vec2};

use crate::gui::Theme;
use crate::gui::theme::mix;

/// The button that does what is most likely wanted.
pub fn primary(theme: Theme, text: &str) -> Button<'_> {
    Button::new(RichText::new(text).strong().color(theme.background()))
        .fill(theme.accent())
        .stroke(Stroke::new(1.0, theme.accent()))
        .min_size(vec2(0.0, 32.0))
}

/// As high as [`primary`].
pub fn secondary(text: &str) -> Button<'_> {
    Button::new(text).min_size(vec2(0.0, 32.0))
}

/// A message in a box of its colour.
pub fn note_ui(ui: &mut Ui, theme: Theme, ink: Color32, text: &str) {
    boxed(theme, ink).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(text).color(ink));
    });
}

pub fn boxed(theme: Theme, ink: Color32) -> Frame {
    Frame::new()
        .fill(mix(theme.background(), ink, 0.08))
        .stroke(Stroke::new(1.0, mix(theme.background(), ink, 0.35)))
        .corner_radius(8)
        .inner_margin(10)
}

//! Sizes that follow from zoom and mode.

use eframe::egui::FontId;

/// Sizes in points that follow from zoom and mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    pub width: f32,
    pub text_size: f32,
    pub label_size: f32,
    /// Height of a box's header, which holds the type.
    pub header: f32,
    /// Between a box's side and what it encloses.
    pub pad_x: f32,
    /// Between the lower edges of nested boxes.
    pub pad_y: f32,
    /// Between rows; larger where arcs run.
    pub gap: f32,
    pub paragraph_gap: f32,
}

impl Metrics {
    pub fn new(width: f32, zoom: f32, room_for_arcs: bool) -> Self {
        let zoom = if zoom.is_finite() { zoom.clamp(0.4, 4.0) } else { 1.0 };
        Self {
            width: width.max(80.0),
            text_size: 17.0 * zoom,
            label_size: (10.0 * zoom).max(8.0),
            header: (12.5 * zoom).max(10.0).round(),
            pad_x: (3.0 * zoom).max(2.0),
            pad_y: (2.5 * zoom).max(2.0),
            gap: (if room_for_arcs { 25.0 } else { 11.0 } * zoom).round(),
            paragraph_gap: (9.0 * zoom).round(),
        }
    }

    pub fn font(&self) -> FontId {
        FontId::proportional(self.text_size)
    }

    pub fn label_font(&self) -> FontId {
        FontId::proportional(self.label_size)
    }

    /// The height a block probably has, before it was ever laid out.
    pub fn estimate(&self, chars: f32, chips_per_char: f32) -> f32 {
        if chars < 1.0 {
            return self.paragraph_gap;
        }
        let per_row = (self.width / (self.text_size * 0.48)).max(1.0);
        let rows = (chars / per_row).ceil().max(1.0);
        let chips = (chips_per_char * per_row).min(1.0);
        rows * (self.text_size * 1.2 + self.gap + chips * self.header) + self.paragraph_gap
    }

    /// The divider that stands for folded text.
    pub fn fold_height(&self) -> f32 {
        (self.text_size * 1.9).round()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new(600.0, 1.0, false)
    }
}

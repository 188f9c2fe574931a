//! The picture on the screen.

mod backdrop;
mod edges;
mod landmarks;
mod nodes;

pub use backdrop::{backdrop, empty, legend};
pub use edges::{edges, link};
pub use landmarks::landmarks;
pub use nodes::{handle, handle_centre, nodes};

use eframe::egui::{FontId, Painter, Rect};

use super::camera::Camera;
use crate::gui::Theme;

/// Text smaller than this is not drawn.
const LEGIBLE: f32 = 5.0;
/// What stands out is never drawn smaller.
const PROMINENT: f32 = 11.5;

/// Where and how to paint.
pub struct Canvas<'a> {
    pub painter: &'a Painter,
    pub view: Rect,
    pub camera: Camera,
    pub theme: Theme,
    /// How much larger than measured nodes and labels are drawn.
    pub magnification: f32,
    /// Smooth curves and dashes; without, lines have few corners.
    pub fine: bool,
}

impl Canvas<'_> {
    /// Sizes in half points: while zooming, the font atlas meets few sizes.
    fn font(&self, size: f32) -> FontId {
        FontId::proportional((size * 2.0).round().max(1.0) / 2.0)
    }

    /// Whether text of this size is worth laying out; a large map on its way shows only what can be read at a glance.
    fn legible(&self, size: f32) -> bool {
        size >= if self.fine { LEGIBLE } else { LEGIBLE * 1.8 }
    }

    /// Whether names on edges can be read at this zoom.
    pub fn shows_edge_labels(&self) -> bool {
        self.legible(self.camera.zoom * self.magnification * crate::map::picture::EDGE_FONT)
    }
}

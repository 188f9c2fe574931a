//! The way of the camera from one step to the next.

use eframe::egui::{Pos2, Rect, Vec2};

use crate::gui::graph_view::Camera;

/// Seconds of a flight.
const LENGTH: f32 = 0.8;
/// The largest that names are shown.
const NEAREST: f32 = 2.4;
/// Share of the view that stays free on each side.
const MARGIN: f32 = 0.12;

/// Where the camera is between two places.
#[derive(Clone, Copy, Debug)]
pub struct Flight {
    from: Camera,
    to: Camera,
    /// 0 at the start, 1 on arrival.
    share: f32,
}

impl Flight {
    pub fn resting(at: Camera) -> Self {
        Self { from: at, to: at, share: 1.0 }
    }

    /// From where the camera is now.
    pub fn turn_to(&mut self, to: Camera) {
        *self = Self { from: self.camera(), to, share: 0.0 };
    }

    /// The place is another one because the window has changed: no flight.
    pub fn settle_at(&mut self, to: Camera) {
        self.to = to;
        if self.share >= 1.0 {
            self.from = to;
        }
    }

    pub fn target(&self) -> Camera {
        self.to
    }

    pub fn is_flying(&self) -> bool {
        self.share < 1.0
    }

    pub fn advance(&mut self, seconds: f32) {
        self.share = (self.share + seconds / LENGTH).min(1.0);
    }

    /// How far what is new has come into view, from 0 to 1.
    pub fn arrival(&self) -> f32 {
        ((self.share - 0.15) / 0.5).clamp(0.0, 1.0)
    }

    /// Zoom changes by factors, and a long way leads over a higher point, from which both ends can be seen.
    pub fn camera(&self) -> Camera {
        let t = self.share * self.share * (3.0 - 2.0 * self.share);
        let way = self.to.centre.distance(self.from.centre) * self.from.zoom.min(self.to.zoom);
        let rise = (way / 1600.0).min(0.45) * (t * std::f32::consts::PI).sin();
        let zoom = (self.from.zoom.ln() + (self.to.zoom.ln() - self.from.zoom.ln()) * t).exp() * (1.0 - rise);
        Camera { centre: self.from.centre.lerp(self.to.centre, t), zoom, auto: false }
    }
}

/// A camera that shows `bounds` in the middle of `part` of a `view`.
pub fn camera_for(view: Rect, part: Rect, bounds: Rect, nearest: f32) -> Camera {
    let room = (part.size() * (1.0 - 2.0 * MARGIN)).max(Vec2::splat(60.0));
    let size = bounds.size().max(Vec2::splat(1.0));
    let zoom = (room.x / size.x).min(room.y / size.y).clamp(0.05, nearest.min(NEAREST));
    let centre: Pos2 = bounds.center() - (part.center() - view.center()) / zoom;
    Camera { centre, zoom, auto: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{pos2, vec2};

    #[test]
    fn a_flight_begins_where_the_camera_is_and_ends_at_its_target() {
        let at = |x: f32, zoom| Camera { centre: pos2(x, 0.0), zoom, auto: false };
        let mut flight = Flight::resting(at(0.0, 1.0));
        assert!(!flight.is_flying());
        flight.turn_to(at(500.0, 2.0));
        assert_eq!(flight.camera().centre.x, 0.0);
        flight.advance(LENGTH / 2.0);
        let half = flight.camera();
        assert!((200.0..300.0).contains(&half.centre.x) && half.zoom < 1.42, "{half:?}");
        // Turning midway does not jump.
        flight.turn_to(at(0.0, 1.0));
        assert!(flight.camera().centre.distance(half.centre) < 1e-3);
        flight.advance(LENGTH);
        assert!(!flight.is_flying());
        assert!((flight.camera().zoom - 1.0).abs() < 1e-4);
    }

    #[test]
    fn the_camera_puts_what_is_meant_into_its_part_of_the_screen() {
        let view = Rect::from_min_size(pos2(0.0, 0.0), vec2(1600.0, 900.0));
        let part = Rect::from_min_max(pos2(800.0, 0.0), pos2(1600.0, 900.0));
        let bounds = Rect::from_center_size(pos2(-300.0, 90.0), vec2(420.0, 80.0));
        let camera = camera_for(view, part, bounds, 10.0);
        let shown = camera.rect_to_screen(view, bounds);
        assert!(part.contains_rect(shown) && shown.center().distance(part.center()) < 1.0, "{shown:?}");
    }
}

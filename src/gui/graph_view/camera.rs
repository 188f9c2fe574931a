//! From map units to points on the screen.

use eframe::egui::{Pos2, Rect, Vec2};

const ZOOM: std::ops::RangeInclusive<f32> = 0.004..=4.0;
/// Fitting never enlarges a small map beyond this.
const FIT_ZOOM: f32 = 1.35;
const FIT_MARGIN: f32 = 34.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// The point of the map in the middle of the view.
    pub centre: Pos2,
    pub zoom: f32,
    /// Keeps the whole map in view until the user pans or zooms.
    pub auto: bool,
}

impl Default for Camera {
    fn default() -> Self {
        Self { centre: Pos2::ZERO, zoom: 1.0, auto: true }
    }
}

impl Camera {
    pub fn to_screen(self, view: Rect, pos: Pos2) -> Pos2 {
        view.center() + (pos - self.centre) * self.zoom
    }

    pub fn to_map(self, view: Rect, pos: Pos2) -> Pos2 {
        self.centre + (pos - view.center()) / self.zoom
    }

    pub fn rect_to_screen(self, view: Rect, rect: Rect) -> Rect {
        Rect::from_center_size(self.to_screen(view, rect.center()), rect.size() * self.zoom)
    }

    /// The part of the map in view.
    pub fn seen(self, view: Rect) -> Rect {
        Rect::from_center_size(self.centre, view.size() / self.zoom)
    }

    /// Zooms and keeps what lies under `around` there.
    pub fn zoom_by(&mut self, view: Rect, around: Pos2, factor: f32) {
        let before = self.to_map(view, around);
        self.zoom = (self.zoom * factor).clamp(*ZOOM.start(), *ZOOM.end());
        let after = self.to_map(view, around);
        self.centre += before - after;
        self.auto = false;
    }

    pub fn pan(&mut self, delta: Vec2) {
        self.centre -= delta / self.zoom;
        self.auto = false;
    }

    pub fn fit(&mut self, view: Rect, bounds: Rect) {
        if !bounds.is_positive() || !view.is_positive() {
            return;
        }
        let room = (view.size() - Vec2::splat(2.0 * FIT_MARGIN)).max(Vec2::splat(20.0));
        let zoom = (room.x / bounds.width()).min(room.y / bounds.height());
        self.zoom = zoom.clamp(*ZOOM.start(), FIT_ZOOM);
        self.centre = bounds.center();
    }

    /// Like [`Self::fit`], but keeps the map's `rects` out of `corner` (the lower left of the view) where they would be
    /// under it: then the map takes the room above or beside, whichever shows it larger.
    pub fn fit_beside(&mut self, view: Rect, bounds: Rect, rects: impl Iterator<Item = Rect>, corner: Rect) {
        self.fit(view, bounds);
        let fitted = *self;
        if !corner.is_positive() || !rects.map(|rect| fitted.rect_to_screen(view, rect)).any(|r| r.intersects(corner)) {
            return;
        }
        let rooms = [view.with_max_y(corner.top()), view.with_min_x(corner.right())];
        let fits = rooms.map(|room| {
            let mut camera = fitted;
            camera.fit(room, bounds);
            camera.centre += (view.center() - room.center()) / camera.zoom;
            camera
        });
        *self = if fits[0].zoom >= fits[1].zoom { fits[0] } else { fits[1] };
    }

    /// Moves as little as needed for `rect` to be in view.
    pub fn show(&mut self, view: Rect, rect: Rect) {
        let seen = self.seen(view).shrink(24.0 / self.zoom);
        let push = |low: f32, high: f32, from: f32, to: f32| {
            if high - low > to - from {
                (low + high - from - to) / 2.0
            } else {
                (low - from).min(0.0) + (high - to).max(0.0)
            }
        };
        let delta = Vec2::new(
            push(rect.left(), rect.right(), seen.left(), seen.right()),
            push(rect.top(), rect.bottom(), seen.top(), seen.bottom()),
        );
        if delta != Vec2::ZERO {
            self.centre += delta;
            self.auto = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{pos2, vec2};

    fn view() -> Rect {
        Rect::from_min_size(pos2(100.0, 50.0), vec2(800.0, 600.0))
    }

    #[test]
    fn the_point_under_the_pointer_stays() {
        let mut camera = Camera::default();
        let pointer = pos2(700.0, 120.0);
        let before = camera.to_map(view(), pointer);
        camera.zoom_by(view(), pointer, 1.7);
        assert!(camera.to_map(view(), pointer).distance(before) < 1e-2);
        assert!(!camera.auto);
    }

    #[test]
    fn fit_shows_everything() {
        let mut camera = Camera::default();
        let bounds = Rect::from_min_max(pos2(-4000.0, 20.0), pos2(900.0, 2700.0));
        camera.fit(view(), bounds);
        assert!(view().contains_rect(camera.rect_to_screen(view(), bounds)));
    }

    #[test]
    fn nothing_hides_under_the_corner() {
        let mut camera = Camera::default();
        let bounds = Rect::from_min_max(pos2(0.0, 0.0), pos2(2000.0, 1500.0));
        let corner = Rect::from_min_max(pos2(110.0, 500.0), pos2(300.0, 640.0));
        camera.fit_beside(view(), bounds, std::iter::once(bounds), corner);
        let shown = camera.rect_to_screen(view(), bounds);
        assert!(view().contains_rect(shown) && !shown.intersects(corner));
    }

    #[test]
    fn show_moves_only_when_needed() {
        let mut camera = Camera::default();
        camera.show(view(), Rect::from_center_size(pos2(10.0, 10.0), vec2(50.0, 20.0)));
        assert_eq!(camera, Camera::default());
        let far = Rect::from_center_size(pos2(2000.0, 10.0), vec2(50.0, 20.0));
        camera.show(view(), far);
        assert!(camera.seen(view()).contains_rect(far));
    }
}

//! The way an arc takes between two boxes. Points are on the screen.

use eframe::egui::epaint::CubicBezierShape;
use eframe::egui::{Color32, Pos2, Rect, Stroke, pos2, vec2};

/// One end of an arc.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// A box in view: block and row for order, the box, where on its upper side the arc touches, and the upper edge of
    /// the highest box of its row.
    Box {
        row: (usize, usize),
        rect: Rect,
        x: f32,
        row_top: f32,
    },
    /// Somewhere above or below of what is laid out.
    Above,
    Below,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Both on one row: an arch over the text between them.
    Over,
    /// On rows that touch: down from one box and up into the other.
    Between,
    /// Along the left margin, entering each row through the gap above it.
    Margin,
    /// Nothing of it is in view.
    Nowhere,
}

/// How far apart the lower edge of one box and the upper edge of another may be for a direct line.
const NEAR: f32 = 30.0;

/// How far from the edge of the view an arc ends that leads out of it; the edge itself is faded.
const STUB: f32 = 14.0;

pub fn choose(head: End, tail: End) -> Route {
    match (head, tail) {
        (End::Box { row: a, .. }, End::Box { row: b, .. }) if a == b => Route::Over,
        (End::Box { rect: a, .. }, End::Box { rect: b, .. }) => {
            let apart = if a.top() < b.top() { b.top() - a.bottom() } else { a.top() - b.bottom() };
            if apart < NEAR { Route::Between } else { Route::Margin }
        }
        (End::Box { .. }, _) | (_, End::Box { .. }) => Route::Margin,
        _ => Route::Nowhere,
    }
}

/// The line from head to tail. `lane` keeps lines apart that run side by side; `view` is what is visible and `margin`
/// the `x` of the first lane in the margin.
pub fn line(head: End, tail: End, lane: usize, zoom: f32, view: Rect, margin: f32) -> Vec<Pos2> {
    let step = lane as f32;
    match (choose(head, tail), head, tail) {
        (Route::Over, End::Box { rect: a, x: from, .. }, End::Box { rect: b, x: to, .. }) => {
            let height = (13.0 + 8.0 * step.min(6.0)) * zoom;
            let peak = a.top().min(b.top()) - height * 1.33;
            // Steep ends keep a long arch off the words beside its boxes.
            let lean = ((to - from) * 0.12).clamp(-26.0, 26.0);
            bezier([pos2(from, a.top()), pos2(from + lean, peak), pos2(to - lean, peak), pos2(to, b.top())])
        }
        (Route::Between, End::Box { rect: a, x: from, .. }, End::Box { rect: b, x: to, .. }) => {
            let (start, end) = if a.top() < b.top() { (a.bottom(), b.top()) } else { (a.top(), b.bottom()) };
            let bend = (end - start).signum() * (end - start).abs().max(16.0) * 0.7;
            bezier([pos2(from, start), pos2(from, start + bend), pos2(to, end - bend), pos2(to, end)])
        }
        (Route::Margin, ..) => {
            let lane_x = margin - 4.5 * (lane % 5) as f32;
            let mut corners = Vec::new();
            let mut leg = |end: End, reversed: bool| {
                let mut points = match end {
                    End::Box { rect, x, row_top, .. } => {
                        let y = rect.top().min(row_top) - (6.5 + 1.5 * (lane % 3) as f32) * zoom;
                        vec![pos2(x, rect.top()), pos2(x, y), pos2(lane_x, y)]
                    }
                    End::Above => vec![pos2(lane_x, view.top() + STUB)],
                    End::Below => vec![pos2(lane_x, view.bottom() - STUB)],
                };
                if reversed {
                    points.reverse();
                }
                corners.extend(points);
            };
            leg(head, false);
            leg(tail, true);
            rounded(&corners, 6.0 * zoom)
        }
        _ => Vec::new(),
    }
}

fn bezier(points: [Pos2; 4]) -> Vec<Pos2> {
    let shape = CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, Stroke::NONE);
    let mut line = vec![points[0]];
    line.extend((1..=24).map(|i| shape.sample(i as f32 / 24.0)));
    line
}

/// A line through corners that are rounded off.
fn rounded(corners: &[Pos2], radius: f32) -> Vec<Pos2> {
    let mut line: Vec<Pos2> = corners.first().copied().into_iter().collect();
    for three in corners.windows(3) {
        let &[before, corner, after] = three else { continue };
        let (back, forth) = (before - corner, after - corner);
        let r = radius.min(back.length() / 2.0).min(forth.length() / 2.0);
        let (p, q) = (corner + back.normalized() * r, corner + forth.normalized() * r);
        line.extend((0..=4).map(|i| {
            let t = i as f32 / 4.0;
            let (a, b) = (p + (corner - p) * t, corner + (q - corner) * t);
            a + (b - a) * t
        }));
    }
    line.extend(corners.last());
    line
}

/// The point at a share of a line's length.
pub fn along(line: &[Pos2], share: f32) -> Pos2 {
    let total: f32 = line.windows(2).map(|w| w[0].distance(w[1])).sum();
    let mut left = total * share;
    for pair in line.windows(2) {
        let length = pair[0].distance(pair[1]);
        if left <= length && length > 0.0 {
            return pair[0] + (pair[1] - pair[0]) * (left / length);
        }
        left -= length;
    }
    line.last().copied().unwrap_or_default()
}

pub fn distance(line: &[Pos2], pos: Pos2) -> f32 {
    let to_segment = |a: Pos2, b: Pos2| {
        let (ab, ap) = (b - a, pos - a);
        let t = if ab.length_sq() > 0.0 { (ap.dot(ab) / ab.length_sq()).clamp(0.0, 1.0) } else { 0.0 };
        (a + ab * t).distance(pos)
    };
    line.windows(2).map(|w| to_segment(w[0], w[1])).fold(f32::INFINITY, f32::min)
}

/// The three corners of an arrow head at the end of a line.
pub fn arrow_head(line: &[Pos2], size: f32) -> Option<[Pos2; 3]> {
    let tip = *line.last()?;
    // The direction of the very end: a line may turn just before it.
    let from = line.iter().rev().find(|p| p.distance(tip) >= size * 0.35)?;
    let back = (*from - tip).normalized() * size;
    let side = vec2(-back.y, back.x) * 0.45;
    Some([tip, tip + back + side, tip + back - side])
}

/// A lane for each interval, so that those sharing a lane do not overlap; short ones come first and stay low.
pub fn lanes(intervals: &[(f32, f32)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..intervals.len()).collect();
    order.sort_by(|a, b| {
        let width = |i: usize| intervals[i].1 - intervals[i].0;
        width(*a).total_cmp(&width(*b))
    });
    let mut taken: Vec<Vec<(f32, f32)>> = Vec::new();
    let mut lanes = vec![0; intervals.len()];
    for i in order {
        let (left, right) = intervals[i];
        let free = taken.iter().position(|lane| lane.iter().all(|(l, r)| right < *l || *r < left));
        let lane = free.unwrap_or_else(|| {
            taken.push(Vec::new());
            taken.len() - 1
        });
        taken[lane].push((left, right));
        lanes[i] = lane;
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(row: usize, x: f32, y: f32) -> End {
        End::Box { row: (0, row), rect: Rect::from_min_size(pos2(x, y), vec2(40.0, 20.0)), x: x + 20.0, row_top: y }
    }

    const VIEW: Rect = Rect { min: Pos2::ZERO, max: pos2(800.0, 600.0) };

    #[test]
    fn the_route_depends_on_how_far_apart_the_ends_are() {
        assert_eq!(choose(at(0, 0.0, 100.0), at(0, 300.0, 90.0)), Route::Over);
        assert_eq!(choose(at(1, 0.0, 140.0), at(0, 300.0, 100.0)), Route::Between);
        assert_eq!(choose(at(0, 0.0, 100.0), at(5, 300.0, 300.0)), Route::Margin);
        assert_eq!(choose(at(0, 0.0, 100.0), End::Below), Route::Margin);
        assert_eq!(choose(End::Above, End::Below), Route::Nowhere);
    }

    #[test]
    fn lines_touch_both_boxes_and_the_arrow_ends_at_the_tail() {
        let (a, b) = (at(0, 100.0, 100.0), at(0, 300.0, 100.0));
        let over = line(a, b, 0, 1.0, VIEW, 30.0);
        assert_eq!((over[0], over[over.len() - 1]), (pos2(120.0, 100.0), pos2(320.0, 100.0)));
        assert!(over.iter().all(|p| p.y <= 100.0));
        assert_eq!(arrow_head(&over, 7.0).expect("long enough")[0], pos2(320.0, 100.0));
        let far = line(a, at(9, 300.0, 400.0), 0, 1.0, VIEW, 30.0);
        assert!(far.iter().any(|p| (p.x - 30.0).abs() < 0.01));
        let stub = line(a, End::Below, 0, 1.0, VIEW, 30.0);
        assert_eq!(stub.last().map(|p| p.y), Some(600.0 - STUB));
        assert!(line(End::Above, End::Above, 0, 1.0, VIEW, 30.0).is_empty());
    }

    #[test]
    fn overlapping_arches_get_different_lanes_and_short_ones_the_lowest() {
        assert_eq!(lanes(&[(0.0, 100.0), (10.0, 20.0), (30.0, 40.0)]), [1, 0, 0]);
    }

    #[test]
    fn distances_and_shares_are_measured_along_the_line() {
        let line = [pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(10.0, 10.0)];
        assert_eq!(along(&line, 0.75), pos2(10.0, 5.0));
        assert_eq!(distance(&line, pos2(5.0, 3.0)), 3.0);
        assert_eq!(distance(&[], pos2(5.0, 3.0)), f32::INFINITY);
    }
}

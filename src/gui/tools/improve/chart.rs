//! A small chart of a value over updates: axes, a curve, and what is under the pointer.

use eframe::egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Response, Sense, Stroke, TextStyle, Ui, WidgetInfo, WidgetType, pos2,
    vec2,
};

use crate::gui::Theme;
use crate::gui::theme::mix;
use crate::report::curves::scale::{Scale, short};
use crate::report::curves::series::{Points, smooth, thin};

/// Room for the numbers left of the axis, the title above and the numbers below.
const LEFT: f32 = 46.0;
const RIGHT: f32 = 10.0;
const TOP: f32 = 30.0;
const BOTTOM: f32 = 20.0;

/// What a chart shows.
pub struct Chart<'a> {
    pub title: &'a str,
    /// Update and value; a value that is not finite is a gap.
    pub points: &'a [(f64, f64)],
    /// Updates that are planned: the end of the axis.
    pub total: f64,
    pub colour: Color32,
    /// Every value faint, and a smoothed curve over them.
    pub smoothed: bool,
    /// From 0 on, even where values are far apart: a schedule is known by its shape.
    pub linear: bool,
}

/// The place of values on the screen.
struct Axes {
    plot: Rect,
    x: Scale,
    y: Scale,
}

impl Axes {
    fn new(rect: Rect, points: &[(f64, f64)], total: f64, linear: bool) -> Self {
        let plot = Rect::from_min_max(rect.min + vec2(LEFT, TOP), rect.max - vec2(RIGHT, BOTTOM));
        let x = Scale {
            low: 0.0,
            high: total.max(1.0),
            logarithmic: false,
            from: plot.left().into(),
            to: plot.right().into(),
        };
        let values = points.iter().map(|point| point.1);
        let (bottom, top) = (plot.bottom().into(), plot.top().into());
        let y = match linear {
            true => Scale::linear(values.chain([0.0]), bottom, top),
            false => Scale::fitting(values, bottom, top),
        };
        Self { plot, x, y }
    }

    fn place(&self, (update, value): (f64, f64)) -> Pos2 {
        pos2(self.x.place(update) as f32, self.y.place(value) as f32)
    }

    /// The update under a place of the screen.
    fn update_at(&self, x: f32) -> f64 {
        let share = (f64::from(x) - self.x.from) / (self.x.to - self.x.from);
        self.x.low + share.clamp(0.0, 1.0) * (self.x.high - self.x.low)
    }

    /// The curve in pieces, broken where a value is missing.
    fn pieces(&self, points: &[(f64, f64)]) -> Vec<Vec<Pos2>> {
        let pieces = points.split(|point| !point.1.is_finite());
        pieces.filter(|piece| !piece.is_empty()).map(|piece| piece.iter().map(|p| self.place(*p)).collect()).collect()
    }
}

/// The point whose update is nearest; points are in the order of their updates.
fn nearest(points: &[(f64, f64)], update: f64) -> Option<(f64, f64)> {
    let after = points.partition_point(|point| point.0 < update);
    let near = points.get(after.saturating_sub(1)..points.len().min(after + 1)).unwrap_or_default();
    let finite = near.iter().filter(|point| point.1.is_finite());
    finite.min_by(|a, b| (a.0 - update).abs().total_cmp(&(b.0 - update).abs())).copied()
}

/// Draws it. `hovered` is the update under the pointer, shared by the charts of a run so that they are read together.
pub fn chart_ui(ui: &mut Ui, theme: Theme, chart: &Chart<'_>, height: f32, hovered: &mut Option<f64>) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let shown: Points = thin(chart.points);
    let axes = Axes::new(rect, &shown, chart.total, chart.linear);
    if let Some(pointer) = response.hover_pos() {
        *hovered = Some(axes.update_at(pointer.x));
    }
    let pointed = hovered.and_then(|update| nearest(chart.points, update));
    let last = chart.points.iter().rev().find(|point| point.1.is_finite()).copied();
    response.widget_info(|| {
        let said = pointed.or(last).map_or("no value yet".into(), |(u, v)| format!("{} at update {u:.0}", short(v)));
        WidgetInfo::labeled(WidgetType::Image, true, format!("{}: {said}", chart.title))
    });
    if ui.is_rect_visible(rect) {
        let small = TextStyle::Small.resolve(ui.style());
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 8.0, mix(theme.background(), theme.panel(), 0.75));
        let head = pointed.or(last);
        head_ui(&painter, theme, chart, rect, &small, head, pointed.is_some());
        axes_ui(&painter, theme, &axes, &small);
        curve_ui(&painter, theme, chart, &axes, &shown);
        if let Some(point) = pointed {
            let place = axes.place(point);
            painter.vline(place.x, axes.plot.y_range(), Stroke::new(1.0, theme.faint()));
            painter.circle(place, 4.0, chart.colour, Stroke::new(2.0, theme.background()));
        } else if let Some(point) = last {
            painter.circle_filled(axes.place(point), 3.0, chart.colour);
        }
    }
    response
}

/// Title, and the value that is pointed at or else the newest.
fn head_ui(
    painter: &Painter,
    theme: Theme,
    chart: &Chart<'_>,
    rect: Rect,
    font: &FontId,
    value: Option<(f64, f64)>,
    pointed: bool,
) {
    let y = rect.top() + 13.0;
    painter.text(pos2(rect.left() + 10.0, y), Align2::LEFT_CENTER, chart.title, font.clone(), theme.faint());
    let Some((update, value)) = value else { return };
    let text = if pointed { format!("update {update:.0}:  {}", short(value)) } else { short(value) };
    painter.text(pos2(rect.right() - RIGHT, y), Align2::RIGHT_CENTER, text, font.clone(), theme.text());
}

fn axes_ui(painter: &Painter, theme: Theme, axes: &Axes, font: &FontId) {
    let (plot, thin) = (axes.plot, Stroke::new(1.0, mix(theme.panel(), theme.line(), 0.7)));
    for value in axes.y.ticks(f64::from((plot.height() / 32.0).clamp(2.0, 5.0))) {
        let y = axes.y.place(value) as f32;
        painter.hline(plot.x_range(), y, thin);
        painter.text(pos2(plot.left() - 6.0, y), Align2::RIGHT_CENTER, short(value), font.clone(), theme.faint());
    }
    painter.hline(plot.x_range(), plot.bottom(), Stroke::new(1.0, theme.line()));
    for value in axes.x.ticks(f64::from((plot.width() / 90.0).clamp(2.0, 8.0))) {
        let x = axes.x.place(value) as f32;
        let near_end = plot.right() - x < 14.0;
        let align = if near_end { Align2::RIGHT_TOP } else { Align2::CENTER_TOP };
        let x = if near_end { plot.right() } else { x };
        painter.text(pos2(x, plot.bottom() + 3.0), align, short(value), font.clone(), theme.faint());
    }
}

fn curve_ui(painter: &Painter, theme: Theme, chart: &Chart<'_>, axes: &Axes, shown: &[(f64, f64)]) {
    let line = |points: &[(f64, f64)], stroke: Stroke| {
        for piece in axes.pieces(points) {
            match piece.as_slice() {
                // A lone value is still to be seen.
                [only] => drop(painter.circle_filled(*only, stroke.width, stroke.color)),
                _ => drop(painter.line(piece, stroke)),
            }
        }
    };
    if chart.smoothed {
        line(shown, Stroke::new(1.0, mix(theme.panel(), chart.colour, 0.35)));
        line(&thin(&smooth(chart.points)), Stroke::new(2.0, chart.colour));
    } else {
        line(shown, Stroke::new(2.0, chart.colour));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axes(points: &[(f64, f64)], total: f64) -> Axes {
        Axes::new(Rect::from_min_size(pos2(100.0, 50.0), vec2(456.0, 150.0)), points, total, false)
    }

    #[test]
    fn the_axis_goes_from_nothing_to_the_planned_updates() {
        let axes = axes(&[(1.0, 2.0), (50.0, 1.0)], 200.0);
        assert_eq!(axes.plot, Rect::from_min_max(pos2(146.0, 80.0), pos2(546.0, 180.0)));
        assert_eq!(axes.place((0.0, 0.0)), pos2(146.0, 180.0), "values near each other stand on 0");
        assert_eq!(axes.place((200.0, 2.0)), pos2(546.0, 80.0));
        assert_eq!(axes.place((100.0, 1.0)), pos2(346.0, 130.0));
        // Places and updates are each other's inverse, and beyond the ends are the ends.
        assert_eq!(axes.update_at(346.0), 100.0);
        assert_eq!((axes.update_at(0.0), axes.update_at(9e3)), (0.0, 200.0));
    }

    #[test]
    fn a_curve_without_values_has_axes_all_the_same() {
        let axes = axes(&[], 0.0);
        assert!(axes.place((0.0, 0.5)).is_finite() && axes.y.ticks(4.0).len() > 1);
        assert_eq!(nearest(&[], 3.0), None);
    }

    #[test]
    fn a_spike_makes_the_axis_logarithmic_and_a_gap_breaks_the_curve() {
        let points = [(1.0, 0.01), (2.0, f64::NAN), (3.0, 10.0), (4.0, 0.1)];
        let axes = axes(&points, 4.0);
        assert!(axes.y.logarithmic);
        assert_eq!(axes.place((0.0, 10.0)).y, 80.0);
        assert_eq!(axes.pieces(&points).iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn the_read_out_is_of_the_nearest_value() {
        let points = [(1.0, 5.0), (2.0, f64::NAN), (10.0, 7.0)];
        assert_eq!(nearest(&points, 0.0), Some((1.0, 5.0)));
        assert_eq!(nearest(&points, 9.0), Some((10.0, 7.0)));
        assert_eq!(nearest(&points, 99.0), Some((10.0, 7.0)));
        assert_eq!(nearest(&points, 1.2), Some((1.0, 5.0)));
    }
}

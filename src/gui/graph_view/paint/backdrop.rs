//! Ground, legend, and the words on an empty map.

use eframe::egui::{Align2, Color32, FontId, Mesh, Pos2, Rect, Vec2, pos2, vec2};

use super::Canvas;
use crate::gui::theme::mix;
use crate::map::picture::{Legend, LegendEntry};

/// A faint grid of dots that moves with the map.
pub fn backdrop(canvas: &Canvas<'_>) {
    let Canvas { painter, view, camera, theme, .. } = *canvas;
    painter.rect_filled(view, 0.0, theme.background());
    let mut step = 32.0 * camera.zoom;
    while step < 22.0 {
        step *= 2.0;
    }
    while step > 44.0 {
        step /= 2.0;
    }
    let origin = camera.to_screen(view, Pos2::ZERO) - view.min;
    let colour = mix(theme.background(), theme.line(), if theme.dark { 0.7 } else { 0.8 });
    // One mesh: a shape for each dot would cost as much as the map.
    let mut dots = Mesh::default();
    let mut y = view.top() + origin.y.rem_euclid(step);
    while y < view.bottom() {
        let mut x = view.left() + origin.x.rem_euclid(step);
        while x < view.right() {
            dots.add_colored_rect(Rect::from_center_size(pos2(x, y), Vec2::splat(1.5)), colour);
            x += step;
        }
        y += step;
    }
    painter.add(dots);
}

const ROW: f32 = 17.0;
/// Longer legends are cut: the side panel has the whole one.
const ROWS: usize = 9;

/// Types and their colours, in the lower left corner. Returns the area it takes.
pub fn legend(canvas: &Canvas<'_>, legend: &Legend) -> Rect {
    let Canvas { painter, view, theme, .. } = *canvas;
    let font = FontId::proportional(11.5);
    let line = |words: String, colour| (painter.layout_no_wrap(words, font.clone(), theme.faint()), colour);
    let galleys = |entries: &[LegendEntry]| -> Vec<_> {
        let shown = if entries.len() > ROWS { ROWS - 1 } else { entries.len() };
        let named = entries.iter().take(shown).map(|e| line(format!("{}  {}", e.label, e.count), e.colour));
        let more = entries.len() - shown;
        named.chain((more > 0).then(|| line(format!("{more} more"), Color32::TRANSPARENT))).collect()
    };
    let mut columns = [galleys(&legend.entities), galleys(&legend.relations)];
    let width = |column: &Vec<(std::sync::Arc<eframe::egui::Galley>, _)>| {
        column.iter().map(|(galley, _)| galley.size().x).fold(0.0, f32::max) + 24.0
    };
    // A narrow pane has room for one column; names of relations stand on the map.
    if columns.iter().map(width).sum::<f32>() > view.width() * 0.5 {
        columns[1].clear();
    }
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    if rows == 0 {
        return Rect::NOTHING;
    }
    let size = vec2(
        columns.iter().filter(|c| !c.is_empty()).map(|c| width(c) + 8.0).sum::<f32>() + 8.0,
        rows as f32 * ROW + 12.0,
    );
    let area = Rect::from_min_size(view.left_bottom() + vec2(10.0, -10.0 - size.y), size);
    // A small pane needs its room for the map.
    if size.x > view.width() * 0.9 || size.y > view.height() * 0.45 {
        return Rect::NOTHING;
    }
    painter.rect(area, 8.0, theme.panel().gamma_multiply(0.92), (1.0, theme.line()), eframe::egui::StrokeKind::Inside);
    let mut left = area.left() + 10.0;
    for (number, column) in columns.iter().enumerate() {
        for (row, (galley, colour)) in column.iter().enumerate() {
            let middle = area.top() + 6.0 + ROW * (row as f32 + 0.5);
            if number == 0 {
                painter.circle_filled(pos2(left + 5.0, middle), 4.5, *colour);
            } else {
                painter.line_segment([pos2(left, middle), pos2(left + 12.0, middle)], (2.0, *colour));
            }
            painter.galley(pos2(left + 18.0, middle - galley.size().y / 2.0), galley.clone(), theme.faint());
        }
        if !column.is_empty() {
            left += width(column) + 8.0;
        }
    }
    area
}

/// Two lines in the middle: what is (not) there, and what to do.
pub fn empty(canvas: &Canvas<'_>, title: &str, advice: &str) {
    let Canvas { painter, view, theme, .. } = *canvas;
    let middle = view.center();
    for (index, offset) in [vec2(-34.0, -46.0), vec2(30.0, -58.0), vec2(4.0, -22.0)].into_iter().enumerate() {
        let colour = mix(theme.background(), theme.accent(), 0.35);
        if index > 0 {
            painter.line_segment([middle + vec2(-34.0, -46.0), middle + offset], (1.5, colour));
        }
    }
    for offset in [vec2(-34.0, -46.0), vec2(30.0, -58.0), vec2(4.0, -22.0)] {
        painter.circle(middle + offset, 8.0, mix(theme.background(), theme.accent(), 0.18), (1.5, theme.accent()));
    }
    painter.text(middle + vec2(0.0, 10.0), Align2::CENTER_CENTER, title, FontId::proportional(16.0), theme.text());
    let galley = painter.layout(
        advice.to_owned(),
        FontId::proportional(13.0),
        theme.faint(),
        (view.width() - 40.0).clamp(80.0, 360.0),
    );
    painter.galley(pos2(middle.x - galley.size().x / 2.0, middle.y + 26.0), galley, theme.faint());
}

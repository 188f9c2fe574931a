//! Lines, arrow heads and the pills on them.

use eframe::egui::{Align2, Color32, Pos2, Rect, Shape, Stroke, StrokeKind};

use super::{Canvas, PROMINENT};
use crate::map::picture::{EDGE_FONT, EDGE_PADDING, EdgeShape, Weight};

pub fn edges(canvas: &Canvas<'_>, edges: &[EdgeShape<'_>]) {
    for edge in edges {
        line(canvas, edge);
    }
    for edge in edges {
        label(canvas, edge);
    }
}

fn line(canvas: &Canvas<'_>, edge: &EdgeShape<'_>) {
    let Canvas { painter, view, camera, .. } = *canvas;
    let screen = |pos: Pos2| camera.to_screen(view, pos);
    let bounds = edge.path.line.bounds();
    let length = bounds.size().length() * camera.zoom;
    let scale = camera.zoom.clamp(0.45, 1.6);
    let stroke = Stroke::new((edge.width * scale).max(0.8), edge.colour);
    // As many corners as the eye can tell apart.
    let count = match canvas.fine {
        true => ((length / 9.0) as usize).clamp(10, 28),
        false => ((length / 150.0) as usize).clamp(1, 4),
    };
    // Dashes of a pixel are noise, and cost more than the rest of the picture.
    let dashed = edge.dashed && canvas.fine;
    if count == 1 {
        painter.line_segment([screen(edge.path.line.0[0]), screen(edge.path.line.0[3])], stroke);
    } else {
        let points: Vec<Pos2> = edge.path.line.points(count).map(screen).collect();
        match dashed {
            true => painter.extend(Shape::dashed_line(&points, stroke, 7.0 * scale, 5.0 * scale)),
            false => drop(painter.add(Shape::line(points, stroke))),
        }
    }
    if let Some(arrow) = edge.path.arrow {
        painter.add(Shape::convex_polygon(arrow.map(screen).to_vec(), edge.colour, Stroke::NONE));
    }
}

fn label(canvas: &Canvas<'_>, edge: &EdgeShape<'_>) {
    let Canvas { painter, view, camera, .. } = *canvas;
    let core = edge.weight == Weight::Core;
    let size = match (EDGE_FONT * camera.zoom * canvas.magnification, core) {
        (size, true) => size.max(PROMINENT),
        (size, false) => size,
    };
    if edge.text.is_empty() || !canvas.legible(size) || edge.weight == Weight::Dim && size < PROMINENT * 0.7 {
        return;
    }
    let centre = camera.to_screen(view, edge.label.center());
    let galley = painter.layout_no_wrap(edge.text.to_owned(), canvas.font(size), edge.label_ink);
    let rect = Rect::from_center_size(centre, galley.size() + EDGE_PADDING * 2.0 * (size / EDGE_FONT));
    if !view.intersects(rect) {
        return;
    }
    let border = if core { Stroke::new(1.2, edge.colour) } else { Stroke::NONE };
    painter.rect(rect, rect.height() / 2.0, edge.label_fill, border, StrokeKind::Inside);
    painter.galley(Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect).min, galley, edge.label_ink);
}

/// The rubber band of a relation being drawn.
pub fn link(canvas: &Canvas<'_>, from: Pos2, to: Pos2, colour: Color32) {
    let stroke = Stroke::new(2.0, colour);
    canvas.painter.extend(Shape::dashed_line(&[from, to], stroke, 6.0, 4.0));
    canvas.painter.circle_filled(to, 4.0, colour);
}

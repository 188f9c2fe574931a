//! The pills with the names.

use eframe::egui::{Align2, Color32, FontId, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};

use super::{Canvas, PROMINENT};
use crate::gui::text_view::one_line;
use crate::gui::theme::mix;
use crate::map::picture::{LINE_HEIGHT, NodeShape, Weight};
use petgraph::graph::NodeIndex;

/// `cursor`: the node the arrow keys stand on.
pub fn nodes(canvas: &Canvas<'_>, nodes: &[NodeShape<'_>], cursor: Option<NodeIndex>) {
    for node in nodes {
        paint(canvas, node, cursor == Some(node.node));
    }
}

fn paint(canvas: &Canvas<'_>, node: &NodeShape<'_>, cursor: bool) {
    let Canvas { painter, view, camera, theme, .. } = *canvas;
    let core = node.weight == Weight::Core;
    // Far out, what stands out keeps a size that can be read.
    let scale = if core { prominent(canvas, node.font) } else { camera.zoom };
    let rect = Rect::from_center_size(camera.to_screen(view, node.rect.center()), node.rect.size() * scale);
    if !view.intersects(rect.expand(12.0)) {
        return;
    }
    let radius = node.radius * scale;
    let size = node.font * scale;
    if !canvas.fine && !core && !canvas.legible(size) {
        painter.rect_filled(rect, radius.min(4.0), mix(node.fill, node.border, 0.4));
        return;
    }
    if scale > 0.4 && node.weight != Weight::Dim {
        let shade = Color32::from_black_alpha(if theme.dark { 70 } else { 20 });
        painter.rect_filled(rect.translate(vec2(0.0, 1.8 * scale)), radius, shade);
    }
    if core {
        painter.rect_filled(rect.expand(4.0), radius + 4.0, mix(theme.background(), node.border, 0.30));
    }
    let width = if core { 2.0 } else { 1.2 };
    painter.rect(rect, radius, node.fill, (width * scale.clamp(0.5, 1.5), node.border), StrokeKind::Inside);
    if cursor {
        painter.rect_stroke(rect.expand(5.0), radius + 5.0, Stroke::new(2.0, theme.accent()), StrokeKind::Middle);
    }
    if !canvas.legible(size) {
        return;
    }
    let font = canvas.font(size);
    let height = size * LINE_HEIGHT;
    let top = rect.center().y - height * node.lines.len() as f32 / 2.0;
    for (row, line) in node.lines.iter().enumerate() {
        let at = pos2(rect.center().x, top + height * (row as f32 + 0.5));
        painter.text(at, Align2::CENTER_CENTER, one_line(line), font.clone(), node.ink);
    }
    badges(canvas, node, rect, scale);
}

fn badges(canvas: &Canvas<'_>, node: &NodeShape<'_>, rect: Rect, scale: f32) {
    let Canvas { painter, theme, .. } = *canvas;
    if node.mentions > 1 {
        let size = 9.5 * scale;
        let galley = painter.layout_no_wrap(node.mentions.to_string(), canvas.font(size), theme.background());
        let high = 14.0 * scale;
        let wide = (galley.size().x + 8.0 * scale).max(high);
        let place = Rect::from_center_size(pos2(rect.right() - 7.0 * scale, rect.top()), vec2(wide, high));
        painter.rect(place, high / 2.0, node.badge, (1.0, theme.background()), StrokeKind::Outside);
        painter.galley(
            Align2::CENTER_CENTER.align_size_within_rect(galley.size(), place).min,
            galley,
            theme.background(),
        );
    }
    if node.behind > 0 {
        let size = 10.0 * scale;
        let galley = painter.layout_no_wrap(format!("+{}", node.behind), canvas.font(size), node.ink);
        let high = 16.0 * scale;
        let wide = (galley.size().x + 10.0 * scale).max(high);
        let place = Rect::from_center_size(pos2(rect.center().x, rect.bottom() + 2.0 * scale), vec2(wide, high));
        // A stack of cards: there is more behind it.
        for step in [2.0, 1.0] {
            let card = place.translate(vec2(0.0, 2.5 * scale * step));
            painter.rect(card, high / 2.0, node.fill, (1.0, node.border), StrokeKind::Inside);
        }
        painter.rect(place, high / 2.0, theme.background(), (1.2, node.border), StrokeKind::Inside);
        painter.galley(Align2::CENTER_CENTER.align_size_within_rect(galley.size(), place).min, galley, node.ink);
    }
    if node.pinned {
        let at = pos2(rect.left() + 7.0 * scale, rect.top() + 1.0 * scale);
        painter.circle(at, 4.5 * scale, theme.background(), (1.2, node.border));
        painter.circle_filled(at, 2.0 * scale, node.border);
    }
}

fn prominent(canvas: &Canvas<'_>, font: f32) -> f32 {
    canvas.camera.zoom.max(PROMINENT / font)
}

/// Where the handle of a hovered node with this rectangle and font is on the screen.
pub fn handle_centre(canvas: &Canvas<'_>, rect: Rect, font: f32) -> Pos2 {
    let centre = canvas.camera.to_screen(canvas.view, rect.center());
    centre + vec2(rect.width() / 2.0 * prominent(canvas, font) + 9.0, 0.0)
}

/// The knob at a hovered node from which a relation is drawn.
pub fn handle(canvas: &Canvas<'_>, centre: Pos2) {
    let accent = canvas.theme.accent();
    canvas.painter.circle(centre, 8.0, accent, (1.5, canvas.theme.background()));
    canvas.painter.text(centre, Align2::CENTER_CENTER, "+", FontId::proportional(13.0), canvas.theme.background());
}

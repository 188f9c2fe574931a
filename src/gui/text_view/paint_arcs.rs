//! Draws arcs with their labels, and the line of a relation that is being drawn.

use eframe::egui::{self, Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, vec2};

use super::arcs::place_label;
use super::links::Look;
use super::mouse::Drag;
use super::route;
use super::state::MARGIN_LEFT;
use super::{TextView, TextViewInput};

impl TextView {
    pub(super) fn paint_relations(&mut self, ui: &egui::Ui, input: &TextViewInput<'_>) {
        let view = ui.clip_rect();
        let mut arcs = self.route_arcs(input, view);
        let painter = ui.painter();
        let mut taken = Vec::new();
        let looks: Vec<Option<Look>> = arcs.iter().map(|arc| self.look(input, arc.link.of)).collect();
        // Lines first, labels on top of all of them.
        for (arc, look) in arcs.iter().zip(&looks) {
            if let Some(look) = look {
                self.paint_line(painter, input, look, &arc.line);
            }
        }
        for (arc, look) in arcs.iter_mut().zip(looks) {
            let Some(Look { colour, label, strong, .. }) = look else { continue };
            let font = FontId::proportional(self.metrics.label_size * 1.1);
            let galley = painter.layout_no_wrap(label, font, colour);
            let size = galley.size() + vec2(8.0, 2.0);
            let text_left = self.origin.x + MARGIN_LEFT;
            let free = place_label(&arc.line, size, &taken, view, text_left);
            // What is selected or under the pointer is named in any case.
            let forced = || strong.then(|| place_label(&arc.line, size, &[], view, text_left)).flatten();
            let Some(rect) = free.or_else(forced) else { continue };
            taken.push(rect);
            arc.label = rect;
            let ground = if strong { input.theme.selection() } else { input.theme.background() };
            let radius = rect.height() / 2.0;
            painter.rect(rect, radius, ground, Stroke::new(1.0, colour.gamma_multiply(0.6)), StrokeKind::Inside);
            let text = if strong { input.theme.text() } else { input.theme.readable(colour, ground) };
            painter.galley_with_override_text_color(rect.min + vec2(4.0, 1.0), galley, text);
        }
        self.arcs = arcs;
    }

    fn paint_line(&self, painter: &Painter, input: &TextViewInput<'_>, look: &Look, line: &[Pos2]) {
        let Look { colour, strong, .. } = *look;
        let width = if strong { 2.6 } else { 1.6 };
        // A halo lifts the line off whatever it crosses.
        let halo = input.theme.background().gamma_multiply(0.85);
        painter.add(Shape::line(line.to_vec(), Stroke::new(width + 3.0, halo)));
        let stroke = Stroke::new(width, colour);
        match look.dash {
            None => {
                painter.add(Shape::line(line.to_vec(), stroke));
            }
            Some([dash, gap]) => painter.extend(Shape::dashed_line(line, stroke, dash, gap)),
        }
        if look.arrows[0] {
            self.paint_head(painter, line, colour, strong);
        }
        if look.arrows[1] {
            let back: Vec<Pos2> = line.iter().rev().copied().collect();
            self.paint_head(painter, &back, colour, strong);
        }
    }

    fn paint_head(&self, painter: &Painter, line: &[Pos2], colour: Color32, strong: bool) {
        let size = if strong { 9.5 } else { 8.0 };
        if let Some(corners) = route::arrow_head(line, size) {
            painter.add(Shape::convex_polygon(corners.to_vec(), colour, Stroke::NONE));
        }
    }

    /// What lies above everything: the drag under way, hint letters.
    pub(super) fn paint_overlays(&self, ui: &egui::Ui, input: &TextViewInput<'_>) {
        let painter = ui.painter();
        let accent = input.theme.accent();
        if let Drag::Chip { from, outside: true, .. } = &self.drag
            && let Some(to) = ui.input(|i| i.pointer.latest_pos())
        {
            let start = self.visible_pieces().find(|(p, _)| p.mention == *from && p.is_head()).map(|(_, rect)| rect);
            if let Some(rect) = start {
                let start = egui::pos2(to.x.clamp(rect.left(), rect.right()), rect.center().y);
                let line = [start, to];
                painter.add(Shape::line(line.to_vec(), Stroke::new(2.0, accent)));
                self.paint_head(painter, &line, accent, true);
            }
            let target = self.hovered.filter(|id| id != from);
            for (_, rect) in self.visible_pieces().filter(|(p, _)| Some(p.mention) == target || p.mention == *from) {
                painter.rect_stroke(rect.expand(2.0), 6.0, Stroke::new(2.0, accent), StrokeKind::Outside);
            }
        }
        let Some(hints) = &self.hints else { return };
        let font = FontId::monospace((self.metrics.label_size * 1.25).max(11.0));
        for (piece, rect) in self.visible_pieces().filter(|(p, _)| p.is_head()) {
            let Some(letters) = hints.letter(piece.mention) else { continue };
            let Some(rest) = letters.strip_prefix(&hints.typed) else { continue };
            let galley = painter.layout_no_wrap(rest.to_owned(), font.clone(), input.theme.background());
            let tag = Rect::from_min_size(rect.left_top() - vec2(3.0, 4.0), galley.size() + vec2(8.0, 3.0));
            painter.rect_filled(tag, 4.0, accent);
            painter.text(tag.center(), Align2::CENTER_CENTER, rest, font.clone(), input.theme.background());
        }
    }
}

//! Draws text, boxes, labels, badges, the selection and the dividers of folded text.

use std::collections::BTreeSet;

use eframe::egui::epaint::CornerRadiusF32;
use eframe::egui::epaint::tessellator::path::rounded_rectangle;
use eframe::egui::{self, Align2, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::blocks::Block;
use super::layout::{BlockLayout, Piece};
use super::links::marks;
use super::mouse::Drag;
use super::{RelationsShown, TextView, TextViewInput};
use crate::domain::{Mention, MentionId};
use crate::gui::Selection;
use crate::gui::theme::mix;
use crate::text::Span;

/// What makes a box stand out.
#[derive(Clone, Copy, Default)]
struct Emphasis {
    selected: bool,
    related: bool,
    hovered: bool,
}

impl TextView {
    pub(super) fn paint(&self, ui: &egui::Ui, input: &TextViewInput<'_>) {
        let painter = ui.painter();
        let marked = self.marked(input);
        for block in self.visible.clone() {
            let corner = self.block_corner(block);
            match (self.blocks.get(block), self.layouts.get(&block)) {
                (Some(Block::Fold { units, .. }), _) => self.paint_fold(painter, input, corner, *units),
                (_, Some(layout)) => self.paint_block(painter, input, layout, corner, &marked),
                _ => {}
            }
        }
        self.paint_caret(ui, input);
        for (_, edge) in self.edges(input) {
            let grip = Rect::from_center_size(edge.center(), vec2(3.0, edge.height() * 0.6));
            painter.rect_filled(grip, 1.5, input.theme.accent());
        }
    }

    /// Mentions that stand out: what is selected, and what its arcs lead to.
    fn marked(&self, input: &TextViewInput<'_>) -> BTreeSet<MentionId> {
        let annotations = &input.document.annotations;
        let mut marked = input.selection.mentions(annotations);
        if input.relations == RelationsShown::Selected {
            marked.extend(self.links_to_draw(input).into_iter().flat_map(|link| [link.head, link.tail]));
        }
        marked
    }

    fn paint_block(
        &self,
        painter: &Painter,
        input: &TextViewInput<'_>,
        layout: &BlockLayout,
        corner: Pos2,
        marked: &BTreeSet<MentionId>,
    ) {
        let mut order: Vec<&Piece> = layout.pieces.iter().collect();
        order.sort_by_key(|p| std::cmp::Reverse(p.level));
        for piece in &order {
            let Some(mention) = input.document.annotations.mention(piece.mention) else { continue };
            let emphasis = Emphasis {
                selected: input.selection.mention() == Some(mention.id),
                related: marked.contains(&mention.id),
                hovered: self.hovered == Some(mention.id),
            };
            let rect = piece.rect.translate(corner.to_vec2());
            self.paint_box(painter, input, piece, mention, rect, emphasis);
            self.paint_label(painter, input, piece, mention, rect, emphasis);
        }
        self.paint_links(painter, input, layout, corner);
        for span in self.highlighted(input) {
            for rect in layout.rects(&input.document.text, span) {
                let ground = input.theme.selection().gamma_multiply(0.8);
                painter.rect_filled(rect.translate(corner.to_vec2()).expand2(vec2(0.0, 1.0)), 2.0, ground);
            }
        }
        painter.galley(corner, layout.placed.clone(), input.theme.text());
    }

    /// Text behind which the selection colour goes: the selected text, or the one that a drag would give.
    fn highlighted(&self, input: &TextViewInput<'_>) -> Vec<Span> {
        match (&self.drag, input.selection) {
            (Drag::Edge { preview: Some(fragments), .. }, _) => fragments.iter().collect(),
            (Drag::Text { .. } | Drag::Chip { outside: false, .. }, _) => match (self.anchor, self.caret) {
                (Some(a), Some(b)) => vec![Span::new(a.min(b), a.max(b))],
                _ => Vec::new(),
            },
            (_, Selection::Text(span)) => vec![*span],
            _ => Vec::new(),
        }
    }

    fn paint_box(
        &self,
        painter: &Painter,
        input: &TextViewInput<'_>,
        piece: &Piece,
        mention: &Mention,
        rect: Rect,
        emphasis: Emphasis,
    ) {
        let theme = input.theme;
        let colours = theme.entity(&input.document.schema, &mention.kind);
        let confirmed = mention.is_confirmed();
        let round = (self.metrics.text_size * 0.3).round();
        let (left, right) = (if piece.starts { round } else { 0.0 }, if piece.ends { round } else { 0.0 });
        let (left, right) = if piece.rtl { (right, left) } else { (left, right) };
        let radius = CornerRadiusF32 { nw: left, sw: left, ne: right, se: right };
        let mut fill = if confirmed { colours.fill } else { mix(theme.background(), colours.fill, 0.3) };
        let nearly = input.visibility.is_nearly_mention(mention);
        if nearly {
            fill = mix(theme.background(), colours.fill, 0.1);
        }
        if emphasis.selected || emphasis.hovered {
            fill = theme.touched(fill, colours.strong);
        }
        if emphasis.selected {
            painter.rect_filled(
                rect.expand(3.0),
                CornerRadiusF32::same(round + 3.0),
                theme.accent().gamma_multiply(0.28),
            );
        }
        painter.rect_filled(rect, radius, fill);
        let stroke = match emphasis {
            Emphasis { selected: true, .. } => Stroke::new(2.0, theme.accent()),
            Emphasis { related: true, .. } => Stroke::new(2.0, colours.strong),
            Emphasis { hovered: true, .. } => Stroke::new(1.5, colours.strong),
            _ if let Some(layer) = mention.proposed_by().map(usize::from) => Stroke::new(1.8, theme.layer(layer)),
            _ if confirmed => Stroke::new(1.0, colours.border.gamma_multiply(0.75)),
            _ if nearly => Stroke::new(1.0, mix(theme.background(), colours.border, 0.5)),
            _ => Stroke::new(1.1, colours.border),
        };
        if confirmed || emphasis.selected {
            painter.rect_stroke(rect, radius, stroke, StrokeKind::Inside);
        } else {
            let mut outline = Vec::new();
            rounded_rectangle(&mut outline, rect.shrink(0.5), radius);
            outline.extend(outline.first().copied());
            painter.extend(Shape::dashed_line(&outline, stroke, if nearly { 1.5 } else { 4.0 }, 3.0));
        }
    }

    fn paint_label(
        &self,
        painter: &Painter,
        input: &TextViewInput<'_>,
        piece: &Piece,
        mention: &Mention,
        rect: Rect,
        emphasis: Emphasis,
    ) {
        let colours = input.theme.entity(&input.document.schema, &mention.kind);
        let font = self.metrics.label_font();
        let named =
            format!("{}{}", self.kind_label(input, &mention.kind), marks(&input.document.annotations, mention.id));
        let score = mention.origin.score().filter(|_| piece.is_head() && !mention.is_confirmed());
        let ink = colours.label;
        let side = mention.proposed_by().map(usize::from).filter(|_| piece.is_head());
        let before = side.map_or(0.0, |_| self.metrics.label_size + 3.0);
        let room = (piece.room - 5.0 - before).max(self.metrics.label_size);
        let lay_out = |label: String| {
            let mut job = egui::text::LayoutJob::simple_singleline(label, font.clone(), ink);
            job.wrap = egui::text::TextWrapping::truncate_at_width(room);
            painter.layout_job(job)
        };
        let with_score = score.map(|score| lay_out(format!("{named} {:.0}%", score * 100.0)));
        // The score runs over the side of its box only where somebody looks.
        let looked_at = emphasis.selected || emphasis.hovered;
        let scored = with_score.filter(|galley| looked_at || galley.size().x <= rect.width() - 8.0);
        let galley = scored.unwrap_or_else(|| {
            let kind = if piece.is_head() { named } else { format!("… {}", self.kind_label(input, &mention.kind)) };
            lay_out(kind)
        });
        let mut at = pos2(rect.left() + 4.0, rect.top() + (self.metrics.header - galley.size().y) * 0.5 + 1.0);
        let mut used = galley.size().x;
        if let Some(layer) = side {
            let wide = self.paint_side(painter, input, layer, at);
            (at.x, used) = (at.x + wide, used + wide);
        }
        painter.galley(at, galley, ink);
        if piece.is_head() && !(looked_at && score.is_some()) {
            self.paint_badge(painter, input, mention, rect, used);
        }
    }

    /// The number of the annotation that proposes it; the width that it takes.
    fn paint_side(&self, painter: &Painter, input: &TextViewInput<'_>, layer: usize, at: Pos2) -> f32 {
        let size = self.metrics.label_size;
        let tag = Rect::from_min_size(at + vec2(-1.0, 1.0), vec2(size * 1.0, size * 1.15));
        painter.rect_filled(tag, 2.5, input.theme.layer(layer));
        let font = egui::FontId::proportional(size * 0.95);
        let number = (layer + 1).to_string();
        painter.text(tag.center(), egui::Align2::CENTER_CENTER, number, font, input.theme.background());
        tag.width() + 3.0
    }

    /// How many relations go out and come in, at the upper right of the box, where there is room.
    fn paint_badge(
        &self,
        painter: &Painter,
        input: &TextViewInput<'_>,
        mention: &Mention,
        rect: Rect,
        label_width: f32,
    ) {
        let shown = input.document.annotations.relations_of(mention.id).filter(|r| self.relation_shown(input, r));
        let (mut out, mut into) = (0, 0);
        for relation in shown {
            out += usize::from(relation.head == mention.id);
            into += usize::from(relation.tail == mention.id);
        }
        let parts: Vec<(usize, bool)> = [(into, false), (out, true)].into_iter().filter(|(n, _)| *n > 0).collect();
        if parts.is_empty() {
            return;
        }
        let colour = input.theme.entity(&input.document.schema, &mention.kind).label;
        let font = egui::FontId::proportional((self.metrics.label_size * 0.95).max(7.5));
        let size = font.size * 0.52;
        let galleys = parts.iter().map(|(n, out)| (painter.layout_no_wrap(n.to_string(), font.clone(), colour), *out));
        let galleys: Vec<_> = galleys.collect();
        let width: f32 = galleys.iter().map(|(g, _)| g.size().x + size + 4.0).sum();
        if rect.right() - 4.0 - width < rect.left() + label_width + 6.0 {
            painter.circle_filled(pos2(rect.right() - 1.0, rect.top() + 1.0), 2.6, colour);
            return;
        }
        let middle = rect.top() + self.metrics.header * 0.5 + 1.0;
        let mut x = rect.right() - 3.0 - width;
        for (galley, out) in galleys {
            // A triangle up for what leaves, down for what arrives.
            let up = if out { -1.0 } else { 1.0 };
            let (left, right) = (pos2(x, middle - up * size * 0.5), pos2(x + size, middle - up * size * 0.5));
            let tip = pos2(x + size * 0.5, middle + up * size * 0.5);
            painter.add(Shape::convex_polygon(vec![left, right, tip], colour, Stroke::NONE));
            let advance = galley.size().x + 4.0;
            painter.galley(pos2(x + size + 1.5, middle - galley.size().y * 0.5), galley, colour);
            x += size + advance;
        }
    }

    /// Dashed lines between the fragments of a discontinuous mention.
    fn paint_links(&self, painter: &Painter, input: &TextViewInput<'_>, layout: &BlockLayout, corner: Pos2) {
        for (i, piece) in layout.pieces.iter().enumerate().filter(|(_, p)| p.ends && p.number + 1 < p.of) {
            let Some(mention) = input.document.annotations.mention(piece.mention) else { continue };
            let stroke = Stroke::new(1.5, input.theme.entity(&input.document.schema, &mention.kind).strong);
            let next = layout
                .pieces
                .iter()
                .enumerate()
                .find(|(j, p)| *j != i && p.mention == piece.mention && p.number == piece.number + 1 && p.starts);
            let (x, edge) = if piece.rtl {
                (piece.rect.left(), corner.x - 8.0)
            } else {
                (piece.rect.right(), corner.x + self.metrics.width)
            };
            let from = pos2(x + corner.x, piece.rect.bottom() - 1.5 + corner.y);
            let entry = |to: &Piece| if to.rtl { to.rect.right() } else { to.rect.left() };
            let dash = |a: Pos2, b: Pos2| painter.extend(Shape::dashed_line(&[a, b], stroke, 4.0, 3.0));
            match next {
                Some((_, to)) if to.row == piece.row => {
                    let y = from.y.max(to.rect.bottom() - 1.5 + corner.y);
                    dash(pos2(from.x, y), pos2(entry(to) + corner.x, y));
                }
                Some((_, to)) => {
                    let end = pos2(entry(to), to.rect.bottom() - 1.5) + corner.to_vec2();
                    let edge_there = if to.rtl { corner.x + self.metrics.width } else { corner.x - 8.0 };
                    dash(from, pos2(edge, from.y));
                    dash(pos2(edge_there, end.y), end);
                }
                None => dash(from, pos2(edge, from.y)),
            }
        }
    }

    fn paint_fold(&self, painter: &Painter, input: &TextViewInput<'_>, corner: Pos2, units: usize) {
        let rect = Rect::from_min_size(corner, vec2(self.metrics.width, self.metrics.fold_height()));
        let unit = match (input.sentences.is_empty(), units) {
            (false, 1) => "sentence",
            (false, _) => "sentences",
            (true, 1) => "paragraph",
            (true, _) => "paragraphs",
        };
        let font = egui::FontId::proportional(self.metrics.label_size * 1.15);
        let faint = input.theme.faint();
        let text = painter.text(rect.center(), Align2::CENTER_CENTER, format!("… {units} {unit}"), font, faint);
        let line = Stroke::new(1.0, input.theme.line());
        painter.hline(rect.left()..=text.left() - 10.0, rect.center().y, line);
        painter.hline(text.right() + 10.0..=rect.right(), rect.center().y, line);
    }

    fn paint_caret(&self, ui: &egui::Ui, input: &TextViewInput<'_>) {
        let focused = self.id.is_some_and(|id| ui.memory(|m| m.has_focus(id)));
        let Some(caret) = self.caret.filter(|_| focused && input.selection.mention().is_none()) else { return };
        let Some(block) = super::blocks::block_at(&self.blocks, caret) else { return };
        let Some(layout) = self.layouts.get(&block) else { return };
        let Some((row, x)) = layout.caret(&input.document.text, caret) else { return };
        let Some(row) = layout.rows.get(row) else { return };
        let corner = self.block_corner(block);
        let y = corner.y + row.text_top..=corner.y + row.text_bottom;
        ui.painter().vline(corner.x + x, y, Stroke::new(1.5, input.theme.accent()));
    }
}

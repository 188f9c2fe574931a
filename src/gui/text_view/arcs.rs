//! Which relations are drawn, and where their lines run.

use std::collections::{BTreeMap, HashMap};

use eframe::egui::{Pos2, Rect, Vec2, pos2};

use super::links::{Link, LinkOf};
use super::route::{self, End, Route};
use super::state::MARGIN_LEFT;
use super::{TextView, TextViewInput};
use crate::domain::{MentionId, Relation, RelationId};
use crate::text::Span;

/// An arc on the screen.
pub struct PaintedArc {
    pub link: Link,
    pub line: Vec<Pos2>,
    /// Where its label stands, filled in by the painter.
    pub label: Rect,
}

impl PaintedArc {
    /// The relation that it stands for; events and groups have other lines.
    pub fn relation(&self) -> Option<RelationId> {
        if let LinkOf::Relation(id) = self.link.of { Some(id) } else { None }
    }
}

/// The box that stands for a mention in view: its row and its rectangle on the screen.
type Heads = HashMap<MentionId, Head>;

#[derive(Clone, Copy)]
struct Head {
    row: (usize, usize),
    rect: Rect,
    row_top: f32,
}

impl TextView {
    /// Whether a relation counts and is not switched off.
    pub(super) fn relation_shown(&self, input: &TextViewInput<'_>, relation: &Relation) -> bool {
        input.visibility.relation(&input.document.annotations, relation)
            && !input.hidden_relations.contains(&relation.kind)
            && self.index.contains(relation.head)
            && self.index.contains(relation.tail)
    }

    /// The sentence (or line) of the selection, else of the caret.
    pub(super) fn current_sentence(&self, input: &TextViewInput<'_>) -> Option<Span> {
        let annotations = &input.document.annotations;
        let selected = input.selection.mentions(annotations).first().and_then(|id| annotations.mention(*id));
        let at = selected.map(|m| m.cover().start).or(self.caret)?;
        let before = input.sentences.partition_point(|s| s.start <= at).checked_sub(1);
        let sentence = before.and_then(|i| input.sentences.get(i)).filter(|s| s.contains_offset(at)).copied();
        sentence.or_else(|| self.blocks.get(super::blocks::block_at(&self.blocks, at)?).map(|b| b.span()))
    }

    fn heads(&self) -> Heads {
        let mut heads = Heads::new();
        for (block, layout) in self.visible_layouts() {
            let corner = self.block_corner(block).to_vec2();
            let mut tops: Vec<f32> = layout.rows.iter().map(|row| row.text_top).collect();
            for piece in &layout.pieces {
                if let Some(top) = tops.get_mut(piece.row) {
                    *top = top.min(piece.rect.top());
                }
            }
            for piece in layout.pieces.iter().filter(|p| p.is_head()) {
                let rect = piece.rect.translate(corner);
                let row_top = tops.get(piece.row).map_or(rect.top(), |top| top + corner.y);
                heads.insert(piece.mention, Head { row: (block, piece.row), rect, row_top });
            }
        }
        heads
    }

    /// Lines for all relations to draw; those with no end in view are left out.
    pub(super) fn route_arcs(&self, input: &TextViewInput<'_>, view: Rect) -> Vec<PaintedArc> {
        let annotations = &input.document.annotations;
        let heads = self.heads();
        let links = self.links_to_draw(input);
        let touch = touching_points(&links, &heads);
        let end = |mention: MentionId, number: usize, is_head: bool| match heads.get(&mention) {
            Some(Head { row, rect, row_top }) => {
                let x = touch.get(&(number, is_head)).copied().unwrap_or(rect.center().x);
                End::Box { row: *row, rect: *rect, x, row_top: *row_top }
            }
            None => {
                let start = annotations.mention(mention).map_or(0, |m| m.cover().start);
                let first = self.visible_layouts().next().map_or(0, |(_, layout)| layout.span.start);
                if start < first { End::Above } else { End::Below }
            }
        };
        let ends: Vec<(End, End)> =
            links.iter().enumerate().map(|(i, r)| (end(r.head, i, true), end(r.tail, i, false))).collect();
        let lanes = lanes_of(&ends);
        let zoom = self.metrics.text_size / 17.0;
        let margin = self.origin.x + MARGIN_LEFT - 14.0;
        let lines = ends.iter().zip(lanes).map(|((a, b), lane)| route::line(*a, *b, lane, zoom, view, margin));
        links
            .into_iter()
            .zip(lines)
            .filter(|(_, line)| line.len() > 1)
            .map(|(link, line)| PaintedArc { link, line, label: Rect::NOTHING })
            .collect()
    }

    /// The relation whose arc is under a point of the screen, as painted in the last frame.
    pub(super) fn arc_at(&self, pos: Pos2) -> Option<RelationId> {
        let relations = || self.arcs.iter().filter(|arc| arc.relation().is_some());
        let label = relations().find(|arc| arc.label.contains(pos));
        let nearest = || {
            let near = relations().map(|arc| (route::distance(&arc.line, pos), arc));
            near.filter(|(d, _)| *d < 5.0).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, arc)| arc)
        };
        label.or_else(nearest).and_then(PaintedArc::relation)
    }

    pub(super) fn on_arc_label(&self, pos: Pos2) -> bool {
        self.arcs.iter().any(|arc| arc.label.contains(pos))
    }
}

/// Spreads the arcs of one box along its upper side, in the order of where they go, so that they do not cross there.
fn touching_points(links: &[Link], heads: &Heads) -> HashMap<(usize, bool), f32> {
    let mut of_box: BTreeMap<MentionId, Vec<(f32, usize, bool)>> = BTreeMap::new();
    for (i, r) in links.iter().enumerate() {
        let x_of = |id: MentionId, other: MentionId| {
            let (there, here) = (heads.get(&id)?, heads.get(&other)?);
            // Ends on other rows leave through the gap to the left.
            let far = if there.row == here.row { 0.0 } else { -10_000.0 };
            Some(there.rect.center().x + far)
        };
        of_box.entry(r.head).or_default().push((x_of(r.tail, r.head).unwrap_or(f32::MIN), i, true));
        of_box.entry(r.tail).or_default().push((x_of(r.head, r.tail).unwrap_or(f32::MIN), i, false));
    }
    let mut points = HashMap::new();
    for (mention, mut ends) in of_box {
        let Some(Head { rect, .. }) = heads.get(&mention) else { continue };
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let n = ends.len() as f32;
        let step = (rect.width() * 0.7 / n).min(11.0);
        for (i, (_, link, is_head)) in ends.into_iter().enumerate() {
            points.insert((link, is_head), rect.center().x + (i as f32 - (n - 1.0) / 2.0) * step);
        }
    }
    points
}

/// Arches over one row share lanes where they do not overlap; lines in the margin each take the next one.
fn lanes_of(ends: &[(End, End)]) -> Vec<usize> {
    let mut lanes = vec![0; ends.len()];
    let mut rows: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut in_margin = 0;
    for (i, (a, b)) in ends.iter().enumerate() {
        match (route::choose(*a, *b), a) {
            (Route::Over, End::Box { row, .. }) => rows.entry(*row).or_default().push(i),
            (Route::Margin, _) => {
                lanes[i] = in_margin;
                in_margin += 1;
            }
            _ => {}
        }
    }
    for members in rows.values() {
        let x = |end: &End| if let End::Box { x, .. } = end { *x } else { 0.0 };
        let intervals: Vec<(f32, f32)> = members
            .iter()
            .map(|i| {
                let (a, b) = (x(&ends[*i].0), x(&ends[*i].1));
                (a.min(b), a.max(b))
            })
            .collect();
        for (i, lane) in members.iter().zip(route::lanes(&intervals)) {
            lanes[*i] = lane;
        }
    }
    lanes
}

/// Moves a label along its line to the first place where it hides no other; `None` where there is none, since labels on
/// top of each other tell nothing. `text_left` is where the text begins: a label in the margin stays left of it.
pub fn place_label(line: &[Pos2], size: Vec2, taken: &[Rect], view: Rect, text_left: f32) -> Option<Rect> {
    let shares = (0..17).map(|i| {
        let away = 0.05 * i32::midpoint(i, 1) as f32;
        if i % 2 == 0 { 0.5 - away } else { 0.5 + away }
    });
    let at = |share: f32| {
        let centre = route::along(line, share);
        let x = if centre.x < text_left { centre.x.min(text_left - 7.0 - size.x / 2.0) } else { centre.x };
        let x = x.min(view.right() - size.x / 2.0 - 2.0).max(view.left() + size.x / 2.0 + 2.0);
        Rect::from_center_size(pos2(x, centre.y), size)
    };
    let free = |rect: &Rect| view.contains(rect.center()) && taken.iter().all(|t| !t.expand(1.0).intersects(*rect));
    shares.map(at).find(free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::vec2;

    #[test]
    fn labels_make_room_for_each_other_until_there_is_none() {
        let view = Rect::from_min_size(Pos2::ZERO, vec2(400.0, 200.0));
        let line = [pos2(100.0, 50.0), pos2(300.0, 50.0)];
        let size = vec2(60.0, 14.0);
        let mut taken = Vec::new();
        while let Some(rect) = place_label(&line, size, &taken, view, 64.0) {
            assert!(taken.iter().all(|t: &Rect| !t.intersects(rect)));
            taken.push(rect);
        }
        assert_eq!(taken.first().map(|r| r.center()), Some(pos2(200.0, 50.0)));
        assert!((2..=4).contains(&taken.len()), "{} labels", taken.len());
        let margin = [pos2(50.0, 20.0), pos2(50.0, 180.0)];
        let label = place_label(&margin, size, &[], view, 64.0).expect("the margin is free");
        assert!(label.right() <= 64.0 && label.left() >= 0.0);
    }
}

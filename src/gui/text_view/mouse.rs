//! What the pointer does: click, drag, resize, connect.

use eframe::egui::{self, CursorIcon, PointerButton, Pos2, Rect, Response};

use super::blocks::Block;
use super::menu::MenuOf;
use super::state::MARGIN_TOP;
use super::{TextView, TextViewInput, words};
use crate::domain::{Fragments, MentionId, RelationId};
use crate::gui::{Action, Selection};
use crate::text::Span;

/// How near to a box's side, or to a line, the pointer has to be.
const REACH: f32 = 5.0;

/// What a drag that is under way will do.
#[derive(Default)]
pub enum Drag {
    #[default]
    None,
    /// Selects text, or gives it to a mention as a further piece.
    Text { piece_of: Option<MentionId> },
    /// From a box; selects text while it stays inside, draws a relation once outside.
    Chip { from: MentionId, press: usize, outside: bool },
    Edge {
        mention: MentionId,
        /// Which piece of it, and whether its start moves.
        piece: usize,
        start: bool,
        preview: Option<Fragments>,
    },
}

/// What stands at a point of the screen.
#[derive(Default)]
pub struct Hit {
    /// The nearest caret place.
    pub offset: usize,
    /// Mentions whose boxes hold the point, innermost first.
    pub chips: Vec<MentionId>,
    pub fold: Option<usize>,
    pub relation: Option<RelationId>,
    /// An edge of the selected mention: of which piece, and whether it is its start.
    pub edge: Option<(usize, bool)>,
}

impl TextView {
    pub(super) fn hit(&self, input: &TextViewInput<'_>, pos: Pos2) -> Hit {
        let mut hit = Hit { relation: self.arc_at(pos), ..Hit::default() };
        let block = self.heights.at(pos.y - self.origin.y - MARGIN_TOP);
        if let Some(Block::Fold { span, .. }) = self.blocks.get(block).copied() {
            hit.offset = span.start;
            hit.fold = Some(span.start);
            return hit;
        }
        let Some(layout) = self.layouts.get(&block) else { return hit };
        let local = pos - self.block_corner(block).to_vec2();
        if let Some(row) = layout.row_at(local.y) {
            hit.offset = layout.offset_at(&input.document.text, row, local.x);
        }
        let mut inside: Vec<_> = layout.pieces.iter().filter(|p| p.rect.contains(local)).collect();
        inside.sort_by_key(|p| p.level);
        hit.chips = inside.iter().map(|p| p.mention).collect();
        hit.chips.dedup();
        hit.edge = self.edges(input).into_iter().find(|(_, line)| line.contains(pos)).map(|(edge, _)| edge);
        if hit.relation.is_some_and(|_| !hit.chips.is_empty()) && !self.on_arc_label(pos) {
            // A line that crosses a box must not make the box unreachable.
            hit.relation = None;
        }
        hit
    }

    /// The grips of the selected mention: the start and the end of each piece.
    pub(super) fn edges(&self, input: &TextViewInput<'_>) -> Vec<((usize, bool), Rect)> {
        let Some(selected) = input.selection.mention() else { return Vec::new() };
        let mut edges = Vec::new();
        for (piece, rect) in self.visible_pieces().filter(|(p, _)| p.mention == selected) {
            let text = Rect::from_x_y_ranges(rect.x_range(), rect.top() + self.metrics.header..=rect.bottom());
            let left = Rect::from_x_y_ranges(text.left() - REACH..=text.left() + 3.0, text.y_range());
            let right = Rect::from_x_y_ranges(text.right() - 3.0..=text.right() + REACH, text.y_range());
            let (start, end) = if piece.rtl { (right, left) } else { (left, right) };
            if piece.starts {
                edges.push(((piece.number, true), start));
            }
            if piece.ends {
                edges.push(((piece.number, false), end));
            }
        }
        edges
    }

    pub(super) fn mouse(
        &mut self,
        ui: &egui::Ui,
        input: &TextViewInput<'_>,
        area: &Response,
        actions: &mut Vec<Action>,
    ) {
        let (pos, press, modifiers) = ui.input(|i| (i.pointer.latest_pos(), i.pointer.press_origin(), i.modifiers));
        let inside = area.contains_pointer() || area.dragged() || area.drag_stopped();
        let Some(pos) = pos.filter(|_| inside) else {
            self.hovered = None;
            self.hovered_relation = None;
            return;
        };
        let hit = self.hit(input, pos);
        self.hovered =
            hit.chips.first().copied().filter(|_| !matches!(self.drag, Drag::Text { .. } | Drag::Edge { .. }));
        self.hovered_relation = hit.relation;
        self.cursor(ui, &hit);
        if area.drag_started_by(PointerButton::Primary) {
            area.request_focus();
            let origin = self.hit(input, press.unwrap_or(pos));
            self.start_drag(input, &origin, modifiers);
        }
        if area.dragged_by(PointerButton::Primary) {
            self.follow_drag(ui, input, &hit, pos, modifiers);
        }
        if area.drag_stopped_by(PointerButton::Primary) {
            self.finish_drag(input, &hit, actions);
        }
        if area.clicked() || area.secondary_clicked() {
            area.request_focus();
            self.hints = None;
        }
        if area.clicked_by(PointerButton::Primary) {
            self.click(input, area, &hit, modifiers, actions);
        }
        if area.secondary_clicked() {
            let selected = input.selection.mention().filter(|id| hit.chips.contains(id));
            let mention = selected.or(hit.chips.first().copied());
            self.menu = match (hit.relation, mention) {
                (Some(id), _) => Some(MenuOf::Relation(id)),
                (None, Some(id)) => Some(MenuOf::Mention(id, hit.offset)),
                (None, None) => match input.selection {
                    Selection::Text(span) if span.contains_offset(hit.offset) || span.end == hit.offset => {
                        Some(MenuOf::Text(*span))
                    }
                    _ => None,
                },
            };
            actions.extend(self.menu.as_ref().map(|menu| Action::Select(menu.selection())));
        }
    }

    fn cursor(&self, ui: &egui::Ui, hit: &Hit) {
        let icon = match &self.drag {
            Drag::Edge { .. } => CursorIcon::ResizeHorizontal,
            Drag::Chip { outside: true, .. } => CursorIcon::Alias,
            Drag::Text { .. } | Drag::Chip { .. } => CursorIcon::Text,
            Drag::None if hit.edge.is_some() => CursorIcon::ResizeHorizontal,
            Drag::None if hit.fold.is_some() || hit.relation.is_some() || !hit.chips.is_empty() => {
                CursorIcon::PointingHand
            }
            Drag::None => CursorIcon::Text,
        };
        ui.set_cursor_icon(icon);
    }

    fn start_drag(&mut self, input: &TextViewInput<'_>, origin: &Hit, modifiers: egui::Modifiers) {
        self.hints = None;
        let selected = origin.chips.iter().find(|id| input.selection.mention() == Some(**id));
        self.drag = match (input.selection.mention(), origin.edge, selected.or(origin.chips.first())) {
            (Some(mention), Some((piece, start)), _) if !modifiers.shift && !modifiers.command => {
                Drag::Edge { mention, piece, start, preview: None }
            }
            (_, _, Some(from)) if !modifiers.alt && !modifiers.shift && !modifiers.command => {
                Drag::Chip { from: *from, press: origin.offset, outside: false }
            }
            _ => {
                if !modifiers.shift || self.anchor.is_none() {
                    self.anchor = Some(origin.offset);
                }
                // What is selected now: neither what was selected before it, nor what is when the drag ends.
                Drag::Text { piece_of: input.selection.mention().filter(|_| modifiers.command) }
            }
        };
    }

    fn follow_drag(&mut self, ui: &egui::Ui, input: &TextViewInput<'_>, hit: &Hit, pos: Pos2, mods: egui::Modifiers) {
        let text = &*input.document.text;
        match &mut self.drag {
            Drag::None => return,
            Drag::Text { .. } => self.caret = Some(hit.offset),
            Drag::Chip { from, press, outside } => {
                *outside |= !hit.chips.contains(from);
                (self.anchor, self.caret) = if *outside { (None, None) } else { (Some(*press), Some(hit.offset)) };
            }
            Drag::Edge { mention, piece, start, preview } => {
                let at = match (mods.alt, *start) {
                    (true, _) => hit.offset,
                    (false, true) => words::snap_start(text, hit.offset),
                    (false, false) => words::snap_end(text, hit.offset),
                };
                let old = input.document.annotations.mention(*mention).map(|m| &m.fragments);
                *preview = old.and_then(|f| with_edge(f, *piece, *start, at)).or(preview.take());
            }
        }
        let view = ui.clip_rect();
        let pull = if pos.y < view.top() {
            (view.top() - pos.y).min(30.0)
        } else if pos.y > view.bottom() {
            -(pos.y - view.bottom()).min(30.0)
        } else {
            return;
        };
        ui.scroll_with_delta(egui::vec2(0.0, pull));
        ui.ctx().request_repaint();
    }

    fn finish_drag(&mut self, input: &TextViewInput<'_>, hit: &Hit, actions: &mut Vec<Action>) {
        match std::mem::take(&mut self.drag) {
            Drag::None => {}
            Drag::Chip { from, outside: true, .. } => {
                if let Some(to) = hit.chips.iter().find(|id| **id != from) {
                    actions.push(Action::PickRelationType { head: from, tail: *to });
                }
            }
            drag @ (Drag::Text { .. } | Drag::Chip { .. }) => {
                let piece_of = if let Drag::Text { piece_of } = drag { piece_of } else { None };
                if let (Some(a), Some(b)) = (self.anchor, self.caret) {
                    let span = Span::new(a.min(b), a.max(b));
                    match piece_of {
                        Some(mention) => actions.push(Action::AddPiece { mention, span }),
                        None => pick(input, span, actions),
                    }
                }
            }
            Drag::Edge { mention, preview, .. } => {
                let old = input.document.annotations.mention(mention).map(|m| &m.fragments);
                if let Some(fragments) = preview.filter(|new| Some(new) != old) {
                    actions.push(Action::Resize { mention, fragments });
                }
            }
        }
    }

    fn click(
        &mut self,
        input: &TextViewInput<'_>,
        area: &Response,
        hit: &Hit,
        mods: egui::Modifiers,
        actions: &mut Vec<Action>,
    ) {
        if let Some(fold) = hit.fold {
            self.unfolded.insert(fold);
            area.ctx.request_repaint();
        } else if mods.shift {
            let from = self.anchor.or(self.caret).unwrap_or(hit.offset);
            (self.anchor, self.caret) = (Some(from), Some(hit.offset));
            pick(input, Span::new(from.min(hit.offset), from.max(hit.offset)), actions);
        } else if let Some(relation) = hit.relation {
            let action = Action::Select(Selection::Relation(relation));
            actions.push(if area.double_clicked() { Action::PickRetype(relation) } else { action });
        } else if let Some(first) = hit.chips.first() {
            let selected = input.selection.mention().and_then(|id| hit.chips.iter().position(|c| *c == id));
            match selected {
                Some(i) if area.double_clicked() => actions.extend(hit.chips.get(i).map(|c| Action::PickRetag(*c))),
                _ if area.double_clicked() => actions.push(Action::PickRetag(*first)),
                Some(i) => {
                    let next = hit.chips.get(i + 1).unwrap_or(first);
                    actions.push(Action::Select(Selection::Mention(*next)));
                }
                None => actions.push(Action::Select(Selection::Mention(*first))),
            }
            self.caret = Some(hit.offset);
            self.anchor = None;
        } else if area.triple_clicked() {
            let sentence = input.sentences.iter().find(|s| s.contains_offset(hit.offset));
            let line = || self.blocks.get(super::blocks::block_at(&self.blocks, hit.offset)?).map(|b| b.span());
            if let Some(span) = sentence.copied().or_else(line) {
                self.select_text(span);
                pick(input, span, actions);
            }
        } else if area.double_clicked() {
            let word = words::word_at(&input.document.text, hit.offset);
            self.select_text(word);
            pick(input, word, actions);
        } else {
            (self.anchor, self.caret) = (Some(hit.offset), Some(hit.offset));
            actions.push(Action::Select(Selection::None));
        }
    }

    pub(super) fn select_text(&mut self, span: Span) {
        (self.anchor, self.caret) = (Some(span.start), Some(span.end));
    }
}

/// Selects a stretch of text and asks for the type of a mention there; nothing for a stretch without any letter.
fn pick(input: &TextViewInput<'_>, span: Span, actions: &mut Vec<Action>) {
    let span = words::trim(&input.document.text, span);
    if span.slice(&input.document.text).is_some_and(|text| !text.trim().is_empty()) {
        actions.push(Action::Select(Selection::Text(span)));
        actions.push(Action::PickMentionType(span));
    } else {
        actions.push(Action::Select(Selection::None));
    }
}

/// The fragments with another start or end of one piece; `None` where nothing would be left of it, or it would run into
/// its neighbour.
pub fn with_edge(fragments: &Fragments, piece: usize, start: bool, at: usize) -> Option<Fragments> {
    let mut spans: Vec<Span> = fragments.iter().collect();
    let span = spans.get_mut(piece)?;
    if start {
        span.start = at;
    } else {
        span.end = at;
    }
    let full = spans.iter().all(|s| s.start < s.end);
    full.then(|| Fragments::new(spans)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_moves_only_as_far_as_something_is_left() {
        let two = Fragments::new(vec![Span::new(4, 8), Span::new(12, 16)]).expect("ascending");
        let moved = with_edge(&two, 0, true, 0).expect("grows");
        assert_eq!(moved.as_slice(), [Span::new(0, 8), Span::new(12, 16)]);
        assert_eq!(with_edge(&two, 1, false, 13).expect("shrinks").cover(), Span::new(4, 13));
        assert!(with_edge(&two, 0, true, 8).is_none());
        assert!(with_edge(&two, 1, false, 12).is_none());
        assert_eq!(with_edge(&two, 0, false, 10).expect("grows").as_slice()[0], Span::new(4, 10));
        assert!(with_edge(&two, 0, false, 13).is_none(), "the next piece is there");
        assert!(with_edge(&two, 2, false, 20).is_none());
    }
}

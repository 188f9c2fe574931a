//! Which part of the text is in view, and keeping it there when estimates turn out wrong.

use std::ops::Range;

use eframe::egui::{self, Rect};

use super::blocks::{self, Block};
use super::state::MARGIN_TOP;
use super::{TextView, TextViewInput};
use crate::text::Span;

impl TextView {
    #[cfg(test)]
    pub fn scrolled(&self) -> f32 {
        self.offset
    }

    /// Lays out what will be in view, corrects heights, and returns the scroll offset to use if it has to change.
    pub(super) fn prepare_scroll(&mut self, ui: &egui::Ui, input: &TextViewInput<'_>) -> Option<f32> {
        let height = ui.available_height().clamp(50.0, 10_000.0);
        let before = self.offset;
        if let Some((place, share)) = self.keep.take() {
            let block = blocks::block_at(&self.blocks, place).unwrap_or(0);
            self.ensure(ui, input, block, true);
            self.heights.refresh();
            let into = self.heights.get(block).unwrap_or(0.0) * share;
            self.offset = MARGIN_TOP + self.heights.top(block) + into;
        }
        if let Some(offset) = self.jump.take() {
            self.offset = offset;
        }
        if let Some(span) = self.reveal.take() {
            self.scroll_to(ui, input, span, height);
        }
        self.offset = self.offset.min((self.content_height() - height).max(0.0)).max(0.0);
        // The first block in view stays where it is, whatever happens to blocks above it.
        let anchor = self.heights.at(self.offset - MARGIN_TOP);
        let into = self.offset - self.heights.top(anchor);
        let first = self.lay_out_upwards(ui, input, anchor, height * 0.5);
        let last = self.lay_out_downwards(ui, input, anchor, into + height * 1.5);
        self.heights.refresh();
        self.evict(&(first..last));
        self.offset = (self.heights.top(anchor) + into).max(0.0);
        ((self.offset - before).abs() > 0.01).then_some(self.offset)
    }

    fn lay_out_downwards(&mut self, ui: &egui::Ui, input: &TextViewInput<'_>, from: usize, mut room: f32) -> usize {
        let mut block = from;
        while block < self.blocks.len() && room > 0.0 {
            self.ensure(ui, input, block, true);
            room -= self.heights.get(block).unwrap_or(0.0).max(1.0);
            block += 1;
        }
        block
    }

    fn lay_out_upwards(&mut self, ui: &egui::Ui, input: &TextViewInput<'_>, from: usize, mut room: f32) -> usize {
        let mut block = from;
        while block > 0 && room > 0.0 {
            block -= 1;
            self.ensure(ui, input, block, false);
            room -= self.heights.get(block).unwrap_or(0.0).max(1.0);
        }
        block
    }

    /// Moves the offset so that a place is in view; nothing moves if it comfortably is already.
    fn scroll_to(&mut self, ui: &egui::Ui, input: &TextViewInput<'_>, span: Span, height: f32) {
        let Some(block) = blocks::block_at(&self.blocks, span.start) else { return };
        if let Some(Block::Fold { span: folded, .. }) = self.blocks.get(block).copied()
            && folded.contains_offset(span.start)
        {
            self.unfolded.insert(folded.start);
            self.sync(ui, input);
            self.reveal = Some(span);
            ui.ctx().request_repaint();
            return;
        }
        self.ensure(ui, input, block, true);
        self.heights.refresh();
        let Some(layout) = self.layouts.get(&block) else { return };
        let row = layout.caret(&input.document.text, span.start).and_then(|(row, _)| layout.rows.get(row));
        let (top, bottom) = row.map_or((0.0, layout.height), |row| (row.top, row.bottom));
        let top = MARGIN_TOP + self.heights.top(block) + top;
        let bottom = MARGIN_TOP + self.heights.top(block) + bottom;
        let comfort = (height * 0.08).min(50.0);
        if top - comfort < self.offset || bottom + comfort > self.offset + height {
            self.offset = (top - height * 0.35).max(0.0);
        }
    }

    pub(super) fn visible_blocks(&self, clip: Rect) -> Range<usize> {
        if self.heights.len() == 0 {
            return 0..0;
        }
        let y = |screen: f32| screen - self.origin.y - MARGIN_TOP;
        self.heights.at(y(clip.top()))..self.heights.at(y(clip.bottom())) + 1
    }
}

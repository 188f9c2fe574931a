//! The text with its entities: running text with a box around each mention, arcs for relations, and everything that is
//! done to them with mouse and keyboard.
//!
//! One frame goes: `sync` (drop what is out of date) → `scroll` (lay out what is in view, keep the place) → `mouse` and
//! `keyboard` (what is asked for) → `paint` and `arcs`. Only blocks near the viewport are laid out; see `blocks`.

mod access;
mod arcs;
mod bidi;
pub(in crate::gui) use bidi::one_line;
mod blocks;
mod columns;
mod heights;
mod hints;
mod index;
mod keyboard;
mod lanes;
mod layout;
mod links;
mod menu;
mod metrics;
mod mouse;
mod paint;
mod paint_arcs;
mod route;
mod scroll;
mod state;
mod words;

#[cfg(all(test, feature = "kittest"))]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{self, Id, Sense, WidgetInfo, WidgetType};

pub use keyboard::KEYS;
pub use state::TextView;

use crate::domain::{Document, MentionId, Visibility};
use crate::gui::{Action, Selection, Theme};
use crate::text::Span;

/// Which relations are drawn as arcs; all others are counted in badges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RelationsShown {
    /// Of the selected and the hovered mention.
    #[default]
    Selected,
    /// Also all of the sentence that holds the selection or the caret.
    Sentence,
    All,
}

pub struct TextViewInput<'a> {
    pub document: &'a Document,
    pub visibility: &'a Visibility,
    pub selection: &'a Selection,
    pub theme: Theme,
    /// The mention that selected text may be added to.
    pub chosen: Option<MentionId>,
    /// Entity types that the legend has switched off.
    pub hidden: &'a BTreeSet<Arc<str>>,
    pub hidden_relations: &'a BTreeSet<Arc<str>>,
    pub relations: RelationsShown,
    /// Sentences in ascending order; may be empty.
    pub sentences: &'a [Span],
    /// Show only sentences that hold mentions or touch the selection.
    pub fold: bool,
    /// Of a fold, only what touches the selection, as long as there is one.
    pub only_selected: bool,
    /// 1.0 is the comfortable size.
    pub zoom: f32,
    /// Which document this is; caches and scroll position start anew when it changes.
    pub key: u64,
    /// Changes whenever annotations, visibility or hidden types have changed.
    pub content: u64,
}

impl TextView {
    /// Shows the text in the rest of `ui` and returns what the person asked for.
    pub fn ui(&mut self, ui: &mut egui::Ui, input: &TextViewInput<'_>) -> Vec<Action> {
        let mut actions = Vec::new();
        let id = ui.id().with("text_view");
        self.id = Some(id);
        self.sync(ui, input);
        let target = self.prepare_scroll(ui, input);
        ui.painter().rect_filled(ui.available_rect_before_wrap(), 0.0, input.theme.background());
        let mut area = egui::ScrollArea::vertical()
            .id_salt(("text_view", input.key))
            .auto_shrink(false)
            .animated(false)
            .scroll_source(egui::scroll_area::ScrollSource {
                drag: egui::scroll_area::DragScroll::Never,
                ..Default::default()
            });
        if let Some(offset) = target {
            area = area.vertical_scroll_offset(offset);
        }
        let output = area.show_viewport(ui, |ui, _| self.contents(ui, input, id, &mut actions));
        self.offset = output.state.offset.y;
        self.viewport = Some(output.inner_rect);
        actions
    }

    fn contents(&mut self, ui: &mut egui::Ui, input: &TextViewInput<'_>, id: Id, actions: &mut Vec<Action>) {
        ui.set_min_size(egui::vec2(ui.available_width(), self.content_height()));
        let scale = ui.pixels_per_point();
        let corner = ui.min_rect().min;
        self.origin = egui::pos2(corner.x, (corner.y * scale).round() / scale);
        let clip = ui.clip_rect();
        let area = ui.interact(clip.intersect(ui.max_rect().union(ui.min_rect())), id, Sense::click_and_drag());
        area.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, "Text"));
        self.visible = self.visible_blocks(clip);
        self.expose(ui, input, id, actions);
        self.mouse(ui, input, &area, actions);
        self.keyboard(ui, input, &area, actions);
        self.paint(ui, input);
        self.paint_relations(ui, input);
        self.announce(ui, input, id, actions);
        self.paint_overlays(ui, input);
        self.tooltip(input, &area);
        self.context_menu(input, &area, actions);
    }

    /// Names every visible paragraph and box for screen readers (and tests), and obeys their clicks.
    fn expose(&self, ui: &egui::Ui, input: &TextViewInput<'_>, id: Id, actions: &mut Vec<Action>) {
        for (block, layout) in self.visible_layouts() {
            let corner = self.block_corner(block).to_vec2();
            let rect = egui::Rect::from_min_size(corner.to_pos2(), egui::vec2(self.metrics.width, layout.height));
            let paragraph = ui.interact(rect, id.with(("block", layout.span.start)), Sense::hover());
            paragraph.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, input.document.slice(layout.span)));
            for piece in layout.pieces.iter().filter(|p| p.is_head()) {
                let Some(mention) = input.document.annotations.mention(piece.mention) else { continue };
                let chip_id = id.with(("mention", mention.id));
                let response = ui.interact(piece.rect.translate(corner), chip_id, Sense::hover());
                let selected = input.selection.mention() == Some(mention.id);
                response.widget_info(|| {
                    let label =
                        format!("{}: {}", self.kind_label(input, &mention.kind), mention.text(&input.document.text));
                    WidgetInfo::selected(WidgetType::Button, true, selected, label)
                });
                ui.ctx().accesskit_node_builder(chip_id, |node| node.add_action(egui::accesskit::Action::Click));
                if ui.input(|i| i.has_accesskit_action_request(chip_id, egui::accesskit::Action::Click)) {
                    actions.push(Action::Select(Selection::Mention(mention.id)));
                }
            }
        }
    }

    /// Brings a place of the text into view at the next frame.
    pub fn reveal(&mut self, span: Span) {
        self.reveal = Some(span);
    }

    /// Where a stretch of text stands on the screen, as far as it is in view: of several lines the last.
    pub fn place_of(&self, text: &str, span: Span) -> Option<egui::Rect> {
        let view = self.viewport?;
        let place = |(block, layout): (usize, &layout::BlockLayout)| {
            let corner = self.block_corner(block).to_vec2();
            let rects = layout.rects(text, span);
            let lowest = rects.iter().map(|rect| rect.bottom()).fold(f32::NEG_INFINITY, f32::max);
            let last = rects.into_iter().filter(|rect| rect.bottom() >= lowest - 1.0);
            let rect = last.fold(egui::Rect::NOTHING, |all, rect| all.union(rect)).translate(corner);
            (rect.is_positive() && view.intersects(rect)).then_some(rect)
        };
        self.visible_layouts().filter_map(place).last()
    }

    /// Gives the view the keyboard; does nothing before it was shown once.
    pub fn request_focus(&self, ctx: &egui::Context) {
        if let Some(id) = self.id {
            ctx.memory_mut(|memory| memory.request_focus(id));
        }
    }

    /// Of the widget that takes the keyboard, once the view was shown.
    pub fn id(&self) -> Option<Id> {
        self.id
    }

    pub fn has_focus(&self, ctx: &egui::Context) -> bool {
        self.id.is_some_and(|id| ctx.memory(|memory| memory.has_focus(id)))
    }

    /// Whether the next letter names the other end of a new relation.
    pub fn is_hinting(&self) -> bool {
        self.hints.is_some()
    }

    /// The mention under the pointer.
    pub fn hovered(&self) -> Option<MentionId> {
        self.hovered
    }

    /// How many blocks are laid out just now: what a frame costs.
    pub fn laid_out(&self) -> usize {
        self.layouts.len()
    }
}

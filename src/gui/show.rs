//! Going to a document, and to something in one.

use std::time::Duration;

use eframe::egui;

use super::Selection;
use super::app::App;
use crate::corpus::{Hit, Place};
use crate::domain::ItemId;
use crate::editor::DocumentEntry;
use crate::text::Span;

impl App {
    /// Shows a document of the list, and reads it where that was not done yet.
    pub(super) fn go_to(&mut self, entry: DocumentEntry) {
        self.editor.go_to(entry);
        let wake = self.wake.clone();
        self.text_view.request_focus(&wake);
    }

    /// The document after (or before) the shown one in the list, going round at its ends.
    pub(super) fn step_document(&mut self, step: isize) {
        if self.editor.step_document(step) {
            let wake = self.wake.clone();
            self.text_view.request_focus(&wake);
        }
    }

    /// Shows a hit in its text and selects it; opens its document where it must be.
    pub(super) fn show_hit(&mut self, place: &Place, hit: &Hit) {
        let Some(id) = self.editor.document_at(place) else { return };
        let item = self.editor.document(id).and_then(|open| hit.item_in(&open.document.annotations));
        self.show_item(item, hit.span);
    }

    /// Selects an item of the current document, or its bare text, and brings it into view.
    pub(super) fn show_item(&mut self, item: Option<ItemId>, span: Span) {
        self.editor.select_item(item, span);
        // A sentence without annotations is hidden while only evidence is shown.
        self.fold &= !matches!(self.editor.selection, Selection::Text(_));
        self.text_view.reveal(span);
    }

    /// Whether an answer about the open documents may be brought up to date now; see [`crate::editor::Editor::unrest`].
    pub(super) fn is_quiet(&mut self, ctx: &egui::Context) -> bool {
        let left = self.editor.unrest(ctx.input(|i| i.time));
        if left > Duration::ZERO {
            ctx.request_repaint_after(left);
        }
        left == Duration::ZERO
    }
}

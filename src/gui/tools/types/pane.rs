//! The pane from top to bottom: where the types come from, what is pending, the chosen type, the list.

use eframe::egui::{self, ProgressBar, RichText, ScrollArea};

use super::TypesTool;
use super::apply::conf_file;
use super::draft::Draft;
use super::folder::Others;
use super::infer::Count;
use crate::domain::Schema;
use crate::editor::Tone;
use crate::gui::tools::ToolContext;
use crate::gui::words::{agreed, counted};
use crate::session::DocumentId;

impl TypesTool {
    pub(super) fn pane_ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        let Some(open) = context.editor.current() else {
            ui.label("Open a document to see its types.");
            return;
        };
        let (id, count) = (open.id, self.draft.changes.len());
        if self.draft.of != Some(id) || (count == 0 && self.draft.types != open.document.schema) {
            let chosen = self.draft.chosen.take().filter(|_| self.draft.of == Some(id));
            let is_other = self.draft.of != Some(id);
            self.begin(id, &open.document.schema);
            self.draft.choose(chosen);
            if is_other && count > 0 {
                let text = format!("{} of types {} not made", counted(count, "change"), agreed(count, "was", "were"));
                context.editor.notify(Tone::Warning, text);
            }
        }
        if let Some(open) = context.editor.current() {
            self.draft.count(open);
        }
        self.head_ui(ui, context);
        self.pending_ui(ui, context);
        ui.add_space(4.0);
        let before = (self.draft.changes.len(), self.draft.impact.is_some());
        ScrollArea::vertical().id_salt("types list").auto_shrink([false, false]).show(ui, |ui| {
            self.draft.details_ui(ui, context.theme);
            self.draft.list_ui(ui, context.theme);
        });
        self.others.forget_outdated(self.draft.revision);
        if before != (self.draft.changes.len(), self.draft.impact.is_some()) {
            // What is pending is drawn above what was just clicked.
            ui.ctx().request_repaint();
        }
    }

    /// Begins anew with a document's types.
    pub(super) fn begin(&mut self, id: DocumentId, types: &Schema) {
        self.draft = Draft::new(id, types);
        self.others = Others::default();
        self.write = None;
    }

    fn head_ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        let text = match conf_file(context.editor, self.draft.of) {
            Some((file, true)) => format!("From {}, completed from the annotations", file.display()),
            Some((_, false)) => "No annotation.conf: the types come from the annotations and the model".to_owned(),
            None => "The types come from the annotations and the model".to_owned(),
        };
        ui.label(RichText::new(text).small().color(context.theme.faint()));
        ui.horizontal_wrapped(|ui| {
            let hint = "Allows every relation between the types it stands between in this document, and no others";
            if ui.button("Infer from this document").on_hover_text(hint).clicked()
                && let Some((_, occurs)) = self.draft.occurs.clone()
            {
                self.draft.allow(&occurs);
            }
            let folder = context.editor.folder.is_open() && self.count.is_none();
            let button = ui.add_enabled(folder, egui::Button::new("Infer from the folder"));
            if button.on_hover_text("The same for all documents of the opened folder, as they stand now").clicked() {
                self.count = Count::start(context.editor);
            }
        });
        if let Some(count) = &mut self.count {
            let (done, total) = count.progress();
            ui.horizontal(|ui| {
                let share = if total == 0 { 0.0 } else { done as f32 / total as f32 };
                let bar = ui.add(ProgressBar::new(share).desired_width(140.0).desired_height(8.0));
                bar.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::ProgressIndicator, true, "Counting"));
                ui.label(format!("{done} of {}", counted(total, "document")));
                if ui.button("Cancel counting").clicked() {
                    count.cancel();
                }
            });
        }
    }
}

//! Choosing the encoding of a file by what its text would be.

use eframe::egui::{self, Key, RichText, ScrollArea};

use crate::editor::{self, Editor, EncodingSample, EncodingSamples};
use crate::gui::Theme;
use crate::gui::modal::modal;

/// The open question.
pub struct EncodingDialog {
    samples: EncodingSamples,
    highlighted: usize,
}

impl EncodingDialog {
    pub fn new(samples: EncodingSamples) -> Self {
        let highlighted = samples.rows.iter().position(|row| !row.fails).unwrap_or(0);
        Self { samples, highlighted }
    }

    /// Draws the dialog, and has the file read again as was chosen; true when it is over.
    pub fn ui(&mut self, ctx: &egui::Context, theme: Theme, editor: &mut Editor) -> bool {
        let rows = &self.samples.rows;
        let mut chosen = None;
        ctx.input_mut(|input| {
            if input.consume_key(egui::Modifiers::NONE, Key::ArrowDown) {
                self.highlighted = (self.highlighted + 1).min(rows.len().saturating_sub(1));
            }
            if input.consume_key(egui::Modifiers::NONE, Key::ArrowUp) {
                self.highlighted = self.highlighted.saturating_sub(1);
            }
            if input.consume_key(egui::Modifiers::NONE, Key::Enter) {
                chosen = rows.get(self.highlighted).map(|row| row.encoding);
            }
        });
        let name = self.samples.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let response = modal(theme, "encodings").show(ctx, |ui| {
            ui.set_width(620.0);
            ui.heading("Read in another encoding");
            let hint = format!("Choose the line that reads right. {name} itself stays as it is.");
            ui.label(RichText::new(hint).color(theme.faint()));
            ui.add_space(6.0);
            ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
                for (place, row) in rows.iter().enumerate() {
                    if row_ui(ui, theme, row, place == self.highlighted) {
                        chosen = Some(row.encoding);
                    }
                }
            });
            ui.add_space(6.0);
            ui.button("Cancel").clicked()
        });
        if response.should_close() || response.inner {
            return true;
        }
        if let Some(encoding) = chosen {
            editor::read_again(editor, &self.samples.path, encoding);
        }
        chosen.is_some()
    }
}

fn row_ui(ui: &mut egui::Ui, theme: Theme, row: &EncodingSample, highlighted: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 44.0), egui::Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::WidgetType::SelectableLabel,
            true,
            highlighted,
            format!("Read as {}", row.name),
        )
    });
    let painter = ui.painter_at(rect);
    if highlighted || response.has_focus() {
        painter.rect_filled(rect, 6.0, theme.selection());
    } else if response.hovered() {
        painter.rect_filled(rect, 6.0, crate::gui::theme::mix(theme.background(), theme.line(), 0.6));
    }
    let at = rect.left_top() + egui::vec2(10.0, 5.0);
    let small = egui::FontId::proportional(12.0);
    painter.text(at, egui::Align2::LEFT_TOP, row.name, small, if highlighted { theme.text() } else { theme.faint() });
    let ink = if row.fails { theme.faint() } else { theme.text() };
    let mut sample =
        egui::text::LayoutJob::simple_singleline(row.sample.clone(), egui::FontId::proportional(15.0), ink);
    sample.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 20.0);
    painter.galley(at + egui::vec2(0.0, 16.0), ui.painter().layout_job(sample), ink);
    response.clicked()
}

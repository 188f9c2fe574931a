//! The bar below: model and device, what runs, whether it is saved.

use eframe::egui::{self, ProgressBar, RichText};

use crate::editor::{self, Editor, ModelState, Tone};
use crate::gui::Theme;
use crate::gui::command::Command;
use crate::gui::importing::importing_ui;
use crate::gui::persistence::predictions_ui;
use crate::gui::tools::queue::reading_bar;
use crate::gui::tools::{Brief, Tools};
use crate::gui::words::counted;

/// Gives the command of a button that was pressed.
pub fn status_ui(ui: &mut egui::Ui, theme: Theme, editor: &mut Editor, tools: &Tools) -> Option<Command> {
    let (mut cancel, mut cancel_reading, mut asked) = (false, false, None);
    ui.horizontal(|ui| {
        match &editor.analyses.model {
            ModelState::Loading => {
                ui.label(RichText::new("Loading the model…").small());
            }
            ModelState::Ready(info) => {
                let text = format!("{} on {}", crate::gui::model_label(&info.name), info.device);
                let label = ui.label(RichText::new(text).small().color(theme.faint()));
                if let Some(note) = &info.note {
                    label.on_hover_text(format!("Not on a GPU: {note}"));
                }
            }
            ModelState::Failed(message) => {
                let label = ui.label(RichText::new("No model").small().color(theme.error()));
                label.on_hover_text(message);
            }
        }
        if let Some(running) = editor.analyses.running.first() {
            ui.separator();
            let share = if running.total == 0 { 0.0 } else { running.done as f32 / running.total as f32 };
            let mut text = format!("{} of {}", running.done, counted(running.total, "sentence"));
            if share > 0.05 && share < 1.0 {
                let left = running.since.elapsed().as_secs_f32() * (1.0 - share) / share;
                text = format!("{text}, {left:.0} s left");
            }
            let bar =
                ProgressBar::new(share).desired_width(220.0).desired_height(14.0).text(RichText::new(text).small());
            ui.add(bar);
            if ui.small_button("Cancel").clicked() {
                cancel = true;
            }
        }
        if editor.corpus.analysis.is_running() {
            ui.separator();
            reading_bar(ui, theme, &editor.corpus.analysis);
            if ui.small_button("Stop reading").clicked() {
                cancel_reading = true;
            }
        }
        importing_ui(ui, theme, &editor.importing);
        for brief in tools.briefs() {
            ui.separator();
            if brief_ui(ui, theme, &brief) {
                asked = Some(brief.command);
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let Some(open) = editor.current() else { return };
            let (text, ink) = match (open.path(), open.is_dirty()) {
                (_, false) if open.has_only_predictions_to_save() => ("Predictions, in no file yet", theme.faint()),
                (_, true) => ("Unsaved changes", theme.warning()),
                (Some(_), false) if open.disk().is_some_and(|disk| !disk.has_annotations()) => {
                    ("Nothing to save yet", theme.faint())
                }
                (Some(_), false) => ("Saved", theme.success()),
                (None, false) => match tools.nothing_to_save(open.id) {
                    Some(text) => (text, theme.faint()),
                    None if open.source().is_some() => ("Nothing to save yet", theme.faint()),
                    None => ("Sample", theme.faint()),
                },
            };
            let counts =
                format!("{}, {}", counted(open.characters(), "character"), counted(open.sentences.len(), "sentence"));
            ui.label(RichText::new(text).small().color(ink));
            predictions_ui(ui, theme, editor);
            ui.separator();
            ui.label(RichText::new(counts).small().color(theme.faint()));
        });
    });
    if cancel {
        editor.analyses.cancel();
    }
    if cancel_reading {
        editor::cancel_folder(editor);
    }
    asked
}

/// The work of a tool in the background; true when its button was pressed.
fn brief_ui(ui: &mut egui::Ui, theme: Theme, brief: &Brief) -> bool {
    let text = RichText::new(&brief.text).small();
    match brief.share {
        Some(share) => {
            let text = text.color(theme.text());
            let bar = ProgressBar::new(share).desired_width(130.0).desired_height(14.0).fill(theme.bar()).text(text);
            ui.add(bar).on_hover_text(&brief.hint);
        }
        None => {
            let ink = match brief.tone {
                Tone::Good => theme.success(),
                Tone::Info => theme.faint(),
                Tone::Warning => theme.warning(),
                Tone::Error => theme.error(),
            };
            ui.label(text.color(ink));
        }
    }
    ui.small_button(brief.button).on_hover_text(brief.button_hint).clicked()
}

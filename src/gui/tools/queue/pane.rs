//! The tool from top to bottom: reading the folder, the order, how far it is, the decision, what comes next.

use super::QueueTool;
use crate::gui::tools::Request;
use eframe::egui::{self, ProgressBar, RichText, ScrollArea, vec2};

use crate::corpus::{Sequence, What};
use crate::domain::Review;
use crate::editor::{self, FolderAnalysis, Scope};
use crate::gui::Theme;
use crate::gui::command::Command;
use crate::gui::tools::ToolContext;
use crate::gui::tools::find::{ROW, hit_ui};
use crate::gui::words::counted;

/// What a click asks for; applied after everything is drawn.
enum Click {
    Command(Command),
    CancelReading,
    Scope(Scope),
    Decide(Review),
    Skip,
    Show(usize),
}

impl QueueTool {
    pub(in crate::gui) fn queue_ui(&mut self, context: &mut ToolContext, ui: &mut egui::Ui) {
        let theme = context.theme;
        let mut click = None;
        self.reading_ui(context, ui, theme, &mut click);
        self.order_ui(context, ui, &mut click);
        self.progress_ui(ui, theme, &mut click);
        ui.separator();
        self.entries_ui(context, ui, theme, &mut click);
        self.follow = false;
        match click {
            Some(Click::Command(command)) => context.ask(Request::Command(command)),
            Some(Click::CancelReading) => editor::cancel_folder(context.editor),
            Some(Click::Scope(scope)) => self.scope = scope,
            Some(Click::Decide(review)) => self.decide_entry(context, review),
            Some(Click::Skip) => self.skip_entry(context, true),
            Some(Click::Show(entry)) => self.show_entry(context, Some(entry)),
            None => {}
        }
    }

    fn reading_ui(&self, context: &ToolContext, ui: &mut egui::Ui, theme: Theme, click: &mut Option<Click>) {
        if !context.editor.folder.is_open() {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            if context.editor.corpus.analysis.is_running() {
                reading_bar(ui, theme, &context.editor.corpus.analysis);
                if ui.small_button("Cancel reading").clicked() {
                    *click = Some(Click::CancelReading);
                }
            } else {
                let label = if context.editor.corpus.analysis.was_stopped() {
                    "Go on reading the folder"
                } else {
                    "Let the model read the folder"
                };
                let button = ui.button(label);
                if button.on_hover_text(context.keys.hint(Command::AnalyseFolder)).clicked() {
                    *click = Some(Click::Command(Command::AnalyseFolder));
                }
            }
        });
    }

    fn order_ui(&mut self, context: &mut ToolContext, ui: &mut egui::Ui, click: &mut Option<Click>) {
        ui.horizontal_wrapped(|ui| {
            for scope in Scope::all(context.editor) {
                if ui.selectable_label(self.scope == scope, scope.label(context.editor)).clicked() {
                    *click = Some(Click::Scope(scope));
                }
            }
        });
        ui.horizontal_wrapped(|ui| {
            for (what, label) in [(What::Fitting, "All"), (What::Entities, "Entities"), (What::Relations, "Relations")]
            {
                ui.selectable_value(&mut self.what, what, label);
            }
            ui.separator();
            for (sequence, label, hint) in [
                (Sequence::Certainty, "Least certain first", "Over all documents"),
                (Sequence::Document, "By document", "The least certain of each document first"),
            ] {
                ui.selectable_value(&mut self.sequence, sequence, label).on_hover_text(hint);
            }
        });
    }

    fn progress_ui(&self, ui: &mut egui::Ui, theme: Theme, click: &mut Option<Click>) {
        let tool = self;
        if let Some(scan) = &tool.scan {
            let (done, total) = scan.progress();
            if total > 1 {
                let share = done as f32 / total as f32;
                let text =
                    RichText::new(format!("Looking for predictions: {done} of {}", counted(total, "document"))).small();
                ui.add(ProgressBar::new(share).desired_height(14.0).fill(theme.bar()).text(text));
            }
        }
        let (left, total) = tool.progress();
        if total == 0 {
            if tool.scan.is_none() {
                let text = "No open predictions here. Let the model read first (F5, or the whole folder above).";
                ui.label(RichText::new(text).color(theme.faint()));
            }
            return;
        }
        let share = (total - left) as f32 / total as f32;
        let text = RichText::new(format!("{left} of {total} left")).small().color(theme.text());
        ui.add(ProgressBar::new(share).desired_height(16.0).fill(theme.bar()).text(text));
        ui.horizontal_wrapped(|ui| {
            let ready = tool.current.is_some();
            for (label, hint, asked) in [
                ("✔ Accept   Space", "Right as it is", Click::Decide(Review::Accepted)),
                ("✖ Reject   Backspace", "Not an entity, or not related so", Click::Decide(Review::Rejected)),
                ("Skip   N", "Later", Click::Skip),
            ] {
                if ui.add_enabled(ready, egui::Button::new(label)).on_hover_text(hint).clicked() {
                    *click = Some(asked);
                }
            }
            if !tool.failed.is_empty() {
                let text = format!("{} not read", counted(tool.failed.len(), "document"));
                ui.label(RichText::new(text).small().color(theme.warning())).on_hover_text(tool.failed.join("\n"));
            }
        });
    }

    fn entries_ui(&self, context: &ToolContext, ui: &mut egui::Ui, theme: Theme, click: &mut Option<Click>) {
        let tool = self;
        let entries = tool.queue.entries();
        let several = tool.scope != Scope::Document;
        let schema = context.editor.current().map(|open| &open.document.schema);
        let mut area = ScrollArea::vertical().id_salt("queue").auto_shrink([false, false]);
        if let Some(at) = tool.current.filter(|_| tool.follow) {
            area = area.vertical_scroll_offset((at as f32 - 2.0).max(0.0) * ROW);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        area.show_rows(ui, ROW, entries.len(), |ui, rows| {
            for at in rows {
                let Some(entry) = entries.get(at) else { continue };
                ui.allocate_ui_with_layout(
                    vec2(ui.available_width(), ROW),
                    egui::Layout::left_to_right(egui::Align::Center),
                    |ui| {
                        let sign = if entry.waits { " " } else { "✔" };
                        ui.add_sized([14.0, ROW], egui::Label::new(RichText::new(sign).color(theme.success())));
                        let name = tool.queue.place(at).map(|(_, name)| name.as_str()).filter(|_| several);
                        if hit_ui(ui, theme, schema, &entry.hit, at, tool.current == Some(at), name) {
                            *click = Some(Click::Show(at));
                        }
                    },
                );
            }
        });
    }
}

/// How far the reading of a folder is.
pub(in crate::gui) fn reading_bar(ui: &mut egui::Ui, theme: Theme, reading: &FolderAnalysis) {
    let (done, total) = (reading.done(), reading.total);
    let left = reading.seconds_left().map(|seconds| format!(", {} left", duration(seconds))).unwrap_or_default();
    let text = RichText::new(format!("{done} of {}{left}", counted(total, "document"))).small().color(theme.text());
    let share = done as f32 / total.max(1) as f32;
    ui.add(ProgressBar::new(share).desired_width(220.0).desired_height(14.0).fill(theme.bar()).text(text));
}

/// `40 s`, `12 min`, `2 h 05 min`.
fn duration(seconds: f32) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    match (seconds / 3600, seconds / 60 % 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}

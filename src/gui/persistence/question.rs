//! The dialogs that ask before a file is written over.

use eframe::egui::{self, RichText, ScrollArea};

use super::predictions;
use crate::editor::{self, Answer, Editor, Question};
use crate::gui::Theme;
use crate::gui::modal::modal;
use crate::gui::words::counted;
use crate::session::{Changes, Decision, Loss};

/// Asks what the editor wants to know, and gives it the answer.
pub(super) fn question_ui(ctx: &egui::Context, theme: Theme, editor: &mut Editor) {
    let Some(question) = editor.saving.question() else { return };
    let Some(open) = editor.document(question.document()) else { return };
    let (name, predictions) = (&open.document.name, open.open_predictions());
    let mut answer = None;
    let response = modal(theme, "persistence").show(ctx, |ui| {
        ui.set_width(460.0);
        answer = match question {
            Question::Loss { loss, .. } => loss_ui(ui, theme, name, loss),
            Question::External { changes, .. } => external_ui(ui, theme, name, changes),
            Question::Predictions { then, .. } => predictions::question_ui(ui, theme, name, predictions, then),
        };
    });
    if response.should_close() {
        answer = Some(Answer::Cancel);
    }
    if let Some(answer) = answer {
        editor::answer(editor, answer);
    }
}

fn loss_ui(ui: &mut egui::Ui, theme: Theme, name: &str, loss: &Loss) -> Option<Answer> {
    ui.heading("Save with fewer annotations?");
    ui.label(format!(
        "{name}.ann holds {}. Saving would leave {}, though you deleted fewer than that.",
        counted(loss.on_disk, "annotation"),
        loss.writing
    ));
    ui.add_space(4.0);
    if loss.hidden > 0 {
        let it = if loss.hidden == 1 { "is" } else { "are" };
        ui.label(
            RichText::new(format!("•  {} {it} below the thresholds of the legend", loss.hidden)).color(theme.faint()),
        );
    }
    if loss.by_analysis > 0 {
        let it = if loss.by_analysis == 1 { "was" } else { "were" };
        let text = format!("•  {} {it} not found again by the last analysis (Ctrl+Z takes it back)", loss.by_analysis);
        ui.label(RichText::new(text).color(theme.faint()));
    }
    ui.add_space(8.0);
    let mut answer = None;
    ui.horizontal(|ui| {
        let cancel = ui.button(RichText::new("Do not save").strong());
        if ui.memory(|m| m.focused().is_none()) {
            cancel.request_focus();
        }
        if cancel.clicked() {
            answer = Some(Answer::Cancel);
        }
        if ui.button("Save anyway").clicked() {
            answer = Some(Answer::SaveAnyway);
        }
    });
    answer
}

fn external_ui(ui: &mut egui::Ui, theme: Theme, name: &str, changes: &Changes) -> Option<Answer> {
    ui.heading(format!("{name} was changed by another program"));
    let s = if changes.count == 1 { "" } else { "s" };
    ui.label(format!(
        "Its file has {} changed annotation{s}, and you have changes here that are in no file. Nothing was overwritten.",
        changes.count
    ));
    ui.add_space(4.0);
    if changes.conflicts.is_empty() {
        ui.label(RichText::new("The two do not contradict each other.").color(theme.faint()));
    } else {
        ui.label("They contradict each other here:");
        ScrollArea::vertical().max_height(160.0).auto_shrink([false, true]).show(ui, |ui| {
            for conflict in &changes.conflicts {
                ui.label(RichText::new(format!("•  {conflict}")).color(theme.faint()));
            }
        });
    }
    ui.add_space(8.0);
    let mut answer = None;
    ui.horizontal(|ui| {
        let choices = [
            ("Merge both", "Every change of both sides; one undo takes the file's changes out again", Decision::Merge),
            ("Keep mine", "The file is written over at the next save", Decision::Mine),
            ("Take theirs", "What the file holds; one undo brings your work back", Decision::Theirs),
        ];
        for (place, (label, hint, decision)) in choices.into_iter().enumerate() {
            let text = RichText::new(label);
            let button = ui.button(if place == 0 { text.strong() } else { text }).on_hover_text(hint);
            if place == 0 && ui.memory(|m| m.focused().is_none()) {
                button.request_focus();
            }
            if button.clicked() {
                answer = Some(Answer::Decide(decision));
            }
        }
        if ui.button("Decide later").clicked() {
            answer = Some(Answer::Cancel);
        }
    });
    answer
}

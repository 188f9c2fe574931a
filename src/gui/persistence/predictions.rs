//! What is saved of predictions that nobody has reviewed: the question, and the choice beside the saved state.

use eframe::egui::{self, RichText};

use crate::brat::Predictions;
use crate::editor::{self, Answer, Editor, Then};
use crate::gui::Theme;

const CHOICES: [(Predictions, &str, &str, &str); 3] = [
    (
        Predictions::Marked,
        "Write all, predictions marked",
        "marked",
        "A note at each says that a model made it, so that it comes back as a prediction and nothing learns from it",
    ),
    (
        Predictions::None,
        "Only what is confirmed",
        "left out",
        "The file holds what you and other files vouch for; predictions stay here",
    ),
    (
        Predictions::Unmarked,
        "Write all, unmarked",
        "unmarked",
        "Nothing in the file tells predictions from what people have said; a model that learns from it takes them for right",
    ),
];

/// The choice of the shown document, beside the saved state.
pub fn predictions_ui(ui: &mut egui::Ui, theme: Theme, editor: &mut Editor) {
    let Some(open) = editor.current() else { return };
    let id = open.id;
    let choice = open.predictions().or_else(|| editor.workspace.predictions(open.path(), id));
    if choice.is_none() && open.summary().open() == 0 {
        return;
    }
    let said = choice.and_then(|choice| CHOICES.iter().find(|(known, ..)| *known == choice));
    let said = said.map_or("asked when saving", |(_, _, short, _)| short);
    let label = RichText::new(format!("Predictions: {said} ⏷")).small().color(theme.faint());
    let mut chosen = None;
    let button = ui.menu_button(label, |ui| {
        for (predictions, name, _, hint) in CHOICES {
            if ui.radio(choice == Some(predictions), name).on_hover_text(hint).clicked() {
                chosen = Some(predictions);
                ui.close();
            }
        }
    });
    button.response.on_hover_text("What is saved of predictions that nobody has reviewed, in this folder");
    if let Some(chosen) = chosen {
        editor::choose_predictions(editor, id, chosen);
    }
}

/// The question; gives the answer. `open`: how many predictions nobody has reviewed.
pub(super) fn question_ui(ui: &mut egui::Ui, theme: Theme, name: &str, open: usize, then: &Then) -> Option<Answer> {
    ui.heading("What becomes of predictions in the file?");
    let s = if open == 1 { "" } else { "s" };
    ui.label(format!("{name} holds {open} prediction{s} that nobody has reviewed."));
    let whole = "The answer counts for all documents of the folder, and can be changed beside the saved state.";
    ui.label(RichText::new(whole).color(theme.faint()));
    ui.add_space(8.0);
    let mut answer = None;
    for (place, (predictions, label, _, hint)) in CHOICES.into_iter().enumerate() {
        let text = RichText::new(label);
        let button = ui.button(if place == 0 { text.strong() } else { text });
        if place == 0 && ui.memory(|m| m.focused().is_none()) {
            button.request_focus();
        }
        if button.clicked() {
            answer = Some(Answer::Predictions(predictions));
        }
        ui.label(RichText::new(hint).small().color(theme.faint()));
        ui.add_space(4.0);
    }
    let cancel = if *then == Then::Nothing { "Cancel" } else { "Do not save" };
    if ui.button(cancel).clicked() {
        answer = Some(Answer::Cancel);
    }
    answer
}

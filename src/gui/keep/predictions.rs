//! What is saved of predictions that nobody has reviewed: asked once, kept for the folder, and changed beside the saved
//! state.

use std::path::{Path, PathBuf};

use eframe::egui::{self, RichText};

use super::save::Question;
use crate::brat::Predictions;
use crate::gui::Theme;
use crate::gui::app::App;
use crate::session::DocumentId;

/// What goes on once that is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    Nothing,
    Save { quietly: bool },
    SaveAs(PathBuf),
}

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

/// The place in its folder that a document has, or will have.
fn place(open: &crate::session::OpenDocument) -> Option<&Path> {
    open.path().or(open.source())
}

impl App {
    /// Asks what becomes of predictions, where a save would write some and nobody has said it; the save waits then. `to`:
    /// where it is to be saved, if not in its own place.
    pub(in crate::gui) fn asks_about_predictions(&mut self, id: DocumentId, to: Option<&Path>, then: Then) -> bool {
        let Some(open) = self.editor.document(id) else { return false };
        let choice = self.editor.workspace.predictions(to.or(place(open)), id);
        if choice.is_none() && open.read_only().is_none() && open.open_predictions() > 0 {
            self.question = Some(Question::Predictions { document: id, then });
            return true;
        }
        if let Some(open) = self.editor.document_mut(id) {
            open.set_predictions(choice);
        }
        false
    }

    /// Asks for the choice alone, to be used from the next save on.
    pub(in crate::gui) fn ask_about_predictions(&mut self) {
        if let Some(document) = self.editor.current {
            self.question = Some(Question::Predictions { document, then: Then::Nothing });
        }
    }

    pub(super) fn predictions_chosen(&mut self, id: DocumentId, choice: Predictions, then: Then) {
        let Some(open) = self.editor.document(id) else { return };
        let to = match &then {
            Then::SaveAs(path) => Some(path.clone()),
            Then::Nothing | Then::Save { .. } => place(open).map(Path::to_owned),
        };
        self.editor.choose_predictions(to.as_deref(), id, choice);
        match then {
            Then::Nothing => {}
            Then::Save { quietly } => drop(self.save_one(id, quietly)),
            Then::SaveAs(path) => self.save_as(id, &path),
        }
    }

    /// What was said of a text is said of its new file, too.
    pub(in crate::gui) fn keep_choice(&mut self, id: DocumentId, txt: &Path) {
        let choice = self.editor.document(id).and_then(|open| open.predictions());
        if let Some(choice) = choice
            && self.editor.workspace.predictions(Some(txt), id).is_none()
        {
            self.editor.choose_predictions(Some(txt), id, choice);
        }
    }

    /// The choice of the shown document, beside the saved state.
    pub(in crate::gui) fn predictions_ui(&mut self, ui: &mut egui::Ui, theme: Theme) {
        let Some(open) = self.editor.current() else { return };
        let id = open.id;
        let choice = open.predictions().or_else(|| self.editor.workspace.predictions(open.path(), id));
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
            self.predictions_chosen(id, chosen, Then::Nothing);
        }
    }
}

/// The question; gives the answer.
pub(super) fn question_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    name: &str,
    open: usize,
    then: &Then,
) -> Option<Option<Predictions>> {
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
            answer = Some(Some(predictions));
        }
        ui.label(RichText::new(hint).small().color(theme.faint()));
        ui.add_space(4.0);
    }
    let cancel = if *then == Then::Nothing { "Cancel" } else { "Do not save" };
    if ui.button(cancel).clicked() {
        answer = Some(None);
    }
    answer
}

//! Saving, and what is asked before a file is written over.

use std::path::Path;

use eframe::egui::{self, RichText, ScrollArea};

use super::predictions::{self, Then};
use crate::brat::{self, Predictions};
use crate::editor::Tone;
use crate::gui::Theme;
use crate::gui::app::App;
use crate::gui::dialogs::modal;
use crate::gui::words::counted;
use crate::session::{Changes, Decision, DocumentId, Loss, Outside, SaveError};

/// Something only a person can decide.
#[derive(Debug)]
pub enum Question {
    /// A save would take annotations out of the file that nobody deleted.
    Loss { document: DocumentId, loss: Loss },
    /// Nobody has said what is saved of predictions.
    Predictions { document: DocumentId, then: Then },
    /// Another program wrote the file, and there is unsaved work here. `save`: it was about to be saved.
    Outside { document: DocumentId, changes: Box<Changes>, save: bool },
}

enum Answer {
    SaveAnyway,
    Decide(Decision),
    Predictions(Predictions),
    Cancel,
}

impl App {
    /// Saves a document that has a file, or asks what must be asked first.
    pub(in crate::gui) fn save_document(&mut self, id: DocumentId) -> bool {
        self.save_one(id, false)
    }

    /// As [`App::save_document`]. `quietly`: success is not worth a word.
    pub(in crate::gui) fn save_one(&mut self, id: DocumentId, quietly: bool) -> bool {
        if self.asks_about_predictions(id, None, Then::Save { quietly }) {
            return false;
        }
        let Some(document) = self.editor.document_mut(id) else { return true };
        if document.path().is_none() && document.source().is_some() {
            return self.save_beside(id);
        }
        let result = document.save();
        self.saved(id, result, quietly)
    }

    /// Saves text and annotations at a new place.
    pub(in crate::gui) fn save_as(&mut self, id: DocumentId, path: &Path) {
        let txt = brat::txt_path(path);
        if self.asks_about_predictions(id, Some(&txt), Then::SaveAs(txt.clone())) {
            return;
        }
        let Some(document) = self.editor.documents.iter_mut().find(|open| open.id == id) else { return };
        match document.save_as(path) {
            Ok(txt) => {
                self.editor.workspace.attach_saved(document);
                self.keep_choice(id, &txt);
                self.editor.analyses.mark_kept(id);
                self.said_saved(&txt);
            }
            Err(error) => self.editor.notify(Tone::Error, error.to_string()),
        }
    }

    fn saved(&mut self, id: DocumentId, result: Result<std::path::PathBuf, SaveError>, quietly: bool) -> bool {
        match result {
            Ok(path) => {
                self.watch_anew(id);
                if !quietly {
                    self.said_saved(&path);
                }
                return true;
            }
            Err(SaveError::WouldLose { loss, .. }) => {
                self.question = Some(Question::Loss { document: id, loss });
            }
            Err(SaveError::ChangedOutside { .. }) => self.look_outside(id, true),
            Err(error) => self.editor.notify(Tone::Error, error.to_string()),
        }
        false
    }

    /// Takes over what another program did to the files of a document, or asks where both sides have changed.
    pub(in crate::gui) fn look_outside(&mut self, id: DocumentId, save: bool) {
        let Some(document) = self.editor.document_mut(id) else { return };
        let (name, dirty) = (document.document.name.clone(), document.is_dirty());
        match document.look_outside() {
            Outside::Unchanged => {}
            Outside::Text => {
                let text = format!(
                    "The text of {name} was changed or moved by another program. What you see is the text as it was: \
                     Save as… keeps it with its annotations, closing and opening the document shows the new one"
                );
                if !self.text_changes_said.contains(&id) {
                    self.text_changes_said.push(id);
                    self.editor.notify(Tone::Warning, text);
                }
            }
            Outside::Annotations(changes) if !dirty && !save => {
                let count = changes.count;
                match document.decide(*changes, Decision::Merge) {
                    Ok(()) => {
                        let s = if count == 1 { "" } else { "s" };
                        let text = format!(
                            "Another program changed {name}: {count} annotation{s} taken over. Ctrl+Z brings back what was here"
                        );
                        self.editor.notify(Tone::Info, text);
                    }
                    Err(error) => self.editor.notify(Tone::Error, error.to_string()),
                }
                self.editor.retain_selection();
            }
            Outside::Annotations(changes) => {
                self.question = Some(Question::Outside { document: id, changes, save });
            }
        }
    }

    pub(in crate::gui) fn question_ui(&mut self, ctx: &egui::Context, theme: Theme) {
        let Some(question) = &self.question else { return };
        let id = match question {
            Question::Loss { document, .. }
            | Question::Outside { document, .. }
            | Question::Predictions { document, .. } => *document,
        };
        let Some((name, open)) = self.editor.document(id).map(|d| (d.document.name.clone(), d.open_predictions()))
        else {
            self.question = None;
            return;
        };
        let mut answer = None;
        let response = modal(theme, "keep_question").show(ctx, |ui| {
            ui.set_width(460.0);
            answer = match question {
                Question::Loss { loss, .. } => loss_ui(ui, theme, &name, loss),
                Question::Outside { changes, .. } => outside_ui(ui, theme, &name, changes),
                Question::Predictions { then, .. } => predictions::question_ui(ui, theme, &name, open, then)
                    .map(|answer| answer.map_or(Answer::Cancel, Answer::Predictions)),
            };
        });
        if response.should_close() {
            answer = Some(Answer::Cancel);
        }
        if let Some(answer) = answer {
            self.answered(answer);
        }
    }

    fn answered(&mut self, answer: Answer) {
        match (answer, self.question.take()) {
            (Answer::SaveAnyway, Some(Question::Loss { document: id, .. })) => {
                let Some(document) = self.editor.document_mut(id) else { return };
                let result = document.save_despite_loss();
                self.saved(id, result, false);
            }
            (Answer::Decide(decision), Some(Question::Outside { document: id, changes, save })) => {
                let Some(document) = self.editor.document_mut(id) else { return };
                if let Err(error) = document.decide(*changes, decision) {
                    self.editor.notify(Tone::Error, error.to_string());
                    return;
                }
                self.editor.retain_selection();
                self.watch_anew(id);
                if save && self.editor.document(id).is_some_and(|d| d.is_dirty()) {
                    self.save_document(id);
                }
            }
            (Answer::Predictions(choice), Some(Question::Predictions { document: id, then })) => {
                self.predictions_chosen(id, choice, then);
            }
            (Answer::Cancel, Some(Question::Outside { document: id, .. })) => self.decide_later(id),
            (Answer::Cancel, Some(Question::Predictions { document: id, .. })) => {
                self.autosave.leave(id);
                self.saving.stop();
            }
            (Answer::Cancel | Answer::SaveAnyway | Answer::Decide(_) | Answer::Predictions(_), _) => {}
        }
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

fn outside_ui(ui: &mut egui::Ui, theme: Theme, name: &str, changes: &Changes) -> Option<Answer> {
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

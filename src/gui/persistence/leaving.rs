//! What is asked before something is left behind: unsaved changes, work of a tool that runs.

use std::path::{Path, PathBuf};

use eframe::egui::{self, RichText};

use super::Persistence;
use crate::editor::{self, AtStake, Editor, Leaving, SavedFirst};
use crate::gui::Theme;
use crate::gui::command::Command;
use crate::gui::modal::modal;
use crate::gui::tools::Unfinished;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Save,
    Keep,
    Discard,
    Cancel,
}

impl Persistence {
    /// Keeps the window open where something would be lost with it, and asks.
    pub fn guard_quit(&mut self, ctx: &egui::Context, editor: &mut Editor, is_working: bool) {
        if !ctx.input(|i| i.viewport().close_requested()) {
            return;
        }
        editor::keep_draft(editor);
        if !self.may_quit && (editor.dirty().next().is_some() || is_working) {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.leaving = Some(Leaving::Everything);
        }
    }

    /// The question; a command that the answer asks for.
    pub(super) fn leaving_ui(
        &mut self,
        ctx: &egui::Context,
        theme: Theme,
        editor: &mut Editor,
        work: Option<&Unfinished>,
    ) -> Option<Command> {
        let leaving = self.leaving?;
        let at_stake = editor::at_stake(editor, leaving);
        let choice = dialog_ui(ctx, theme, &at_stake, work.filter(|_| leaving == Leaving::Everything))?;
        self.leaving = None;
        match choice {
            Choice::Cancel => return None,
            Choice::Keep => {}
            Choice::Discard => editor::discard(editor, &at_stake),
            Choice::Save => match editor::save_first(editor, &at_stake) {
                SavedFirst::All => {}
                // The person comes back to closing after that.
                SavedFirst::NeedsPlace => return Some(Command::SaveAs),
                SavedFirst::Stopped => return None,
            },
        }
        match leaving {
            Leaving::Document(id) => editor.close(id),
            Leaving::Everything => {
                self.may_quit = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
        None
    }
}

fn dialog_ui(ctx: &egui::Context, theme: Theme, at_stake: &AtStake, work: Option<&Unfinished>) -> Option<Choice> {
    let AtStake { documents, closed, is_kept } = at_stake;
    let mut answer = None;
    let response = modal(theme, "guard").show(ctx, |ui| {
        ui.set_width(420.0);
        if let Some(work) = work {
            ui.heading(work.title);
            ui.label(work.text);
            ui.add_space(6.0);
        }
        if !documents.is_empty() {
            ui.heading("Unsaved changes");
        }
        for unsaved in documents {
            let note = if unsaved.has_file { "" } else { " (not in a file yet)" };
            ui.label(format!("•  {}{note}", unsaved.name));
        }
        if !documents.is_empty() && !closed.is_empty() {
            ui.label(format!("Not open, with unsaved work from before: {}", short_list(closed)));
        }
        if !documents.is_empty() {
            let note = if *is_kept {
                "Kept changes are in no file, but relata has them: they are there again when you come back."
            } else {
                "Without saving, these changes are lost for good."
            };
            ui.label(RichText::new(note).color(theme.faint()));
        }
        ui.add_space(6.0);
        ui.horizontal(|ui| answer = buttons_ui(ui, at_stake, work));
    });
    if response.should_close() {
        answer = Some(Choice::Cancel);
    }
    answer
}

fn buttons_ui(ui: &mut egui::Ui, at_stake: &AtStake, work: Option<&Unfinished>) -> Option<Choice> {
    let AtStake { documents, closed, is_kept } = at_stake;
    // The first button loses nothing.
    let mut choices = vec![("Discard changes", Choice::Discard), ("Cancel", Choice::Cancel)];
    match documents.len() {
        0 => {
            let [keep, stop] = work.map_or(["Cancel", "Quit"], |work| work.buttons);
            choices = vec![(keep, Choice::Cancel), (stop, Choice::Discard)];
        }
        1 if closed.is_empty() => choices.insert(0, ("Save", Choice::Save)),
        _ => choices.insert(0, ("Save all", Choice::Save)),
    }
    if *is_kept && !documents.is_empty() {
        choices.insert(1, ("Keep for later", Choice::Keep));
    }
    let mut answer = None;
    for (place, (label, choice)) in choices.into_iter().enumerate() {
        let label = RichText::new(label);
        let mut button = ui.button(if place == 0 { label.strong() } else { label });
        if place == 0 && ui.memory(|m| m.focused().is_none()) {
            button.request_focus();
        }
        if choice == Choice::Discard && !closed.is_empty() {
            button = button.on_hover_text("Those of the open documents; the others stay kept");
        }
        if button.clicked() {
            answer = Some(choice);
        }
    }
    answer
}

/// The names of files, the first of them where they are many.
fn short_list(files: &[PathBuf]) -> String {
    const SHOWN: usize = 8;
    let name = |file: &Path| file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names: Vec<String> = files.iter().take(SHOWN).map(|file| name(file)).collect();
    let more = files.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", names.join(", "))
}

#[cfg(all(test, feature = "kittest"))]
#[path = "leaving_tests.rs"]
mod tests;

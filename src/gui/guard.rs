//! What is asked before something is lost: unsaved changes, work of a tool that runs.

use std::path::{Path, PathBuf};

use eframe::egui::{self, RichText};

use super::Theme;
use super::app::App;
use super::command::Command;
use super::dialogs::modal;
use crate::editor::Tone;
use crate::session::DocumentId;

#[derive(Clone, Copy, PartialEq)]
pub enum Guard {
    Close(DocumentId),
    Quit,
}

impl App {
    pub(super) fn guard_quit(&mut self, ctx: &egui::Context) {
        let closing = ctx.input(|i| i.viewport().close_requested());
        if closing {
            self.keep_draft(ctx);
        }
        if closing
            && !self.dialogs.may_quit()
            && (self.editor.dirty().next().is_some() || self.tools.unfinished().is_some())
        {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.dialogs.guard_quit();
        }
    }

    pub(super) fn guard_ui(&mut self, ctx: &egui::Context, theme: Theme) {
        let Some(guard) = self.dialogs.guard else { return };
        let names: Vec<(DocumentId, String, bool)> = self
            .editor
            .dirty()
            .filter(|d| guard == Guard::Quit || guard == Guard::Close(d.id))
            .map(|d| (d.id, d.document.name.clone(), d.path().or(d.source()).is_some()))
            .collect();
        // Work of documents that were closed is kept; whoever saves all on leaving means that, too.
        let closed = match guard {
            Guard::Quit => self.editor.workspace.unsaved(&self.editor.documents),
            Guard::Close(_) => Vec::new(),
        };
        let unfinished = self.tools.unfinished().filter(|_| guard == Guard::Quit);
        let kept = self.editor.dirty().all(|document| document.keeper().is_some());
        let mut answer = None;
        let response = modal(theme, "guard").show(ctx, |ui| {
            ui.set_width(420.0);
            if let Some(unfinished) = &unfinished {
                ui.heading(unfinished.title);
                ui.label(unfinished.text);
                ui.add_space(6.0);
            }
            if !names.is_empty() {
                ui.heading("Unsaved changes");
            }
            for (_, name, has_file) in &names {
                let note = if *has_file { "" } else { " (not in a file yet)" };
                ui.label(format!("•  {name}{note}"));
            }
            if !names.is_empty() && !closed.is_empty() {
                ui.label(format!("Not open, with unsaved work from before: {}", short_list(&closed)));
            }
            if !names.is_empty() {
                let note = if kept {
                    "Kept changes are in no file, but relata has them: they are there again when you come back."
                } else {
                    "Without saving, these changes are lost for good."
                };
                ui.label(RichText::new(note).color(theme.faint()));
            }
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                // The first button loses nothing.
                let mut choices = vec![("Discard changes", "discard"), ("Cancel", "cancel")];
                match names.len() {
                    0 => {
                        let [keep, stop] =
                            unfinished.as_ref().map_or(["Cancel", "Quit"], |unfinished| unfinished.buttons);
                        choices = vec![(keep, "cancel"), (stop, "discard")];
                    }
                    1 if closed.is_empty() => choices.insert(0, ("Save", "save")),
                    _ => choices.insert(0, ("Save all", "save")),
                }
                if kept && !names.is_empty() {
                    choices.insert(1, ("Keep for later", "keep"));
                }
                for (place, (label, meaning)) in choices.into_iter().enumerate() {
                    let label = RichText::new(label);
                    let button = ui.button(if place == 0 { label.strong() } else { label });
                    if place == 0 && ui.memory(|m| m.focused().is_none()) {
                        button.request_focus();
                    }
                    let button = match meaning {
                        "discard" if !closed.is_empty() => {
                            button.on_hover_text("Those of the open documents; the others stay kept")
                        }
                        _ => button,
                    };
                    if button.clicked() {
                        answer = Some(meaning);
                    }
                }
            });
        });
        if response.should_close() {
            answer = Some("cancel");
        }
        match answer {
            Some("save") => self.guard_save(ctx, guard, &names, &closed),
            Some("discard") => {
                for (id, _, _) in &names {
                    self.editor.discard(*id);
                }
                self.guard_done(ctx, guard);
            }
            Some("keep") => self.guard_done(ctx, guard),
            Some(_) => self.dialogs.guard = None,
            None => {}
        }
    }

    fn guard_save(
        &mut self,
        ctx: &egui::Context,
        guard: Guard,
        names: &[(DocumentId, String, bool)],
        closed: &[PathBuf],
    ) {
        for (id, _, has_file) in names {
            if !has_file {
                // A file must be chosen first; the person comes back to closing after that.
                self.dialogs.guard = None;
                self.editor.show(*id);
                self.command(ctx, Command::SaveAs);
                return;
            }
            if !self.save_document(*id) {
                // What came in the way is asked or said; the person comes back to closing after that.
                self.dialogs.guard = None;
                return;
            }
        }
        for path in closed {
            let saved = match self.editor.open_unseen(path) {
                Ok(id) => self.save_document(id).then(|| self.editor.close(id)),
                Err(error) => {
                    self.editor.notify(Tone::Error, error.to_string());
                    None
                }
            };
            if saved.is_none() {
                self.dialogs.guard = None;
                return;
            }
        }
        self.guard_done(ctx, guard);
    }

    fn guard_done(&mut self, ctx: &egui::Context, guard: Guard) {
        self.dialogs.guard = None;
        match guard {
            Guard::Close(id) => self.editor.close(id),
            Guard::Quit => {
                self.dialogs.may_quit = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }
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
#[path = "guard_tests.rs"]
mod tests;

//! The pane from top to bottom: who is compared, the question, figures, matrix or list, instances.

use super::{COMPARE_ANNOTATIONS, COMPARE_FOLDER, COMPARE_MODEL};
use eframe::egui::{self, Frame, Margin, Panel, ProgressBar, RichText, ScrollArea};

use super::question::side_tag;
use super::{Chosen, Middle, Scope, tables};
use crate::domain::Schema;
use crate::eval::adjudication::Decision;
use crate::eval::agreement::{Class, ComparedCase};
use crate::eval::{Found, Task};
use crate::gui::Theme;
use crate::gui::app::App;
use crate::gui::command::Command;
use crate::gui::tools::evaluation::{instances, pane, run, tables as shared};
use crate::gui::words::counted;

/// What a click in the pane asks for; applied after everything is drawn.
pub(super) enum Wish {
    Command(Command),
    Cancel,
    LookAt(Scope, Task),
    Middle(Middle),
    Choose(Option<Chosen>),
    Jump(usize),
    Open(usize),
    Again,
    Decide(Decision),
    Next,
    Previous,
    SaveAs,
}

impl App {
    pub(in crate::gui) fn compare_ui(&mut self, ui: &mut egui::Ui) {
        let theme = self.theme(ui.ctx());
        self.compare_tick();
        let mut wish = None;
        self.compare_head_ui(ui, theme, &mut wish);
        let is_here = self.editor.current.is_some_and(|id| self.compare.desks.contains_key(&id));
        if self.compare.scope == Scope::Document && is_here {
            self.difference_ui(ui, theme, &mut wish);
        }
        if let Some(schema) = self.compared_schema().cloned() {
            self.compare.count(&schema);
        }
        if self.compare.comparison().is_some() {
            self.compared_ui(ui, theme, &mut wish);
        } else if self.compare.job.is_none() {
            pane::notice_ui(
                ui,
                theme,
                "Choose another annotation of this text: a colleague's, gold, or a model's. Text and map then show \
                 where the two differ, and you can make a third annotation of them.",
            );
        }
        let follow = matches!(wish, Some(Wish::Choose(_) | Wish::Jump(_)));
        match wish {
            Some(Wish::Command(command)) => {
                let ctx = ui.ctx().clone();
                self.command(&ctx, command);
            }
            Some(Wish::Cancel) => {
                if let Some(job) = &self.compare.job {
                    job.cancel();
                }
            }
            Some(Wish::LookAt(scope, task)) => self.compare.look_at(scope, task),
            Some(Wish::Middle(middle)) => self.compare.middle = middle,
            Some(Wish::Choose(chosen)) => self.compare.choose(chosen),
            Some(Wish::Jump(at)) => self.jump_to_case(at),
            Some(Wish::Open(document)) => drop(self.open_compared(document)),
            Some(Wish::Again) => self.compare_again(),
            Some(Wish::Decide(decision)) => self.decide(decision),
            Some(Wish::Next) => self.ask_next(),
            Some(Wish::Previous) => self.ask_previous(),
            Some(Wish::SaveAs) => {
                let ctx = ui.ctx().clone();
                self.ask_save_as(&ctx);
            }
            None => {}
        }
        self.compare.follow = follow;
    }

    fn compare_head_ui(&self, ui: &mut egui::Ui, theme: Theme, wish: &mut Option<Wish>) {
        let pane = &self.compare;
        ui.horizontal_wrapped(|ui| {
            for (command, label) in [
                (COMPARE_ANNOTATIONS, "Another file…"),
                (COMPARE_FOLDER, "Another folder…"),
                (COMPARE_MODEL, "The model"),
            ] {
                let button = ui.button(label);
                if button.on_hover_text(command.row().hint).clicked() {
                    *wish = Some(Wish::Command(command));
                }
            }
            if pane.folder.is_some() {
                let scopes = [(Scope::Folder, "Whole folder"), (Scope::Document, "This document")];
                for (scope, label) in scopes {
                    let there = scope == Scope::Folder || pane.shown_of.is_some_and(|id| pane.desks.contains_key(&id));
                    let selected = pane.scope == scope;
                    if ui.add_enabled(there, egui::Button::selectable(selected, label)).clicked() {
                        *wish = Some(Wish::LookAt(scope, pane.task));
                    }
                }
            }
        });
        if let Some(job) = &pane.job {
            let (done, total) = job.progress();
            ui.horizontal(|ui| {
                let text = match total {
                    0 => format!("Listing {} and {}…", job.names[0], job.names[1]),
                    _ => format!("Comparing: {done} of {}", counted(total, "document")),
                };
                let share = if total == 0 { 0.0 } else { done as f32 / total as f32 };
                let bar = ui.add(ProgressBar::new(share).desired_width(140.0).desired_height(8.0));
                bar.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::ProgressIndicator, true, &text));
                ui.label(text);
                if ui.button("Cancel comparing").clicked() {
                    *wish = Some(Wish::Cancel);
                }
            });
        }
        let Some(comparison) = pane.comparison() else { return };
        ui.horizontal_wrapped(|ui| {
            for (layer, name) in comparison.names.iter().enumerate() {
                side_tag(ui, theme, layer);
                ui.label(RichText::new(name).strong());
            }
            let text = match (pane.scope, comparison.documents.len()) {
                (Scope::Document, _) => "P and R: the second as the right answers".to_owned(),
                (Scope::Folder, count) => counted(count, "document"),
            };
            ui.label(RichText::new(text).small().color(theme.faint()));
        });
        if pane.scope == Scope::Folder
            && let Some(folder) = &pane.folder
            && folder.folders.alone > 0
        {
            let alone = folder.folders.alone;
            let s = if alone == 1 { "document is" } else { "documents are" };
            ui.label(
                RichText::new(format!("{alone} {s} annotated in one folder only.")).small().color(theme.warning()),
            );
        }
        if !comparison.tally.of_events.is_empty() {
            let text = format!("Not compared: {}.", comparison.tally.of_events);
            ui.label(RichText::new(text).small().color(theme.warning()));
        }
        if pane.scope == Scope::Document && self.is_outdated() {
            ui.horizontal(|ui| {
                let text = format!("{} has changed since.", comparison.names[0]);
                ui.label(RichText::new(text).color(theme.warning()));
                if ui.button("Compare again").clicked() {
                    *wish = Some(Wish::Again);
                }
            });
        }
    }

    fn compared_schema(&self) -> Option<&Schema> {
        match self.compare.scope {
            Scope::Folder => self.compare.folder.as_ref().map(|folder| &folder.found.schema),
            Scope::Document => {
                self.compare.shown_of.and_then(|id| self.editor.document(id)).map(|d| &d.document.schema)
            }
        }
    }

    fn compared_ui(&self, ui: &mut egui::Ui, theme: Theme, wish: &mut Option<Wish>) {
        let pane = &self.compare;
        let (Some(comparison), Some(counted)) = (pane.comparison(), &pane.counted) else { return };
        let empty = Schema::default();
        let schema = self.compared_schema().unwrap_or(&empty);
        tables::kappa_ui(ui, theme, &comparison.tally);
        tables::scores_ui(ui, theme, &counted.scores, &comparison.names);
        ui.horizontal(|ui| {
            for (task, label) in [(Task::Entities, "Entities"), (Task::Relations, "Relations")] {
                if ui.selectable_label(pane.task == task, label).clicked() {
                    *wish = Some(Wish::LookAt(pane.scope, task));
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let mut middles = vec![(Middle::Types, "By type"), (Middle::Matrix, "Confusion matrix")];
                if pane.scope == Scope::Folder {
                    middles.push((Middle::Documents, "Documents"));
                }
                for (middle, label) in middles {
                    if ui.selectable_label(self.middle() == middle, label).clicked() {
                        *wish = Some(Wish::Middle(middle));
                    }
                }
            });
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(5.0, 5.0);
            for (class, count) in &counted.classes {
                let (class, count) = (*class, *count);
                let selected = pane.chosen == Some(Chosen::Class(class));
                let ink = if class == Class::Same { theme.success() } else { theme.text() };
                let (name, hint) = tables::words(class, &comparison.names);
                if shared::class_ui(ui, (&name, &hint), count, selected, ink) {
                    *wish = Some(Wish::Choose((!selected).then_some(Chosen::Class(class))));
                }
            }
        });
        let label = |task: Task, name: &str| tables::label(schema, task, name);
        self.listed_ui(ui, theme, &label, wish);
        match self.middle() {
            Middle::Matrix => {
                if let Some(clicked) = tables::matrix_ui(ui, theme, pane, &counted.matrix, &comparison.names, schema) {
                    *wish = Some(Wish::Choose(clicked));
                }
            }
            Middle::Types => {
                ScrollArea::both().id_salt("types").auto_shrink([false, false]).show(ui, |ui| {
                    let [right, left, both] = tables::counted(&comparison.names);
                    let titles = [right.as_str(), left.as_str(), both.as_str()];
                    shared::types_ui(ui, theme, &counted.scores, &label, titles, pane.task, schema);
                });
            }
            Middle::Documents => {
                if let Some(folder) = &pane.folder
                    && let Some(at) = tables::documents_ui(ui, theme, &folder.order, &comparison.documents)
                {
                    *wish = Some(Wish::Open(at));
                }
            }
        }
    }

    /// A single document has no list of documents.
    fn middle(&self) -> Middle {
        match (self.compare.scope, self.compare.middle) {
            (Scope::Document, Middle::Documents) => Middle::Matrix,
            (_, middle) => middle,
        }
    }

    fn listed_ui(
        &self,
        ui: &mut egui::Ui,
        theme: Theme,
        label: &dyn Fn(Task, &str) -> String,
        wish: &mut Option<Wish>,
    ) {
        let pane = &self.compare;
        let (Some(chosen), Some(comparison)) = (&pane.chosen, pane.comparison()) else { return };
        let title = match chosen {
            Chosen::Class(class) => tables::words(*class, &comparison.names).0,
            Chosen::Cell(cell) => {
                let said = |kind: &Option<std::sync::Arc<str>>| {
                    kind.as_ref().map_or("none".to_owned(), |kind| label(pane.task, kind))
                };
                format!("{} → {}", said(&cell[0]), said(&cell[1]))
            }
        };
        let name_of = |at: usize| {
            let several = comparison.documents.len() > 1;
            several.then(|| comparison.documents.get(at).map(|d| d.name.as_str())).flatten()
        };
        let text_of = |at: usize| comparison.documents.get(at).map_or("", |d| &*d.text);
        let found: Vec<&Found> = pane.listed.iter().map(|case| &case.found).collect();
        let list = instances::List {
            title,
            sides: instances::Sides::Layers([&comparison.names[0], &comparison.names[1]]),
            label,
            task: pane.task,
            found: &found,
            active: pane.active,
            follow: pane.follow,
            name_of: &name_of,
            text_of: &text_of,
        };
        let height = ui.available_height();
        let frame = Frame::new().inner_margin(Margin { top: 6, ..Margin::ZERO });
        Panel::bottom("compared instances")
            .frame(frame)
            .resizable(true)
            .default_size((height * 0.42).max(130.0))
            .size_range(96.0..=(height - 90.0).max(100.0))
            .show(ui, |ui| {
                if let Some(at) = instances::ui(ui, theme, &list) {
                    *wish = Some(Wish::Jump(at));
                }
            });
    }

    /// Shows a listed case in its text; in a folder the document is opened first.
    fn jump_to_case(&mut self, at: usize) {
        let Some(case) = self.compare.listed.get(at).cloned() else { return };
        if self.compare.scope == Scope::Folder {
            let (task, chosen, listed) =
                (self.compare.task, self.compare.chosen.clone(), std::mem::take(&mut self.compare.listed));
            if self.open_compared(case.found.document) {
                self.show_case(&case);
            }
            // The list stays, so that the next instance is one click away.
            let pane = &mut self.compare;
            (pane.scope, pane.task, pane.chosen, pane.listed) = (Scope::Folder, task, chosen, listed);
        } else {
            if let Some(id) = self.compare.shown_of {
                self.editor.show(id);
            }
            self.show_case(&case);
        }
        self.compare.active = Some(at);
    }

    fn show_case(&mut self, case: &ComparedCase) {
        let Some(id) = self.editor.current else { return };
        if let Some(question) = self.compare.desks.get(&id).and_then(|desk| desk.question_of(case)) {
            self.ask(question);
            return;
        }
        let Some(open) = self.editor.document(id) else { return };
        self.editor.selection = run::selection(open, case.task, &case.found);
        self.views.text.reveal(case.found.place());
    }
}

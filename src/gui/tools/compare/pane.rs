//! The pane from top to bottom: who is compared, the question, figures, matrix or list, instances.

use eframe::egui::{self, Frame, Margin, Panel, ProgressBar, RichText, ScrollArea};

use super::figures::{Chosen, Middle, Scope};
use super::folder::FolderShown;
use super::question::side_tag;
use super::{COMPARE_ANNOTATIONS, COMPARE_FOLDER, COMPARE_MODEL};
use super::{CompareTool, tables};
use crate::brat;
use crate::domain::Schema;
use crate::eval::adjudication::Decision;
use crate::eval::agreement::{Class, ComparedCase, Comparison};
use crate::eval::{Found, Task};
use crate::gui::Theme;
use crate::gui::command::Command;
use crate::gui::tools::evaluation::{instances, pane, selection_of, tables as shared};
use crate::gui::tools::{Request, ToolContext};
use crate::gui::words::counted;

/// What a click in the pane asks for; applied after everything is drawn.
pub(super) enum Click {
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
}

impl CompareTool {
    pub(super) fn pane_ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        self.follow_documents(context.editor);
        let mut click = None;
        self.head_ui(ui, context, &mut click);
        if self.figures.scope == Scope::Document {
            self.adjudications.difference_ui(ui, context, &mut click);
        }
        if let Some(schema) = self.compared_schema(context).cloned() {
            let comparison = self.figures.comparison(&self.adjudications, self.folder.as_ref());
            self.figures.count(comparison, &schema);
        }
        if self.comparison().is_some() {
            self.compared_ui(ui, context, &mut click);
        } else if self.comparing.is_none() {
            pane::notice_ui(
                ui,
                context.theme,
                "Choose another annotation of this text: a colleague's, gold, or a model's. Text and map then show \
                 where the two differ, and you can make a third annotation of them.",
            );
        }
        self.figures.follow = matches!(click, Some(Click::Choose(_) | Click::Jump(_)));
        if let Some(click) = click {
            self.clicked(context, click);
        }
    }

    fn clicked(&mut self, context: &mut ToolContext, click: Click) {
        match click {
            Click::Command(command) => context.ask(Request::Command(command)),
            Click::Cancel => {
                if let Some(comparing) = &self.comparing {
                    comparing.cancel();
                }
            }
            Click::LookAt(scope, task) => self.figures.look_at(scope, task),
            Click::Middle(middle) => self.figures.show(middle),
            Click::Choose(chosen) => {
                let comparison = self.figures.comparison(&self.adjudications, self.folder.as_ref());
                self.figures.choose(chosen, comparison);
            }
            Click::Jump(at) => self.jump_to_case(context, at),
            Click::Open(document) => drop(self.open_compared(context, document)),
            Click::Again => self.compare_again(context),
            Click::Decide(decision) => self.adjudications.decide(context, decision),
            Click::Next => self.adjudications.ask_next(context),
            Click::Previous => self.adjudications.ask_previous(context),
        }
    }

    /// The comparison whose figures are on show.
    fn comparison(&self) -> Option<&Comparison> {
        self.figures.comparison(&self.adjudications, self.folder.as_ref())
    }

    fn head_ui(&self, ui: &mut egui::Ui, context: &ToolContext, click: &mut Option<Click>) {
        let (theme, figures) = (context.theme, &self.figures);
        ui.horizontal_wrapped(|ui| {
            for (command, label) in [
                (COMPARE_ANNOTATIONS, "Another file…"),
                (COMPARE_FOLDER, "Another folder…"),
                (COMPARE_MODEL, "The model"),
            ] {
                let button = ui.button(label);
                if button.on_hover_text(command.row().hint).clicked() {
                    *click = Some(Click::Command(command));
                }
            }
            if self.folder.is_some() {
                let scopes = [(Scope::Folder, "Whole folder"), (Scope::Document, "This document")];
                for (scope, label) in scopes {
                    let there = scope == Scope::Folder
                        || figures.shown_of.is_some_and(|id| self.adjudications.0.contains_key(&id));
                    let selected = figures.scope == scope;
                    if ui.add_enabled(there, egui::Button::selectable(selected, label)).clicked() {
                        *click = Some(Click::LookAt(scope, figures.task));
                    }
                }
            }
        });
        if let Some(comparing) = &self.comparing {
            let (done, total) = comparing.progress();
            ui.horizontal(|ui| {
                let text = match total {
                    0 => format!("Listing {} and {}…", comparing.names[0], comparing.names[1]),
                    _ => format!("Comparing: {done} of {}", counted(total, "document")),
                };
                let share = if total == 0 { 0.0 } else { done as f32 / total as f32 };
                let bar = ui.add(ProgressBar::new(share).desired_width(140.0).desired_height(8.0));
                bar.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::ProgressIndicator, true, &text));
                ui.label(text);
                if ui.button("Cancel comparing").clicked() {
                    *click = Some(Click::Cancel);
                }
            });
        }
        let Some(comparison) = self.comparison() else { return };
        ui.horizontal_wrapped(|ui| {
            for (layer, name) in comparison.names.iter().enumerate() {
                side_tag(ui, theme, layer);
                ui.label(RichText::new(name).strong());
            }
            let text = match (figures.scope, comparison.documents.len()) {
                (Scope::Document, _) => "P and R: the second as the right answers".to_owned(),
                (Scope::Folder, count) => counted(count, "document"),
            };
            ui.label(RichText::new(text).small().color(theme.faint()));
        });
        if figures.scope == Scope::Folder
            && let Some(alone) = self.folder.as_ref().map(FolderShown::alone).filter(|alone| *alone > 0)
        {
            let s = if alone == 1 { "document is" } else { "documents are" };
            ui.label(
                RichText::new(format!("{alone} {s} annotated in one folder only.")).small().color(theme.warning()),
            );
        }
        if !comparison.tally.of_events.is_empty() {
            let text = format!("Not compared: {}.", comparison.tally.of_events);
            ui.label(RichText::new(text).small().color(theme.warning()));
        }
        if figures.scope == Scope::Document && self.is_outdated(context.editor) {
            ui.horizontal(|ui| {
                let text = format!("{} has changed since.", comparison.names[0]);
                ui.label(RichText::new(text).color(theme.warning()));
                if ui.button("Compare again").clicked() {
                    *click = Some(Click::Again);
                }
            });
        }
    }

    fn compared_schema<'a>(&'a self, context: &'a ToolContext) -> Option<&'a Schema> {
        match self.figures.scope {
            Scope::Folder => self.folder.as_ref().map(|folder| &folder.found.schema),
            Scope::Document => {
                self.figures.shown_of.and_then(|id| context.editor.document(id)).map(|d| &d.document.schema)
            }
        }
    }

    fn compared_ui(&self, ui: &mut egui::Ui, context: &ToolContext, click: &mut Option<Click>) {
        let (theme, figures) = (context.theme, &self.figures);
        let (Some(comparison), Some(counted)) = (self.comparison(), &figures.counted) else { return };
        let empty = Schema::default();
        let schema = self.compared_schema(context).unwrap_or(&empty);
        tables::kappa_ui(ui, theme, &comparison.tally);
        tables::scores_ui(ui, theme, &counted.scores, &comparison.names);
        ui.horizontal(|ui| {
            for (task, label) in [(Task::Entities, "Entities"), (Task::Relations, "Relations")] {
                if ui.selectable_label(figures.task == task, label).clicked() {
                    *click = Some(Click::LookAt(figures.scope, task));
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let mut middles = vec![(Middle::Types, "By type"), (Middle::Matrix, "Confusion matrix")];
                if figures.scope == Scope::Folder {
                    middles.push((Middle::Documents, "Documents"));
                }
                for (middle, label) in middles {
                    if ui.selectable_label(figures.middle() == middle, label).clicked() {
                        *click = Some(Click::Middle(middle));
                    }
                }
            });
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(5.0, 5.0);
            for (class, count) in &counted.classes {
                let (class, count) = (*class, *count);
                let selected = figures.chosen == Some(Chosen::Class(class));
                let ink = if class == Class::Same { theme.success() } else { theme.text() };
                let (name, hint) = tables::words(class, &comparison.names);
                if shared::class_ui(ui, (&name, &hint), count, selected, ink) {
                    *click = Some(Click::Choose((!selected).then_some(Chosen::Class(class))));
                }
            }
        });
        let label = |task: Task, name: &str| tables::label(schema, task, name);
        self.listed_ui(ui, theme, &label, click);
        match figures.middle() {
            Middle::Matrix => {
                if let Some(clicked) = tables::matrix_ui(ui, theme, figures, &counted.matrix, &comparison.names, schema)
                {
                    *click = Some(Click::Choose(clicked));
                }
            }
            Middle::Types => {
                ScrollArea::both().id_salt("types").auto_shrink([false, false]).show(ui, |ui| {
                    let [right, left, both] = tables::counted(&comparison.names);
                    let titles = [right.as_str(), left.as_str(), both.as_str()];
                    shared::types_ui(ui, theme, &counted.scores, &label, titles, figures.task, schema);
                });
            }
            Middle::Documents => {
                if let Some(folder) = &self.folder
                    && let Some(at) = tables::documents_ui(ui, theme, &folder.order, &comparison.documents)
                {
                    *click = Some(Click::Open(at));
                }
            }
        }
    }

    fn listed_ui(
        &self,
        ui: &mut egui::Ui,
        theme: Theme,
        label: &dyn Fn(Task, &str) -> String,
        click: &mut Option<Click>,
    ) {
        let figures = &self.figures;
        let (Some(chosen), Some(comparison)) = (&figures.chosen, self.comparison()) else { return };
        let title = match chosen {
            Chosen::Class(class) => tables::words(*class, &comparison.names).0,
            Chosen::Cell(cell) => {
                let said = |kind: &Option<std::sync::Arc<str>>| {
                    kind.as_ref().map_or("none".to_owned(), |kind| label(figures.task, kind))
                };
                format!("{} → {}", said(&cell[0]), said(&cell[1]))
            }
        };
        let name_of = |at: usize| {
            let several = comparison.documents.len() > 1;
            several.then(|| comparison.documents.get(at).map(|d| d.name.as_str())).flatten()
        };
        let text_of = |at: usize| comparison.documents.get(at).map_or("", |d| &*d.text);
        let found: Vec<&Found> = figures.listed.iter().map(|case| &case.found).collect();
        let list = instances::List {
            title,
            sides: instances::Sides::Layers([&comparison.names[0], &comparison.names[1]]),
            label,
            task: figures.task,
            found: &found,
            active: figures.active,
            follow: figures.follow,
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
                    *click = Some(Click::Jump(at));
                }
            });
    }

    /// Shows a listed case in its text; in a folder the document is opened first.
    fn jump_to_case(&mut self, context: &mut ToolContext, at: usize) {
        let Some(case) = self.figures.listed.get(at).cloned() else { return };
        if self.figures.scope == Scope::Folder {
            let figures = &mut self.figures;
            let (task, chosen, listed) = (figures.task, figures.chosen.clone(), std::mem::take(&mut figures.listed));
            if self.open_compared(context, case.found.document) {
                self.show_case(context, &case);
            }
            // The list stays, so that the next instance is one click away.
            let figures = &mut self.figures;
            (figures.scope, figures.task, figures.chosen, figures.listed) = (Scope::Folder, task, chosen, listed);
        } else {
            if let Some(id) = self.figures.shown_of {
                context.editor.show(id);
            }
            self.show_case(context, &case);
        }
        self.figures.active = Some(at);
    }

    fn show_case(&mut self, context: &mut ToolContext, case: &ComparedCase) {
        let adjudication = self.adjudications.current(context.editor);
        if let Some(question) = adjudication.and_then(|adjudication| adjudication.question_of(case)) {
            self.adjudications.ask(context, question);
            return;
        }
        let Some(open) = context.editor.current() else { return };
        context.editor.selection = selection_of(open, case.task, &case.found);
        context.ask(Request::Reveal(case.found.place()));
    }

    /// Opens a document of the compared folders with both annotations.
    fn open_compared(&mut self, context: &mut ToolContext, document: usize) -> bool {
        let Some([left, right]) = self.folder.as_ref().and_then(|folder| folder.texts(document)) else { return false };
        // Where the own folder has no text, its annotations stand on the other's.
        let (first, second) = if left.is_file() { (left, right) } else { (right, left) };
        if context.editor.open_file(&first).is_none() {
            return false;
        }
        self.compare_annotations(context, &brat::ann_path(&second));
        true
    }
}

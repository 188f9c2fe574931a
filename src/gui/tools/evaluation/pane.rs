//! The pane from top to bottom: what is evaluated, figures, classes of errors, matrix or types, instances.

use super::{COMPARE_WITH, OPEN_ERROR_REPORT, SAVE_ERROR_REPORT};
use eframe::egui::{self, Frame, Margin, Panel, RichText, ScrollArea, Slider};

use super::listing::{Chosen, Listing, Middle};
use super::{EvaluationTool, Standing, instances, matrix, tables};
use crate::domain::{Schema, Visibility};
use crate::eval::{Evaluation, Found, Task};
use crate::gui::Theme;
use crate::gui::command::Command;
use crate::gui::theme::mix;
use crate::gui::tools::{Request, ToolContext};
use crate::gui::words::counted;
use crate::session::DocumentId;

/// What a click in the pane asks for; applied after everything is drawn.
pub(super) enum Click {
    Evaluate(Vec<DocumentId>),
    Command(Command),
    OwnAnnotations,
    Cancel,
    LookAt(Task),
    Choose(Option<Chosen>),
    Jump(usize),
}

impl EvaluationTool {
    pub(super) fn pane_ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        let mut click = None;
        self.targets_ui(ui, context, &mut click);
        self.standing_ui(ui, context, &mut click);
        if self.shown.is_some() {
            self.threshold_ui(ui, context);
            self.figures_ui(ui, context, &mut click);
        }
        self.listing.follow = matches!(click, Some(Click::Choose(_) | Click::Jump(_)));
        match click {
            Some(Click::Evaluate(targets)) => self.evaluate(targets, context),
            Some(Click::Command(command)) => context.ask(Request::Command(command)),
            Some(Click::OwnAnnotations) => {
                let targets = self.targets.clone();
                self.gold.retain(|id| !targets.contains(&id));
                self.evaluate(targets, context);
            }
            Some(Click::Cancel) => context.editor.analyses.cancel(),
            Some(Click::LookAt(task)) => self.listing.look_at(task),
            Some(Click::Choose(chosen)) => {
                self.listing.choose(chosen, self.shown.as_ref().map(|shown| &shown.evaluation));
            }
            Some(Click::Jump(at)) => self.jump(at, context),
            None => {}
        }
    }

    /// The buttons of the report, beside the title.
    pub(super) fn report_ui(&self, ui: &mut egui::Ui, context: &mut ToolContext) {
        let has_figures = self.shown.is_some();
        for (command, label) in [(SAVE_ERROR_REPORT, "Save as…"), (OPEN_ERROR_REPORT, "Error report")] {
            let button = ui.add_enabled(has_figures, egui::Button::new(label));
            button.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, has_figures, command.label()));
            if button.on_hover_text(command.row().hint).clicked() {
                context.ask(Request::Command(command));
            }
        }
    }

    fn targets_ui(&self, ui: &mut egui::Ui, context: &ToolContext, click: &mut Option<Click>) {
        let theme = context.theme;
        let all: Vec<DocumentId> = context.editor.documents.iter().map(|d| d.id).collect();
        let current: Vec<DocumentId> = context.editor.current.into_iter().collect();
        ui.horizontal_wrapped(|ui| {
            let everything = format!("All {} open documents", all.len());
            let mut scopes = vec![(current, "This document".to_owned())];
            if all.len() > 1 {
                scopes.push((all, everything));
            }
            for (targets, label) in scopes {
                if ui.selectable_label(self.targets == targets, label).clicked() {
                    *click = Some(Click::Evaluate(targets));
                }
            }
            if self.targets.iter().any(|id| self.gold.is_of_a_file(*id)) {
                if ui.button("Its own annotations").on_hover_text("Compare with the document itself again").clicked() {
                    *click = Some(Click::OwnAnnotations);
                }
            } else if ui.button("Another file…").on_hover_text(COMPARE_WITH.row().hint).clicked() {
                *click = Some(Click::Command(COMPARE_WITH));
            }
            if let Some(shown) = &self.shown {
                let report = &shown.evaluation.report;
                let sentences = if report.sentences == 1 { "sentence" } else { "sentences" };
                let text = format!(
                    "{} against the annotations of {}, {} {sentences}",
                    report.pred, report.gold, report.sentences
                );
                ui.label(RichText::new(text).small().color(theme.faint()));
            }
        });
    }

    fn standing_ui(&self, ui: &mut egui::Ui, context: &ToolContext, click: &mut Option<Click>) {
        let theme = context.theme;
        match &self.standing {
            Standing::Done => {}
            Standing::Reading => {
                ui.horizontal(|ui| {
                    let (done, total) =
                        context.editor.analyses.running.iter().fold((0, 0), |(d, t), r| (d + r.done, t + r.total));
                    let text = if total == 0 {
                        "Waiting for the model…".to_owned()
                    } else {
                        format!("The model reads: {done} of {}", counted(total, "sentence"))
                    };
                    ui.label(text);
                    if ui.button("Cancel reading").clicked() {
                        *click = Some(Click::Cancel);
                    }
                });
            }
            Standing::NoGold(message) | Standing::Failed(message) => {
                notice_ui(ui, theme, message);
                let failed = matches!(self.standing, Standing::Failed(_));
                if failed && ui.button("Evaluate again").clicked() {
                    *click = Some(Click::Evaluate(self.targets.clone()));
                }
            }
        }
        let Some(shown) = &self.shown else { return };
        let open: usize = shown
            .documents
            .iter()
            .filter(|id| !self.gold.is_of_a_file(**id))
            .filter_map(|id| context.editor.document(*id))
            .map(|d| d.summary().open())
            .sum();
        let mut notes = Vec::new();
        if open > 0 {
            let s = if open == 1 { "prediction is" } else { "predictions are" };
            notes.push(format!("{open} {s} not reviewed yet and count as spurious until accepted."));
        }
        if shown.without_gold > 0 {
            let s = if shown.without_gold == 1 { "document has" } else { "documents have" };
            notes.push(format!(
                "{} {s} no confirmed annotations and {} left out.",
                shown.without_gold,
                if shown.without_gold == 1 { "is" } else { "are" }
            ));
        }
        let lost = &shown.evaluation.left_out;
        let entities = lost.crossing_mentions + lost.wordless_mentions + lost.discontinuous;
        let relations = lost.crossing_relations + lost.endless_relations;
        if entities + relations > 0 {
            notes.push(format!(
                "Not scored, because they cross a sentence break, cover no word or are discontinuous: {entities} of {}, \
                 {relations} of {}.",
                counted(lost.mentions, "entity"),
                counted(lost.relations, "relation"),
            ));
        }
        if !lost.of_events.is_empty() {
            notes.push(format!("Not scored: {}.", lost.of_events));
        }
        if !notes.is_empty() {
            ui.label(RichText::new(notes.join(" ")).small().color(theme.warning()));
        }
    }

    /// The thresholds of the documents themselves, so that text, map and figures agree.
    fn threshold_ui(&self, ui: &mut egui::Ui, context: &mut ToolContext) {
        let targets = self.targets.clone();
        let Some(mut visibility) =
            targets.first().and_then(|id| context.editor.document(*id)).map(|d| d.visibility.clone())
        else {
            return;
        };
        let before = visibility.clone();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().slider_width = 90.0;
            for (value, label) in [(&mut visibility.relation, "relations"), (&mut visibility.entity, "entities")] {
                ui.label(RichText::new(format!("Threshold of {label}")).small());
                let slider = ui.add(Slider::new(value, 0.0..=1.0).fixed_decimals(2).step_by(0.01));
                let name = format!("Threshold of evaluated {label}");
                slider.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Slider, true, &name));
            }
        });
        if visibility == before {
            return;
        }
        for id in targets {
            if let Some(open) = context.editor.document(id) {
                let Visibility { per_relation, per_entity, .. } = open.visibility.clone();
                context.editor.move_thresholds(id, Visibility { per_relation, per_entity, ..visibility.clone() });
            }
        }
    }

    fn figures_ui(&mut self, ui: &mut egui::Ui, context: &ToolContext, click: &mut Option<Click>) {
        let (theme, listing) = (context.theme, &mut self.listing);
        let Some(shown) = &self.shown else { return };
        let schema = shown.documents.first().and_then(|id| context.editor.document(*id)).map(|d| &d.document.schema);
        let Some(schema) = schema else { return };
        tables::scores_ui(ui, theme, &shown.evaluation.report.scores);
        ui.horizontal(|ui| {
            for (task, label) in [(Task::Entities, "Entities"), (Task::Relations, "Relations")] {
                if ui.selectable_label(listing.task == task, label).clicked() {
                    *click = Some(Click::LookAt(task));
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                for (middle, label) in [(Middle::Types, "By type"), (Middle::Matrix, "Confusion matrix")] {
                    if ui.selectable_label(listing.middle == middle, label).clicked() {
                        listing.middle = middle;
                    }
                }
            });
        });
        tables::classes_ui(ui, theme, &shown.evaluation, listing.task, listing.chosen.as_ref(), click);
        let name_of = |at: usize| {
            let id = shown.documents.get(at).filter(|_| shown.documents.len() > 1)?;
            Some(context.editor.document(*id)?.document.name.as_str())
        };
        let text_of = |at: usize| {
            let open = shown.documents.get(at).and_then(|id| context.editor.document(*id));
            open.map_or("", |d| &*d.document.text)
        };
        let label = |task: Task, name: &str| shown.evaluation.label(task, name).to_owned();
        let found: Vec<&Found> = listing.cases.iter().collect();
        let list = instances::List {
            title: listing
                .chosen
                .as_ref()
                .map(|chosen| title(chosen, &|name| label(listing.task, name)))
                .unwrap_or_default(),
            sides: instances::Sides::Model,
            label: &label,
            task: listing.task,
            found: &found,
            active: listing.active,
            follow: listing.follow,
            name_of: &name_of,
            text_of: &text_of,
        };
        let height = ui.available_height();
        if listing.chosen.is_some() {
            let frame = Frame::new().inner_margin(Margin { top: 6, ..Margin::ZERO });
            Panel::bottom("instances")
                .frame(frame)
                .resizable(true)
                .default_size((height * 0.36).max(130.0))
                .size_range(96.0..=(height - 110.0).max(100.0))
                .show(ui, |ui| {
                    if let Some(at) = instances::ui(ui, theme, &list) {
                        *click = Some(Click::Jump(at));
                    }
                });
        }
        match listing.middle {
            Middle::Matrix => {
                let clicked = matrix_ui(ui, theme, listing, &shown.evaluation, schema);
                if let Some(cell) = clicked {
                    *click = Some(Click::Choose(cell));
                }
            }
            Middle::Types => {
                ScrollArea::both().id_salt("types").auto_shrink([false, false]).show(ui, |ui| {
                    tables::types_ui(
                        ui,
                        theme,
                        &shown.evaluation.report.scores,
                        &label,
                        ["gold", "predicted", "right"],
                        listing.task,
                        schema,
                    );
                });
            }
        }
    }
}

/// What is listed, for people.
fn title(chosen: &Chosen, label: &dyn Fn(&str) -> String) -> String {
    match chosen {
        Chosen::Class(class) => tables::words(class).0.to_owned(),
        Chosen::Cell { gold, pred } => {
            let label = |name: &str| if name == "none" { "none".to_owned() } else { label(name) };
            format!("{} → {}", label(gold), label(pred))
        }
    }
}

/// The matrix; a click is a cell to list, or `None` to list none.
fn matrix_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    listing: &Listing,
    evaluation: &Evaluation,
    schema: &Schema,
) -> Option<Option<Chosen>> {
    let confusion = evaluation.confusion(listing.task);
    let none = confusion.none();
    let name = |at: usize| confusion.labels.get(at).map_or("", String::as_str);
    let labels: Vec<matrix::Label> = (0..confusion.labels.len())
        .map(|at| match at == none {
            true => matrix::Label { text: "none".to_owned(), colour: theme.faint() },
            false => matrix::Label {
                text: evaluation.label(listing.task, name(at)).to_owned(),
                colour: tables::colour(theme, schema, listing.task, name(at)),
            },
        })
        .collect();
    let texts: Vec<String> = labels.iter().map(|label| label.text.clone()).collect();
    let said = |gold: usize, pred: usize, count: usize| match (gold, pred) {
        (g, p) if g == p => format!("{}, predicted right: {count}", texts[g]),
        (g, p) => format!("{}, predicted {}: {count}", texts[g], texts[p]),
    };
    let chosen = match &listing.chosen {
        Some(Chosen::Cell { gold, pred }) => {
            let place = |wanted: &str| confusion.labels.iter().position(|label| label == wanted);
            place(gold).zip(place(pred))
        }
        _ => None,
    };
    let input = matrix::Input {
        labels,
        cells: confusion.cells.iter().map(|cell| (cell.gold, cell.pred, cell.instances.len())).collect(),
        axes: ["annotated".to_owned(), "predicted".to_owned()],
        said: &said,
        chosen,
        follow: listing.follow,
    };
    let cell = |(gold, pred)| Chosen::Cell { gold: name(gold).to_owned(), pred: name(pred).to_owned() };
    matrix::ui(ui, theme, &input).map(|clicked| clicked.map(cell))
}

/// A sentence that stands out from the figures, with what to do.
pub(in crate::gui::tools) fn notice_ui(ui: &mut egui::Ui, theme: Theme, message: &str) {
    let frame = Frame::new()
        .fill(mix(theme.panel(), theme.warning(), 0.10))
        .stroke(egui::Stroke::new(1.0, mix(theme.line(), theme.warning(), 0.5)))
        .corner_radius(8)
        .inner_margin(10);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(message);
    });
}

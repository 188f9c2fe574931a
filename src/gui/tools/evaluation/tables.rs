//! Figures by task and by type, and the classes of errors.

use eframe::egui::{self, Align, Grid, Layout, RichText, ScrollArea, TextWrapMode};

use super::listing::Chosen;
use super::pane::Click;
use crate::domain::Schema;
use crate::eval::{Counts, Evaluation, Figure, Scores, Task};
use crate::gui::Theme;

/// The three tasks, micro and macro.
pub(in crate::gui::tools) fn scores_ui(ui: &mut egui::Ui, theme: Theme, scores: &Scores) {
    ScrollArea::horizontal().id_salt("scores").show(ui, |ui| {
        Grid::new("scores").striped(true).min_col_width(40.0).spacing([9.0, 2.0]).show(ui, |ui| {
            ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
            head(ui, theme, &["", "micro P", "R", "F1", "macro P", "R", "F1", "gold", "predicted", "right"]);
            for (name, task) in scores.tasks() {
                ui.label(RichText::new(name).strong()).on_hover_text(explained(name));
                figures(ui, &format!("{name} micro"), &task.micro, true);
                figures(ui, &format!("{name} macro"), &task.macro_average, false);
                counts(ui, theme, task.counts);
                ui.end_row();
            }
        });
    });
}

pub(in crate::gui::tools) fn explained(task: &str) -> &'static str {
    match task {
        "NER" => "Entities: span and type are right",
        "RE" => "Relations: both ends and the type are right",
        _ => "Relations: the types of both ends are right too",
    }
}

/// One row for every type that occurs.
pub(in crate::gui::tools) fn types_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    scores: &Scores,
    label: &dyn Fn(Task, &str) -> String,
    counted: [&str; 3],
    task: Task,
    schema: &Schema,
) {
    let (of, strict) = match task {
        Task::Entities => (&scores.ner, None),
        Task::Relations => (&scores.re, Some(&scores.re_plus)),
    };
    Grid::new("types").striped(true).min_col_width(40.0).spacing([9.0, 2.0]).show(ui, |ui| {
        ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
        let mut titles = vec!["type", "P", "R", "F1"];
        titles.extend(counted);
        if strict.is_some() {
            titles.push("RE+ F1");
        }
        head(ui, theme, &titles);
        for t in &of.types {
            let label = label(task, &t.name);
            ui.horizontal(|ui| {
                let (rect, _) = ui.allocate_exact_size(egui::vec2(10.0, 10.0), egui::Sense::hover());
                ui.painter().rect_filled(rect, 3.0, colour(theme, schema, task, &t.name));
                ui.label(&label);
            });
            figures(ui, &label, &t.figure, true);
            counts(ui, theme, t.counts);
            if let Some(strict) = strict.and_then(|task| task.types.iter().find(|s| s.name == t.name)) {
                figure(ui, &format!("{label} RE+ F1"), strict.figure.f1, false);
            }
            ui.end_row();
        }
    });
}

/// A type's colour, as it has everywhere.
pub(in crate::gui::tools) fn colour(theme: Theme, schema: &Schema, task: Task, name: &str) -> egui::Color32 {
    match task {
        Task::Entities => theme.entity(schema, name).strong,
        Task::Relations => theme.relation(schema, name),
    }
}

pub(in crate::gui::tools) fn head(ui: &mut egui::Ui, theme: Theme, titles: &[&str]) {
    for (at, title) in titles.iter().enumerate() {
        let layout = if at == 0 { Layout::left_to_right(Align::Center) } else { Layout::right_to_left(Align::Center) };
        ui.with_layout(layout, |ui| {
            ui.label(RichText::new(*title).small().color(theme.faint()));
        });
    }
    ui.end_row();
}

pub(in crate::gui::tools) fn figures(ui: &mut egui::Ui, name: &str, of: &Figure, strong: bool) {
    figure(ui, &format!("{name} P"), of.precision, false);
    figure(ui, &format!("{name} R"), of.recall, false);
    figure(ui, &format!("{name} F1"), of.f1, strong);
}

/// A number that also says what it is, for whoever cannot see its column.
fn figure(ui: &mut egui::Ui, name: &str, value: f64, strong: bool) {
    let text = RichText::new(format!("{value:.2}"));
    let text = if strong { text.strong() } else { text };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let label = ui.label(text);
        label.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Label, true, format!("{name} {value:.2}")));
    });
}

pub(in crate::gui::tools) fn counts(ui: &mut egui::Ui, theme: Theme, counts: Counts) {
    for number in [counts.gold, counts.predicted, counts.correct] {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(number.to_string()).color(theme.faint()));
        });
    }
}

/// A button for every class that occurs.
pub(super) fn classes_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    evaluation: &Evaluation,
    task: Task,
    chosen: Option<&Chosen>,
    click: &mut Option<Click>,
) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(5.0, 5.0);
        for (class, count) in evaluation.classes(task).into_iter().filter(|(_, count)| *count > 0) {
            let (name, hint) = words(class);
            let selected = chosen == Some(&Chosen::Class(class));
            let ink = if class == "correct" { theme.success() } else { theme.text() };
            if class_ui(ui, (name, hint), count, selected, ink) {
                *click = Some(Click::Choose((!selected).then_some(Chosen::Class(class))));
            }
        }
    });
}

/// One class with its count; true when it was clicked.
pub(in crate::gui::tools) fn class_ui(
    ui: &mut egui::Ui,
    (name, hint): (&str, &str),
    count: usize,
    selected: bool,
    ink: egui::Color32,
) -> bool {
    let text = RichText::new(format!("{name}  {count}")).small().color(ink);
    let button = ui.add(egui::Button::new(text).selected(selected).corner_radius(9));
    button.widget_info(|| {
        let label = format!("{name}: {count}");
        egui::WidgetInfo::selected(egui::WidgetType::SelectableLabel, true, selected, label)
    });
    button.on_hover_text(hint).clicked()
}

/// A class of errors in words, and what it means.
pub(super) fn words(class: &str) -> (&'static str, &'static str) {
    match class {
        "correct" => ("Right", "Place and type are right"),
        "type" => ("Wrong type", "The right place, another type"),
        "boundary" => ("Wrong boundaries", "The right type, but it begins or ends elsewhere"),
        "both" => ("Type and place", "It overlaps, but neither place nor type is right"),
        "missed" => ("Missed", "Nothing was predicted for it"),
        "spurious" => ("Spurious", "Nothing in the annotations belongs to it"),
        "end_type" => ("Type of an end", "Right for RE; the type of an end is wrong, so wrong for RE+"),
        "direction" => ("Wrong way round", "The right type between the right ends, head and tail swapped"),
        "wrong_argument" => ("Wrong end", "The right type and one right end; the other is elsewhere"),
        _ => ("Other", ""),
    }
}

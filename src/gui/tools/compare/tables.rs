//! κ and the other figures, the matrix, and the documents of a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use eframe::egui::{self, Grid, RichText, ScrollArea};

use super::figures::{Chosen, Figures};
use crate::domain::Schema;
use crate::eval::agreement::{CellKey, Class, Compared, Tally};
use crate::eval::{Scores, Task};
use crate::gui::Theme;
use crate::gui::picker::clip;
use crate::gui::tools::evaluation::{matrix, tables};

/// A type for people.
pub(super) fn label(schema: &Schema, task: Task, name: &str) -> String {
    match task {
        Task::Entities => schema.entity_label(name).to_owned(),
        Task::Relations => schema.relation_label(name).to_owned(),
    }
}

/// What a value of κ means (Landis & Koch 1977).
fn strength(kappa: f64) -> &'static str {
    match kappa {
        k if k < 0.0 => "worse than chance",
        k if k <= 0.2 => "slight",
        k if k <= 0.4 => "fair",
        k if k <= 0.6 => "moderate",
        k if k <= 0.8 => "substantial",
        _ => "almost perfect",
    }
}

pub(super) fn kappa_ui(ui: &mut egui::Ui, theme: Theme, tally: &Tally) {
    let units = tally.kappa.units();
    let text = match (tally.kappa.value(), tally.kappa.observed()) {
        (Some(kappa), Some(same)) => {
            ui.horizontal_wrapped(|ui| {
                let label = ui.label(RichText::new(format!("κ {kappa:.3}")).heading());
                label.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::WidgetType::Label, true, format!("Cohen's kappa {kappa:.3}"))
                });
                label.on_hover_text(
                    "Cohen's κ of the entity types of words: agreement beyond chance, 1 at most. The words for its \
                     size are those of Landis & Koch (1977)",
                );
                ui.label(RichText::new(strength(kappa)).color(theme.faint()));
                let s = if units == 1 { "word" } else { "words" };
                let text = format!("{:.1} % of {units} {s} have the same type", 100.0 * same);
                ui.label(RichText::new(text).small().color(theme.faint()));
            });
            return;
        }
        _ => "No words, so no κ",
    };
    ui.label(RichText::new(text).color(theme.faint()));
}

/// What is counted: on the right side, on the left, on both.
pub(super) fn counted(names: &[String; 2]) -> [String; 3] {
    [clip(&names[1], 14), clip(&names[0], 14), "both".to_owned()]
}

/// The three tasks, with the right side as the right answers.
pub(super) fn scores_ui(ui: &mut egui::Ui, theme: Theme, scores: &Scores, names: &[String; 2]) {
    ScrollArea::horizontal().id_salt("agreement").show(ui, |ui| {
        Grid::new("agreement").striped(true).min_col_width(44.0).spacing([12.0, 2.0]).show(ui, |ui| {
            let [right, left, both] = counted(names);
            tables::head(ui, theme, &["", "P", "R", "F1", &right, &left, &both]);
            for (name, task) in scores.tasks() {
                ui.label(RichText::new(name).strong()).on_hover_text(tables::explained(name));
                tables::figures(ui, &format!("{name} micro"), &task.micro, true);
                tables::counts(ui, theme, task.counts);
                ui.end_row();
            }
        });
    });
}

/// A class of differences in words, and what it means.
pub(super) fn words(class: Class, names: &[String; 2]) -> (String, String) {
    let (name, hint) = match class {
        Class::Same => ("Same", "Both annotations say it"),
        Class::Type => ("Another type", "The same place, another type"),
        Class::Boundary => ("Other boundaries", "The same type, but it begins or ends elsewhere"),
        Class::Both => ("Type and place", "They overlap, but neither place nor type is the same"),
        Class::Ends => ("Other ends", "The same relation, but an end differs in type or boundaries"),
        Class::Direction => ("Other way round", "The same type between the same ends, head and tail swapped"),
        Class::LeftOnly => return only(&names[0]),
        Class::RightOnly => return only(&names[1]),
    };
    (name.to_owned(), hint.to_owned())
}

fn only(name: &str) -> (String, String) {
    (format!("Only {}", clip(name, 18)), format!("Only {name} has it"))
}

/// The matrix; a click is a cell to list, or `None` to list none.
pub(super) fn matrix_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    shown: &Figures,
    matrix: &BTreeMap<CellKey, usize>,
    names: &[String; 2],
    schema: &Schema,
) -> Option<Option<Chosen>> {
    let known: BTreeSet<&Arc<str>> = matrix.keys().flatten().flatten().collect();
    let mut kinds: Vec<&Arc<str>> = known.into_iter().collect();
    kinds.sort_by_key(|kind| match shown.task {
        Task::Entities => schema.entity_index(kind).unwrap_or(usize::MAX),
        Task::Relations => schema.relation_index(kind).unwrap_or(usize::MAX),
    });
    let mut labels: Vec<matrix::Label> = kinds
        .iter()
        .map(|kind| matrix::Label {
            text: label(schema, shown.task, kind),
            colour: tables::colour(theme, schema, shown.task, kind),
        })
        .collect();
    labels.push(matrix::Label { text: "none".to_owned(), colour: theme.faint() });
    let place = |kind: &Option<Arc<str>>| match kind {
        Some(kind) => kinds.iter().position(|known| *known == kind).unwrap_or(kinds.len()),
        None => kinds.len(),
    };
    let key = |at: usize| kinds.get(at).map(|kind| Arc::clone(kind));
    let texts: Vec<String> = labels.iter().map(|label| label.text.clone()).collect();
    let [left, right] = names;
    let said = |row: usize, column: usize, count: usize| {
        if row == column {
            format!("Both {}: {count}", texts[row])
        } else {
            format!("{right} {}, {left} {}: {count}", texts[row], texts[column])
        }
    };
    let input = matrix::Input {
        labels,
        cells: matrix.iter().map(|([row, column], count)| (place(row), place(column), *count)).collect(),
        axes: [right.clone(), left.clone()],
        said: &said,
        chosen: match &shown.chosen {
            Some(Chosen::Cell([row, column])) => Some((place(row), place(column))),
            _ => None,
        },
        follow: shown.follow,
    };
    let cell = |(row, column)| -> Chosen {
        let cell: CellKey = [key(row), key(column)];
        Chosen::Cell(cell)
    };
    matrix::ui(ui, theme, &input).map(|clicked| clicked.map(cell))
}

/// The documents of a folder, those with most differences first; a click opens one.
pub(super) fn documents_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    order: &[(usize, usize)],
    of: &[Compared],
) -> Option<usize> {
    const ROW: f32 = 26.0;
    /// Distances of the figures from the right.
    const COLUMNS: [f32; 3] = [6.0, 92.0, 148.0];
    let mut open = None;
    let (head, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 20.0), egui::Sense::hover());
    let small = egui::FontId::proportional(11.5);
    ui.painter().text(
        head.left_center() + egui::vec2(6.0, 0.0),
        egui::Align2::LEFT_CENTER,
        "Most differences first",
        small.clone(),
        theme.faint(),
    );
    for (from_right, title) in COLUMNS.into_iter().zip(["differences", "F1", "κ"]) {
        let at = head.right_center() - egui::vec2(from_right, 0.0);
        ui.painter().text(at, egui::Align2::RIGHT_CENTER, title, small.clone(), theme.faint());
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("compared").auto_shrink([false, false]);
    area.show_rows(ui, ROW, order.len(), |ui, rows| {
        for (at, differences) in order.get(rows).unwrap_or_default() {
            let Some(document) = of.get(*at) else { continue };
            let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), ROW), egui::Sense::hover());
            let response = ui.interact(rect, ui.id().with(("compared", *at)), egui::Sense::click());
            response.widget_info(|| {
                let label =
                    format!("Compare {}: {}", document.name, crate::gui::words::counted(*differences, "difference"));
                egui::WidgetInfo::labeled(egui::WidgetType::Button, true, label)
            });
            let painter = ui.painter_at(rect);
            if response.hovered() || response.has_focus() {
                painter.rect_filled(rect, 5.0, crate::gui::theme::mix(theme.panel(), theme.line(), 0.6));
            }
            let font = egui::FontId::proportional(13.0);
            let left = rect.left_center() + egui::vec2(6.0, 0.0);
            let room = ((rect.width() - 210.0) / 7.0).max(12.0) as usize;
            painter.text(left, egui::Align2::LEFT_CENTER, clip(&document.name, room), font.clone(), theme.text());
            let f1 = document.tally.scores(&Schema::default()).ner;
            let kappa = document.tally.kappa.value().map(|k| format!("{k:.2}"));
            let f1_text = if f1.counts.is_present() { format!("{:.1}", f1.micro.f1) } else { String::new() };
            let figures = [
                (COLUMNS[0], differences.to_string(), theme.text()),
                (COLUMNS[1], f1_text, theme.faint()),
                (COLUMNS[2], kappa.unwrap_or_default(), theme.faint()),
            ];
            for (from_right, text, ink) in figures {
                let at = rect.right_center() - egui::vec2(from_right, 0.0);
                painter.text(at, egui::Align2::RIGHT_CENTER, text, font.clone(), ink);
            }
            if response.on_hover_text("Click to see both annotations in the text").clicked() {
                open = Some(*at);
            }
        }
    });
    open
}

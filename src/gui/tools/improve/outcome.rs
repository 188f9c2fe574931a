//! What a run gave: before and after, and which model to keep.

use std::path::PathBuf;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{CollapsingHeader, Grid, RichText, TextStyle, Ui};

use super::curves::Curves;
use super::flips::Flips;
use super::widgets::{boxed, primary, secondary};
use crate::engine::{Figure, Improvement, TuningJob};
use crate::gui::Theme;
use crate::gui::words::counted;

/// With fewer sentences than this a point more or less says little.
const FEW: usize = 50;

pub struct Outcome {
    pub improvement: Improvement,
    curves: Curves,
    flips: Flips,
    /// The button that is wanted most likely waits for Enter.
    pub focus: bool,
}

pub enum Click {
    Use,
    Keep,
    Open { file: PathBuf, sentence: usize },
}

impl Outcome {
    pub fn new(improvement: Improvement, job: &TuningJob, curves: Curves) -> Self {
        let folder = job.test.as_ref().unwrap_or(&job.data);
        let flips = Flips::new(&improvement.flips, folder);
        Self { improvement, curves, flips, focus: true }
    }

    /// The verdict in a few words.
    pub fn headline(&self) -> &'static str {
        let (before, after) = (&self.improvement.before, &self.improvement.after);
        match self.improvement.better {
            true if before == after => "The new model is as good as the present one",
            true => "The new model is better",
            false => "The new model is worse",
        }
    }

    fn measured_on(&self) -> String {
        let sentences = counted(self.improvement.sentences, "sentence");
        let documents = counted(self.improvement.documents, "held-out document");
        let verdict = if self.improvement.better { "Better" } else { "Worse" };
        let verdict = if self.improvement.before == self.improvement.after { "The same" } else { verdict };
        let caution = if self.improvement.sentences < FEW {
            " With so few sentences a difference of a few points may be chance."
        } else {
            ""
        };
        format!("{verdict} on {sentences} of {documents}, by F1 of entities and typed relations together.{caution}")
    }

    pub fn ui(&mut self, ui: &mut Ui, theme: Theme, present: &str) -> Option<Click> {
        let mut click = None;
        let ink = if self.improvement.better { theme.success() } else { theme.error() };
        boxed(theme, ink).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new(self.headline()).size(17.0).color(ink));
            ui.label(self.measured_on());
        });
        ui.add_space(8.0);
        self.table_ui(ui, theme);
        ui.add_space(8.0);
        if let Some((file, sentence)) = self.flips.ui(ui, theme, &self.improvement.flips) {
            click = Some(Click::Open { file, sentence });
        }
        if !self.curves.is_empty() {
            CollapsingHeader::new("Curves of the training").id_salt("improve_curves").show(ui, |ui| {
                self.curves.ui(ui, theme);
            });
        }
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            let (new, old) = ("Use the new model", "Keep the old model");
            let (first, second) = if self.improvement.better { (new, old) } else { (old, new) };
            let default = ui.add(primary(theme, first));
            if std::mem::take(&mut self.focus) {
                default.request_focus();
            }
            let mut chosen = default.clicked().then_some(first);
            if ui.add(secondary(second)).clicked() {
                chosen = Some(second);
            }
            if let Some(chosen) = chosen {
                click = Some(if chosen == new { Click::Use } else { Click::Keep });
            }
            ui.label(RichText::new(format!("Now reading: {present}")).color(theme.faint()).small());
        });
        click
    }

    fn table_ui(&self, ui: &mut Ui, theme: Theme) {
        let (before, after) = (&self.improvement.before, &self.improvement.after);
        let rows = [
            ("Entities (NER)", before.entities, after.entities),
            ("Relations (RE)", before.relations, after.relations),
            ("Typed relations (RE+)", before.typed_relations, after.typed_relations),
        ];
        Grid::new("improve_figures").num_columns(4).striped(true).spacing([26.0, 8.0]).show(ui, |ui| {
            for title in ["", "Precision", "Recall", "F1"] {
                ui.label(RichText::new(title).color(theme.faint()).small());
            }
            ui.end_row();
            for (task, before, after) in rows {
                ui.label(task);
                for value in [precision, recall, f1] {
                    ui.label(change(ui, theme, value(before), value(after)));
                }
                ui.end_row();
            }
        });
    }
}

fn precision(figure: Figure) -> f64 {
    figure.precision
}

fn recall(figure: Figure) -> f64 {
    figure.recall
}

fn f1(figure: Figure) -> f64 {
    figure.f1
}

/// `78.7 → 86.9  +8.2`, the difference in its colour.
fn change(ui: &Ui, theme: Theme, before: f64, after: f64) -> LayoutJob {
    let font = TextStyle::Body.resolve(ui.style());
    // As it is printed, or else 0.04 and 0.06 would differ by 0.0.
    let tenth = |value: f64| (value * 10.0).round() / 10.0;
    let difference = tenth(tenth(after) - tenth(before));
    let (text, ink) = match difference {
        d if d > 0.0 => (format!("  +{d:.1}"), theme.success()),
        d if d < 0.0 => (format!("  −{:.1}", d.abs()), theme.error()),
        _ => ("  ±0".to_owned(), theme.faint()),
    };
    let mut job = LayoutJob::default();
    job.append(&format!("{before:.1} → "), 0.0, TextFormat::simple(font.clone(), theme.faint()));
    job.append(&format!("{after:.1}"), 0.0, TextFormat::simple(font.clone(), theme.text()));
    job.append(&text, 0.0, TextFormat::simple(font, ink));
    job
}

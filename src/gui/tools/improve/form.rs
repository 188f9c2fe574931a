//! What to learn from, and where the new model goes.

use std::path::{Path, PathBuf};

use eframe::egui::{self, CollapsingHeader, DragValue, Margin, RichText, Slider, Stroke, TextEdit, Ui};

use super::tool::{CORRECTED, OLD, OUT, TEST};
use super::widgets::{note_ui, primary};
use crate::engine::{TuningDefaults, TuningJob};
use crate::gui::Theme;
use crate::gui::tools::FileQuestion;
use crate::gui::words;
use crate::io::{self, sibling};
use crate::report::curves::scale::short;

/// Entries of a folder that are counted while its path is typed.
const GLANCE: usize = 20_000;

/// The fields as they are typed.
pub struct Form {
    pub data: String,
    pub mix: String,
    pub test: String,
    pub out: String,
    pub epochs: u64,
    pub learning_rate: f64,
    /// Percent of the documents that are only measured with.
    pub held_out: f64,
    /// Why it could not start, or what stopped it.
    pub error: Option<String>,
    /// What was said last: that a run was stopped, and how it goes on.
    pub note: Option<String>,
    /// What is in the folder `counted` speaks of.
    counted: (String, Option<Counted>),
}

#[derive(Clone, Copy)]
struct Counted {
    texts: usize,
    annotated: usize,
    /// Whether the folder is larger than that.
    has_more: bool,
}

/// What the form needs to know from outside.
pub struct Around<'a> {
    /// The model's name.
    pub model: &'a str,
    /// Files with unsaved work, open or not.
    pub unsaved: &'a [PathBuf],
}

/// What was clicked.
pub enum Click {
    Start,
    Choose(&'static FileQuestion),
    Save(Vec<PathBuf>),
    Close,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            data: String::new(),
            mix: String::new(),
            test: String::new(),
            out: String::new(),
            epochs: 5,
            learning_rate: 5e-5,
            held_out: 20.0,
            error: None,
            note: None,
            counted: (String::new(), None),
        }
    }
}

impl Form {
    pub fn defaults(&mut self, defaults: TuningDefaults) {
        self.epochs = defaults.epochs;
        // By way of decimal digits: 5e-5 as a 32-bit number is 4.9999999e-5 as a 64-bit one.
        self.learning_rate = defaults.learning_rate.to_string().parse().unwrap_or(5e-5);
    }

    /// Takes over the folder that was chosen for a field.
    pub fn choose(&mut self, question: &FileQuestion, path: &Path) {
        let fields =
            [(&CORRECTED, &mut self.data), (&OLD, &mut self.mix), (&TEST, &mut self.test), (&OUT, &mut self.out)];
        for (_, field) in fields.into_iter().filter(|(of, _)| *of == question) {
            *field = path.display().to_string();
        }
    }

    /// # Errors
    /// What is missing, and what to do.
    pub fn job(&self, from: PathBuf) -> Result<TuningJob, String> {
        let path = |text: &str| {
            let path = PathBuf::from(text.trim());
            std::path::absolute(&path).unwrap_or(path)
        };
        let given = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(path);
        let data = given(&self.data).ok_or("Choose the folder of the corrected documents first.")?;
        for (what, chosen) in [("Corrected documents", Some(&data)), ("Old data", given(&self.mix).as_ref())] {
            if let Some(missing) = chosen.filter(|path| !path.exists()) {
                return Err(format!("{what}: {} is not there. Choose a folder that is.", missing.display()));
            }
        }
        let out = given(&self.out).ok_or("Name a folder for the new model.")?;
        Ok(TuningJob {
            from,
            data,
            mix: given(&self.mix),
            test: given(&self.test),
            held_out: self.held_out / 100.0,
            out,
            epochs: self.epochs,
            learning_rate: self.learning_rate as f32,
        })
    }

    pub fn ui(&mut self, ui: &mut Ui, theme: Theme, around: &Around<'_>) -> Option<Click> {
        let mut click = None;
        let faint = |text: &str| RichText::new(text).color(theme.faint());
        ui.label(faint(
            "The model learns from documents that you have corrected. It is measured before and after on documents \
             that it did not learn from, and then you decide which model to keep.",
        ));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.label(faint("It starts from"));
            ui.label(around.model);
            ui.label(faint("– a copy of it: the present model stays as it is."));
        });
        ui.add_space(6.0);
        click = path_ui(ui, theme, "Corrected documents", "", &mut self.data, &CORRECTED).or(click);
        if let Some(text) = self.count() {
            ui.label(faint(&text).small());
        }
        click = self.unsaved_ui(ui, theme, around).or(click);
        ui.add_space(6.0);
        click = path_ui(ui, theme, "Old data to mix in", "none", &mut self.mix, &OLD).or(click);
        ui.label(faint("Keeps the model from forgetting what the corrected documents do not show.").small());
        ui.add_space(6.0);
        click =
            path_ui(ui, theme, "Test documents", "a part of the corrected documents", &mut self.test, &TEST).or(click);
        ui.label(faint("Both models are measured on them; nothing is learned from them.").small());
        ui.add_space(6.0);
        CollapsingHeader::new("Advanced").id_salt("improve_advanced").show(ui, |ui| {
            self.advanced_ui(ui, theme);
            click = path_ui(ui, theme, "Folder of the new model", "", &mut self.out, &OUT).or(click.take());
            ui.label(faint("Holds the model, its curves as a page (report.html), and all settings.").small());
        });
        for (text, ink) in [(&self.error, theme.error()), (&self.note, theme.text())] {
            if let Some(text) = text {
                ui.add_space(6.0);
                note_ui(ui, theme, ink, text);
            }
        }
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            let ready = !self.data.trim().is_empty();
            let start = ui.add_enabled(ready, primary(theme, "Start training"));
            if start.on_disabled_hover_text("Choose the folder of the corrected documents first").clicked() {
                click = Some(Click::Start);
            }
            if ui.button("Close").clicked() {
                click = Some(Click::Close);
            }
        });
        click
    }

    fn advanced_ui(&mut self, ui: &mut Ui, theme: Theme) {
        egui::Grid::new("improve_settings").num_columns(3).spacing([14.0, 8.0]).show(ui, |ui| {
            let faint = |text: &str| RichText::new(text).color(theme.faint()).small();
            let label = ui.label("Epochs");
            ui.add(DragValue::new(&mut self.epochs).range(1..=200)).labelled_by(label.id);
            ui.label(faint("How often all sentences are seen. Too many, and they are learned by heart."));
            ui.end_row();
            let label = ui.label("Learning rate");
            let rate = DragValue::new(&mut self.learning_rate)
                .range(1e-7..=1e-2)
                .speed(5e-7)
                .custom_formatter(|value, _| short(value))
                .custom_parser(|text| text.trim().parse().ok());
            ui.add(rate).labelled_by(label.id);
            ui.label(faint("How far each step goes. Lower it when the loss jumps."));
            ui.end_row();
            let label = ui.label("Held out");
            let free = self.test.trim().is_empty();
            let slider = Slider::new(&mut self.held_out, 5.0..=50.0).suffix(" %").fixed_decimals(0).step_by(5.0);
            ui.add_enabled(free, slider).labelled_by(label.id);
            ui.label(faint("The part to measure with when there are no test documents."));
            ui.end_row();
        });
        ui.add_space(4.0);
    }

    /// Only what is in the files is learned.
    fn unsaved_ui(&self, ui: &mut Ui, theme: Theme, around: &Around<'_>) -> Option<Click> {
        let folder = std::path::absolute(self.data.trim()).ok().filter(|_| !self.data.trim().is_empty())?;
        // By one name, through whatever links it was chosen.
        let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
        let folder = real(&folder).unwrap_or(folder);
        let inside = |file: &&PathBuf| real(file).is_ok_and(|file| file.starts_with(&folder));
        let unsaved: Vec<PathBuf> = around.unsaved.iter().filter(inside).cloned().collect();
        let text = match unsaved.len() {
            0 => return None,
            n => format!(
                "{} {} unsaved changes, which would not be learned.",
                words::counted(n, "document"),
                words::agreed(n, "has", "have"),
            ),
        };
        let save = ui.horizontal(|ui| {
            ui.label(RichText::new(text).color(theme.warning()));
            ui.button("Save them").clicked()
        });
        save.inner.then_some(Click::Save(unsaved))
    }

    /// What stands in the folder and below it; looked at once for every change of the path.
    fn count(&mut self) -> Option<String> {
        if self.counted.0 != self.data {
            self.counted = (self.data.clone(), counted(Path::new(self.data.trim())));
        }
        let Counted { texts, annotated, has_more } = self.counted.1?;
        let least = if has_more { "At least " } else { "" };
        let documents = words::counted(texts, "document");
        Some(format!(
            "{least}{documents}, {annotated} with annotations. What is saved in them counts as right, but for marked \
             predictions."
        ))
    }
}

fn counted(folder: &Path) -> Option<Counted> {
    // A path that is being typed may be a whole disk.
    let (folder, has_more) = io::Folder::glance(folder, GLANCE).ok()?;
    let texts = folder.texts();
    let annotated = texts.iter().filter(|txt| sibling(txt, "ann").is_some()).count();
    (!texts.is_empty()).then_some(Counted { texts: texts.len(), annotated, has_more })
}

fn path_ui(
    ui: &mut Ui,
    theme: Theme,
    label: &str,
    hint: &str,
    text: &mut String,
    question: &'static FileQuestion,
) -> Option<Click> {
    let id = ui.label(label).id;
    let row = ui.horizontal(|ui| {
        // A field has the window's own ground, so a line shows where it is.
        ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.0, theme.line());
        let choose = ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let choose = ui.button("Choose…").on_hover_text(format!("{label}: choose a folder")).clicked();
            ui.add(
                TextEdit::singleline(text).hint_text(hint).margin(Margin::symmetric(8, 5)).desired_width(f32::INFINITY),
            )
            .labelled_by(id);
            choose
        });
        choose.inner
    });
    row.inner.then_some(Click::Choose(question))
}

//! From corrections to a better model: what to learn from, a run with its curves, and which model to keep.
//!
//! | file | what it is |
//! |---|---|
//! | `form` | the folders and settings of a run |
//! | `progress`, `curves`, `chart` | a run that goes on |
//! | `outcome`, `flips` | before and after, and the decision |
//! | `models` | which model reads |
//! | `naming`, `widgets` | names of new models; shared pieces |

mod chart;
mod curves;
mod flips;
mod form;
mod naming;
mod outcome;
mod progress;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;
mod widgets;

pub use tool::{ENTRY, IMPROVE_MODEL};

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use eframe::egui::{self, ScrollArea, Ui, Window, vec2};

use self::form::{Around, Form};
use self::outcome::Outcome;
use self::progress::{End, Run};
use crate::editor::{self, Tone};
use crate::engine::{Tuning, model_name};
use crate::gui::app::App;
use crate::gui::command::Command;
use crate::gui::files::{Folder, Purpose};

/// The dialog, open or not: a run goes on without it.
#[derive(Default)]
pub struct Improve {
    open: bool,
    form: Form,
    stage: Stage,
}

#[derive(Default)]
enum Stage {
    #[default]
    Form,
    // Boxed: one run is much larger than no run.
    Running(Box<Run>),
    Done(Box<Outcome>),
}

/// What the status bar says of it.
pub enum Brief {
    Running { share: f32, text: String },
    Done { better: bool, text: &'static str },
}

impl Brief {
    /// How much of the updates is done, 0 to 1.
    #[cfg(test)]
    fn share(&self) -> f32 {
        match self {
            Self::Running { share, .. } => *share,
            Self::Done { .. } => 1.0,
        }
    }
}

impl Improve {
    pub fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running(_))
    }

    pub fn brief(&self) -> Option<Brief> {
        match &self.stage {
            Stage::Form => None,
            Stage::Running(run) => Some(Brief::Running { share: run.share(), text: run.phase() }),
            Stage::Done(outcome) => Some(Brief::Done { better: outcome.improvement.better, text: outcome.headline() }),
        }
    }
}

/// What a frame of the dialog asked the application for.
enum Asked {
    Form(form::Asked),
    Run(progress::Asked),
    Outcome(outcome::Asked),
}

impl App {
    pub(in crate::gui) fn open_improve(&mut self) {
        let Some(models) = &self.editor.analyses.models else {
            self.editor.notify(Tone::Error, "There is no model to improve. Start relata with --model FOLDER");
            return;
        };
        self.improve.open = true;
        match &mut self.improve.stage {
            Stage::Form => {}
            Stage::Running(_) => return,
            Stage::Done(outcome) => {
                outcome.focus = true;
                return;
            }
        }
        let form = &mut self.improve.form;
        if form.data.trim().is_empty() {
            let folder = self.editor.folder.root().map(Path::to_owned);
            let beside = || self.editor.current()?.path()?.parent().map(Path::to_owned);
            form.data = folder.or_else(beside).map_or(String::new(), |folder| folder.display().to_string());
        }
        if form.out.trim().is_empty() {
            let name = model_name(&models.current);
            form.out = naming::fresh_folder(&models.runs, &name, SystemTime::now()).display().to_string();
            match models.tuner.defaults(&models.current) {
                Ok(defaults) => form.defaults(defaults),
                Err(message) => form.error = Some(message),
            }
        }
    }

    pub(in crate::gui) fn improve_folder(&mut self, folder: Folder, path: &Path) {
        self.improve.form.choose(folder, path);
    }

    fn start_improving(&mut self, ctx: &egui::Context) {
        let Some(models) = &self.editor.analyses.models else { return };
        let form = &mut self.improve.form;
        (form.error, form.note) = (None, None);
        let wake = ctx.clone();
        let started = form.job(models.current.clone()).and_then(|job| {
            let wake = Arc::new(move || wake.request_repaint());
            let tuning = Tuning::start(Arc::clone(&models.tuner), job.clone(), wake);
            tuning.map(|tuning| Run::new(tuning, job)).map_err(|error| format!("The training cannot start: {error}"))
        });
        match started {
            Ok(run) => self.improve.stage = Stage::Running(Box::new(run)),
            Err(message) => form.error = Some(message),
        }
    }

    pub(in crate::gui) fn poll_improving(&mut self) {
        let Stage::Running(run) = &mut self.improve.stage else { return };
        let Some(end) = run.poll() else { return };
        let Stage::Running(run) = std::mem::take(&mut self.improve.stage) else { return };
        let open = self.improve.open;
        let form = &mut self.improve.form;
        match end {
            End::Finished(improvement) => {
                let outcome = Outcome::new(*improvement, &run.job, run.curves);
                let tone = if outcome.improvement.better { Tone::Good } else { Tone::Warning };
                if !open {
                    let text = format!("{}. The status bar leads to the figures", outcome.headline());
                    self.editor.notify(tone, text);
                }
                // The next run is a new one.
                form.out.clear();
                self.improve.stage = Stage::Done(Box::new(outcome));
            }
            End::Stopped => {
                let text = format!(
                    "Cancelled; the present model is as it was. What was learned so far is in {}. Start training goes \
                     on from there, and another folder begins anew.",
                    run.job.out.display()
                );
                form.note = Some(text);
                if !open {
                    self.editor.notify(Tone::Info, "The training was cancelled; the present model is as it was");
                }
            }
            End::Failed(message) => {
                if !open {
                    self.editor.notify(Tone::Error, format!("The model could not be improved: {message}"));
                }
                form.error = Some(message);
            }
        }
    }

    pub(in crate::gui) fn improve_ui(&mut self, ctx: &egui::Context) {
        if !self.improve.open {
            return;
        }
        let theme = self.theme(ctx);
        let model = self.editor.analyses.models.as_ref().map_or(String::new(), |models| model_name(&models.current));
        let unsaved = self.unsaved_files();
        let improve = &mut self.improve;
        let mut open = true;
        let mut asked = None;
        let room = ctx.content_rect().size();
        let frame = egui::Frame::window(&ctx.global_style()).inner_margin(16);
        let title = frame.inner_margin(egui::Margin::symmetric(16, 9));
        Window::new("Improve the model")
            .open(&mut open)
            .frame(frame)
            .title_frame(title)
            .collapsible(false)
            .resizable([true, false])
            .default_width(720.0_f32.min(room.x - 60.0))
            .min_width(460.0)
            .pivot(egui::Align2::CENTER_CENTER)
            .default_pos(ctx.content_rect().center())
            .show(ctx, |ui| {
                let height = (room.y - 120.0).max(240.0);
                // As high as it needs to be, so that the buttons are in sight wherever the screen has room for them.
                let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
                area.auto_shrink([false, true]).show(ui, |ui| {
                    asked = stage_ui(ui, improve, theme, &Around { model: &model, unsaved: &unsaved });
                });
            });
        let escape = !ctx.text_edit_focused()
            && !self.needs_answer()
            && !egui::Popup::is_any_open(ctx)
            && ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
        self.improve.open = open && !escape && self.improve.open;
        if let Some(asked) = asked {
            self.improve_asked(ctx, asked);
        }
        if self.improve.is_running() {
            // The clock of a phase that tells nothing itself.
            ctx.request_repaint_after(Duration::from_secs(1));
        }
    }

    fn improve_asked(&mut self, ctx: &egui::Context, asked: Asked) {
        match asked {
            Asked::Form(form::Asked::Start) => self.start_improving(ctx),
            Asked::Form(form::Asked::Choose(folder)) => self.files.ask(ctx, Purpose::Folder(folder), ""),
            Asked::Form(form::Asked::Save(files)) => self.save_files(ctx, &files),
            Asked::Form(form::Asked::Close) | Asked::Run(progress::Asked::Hide) => self.improve.open = false,
            Asked::Run(progress::Asked::Cancel) => {
                if let Stage::Running(run) = &self.improve.stage {
                    run.cancel();
                }
            }
            Asked::Outcome(outcome::Asked::Open { file, sentence }) => self.open_sentence(&file, sentence),
            Asked::Outcome(choice) => {
                let Stage::Done(outcome) = std::mem::take(&mut self.improve.stage) else { return };
                self.improve.open = false;
                let model = outcome.improvement.model;
                if matches!(choice, outcome::Asked::Use) {
                    editor::use_model(&mut self.editor, &model);
                } else {
                    let text = format!(
                        "The old model stays. The new one is in {}: “{}” in the menu still finds it",
                        model.display(),
                        Command::ChooseModel.label().trim_end_matches('…')
                    );
                    self.editor.notify(Tone::Info, text);
                }
            }
        }
    }

    fn open_sentence(&mut self, file: &Path, sentence: usize) {
        self.editor.open_path(file);
        let span = self.editor.current().and_then(|open| open.sentences.get(sentence).copied());
        if let Some(span) = span {
            self.views.text.reveal(span);
        }
    }
}

fn stage_ui(ui: &mut Ui, improve: &mut Improve, theme: crate::gui::Theme, around: &Around<'_>) -> Option<Asked> {
    ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
    match &mut improve.stage {
        Stage::Form => improve.form.ui(ui, theme, around).map(Asked::Form),
        Stage::Running(run) => run.ui(ui, theme).map(Asked::Run),
        Stage::Done(outcome) => outcome.ui(ui, theme, around.model).map(Asked::Outcome),
    }
}

//! From the form to a run, and to its end.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use super::outcome::Outcome;
use super::progress::{End, Run};
use super::{ImproveTool, Stage, naming};
use crate::editor::{Editor, Tone};
use crate::engine::{Tuning, model_name};

impl ImproveTool {
    pub(super) fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running(_))
    }

    pub(super) fn open_dialog(&mut self, editor: &mut Editor) {
        let Some(models) = &editor.analyses.models else {
            editor.notify(Tone::Error, "There is no model to improve. Start relata with --model FOLDER");
            return;
        };
        self.open = true;
        match &mut self.stage {
            Stage::Form => {}
            Stage::Running(_) => return,
            Stage::Done(outcome) => {
                outcome.focus = true;
                return;
            }
        }
        let form = &mut self.form;
        if form.data.trim().is_empty() {
            let folder = editor.folder.root().map(Path::to_owned);
            let beside = || editor.current()?.path()?.parent().map(Path::to_owned);
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

    pub(super) fn start(&mut self, editor: &Editor) {
        let Some(models) = &editor.analyses.models else { return };
        let form = &mut self.form;
        (form.error, form.note) = (None, None);
        let started = form.job(models.current.clone()).and_then(|job| {
            let tuning = Tuning::start(Arc::clone(&models.tuner), job.clone(), editor.host.wake.clone());
            tuning.map(|tuning| Run::new(tuning, job)).map_err(|error| format!("The training cannot start: {error}"))
        });
        match started {
            Ok(run) => self.stage = Stage::Running(Box::new(run)),
            Err(message) => form.error = Some(message),
        }
    }

    /// Takes what the run has told, and its end.
    pub(super) fn poll(&mut self, editor: &mut Editor) {
        let Stage::Running(run) = &mut self.stage else { return };
        let Some(end) = run.poll() else { return };
        let Stage::Running(run) = std::mem::take(&mut self.stage) else { return };
        match end {
            End::Finished(improvement) => {
                let outcome = Outcome::new(*improvement, &run.job, run.curves);
                let tone = if outcome.improvement.better { Tone::Good } else { Tone::Warning };
                if !self.open {
                    editor.notify(tone, format!("{}. The status bar leads to the figures", outcome.headline()));
                }
                // The next run is a new one.
                self.form.out.clear();
                self.stage = Stage::Done(Box::new(outcome));
            }
            End::Stopped => {
                let text = format!(
                    "Cancelled; the present model is as it was. What was learned so far is in {}. Start training goes \
                     on from there, and another folder begins anew.",
                    run.job.out.display()
                );
                self.form.note = Some(text);
                if !self.open {
                    editor.notify(Tone::Info, "The training was cancelled; the present model is as it was");
                }
            }
            End::Failed(message) => {
                if !self.open {
                    editor.notify(Tone::Error, format!("The model could not be improved: {message}"));
                }
                self.form.error = Some(message);
            }
        }
    }
}

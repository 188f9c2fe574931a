//! Which model reads.

use std::path::{Path, PathBuf};

use crate::domain::Schema;
use crate::editor::Tone;
use crate::engine::{ModelInfo, checkpoint_in, model_name};
use crate::gui::app::{App, Model};
use crate::gui::command::Command;

impl App {
    /// Loads the model of a folder in the place of the present one, which stays when that fails.
    pub(in crate::gui) fn use_model(&mut self, dir: PathBuf) {
        let (Some(models), Some(engine)) = (&self.models, &mut self.engine) else {
            self.state.notify(Tone::Error, "No model can be loaded here. Start relata with --model FOLDER");
            return;
        };
        let dir = checkpoint_in(&dir);
        engine.switch((models.open)(dir.clone()));
        self.model = Model::Loading;
        self.switching.push_back(dir);
    }

    pub(in crate::gui) fn use_bundled_model(&mut self) {
        if let Some(bundled) = self.models.as_ref().and_then(|models| models.bundled.clone()) {
            self.use_model(bundled);
        }
    }

    /// Whether another model than the bundled one reads.
    pub(in crate::gui) fn has_own_model(&self) -> bool {
        self.models.as_ref().is_some_and(|models| models.bundled.as_ref().is_some_and(|dir| *dir != models.current))
    }

    pub(in crate::gui) fn model_ready(&mut self, info: ModelInfo, schema: Schema) {
        self.state.model_schema = schema;
        self.state.share_types();
        self.state.filter_revision += 1;
        self.model = Model::Ready(info);
        // What another model said is no evidence about this one.
        self.evaluation.forget_analyses();
        self.start_waiting();
        self.read_what_waits_for_a_model();
    }

    pub(in crate::gui) fn switched(&mut self, info: ModelInfo, schema: Schema) {
        if let (Some(dir), Some(models)) = (self.switching.pop_front(), &mut self.models) {
            let key = self.keys.text(Command::Analyse);
            let text = format!("{} reads from now on. {key} reads this document anew", model_name(&dir));
            let bundled = models.bundled.as_deref() == Some(dir.as_path());
            self.state.settings.model = (!bundled).then(|| absolute(&dir));
            models.current = dir;
            self.state.notify(Tone::Good, text);
        }
        self.model_ready(info, schema);
    }

    pub(in crate::gui) fn switch_failed(&mut self, message: String) {
        self.switching.pop_front();
        self.state.notify(Tone::Error, format!("The other model cannot be used: {message}"));
        self.model = Model::Failed(message);
    }
}

fn absolute(dir: &Path) -> PathBuf {
    std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned())
}

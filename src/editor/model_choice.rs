//! Which model reads.

use std::path::{Path, PathBuf};

use super::analyses::ModelState;
use super::{Command, Editor, Tone, analysing};
use crate::domain::Schema;
use crate::engine::{ModelInfo, checkpoint_in, model_name};

/// Loads the model of a folder in the place of the present one, which stays when that fails.
pub fn use_model(editor: &mut Editor, dir: &Path) {
    let analyses = &mut editor.analyses;
    let (Some(models), Some(engine)) = (&analyses.models, &mut analyses.engine) else {
        editor.notify(Tone::Error, "No model can be loaded here. Start relata with --model FOLDER");
        return;
    };
    let dir = checkpoint_in(dir);
    engine.switch((models.open)(dir.clone()));
    analyses.model = ModelState::Loading;
    analyses.switching.push_back(dir);
}

pub fn use_bundled_model(editor: &mut Editor) {
    if let Some(bundled) = editor.analyses.models.as_ref().and_then(|models| models.bundled.clone()) {
        use_model(editor, &bundled);
    }
}

pub(super) fn ready(editor: &mut Editor, info: ModelInfo, schema: Schema) {
    editor.legend.offered.model = schema;
    editor.share_types();
    editor.legend.revision += 1;
    let analyses = &mut editor.analyses;
    analyses.model = ModelState::Ready(info);
    // What another model said is no evidence about this one.
    analyses.said.clear();
    analyses.start_waiting(&editor.documents);
    analysing::analyse_what_waited(editor);
}

pub(super) fn switched(editor: &mut Editor, info: ModelInfo, schema: Schema) {
    let analyses = &mut editor.analyses;
    if let (Some(dir), Some(models)) = (analyses.switching.pop_front(), &mut analyses.models) {
        let key = editor.host.key(Command::Analyse);
        let text = format!("{} reads from now on. {key} reads this document anew", model_name(&dir));
        let bundled = models.bundled.as_deref() == Some(dir.as_path());
        editor.settings.model = (!bundled).then(|| absolute(&dir));
        models.current = dir;
        editor.notify(Tone::Good, text);
    }
    ready(editor, info, schema);
}

pub(super) fn failed(editor: &mut Editor, message: String) {
    editor.analyses.switching.pop_front();
    editor.notify(Tone::Error, format!("The other model cannot be used: {message}"));
    editor.analyses.model = ModelState::Failed(message);
    analysing::analyse_what_waited(editor);
}

fn absolute(dir: &Path) -> PathBuf {
    std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned())
}

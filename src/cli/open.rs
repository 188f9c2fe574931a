//! `relata` and `relata open`: the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::messages::Outcome;
use super::model_args::ModelArgs;
use super::model_choice;
use crate::engine::{Loader, ModelTuner, Models};
use crate::gui::{self, Start};
use crate::session::{Recovery, Settings, Workspace};

/// # Errors
/// When no window can be opened. A model that cannot be loaded is said in the window.
pub fn run(model: &ModelArgs, paths: Vec<PathBuf>) -> anyhow::Result<Outcome> {
    let (settings, damage) = Settings::load();
    let (model, gone) = chosen(model, settings.model.as_deref());
    let notice = [damage, gone].into_iter().flatten().reduce(|a, b| format!("{a}. {b}"));
    let device = model.device.clone();
    let tuner = Arc::new(ModelTuner { device: device.clone() });
    let open = move |dir: PathBuf| loader(ModelArgs { model: Some(dir), device: device.clone() });
    // Without a folder there is nothing to improve; the loader says why there is none.
    let models = model_choice::folder(&model).ok().map(|current| Models {
        current,
        bundled: model_choice::bundled(),
        runs: model_choice::own_models(),
        open: Arc::new(open),
        tuner,
    });
    let workspace = Settings::folder().map(|home| Workspace::in_home(&home)).unwrap_or_default();
    let start =
        Start { settings, paths, recovery: Recovery::standard(), workspace, notice, models, ..Start::default() };
    gui::run(start, loader(model))?;
    Ok(Outcome::Done)
}

fn loader(model: ModelArgs) -> Loader {
    Box::new(move || {
        let extractor = model_choice::load(&model).map_err(|error| format!("{error:#}"))?;
        Ok(Box::new(extractor))
    })
}

/// What was named for this start goes first, then what was chosen in the window before.
fn chosen(args: &ModelArgs, remembered: Option<&Path>) -> (ModelArgs, Option<String>) {
    match remembered {
        Some(dir) if model_choice::given(args).is_none() => {
            if model_choice::is_model(dir) {
                return (ModelArgs { model: Some(dir.to_owned()), ..args.clone() }, None);
            }
            let gone = format!("{}: the model you chose is no longer there; the bundled one reads now", dir.display());
            (args.clone(), Some(gone))
        }
        _ => (args.clone(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_chosen_in_the_window_is_used_again_unless_another_is_named_or_it_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("config.json"), "{}").expect("writable");
        let args = |model: Option<&str>| ModelArgs { model: model.map(PathBuf::from), device: "cpu".into() };
        let named = chosen(&args(Some("named")), Some(folder.path()));
        assert_eq!((named.0.model, named.1), (Some("named".into()), None));
        if std::env::var_os("RELATA_MODEL").is_none() {
            assert_eq!(chosen(&args(None), Some(folder.path())).0.model.as_deref(), Some(folder.path()));
            let (gone, notice) = chosen(&args(None), Some(Path::new("no/model")));
            assert!(gone.model.is_none() && notice.is_some_and(|text| text.contains("no/model")));
        }
    }
}

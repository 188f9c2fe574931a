//! `relata` and `relata open`: the window.

use std::path::PathBuf;

use super::messages::Outcome;
use super::model_choice;
use super::run::ModelArgs;
use crate::engine::Loader;
use crate::gui::{self, Start};
use crate::session::{Recovery, Settings};

/// # Errors
/// When no window can be opened. A model that cannot be loaded is said in the window.
pub fn run(model: &ModelArgs, paths: Vec<PathBuf>) -> anyhow::Result<Outcome> {
    let model = model.clone();
    let loader: Loader = Box::new(move || {
        let extractor = model_choice::load(&model).map_err(|error| format!("{error:#}"))?;
        Ok(Box::new(extractor))
    });
    let start = Start { settings: Settings::load(), paths, recovery: Recovery::standard(), notice: None };
    gui::run(start, loader)?;
    Ok(Outcome::Done)
}

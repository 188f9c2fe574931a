//! Which checkpoint, and on which device.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use super::model_args::ModelArgs;
use crate::engine::ModelExtractor;
use crate::io::{must_exist, same_file};
use crate::model::DeviceChoice;

/// The model that comes with relata.
const BUNDLED: &str = "news-ru-en";

/// # Errors
/// Where it was looked for and what to do, or what is wrong with the checkpoint or the device.
pub fn load(args: &ModelArgs) -> anyhow::Result<ModelExtractor> {
    let device: DeviceChoice = args.device.parse().with_context(|| format!("--device {}", args.device))?;
    let dir = folder(args)?;
    Ok(ModelExtractor::load(&dir, &device)?)
}

/// The checkpoint's folder: `--model`, `$RELATA_MODEL`, else the bundled one.
///
/// # Errors
/// When it is nowhere.
pub fn folder(args: &ModelArgs) -> anyhow::Result<PathBuf> {
    if let Some(dir) = given(args) {
        const WHAT: &str = "a model is a folder with config.json, a vocabulary and weights";
        must_exist(&dir).map_err(|error| anyhow!("{error}; {WHAT}"))?;
        if !dir.is_dir() {
            bail!("{}: this is no folder; {WHAT}", dir.display());
        }
        return Ok(dir);
    }
    match bundled() {
        Some(found) => Ok(found),
        None => {
            let list: Vec<String> = places().iter().map(|p| format!("\n  {}", p.display())).collect();
            let why = unpacked().err().map_or_else(String::new, |error| format!(" ({error:#})"));
            bail!(
                "the bundled model was not found{why}. Give one with --model DIR, or put it into one of:{}",
                list.concat()
            )
        }
    }
}

/// What the person named for this start: `--model`, else `$RELATA_MODEL`.
pub fn given(args: &ModelArgs) -> Option<PathBuf> {
    args.model.clone().or_else(|| std::env::var_os("RELATA_MODEL").filter(|v| !v.is_empty()).map(PathBuf::from))
}

/// The bundled model's folder, where there is one.
pub fn bundled() -> Option<PathBuf> {
    places().into_iter().find(|place| is_model(place)).or_else(|| unpacked().ok())
}

/// Whether a folder is that of the model that comes with relata, wherever it was put or unpacked.
pub fn is_bundled(dir: &Path) -> bool {
    places().iter().any(|place| same_file(place, dir)) || is_unpacked(dir)
}

#[cfg(feature = "embedded-model")]
fn is_unpacked(dir: &Path) -> bool {
    super::bundled::is_unpacked(dir)
}

#[cfg(not(feature = "embedded-model"))]
fn is_unpacked(_dir: &Path) -> bool {
    false
}

/// The model that is inside the program.
#[cfg(feature = "embedded-model")]
fn unpacked() -> anyhow::Result<PathBuf> {
    super::bundled::unpacked().context("the model inside relata cannot be unpacked into your cache folder")
}

#[cfg(not(feature = "embedded-model"))]
fn unpacked() -> anyhow::Result<PathBuf> {
    bail!("this build has no model inside")
}

/// Whether a folder looks like a model's.
pub fn is_model(dir: &Path) -> bool {
    dir.join("config.json").is_file()
}

/// Where models that people make are kept: in the user's data folder, which survives an update of the program.
pub fn own_models() -> PathBuf {
    let data = directories::ProjectDirs::from("", "", "relata").map(|dirs| dirs.data_dir().to_owned());
    data.unwrap_or_default().join("models")
}

/// Beside the program, above it (a build in its repository), in the user's and the system's data folders, here.
fn places() -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = Vec::new();
    if let Ok(program) = std::env::current_exe().and_then(|p| p.canonicalize()) {
        let folder = program.parent().unwrap_or(Path::new("."));
        roots.push(folder.join("models"));
        roots.push(folder.join("../share/relata/models"));
        roots.extend(folder.ancestors().skip(1).take(3).map(|above| above.join("models")));
    }
    roots.push(own_models());
    roots.push(PathBuf::from("models"));
    roots.into_iter().map(|root| root.join(BUNDLED)).collect()
}

//! Which checkpoint, and on which device.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::run::ModelArgs;
use crate::engine::SpertExtractor;
use crate::model::DeviceChoice;

/// The model that comes with relata.
const BUNDLED: &str = "conll04-minilm";

/// # Errors
/// Where it was looked for and what to do, or what is wrong with the checkpoint or the device.
pub fn load(args: &ModelArgs) -> anyhow::Result<SpertExtractor> {
    let device: DeviceChoice = args.device.parse().with_context(|| format!("--device {}", args.device))?;
    let dir = folder(args)?;
    Ok(SpertExtractor::load(&dir, &device)?)
}

/// The checkpoint's folder: `--model`, `$RELATA_MODEL`, else the bundled one.
///
/// # Errors
/// When it is nowhere.
pub fn folder(args: &ModelArgs) -> anyhow::Result<PathBuf> {
    let given =
        args.model.clone().or_else(|| std::env::var_os("RELATA_MODEL").filter(|v| !v.is_empty()).map(PathBuf::from));
    if let Some(dir) = given {
        if !dir.is_dir() {
            bail!(
                "{}: there is no such folder. A model is a folder with config.json, a vocabulary and weights",
                dir.display()
            );
        }
        return Ok(dir);
    }
    let places = places();
    match places.iter().find(|place| place.join("config.json").is_file()) {
        Some(found) => Ok(found.clone()),
        None => {
            let list: Vec<String> = places.iter().map(|p| format!("\n  {}", p.display())).collect();
            bail!("the bundled model was not found. Give one with --model DIR, or put it into one of:{}", list.concat())
        }
    }
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
    if let Some(dirs) = directories::ProjectDirs::from("", "", "relata") {
        roots.push(dirs.data_dir().join("models"));
    }
    roots.push(PathBuf::from("models"));
    roots.into_iter().map(|root| root.join(BUNDLED)).collect()
}

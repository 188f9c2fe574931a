//! `layers.toml` holds in the sources, and ARCHITECTURE.md shows what it says.

mod cycles;
mod diagram;
mod paths;
mod window;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use paths::{module, named};

/// `layers.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layers {
    /// A folder of `src/` (or of `src/gui/`, as `gui/x`) and the folders that it may use.
    folders: BTreeMap<String, Vec<String>>,
    /// A crate and the folders that may name it.
    crates: BTreeMap<String, Vec<String>>,
    /// A folder and what of it nobody else may name.
    private: BTreeMap<String, Vec<String>>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn layers() -> Layers {
    let path = root().join("layers.toml");
    toml::from_str(&std::fs::read_to_string(&path).expect("layers.toml is there"))
        .expect("layers.toml is as its type says")
}

/// The files under `src`, relative to it.
pub fn sources() -> Vec<PathBuf> {
    let src = root().join("src");
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(&src)
        .into_iter()
        .map(|entry| entry.expect("src is readable").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.strip_prefix(&src).expect("under src").to_owned())
        .collect();
    found.sort();
    found
}

pub fn read(relative: &Path) -> String {
    std::fs::read_to_string(root().join("src").join(relative)).expect("readable")
}

/// The row of a path: the longest folder of `layers.toml` that it lies in.
fn row<'a>(layers: &'a Layers, path: &[String]) -> Option<&'a str> {
    (1..=path.len())
        .rev()
        .find_map(|length| layers.folders.get_key_value(&path[..length].join("/")))
        .map(|(name, _)| name.as_str())
}

fn violations(layers: &Layers, relative: &Path, source: &str) -> Vec<String> {
    let module = module(relative);
    let Some(here) = row(layers, &module) else { return Vec::new() };
    let allowed = &layers.folders[here];
    let mut found: BTreeSet<String> = named(source, &module)
        .iter()
        .filter_map(|named| row(layers, &named.path))
        .filter(|used| *used != here && !allowed.iter().any(|name| name == used))
        .map(|used| format!("{here} uses {used}"))
        .collect();
    for path in named(source, &module).iter().map(|named| &named.path) {
        let Some((folder, inside)) = path.split_first().filter(|(folder, _)| *folder != here) else { continue };
        let inside = inside.join("::");
        let hidden = layers.private.get(folder).into_iter().flatten();
        for part in hidden.filter(|part| inside == **part || inside.starts_with(&format!("{part}::"))) {
            found.insert(format!("{here} names {folder}::{part}"));
        }
    }
    let code: String =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect();
    for (name, homes) in &layers.crates {
        let uses =
            [format!("use {name}::"), format!(" {name}::"), format!("({name}::")].iter().any(|way| code.contains(way));
        if uses && !homes.iter().any(|home| here == home || here.starts_with(&format!("{home}/"))) {
            found.insert(format!("{here} names the crate {name}"));
        }
    }
    found.into_iter().collect()
}

#[test]
fn no_layer_is_broken() {
    let layers = layers();
    let files = sources();
    assert!(files.len() > 500, "only {} files were looked at", files.len());
    let broken: Vec<String> = files
        .iter()
        .flat_map(|file| {
            violations(&layers, file, &read(file)).into_iter().map(|what| format!("{}: {what}", file.display()))
        })
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_checker_sees_a_broken_layer() {
    let layers = layers();
    let broken = |file: &str, source: &str| violations(&layers, Path::new(file), source);
    assert_eq!(broken("text/a.rs", "use crate::domain::Document;"), ["text uses domain"]);
    assert_eq!(broken("gui/a.rs", "let m = crate::model::load(dir);"), ["gui uses model"]);
    assert_eq!(broken("gui/b/c.rs", "use super::super::super::{model, text};"), ["gui uses model"]);
    assert_eq!(broken("session/a.rs", "use eframe::egui;"), ["session names the crate eframe"]);
    assert_eq!(
        broken("cli/a.rs", "let model = crate::model::families::spert::Spert::load(dir);"),
        ["cli names model::families"]
    );
    assert!(broken("train/a.rs", "use crate::model::training::{Setup, Trainable};").is_empty());
    assert_eq!(broken("train/a.rs", "use crate::model::training::Trainer;"), ["train names model::training::Trainer"]);
    assert!(broken("gui/a.rs", "use crate::engine::Engine;\n// crate::model is not for us").is_empty());
}

#[test]
fn every_folder_has_its_row_and_every_row_its_folder() {
    let layers = layers();
    let src = root().join("src");
    for entry in std::fs::read_dir(&src).expect("readable").flatten().filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(layers.folders.contains_key(&name), "src/{name} has no layer");
    }
    for (name, uses) in &layers.folders {
        assert!(src.join(name).is_dir(), "layers.toml names {name}, which is no folder of src");
        for used in uses {
            assert!(layers.folders.contains_key(used), "layers.toml: {name} uses {used}, which has no row");
        }
    }
}

//! The layers of ARCHITECTURE.md: a module may use only what stands in its row.

use std::path::{Path, PathBuf};

/// Who may use whom (`crate::X` in `src/<module>/`). `nlp`, `model` and `train` are out of bounds for the window.
const ALLOWED: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("io", &["text"]),
    ("import", &["text", "io"]),
    ("domain", &["text"]),
    ("brat", &["text", "io", "domain"]),
    ("schema", &["text", "domain", "brat"]),
    ("dataset", &["text", "io", "domain", "brat", "nlp"]),
    ("nlp", &["text", "io", "domain"]),
    ("model", &["text", "io", "domain", "nlp"]),
    ("engine", &["text", "domain", "nlp", "model", "dataset", "eval", "report", "train"]),
    ("session", &["text", "io", "import", "domain", "brat"]),
    ("report", &[]),
    ("palette", &["domain"]),
    ("map", &["text", "io", "domain", "palette"]),
    ("find", &["text", "io", "domain", "brat", "engine", "session"]),
    ("eval", &["text", "io", "domain", "brat", "dataset", "nlp", "report"]),
    ("train", &["text", "domain", "brat", "dataset", "nlp", "model", "eval", "report"]),
    (
        "cli",
        &[
            "text", "io", "import", "domain", "brat", "dataset", "nlp", "model", "engine", "session", "eval", "train",
            "report", "map", "palette", "schema", "gui",
        ],
    ),
    (
        "gui",
        &[
            "text", "io", "import", "domain", "brat", "engine", "session", "find", "report", "dataset", "eval", "map",
            "palette", "schema",
        ],
    ),
];

/// Crates that belong to one layer only.
const CRATES: &[(&str, &[&str])] = &[
    ("burn", &["model"]),
    ("burn_flex", &["model"]),
    ("burn_store", &["model"]),
    ("eframe", &["gui"]),
    ("egui", &["gui"]),
    ("rfd", &["gui"]),
    // Nobody else walks a folder.
    ("walkdir", &["io"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("src is readable").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Identifiers that follow `prefix` in code (comments do not count).
fn after<'a>(source: &'a str, prefix: &'a str) -> impl Iterator<Item = String> + 'a {
    source.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(move |line| {
        line.match_indices(prefix).map(move |(at, _)| {
            line[at + prefix.len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
        })
    })
}

fn violations(module: &str, source: &str) -> Vec<String> {
    let allowed = ALLOWED.iter().find(|(name, _)| *name == module).map_or(&[][..], |(_, list)| *list);
    let mut found: Vec<String> = after(source, "crate::")
        .filter(|used| ALLOWED.iter().any(|(name, _)| name == used))
        .filter(|used| used != module && !allowed.contains(&used.as_str()))
        .map(|used| format!("{module} uses crate::{used}"))
        .collect();
    for (name, homes) in CRATES {
        let uses = source.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
            line.contains(&format!("use {name}::"))
                || line.contains(&format!(" {name}::"))
                || line.contains(&format!("({name}::"))
        });
        if uses && !homes.contains(&module) {
            found.push(format!("{module} names the crate {name}"));
        }
    }
    found
}

#[test]
fn no_layer_is_broken() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    let mut seen = 0;
    for file in sources(&src) {
        let relative = file.strip_prefix(&src).expect("under src");
        let Some(module) = relative.components().next().and_then(|c| c.as_os_str().to_str()) else { continue };
        if !src.join(module).is_dir() {
            continue;
        }
        seen += 1;
        let source = std::fs::read_to_string(&file).expect("readable");
        broken.extend(violations(module, &source).into_iter().map(|what| format!("{}: {what}", relative.display())));
    }
    assert!(seen > 50, "only {seen} files were looked at");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// What a model is made of: others see `dyn Extractor` and `dyn Trainable`, and ask the tables of families and backends.
const PARTS_OF_A_MODEL: [&str; 8] = [
    "model::Spert",
    "model::families",
    "model::heads",
    "model::encoder",
    "model::kernels",
    "model::backend",
    "training::Trainer",
    "Spert::load",
];

fn parts_named(module: &str, source: &str) -> Vec<String> {
    let code = source.lines().filter(|line| module != "model" && !line.trim_start().starts_with("//"));
    let named = |line: &str| PARTS_OF_A_MODEL.iter().find(|part| line.contains(**part)).map(|part| (*part).to_owned());
    code.filter_map(named).collect()
}

#[test]
fn nobody_outside_names_what_a_model_is_made_of() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for file in sources(&src) {
        let relative = file.strip_prefix(&src).expect("under src");
        let module = relative.components().next().and_then(|c| c.as_os_str().to_str()).unwrap_or_default();
        let source = std::fs::read_to_string(&file).expect("readable");
        found.extend(parts_named(module, &source).into_iter().map(|part| format!("{}: {part}", relative.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(parts_named("cli", "let model = crate::model::families::spert::Spert::load(dir);").len(), 1);
    assert!(parts_named("train", "use crate::model::training::{Setup, Trainable};").is_empty());
}

#[test]
fn the_checker_sees_a_broken_layer() {
    assert_eq!(violations("text", "use crate::domain::Document;").len(), 1);
    assert_eq!(violations("gui", "let m = crate::model::Spert::load();").len(), 1);
    assert_eq!(violations("session", "use eframe::egui;").len(), 1);
    assert!(violations("gui", "use crate::engine::Engine;\n// crate::model is not for us").is_empty());
}

#[test]
fn every_module_has_its_row() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(src).expect("readable").flatten().filter(|e| e.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(ALLOWED.iter().any(|(module, _)| *module == name), "src/{name} has no layer");
    }
}

//! Which models there are to read with, and how to come by a better one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Loader, Tuner};

/// What the window needs to know of models, without knowing any.
#[derive(Clone)]
pub struct Models {
    /// Folder of the model that the engine starts with.
    pub current: PathBuf,
    /// Folder of the one that comes with relata.
    pub bundled: Option<PathBuf>,
    /// Where improved models are put.
    pub runs: PathBuf,
    /// Opens the model of a folder on the chosen device.
    pub open: Arc<dyn Fn(PathBuf) -> Loader + Send + Sync>,
    pub tuner: Arc<dyn Tuner>,
}

/// What people call the model in a folder: the folder's name, or that of the run whose checkpoint it is.
pub fn model_name(dir: &Path) -> String {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let own = name(dir);
    let checkpoint = matches!(own.as_deref(), Some("last" | "best" | "last.old" | "best.old"));
    let run = dir.parent().filter(|_| checkpoint).and_then(name);
    run.or(own).unwrap_or_else(|| dir.display().to_string())
}

/// The model that is meant by a folder: itself, or the best or last checkpoint of the training run that it holds.
pub fn checkpoint_in(dir: &Path) -> PathBuf {
    let is_model = |path: &PathBuf| path.join("config.json").is_file();
    let inside = ["best", "last", "last.old"].map(|name| dir.join(name));
    std::iter::once(dir.to_owned()).chain(inside).find(is_model).unwrap_or_else(|| dir.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_called_as_its_run() {
        assert_eq!(model_name(Path::new("models/conll04")), "conll04");
        assert_eq!(model_name(Path::new("models/mine/last")), "mine");
        assert_eq!(model_name(Path::new("last")), "last");
    }

    #[test]
    fn a_runs_folder_stands_for_its_checkpoint() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(checkpoint_in(folder.path()), folder.path());
        let last = folder.path().join("last");
        std::fs::create_dir(&last).expect("writable");
        std::fs::write(last.join("config.json"), "{}").expect("writable");
        assert_eq!(checkpoint_in(folder.path()), last);
        assert_eq!(checkpoint_in(&last), last);
    }
}

//! Which models there are to read with, and how to come by a better one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Loader, Tuner};
use crate::nlp::ModelCard;

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

/// What people call the model in a folder: the name on its card, else its folder's, or that of the run whose checkpoint it
/// is.
pub fn model_name(dir: &Path) -> String {
    ModelCard::read(dir).name
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
        let unpacked = tempfile::tempdir().expect("a folder");
        std::fs::write(unpacked.path().join("README.md"), "---\nname: news\n---\n").expect("writable");
        assert_eq!(model_name(unpacked.path()), "news", "whatever the folder is called");
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

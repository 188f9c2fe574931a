//! A run's folder: `config.toml`, `metrics.jsonl`, `report.html`, and the checkpoints `last` and `best`.
//!
//! A checkpoint is written beside the old one and takes its place by renaming: whatever interrupts it, a whole one is there.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{TrainConfig, TrainError};
use crate::report::{self, Metric, ReportError};

/// The folder of one run.
#[derive(Clone, Debug)]
pub struct RunFolder {
    path: PathBuf,
    /// `config.toml` of a new run, written when it begins.
    config: Option<String>,
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> TrainError + use<> {
    let path = path.to_owned();
    move |cause| TrainError::Io { path, cause }
}

impl RunFolder {
    /// The folder of a new run. Nothing is made before [`RunFolder::begin`]; what a run that never made an update left
    /// there is no run.
    ///
    /// # Errors
    /// When a run is in it already.
    pub fn create(path: &Path, config: &TrainConfig) -> Result<Self, TrainError> {
        let folder = Self { path: path.to_owned(), config: Some(config.to_toml()?) };
        if folder.holds_a_run() {
            let what = "a run is in this folder already; go on with it by --resume, or name another folder";
            return Err(TrainError::Run { path: path.to_owned(), what: what.into() });
        }
        Ok(folder)
    }

    /// The run that is in a folder, else a new one.
    ///
    /// # Errors
    /// As [`RunFolder::open`] and [`RunFolder::create`].
    pub fn open_or_create(path: &Path, config: &TrainConfig) -> Result<Self, TrainError> {
        let there = Self { path: path.to_owned(), config: None };
        if there.holds_a_run() { Ok(Self::open(path)?.0) } else { Self::create(path, config) }
    }

    /// Whether something was trained here: a checkpoint, or an update among the metrics.
    fn holds_a_run(&self) -> bool {
        let metrics = self.path.join(report::METRICS_FILE);
        let has_updates = || match report::read(&metrics) {
            Ok(all) => all.iter().any(|metric| !matches!(metric, Metric::Start(_))),
            Err(ReportError::Nothing { .. }) => false,
            Err(_) => metrics.exists(),
        };
        self.path.join("config.toml").exists() && (self.best().is_some() || has_updates())
    }

    /// Makes the folder of a new run.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(&self) -> Result<(), TrainError> {
        let Some(config) = &self.config else { return Ok(()) };
        fs::create_dir_all(&self.path).map_err(io(&self.path))?;
        let [file, metrics] = ["config.toml", report::METRICS_FILE].map(|name| self.path.join(name));
        if metrics.exists() {
            // They are of a run that made no update.
            fs::remove_file(&metrics).map_err(io(&metrics))?;
        }
        fs::write(&file, config).map_err(io(&file))
    }

    /// The folder of a run that was interrupted, with its configuration.
    ///
    /// # Errors
    /// When no run is in it.
    pub fn open(path: &Path) -> Result<(Self, TrainConfig), TrainError> {
        let file = path.join("config.toml");
        if !file.is_file() {
            let what = "there is no run in this folder (no config.toml); leave --resume out to start one";
            return Err(TrainError::Run { path: path.to_owned(), what: what.into() });
        }
        Ok((Self { path: path.to_owned(), config: None }, TrainConfig::read(Some(&file), &[])?))
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The newest whole checkpoint, if one was written.
    #[must_use]
    pub fn last(&self) -> Option<PathBuf> {
        // `last.old` is there alone only between two renamings.
        ["last", "last.old"].map(|name| self.path.join(name)).into_iter().find(|dir| dir.join("config.json").is_file())
    }

    /// The checkpoint that did best on dev, or else the last one.
    #[must_use]
    pub fn best(&self) -> Option<PathBuf> {
        let best = ["best", "best.old"].map(|name| self.path.join(name));
        best.into_iter().find(|dir| dir.join("config.json").is_file()).or_else(|| self.last())
    }

    /// Writes a checkpoint with `write` and puts it in the place of the one named `name`.
    ///
    /// # Errors
    /// What `write` says, or the file system; the old one is then still there.
    pub fn replace(
        &self,
        name: &str,
        write: impl FnOnce(&Path) -> Result<(), TrainError>,
    ) -> Result<PathBuf, TrainError> {
        let [target, new, old] = ["", ".new", ".old"].map(|ending| self.path.join(format!("{name}{ending}")));
        remove(&new)?;
        write(&new)?;
        if target.exists() {
            remove(&old)?;
            fs::rename(&target, &old).map_err(io(&target))?;
        }
        fs::rename(&new, &target).map_err(io(&new))?;
        remove(&old)?;
        Ok(target)
    }

    /// Appends a line to `metrics.jsonl`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn log(&self, metric: &Metric) -> Result<(), TrainError> {
        let file = self.path.join(report::METRICS_FILE);
        let line = metric.to_line().map_err(|error| io(&file)(std::io::Error::other(error)))?;
        let mut open = OpenOptions::new().create(true).append(true).open(&file).map_err(io(&file))?;
        open.write_all(line.as_bytes()).map_err(io(&file))
    }

    /// Drops the metrics of updates after `updates`: the run resumes there and will write them again.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn rewind(&self, updates: u64) -> Result<Vec<Metric>, TrainError> {
        let file = self.path.join(report::METRICS_FILE);
        let Ok(metrics) = report::read(&file) else { return Ok(Vec::new()) };
        let kept: Vec<Metric> = metrics
            .into_iter()
            .filter(|metric| match metric {
                Metric::Start(_) => true,
                Metric::Step(step) => step.update <= updates,
                Metric::Eval(eval) => eval.update <= updates,
                Metric::End(_) => false,
            })
            .collect();
        let lines: Result<String, _> = kept.iter().map(Metric::to_line).collect();
        let text = lines.map_err(|error| io(&file)(std::io::Error::other(error)))?;
        let new = file.with_extension("new");
        fs::write(&new, text).map_err(io(&new))?;
        fs::rename(&new, &file).map_err(io(&file))?;
        Ok(kept)
    }

    /// Writes a file of the run.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf, TrainError> {
        let file = self.path.join(name);
        fs::write(&file, text).map_err(io(&file))?;
        Ok(file)
    }

    /// Writes `report.html` from the metrics so far.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn report(&self) -> Result<(), TrainError> {
        let Ok(metrics) = report::read(&self.path) else { return Ok(()) };
        let name = report::run_name(&self.path);
        self.write("report.html", &report::html(&name, &[(name.clone(), metrics)]))?;
        Ok(())
    }
}

fn remove(dir: &Path) -> Result<(), TrainError> {
    if dir.exists() { fs::remove_dir_all(dir).map_err(io(dir)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Step;

    #[test]
    fn a_checkpoint_is_replaced_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let folder = RunFolder::create(&dir.path().join("run"), &TrainConfig::default()).unwrap();
        assert!(folder.last().is_none() && !folder.path().exists());
        folder.begin().unwrap();
        let write = |text: &'static str| {
            move |to: &Path| {
                fs::create_dir_all(to).unwrap();
                fs::write(to.join("config.json"), text).unwrap();
                Ok(())
            }
        };
        folder.replace("last", write("1")).unwrap();
        let failed = folder.replace("last", |to| {
            fs::create_dir_all(to).unwrap();
            Err(TrainError::Run { path: to.to_owned(), what: "disk full".into() })
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(folder.last().unwrap().join("config.json")).unwrap(), "1");
        folder.replace("last", write("2")).unwrap();
        assert_eq!(fs::read_to_string(folder.best().unwrap().join("config.json")).unwrap(), "2");
        // A kill between the two renamings.
        fs::rename(folder.path().join("last"), folder.path().join("last.old")).unwrap();
        assert!(folder.last().is_some());
    }

    #[test]
    fn a_run_is_not_overwritten_and_its_metrics_are_rewound() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run");
        assert!(RunFolder::open(&path).unwrap_err().to_string().contains("--resume"));
        let config = |seed| TrainConfig { seed, ..TrainConfig::default() };
        for seed in [4, 5] {
            // What never made an update is in nobody's way.
            let folder = RunFolder::create(&path, &config(seed)).unwrap();
            folder.begin().unwrap();
            folder.log(&Metric::Start(crate::report::Start::default())).unwrap();
        }
        assert_eq!((RunFolder::open(&path).unwrap().1.seed, report::read(&path).unwrap().len()), (5, 1));
        let folder = RunFolder::open_or_create(&path, &config(6)).unwrap();
        folder.begin().unwrap();
        for update in 1..=5 {
            folder.log(&Metric::Step(Step { update, loss: 1.0, ..Step::default() })).unwrap();
        }
        assert!(RunFolder::create(&path, &config(7)).unwrap_err().to_string().contains("--resume"));
        let folder = RunFolder::open_or_create(&path, &config(7)).unwrap();
        folder.begin().unwrap();
        assert_eq!(RunFolder::open(&path).unwrap().1.seed, 6);
        assert_eq!(folder.rewind(3).unwrap().len(), 3);
        assert_eq!(report::read(&path).unwrap().len(), 3);
    }
}

//! The log of the window and of trainings: what went on, for bug reports. A file a day, a week of them; no texts in it.

use std::path::PathBuf;

use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::time::SystemTime;

/// Days that are kept.
const DAYS: usize = 7;
/// Of which file names begin.
const PREFIX: &str = "relata";

/// Where the files are; `None` where the system names no place.
pub fn folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "relata").map(|dirs| dirs.data_local_dir().join("logs"))
}

/// Writes from now on what the program says of itself. `RELATA_LOG` (`debug`, `warn`, `off` …) says how much. Where
/// nothing can be written, nothing is.
pub fn start() {
    let level = std::env::var("RELATA_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    let Some(folder) = folder().filter(|_| level != LevelFilter::OFF) else { return };
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(PREFIX)
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder);
    let Ok(file) = file else { return };
    let begun = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::sync::Mutex::new(file))
        .with_ansi(false)
        .with_timer(SystemTime)
        .try_init();
    if begun.is_ok() {
        tracing::info!(version = env!("CARGO_PKG_VERSION"), "begun");
    }
}

/// The last lines of the newest file, oldest first.
pub fn last(lines: usize) -> Vec<String> {
    let Some(folder) = folder() else { return Vec::new() };
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    // Their names hold the day.
    let newest =
        files.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX))).max();
    let text = newest.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].iter().map(|line| (*line).to_owned()).collect()
}

//! `relata report`: training runs as a page of curves.

use std::path::PathBuf;

use clap::Args;

use super::messages::{Outcome, ended, say};
use super::outputs::Outputs;
use crate::report;
use crate::text::counting::counted;

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Folders of training runs (each holds metrics.jsonl); several are drawn over each other
    #[arg(required = true, value_name = "RUN_DIR")]
    pub runs: Vec<PathBuf>,
    /// The page, one file that needs nothing else
    #[arg(long, value_name = "FILE", required_unless_present = "svg")]
    pub html: Option<PathBuf>,
    /// Each chart as an SVG file of its own, in this folder
    #[arg(long, value_name = "DIR")]
    pub svg: Option<PathBuf>,
    /// Write over files that exist already; never over an input
    #[arg(long)]
    pub force: bool,
    /// The heading of the page (default: the name of the run)
    #[arg(long)]
    pub title: Option<String>,
}

/// # Errors
/// When the page cannot be written.
pub fn run(args: &ReportArgs) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    let mut outputs = Outputs::new(args.force);
    for path in &args.runs {
        outputs.reads(path);
        outputs.reads(&path.join("metrics.jsonl"));
    }
    let mut runs = Vec::new();
    for path in &args.runs {
        match report::read(path) {
            Ok(metrics) => runs.push((report::run_name(path), metrics)),
            Err(error) => {
                say(&error.into());
                outcome = Outcome::Problems;
            }
        }
    }
    if runs.is_empty() {
        return ended(0, outcome);
    }
    let title = match (&args.title, runs.as_slice()) {
        (Some(title), _) => title.clone(),
        (None, [(name, _)]) => name.clone(),
        (None, _) => counted(runs.len(), "run"),
    };
    if let Some(html) = &args.html {
        outputs.write(html, report::html(&title, &runs).as_bytes())?;
        eprintln!("{}", html.display());
    }
    if let Some(folder) = &args.svg {
        for (name, svg) in report::svgs(&runs) {
            outputs.write(&folder.join(name).with_extension("svg"), svg.as_bytes())?;
        }
        eprintln!("{}", folder.display());
    }
    Ok(outcome)
}

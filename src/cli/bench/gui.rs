//! `relata bench gui`.

use std::time::Duration;

use clap::Args;

use crate::cli::messages::Outcome;
use crate::gui::bench::{self, CASES, Figures, Report};

/// Milliseconds of CPU that a frame of the window takes, from input events to triangles, without a window or a GPU:
/// a text of 68,000 characters with 3,488 entities, one of 1,000,000 with 50,000, each without and with its map, and a
/// map of 1,000 concepts and 3,000 relations; then what a window takes that nobody touches.
#[derive(Debug, Args)]
pub struct GuiBench {
    /// Measure only these: text_68k, text_68k_map, text_1mb, text_1mb_map, map_1000
    #[arg(long = "case", value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(CASES))]
    pub cases: Vec<String>,
    /// Seconds for which the idle window is watched
    #[arg(long, value_name = "S", default_value_t = 3)]
    pub idle: u64,
    #[arg(long)]
    pub json: bool,
}

/// # Errors
/// When the figures cannot be written.
pub fn run(args: &GuiBench) -> anyhow::Result<Outcome> {
    let report = bench::run(&args.cases, Duration::from_secs(args.idle));
    if args.json {
        println!("{:#}", report.json()?);
    } else {
        table(&report);
    }
    Ok(Outcome::Done)
}

fn table(report: &Report) {
    println!("{:<26}{:>9}{:>9}{:>9}{:>8}", "ms of CPU a frame", "p50", "p95", "max", "frames");
    let row = |name: String, f: &Figures| {
        println!("{name:<26}{:>9.2}{:>9.2}{:>9.2}{:>8}", f.p50_ms, f.p95_ms, f.max_ms, f.frames);
    };
    for case in &report.cases {
        row(case.name.to_owned(), &case.all);
        for scene in &case.scenes {
            row(format!("    {}", scene.name), &scene.figures);
        }
        println!("{:<26}{:>27.2}", "    first frame", case.first_frame_ms);
    }
    if let Some(save) = &report.save_1mb {
        row("a save of 1 MB, CPU".to_owned(), &save.cpu);
        row("    on the wall clock".to_owned(), &save.wall);
    }
    let idle = &report.idle;
    println!("idle for {} s: {} frames, {:.2} ms of CPU", idle.seconds, idle.frames, idle.cpu_ms);
}

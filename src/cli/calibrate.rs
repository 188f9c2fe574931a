//! `relata calibrate`: what a model's scores are worth, from documents that it did not learn from.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use clap::Args;

use super::messages::Outcome;
use crate::model::DeviceChoice;
use crate::train::{self, Calibrated};

#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// Annotated documents that the model did not learn from: SpERT JSON or brat folders
    #[arg(long, value_name = "PATH", required = true)]
    pub data: Vec<PathBuf>,
    /// Of spans of one type that differ by punctuation at an edge keep the best (true) or all (false)
    #[arg(long, value_name = "BOOL")]
    pub join_edges: Option<bool>,
    /// The result as JSON on standard output
    #[arg(long)]
    pub json: bool,
}

/// # Errors
/// When model or data cannot be read, or `decoding.json` not be written.
pub fn run(model: &super::model_args::ModelArgs, args: &CalibrateArgs) -> anyhow::Result<Outcome> {
    let dir = super::model_choice::folder(model)?;
    let device: DeviceChoice = model.device.parse().with_context(|| format!("--device {}", model.device))?;
    let made = train::calibrate(&dir, &device, &args.data, args.join_edges, &AtomicBool::new(false))?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&made)?);
        return Ok(Outcome::Done);
    }
    let Calibrated { decoding, sentences, before, after, reliability_before, reliability_after } = &made;
    println!("{sentences} sentences");
    for (name, scores, reliability) in [("before", before, reliability_before), ("after", after, reliability_after)] {
        print!("{name:<7} {scores}");
        match reliability {
            Some(r) => println!(", ECE of entities {:.3}, of relations {:.3}", r.entities.ece, r.relations.ece),
            None => println!(),
        }
    }
    for (language, calibration) in &decoding.calibration {
        let language = if language.is_empty() { "all" } else { language };
        let [a, b] = calibration.relations;
        println!("{language:<4} temperature {:.2}, relations {a:.2}·x {b:+.2}", calibration.temperature);
    }
    println!("{}: decoding.json written", dir.display());
    Ok(Outcome::Done)
}

//! `relata calibrate`: what a model's scores are worth, from documents that it did not learn from.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::{Context, bail};
use clap::Args;

use super::messages::{Outcome, say_note};
use super::model_args::ModelArgs;
use super::outputs::Outputs;
use crate::io::Folder;
use crate::model::{DECODING, DeviceChoice, write_decoding};
use crate::text::counting::counted;
use crate::train::{self, Calibrated};

#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// Annotated documents that the model did not learn from: SpERT JSON or brat folders
    #[arg(long, value_name = "PATH", required = true)]
    pub data: Vec<PathBuf>,
    /// Of spans of one type that differ by punctuation at an edge keep the best (true) or all (false)
    #[arg(long, value_name = "BOOL")]
    pub join_edges: Option<bool>,
    /// Folder for a calibrated copy of the model (default: the model that --model names gets the decoding.json)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write over a decoding.json or a copy that is there already
    #[arg(long)]
    pub force: bool,
    /// The result as JSON on standard output
    #[arg(long)]
    pub json: bool,
}

/// # Errors
/// When no model or folder is named to write into, model or data cannot be read, or `decoding.json` not be written.
pub fn run(model: &ModelArgs, args: &CalibrateArgs) -> anyhow::Result<Outcome> {
    if args.out.is_none() && model.model.is_none() {
        bail!(
            "no model is named to write decoding.json into: name it with --model DIR, or a folder for a calibrated copy \
             with --out DIR"
        );
    }
    let dir = super::model_choice::folder(model)?;
    if args.out.is_none() && super::model_choice::is_bundled(&dir) {
        bail!(
            "{}: the model that comes with relata stays as it is; --out DIR makes a calibrated copy of it",
            dir.display()
        );
    }
    let device: DeviceChoice = model.device.parse().with_context(|| format!("--device {}", model.device))?;
    let mut outputs = Outputs::new(args.force);
    let copies = copies(&dir, args.out.as_deref(), &mut outputs)?;
    let target = args.out.as_ref().unwrap_or(&dir);
    outputs.check(&target.join(DECODING))?;
    let made = train::calibrate(&dir, &device, &args.data, args.join_edges, &AtomicBool::new(false))?;
    for (from, to) in &copies {
        outputs.copy(from, to)?;
    }
    write_decoding(target, &made.decoding)?;
    let held = format!(
        "{}, {}, {}",
        counted(made.sentences, "sentence"),
        counted(made.entities, "entity"),
        counted(made.relations, "relation")
    );
    if made.entities < train::ENOUGH || made.relations < train::ENOUGH {
        say_note(&format!(
            "{held}: a fit to fewer than {enough} entities and {enough} relations says more about these sentences than about \
             the next ones; measure the result on other documents (relata eval --data)",
            enough = train::ENOUGH
        ));
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&made)?);
        return Ok(Outcome::Done);
    }
    let Calibrated { decoding, before, after, reliability_before, reliability_after, .. } = &made;
    println!("{held}");
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
    println!("{}: {DECODING} written", target.display());
    Ok(Outcome::Done)
}

/// The files of a copy of the model, each with its new place.
fn copies(model: &Path, out: Option<&Path>, outputs: &mut Outputs) -> anyhow::Result<Vec<(PathBuf, PathBuf)>> {
    let Some(out) = out else { return Ok(Vec::new()) };
    let all = Folder::list_here(model)?;
    let mut copies = Vec::new();
    for file in all.files() {
        outputs.reads(file);
        if let Some(name) = file.file_name().filter(|name| *name != DECODING) {
            copies.push((file.clone(), out.join(name)));
        }
    }
    copies.iter().try_for_each(|(_, to)| outputs.check(to))?;
    Ok(copies)
}

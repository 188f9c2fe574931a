//! `relata train`: from data to a model.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};
use clap::Args;

use super::messages::Outcome;
use super::train_progress::Progress;
use crate::dataset;
use crate::eval::Scores;
use crate::text::counting::counted;
use crate::train::{self, Event, Finished, Reason, RunFolder, Split, TrainConfig};

#[derive(Debug, Args)]
pub struct TrainArgs {
    /// Folder of the run: checkpoints, metrics, report
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Go on with the interrupted run in --out, with its own configuration
    #[arg(long)]
    pub resume: bool,
    /// Configuration (TOML); flags and --set lie on top of it
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of a BERT encoder in the Hugging Face layout
    #[arg(long, value_name = "DIR")]
    pub encoder: Option<PathBuf>,
    /// SpERT JSON or brat folder to learn from; several are joined
    #[arg(long, value_name = "PATH")]
    pub train: Vec<PathBuf>,
    /// Scored during training; decides which checkpoint is the best
    #[arg(long, value_name = "PATH")]
    pub dev: Option<PathBuf>,
    /// Scored at the end
    #[arg(long, value_name = "PATH")]
    pub test: Option<PathBuf>,
    /// Types JSON (default: *_types.json beside the data, annotation.conf, or what occurs)
    #[arg(long, value_name = "FILE")]
    pub types: Option<PathBuf>,
    #[arg(long, value_name = "N")]
    pub epochs: Option<u64>,
    /// Sentences of an update; with model.window_words windows of several
    #[arg(long, value_name = "N")]
    pub batch: Option<usize>,
    /// Peak of the learning rate
    #[arg(long, value_name = "X")]
    pub learning_rate: Option<f32>,
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// SpERT.MT with all its parts
    #[arg(long)]
    pub mt: bool,
    /// Train and score K folds of the data in turn
    #[arg(long, value_name = "K", conflicts_with_all = ["dev", "test", "resume"])]
    pub folds: Option<usize>,
    /// Fine-tune this model on --data, and report before and after on documents held out
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["encoder", "train", "dev", "types", "folds", "mt"], requires = "data")]
    pub from: Option<PathBuf>,
    /// With --from: corrected documents (brat folders or SpERT JSON)
    #[arg(long, value_name = "PATH", requires = "from")]
    pub data: Vec<PathBuf>,
    /// With --from: old data to learn from again, against forgetting
    #[arg(long, value_name = "PATH", requires = "from")]
    pub mix: Vec<PathBuf>,
    /// With --from and without --test: share of the documents that is held out
    #[arg(long, value_name = "X", default_value_t = 0.2, requires = "from")]
    pub held_out: f64,
    /// Any other setting, for instance model.context=full (see docs/guide/model-maker.md)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub settings: Vec<String>,
    /// Only messages, no progress
    #[arg(long)]
    pub quiet: bool,
    /// The result as JSON on standard output
    #[arg(long)]
    pub json: bool,
}

impl TrainArgs {
    fn config(&self, device: &str) -> anyhow::Result<TrainConfig> {
        let base = match &self.from {
            Some(from) => train::settings(from)?,
            None => TrainConfig::default(),
        };
        // Before the settings, so that a part of SpERT.MT can be switched off again by name.
        let parts = ["model.multi_task=true", "model.entity_logits=true", "model.iou_scaling=true"];
        let parts = parts.iter().filter(|_| self.mt).map(|part| (*part).to_owned());
        let settings: Vec<String> = parts.chain(self.settings.iter().cloned()).collect();
        let mut config = TrainConfig::read_over(&base, self.config.as_deref(), &settings)?;
        if let Some(encoder) = &self.encoder {
            config.encoder.clone_from(encoder);
        }
        if !self.train.is_empty() {
            config.train.clone_from(&self.train);
        }
        for (target, given) in
            [(&mut config.dev, &self.dev), (&mut config.test, &self.test), (&mut config.types, &self.types)]
        {
            if given.is_some() {
                target.clone_from(given);
            }
        }
        config.epochs = self.epochs.unwrap_or(config.epochs);
        config.batch = self.batch.unwrap_or(config.batch);
        config.learning_rate = self.learning_rate.unwrap_or(config.learning_rate);
        config.seed = self.seed.unwrap_or(config.seed);
        if device != "auto" {
            config.device = device.to_owned();
        }
        Ok(config)
    }
}

/// # Errors
/// What makes data, model or folder unusable, by file, item and remedy.
pub fn run(device: &str, args: &TrainArgs) -> anyhow::Result<Outcome> {
    crate::log::start();
    tracing::info!(out = %args.out.display(), device, "training");
    let cancel = interrupt()?;
    if let Some(k) = args.folds {
        return folds(device, args, k, &cancel);
    }
    if let Some(from) = &args.from {
        return super::fine_tune::run(from, args.config(device)?, args, &cancel);
    }
    let (folder, config, (split, unlearnable)) = if args.resume {
        if args.config.is_some() || !args.settings.is_empty() || args.encoder.is_some() {
            bail!("--resume goes on with the run's own config.toml; leave the other settings out");
        }
        let (folder, config) = RunFolder::open(&args.out)?;
        let loaded = Split::load(&config)?;
        (folder, config, loaded)
    } else {
        let config = args.config(device)?;
        config.check()?;
        // A run that cannot start leaves nothing behind: the folder is made for the first update.
        let loaded = Split::load(&config)?;
        (RunFolder::create(&args.out, &config)?, config, loaded)
    };
    let mut progress = Progress::new(args.quiet);
    let finished = train::run(config, split, unlearnable, &folder, &mut |event| progress.show(&event), &cancel)?;
    progress.end();
    finish(args, &finished)
}

fn finish(args: &TrainArgs, finished: &Finished) -> anyhow::Result<Outcome> {
    let model = finished.model.display();
    if finished.reason == Reason::Stopped {
        eprintln!(
            "stopped after update {}; go on with: relata train --resume --out {}",
            finished.updates,
            args.out.display()
        );
        return Ok(Outcome::Problems);
    }
    let test = finished.test.as_ref();
    if let Some(evaluated) = test {
        let file = args.out.join("test-predictions.json");
        std::fs::write(&file, dataset::to_json(&evaluated.predictions)?).with_context(|| file.display().to_string())?;
        let file = args.out.join("test-scores.json");
        std::fs::write(&file, serde_json::to_string_pretty(&evaluated.scores)?)
            .with_context(|| file.display().to_string())?;
    }
    if args.json {
        let result = serde_json::json!({
            "model": finished.model, "updates": finished.updates, "test": test.map(|evaluated| &evaluated.scores),
        });
        println!("{result:#}");
    } else {
        println!("model: {model}");
        println!("curves: {}", args.out.join("report.html").display());
        if let Some(evaluated) = test {
            println!("test: {}", evaluated.scores);
        }
    }
    Ok(Outcome::Done)
}

/// Ctrl-C asks the run to stop after the update it is in.
fn interrupt() -> anyhow::Result<Arc<AtomicBool>> {
    let cancel = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancel);
    ctrlc::set_handler(move || {
        flag.store(true, Ordering::Relaxed);
        eprintln!("\nstopping after this update");
    })
    .context("Ctrl-C cannot be watched for")?;
    Ok(cancel)
}

/// Trains and scores every fold; the mean of the figures is the result.
fn folds(device: &str, args: &TrainArgs, k: usize, cancel: &AtomicBool) -> anyhow::Result<Outcome> {
    let config = args.config(device)?;
    config.check()?;
    let (whole, unlearnable) = Split::load(&config)?;
    let mut all: Vec<Scores> = Vec::new();
    for (index, (train, held_out)) in whole.train.folds(k, config.seed)?.into_iter().enumerate() {
        let out = args.out.join(format!("fold-{index}"));
        let done = out.join("test-scores.json").is_file();
        let folder = RunFolder::open_or_create(&out, &config)?;
        if !done {
            eprintln!("fold {} of {k}", index + 1);
        }
        let split = Split { train, dev: None, test: Some(held_out), types: whole.types.clone() };
        let mut progress = Progress::new(args.quiet);
        let mut show = |event: Event| progress.show(&event);
        let finished = train::run(config.clone(), split, unlearnable.clone(), &folder, &mut show, cancel)?;
        progress.end();
        let Some(evaluated) = finished.test else {
            eprintln!("stopped; the same command goes on with fold {}", index + 1);
            return Ok(Outcome::Problems);
        };
        std::fs::write(out.join("test-scores.json"), serde_json::to_string_pretty(&evaluated.scores)?)
            .with_context(|| out.display().to_string())?;
        println!("fold {}: {}", index + 1, evaluated.scores);
        all.push(evaluated.scores);
    }
    for (name, figure) in [
        ("NER micro", (|s| s.ner.micro.f1) as fn(&Scores) -> f64),
        ("NER macro", |s| s.ner.macro_average.f1),
        ("RE micro", |s| s.re.micro.f1),
        ("RE+ micro", |s| s.re_plus.micro.f1),
        ("RE+ macro", |s| s.re_plus.macro_average.f1),
    ] {
        let values: Vec<f64> = all.iter().map(figure).collect();
        let (mean, deviation) = mean_and_deviation(&values);
        println!("{name} {mean:.2} ± {deviation:.2} over {}", counted(values.len(), "fold"));
    }
    Ok(Outcome::Done)
}

/// Mean and sample standard deviation.
fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0).max(1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn means_with_their_deviation() {
        assert_eq!(mean_and_deviation(&[1.0, 3.0]), (2.0, std::f64::consts::SQRT_2));
        assert_eq!(mean_and_deviation(&[5.0]), (5.0, 0.0));
    }

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: TrainArgs,
    }

    #[test]
    fn a_part_of_the_multi_task_model_can_be_switched_off_by_name() {
        let line = ["train", "--mt", "--set", "model.entity_logits=false", "--out", "run"];
        let config = Line::try_parse_from(line).expect("a good line").args.config("auto").expect("good settings");
        assert!(config.model.multi_task && config.model.iou_scaling && !config.model.entity_logits);
    }
}

//! `relata bench extract` and `relata bench train`: how fast the model is, and where the time goes.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::inputs::{self, Input};
use crate::cli::messages::Outcome;
use crate::cli::model_args::ModelArgs;
use crate::cli::model_choice;
use crate::engine::Extractor;
use crate::text::counting::counted;
use crate::text::split;
use crate::train::{TrainConfig, step_times};

#[derive(Debug, Args)]
pub struct TrainBench {
    /// Folder of a BERT encoder
    #[arg(long, value_name = "DIR")]
    pub encoder: PathBuf,
    /// SpERT JSON or brat folder to take sentences from
    pub data: PathBuf,
    /// Sentences of an update
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub batch: usize,
    /// Updates after five to warm up
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub updates: usize,
    /// As for relata train
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub settings: Vec<String>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ExtractBench {
    /// SpERT JSON, a text or a folder of texts
    pub data: PathBuf,
    /// Runs after one to warm up
    #[arg(long, default_value_t = 3)]
    pub repeat: usize,
    #[arg(long)]
    pub json: bool,
}

/// # Errors
/// When encoder or data cannot be read.
pub fn train(device: &str, args: &TrainBench) -> anyhow::Result<Outcome> {
    const WARM_UP: usize = 5;
    let mut config = TrainConfig::read(None, &args.settings)?;
    config.encoder.clone_from(&args.encoder);
    config.train = vec![args.data.clone()];
    (config.batch, config.device) = (args.batch, device.to_owned());
    let times = step_times(&config, args.updates + WARM_UP)?;
    let mut sorted: Vec<f64> = times.milliseconds.iter().copied().skip(WARM_UP).collect();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| sorted.get((sorted.len() as f64 * share) as usize).copied();
    let mean = sorted.iter().sum::<f64>() / sorted.len().max(1) as f64;
    let updates = times.milliseconds.len().max(1);
    let report = json!({
        "batch": args.batch,
        "updates": sorted.len(),
        "median_ms": at(0.5),
        "mean_ms": mean,
        "best_ms": sorted.first(),
        "p90_ms": at(0.9),
        "sentences_per_s": 1e3 * args.batch as f64 / mean,
        "subwords_per_update": times.subwords / updates,
        "spans_per_update": times.spans / updates,
        "peak_memory_mib": peak_memory_mib(),
    });
    if args.json {
        println!("{report:#}");
    } else {
        println!(
            "an update of {}: median {:.1} ms, mean {mean:.1} ms, best {:.1} ms ({})",
            counted(args.batch, "sentence"),
            at(0.5).unwrap_or_default(),
            sorted.first().copied().unwrap_or_default(),
            counted(sorted.len(), "update")
        );
    }
    Ok(Outcome::Done)
}

/// # Errors
/// When data or model cannot be read.
pub fn extract(model: &ModelArgs, args: &ExtractBench) -> anyhow::Result<Outcome> {
    let sentences = sentences(args)?;
    let loading = Instant::now();
    let mut extractor = model_choice::load(model)?;
    let load_s = loading.elapsed().as_secs_f64();
    let never = AtomicBool::new(false);
    let mut runs: Vec<(f64, Value)> = Vec::new();
    for run in 0..=args.repeat.max(1) {
        let started = Instant::now();
        extractor.extract_each(&sentences, &mut |_, _| {}, &never)?;
        let seconds = started.elapsed().as_secs_f64();
        let stats = extractor.model().stats();
        let mut batches = stats.batches.clone();
        batches.sort_unstable();
        let line = json!({
            "sentences_per_s": sentences.len() as f64 / seconds,
            "seconds": seconds,
            "encoder_share": stats.encoder_share(),
            "subwords": stats.subwords,
            "batches": batches.len(),
            "batch_sentences_median": batches.get(batches.len() / 2),
            "batch_sentences_max": batches.last(),
            "workers": stats.workers,
        });
        if run > 0 {
            runs.push((seconds, line));
        }
    }
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let median = runs.get(runs.len() / 2).map(|(_, line)| line.clone()).unwrap_or_default();
    let report = json!({
        "model": extractor.info().name,
        "device": extractor.info().device,
        "sentences": sentences.len(),
        "load_s": load_s,
        "median": median,
        "best_s": runs.first().map(|(s, _)| s),
        "worst_s": runs.last().map(|(s, _)| s),
        "peak_memory_mib": peak_memory_mib(),
    });
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        table(&report);
    }
    Ok(Outcome::Done)
}

fn table(report: &Value) {
    let number = |value: &Value, digits: usize| value.as_f64().map_or("–".into(), |v| format!("{v:.digits$}"));
    let median = &report["median"];
    println!("{} on {}", report["model"].as_str().unwrap_or_default(), report["device"].as_str().unwrap_or_default());
    let rows = [
        ("sentences", number(&report["sentences"], 0)),
        ("sentences/s (median run)", number(&median["sentences_per_s"], 1)),
        (
            "seconds best / median / worst",
            format!(
                "{} / {} / {}",
                number(&report["best_s"], 3),
                number(&median["seconds"], 3),
                number(&report["worst_s"], 3)
            ),
        ),
        ("encoder's share of the time", number(&median["encoder_share"], 3)),
        ("subwords", number(&median["subwords"], 0)),
        (
            "batches, median and largest size",
            format!(
                "{}, {} and {}",
                number(&median["batches"], 0),
                number(&median["batch_sentences_median"], 0),
                number(&median["batch_sentences_max"], 0)
            ),
        ),
        ("threads", number(&median["workers"], 0)),
        ("loading the model, s", number(&report["load_s"], 3)),
        ("peak memory, MiB", number(&report["peak_memory_mib"], 0)),
    ];
    for (name, value) in rows {
        println!("{name:<34}{value}");
    }
}

fn sentences(args: &ExtractBench) -> anyhow::Result<Vec<Vec<String>>> {
    let mut all = Vec::new();
    for source in inputs::sources(&args.data, None)?.found {
        if let Input::Tokenized(path) = &source.from {
            all.extend(crate::dataset::read_tokens(path)?);
            continue;
        }
        let text = inputs::read_text(&source, None)?.text;
        all.extend(split(&text).iter().map(|sentence| sentence.word_texts(&text)));
    }
    if all.is_empty() {
        anyhow::bail!("{}: there are no sentences in it", args.data.display());
    }
    Ok(all)
}

/// The process's largest resident size so far, where the system tells it (Linux).
fn peak_memory_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

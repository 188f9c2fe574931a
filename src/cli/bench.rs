//! `relata bench`: how fast, and where the time goes.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::inputs::{self, Source};
use super::messages::Outcome;
use super::model_choice;
use super::run::ModelArgs;
use crate::engine::Extractor;
use crate::text::{split, treebank_form};

#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Sentences per second of the model
    Extract(ExtractBench),
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
/// When data or model cannot be read.
pub fn run(model: &ModelArgs, command: &BenchCommand) -> anyhow::Result<Outcome> {
    let BenchCommand::Extract(args) = command;
    let sentences = sentences(args)?;
    let loading = Instant::now();
    let mut extractor = model_choice::load(model)?;
    let load_s = loading.elapsed().as_secs_f64();
    let never = AtomicBool::new(false);
    let mut runs: Vec<(f64, Value)> = Vec::new();
    for run in 0..=args.repeat.max(1) {
        let started = Instant::now();
        extractor.extract(&sentences, &mut |_, _| {}, &never)?;
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
    for source in inputs::sources(&args.data)? {
        if let Source::Tokenized(path) = &source {
            all.extend(inputs::read_tokenized(path)?);
            continue;
        }
        let text = inputs::read_text(&source)?;
        all.extend(split(&text).iter().map(|sentence| {
            sentence.words.iter().map(|w| treebank_form(w.slice(&text).unwrap_or_default()).into_owned()).collect()
        }));
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

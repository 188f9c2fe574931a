//! One evaluation, and the ways it is shown: a table, JSON, a page.

use std::path::Path;

use anyhow::Context;

use super::{EvalArgs, table};
use crate::cli::messages::Outcome;
use crate::dataset::{self, Sentence};
use crate::eval::{self, Comparison, DocumentScores, Options, Reliability, Report, Resampling};
use crate::io::is_json;
use crate::nlp::Types;

/// Scores a prediction and shows the result as `args` say; whoever has sentences, from files or from a model, ends
/// here. `documents` is what single sentences do not show; `reliability` is that of everything the model said, where the prediction has only what reached the thresholds.
///
/// # Errors
/// When the sentences are not the same, or an output cannot be written.
pub fn report(
    gold: &[Sentence],
    pred: &[Sentence],
    documents: DocumentScores,
    reliability: Option<Reliability>,
    types: &Types,
    args: &EvalArgs,
) -> anyhow::Result<Outcome> {
    let mut report = evaluate(gold, pred, types, args)?;
    report.documents = Some(documents);
    report.reliability = reliability.or(report.reliability);
    if let Some(file) = &args.html {
        eval::write_page(file, &eval::page(&report, gold, types)?).context("--html")?;
        eprintln!("wrote {}", file.display());
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        std::io::Write::write_all(&mut out, b"\n")?;
    } else {
        table::write(&mut out, &report)?;
    }
    Ok(Outcome::Done)
}

fn evaluate(gold: &[Sentence], pred: &[Sentence], types: &Types, args: &EvalArgs) -> anyhow::Result<Report> {
    let options = Options { drop_overlapping: args.drop_overlapping, max_span: args.max_span };
    let name = |path: Option<&Path>, else_name: &str| path.map_or(else_name.to_owned(), |p| p.display().to_string());
    let names = [name(args.gold.as_deref(), "gold"), name(args.pred.as_deref(), "prediction")];
    let place = format!("{} and {}", names[0], names[1]);
    let compare = args.compare.as_deref().map(|other| against(gold, pred, types, &options, args, other)).transpose()?;
    let other = args.compare.as_ref().map(|path| path.display().to_string());
    let report = Report::new(gold, pred, types, &options, names).context(place)?;
    Ok(Report { other, compare, ..report })
}

fn against(
    gold: &[Sentence],
    pred: &[Sentence],
    types: &Types,
    options: &Options,
    args: &EvalArgs,
    other: &Path,
) -> anyhow::Result<Comparison> {
    let second = match &args.gold {
        Some(gold) if !is_json(other) => super::load::load(gold, other)?.pred,
        _ => dataset::read(other)?,
    };
    let resampling = Resampling { resamples: args.resamples, seed: args.seed, ..Resampling::default() };
    eval::compare(gold, pred, &second, types, options, &resampling).with_context(|| format!("{}", other.display()))
}

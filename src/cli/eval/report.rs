//! One evaluation, and the ways it is shown: a table, JSON, a page.

use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use super::{EvalArgs, html, table};
use crate::cli::messages::Outcome;
use crate::dataset::{self, Sentence};
use crate::eval::{self, Comparison, ErrorReport, LengthScores, Options, Resampling, Scores};
use crate::nlp::Types;

/// All that is known about a prediction.
#[derive(Debug, Serialize)]
pub struct Report {
    pub sentences: usize,
    /// Where gold and prediction came from, as they were named.
    pub gold: String,
    pub pred: String,
    pub drop_overlapping: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_span: Option<usize>,
    /// Gold entities wider than `max_span`: they cannot be found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub too_wide: Option<usize>,
    #[serde(flatten)]
    pub scores: Scores,
    pub by_length: Vec<LengthScores>,
    /// The other prediction's name and how it differs; positive differences speak for the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<Comparison>,
    pub errors: ErrorReport,
}

/// Scores a prediction and shows the result as `args` say; whoever has sentences, from files or from a model, ends
/// here.
///
/// # Errors
/// When the sentences are not the same, or an output cannot be written.
pub fn report(gold: &[Sentence], pred: &[Sentence], types: &Types, args: &EvalArgs) -> anyhow::Result<Outcome> {
    let report = evaluate(gold, pred, types, args)?;
    if let Some(file) = &args.html {
        html::write(file, &html::page(&report, gold, types)?)?;
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
    let (gold_name, pred_name) = (name(args.gold.as_deref(), "gold"), name(args.pred.as_deref(), "prediction"));
    let place = || format!("{gold_name} and {pred_name}");
    let compare = args.compare.as_deref().map(|other| against(gold, pred, types, &options, args, other)).transpose()?;
    let too_wide = |most: usize| gold.iter().flat_map(|s| &s.entities).filter(|e| e.end > e.start + most).count();
    Ok(Report {
        sentences: gold.len(),
        drop_overlapping: args.drop_overlapping,
        max_span: args.max_span,
        too_wide: args.max_span.map(too_wide),
        scores: eval::score(gold, pred, types, &options).with_context(place)?,
        by_length: eval::by_length(gold, pred, types, &options).with_context(place)?,
        errors: eval::errors(gold, pred, types, &options).with_context(place)?,
        other: args.compare.as_ref().map(|path| path.display().to_string()),
        compare,
        gold: gold_name,
        pred: pred_name,
    })
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
        Some(gold) if other.extension().is_none_or(|e| e != "json") => super::load::load(gold, other)?.pred,
        _ => dataset::read(other)?,
    };
    let resampling = Resampling { resamples: args.resamples, seed: args.seed, ..Resampling::default() };
    eval::compare(gold, pred, &second, types, options, &resampling).with_context(|| format!("{}", other.display()))
}

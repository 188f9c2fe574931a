//! `relata eval --model DIR --data PATH`: a model's own predictions, scored.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use anyhow::Context;

use super::{EvalArgs, report};
use crate::cli::messages::{Outcome, say_unread};
use crate::cli::outputs::Outputs;
use crate::dataset;
use crate::eval::Options;
use crate::model::{self, DeviceChoice};
use crate::train::evaluate_model;

/// Predicts and scores; writes the predictions where `--predictions` says.
///
/// # Errors
/// When model or data cannot be read, or the data have types that the model has not.
pub fn run(model: &Path, device: &str, data: &Path, args: &EvalArgs) -> anyhow::Result<Outcome> {
    let device: DeviceChoice = device.parse().with_context(|| format!("--device {device}"))?;
    let gold = dataset::load(data)?;
    gold.check_for_model(&crate::model::read_types(model)?)?;
    say_unread(&gold.issues);
    if gold.format == dataset::Format::Brat {
        // Relations across sentences have figures of their own.
        eprintln!("{}", dataset::LeftOut { crossing_relations: 0, ..gold.left_out });
    }
    let mut outputs = Outputs::new(args.force);
    outputs.reads_all(data);
    if let Some(file) = &args.predictions {
        outputs.check(file)?;
    }
    let options = Options { drop_overlapping: args.drop_overlapping, max_span: args.max_span };
    let cancel = AtomicBool::new(false);
    let mut model = model::load(model, &device)?;
    if args.no_constraints {
        let decoding = model.info().decoding.clone();
        model.set_decoding(decoding.without_constraints());
    }
    let evaluated = evaluate_model(model.as_mut(), &gold, &options, &mut |_, _| {}, &cancel)?;
    if let Some(file) = &args.predictions {
        outputs.write(file, dataset::to_json(&evaluated.predictions)?.as_bytes())?;
    }
    let types = match &args.types {
        Some(file) => dataset::read_types(file)?,
        None => evaluated.types,
    };
    report(&gold.sentences, &evaluated.predictions, evaluated.documents, evaluated.reliability, &types, args)
}

//! From corrections to a better model: fine-tune on corrected documents, and say honestly whether it helped.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::flips::{Flip, flips};
use super::folder::RunFolder;
use super::run::{Event, Reason, Split, run};
use super::{TrainConfig, TrainError, evaluate};
use crate::dataset::{self, Data};
use crate::eval::{Options, Scores};
use crate::io::must_exist;
use crate::model::training::HeadOptions;
use crate::model::{DeviceChoice, EncoderConfig, read_decoding, read_types};

/// A fine-tuning: what to learn from, and what to measure it with.
#[derive(Clone, Debug)]
pub struct FineTune {
    /// The model to start from; it is not changed.
    pub from: PathBuf,
    /// Corrected documents: brat folders or SpERT JSON.
    pub data: Vec<PathBuf>,
    /// Old data to mix in, against forgetting.
    pub mix: Vec<PathBuf>,
    /// Documents to measure with; without them a share of `data` is held out.
    pub test: Option<PathBuf>,
    /// That share, by whole documents (by sentences where there is only one document).
    pub held_out: f64,
    /// Folder of the run.
    pub out: PathBuf,
    /// Settings on top of [`settings`].
    pub config: TrainConfig,
}

/// What a fine-tuning gave.
#[derive(Clone, Debug, Serialize)]
pub struct Tuned {
    /// The new model.
    pub model: PathBuf,
    /// Sentences it was measured on.
    pub sentences: usize,
    /// The documents they are of.
    pub documents: Vec<String>,
    pub before: Scores,
    pub after: Scores,
    /// Whether NER and RE+ together did not fall.
    pub better: bool,
    /// Predictions that changed.
    pub flips: Vec<Flip>,
}

/// Defaults of a fine-tuning: as the model was trained, but shorter and with a gentler rate.
///
/// # Errors
/// When there is no model in `from`.
pub fn settings(from: &Path) -> Result<TrainConfig, TrainError> {
    must_exist(from)?;
    let encoder = EncoderConfig::read(&from.join("config.json"))?;
    let options = &encoder.spert;
    let decoding = read_decoding(from, &read_types(from)?)?;
    let mut config = TrainConfig {
        encoder: from.to_owned(),
        epochs: 5,
        batch: 4,
        learning_rate: 5e-5,
        max_span_size: options.max_span_size,
        relation_threshold: options.relation_threshold,
        join_edges: decoding.join_edges,
        ..TrainConfig::default()
    };
    config.model = HeadOptions::read_from(&encoder);
    config.model.languages = encoder.languages.said();
    config.model.iou_scaling = options.multi_task;
    Ok(config)
}

/// Fine-tunes, and measures the model before and after on documents that it did not learn from. `None` when it was stopped.
///
/// # Errors
/// What makes data, model or folder unusable, by file, item and remedy.
pub fn fine_tune(
    plan: &FineTune,
    events: &mut dyn FnMut(Event),
    cancel: &AtomicBool,
) -> Result<Option<Tuned>, TrainError> {
    let types = read_types(&plan.from)?;
    let mut config = plan.config.clone();
    config.train = [plan.data.as_slice(), plan.mix.as_slice()].concat();
    let load = |paths: &[PathBuf]| -> Result<Option<Data>, TrainError> {
        let mut all: Option<Data> = None;
        for path in paths {
            let data = dataset::load(path)?;
            data.check_for_model(&types)?;
            match &mut all {
                None => all = Some(data),
                Some(all) => all.append(data),
            }
        }
        Ok(all)
    };
    let Some(data) = load(&plan.data)? else {
        let what = "name at least one folder of corrected documents".to_owned();
        return Err(TrainError::Config { file: "data".into(), what });
    };
    let (mut train, held_out) = match &plan.test {
        Some(test) => {
            let gold = dataset::load(test)?;
            gold.check_for_model(&types)?;
            let mut train = data;
            train.issues.extend(gold.issues.iter().cloned());
            (train, gold)
        }
        None => {
            let (mut train, held_out) = data.hold_out(plan.held_out, config.seed)?;
            // A part does not know what its files lost; the report should.
            train.left_out = data.left_out;
            train.issues = data.issues;
            (train, held_out)
        }
    };
    if let Some(old) = load(&plan.mix)? {
        train.append(old);
    }
    for set in &config.data {
        let old = set.load()?;
        old.check_for_model(&types)?;
        set.check(&types)?;
        train.append(old);
    }
    let unlearnable = train.check_for_model(&types)?;
    let (train, _) = train.learnable();
    config.model.languages.add_those_of(train.sentences.iter().map(|sentence| &sentence.tokens));
    // A handful of corrections is a batch too.
    config.batch = config.batch.min(train.sentences.len().max(1));
    let folder = RunFolder::open_or_create(&plan.out, &config)?;
    let gold = &held_out;
    let options = Options::default();
    let device: DeviceChoice = config.device.parse()?;
    let before = evaluate(&plan.from, &device, gold, &options, &mut |_, _| {}, cancel)?;
    let split = Split { train, dev: None, test: None, types };
    let finished = run(config, split, unlearnable, &folder, events, cancel)?;
    if finished.reason == Reason::Stopped {
        return Ok(None);
    }
    let after = evaluate(&finished.model, &device, gold, &options, &mut |_, _| {}, cancel)?;
    let sum = |scores: &Scores| scores.ner.micro.f1 + scores.re_plus.micro.f1;
    let tuned = Tuned {
        model: finished.model,
        sentences: gold.sentences.len(),
        documents: held_out.documents.iter().map(|document| document.name.clone()).collect(),
        better: sum(&after.scores) >= sum(&before.scores),
        flips: flips(&held_out, &before.predictions, &after.predictions),
        before: before.scores,
        after: after.scores,
    };
    let text = serde_json::to_string_pretty(&tuned).unwrap_or_default();
    folder.write("fine-tune.json", &text)?;
    Ok(Some(tuned))
}

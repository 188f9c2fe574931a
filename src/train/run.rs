//! The loop.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use rand::seq::SliceRandom;
use serde_json::json;

use super::constraints::decoding;
use super::folder::RunFolder;
use super::prepare::{Cut, prepare};
use super::sample::{Prepared, random, sample};
use super::schedule::rate;
use super::{Evaluated, TrainConfig, TrainError, evaluate};
use crate::dataset::{self, Data, Unlearnable};
use crate::eval;
use crate::io::must_exist;
use crate::model::training::{AdamW, Initial, Rates, Setup, Trainable};
use crate::model::{self, DeviceChoice, EncoderConfig, write_decoding};
use crate::nlp::encode::LETTER_CASES;
use crate::nlp::{Decoding, Types, WordEncoder};
use crate::report::{End, Eval, Metric, Start, Step};
use crate::text::counting::{agreed, counted};

/// Purposes of random numbers.
const SHUFFLE: u64 = 1;
const SAMPLE: u64 = 2;

/// What a run tells while it goes on.
#[derive(Clone, Debug)]
pub enum Event {
    /// What was read, and what of it cannot be learned.
    Data {
        data: Box<Data>,
        unlearnable: Unlearnable,
        cut: Cut,
    },
    /// The first line of the metrics, and the update the run begins or resumes at.
    Start {
        start: Start,
        at: u64,
    },
    Step(Step),
    /// Scores of dev, and whether they are the best so far.
    Eval {
        eval: Eval,
        best: bool,
    },
    Saved(PathBuf),
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Done,
    Stopped,
}

/// What a run leaves.
#[derive(Debug)]
pub struct Finished {
    pub reason: Reason,
    pub updates: u64,
    /// The checkpoint to use.
    pub model: PathBuf,
    /// Scores on the test data, if there are any and the run was not stopped.
    pub test: Option<Evaluated>,
}

/// The data of a run.
#[derive(Clone, Debug)]
pub struct Split {
    pub train: Data,
    pub dev: Option<Data>,
    pub test: Option<Data>,
    pub types: Types,
}

impl Split {
    /// Reads and checks everything before the first update.
    ///
    /// # Errors
    /// File, item and remedy of what cannot be learned from.
    pub fn load(config: &TrainConfig) -> Result<(Self, Unlearnable), TrainError> {
        let mut train: Option<Data> = None;
        let sets = config.data_sets();
        for set in &sets {
            let more = set.load()?;
            match &mut train {
                None => train = Some(more),
                Some(train) => train.append(more),
            }
        }
        let Some(train) = train else { return Err(config.check().err().unwrap_or_else(|| missing("train"))) };
        let types = match &config.types {
            Some(file) => dataset::read_types(file)?,
            None => dataset::types_for(&train.source, &train)?.0,
        };
        sets.iter().try_for_each(|set| set.check(&types))?;
        let mut unlearnable = train.check(&types)?;
        // A schema that contradicts the data is refused before there is a folder.
        decoding(config, &types, &train.sentences)?;
        let (mut train, left) = train.learnable();
        if unlearnable.is_empty() {
            unlearnable = left;
        }
        let mut issues = Vec::new();
        let mut other = |path: &Option<PathBuf>| -> Result<Option<Data>, TrainError> {
            let Some(path) = path else { return Ok(None) };
            let mut data = dataset::load(path)?;
            data.check(&types)?;
            issues.append(&mut data.issues);
            Ok(Some(data))
        };
        let (dev, test) = (other(&config.dev)?, other(&config.test)?);
        // Whoever hears what was read hears all of it.
        train.issues.extend(issues);
        Ok((Self { dev, test, train, types }, unlearnable))
    }
}

fn missing(key: &str) -> TrainError {
    TrainError::Config { file: key.to_owned(), what: "nothing was given".into() }
}

/// A run that has read everything it needs.
struct Loop<'a> {
    config: TrainConfig,
    folder: &'a RunFolder,
    types: Types,
    sentences: Vec<Prepared>,
    dev: Option<Data>,
    decoding: Decoding,
    trainer: Box<dyn Trainable>,
    epoch_updates: u64,
    total: u64,
    best: Option<(f64, u64)>,
    events: &'a mut dyn FnMut(Event),
    cancel: &'a AtomicBool,
    device: DeviceChoice,
}

/// Runs or resumes the training in `folder`, which is made when all is ready for the first update.
///
/// `cancel` is looked at between updates; a stopped run has a checkpoint of its last update and resumes from there.
///
/// # Errors
/// Whatever makes data, model or folder unusable; a loss that is no number. Checkpoints written before stay intact.
pub fn run(
    mut config: TrainConfig,
    split: Split,
    unlearnable: Unlearnable,
    folder: &RunFolder,
    events: &mut dyn FnMut(Event),
    cancel: &AtomicBool,
) -> Result<Finished, TrainError> {
    config.check()?;
    let started = Instant::now();
    let Split { mut train, dev, test, types } = split;
    if config.model.languages.is_unsaid() {
        config.model.languages.add_those_of(train.sentences.iter().map(|sentence| &sentence.tokens));
    }
    let encoder = encoder(&config)?;
    let mut words = WordEncoder::from_dir(&config.encoder)?.spelled(config.model.spelling);
    let (sentences, cut) = prepare(&train, &types, &mut words, &encoder)?;
    // What is learned is not left out.
    train.left_out.crossing_relations = train.left_out.crossing_relations.saturating_sub(cut.across);
    let epoch_updates = (sentences.len() / config.batch) as u64;
    if epoch_updates == 0 {
        let kind = if config.model.window_words > 0 { "window of sentences" } else { "sentence" };
        let held = counted(sentences.len(), kind);
        let what = format!(
            "{held} {} one batch of {}; lower batch",
            agreed(sentences.len(), "does not fill", "do not fill"),
            config.batch
        );
        return Err(TrainError::Config { file: "batch".into(), what });
    }
    let decoding = decoding(&config, &types, &train.sentences)?;
    events(Event::Data { data: Box::new(train), unlearnable, cut });
    let last = folder.last();
    let from = last.as_deref().unwrap_or(&config.encoder);
    let device: DeviceChoice = config.device.parse()?;
    let trainer = trainer(&config, encoder, from, last.is_some(), &types)?;
    let at = trainer.updates();
    // From here on nothing is in the way of a first update.
    folder.begin()?;
    let kept = folder.rewind(at)?;
    let best = kept.iter().filter_map(|metric| if let Metric::Eval(eval) = metric { Some(eval) } else { None });
    let best = best.map(|eval| (selection(eval), eval.update)).reduce(|a, b| if b.0 > a.0 { b } else { a });
    let total = epoch_updates * config.epochs;
    let is_evaluated = |metric: &Metric| matches!(metric, Metric::Eval(eval) if eval.update == at);
    let is_missed = at > 0 && is_due(&config, at, epoch_updates, total) && !kept.iter().any(is_evaluated);
    let start = Start {
        config: serde_json::to_value(&config).unwrap_or_else(|_| json!({})),
        parameters: trainer.parameters() as u64,
        sentences: sentences.len() as u64,
        updates: total,
    };
    if !kept.iter().any(|metric| matches!(metric, Metric::Start(_))) {
        folder.log(&Metric::Start(start.clone()))?;
    }
    events(Event::Start { start, at });
    let mut work = Loop {
        config,
        folder,
        types,
        sentences,
        dev,
        decoding,
        trainer,
        epoch_updates,
        total,
        best,
        events,
        cancel,
        device,
    };
    if is_missed {
        // The run ended between the checkpoint of this update and its evaluation.
        work.evaluate((at - 1) / epoch_updates)?;
    }
    let reason = work.epochs()?;
    let updates = work.trainer.updates();
    let model = folder.best().ok_or_else(|| missing("checkpoint"))?;
    let evaluated = match test {
        Some(test) if reason == Reason::Done => {
            let options = eval::Options::default();
            Some(evaluate(&model, &device, &test, &options, &mut |_, _| {}, cancel)?)
        }
        _ => None,
    };
    let reason_text = (reason == Reason::Stopped).then(|| "stopped".to_owned());
    let best_update = work.best.map(|(_, update)| update);
    let seconds = started.elapsed().as_secs_f64();
    folder.log(&Metric::End(End { updates, seconds, best_update, reason: reason_text }))?;
    folder.report()?;
    Ok(Finished { reason, updates, model, test: evaluated })
}

/// The encoder's configuration with the options of the heads.
pub(super) fn encoder(config: &TrainConfig) -> Result<EncoderConfig, TrainError> {
    must_exist(&config.encoder)?;
    let mut encoder = EncoderConfig::read(&config.encoder.join("config.json"))?;
    encoder.spert.max_span_size = config.max_span_size;
    // SpERT.MT's θ lies at a score of one half.
    encoder.spert.relation_threshold = if config.model.multi_task { 0.5 } else { config.relation_threshold };
    config.model.write_into(&mut encoder);
    encoder.family = Some(encoder.spert.family().to_owned());
    if encoder.spert.letter_case {
        encoder.type_vocab_size = LETTER_CASES;
    }
    Ok(encoder)
}

/// A model in training on its device, whose parameters come from the checkpoint `from`.
pub(super) fn trainer(
    config: &TrainConfig,
    encoder: EncoderConfig,
    from: &Path,
    resume: bool,
    types: &Types,
) -> Result<Box<dyn Trainable>, TrainError> {
    let setup = Setup {
        from,
        resume,
        config: encoder,
        types,
        options: config.model.clone(),
        initial: if resume { Initial::Pretrained } else { config.initial },
        adam: AdamW { weight_decay: config.weight_decay, bias_correction: config.bias_correction, ..AdamW::default() },
        rates: Rates {
            layer_decay: config.layer_decay,
            heads: config.head_rate,
            relation: config.relation_rate,
            frozen: config.frozen,
            clip: config.clip,
        },
        dropout: [config.hidden_dropout, config.attention_dropout, config.head_dropout],
        seed: config.seed,
        threads: threads(config),
        device: config.device.parse()?,
    };
    Ok(model::trainer(setup)?)
}

/// Parts of a batch that run at once.
fn threads(config: &TrainConfig) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if config.threads == 0 { cores.min(config.batch) } else { config.threads }
}

/// Whether a checkpoint is saved and evaluated after so many updates.
fn is_due(config: &TrainConfig, updates: u64, epoch_updates: u64, total: u64) -> bool {
    let every = if config.eval_every == 0 { epoch_updates } else { config.eval_every };
    updates.is_multiple_of(every) || updates == total
}

/// What the best checkpoint is best in: the mean of NER and RE+ micro F1.
fn selection(eval: &Eval) -> f64 {
    (eval.ner_f1 + eval.re_plus_f1) / 2.0
}

impl Loop<'_> {
    fn epochs(&mut self) -> Result<Reason, TrainError> {
        let batch = self.config.batch;
        while self.trainer.updates() < self.total {
            let epoch = self.trainer.updates() / self.epoch_updates;
            let mut order: Vec<usize> = (0..self.sentences.len()).collect();
            order.shuffle(&mut random(self.config.seed, SHUFFLE, epoch, 0));
            let done = usize::try_from(self.trainer.updates() % self.epoch_updates).unwrap_or(usize::MAX);
            // The last, partial batch is dropped.
            for members in order.chunks_exact(batch).skip(done) {
                if self.cancel.load(Ordering::Relaxed) {
                    self.save_last()?;
                    return Ok(Reason::Stopped);
                }
                self.update(epoch, members)?;
                let updates = self.trainer.updates();
                if is_due(&self.config, updates, self.epoch_updates, self.total) {
                    self.save_last()?;
                    self.evaluate(epoch)?;
                    self.folder.report()?;
                }
            }
        }
        Ok(Reason::Done)
    }

    fn update(&mut self, epoch: u64, members: &[usize]) -> Result<(), TrainError> {
        let started = Instant::now();
        let batch: Vec<_> = members
            .iter()
            .map(|&member| {
                let mut random = random(self.config.seed, SAMPLE, epoch, member as u64);
                sample(&self.sentences[member], &self.config, &self.types, &mut random)
            })
            .collect();
        let updates = self.trainer.updates();
        let warm = (self.total as f64 * self.config.warm_up) as u64;
        let rate = rate(self.config.learning_rate, updates, self.total, warm);
        let update = self.trainer.update(&batch, rate)?;
        let step = Step {
            update: updates + 1,
            epoch: epoch + 1,
            loss: update.losses.total(),
            entity_loss: update.losses.entity + update.losses.entity_identification,
            relation_loss: update.losses.relation + update.losses.relation_identification,
            learning_rate: f64::from(rate),
            gradient_norm: update.gradient_norm,
            seconds: started.elapsed().as_secs_f64(),
        };
        self.folder.log(&Metric::Step(step.clone()))?;
        if self.trainer.updates() == updates {
            let numbers: Vec<String> = members.iter().map(|&m| self.sentences[m].sentence.to_string()).collect();
            return Err(TrainError::NotFinite { update: updates + 1, sentences: numbers.join(", "), rate });
        }
        (self.events)(Event::Step(step));
        Ok(())
    }

    fn save_last(&mut self) -> Result<(), TrainError> {
        let Self { trainer, config, types, folder, decoding, .. } = self;
        let saved = folder.replace("last", |to| {
            trainer.save(to, &config.encoder, types)?;
            write_decoding(to, decoding)?;
            Ok(trainer.save_state(to)?)
        })?;
        (self.events)(Event::Saved(saved));
        Ok(())
    }

    fn evaluate(&mut self, epoch: u64) -> Result<(), TrainError> {
        let (Some(dev), Some(last)) = (&self.dev, self.folder.last()) else { return Ok(()) };
        let options = eval::Options::default();
        let never = AtomicBool::new(false);
        let Evaluated { scores, .. } = evaluate(&last, &self.device, dev, &options, &mut |_, _| {}, &never)?;
        let eval = Eval {
            update: self.trainer.updates(),
            epoch: epoch + 1,
            split: "dev".into(),
            ner_f1: scores.ner.micro.f1,
            re_f1: scores.re.micro.f1,
            re_plus_f1: scores.re_plus.micro.f1,
            ner_macro_f1: scores.ner.macro_average.f1,
            re_plus_macro_f1: scores.re_plus.macro_average.f1,
            loss: None,
        };
        let best = self.best.is_none_or(|(value, _)| selection(&eval) > value);
        if best {
            let Self { trainer, config, types, decoding, .. } = self;
            self.folder.replace("best", |to| {
                trainer.save(to, &config.encoder, types)?;
                Ok(write_decoding(to, decoding)?)
            })?;
            self.best = Some((selection(&eval), eval.update));
        }
        self.folder.log(&Metric::Eval(eval.clone()))?;
        (self.events)(Event::Eval { eval, best });
        Ok(())
    }
}

//! SpERT and SpERT.MT: load a folder, predict sentences.

mod gathered;
mod inputs;
mod relate;
mod runner;

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::Family;
use crate::model::backend::{Device, DeviceChoice};
use crate::model::checkpoint::Checkpoint;
use crate::model::checkpoint::decoding::read_decoding;
use crate::model::checkpoint::fingerprint::reading_ahead;
use crate::model::checkpoint::types::read_types;
use crate::model::encoder::{Encoder, EncoderConfig, weights};
use crate::model::error::{Boxed, ModelError};
use crate::model::extractor::{Extractor, ModelInfo, RunStats};
use crate::model::heads::spert::weights as head_weights;
use crate::model::heads::spert::{Heads, SPERT, SPERT_MT};
use crate::model::training::{Setup, Trainable, Trainer};
use crate::nlp::ModelCard;
use crate::nlp::context;
use crate::nlp::decoding::{Decoding, Rules};
use crate::nlp::encode::EncodeError;
use crate::nlp::{GivenSpan, SentenceScores, TextScores, Thresholds, Types, WordEncoder, batch, window};
use crate::panics;
use gathered::Gathered;
use inputs::Inputs;
use runner::Job;

/// A classifier that knows "none" (Eberts & Ulges 2020).
pub const FAMILY: Family = Family { name: SPERT, load, trainer };
/// Identification and classification heads (Lu & Xue 2023).
pub const MULTI_TASK: Family = Family { name: SPERT_MT, load, trainer };

fn load(dir: &Path, checkpoint: &Checkpoint, config: EncoderConfig, choice: DeviceChoice) -> Boxed<dyn Extractor> {
    Ok(Box::new(Spert::new(dir, checkpoint, config, choice)?))
}

fn trainer(setup: Setup<'_>) -> Boxed<dyn Trainable> {
    let (from, resume, choice) = (setup.from, setup.resume, setup.device);
    let mut host = Trainer::load(setup)?;
    if resume {
        host.load_state(from)?;
    }
    let device = choice.select()?;
    (device.backend.trainer)(host, device.index)
}

/// A SpERT model on its device.
pub struct Spert {
    info: ModelInfo,
    types: Types,
    rules: Rules,
    words: WordEncoder,
    encoder: Box<dyn Encoder>,
    heads: Heads,
    workers: usize,
    budget: usize,
    stats: RunStats,
}

/// What is made of the weights file, which is read once.
struct Weights {
    fingerprint: String,
    device: Device,
    encoder: Box<dyn Encoder>,
    heads: Heads,
}

impl Weights {
    fn read(
        dir: &Path,
        checkpoint: &Checkpoint,
        config: &EncoderConfig,
        types: &Types,
        choice: DeviceChoice,
    ) -> Result<Self, ModelError> {
        let device = choice.select()?;
        // From here on values are read, and with the first of them all.
        let fingerprint = reading_ahead(dir, checkpoint)?;
        let heads = Heads::new(head_weights::HeadWeights::load(checkpoint, config, types)?, config.spert.clone());
        let encoder = (device.backend.encoder)(checkpoint, config, device.index)?;
        Ok(Self { fingerprint, device, encoder, heads })
    }
}

impl Spert {
    /// As [`super::load`], for tests of what a model is made of.
    #[cfg(test)]
    pub fn load(dir: &Path, choice: &DeviceChoice) -> Result<Self, ModelError> {
        let checkpoint = Checkpoint::open(dir)?;
        Self::new(dir, &checkpoint, EncoderConfig::read(&dir.join("config.json"))?, *choice)
    }

    fn new(
        dir: &Path,
        checkpoint: &Checkpoint,
        config: EncoderConfig,
        choice: DeviceChoice,
    ) -> Result<Self, ModelError> {
        let types = read_types(dir)?;
        let decoding = read_decoding(dir, &types)?;
        let mut wanted = weights::expected(&config);
        wanted.extend(head_weights::expected(checkpoint, &config, &types));
        checkpoint.expect(&wanted)?;
        // A large vocabulary takes about as long as the weights.
        let (words, weights) = std::thread::scope(|scope| {
            let words = scope.spawn(|| {
                panics::quiet_here();
                WordEncoder::from_dir(dir)
            });
            let weights = Weights::read(dir, checkpoint, &config, &types, choice);
            let broken = |reason| Err(EncodeError::File { path: dir.to_owned(), reason });
            (words.join().unwrap_or_else(|payload| broken(panics::message(payload.as_ref()))), weights)
        });
        let words = words?.spelled(config.spelling);
        if words.largest_id() as usize >= config.vocab_size {
            let (largest_id, rows) = (words.largest_id(), config.vocab_size);
            return Err(ModelError::Vocabulary { dir: dir.to_owned(), largest_id, rows });
        }
        let Weights { fingerprint, device, encoder, heads } = weights?;
        let backend = device.backend;
        let parameters = wanted.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
        let info = ModelInfo {
            dir: dir.to_owned(),
            fingerprint,
            card: ModelCard::read(dir),
            languages: config.languages.said(),
            encoder: config,
            decoding,
            parameters,
            device: (backend.label)(device.index, checkpoint.has_eight_bits()),
            device_note: device.instead_of,
            files: files(dir),
        };
        let rules = info.decoding.rules(&types);
        let (workers, budget) = ((backend.workers)(), backend.batch);
        Ok(Self { info, types, rules, words, encoder, heads, workers, budget, stats: RunStats::default() })
    }

    /// What applies to the scores of a sentence.
    pub(in crate::model) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What scores the states of one input.
    pub(in crate::model) fn heads_and_encoder(&self) -> (&ModelInfo, &dyn Encoder, &Heads) {
        (&self.info, self.encoder.as_ref(), &self.heads)
    }

    /// Hidden states and heads for tests against reference numbers.
    #[cfg(test)]
    pub(in crate::model) fn parts(&mut self) -> (&mut WordEncoder, &dyn Encoder, &Heads) {
        (&mut self.words, self.encoder.as_ref(), &self.heads)
    }
}

impl Extractor for Spert {
    fn types(&self) -> &Types {
        &self.types
    }

    fn info(&self) -> &ModelInfo {
        &self.info
    }

    fn set_decoding(&mut self, decoding: Decoding) {
        self.rules = decoding.rules(&self.types);
        self.info.decoding = decoding;
    }

    fn thresholds(&self) -> Thresholds {
        self.info.decoding.thresholds(&self.types, self.info.encoder.spert.relation_threshold)
    }

    fn stats(&self) -> &RunStats {
        &self.stats
    }

    fn read(
        &mut self,
        sentences: &[Vec<String>],
        documents: &[Range<usize>],
        progress: &mut dyn FnMut(usize, usize),
        cancel: &AtomicBool,
    ) -> Result<TextScores, ModelError> {
        let started = Instant::now();
        let mut stats = RunStats { sentences: sentences.len(), ..RunStats::default() };
        let Inputs { inputs, origins, mut windows_left, windows } = self.inputs(sentences, documents, &mut stats)?;
        stats.tokenizer = started.elapsed();
        stats.windows = inputs.len();
        let lengths: Vec<usize> = inputs.iter().map(|input| input.ids.len()).collect();
        stats.subwords = lengths.iter().sum();
        // A short text still gives every thread something to do.
        let budget = self.budget.min(stats.subwords.div_ceil(self.workers)).max(1);
        let groups = batch::by_length(&lengths, budget);
        stats.workers = self.workers.min(groups.len()).max(1);

        let mut gathered = Gathered::new(documents, &windows, sentences.len());
        let mut finished = 0;
        let job = Job {
            encoder: self.encoder.as_ref(),
            heads: &self.heads,
            hidden: self.info.encoder.hidden_size,
            inputs: &inputs,
            groups: &groups,
            cancel,
            device: &self.info.device,
        };
        progress(0, sentences.len());
        let outcome = job.run(stats.workers, &mut |(results, times)| {
            stats.batches.push(times.sentences);
            stats.encoder += times.encoder;
            stats.heads += times.heads;
            for (input, scores) in results {
                let held = inputs[input].sentences.as_slice();
                let (first, first_word) = origins[input];
                for sentence in &mut windows_left[first..first + held.len().max(1)] {
                    *sentence -= 1;
                    finished += usize::from(*sentence == 0);
                }
                gathered.add(scores, held, first, first_word);
            }
            progress(finished, sentences.len());
        });
        let scores = outcome.map(|()| {
            let Gathered { parts, placed, .. } = gathered;
            let own = parts.into_iter().zip(sentences).map(|(mut windows, words)| {
                windows.sort_by_key(|(first_word, _)| *first_word);
                let mut scores = window::merge(windows);
                self.rules.apply(&mut scores, words);
                scores
            });
            let own: Vec<SentenceScores> = own.collect();
            let mut scores = TextScores { across: context::across(placed, &own), sentences: own };
            self.rules.apply_across(&mut scores, sentences);
            scores
        });
        stats.wall = started.elapsed();
        self.stats = stats;
        scores
    }

    fn relate(
        &mut self,
        words: &[String],
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ModelError> {
        self.relations_between(words, given, cancel)
    }

    fn relate_in_context(
        &mut self,
        document: &[Vec<String>],
        asked: usize,
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ModelError> {
        self.relations_in_context(document, asked, given, cancel)
    }
}

fn files(dir: &Path) -> Vec<(String, u64)> {
    let mut files: Vec<(String, u64)> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let data = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some((entry.file_name().to_string_lossy().into_owned(), data.len()))
        })
        .collect();
    files.sort();
    files
}

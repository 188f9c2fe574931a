//! How long an update takes.

use std::time::Instant;

use rand::seq::SliceRandom;

use super::prepare::prepare;
use super::run::{Split, encoder, trainer};
use super::sample::{random, sample};
use super::{TrainConfig, TrainError};
use crate::nlp::WordEncoder;

/// Times of single updates.
#[derive(Clone, Debug)]
pub struct StepTimes {
    /// Milliseconds of every update, sampling included.
    pub milliseconds: Vec<f64>,
    /// Subwords of all of them.
    pub subwords: usize,
    /// Sampled spans of all of them.
    pub spans: usize,
}

/// Runs `updates` updates of the training that `config` describes, and keeps nothing of it.
///
/// # Errors
/// What makes data, model or device unusable.
pub fn step_times(config: &TrainConfig, updates: usize) -> Result<StepTimes, TrainError> {
    config.check()?;
    let (split, _) = Split::load(config)?;
    let encoder = encoder(config)?;
    let mut words = WordEncoder::from_dir(&config.encoder)?.spelled(config.model.spelling);
    let (sentences, _) = prepare(&split.train, &split.types, &mut words, &encoder)?;
    let mut trainer = trainer(config, encoder, &config.encoder, false, &split.types)?;
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    order.shuffle(&mut random(config.seed, 0, 0, 0));
    let mut times = StepTimes { milliseconds: Vec::with_capacity(updates), subwords: 0, spans: 0 };
    let mut members = order.iter().copied().cycle();
    for update in 0..updates {
        let started = Instant::now();
        let batch: Vec<_> = members
            .by_ref()
            .take(config.batch)
            .map(|at| {
                let mut random = random(config.seed, 1, update as u64, at as u64);
                sample(&sentences[at], config, &split.types, &mut random)
            })
            .collect();
        // A rate of nothing would let the optimiser off; a small one does all the work and spoils no later step.
        trainer.update(&batch, config.learning_rate / 1000.0)?;
        times.milliseconds.push(started.elapsed().as_secs_f64() * 1e3);
        times.subwords += batch.iter().map(|example| example.ids.len()).sum::<usize>();
        times.spans += batch.iter().map(|example| example.spans.len()).sum::<usize>();
    }
    Ok(times)
}

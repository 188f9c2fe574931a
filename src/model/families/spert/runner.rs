//! Batches through encoder and heads, on as many threads as the device has use for.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::model::encoder::{Encoder, Input};
use crate::model::error::ModelError;
use crate::model::heads::spert::{Heads, States};
use crate::nlp::{EncodedSentence, SentenceScores};

/// What one group of sentences took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BatchTimes {
    pub(super) sentences: usize,
    pub(super) encoder: Duration,
    pub(super) heads: Duration,
}

/// One group's results: indices of the inputs and their scores.
pub(super) type BatchResult = (Vec<(usize, SentenceScores)>, BatchTimes);

/// What a run works on.
pub(super) struct Job<'a> {
    pub(super) encoder: &'a dyn Encoder,
    pub(super) heads: &'a Heads,
    pub(super) hidden: usize,
    pub(super) inputs: &'a [EncodedSentence],
    pub(super) groups: &'a [Vec<usize>],
    pub(super) cancel: &'a AtomicBool,
    pub(super) device: &'a str,
}

impl Job<'_> {
    /// Runs all groups on `workers` threads and hands each result to `done`, on the calling thread.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`] when `cancel` was seen set, [`ModelError::Backend`] when a batch failed.
    pub(super) fn run(&self, workers: usize, done: &mut dyn FnMut(BatchResult)) -> Result<(), ModelError> {
        let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        let mut outcome = Ok(());
        std::thread::scope(|scope| {
            // Bounded, so that results cannot pile up before a slow receiver.
            let (sender, receiver) = mpsc::sync_channel(2 * workers);
            for worker in 0..workers {
                let sender = sender.clone();
                let (next, stop) = (&next, &stop);
                let work = move || self.work(next, stop, &sender);
                let spawned = std::thread::Builder::new().name(format!("model-{worker}")).spawn_scoped(scope, work);
                if let Err(error) = spawned
                    && worker == 0
                {
                    outcome = Err(self.failure(format!("no thread could be started: {error}")));
                }
            }
            drop(sender);
            for message in receiver {
                match message {
                    Ok(result) => done(result),
                    Err(error) => outcome = Err(error),
                }
            }
        });
        if self.cancel.load(Ordering::Relaxed) {
            return Err(ModelError::Cancelled);
        }
        outcome
    }

    fn work(&self, next: &AtomicUsize, stop: &AtomicBool, sender: &mpsc::SyncSender<Result<BatchResult, ModelError>>) {
        while !stop.load(Ordering::Relaxed) && !self.cancel.load(Ordering::Relaxed) {
            let Some(group) = self.groups.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
            let result = self.batch(group);
            stop.fetch_or(result.is_err(), Ordering::Relaxed);
            if sender.send(result).is_err() {
                return;
            }
        }
    }

    fn batch(&self, group: &[usize]) -> Result<BatchResult, ModelError> {
        let started = Instant::now();
        let inputs: Vec<(usize, &EncodedSentence)> =
            group.iter().filter_map(|&index| Some((index, self.inputs.get(index)?))).collect();
        let sentences: Vec<Input<'_>> =
            inputs.iter().map(|(_, input)| Input { ids: &input.ids, types: &input.cases }).collect();
        let hidden = self.encoder.states(&sentences).map_err(|reason| self.failure(reason))?;
        let encoder = started.elapsed();
        let subwords: usize = sentences.iter().map(|input| input.ids.len()).sum();
        if hidden.len() != subwords * self.hidden {
            return Err(self.failure(format!("{} values for {subwords} subwords", hidden.len())));
        }
        let mut start = 0;
        let scores = inputs
            .iter()
            .map(|(index, input)| {
                let rows: Range<usize> = start..start + input.ids.len();
                start = rows.end;
                let hidden = &hidden[rows.start * self.hidden..rows.end * self.hidden];
                (*index, self.heads.score(States { hidden, words: &input.words, sentences: &input.sentences }))
            })
            .collect();
        let heads = started.elapsed() - encoder;
        Ok((scores, BatchTimes { sentences: inputs.len(), encoder, heads }))
    }

    fn failure(&self, reason: String) -> ModelError {
        ModelError::Backend { device: self.device.to_owned(), reason }
    }
}

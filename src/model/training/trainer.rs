//! One update: batch in, losses out, parameters moved.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::adamw::{AdamW, Rows};
use super::example::Example;
use super::gradient;
use super::heads::{Pass, Totals};
use super::losses::Losses;
use super::options::{Frozen, HeadOptions};
use super::params::{Params, Slot};
use super::shard::{Shard, add, dropout_places};
use super::trainable::{Setup, Trainable};
use crate::model::EncoderConfig;
use crate::model::error::ModelError;
use crate::model::kernels::cpu::dropout::Masks;
use crate::nlp::Types;

/// What scales the learning rate, and what is left alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// Factor from a layer to the one below it; 1 for the same rate everywhere.
    pub layer_decay: f32,
    /// Factor of the heads.
    pub heads: f32,
    /// Factor of the relation head, on top of that of the heads.
    pub relation: f32,
    /// What is not trained.
    pub frozen: Frozen,
    /// Bound of the gradient's norm.
    pub clip: f32,
}

impl Default for Rates {
    fn default() -> Self {
        Self { layer_decay: 1.0, heads: 1.0, relation: 1.0, frozen: Frozen::Nothing, clip: 1.0 }
    }
}

impl Rates {
    /// The factor that heads have and layers do not.
    pub(super) fn of(&self, slot: &Slot, layers: usize) -> f32 {
        match (slot.depth > layers, slot.is_relation()) {
            (false, _) => 1.0,
            (true, false) => self.heads,
            (true, true) => self.heads * self.relation,
        }
    }
}

/// What an update reports.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Update {
    /// Mean losses over the batch's samples.
    pub losses: Losses,
    /// Norm of the gradient before clipping.
    pub gradient_norm: f64,
}

/// A model in training on the CPU.
pub struct Trainer {
    pub(super) config: EncoderConfig,
    pub(super) params: Params,
    pub(super) options: HeadOptions,
    pub(super) adam: AdamW,
    pub(super) rates: Rates,
    /// Hidden and attention dropout of the encoder, dropout before the heads.
    pub(super) dropout: [f32; 3],
    pub(super) seed: u64,
    pub(super) updates: u64,
    pub(super) first: Vec<f32>,
    pub(super) second: Vec<f32>,
    pub(super) words: Rows,
    pub(super) gradient: Vec<f32>,
    shards: Vec<Shard>,
    threads: usize,
    /// Threads of its own; none could be started: those of the process.
    pool: Option<Arc<ThreadPool>>,
}

impl Trainer {
    /// A trainer whose parameters come from the checkpoint that `setup` names, as [`Params::load`] says.
    ///
    /// # Errors
    /// When the checkpoint does not fit the configuration.
    pub fn load(setup: Setup<'_>) -> Result<Self, ModelError> {
        let Setup { from, config, types, options, initial, adam, rates, dropout, seed, threads, .. } = setup;
        let (params, _) = Params::load(from, &config, types, &options, initial, seed)?;
        Ok(Self::new(config, params, options, adam, rates, dropout, seed, threads))
    }

    /// A trainer at update 0. `threads` shards of a batch run at once; the result depends on their number in the last digits.
    #[allow(clippy::too_many_arguments)] // One of each; a builder would only name them twice.
    #[must_use]
    pub fn new(
        config: EncoderConfig,
        params: Params,
        options: HeadOptions,
        adam: AdamW,
        rates: Rates,
        dropout: [f32; 3],
        seed: u64,
        threads: usize,
    ) -> Self {
        let total = params.layout.total;
        let rows = Rows::new(config.vocab_size, config.hidden_size);
        let (first, second, gradient) = (vec![0.0; total], vec![0.0; total], vec![0.0; total]);
        let (updates, shards, threads) = (0, Vec::new(), threads.max(1));
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().ok().map(Arc::new);
        Self {
            config,
            params,
            options,
            adam,
            rates,
            dropout,
            seed,
            updates,
            first,
            second,
            words: rows,
            gradient,
            shards,
            threads,
            pool,
        }
    }

    /// Number of parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        let sizes = self.params.layout.slots.iter().flat_map(|slot| &slot.parts);
        self.params.words.len() + sizes.map(|(_, shape)| shape.iter().product::<usize>()).sum::<usize>()
    }

    /// One update with learning rate `rate`. When a loss or the norm is no finite number, nothing is changed and the
    /// report says so.
    pub fn update(&mut self, batch: &[Example], rate: f32) -> Update {
        match self.pool.clone() {
            Some(pool) => pool.install(|| self.update_here(batch, rate)),
            None => self.update_here(batch, rate),
        }
    }

    fn update_here(&mut self, batch: &[Example], rate: f32) -> Update {
        let rows = self.touched(batch);
        self.words.catch_up(&self.adam, &mut self.params.words, self.config.hidden_size, rows.iter().copied());
        let members = deal(batch, self.threads);
        let (losses, heads) = self.run(batch, &members);
        let frozen = self.rates.frozen;
        let start = self.params.layout.heads_start();
        let mut squares = 0.0;
        if frozen != Frozen::Encoder {
            squares +=
                gradient::encoder(&self.shards, &self.params.layout, self.config.hidden_size, &mut self.gradient);
        }
        self.gradient[start..].fill(0.0);
        for part in &heads {
            add(&mut self.gradient[start..], part);
        }
        squares += gradient::squares_of(&self.gradient[start..]);
        let mut word_gradients = Vec::new();
        if frozen == Frozen::Nothing {
            word_gradients = self.word_gradients(&rows);
            squares += gradient::squares_of(&word_gradients);
        } else if frozen == Frozen::Embeddings {
            let below = self.params.layout.embedding_norm[1].end;
            squares -= gradient::squares_of(&self.gradient[..below]);
        }
        let norm = squares.max(0.0).sqrt();
        let report = Update { losses, gradient_norm: norm };
        if !norm.is_finite() || !losses.total().is_finite() {
            return report;
        }
        // PyTorch's clip_grad_norm_: the small summand keeps the quotient finite.
        let clip = (f64::from(self.rates.clip) / (norm + 1e-6)).min(1.0) as f32;
        self.apply(rate, clip, &rows, &word_gradients);
        report
    }

    /// Rows of the word embeddings that the batch reads, ascending.
    fn touched(&self, batch: &[Example]) -> Vec<usize> {
        let mut rows: Vec<usize> = batch.iter().flat_map(|example| &example.ids).map(|id| *id as usize).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Forward and backward over all shards; the losses and every shard's gradient of the heads.
    fn run(&mut self, batch: &[Example], members: &[Vec<usize>]) -> (Losses, Vec<Vec<f32>>) {
        let totals = Totals {
            spans: batch.iter().map(|example| example.spans.len()).sum(),
            pairs: batch.iter().map(|example| example.pairs.len()).sum(),
        };
        self.shards.resize_with(members.len(), Shard::default);
        let Self { shards, config, params, options, dropout, seed, updates, rates, .. } = self;
        let (config, params, options): (&EncoderConfig, &Params, &HeadOptions) = (config, params, options);
        let (seed, update, backward) = (*seed, *updates, rates.frozen != Frozen::Encoder);
        let hidden = config.hidden_size;
        let width = params.layout.total - params.layout.heads_start();
        let results: Vec<ShardResult> = shards
            .par_iter_mut()
            .zip(members)
            .map(|(shard, members)| {
                shard.ids.clear();
                shard.types.clear();
                shard.lengths.clear();
                shard.masks.resize_with(members.len(), Masks::default);
                for (masks, &member) in shard.masks.iter_mut().zip(members) {
                    let example = &batch[member];
                    shard.ids.extend(&example.ids);
                    shard.types.extend(example.token_types());
                    shard.lengths.push(example.ids.len());
                    masks.draw(seed, update, member as u64, places(config, params, example, *dropout));
                }
                shard.forward(params, config);
                let mut dstates = vec![0.0; shard.states.len()];
                let mut gradient = vec![0.0; width];
                let mut losses = Vec::with_capacity(members.len());
                let first = 1 + 3 * config.num_hidden_layers;
                for (start, (&member, masks)) in shard.starts().zip(members.iter().zip(&shard.masks)) {
                    let example = &batch[member];
                    let rows = start * hidden..(start + example.ids.len()) * hidden;
                    let dropout = [0, 1, 2].map(|place| masks.place(first + place));
                    let pass = Pass { params, options, totals, dropout };
                    let states = &shard.states[rows.clone()];
                    losses.push((member, pass.run(example, states, &mut dstates[rows], &mut gradient)));
                }
                shard.states = dstates;
                if backward {
                    shard.backward(params, config);
                }
                (losses, gradient)
            })
            .collect();
        let mut by_sentence: Vec<(usize, Losses)> =
            results.iter().flat_map(|(losses, _)| losses.iter().copied()).collect();
        by_sentence.sort_by_key(|(member, _)| *member);
        let mut losses = Losses::default();
        by_sentence.into_iter().for_each(|(_, own)| losses += own);
        (losses, results.into_iter().map(|(_, gradient)| gradient).collect())
    }

    /// `[rows.len(), hidden]`.
    fn word_gradients(&self, rows: &[usize]) -> Vec<f32> {
        let hidden = self.config.hidden_size;
        let mut gradients = vec![0.0; rows.len() * hidden];
        for shard in &self.shards {
            for (id, gradient) in shard.ids.iter().zip(shard.embedded.chunks_exact(hidden)) {
                if let Ok(at) = rows.binary_search(&(*id as usize)) {
                    add(&mut gradients[at * hidden..][..hidden], gradient);
                }
            }
        }
        gradients
    }

    fn apply(&mut self, rate: f32, clip: f32, rows: &[usize], word_gradients: &[f32]) {
        self.updates += 1;
        let layers = self.config.num_hidden_layers;
        let factors = self.params.layout.rates(layers, self.rates.layer_decay, self.rates.frozen);
        for slot in &self.params.layout.slots {
            let factor = factors[slot.depth] * self.rates.of(slot, layers);
            if factor == 0.0 {
                continue;
            }
            let range = slot.range.clone();
            self.adam.update(
                self.updates,
                rate * factor,
                slot.decays(),
                clip,
                &mut self.params.flat[range.clone()],
                [&mut self.first[range.clone()], &mut self.second[range.clone()]],
                &self.gradient[range],
            );
        }
        if self.rates.frozen == Frozen::Nothing {
            let (rate, width) = (rate * factors[0], self.config.hidden_size);
            self.words.update(&self.adam, rate, clip, &mut self.params.words, width, rows, word_gradients);
        }
    }

    /// Brings all word embeddings to the current update; before parameters are looked at from outside.
    pub(super) fn catch_up(&mut self) {
        let rows = 0..self.config.vocab_size;
        self.words.catch_up(&self.adam, &mut self.params.words, self.config.hidden_size, rows);
    }
}

impl Trainable for Trainer {
    fn updates(&self) -> u64 {
        self.updates
    }

    fn parameters(&self) -> usize {
        Self::parameters(self)
    }

    fn update(&mut self, batch: &[Example], rate: f32) -> Result<Update, ModelError> {
        Ok(Self::update(self, batch, rate))
    }

    fn save(&mut self, to: &Path, tokenizer: &Path, types: &Types) -> Result<(), ModelError> {
        Self::save(self, to, tokenizer, types)
    }

    fn save_state(&mut self, to: &Path) -> Result<(), ModelError> {
        Self::save_state(self, to)
    }
}

fn places(
    config: &EncoderConfig,
    params: &Params,
    example: &Example,
    [hidden, attention, heads]: [f32; 3],
) -> impl Iterator<Item = (usize, f32)> {
    let sizes = params.layout.sizes;
    let (spans, pairs) = (example.spans.len(), example.pairs.len());
    let mut places = dropout_places(config, example.ids.len(), hidden, attention);
    places.extend([
        (spans * sizes.entity_inputs, heads),
        (pairs * sizes.relation_inputs, heads),
        (pairs * sizes.relation_hidden, heads),
    ]);
    places.into_iter()
}

/// The losses of a shard's sentences, by their number in the batch, and its gradient of the heads.
type ShardResult = (Vec<(usize, Losses)>, Vec<f32>);

/// Sentences for every shard, longest first to the shard with the fewest subwords; a function of the batch alone.
fn deal(batch: &[Example], shards: usize) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); shards.min(batch.len()).max(1)];
    let mut loads = vec![0; members.len()];
    let mut order: Vec<usize> = (0..batch.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(batch[index].ids.len()));
    for index in order {
        let least = (0..loads.len()).min_by_key(|&shard| loads[shard]).unwrap_or(0);
        loads[least] += batch[index].ids.len();
        members[least].push(index);
    }
    members
}

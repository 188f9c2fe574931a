//! The model behind one face: load a folder, predict sentences.

mod relate;
pub(in crate::model) mod runner;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

#[cfg(feature = "cuda")]
use burn::backend::{Cuda, cuda::CudaDevice};
use burn_flex::{Flex, FlexDevice};
use serde::{Deserialize, Serialize};

use crate::model::backend::{Device, DeviceChoice};
use crate::model::checkpoint::Checkpoint;
use crate::model::checkpoint::card::ModelCard;
use crate::model::checkpoint::decoding::read_decoding;
use crate::model::checkpoint::fingerprint::fingerprint;
use crate::model::checkpoint::types::read_types;
use crate::model::encoder::{self, Bert, EncoderConfig, EncoderOps};
#[cfg(feature = "cuda")]
use crate::model::encoder::{plain::PlainLayer, weights::LayerWeights};
use crate::model::error::ModelError;
use crate::model::heads::spert::Heads;
use crate::model::heads::spert::weights as head_weights;
use crate::model::kernels::cpu;
use crate::nlp::decoding::{Decoding, Rules};
use crate::nlp::encode::EncodedWords;
use crate::nlp::{EncodedSentence, SentenceScores, Thresholds, Types, WordEncoder, batch, window};
#[cfg(feature = "cuda")]
use burn::tensor::Tensor;
use runner::{Encoder, Job};

/// Subwords of a batch on the CPU: the buffers of a layer stay in the second-level cache.
const CPU_BATCH: usize = 512;
/// Subwords of a batch on a GPU: enough to fill it.
#[cfg(feature = "cuda")]
const GPU_BATCH: usize = 16_384;

#[cfg(feature = "cuda")]
impl EncoderOps for Cuda {
    type Layer = PlainLayer<Self>;

    fn prepare_layer(weights: LayerWeights, heads: usize, device: &CudaDevice) -> Self::Layer {
        PlainLayer::new(weights, heads, device)
    }

    fn layer(layer: &Self::Layer, states: Tensor<Self, 2>, lengths: &[usize]) -> Tensor<Self, 2> {
        layer.forward(states, lengths)
    }
}

/// What a loaded model is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ModelInfo {
    /// Its folder.
    pub dir: PathBuf,
    /// What it is by content, see [`crate::model::fingerprint`].
    pub fingerprint: String,
    /// What it says of itself.
    pub card: ModelCard,
    /// Sizes of the encoder and options of the heads.
    pub encoder: EncoderConfig,
    /// What it knows about its own scores.
    pub decoding: Decoding,
    /// Number of weights, heads included.
    pub parameters: usize,
    /// Where it runs, for people.
    pub device: String,
    /// Why it does not run on a GPU, when the choice was automatic and none works.
    pub device_note: Option<String>,
    /// Files of the folder with their sizes in bytes.
    pub files: Vec<(String, u64)>,
}

/// What a run took.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunStats {
    /// Sentences asked for.
    pub sentences: usize,
    /// Inputs of the encoder: more than sentences when some needed several windows.
    pub windows: usize,
    /// Words of more subwords than a window holds, of which only the first subwords were read.
    pub shortened_words: usize,
    /// Subwords encoded, special tokens and window overlaps included.
    pub subwords: usize,
    /// Sentences of each batch, in the order of completion.
    pub batches: Vec<usize>,
    /// Threads.
    pub workers: usize,
    /// From start to end.
    pub wall: Duration,
    /// In the tokenizer.
    pub tokenizer: Duration,
    /// In the encoder, summed over the threads.
    pub encoder: Duration,
    /// In the heads, summed over the threads.
    pub heads: Duration,
}

impl RunStats {
    /// The encoder's part of the computing time, 0 to 1.
    #[must_use]
    pub fn encoder_share(&self) -> f64 {
        let total = (self.encoder + self.heads + self.tokenizer).as_secs_f64();
        if total > 0.0 { self.encoder.as_secs_f64() / total } else { 0.0 }
    }

    /// Sentences a second.
    #[must_use]
    pub fn sentences_per_second(&self) -> f64 {
        let wall = self.wall.as_secs_f64();
        if wall > 0.0 { self.sentences as f64 / wall } else { 0.0 }
    }
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

impl Spert {
    /// Loads a checkpoint folder (see [`crate::model::compress`] for the 8-bit form) onto a device.
    ///
    /// # Errors
    /// Whatever is missing, damaged or does not fit, by name; and [`ModelError::Device`] when CUDA was asked for by
    /// name and does not work.
    pub fn load(dir: &Path, choice: &DeviceChoice) -> Result<Self, ModelError> {
        let checkpoint = Checkpoint::open(dir)?;
        let config = EncoderConfig::read(&dir.join("config.json"))?;
        let types = read_types(dir)?;
        let decoding = read_decoding(dir, &types)?;
        let mut wanted = encoder::weights::expected(&config);
        wanted.extend(head_weights::expected(&checkpoint, &config, &types));
        checkpoint.expect(&wanted)?;
        let words = WordEncoder::from_dir(dir)?.spelled(config.spelling);
        if words.largest_id() as usize >= config.vocab_size {
            let (largest_id, rows) = (words.largest_id(), config.vocab_size);
            return Err(ModelError::Vocabulary { dir: dir.to_owned(), largest_id, rows });
        }
        let heads = Heads::new(head_weights::HeadWeights::load(&checkpoint, &config, &types)?, config.spert.clone());
        let device = Device::settle(*choice)?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (encoder, workers, budget, label, note): (Box<dyn Encoder>, _, _, _, _) = match device {
            Device::Cpu { instead_of_cuda } => {
                let label = format!("CPU ({cores} threads, {})", cpu::arithmetic(checkpoint.has_eight_bits()));
                (load_encoder::<Flex>(&checkpoint, &config, &FlexDevice)?, cores, CPU_BATCH, label, instead_of_cuda)
            }
            #[cfg(not(feature = "cuda"))]
            Device::Cuda(_) => return Err(ModelError::DeviceName("cuda".into())),
            #[cfg(feature = "cuda")]
            Device::Cuda(index) => {
                let encoder = load_encoder::<Cuda>(&checkpoint, &config, &CudaDevice::new(index))?;
                (encoder, 1, GPU_BATCH, format!("CUDA {index}"), None)
            }
        };
        let parameters = wanted.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
        let info = ModelInfo {
            dir: dir.to_owned(),
            fingerprint: fingerprint(dir)?,
            card: ModelCard::read(dir),
            encoder: config,
            decoding,
            parameters,
            device: label,
            device_note: note,
            files: files(dir),
        };
        let rules = info.decoding.rules(&types);
        Ok(Self { info, types, rules, words, encoder, heads, workers, budget, stats: RunStats::default() })
    }

    /// The entity and relation types, in the order of the scores.
    #[must_use]
    pub fn types(&self) -> &Types {
        &self.types
    }

    /// What was loaded, and where it runs.
    #[must_use]
    pub fn info(&self) -> &ModelInfo {
        &self.info
    }

    /// Lets other rules apply to the scores than the checkpoint's.
    pub fn set_decoding(&mut self, decoding: Decoding) {
        self.rules = decoding.rules(&self.types);
        self.info.decoding = decoding;
    }

    /// The scores that relations need: those of the checkpoint, by type where it has them.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        self.info.decoding.thresholds(&self.types, self.info.encoder.spert.relation_threshold)
    }

    /// What the last run took.
    #[must_use]
    pub fn stats(&self) -> &RunStats {
        &self.stats
    }

    /// Scores sentences of word tokens; results in the order of the input.
    ///
    /// `progress(done, total)` counts sentences and runs on the calling thread. `cancel` is looked at between batches.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`], [`ModelError::Backend`] when the device gives up, [`ModelError::Encode`].
    pub fn predict(
        &mut self,
        sentences: &[Vec<String>],
        progress: &mut dyn FnMut(usize, usize),
        cancel: &AtomicBool,
    ) -> Result<Vec<SentenceScores>, ModelError> {
        let started = Instant::now();
        let mut stats = RunStats { sentences: sentences.len(), ..RunStats::default() };
        let Inputs { inputs, origins, windows_left } = self.inputs(sentences, &mut stats)?;
        stats.tokenizer = started.elapsed();
        stats.windows = inputs.len();
        let lengths: Vec<usize> = inputs.iter().map(|input| input.ids.len()).collect();
        stats.subwords = lengths.iter().sum();
        // A short text still gives every thread something to do.
        let budget = self.budget.min(stats.subwords.div_ceil(self.workers)).max(1);
        let groups = batch::by_length(&lengths, budget);
        stats.workers = self.workers.min(groups.len()).max(1);

        let mut parts: Vec<Vec<(usize, SentenceScores)>> = sentences.iter().map(|_| Vec::new()).collect();
        let mut windows_left = windows_left;
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
                let (sentence, first_word) = origins[input];
                parts[sentence].push((first_word, scores));
                windows_left[sentence] -= 1;
                finished += usize::from(windows_left[sentence] == 0);
            }
            progress(finished, sentences.len());
        });
        let scores = outcome.map(|()| {
            parts
                .into_iter()
                .zip(sentences)
                .map(|(mut windows, words)| {
                    windows.sort_by_key(|(first_word, _)| *first_word);
                    let mut scores = window::merge(windows);
                    self.rules.apply(&mut scores, words);
                    scores
                })
                .collect()
        });
        stats.wall = started.elapsed();
        self.stats = stats;
        scores
    }

    pub(in crate::model) fn inputs(
        &mut self,
        sentences: &[Vec<String>],
        stats: &mut RunStats,
    ) -> Result<Inputs, ModelError> {
        let positions = self.info.encoder.max_position_embeddings;
        let overlap = self.info.encoder.spert.max_span_size;
        let mut inputs = Inputs::default();
        for (index, words) in sentences.iter().enumerate() {
            let encoded: EncodedWords = self.words.encode(words)?;
            stats.shortened_words += encoded.words.iter().filter(|word| word.len() > positions - 2).count();
            let windows = window::windows(&encoded, positions, overlap);
            inputs.windows_left.push(windows.len());
            for window in windows {
                inputs.origins.push((index, window.start));
                inputs.inputs.push(self.words.sentence(&encoded, window, positions - 2));
            }
        }
        Ok(inputs)
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

/// What the encoder reads, and where it came from.
#[derive(Default)]
pub(in crate::model) struct Inputs {
    pub(in crate::model) inputs: Vec<EncodedSentence>,
    /// For every input its sentence and first word.
    pub(in crate::model) origins: Vec<(usize, usize)>,
    /// For every sentence its number of inputs.
    windows_left: Vec<usize>,
}

fn load_encoder<B: EncoderOps>(
    checkpoint: &Checkpoint,
    config: &EncoderConfig,
    device: &B::Device,
) -> Result<Box<dyn Encoder>, ModelError> {
    Ok(Box::new(Bert::<B>::load(checkpoint, config, device)?))
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

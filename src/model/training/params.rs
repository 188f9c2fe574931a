//! The parameters of a model in training: one flat vector, and the word embeddings beside it.
//!
//! Optimiser, gradient norm and checkpoints see one vector; names and shapes are the layout's. Weights of linear layers
//! stand in panels ([`dense`]); the word embeddings are a table of rows of which a batch touches few.

use std::ops::Range;
use std::path::Path;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::options::{Frozen, HeadOptions, HeadSizes, Initial, RELATION_DISTANCES, RELATION_HIDDEN, RELATION_PLACES};
use crate::model::EncoderConfig;
use crate::model::checkpoint::Checkpoint;
use crate::model::encoder::weights;
use crate::model::error::ModelError;
use crate::model::kernels::cpu::dense;
use crate::nlp::Types;
use crate::nlp::place::{DISTANCES, PLACES};

/// How a tensor's values stand in the flat vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Row-major.
    Plain,
    /// `[outputs, inputs]` in panels.
    Panels { outputs: usize, inputs: usize },
}

/// One stretch of the flat vector: a tensor, or several stacked by rows (query, key and value).
#[derive(Clone, Debug)]
pub struct Slot {
    /// Names in a checkpoint, with shapes.
    pub parts: Vec<(String, Vec<usize>)>,
    pub form: Form,
    pub range: Range<usize>,
    /// 0 the embeddings, 1… the layers, the number of layers + 1 the heads.
    pub depth: usize,
}

impl Slot {
    /// Whether weight decay applies: to everything but biases and LayerNorm.
    #[must_use]
    pub fn decays(&self) -> bool {
        self.parts.iter().all(|(name, _)| !name.contains("bias") && !name.contains("LayerNorm"))
    }

    /// Whether it is of the relation head.
    #[must_use]
    pub fn is_relation(&self) -> bool {
        self.parts.iter().all(|(name, _)| name.starts_with("rel_"))
    }
}

/// Ranges of one encoder layer.
#[derive(Clone, Debug)]
pub struct LayerSlots {
    pub qkv: [Range<usize>; 2],
    pub attention_output: [Range<usize>; 2],
    pub attention_norm: [Range<usize>; 2],
    pub intermediate: [Range<usize>; 2],
    pub output: [Range<usize>; 2],
    pub output_norm: [Range<usize>; 2],
}

/// Ranges of one head: weight and, where it has one, bias.
#[derive(Clone, Debug)]
pub struct HeadSlots {
    pub weight: Range<usize>,
    pub bias: Option<Range<usize>>,
}

/// Ranges of the heads.
#[derive(Clone, Debug)]
pub struct AllHeads {
    pub widths: Range<usize>,
    pub entity: HeadSlots,
    /// On the inputs, or on the hidden layer where there is one.
    pub relation: HeadSlots,
    pub relation_hidden: Option<HeadSlots>,
    pub relation_places: Option<Range<usize>>,
    pub relation_distances: Option<Range<usize>>,
    /// SpERT.MT's binary heads.
    pub identifiers: Option<[HeadSlots; 2]>,
}

/// Names, shapes and places of everything but the word embeddings.
#[derive(Clone, Debug)]
pub struct Layout {
    pub slots: Vec<Slot>,
    pub positions: Range<usize>,
    pub token_types: Range<usize>,
    pub embedding_norm: [Range<usize>; 2],
    pub layers: Vec<LayerSlots>,
    pub heads: AllHeads,
    pub sizes: HeadSizes,
    pub total: usize,
    /// Before the names of the encoder's tensors in a checkpoint.
    pub prefix: &'static str,
    /// Row of the position table for the first subword.
    pub first_position: usize,
}

/// Name of the word embeddings.
pub const WORDS: &str = "embeddings.word_embeddings.weight";
/// Rows and columns of the width table.
pub const WIDTHS: [usize; 2] = [100, 25];

struct Builder {
    slots: Vec<Slot>,
    total: usize,
    depth: usize,
}

impl Builder {
    fn plain(&mut self, name: &str, shape: &[usize]) -> Range<usize> {
        let length = shape.iter().product();
        self.push(vec![(name.to_owned(), shape.to_vec())], Form::Plain, length)
    }

    fn push(&mut self, parts: Vec<(String, Vec<usize>)>, form: Form, length: usize) -> Range<usize> {
        let range = self.total..self.total + length;
        self.total = range.end;
        self.slots.push(Slot { parts, form, range: range.clone(), depth: self.depth });
        range
    }

    fn linear(&mut self, names: &[String], outputs: usize, inputs: usize) -> [Range<usize>; 2] {
        let all = outputs * names.len();
        let form = Form::Panels { outputs: all, inputs };
        let weights = names.iter().map(|name| (format!("{name}.weight"), vec![outputs, inputs])).collect();
        let biases = names.iter().map(|name| (format!("{name}.bias"), vec![outputs])).collect();
        [self.push(weights, form, dense::padded(all, inputs)), self.push(biases, Form::Plain, all)]
    }

    fn norm(&mut self, name: &str, size: usize) -> [Range<usize>; 2] {
        [self.plain(&format!("{name}.weight"), &[size]), self.plain(&format!("{name}.bias"), &[size])]
    }

    fn head(&mut self, name: &str, outputs: usize, inputs: usize, bias: bool) -> HeadSlots {
        HeadSlots {
            weight: self.plain(&format!("{name}.weight"), &[outputs, inputs]),
            bias: bias.then(|| self.plain(&format!("{name}.bias"), &[outputs])),
        }
    }
}

impl Layout {
    /// The layout of a model.
    #[must_use]
    pub fn new(config: &EncoderConfig, types: &Types, heads: &HeadOptions) -> Self {
        let (hidden, wide) = (config.hidden_size, config.intermediate_size);
        let mut builder = Builder { slots: Vec::new(), total: 0, depth: 0 };
        let positions =
            builder.plain("embeddings.position_embeddings.weight", &[config.max_position_embeddings, hidden]);
        let token_types = builder.plain("embeddings.token_type_embeddings.weight", &[config.type_vocab_size, hidden]);
        let embedding_norm = builder.norm("embeddings.LayerNorm", hidden);
        let layers = (0..config.num_hidden_layers)
            .map(|layer| {
                builder.depth = layer + 1;
                let name = |part: &str| format!("encoder.layer.{layer}.{part}");
                LayerSlots {
                    qkv: builder.linear(
                        &["query", "key", "value"].map(|part| name(&format!("attention.self.{part}"))),
                        hidden,
                        hidden,
                    ),
                    attention_output: builder.linear(&[name("attention.output.dense")], hidden, hidden),
                    attention_norm: builder.norm(&name("attention.output.LayerNorm"), hidden),
                    intermediate: builder.linear(&[name("intermediate.dense")], wide, hidden),
                    output: builder.linear(&[name("output.dense")], hidden, wide),
                    output_norm: builder.norm(&name("output.LayerNorm"), hidden),
                }
            })
            .collect();
        builder.depth = config.num_hidden_layers + 1;
        let widths = [WIDTHS[0].max(config.spert.max_span_size + 1), WIDTHS[1]];
        let sizes = heads.sizes(hidden, widths[1], types);
        let features = sizes.relation_features();
        let heads = AllHeads {
            widths: builder.plain("size_embeddings.weight", &widths),
            entity: builder.head(heads.entity_name(), sizes.entity_outputs, sizes.entity_inputs, !heads.multi_task),
            relation: builder.head(heads.relation_name(), sizes.relations, features, !heads.multi_task),
            relation_hidden: (sizes.relation_hidden > 0)
                .then(|| builder.head(RELATION_HIDDEN, sizes.relation_hidden, sizes.relation_inputs, true)),
            relation_places: heads.relation_places.then(|| builder.plain(RELATION_PLACES, &[PLACES, widths[1]])),
            relation_distances: (sizes.relation_distance > 0)
                .then(|| builder.plain(RELATION_DISTANCES, &[DISTANCES, widths[1]])),
            identifiers: heads.multi_task.then(|| {
                [
                    builder.head("entity_identifier", 1, sizes.entity_inputs, true),
                    builder.head("rel_identifier", 1, features, true),
                ]
            }),
        };
        let Builder { slots, total, .. } = builder;
        let (prefix, first_position) = (config.convention().prefix, config.first_position());
        Self { slots, positions, token_types, embedding_norm, layers, heads, sizes, total, prefix, first_position }
    }

    /// The slots of the heads start here.
    #[must_use]
    pub fn heads_start(&self) -> usize {
        self.heads.widths.start
    }
}

/// All values of a model.
#[derive(Clone, Debug)]
pub struct Params {
    pub layout: Layout,
    /// Everything but the word embeddings.
    pub flat: Vec<f32>,
    /// `[vocabulary, hidden]`.
    pub words: Vec<f32>,
    pub hidden: usize,
}

impl Params {
    /// Reads what the checkpoint in `dir` has and draws the rest from N(0, 0.02) (biases 0, LayerNorm 1 and 0).
    ///
    /// `initial` says what of the encoder is drawn anew although the checkpoint has it; heads are read when all of them
    /// are there with the right shapes, which `heads_read` reports.
    ///
    /// # Errors
    /// When the encoder's tensors do not fit `config.json`, or the file cannot be read.
    pub fn load(
        dir: &Path,
        config: &EncoderConfig,
        types: &Types,
        heads: &HeadOptions,
        initial: Initial,
        seed: u64,
    ) -> Result<(Self, bool), ModelError> {
        let checkpoint = Checkpoint::open(dir)?;
        // A pre-trained table of token types has rows for two segments of a text. Where types tell letter case, all begin as
        // the row of the first segment: the encoder is then at first the one that was pre-trained.
        let knows_case =
            EncoderConfig::read(&dir.join("config.json")).map_or(config.spert.letter_case, |c| c.spert.letter_case);
        let widen = config.spert.letter_case && !knows_case;
        let mut own = config.clone();
        if let (true, Some(&[rows, _])) = (widen, checkpoint.shape(weights::TOKEN_TYPES)) {
            own.type_vocab_size = rows;
        }
        checkpoint.expect(&weights::expected(&own))?;
        let layout = Layout::new(config, types, heads);
        let last = config.num_hidden_layers + 1;
        let mut head_parts = layout.slots.iter().filter(|slot| slot.depth == last).flat_map(|slot| &slot.parts);
        let heads_read = head_parts.all(|(name, shape)| {
            checkpoint.shape(name) == Some(shape.as_slice()) || learns_distances(&checkpoint, &layout, name, shape)
        });
        let mut random = Normal::new(seed);
        let mut flat = vec![0.0; layout.total];
        for slot in &layout.slots {
            let keep = match slot.depth {
                0 => initial != Initial::Scratch,
                depth if depth == last => heads_read,
                _ => initial == Initial::Pretrained,
            };
            let mut values = Vec::new();
            for (name, shape) in &slot.parts {
                values.extend(match (keep, widen && name == weights::TOKEN_TYPES) {
                    (true, true) => {
                        let mut rows = checkpoint.read(name)?;
                        rows.truncate(config.hidden_size);
                        rows.repeat(config.type_vocab_size)
                    }
                    (true, false) if slot.depth == last && learns_distances(&checkpoint, &layout, name, shape) => {
                        if name == RELATION_DISTANCES {
                            random.tensor(name, shape)
                        } else {
                            with_more_inputs(&checkpoint.read(name)?, shape, layout.sizes.relation_distance)
                        }
                    }
                    (true, false) => checkpoint.read(name)?,
                    (false, _) => random.tensor(name, shape),
                });
            }
            let target = &mut flat[slot.range.clone()];
            match slot.form {
                Form::Plain => target.copy_from_slice(&values),
                Form::Panels { outputs, inputs } => dense::to_panels(&values, outputs, inputs, target),
            }
        }
        let words = if initial == Initial::Scratch {
            random.tensor(WORDS, &[config.vocab_size, config.hidden_size])
        } else {
            checkpoint.read(WORDS)?
        };
        Ok((Self { layout, flat, words, hidden: config.hidden_size }, heads_read))
    }

    /// Every tensor under its name in a reference checkpoint (with `bert.` or `roberta.` before the encoder's), row-major.
    #[must_use]
    pub fn tensors(&self) -> Vec<(String, Vec<usize>, Vec<f32>)> {
        let rows = self.words.len() / self.hidden.max(1);
        let mut all = vec![(format!("{}{WORDS}", self.layout.prefix), vec![rows, self.hidden], self.words.clone())];
        all.extend(self.layout.tensors(&self.flat));
        all
    }
}

impl Layout {
    /// Every tensor of a flat vector (values, gradients, moments) by name.
    #[must_use]
    pub fn tensors(&self, flat: &[f32]) -> Vec<(String, Vec<usize>, Vec<f32>)> {
        let mut all = Vec::new();
        for slot in &self.slots {
            let values = &flat[slot.range.clone()];
            let values = match slot.form {
                Form::Plain => values.to_vec(),
                Form::Panels { outputs, inputs } => dense::from_panels(values, outputs, inputs),
            };
            let mut rest = values.as_slice();
            for (name, shape) in &slot.parts {
                let (own, others) = rest.split_at(shape.iter().product());
                let encoder = name.starts_with("embeddings.") || name.starts_with("encoder.");
                let name = if encoder { format!("{}{name}", self.prefix) } else { name.clone() };
                all.push((name, shape.clone(), own.to_vec()));
                rest = others;
            }
        }
        all
    }

    /// Factor of the learning rate of every depth: `decay` per layer below the heads, 0 where frozen.
    #[must_use]
    pub fn rates(&self, layers: usize, decay: f32, frozen: Frozen) -> Vec<f32> {
        (0..=layers + 1)
            .map(|depth| match frozen {
                Frozen::Encoder if depth <= layers => 0.0,
                Frozen::Embeddings if depth == 0 => 0.0,
                _ => decay.powi(i32::try_from(layers + 1 - depth).unwrap_or(i32::MAX)),
            })
            .collect()
    }
}

/// Whether a tensor is one that a model has to grow by which relations across sentences are learned from now on: the table of
/// distances, and the layer that reads it, whose last inputs it is.
fn learns_distances(checkpoint: &Checkpoint, layout: &Layout, name: &str, shape: &[usize]) -> bool {
    let more = layout.sizes.relation_distance;
    if more == 0 || checkpoint.shape(RELATION_DISTANCES).is_some() {
        return false;
    }
    let heads = &layout.heads;
    let reads = heads.relation_hidden.as_ref().unwrap_or(&heads.relation);
    let identifier =
        heads.identifiers.as_ref().filter(|_| heads.relation_hidden.is_none()).map(|[_, relation]| relation);
    let grows =
        |slots: &HeadSlots| layout.slots.iter().any(|slot| slot.range == slots.weight && slot.parts[0].0 == name);
    name == RELATION_DISTANCES
        || ((grows(reads) || identifier.is_some_and(grows))
            && matches!((checkpoint.shape(name), shape), (Some(&[rows, inputs]), &[outputs, all])
                if rows == outputs && inputs + more == all))
}

/// The rows of a layer with weights of 0 for `more` inputs behind the others: at first it says what it said.
fn with_more_inputs(weight: &[f32], shape: &[usize], more: usize) -> Vec<f32> {
    let inputs = shape.last().copied().unwrap_or(0).saturating_sub(more).max(1);
    weight.chunks_exact(inputs).flat_map(|row| row.iter().copied().chain(std::iter::repeat_n(0.0, more))).collect()
}

/// N(0, 0.02) by the Box–Muller transform.
struct Normal {
    random: ChaCha8Rng,
}

impl Normal {
    fn new(seed: u64) -> Self {
        Self { random: ChaCha8Rng::seed_from_u64(seed ^ 0x696e_6974) }
    }

    fn tensor(&mut self, name: &str, shape: &[usize]) -> Vec<f32> {
        let count: usize = shape.iter().product();
        if name.contains("bias") {
            return vec![0.0; count];
        }
        if name.contains("LayerNorm") {
            return vec![1.0; count];
        }
        (0..count)
            .map(|_| {
                let (u, v): (f64, f64) = (1.0 - self.random.random::<f64>(), self.random.random());
                (0.02 * (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()) as f32
            })
            .collect()
    }
}

//! Names, shapes and values of the heads, split by the parts of their input.

use crate::model::EncoderConfig;
use crate::model::checkpoint::Checkpoint;
use crate::model::error::ModelError;
use crate::model::training::HeadOptions;
use crate::model::training::options::{RELATION_DISTANCES, RELATION_HIDDEN, RELATION_PLACES};
use crate::nlp::Types;
use crate::nlp::place::{DISTANCES, PLACES};

/// Rows and columns of the reference's width table, expected when a checkpoint has none.
const WIDTH_TABLE: [usize; 2] = [100, 25];
const WIDTHS: &str = "size_embeddings.weight";

/// A part of a classifier: `[outputs, inputs]`, row-major.
#[derive(Clone, Debug)]
pub struct Part {
    pub(super) weight: Vec<f32>,
    pub(super) inputs: usize,
}

/// A classifier's share of each width, already multiplied: `[widths, outputs]`.
#[derive(Clone, Debug)]
pub struct WidthShare {
    pub(super) rows: Vec<f32>,
    pub(super) outputs: usize,
}

/// Both classifiers in parts.
#[derive(Clone, Debug)]
pub struct HeadWeights {
    pub(super) classes: usize,
    pub(super) relations: usize,
    pub(super) hidden: usize,
    /// `[CLS]` to entity classes.
    pub(super) entity_cls: Part,
    /// Pooled span to entity classes.
    pub(super) entity_pool: Part,
    /// Width to entity classes, bias included.
    pub(super) entity_width: WidthShare,
    /// Context to relation features: relation types, or units of the hidden layer where there is one.
    pub(super) relation_context: Part,
    /// Pooled head.
    pub(super) relation_head: Part,
    /// Pooled tail.
    pub(super) relation_tail: Part,
    /// Width of the head, bias included.
    pub(super) relation_head_width: WidthShare,
    /// Width of the tail.
    pub(super) relation_tail_width: WidthShare,
    /// Entity logits of the head and of the tail, where they are inputs.
    pub(super) relation_logits: Option<[Part; 2]>,
    /// How the spans stand to each other.
    pub(super) relation_places: Option<WidthShare>,
    /// Sentences from one to the other.
    pub(super) relation_distances: Option<WidthShare>,
    /// From the hidden layer to relation types, with the bias.
    pub(super) relation_output: Option<(Part, Vec<f32>)>,
}

/// Every tensor of the heads with its shape. SpERT.MT's identification heads only help training and are not needed.
#[must_use]
pub fn expected(checkpoint: &Checkpoint, config: &EncoderConfig, types: &Types) -> Vec<(String, Vec<usize>)> {
    let [rows, columns] = width_table(checkpoint, config);
    let options = HeadOptions::read_from(config);
    let sizes = options.sizes(config.hidden_size, columns, types);
    let mut list = vec![(WIDTHS.into(), vec![rows, columns])];
    for (name, outputs, inputs) in [
        (options.entity_name(), sizes.entity_outputs, sizes.entity_inputs),
        (options.relation_name(), sizes.relations, sizes.relation_features()),
    ] {
        list.push((format!("{name}.weight"), vec![outputs, inputs]));
        if !options.multi_task {
            list.push((format!("{name}.bias"), vec![outputs]));
        }
    }
    if options.relation_places {
        list.push((RELATION_PLACES.into(), vec![PLACES, columns]));
    }
    if sizes.relation_distance > 0 {
        list.push((RELATION_DISTANCES.into(), vec![DISTANCES, columns]));
    }
    if sizes.relation_hidden > 0 {
        list.push((format!("{RELATION_HIDDEN}.weight"), vec![sizes.relation_hidden, sizes.relation_inputs]));
        list.push((format!("{RELATION_HIDDEN}.bias"), vec![sizes.relation_hidden]));
    }
    list
}

/// The table's own shape when it can serve every width, and otherwise the reference's.
fn width_table(checkpoint: &Checkpoint, config: &EncoderConfig) -> [usize; 2] {
    match checkpoint.shape(WIDTHS) {
        Some(&[rows, columns]) if rows > config.spert.max_span_size && columns > 0 => [rows, columns],
        _ => [WIDTH_TABLE[0].max(config.spert.max_span_size + 1), WIDTH_TABLE[1]],
    }
}

impl HeadWeights {
    /// Reads and splits the heads; shapes must have been checked against [`expected`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(checkpoint: &Checkpoint, config: &EncoderConfig, types: &Types) -> Result<Self, ModelError> {
        let hidden = config.hidden_size;
        let [_, columns] = width_table(checkpoint, config);
        let widths = checkpoint.read(WIDTHS)?;
        let options = HeadOptions::read_from(config);
        let sizes = options.sizes(hidden, columns, types);
        let (entity_inputs, relation_inputs) = (sizes.entity_inputs, sizes.relation_inputs);
        let mut entity = checkpoint.read(&format!("{}.weight", options.entity_name()))?;
        let mut relation = checkpoint.read(&format!("{}.weight", options.relation_name()))?;
        let (entity_bias, mut relation_bias) = if options.multi_task {
            // SpERT.MT has no "none": a class must reach θ. The same decision as by a class "none" whose score is always
            // θ, and by relation scores shifted so that θ lies at a sigmoid of one half.
            let threshold = config.spert.class_threshold;
            entity.splice(0..0, std::iter::repeat_n(0.0, entity_inputs));
            let mut bias = vec![0.0; types.entity_classes()];
            bias[0] = threshold;
            (bias, vec![-threshold; types.relations.len()])
        } else {
            let bias = |name: &str| checkpoint.read(&format!("{name}.bias"));
            (bias(options.entity_name())?, bias(options.relation_name())?)
        };
        let mut relation_output = None;
        if sizes.relation_hidden > 0 {
            let output = Part { weight: relation, inputs: sizes.relation_hidden };
            relation_output = Some((output, relation_bias));
            relation = checkpoint.read(&format!("{RELATION_HIDDEN}.weight"))?;
            relation_bias = checkpoint.read(&format!("{RELATION_HIDDEN}.bias"))?;
        }
        let relation_logits = options.entity_logits.then(|| {
            let start = 3 * hidden + 2 * columns;
            [start, start + sizes.entity_outputs]
                .map(|start| Part::cut(&relation, relation_inputs, start, sizes.entity_outputs))
        });
        let no_bias = vec![0.0; relation_bias.len()];
        let table = |name: &str, start: usize| -> Result<WidthShare, ModelError> {
            let part = Part::cut(&relation, relation_inputs, start, columns);
            Ok(WidthShare::new(&checkpoint.read(name)?, &part, &no_bias))
        };
        let distance = relation_inputs - sizes.relation_distance;
        let relation_places =
            options.relation_places.then(|| table(RELATION_PLACES, distance - columns)).transpose()?;
        let relation_distances =
            (sizes.relation_distance > 0).then(|| table(RELATION_DISTANCES, distance)).transpose()?;
        let share = |weight: &[f32], inputs: usize, start: usize, bias: &[f32]| {
            WidthShare::new(&widths, &Part::cut(weight, inputs, start, columns), bias)
        };
        Ok(Self {
            classes: types.entity_classes(),
            relations: types.relations.len(),
            hidden,
            entity_cls: Part::cut(&entity, entity_inputs, 0, hidden),
            entity_pool: Part::cut(&entity, entity_inputs, hidden, hidden),
            entity_width: share(&entity, entity_inputs, 2 * hidden, &entity_bias),
            relation_context: Part::cut(&relation, relation_inputs, 0, hidden),
            relation_head: Part::cut(&relation, relation_inputs, hidden, hidden),
            relation_tail: Part::cut(&relation, relation_inputs, 2 * hidden, hidden),
            relation_head_width: share(&relation, relation_inputs, 3 * hidden, &relation_bias),
            relation_tail_width: share(&relation, relation_inputs, 3 * hidden + columns, &no_bias),
            relation_logits,
            relation_places,
            relation_distances,
            relation_output,
        })
    }
}

impl HeadWeights {
    /// What the shares of head, tail and context add up to: relation types, or units of the hidden layer.
    pub(super) fn relation_features(&self) -> usize {
        self.relation_output.as_ref().map_or(self.relations, |(output, _)| output.inputs)
    }
}

impl Part {
    /// The columns `start..start + width` of `weight [_, inputs]`.
    fn cut(weight: &[f32], inputs: usize, start: usize, width: usize) -> Self {
        let rows = weight.chunks_exact(inputs);
        Self { weight: rows.flat_map(|row| &row[start..start + width]).copied().collect(), inputs: width }
    }

    /// Adds `W·x` to `sums`.
    #[inline(always)]
    pub(super) fn add(&self, x: &[f32], sums: &mut [f32]) {
        for (sum, row) in sums.iter_mut().zip(self.weight.chunks_exact(self.inputs)) {
            *sum += crate::model::kernels::cpu::math::dot(row, x);
        }
    }
}

impl WidthShare {
    fn new(widths: &[f32], part: &Part, bias: &[f32]) -> Self {
        let mut rows = Vec::new();
        for embedding in widths.chunks_exact(part.inputs) {
            let start = rows.len();
            rows.extend_from_slice(bias);
            part.add(embedding, &mut rows[start..]);
        }
        Self { rows, outputs: bias.len() }
    }

    /// The share of a span of `width` words; the last row stands for wider ones.
    #[inline(always)]
    pub(super) fn of(&self, width: usize) -> &[f32] {
        let last = (self.rows.len() / self.outputs.max(1)).saturating_sub(1);
        let start = width.min(last) * self.outputs;
        &self.rows[start..start + self.outputs]
    }
}

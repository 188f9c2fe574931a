//! What can be chosen about a model in training.

use serde::{Deserialize, Serialize};

use super::pair_loss::RelationLoss;
use crate::model::{Context, EncoderConfig, Pooling};
use crate::nlp::{Languages, Spelling, Types};

/// Where the encoder's weights come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Initial {
    /// The checkpoint.
    #[default]
    Pretrained,
    /// Embeddings from the checkpoint, layers drawn anew.
    Layers,
    /// Everything drawn anew.
    Scratch,
}

/// What of the encoder is not trained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Frozen {
    /// Everything is trained.
    #[default]
    Nothing,
    /// Word, position and type embeddings stay.
    Embeddings,
    /// Only the heads are trained.
    Encoder,
}

/// The heads and their losses: SpERT by default, SpERT.MT with all three switches on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HeadOptions {
    /// SpERT.MT: identification and classification heads in place of one classifier a stage (Lu & Xue 2023).
    pub multi_task: bool,
    /// SpERT.MT: the entity logits of both spans are input of the relation heads.
    pub entity_logits: bool,
    /// SpERT.MT: the entity identification loss of a negative grows with its overlap with a gold entity (ENIoU).
    pub iou_scaling: bool,
    /// Pooling of spans.
    pub pooling: Pooling,
    /// Context of a pair.
    pub context: Context,
    /// Token types tell the encoder the case of a word: no part of the papers, but of use where the vocabulary lower-cases.
    pub letter_case: bool,
    /// How words are spelled for the model; belongs to the data it learns from.
    pub spelling: Spelling,
    /// Languages that the model reads afterwards; where none is said, those of the data.
    pub languages: Languages,
    /// The relation head is told how the two spans stand to each other: order, nesting, words between.
    pub relation_places: bool,
    /// Units of a hidden layer of the relation head; 0 for SpERT's linear head.
    pub relation_hidden: usize,
    /// Whole neighbouring sentences are encoded together up to so many words (128 to 192 are of use); 0 for every sentence
    /// alone.
    pub window_words: usize,
    /// Relations across so many sentences (up to 3) are learned too, in a window; 0 for those inside sentences alone.
    pub max_distance: usize,
    /// How the relation types of a pair make one loss.
    pub relation_loss: RelationLoss,
    /// Weight of the relation losses; that of the entities is 1.
    pub relation_weight: f32,
    /// γ of the focal loss for relations; 0 for none.
    pub relation_focus: f32,
    /// Weight of the identification losses (α of the paper).
    pub identification_weight: f32,
    /// Weight of the classification losses (β).
    pub classification_weight: f32,
}

impl Default for HeadOptions {
    fn default() -> Self {
        Self {
            multi_task: false,
            entity_logits: false,
            iou_scaling: false,
            pooling: Pooling::Max,
            context: Context::Local,
            letter_case: false,
            spelling: Spelling::None,
            languages: Languages::default(),
            relation_places: false,
            relation_hidden: 0,
            window_words: 0,
            max_distance: 0,
            relation_loss: RelationLoss::Mean,
            relation_weight: 1.0,
            relation_focus: 0.0,
            identification_weight: 1.0,
            classification_weight: 1.0,
        }
    }
}

/// Inputs and outputs of the heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadSizes {
    pub entity_inputs: usize,
    pub entity_outputs: usize,
    pub relation_inputs: usize,
    /// The last of them: the embedding of the distance; 0 without it.
    pub relation_distance: usize,
    /// 0 without a hidden layer.
    pub relation_hidden: usize,
    pub relations: usize,
}

impl HeadSizes {
    /// Inputs of the relation classifier: the units of the hidden layer, or without one all inputs.
    #[must_use]
    pub fn relation_features(&self) -> usize {
        if self.relation_hidden > 0 { self.relation_hidden } else { self.relation_inputs }
    }
}

/// Name of the embeddings of [`crate::nlp::place`] in a checkpoint.
pub const RELATION_PLACES: &str = "rel_places.weight";
/// Name of the embeddings of [`crate::nlp::place::distance`] in a checkpoint.
pub const RELATION_DISTANCES: &str = "rel_distances.weight";
/// Name of the relation head's hidden layer in a checkpoint.
pub const RELATION_HIDDEN: &str = "rel_hidden";

impl HeadOptions {
    /// `[CLS] ∘ pool ∘ width` and `context ∘ pool ∘ pool ∘ width ∘ width (∘ logits ∘ logits) (∘ place) (∘ distance)`.
    #[must_use]
    pub fn sizes(&self, hidden: usize, width: usize, types: &Types) -> HeadSizes {
        let entity_outputs = if self.multi_task { types.entities.len() } else { types.entity_classes() };
        let logits = if self.entity_logits { 2 * entity_outputs } else { 0 };
        let place = if self.relation_places { width } else { 0 };
        let distance = if self.max_distance > 0 { width } else { 0 };
        HeadSizes {
            entity_inputs: 2 * hidden + width,
            entity_outputs,
            relation_inputs: 3 * hidden + 2 * width + logits + place + distance,
            relation_distance: distance,
            relation_hidden: self.relation_hidden,
            relations: types.relations.len(),
        }
    }

    /// What prediction must know, for `config.json`.
    pub fn write_into(&self, config: &mut EncoderConfig) {
        config.spelling = self.spelling;
        config.languages = self.languages.clone();
        let options = &mut config.spert;
        options.context = self.context;
        options.pooling = self.pooling;
        options.multi_task = self.multi_task;
        options.entity_logits = self.entity_logits;
        options.letter_case = self.letter_case;
        options.relation_places = self.relation_places;
        options.relation_hidden = self.relation_hidden;
        options.window_words = self.window_words;
        options.max_distance = self.max_distance;
    }

    /// The heads of a finished model.
    #[must_use]
    pub fn read_from(config: &EncoderConfig) -> Self {
        let options = &config.spert;
        Self {
            spelling: config.spelling,
            languages: config.languages.clone(),
            multi_task: options.multi_task,
            entity_logits: options.entity_logits,
            pooling: options.pooling,
            context: options.context,
            letter_case: options.letter_case,
            relation_places: options.relation_places,
            relation_hidden: options.relation_hidden,
            window_words: options.window_words,
            max_distance: options.max_distance,
            ..Self::default()
        }
    }

    /// Name of the entity classifier in a checkpoint.
    #[must_use]
    pub fn entity_name(&self) -> &'static str {
        if self.multi_task { "entity_classes" } else { "entity_classifier" }
    }

    /// Name of the relation classifier in a checkpoint.
    #[must_use]
    pub fn relation_name(&self) -> &'static str {
        if self.multi_task { "rel_classes" } else { "rel_classifier" }
    }
}

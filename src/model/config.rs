//! `config.json`: the encoder's sizes, and the options of the SpERT heads.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::ModelError;
use crate::io::decode_json;
use crate::nlp::{Spelling, Types};
use crate::text::DecodeError;

/// More than any BERT; a damaged number must not become a list of a billion tensors.
const MAX_LAYERS: usize = 1000;
const REMEDY: &str = "copy the file again from the checkpoint it belongs to";

/// Sizes of a BERT encoder, named as in Hugging Face's `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EncoderConfig {
    /// Rows of the subword embedding table.
    pub vocab_size: usize,
    /// Width of every state (H).
    pub hidden_size: usize,
    /// Layers.
    pub num_hidden_layers: usize,
    /// Attention heads; divides `hidden_size`.
    pub num_attention_heads: usize,
    /// Width inside the feed-forward part.
    pub intermediate_size: usize,
    /// Longest input, `[CLS]` and `[SEP]` included.
    pub max_position_embeddings: usize,
    /// Rows of the token-type table.
    #[serde(default = "two")]
    pub type_vocab_size: usize,
    /// Added to the variance in LayerNorm.
    #[serde(default = "layer_norm_eps")]
    pub layer_norm_eps: f64,
    /// Activation of the feed-forward part; only `gelu` (with erf) is built.
    #[serde(default = "gelu")]
    pub hidden_act: String,
    /// How the words of a text are spelled for this model.
    #[serde(default)]
    pub spelling: Spelling,
    /// Options of the heads; all have defaults.
    #[serde(default)]
    pub spert: SpertOptions,
}

fn two() -> usize {
    2
}

fn layer_norm_eps() -> f64 {
    1e-12
}

fn gelu() -> String {
    "gelu".into()
}

/// What stands between two spans for the relation head.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Context {
    /// Maximum over the subwords strictly between the spans; zero when there are none.
    #[default]
    Local,
    /// Maximum over the whole encoded sentence.
    Full,
    /// The state of `[CLS]`.
    Cls,
}

/// How the subword states of a span become one vector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// Element-wise maximum.
    #[default]
    Max,
    /// Sum.
    Sum,
    /// Mean.
    Mean,
}

/// Options of the heads, the object `spert` in `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SpertOptions {
    /// Widest span candidate in words.
    pub max_span_size: usize,
    /// α, the default threshold of relations.
    pub relation_threshold: f32,
    /// Context of a pair.
    pub context: Context,
    /// Pooling of the subword states of a span.
    pub pooling: Pooling,
    /// SpERT.MT: classes are scored without a "none", and one that reaches `class_threshold` wins.
    pub multi_task: bool,
    /// SpERT.MT: the entity logits of both spans are input of the relation head.
    pub entity_logits: bool,
    /// θ of SpERT.MT.
    pub class_threshold: f32,
    /// Token types tell the encoder the case of a word, for vocabularies that lower-case.
    pub letter_case: bool,
    /// The relation head is told how the two spans stand to each other (`nlp::place`).
    pub relation_places: bool,
    /// Units of a hidden layer of the relation head; 0 for SpERT's linear head.
    pub relation_hidden: usize,
}

impl Default for SpertOptions {
    fn default() -> Self {
        Self {
            max_span_size: 10,
            relation_threshold: 0.4,
            context: Context::Local,
            pooling: Pooling::Max,
            multi_task: false,
            entity_logits: false,
            class_threshold: 0.85,
            letter_case: false,
            relation_places: false,
            relation_hidden: 0,
        }
    }
}

impl EncoderConfig {
    /// Reads and checks `config.json`.
    ///
    /// # Errors
    /// When the file is absent, not JSON, lacks a size, or asks for something that is not built.
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        let text = read_text(path, "the encoder's configuration", "copy config.json next to the weights")?;
        let bad = |reason: String| ModelError::BadFile { path: path.to_owned(), reason, remedy: REMEDY };
        let value: Value = serde_json::from_str(&text).map_err(|error| bad(format!("not valid JSON: {error}")))?;
        if let Some(kind) = value.get("position_embedding_type").and_then(Value::as_str)
            && kind != "absolute"
        {
            return Err(bad(format!("position_embedding_type is {kind:?}, only \"absolute\" is supported")));
        }
        let config: Self = serde_json::from_value(value).map_err(|error| bad(error.to_string()))?;
        config.check().map_err(bad)?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        let sizes = [
            ("vocab_size", self.vocab_size),
            ("hidden_size", self.hidden_size),
            ("num_attention_heads", self.num_attention_heads),
            ("intermediate_size", self.intermediate_size),
            ("type_vocab_size", self.type_vocab_size),
            ("spert.max_span_size", self.spert.max_span_size),
        ];
        if let Some((name, _)) = sizes.iter().find(|(_, size)| *size == 0) {
            return Err(format!("{name} is 0"));
        }
        if !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            let (hidden, heads) = (self.hidden_size, self.num_attention_heads);
            return Err(format!("hidden_size {hidden} is no multiple of num_attention_heads {heads}"));
        }
        if self.max_position_embeddings < 3 {
            return Err("max_position_embeddings is below 3: no word fits between [CLS] and [SEP]".into());
        }
        if self.num_hidden_layers > MAX_LAYERS {
            return Err(format!("num_hidden_layers is {}, more than {MAX_LAYERS}", self.num_hidden_layers));
        }
        if self.hidden_act != "gelu" {
            return Err(format!("hidden_act is {:?}, only \"gelu\" is supported", self.hidden_act));
        }
        Ok(())
    }
}

/// Finds and reads the types JSON: `types.json`, or else the only file whose name ends in `_types.json`.
///
/// # Errors
/// When there is none (or several), or it cannot be understood.
pub fn read_types(dir: &Path) -> Result<Types, ModelError> {
    let path = types_path(dir)?;
    let text =
        read_text(&path, "the types JSON", "copy the types JSON the model was trained with next to the weights")?;
    Types::from_json(&text).map_err(|error| ModelError::BadFile {
        path,
        reason: error.to_string(),
        remedy: "it should read {\"entities\": {NAME: {\"short\", \"verbose\"}}, \"relations\": {…}}",
    })
}

pub(super) fn types_path(dir: &Path) -> Result<PathBuf, ModelError> {
    let plain = dir.join("types.json");
    if plain.is_file() {
        return Ok(plain);
    }
    let mut named: Vec<PathBuf> = std::fs::read_dir(dir)
        .map_err(|source| ModelError::Io { path: dir.to_owned(), source })?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().ends_with("_types.json")))
        .collect();
    named.sort();
    match <[PathBuf; 1]>::try_from(named) {
        Ok([path]) => Ok(path),
        Err(several) if several.is_empty() => Err(ModelError::Missing {
            path: plain,
            what: "the types JSON",
            remedy: "copy the types JSON the model was trained with next to the weights, as types.json",
        }),
        Err(several) => Err(ModelError::BadFile {
            path: dir.to_owned(),
            reason: format!("there are {} files *_types.json in it", several.len()),
            remedy: "rename the one the model was trained with to types.json",
        }),
    }
}

pub(super) fn read_text(path: &Path, what: &'static str, remedy: &'static str) -> Result<String, ModelError> {
    if !path.is_file() {
        return Err(ModelError::Missing { path: path.to_owned(), what, remedy });
    }
    let bytes = std::fs::read(path).map_err(|source| ModelError::Io { path: path.to_owned(), source })?;
    let bad =
        |error: DecodeError| ModelError::BadFile { path: path.to_owned(), reason: error.to_string(), remedy: REMEDY };
    Ok(decode_json(&bytes).map_err(bad)?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"vocab_size": 9, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
        "intermediate_size": 16, "max_position_embeddings": 32, "hidden_act": "gelu"}"#;

    fn read(text: &str) -> Result<EncoderConfig, ModelError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        EncoderConfig::read(file.path())
    }

    #[test]
    fn options_of_the_heads_have_defaults_and_can_be_given() {
        let config = read(GOOD).unwrap();
        assert_eq!(config.spert, SpertOptions::default());
        assert_eq!((config.spert.max_span_size, config.spert.relation_threshold), (10, 0.4));
        let text = GOOD.replacen('{', r#"{"spert": {"max_span_size": 4, "context": "full"},"#, 1);
        let options = read(&text).unwrap().spert;
        assert_eq!((options.max_span_size, options.context), (4, Context::Full));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let message = |text: &str| read(text).unwrap_err().to_string();
        assert!(message("{").contains("not valid JSON"));
        assert!(message("{}").contains("vocab_size"));
        assert!(message(&GOOD.replace("\"gelu\"", "\"relu\"")).contains("hidden_act is \"relu\""));
        assert!(message(&GOOD.replace("heads\": 2", "heads\": 3")).contains("no multiple"));
        assert!(message(&GOOD.replace("layers\": 1", "layers\": 99999999")).contains("num_hidden_layers is 99999999"));
        assert!(message(&GOOD.replace(": 32", ": 2")).contains("max_position_embeddings"));
        let relative = GOOD.replacen('{', r#"{"position_embedding_type": "relative_key","#, 1);
        assert!(message(&relative).contains("relative_key"));
    }

    #[test]
    fn the_types_file_may_have_a_name_of_its_own_but_must_be_the_only_one() {
        let dir = tempfile::tempdir().unwrap();
        assert!(read_types(dir.path()).unwrap_err().to_string().contains("types JSON is missing"));
        let json = r#"{"entities": {"A": {}}, "relations": {}}"#;
        std::fs::write(dir.path().join("a_types.json"), json).unwrap();
        assert_eq!(read_types(dir.path()).unwrap().entities[0].name, "A");
        std::fs::write(dir.path().join("b_types.json"), json).unwrap();
        assert!(read_types(dir.path()).unwrap_err().to_string().contains("2 files"));
    }
}

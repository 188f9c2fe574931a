//! `config.json`: the encoder's sizes, and in `spert` the options of the heads.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::conventions::{self, Convention};
use crate::model::checkpoint::types::{REMEDY, read_text};
use crate::model::error::ModelError;
use crate::model::heads::spert::SpertOptions;
use crate::nlp::context::Limits;
use crate::nlp::{Languages, Spelling};

/// More than any BERT; a damaged number must not become a list of a billion tensors.
const MAX_LAYERS: usize = 1000;

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
    /// Rows of the position table; see [`EncoderConfig::positions`].
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
    /// Kind of encoder, see `conventions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_type: Option<String>,
    /// Id of the subword that pads; where positions count from behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pad_token_id: Option<usize>,
    /// Which family of models it belongs to; where none is said, the heads decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// How the words of a text are spelled for this model.
    #[serde(default)]
    pub spelling: Spelling,
    /// Languages it reads.
    #[serde(default, skip_serializing_if = "Languages::is_unsaid")]
    pub languages: Languages,
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
        let mut config: Self = serde_json::from_value(value).map_err(|error| bad(error.to_string()))?;
        config.spert.belong_to(config.family.as_deref());
        config.check().map_err(bad)?;
        Ok(config)
    }

    /// What this kind of encoder does its own way.
    #[must_use]
    pub fn convention(&self) -> &'static Convention {
        conventions::convention(self.model_type.as_deref())
    }

    /// Row of the position table for the first subword.
    #[must_use]
    pub fn first_position(&self) -> usize {
        // Without a word on it, padding is what it is in every published XLM-R.
        if self.convention().positions_after_padding { self.pad_token_id.unwrap_or(1).saturating_add(1) } else { 0 }
    }

    /// Subwords of the longest input, special ones included.
    #[must_use]
    pub fn positions(&self) -> usize {
        self.max_position_embeddings.saturating_sub(self.first_position())
    }

    /// How many sentences are encoded together.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let SpertOptions { window_words, max_distance, .. } = self.spert;
        Limits { words: window_words, subwords: self.positions().saturating_sub(2), shared: max_distance }
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
        if self.positions() < 3 {
            return Err("max_position_embeddings is below 3 places: no word fits between [CLS] and [SEP]".into());
        }
        if self.num_hidden_layers > MAX_LAYERS {
            return Err(format!("num_hidden_layers is {}, more than {MAX_LAYERS}", self.num_hidden_layers));
        }
        if self.spert.max_distance > 0 && self.spert.window_words == 0 {
            return Err("spert.max_distance is above 0 and spert.window_words is 0: only sentences that are encoded \
                        together can be related"
                .into());
        }
        if self.hidden_act != "gelu" {
            return Err(format!("hidden_act is {:?}, only \"gelu\" is supported", self.hidden_act));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::heads::spert::Context;

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
    fn a_checkpoint_says_which_languages_it_reads_and_english_where_it_says_nothing() {
        assert_eq!(read(GOOD).unwrap().languages.codes().collect::<Vec<_>>(), ["en"]);
        let text = GOOD.replacen('{', r#"{"languages": ["ru", "en"],"#, 1);
        let config = read(&text).unwrap();
        assert_eq!(config.languages.codes().collect::<Vec<_>>(), ["ru", "en"]);
        assert_eq!(read(&serde_json::to_string(&config).unwrap()).unwrap(), config);
        let message = read(&text.replace("\"ru\"", "\"Russian\"")).unwrap_err().to_string();
        assert!(message.contains("languages") && message.contains("\"Russian\""), "{message}");
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
}

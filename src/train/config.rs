//! The configuration of a run: a TOML file, flags on top of it, and a copy in the run's folder.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{DataSet, TrainError};
use crate::io::explain;
use crate::model::training::{Frozen, HeadOptions, Initial};

/// Relations between sentences that are further apart are too rare to learn from.
const MAX_DISTANCE: usize = 3;

/// Everything that decides a run's result, with the papers' values as defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainConfig {
    /// Folder of a BERT encoder in the Hugging Face layout, or of a model to go on from.
    pub encoder: PathBuf,
    /// SpERT JSON files or brat folders.
    pub train: Vec<PathBuf>,
    /// Scored during training; the best checkpoint is chosen by it.
    pub dev: Option<PathBuf>,
    /// Scored once, at the end.
    pub test: Option<PathBuf>,
    /// Types JSON; otherwise what stands beside the training data, or what occurs in it.
    pub types: Option<PathBuf>,
    pub epochs: u64,
    /// Sentences of an update; with `model.window_words` windows of several.
    pub batch: usize,
    /// Peak of the learning rate.
    pub learning_rate: f32,
    /// Share of the updates in which the learning rate rises.
    pub warm_up: f64,
    pub weight_decay: f32,
    /// Factor of the learning rate from a layer to the one below it.
    pub layer_decay: f32,
    /// Factor of the learning rate of the heads.
    pub head_rate: f32,
    /// Factor of the learning rate of the relation head, on top of `head_rate`.
    pub relation_rate: f32,
    /// Bound of the gradient's norm.
    pub clip: f32,
    /// Adam's bias correction; the SpERT authors' code runs without.
    pub bias_correction: bool,
    /// Negative spans a sentence (N_e).
    pub negative_entities: usize,
    /// Negative pairs a sentence (N_r); where relations across sentences are learned, half of them are across.
    pub negative_relations: usize,
    /// Negative pairs from gold entities; otherwise from all spans.
    pub strong_negatives: bool,
    /// Widest span candidate in words.
    pub max_span_size: usize,
    /// α.
    pub relation_threshold: f32,
    /// The checkpoint keeps what `annotation.conf` says relations may join, and decoding obeys it.
    pub constraints: bool,
    /// The checkpoint keeps only the best of spans of one type that differ by punctuation at an edge.
    pub join_edges: bool,
    /// Dropout of the encoder's states.
    pub hidden_dropout: f32,
    /// Dropout of the attention weights.
    pub attention_dropout: f32,
    /// Dropout before the heads.
    pub head_dropout: f32,
    pub initial: Initial,
    pub frozen: Frozen,
    pub seed: u64,
    /// Updates between two evaluations; 0 for one an epoch.
    pub eval_every: u64,
    /// Parts of a batch that run at once; 0 for one a core. The result depends on it in the last digits.
    pub threads: usize,
    pub device: String,
    pub model: HeadOptions,
    /// More to learn from, each with the types that it is annotated with throughout.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<DataSet>,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            encoder: PathBuf::new(),
            train: Vec::new(),
            dev: None,
            test: None,
            types: None,
            epochs: 20,
            batch: 2,
            learning_rate: 5e-5,
            warm_up: 0.1,
            weight_decay: 0.01,
            layer_decay: 1.0,
            head_rate: 1.0,
            relation_rate: 1.0,
            clip: 1.0,
            bias_correction: true,
            negative_entities: 100,
            negative_relations: 100,
            strong_negatives: true,
            max_span_size: 10,
            relation_threshold: 0.4,
            constraints: true,
            join_edges: false,
            hidden_dropout: 0.1,
            attention_dropout: 0.1,
            head_dropout: 0.1,
            initial: Initial::Pretrained,
            frozen: Frozen::Nothing,
            seed: 1,
            eval_every: 0,
            threads: 0,
            device: "auto".into(),
            model: HeadOptions::default(),
            data: Vec::new(),
        }
    }
}

impl TrainConfig {
    /// All data sets to learn from.
    pub fn data_sets(&self) -> Vec<DataSet> {
        let whole = self.train.iter().map(|path| DataSet { path: path.clone(), complete_for: None });
        whole.chain(self.data.iter().cloned()).collect()
    }

    /// Reads a TOML file (when given) and puts `KEY=VALUE` settings on top, nested keys with dots.
    ///
    /// # Errors
    /// File, key and what is wrong with it.
    pub fn read(file: Option<&Path>, settings: &[String]) -> Result<Self, TrainError> {
        Self::read_over(&Self::default(), file, settings)
    }

    /// As [`TrainConfig::read`], with other defaults.
    ///
    /// # Errors
    /// As there.
    pub fn read_over(base: &Self, file: Option<&Path>, settings: &[String]) -> Result<Self, TrainError> {
        let bad = |what: String| TrainError::Config {
            file: file.map_or_else(|| "the flags".to_owned(), |file| file.display().to_string()),
            what,
        };
        let mut table = toml::Table::try_from(base).map_err(|error| bad(error.to_string()))?;
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|error| bad(explain(&error)))?;
            let own: toml::Table = text.parse().map_err(|error: toml::de::Error| bad(error.to_string()))?;
            lay_over(&mut table, own);
        }
        for setting in settings {
            set(&mut table, setting).map_err(|what| TrainError::Config { file: format!("--set {setting}"), what })?;
        }
        table.try_into().map_err(|error: toml::de::Error| bad(error.to_string()))
    }

    /// The same as TOML.
    ///
    /// # Errors
    /// Never for values that were read or made here.
    pub fn to_toml(&self) -> Result<String, TrainError> {
        toml::to_string(self)
            .map_err(|error| TrainError::Config { file: "config.toml".into(), what: error.to_string() })
    }

    /// What cannot be, by name.
    ///
    /// # Errors
    /// The first such setting.
    pub fn check(&self) -> Result<(), TrainError> {
        let share = |value: f32| (0.0..1.0).contains(&value);
        let positive = |value: f32| value.is_finite() && value > 0.0;
        let focus = self.model.relation_focus;
        let problems = [
            (self.encoder.as_os_str().is_empty(), "encoder", "name the folder of a BERT encoder"),
            (
                self.train.is_empty() && self.data.is_empty(),
                "train",
                "name a SpERT JSON file or a folder of brat documents",
            ),
            (self.epochs == 0, "epochs", "at least 1"),
            (self.batch == 0, "batch", "at least 1"),
            (!positive(self.learning_rate), "learning_rate", "above 0, for instance 5e-5"),
            (!(0.0..=1.0).contains(&self.warm_up), "warm_up", "a share between 0 and 1"),
            (!positive(self.clip), "clip", "above 0; a large number switches it off"),
            (!positive(self.layer_decay), "layer_decay", "above 0; 1 is the same rate for all layers"),
            (!positive(self.head_rate), "head_rate", "above 0"),
            (!positive(self.relation_rate), "relation_rate", "above 0"),
            (!positive(self.model.relation_weight), "model.relation_weight", "above 0"),
            (!(focus == 0.0 || (1.0..=10.0).contains(&focus)), "model.relation_focus", "0 for none, or 1 to 10"),
            (self.weight_decay < 0.0 || !self.weight_decay.is_finite(), "weight_decay", "0 or more"),
            (!share(self.hidden_dropout), "hidden_dropout", "0 or more, below 1"),
            (!share(self.attention_dropout), "attention_dropout", "0 or more, below 1"),
            (!share(self.head_dropout), "head_dropout", "0 or more, below 1"),
            (self.max_span_size == 0, "max_span_size", "at least 1"),
            (self.model.max_distance > MAX_DISTANCE, "model.max_distance", "0 to 3 sentences"),
            (
                self.model.max_distance > 0 && self.model.window_words == 0,
                "model.max_distance",
                "sentences must be encoded together to be related: set model.window_words too, for instance to 160",
            ),
        ];
        match problems.iter().find(|(wrong, _, _)| *wrong) {
            Some((_, key, remedy)) => {
                Err(TrainError::Config { file: (*key).to_owned(), what: format!("not possible so; {remedy}") })
            }
            None => Ok(()),
        }
    }
}

fn lay_over(table: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (table.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(value)) => lay_over(below, value),
            (_, value) => {
                table.insert(key, value);
            }
        }
    }
}

fn set(table: &mut toml::Table, setting: &str) -> Result<(), String> {
    let (path, value) = setting.split_once('=').ok_or("write KEY=VALUE, for instance model.pooling=sum")?;
    let value = value.trim();
    // A bare word is a string: nobody should have to quote quotes in a shell.
    let parsed = format!("x = {value}").parse::<toml::Table>().ok().and_then(|mut table| table.remove("x"));
    let value = parsed.unwrap_or_else(|| toml::Value::String(value.to_owned()));
    let mut keys: Vec<&str> = path.trim().split('.').collect();
    let last = keys.pop().ok_or("there is no key")?;
    let mut at = table;
    for key in keys {
        let entry = at.entry(key).or_insert_with(|| toml::Value::Table(toml::Table::new()));
        at = entry.as_table_mut().ok_or_else(|| format!("{key} is no table"))?;
    }
    at.insert(last.to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Pooling;

    #[test]
    fn flags_lie_on_top_of_the_file_and_strange_keys_are_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "epochs = 3\nencoder = \"e\"\n[model]\ncontext = \"full\"\n").unwrap();
        let settings = ["model.pooling=sum".to_owned(), "learning_rate=1e-4".into(), "dev=d.json".into()];
        let config = TrainConfig::read(Some(file.path()), &settings).unwrap();
        assert_eq!((config.epochs, config.batch, config.learning_rate), (3, 2, 1e-4));
        assert_eq!((config.model.pooling, config.dev), (Pooling::Sum, Some("d.json".into())));
        let wrong = |setting: &str| TrainConfig::read(None, &[setting.to_owned()]).unwrap_err().to_string();
        assert!(wrong("epoch=3").contains("epoch"));
        assert!(wrong("epochs=many").contains("epochs"));
        assert!(wrong("epochs").contains("KEY=VALUE"));
        assert!(wrong("epochs.x.y=1").contains("epochs"));
    }

    #[test]
    fn a_configuration_survives_its_own_file() {
        let sets = vec![DataSet {
            path: "c".into(),
            complete_for: Some(std::collections::BTreeSet::from(["PER".to_owned()])),
        }];
        let config = TrainConfig { train: vec!["a".into(), "b".into()], seed: 7, data: sets, ..TrainConfig::default() };
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), config.to_toml().unwrap()).unwrap();
        assert_eq!(TrainConfig::read(Some(file.path()), &[]).unwrap(), config);
    }

    #[test]
    fn impossible_settings_are_named() {
        let good = TrainConfig { encoder: "e".into(), train: vec!["t".into()], ..TrainConfig::default() };
        assert!(good.check().is_ok());
        let message = |config: TrainConfig| config.check().unwrap_err().to_string();
        assert!(message(TrainConfig { batch: 0, ..good.clone() }).contains("batch"));
        assert!(message(TrainConfig { learning_rate: f32::NAN, ..good.clone() }).contains("learning_rate"));
        assert!(message(TrainConfig { head_dropout: 1.0, ..good.clone() }).contains("head_dropout"));
        let with = |window_words, max_distance| HeadOptions { window_words, max_distance, ..HeadOptions::default() };
        assert!(message(TrainConfig { model: with(0, 1), ..good.clone() }).contains("model.window_words"));
        assert!(message(TrainConfig { model: with(160, 4), ..good.clone() }).contains("0 to 3"));
        assert!(TrainConfig { model: with(160, 3), ..good }.check().is_ok());
    }
}

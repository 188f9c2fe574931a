//! What a training run writes down while it runs: one JSON object a line, `metrics.jsonl` in the run's folder.

use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::ReportError;

/// The name of the file in a run's folder.
pub const METRICS_FILE: &str = "metrics.jsonl";

/// One line. Fields that a newer version adds are ignored by an older one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Metric {
    Start(Start),
    Step(Step),
    Eval(Eval),
    End(End),
}

/// The first line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// Every setting of the run; shown as a table.
    #[serde(default)]
    pub config: Value,
    /// Weights that are trained.
    #[serde(default)]
    pub parameters: u64,
    /// Sentences that are learned from.
    #[serde(default)]
    pub sentences: u64,
    /// Updates that are planned.
    #[serde(default)]
    pub updates: u64,
}

/// One update of the weights. A number that is not finite is `null` in the file and NaN here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// From 1.
    pub update: u64,
    /// From 1.
    pub epoch: u64,
    #[serde(deserialize_with = "or_nan")]
    pub loss: f64,
    #[serde(deserialize_with = "or_nan", default = "nan")]
    pub entity_loss: f64,
    #[serde(deserialize_with = "or_nan", default = "nan")]
    pub relation_loss: f64,
    #[serde(deserialize_with = "or_nan", default = "nan")]
    pub learning_rate: f64,
    /// Before clipping.
    #[serde(deserialize_with = "or_nan", default = "nan")]
    pub gradient_norm: f64,
    /// That this update took; a run that was interrupted has no one beginning.
    #[serde(deserialize_with = "or_nan", default = "nan")]
    pub seconds: f64,
}

/// A measurement on held-out data after an update; scores in per cent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Eval {
    pub update: u64,
    pub epoch: u64,
    /// `dev`, `test`, …
    pub split: String,
    #[serde(deserialize_with = "or_nan")]
    pub ner_f1: f64,
    #[serde(deserialize_with = "or_nan", default = "nan")]
    pub re_f1: f64,
    #[serde(deserialize_with = "or_nan", default = "nan")]
    pub re_plus_f1: f64,
    #[serde(deserialize_with = "or_nan", default = "nan")]
    pub ner_macro_f1: f64,
    #[serde(deserialize_with = "or_nan", default = "nan")]
    pub re_plus_macro_f1: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<f64>,
}

/// The last line of a run that was not broken off.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// Updates that were made.
    pub updates: u64,
    #[serde(deserialize_with = "or_nan")]
    pub seconds: f64,
    /// The update whose weights were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_update: Option<u64>,
    /// Why it ended where it did, where that was not the plan (`stopped`, `early`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

fn nan() -> f64 {
    f64::NAN
}

/// JSON has no NaN, and a loss that is none is what one looks for in a report.
fn or_nan<'de, D: Deserializer<'de>>(input: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(input)?.unwrap_or(f64::NAN))
}

impl Metric {
    /// The line, its line end included.
    ///
    /// # Errors
    /// Never for metrics whose configuration came from JSON.
    pub fn to_line(&self) -> serde_json::Result<String> {
        Ok(format!("{}\n", serde_json::to_string(self)?))
    }
}

/// Reads `metrics.jsonl`, or the one of a run's folder. A last line that was cut short (a run that is writing, or was
/// killed) is left out.
///
/// # Errors
/// File and line of what is no metric; a file that cannot be read or holds none.
pub fn read(path: &Path) -> Result<Vec<Metric>, ReportError> {
    let file = if path.is_dir() { path.join(METRICS_FILE) } else { path.to_owned() };
    let bytes = std::fs::read(&file).map_err(|cause| ReportError::Read { file: file.clone(), cause })?;
    // A line may be cut inside a character.
    let text = String::from_utf8_lossy(&bytes);
    let mut metrics = Vec::new();
    for (at, line) in text.split_inclusive('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(metric) => metrics.push(metric),
            Err(_) if !line.ends_with('\n') => {}
            Err(cause) => return Err(ReportError::Line { file, line: at + 1, cause }),
        }
    }
    if metrics.is_empty() { Err(ReportError::Nothing { file }) } else { Ok(metrics) }
}

/// What a report calls the run in a folder: the folder's name, or that of a metrics file.
pub fn run_name(path: &Path) -> String {
    let folder = if path.file_name().is_some_and(|name| name == METRICS_FILE) { path.parent() } else { Some(path) };
    // `.` and `..` have a name only once they are resolved.
    let resolved = folder.and_then(|folder| folder.canonicalize().ok());
    let name = resolved.as_deref().or(folder).and_then(Path::file_name).unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Result<Vec<Metric>, ReportError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(METRICS_FILE), text).unwrap();
        read(folder.path())
    }

    const STEP: &str =
        "{\"kind\":\"step\",\"update\":1,\"epoch\":1,\"loss\":2.5,\"learning_rate\":1e-5,\"later\":[1]}\n";

    #[test]
    fn what_is_written_is_read() {
        let eval = Eval { update: 3, epoch: 1, split: "dev".into(), ner_f1: 80.0, ..Eval::default() };
        let start = Start { config: serde_json::json!({"seed": 1}), parameters: 7, sentences: 2, updates: 9 };
        let metrics = [Metric::Start(start), Metric::Eval(eval), Metric::End(End { updates: 9, ..End::default() })];
        let text: String = metrics.iter().map(|m| m.to_line().unwrap()).collect();
        assert!(text.contains("{\"kind\":\"eval\",\"update\":3,"), "{text}");
        assert_eq!(said(&text).unwrap(), metrics);
    }

    #[test]
    fn a_cut_last_line_is_left_out_and_a_bad_one_is_named() {
        let cut = format!("{STEP}{{\"kind\":\"st");
        assert_eq!(said(&cut).unwrap().len(), 1);
        let bad = said(&format!("{STEP}\n{cut}\n{STEP}")).unwrap_err().to_string();
        assert!(bad.contains("metrics.jsonl:4: "), "{bad}");
        assert!(said("").unwrap_err().to_string().contains("holds no metric"));
        assert!(read(Path::new("no/run")).unwrap_err().to_string().contains("no/run"));
    }

    #[test]
    fn a_loss_that_is_no_number_survives() {
        let step = Metric::Step(Step { loss: f64::NAN, ..Step::default() });
        let Metric::Step(back) = &said(&step.to_line().unwrap()).unwrap()[0] else { panic!("a step") };
        assert!(back.loss.is_nan() && back.seconds == 0.0);
        let Metric::Step(short) = &said(STEP).unwrap()[0] else { panic!("a step") };
        assert!(short.gradient_norm.is_nan() && short.loss == 2.5);
    }
}

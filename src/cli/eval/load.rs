//! Gold and prediction as sentences of words.

use std::path::Path;

use anyhow::bail;

use super::brat_pairs::brat_pairs;
use crate::brat::{conf, provenance};
use crate::cli::messages::Outcome;
use crate::dataset::{self, LeftOut, Sentence};
use crate::domain::{Schema, Visibility};
use crate::io::is_json;

/// Both sides, sentence by sentence.
pub struct Loaded {
    pub gold: Vec<Sentence>,
    pub pred: Vec<Sentence>,
    /// The schema of brat's `annotation.conf`, where there is one.
    pub schema: Option<Schema>,
    /// Whether every document could be read.
    pub outcome: Outcome,
}

/// # Errors
/// When a file cannot be read, a document has no prediction, or texts differ.
pub fn load(gold: &Path, pred: &Path) -> anyhow::Result<Loaded> {
    match (is_json(gold), is_json(pred)) {
        (true, true) => {
            let (gold, pred) = (dataset::read(gold)?, dataset::read(pred)?);
            Ok(Loaded { gold, pred, schema: None, outcome: Outcome::Done })
        }
        (false, false) => from_brat(gold, pred),
        (true, false) | (false, true) => bail!(
            "{} and {} are of different formats; relata convert --to spert-json brings brat documents to SpERT JSON",
            gold.display(),
            pred.display()
        ),
    }
}

fn from_brat(gold: &Path, pred: &Path) -> anyhow::Result<Loaded> {
    let found = brat_pairs(gold, pred)?;
    let mut loaded = Loaded { gold: Vec::new(), pred: Vec::new(), schema: None, outcome: found.outcome };
    let (mut gold_left, mut pred_left) = (LeftOut::default(), LeftOut::default());
    for pair in found.pairs {
        let Some(predicted) = pair.pred else {
            bail!(
                "{}: there is no prediction for the document {}; both sides must hold the same ones",
                pred.display(),
                pair.name
            );
        };
        let everything = provenance::shows_all(&predicted.annotations, Visibility::default());
        let gold = (dataset::sentences(&pair.gold), &mut loaded.gold, &mut gold_left);
        let pred = (dataset::sentences_with(&predicted, &everything), &mut loaded.pred, &mut pred_left);
        for ((mut made, lost), sentences, left) in [gold, pred] {
            for (at, sentence) in made.iter_mut().enumerate() {
                sentence.orig_id = Some(format!("{}:{at}", pair.name).into());
            }
            sentences.append(&mut made);
            *left += lost;
        }
        if let Some(conf) = conf::nearest(&pair.txt) {
            loaded.schema.get_or_insert_default().merge(&conf.schema);
        }
    }
    // What the sentences do not hold is not scored, so it must be said.
    eprintln!("gold: {gold_left}");
    eprintln!("prediction: {pred_left}");
    Ok(loaded)
}

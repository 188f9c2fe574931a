//! Gold and prediction as sentences of words.

use std::ops::Range;
use std::path::Path;

use anyhow::bail;

use super::brat_pairs::brat_pairs;
use crate::brat::{conf, provenance};
use crate::cli::messages::Outcome;
use crate::dataset::{self, AcrossRelation, LeftOut, Sentence, Sentences};
use crate::domain::{Schema, Visibility};
use crate::eval::{DocumentScores, Texts};
use crate::io::is_json;
use crate::nlp::Types;

/// Both sides, sentence by sentence.
pub struct Loaded {
    pub gold: Vec<Sentence>,
    pub pred: Vec<Sentence>,
    /// Relations between sentences, of gold and of the prediction.
    pub across: [Vec<AcrossRelation>; 2],
    /// Sentences of every document; each alone where nothing says which belong together.
    pub documents: Vec<Range<usize>>,
    /// The schema of brat's `annotation.conf`, where there is one.
    pub schema: Option<Schema>,
    /// Whether every document could be read.
    pub outcome: Outcome,
}

impl Loaded {
    /// What single sentences do not show.
    pub fn documents(&self, types: &Types) -> DocumentScores {
        let [gold, pred] = &self.across;
        let gold = Texts { sentences: &self.gold, across: gold };
        DocumentScores::new(gold, Texts { sentences: &self.pred, across: pred }, &self.documents, types)
    }
}

/// # Errors
/// When a file cannot be read, a document has no prediction, or texts differ.
pub fn load(gold: &Path, pred: &Path) -> anyhow::Result<Loaded> {
    match (is_json(gold), is_json(pred)) {
        (true, true) => {
            let (gold, pred) = (dataset::read(gold)?, dataset::read(pred)?);
            let documents = (0..gold.len()).map(|at| at..at + 1).collect();
            Ok(Loaded { gold, pred, across: Default::default(), documents, schema: None, outcome: Outcome::Done })
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
    let mut loaded = Loaded {
        gold: Vec::new(),
        pred: Vec::new(),
        across: Default::default(),
        documents: Vec::new(),
        schema: None,
        outcome: found.outcome,
    };
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
        let start = loaded.gold.len();
        let [gold_across, pred_across] = &mut loaded.across;
        let gold = (dataset::confirmed(&pair.gold), &mut loaded.gold, gold_across, &mut gold_left);
        let pred = (dataset::whole(&predicted, &everything), &mut loaded.pred, pred_across, &mut pred_left);
        for (Sentences { sentences: mut made, across, left_out: lost }, sentences, all_across, left) in [gold, pred] {
            all_across.extend(across.iter().map(|relation| relation.behind(sentences.len())));
            for (at, sentence) in made.iter_mut().enumerate() {
                sentence.orig_id = Some(format!("{}:{at}", pair.name).into());
            }
            sentences.append(&mut made);
            *left += lost;
        }
        loaded.documents.push(start..loaded.gold.len());
        if let Some(conf) = conf::nearest(&pair.txt) {
            loaded.schema.get_or_insert_default().merge(&conf.schema);
        }
    }
    // What the sentences do not hold is not scored, so it must be said; relations between them have figures of their own.
    (gold_left.crossing_relations, pred_left.crossing_relations) = (0, 0);
    eprintln!("gold: {gold_left}");
    eprintln!("prediction: {pred_left}");
    Ok(loaded)
}

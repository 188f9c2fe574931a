//! `relata eval`: how good predictions are, and what kind of mistakes they make.

mod brat_pairs;
mod clusters;
mod links;
mod load;
#[cfg(feature = "ml")]
mod model;
mod report;
mod rurebus;
mod table;
mod types;

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::documents::must_be_there;
use super::messages::Outcome;
use super::outputs::Outputs;
pub use report::report;

/// Whose rules count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Protocol {
    /// Sentences and words, as the SpERT authors score
    #[default]
    Spert,
    /// Whole brat documents, as the RuREBus shared task scores, with strict figures beside it
    Rurebus,
}

#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Predict these right answers with --model and score the result
    #[cfg(feature = "ml")]
    #[arg(long, value_name = "PATH", conflicts_with_all = ["gold", "pred", "clusters"])]
    pub data: Option<PathBuf>,
    /// With --data: keep the predictions as SpERT JSON
    #[cfg(feature = "ml")]
    #[arg(long, value_name = "FILE", requires = "data")]
    pub predictions: Option<PathBuf>,
    /// With --data: also relations between types that the model's schema does not join
    #[cfg(feature = "ml")]
    #[arg(long, requires = "data")]
    pub no_constraints: bool,
    /// The right answers: SpERT JSON, or a brat document or folder
    #[arg(long, value_name = "PATH")]
    pub gold: Option<PathBuf>,
    /// The prediction of the same sentences or documents, in the same format
    #[arg(long, value_name = "PATH")]
    pub pred: Option<PathBuf>,
    /// Types JSON; says which relation types are symmetric (default: *_types.json beside gold, or annotation.conf)
    #[arg(long, value_name = "FILE")]
    pub types: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub protocol: Protocol,
    /// Score links of brat documents to a knowledge base (N lines, and candidates.jsonl beside the prediction)
    #[arg(long, requires_all = ["gold", "pred"], conflicts_with_all = ["protocol", "types", "drop_overlapping", "max_span", "compare", "html"])]
    pub link: bool,
    /// Score which mentions of brat documents were taken for one thing (Equiv lines): MUC, B³, CEAF-e and their mean
    #[arg(long, requires_all = ["gold", "pred"], conflicts_with_all = ["protocol", "types", "drop_overlapping", "max_span", "compare", "html"])]
    pub clusters: bool,
    /// With --clusters: mentions of these types alone
    #[arg(long, value_name = "TYPE", value_delimiter = ',', requires = "clusters")]
    pub only: Vec<String>,
    /// With --clusters: which mentions of all documents are one thing, JSON of document, mention and thing; the prediction's
    /// concepts are those of its concepts.json
    #[arg(long, value_name = "FILE", requires = "clusters")]
    pub identities: Option<PathBuf>,
    /// Leave out overlapping entities and relations between them, in gold and prediction
    #[arg(long)]
    pub drop_overlapping: bool,
    /// Leave out predicted entities of more words; wider gold entities then count as missed
    #[arg(long, value_name = "N")]
    pub max_span: Option<usize>,
    /// Another prediction of the same gold: differences of F1 with confidence intervals
    #[arg(long, value_name = "PATH")]
    pub compare: Option<PathBuf>,
    /// Draws of the bootstrap behind --compare
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub resamples: usize,
    /// Seed of these draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Everything as one JSON object
    #[arg(long)]
    pub json: bool,
    /// Write an error report: one page that needs no network
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Write over a file of predictions or a report that exists already; never over an input
    #[arg(long)]
    pub force: bool,
}

impl EvalArgs {
    /// Everything that is read.
    fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        let named = [&self.gold, &self.pred, &self.types, &self.compare, &self.identities];
        #[cfg(feature = "ml")]
        let named = named.into_iter().chain([&self.data]);
        named.into_iter().flatten()
    }
}

/// # Errors
/// When gold or prediction cannot be read, or are not of the same sentences.
pub fn run(#[cfg(feature = "ml")] model: &super::model_args::ModelArgs, args: &EvalArgs) -> anyhow::Result<Outcome> {
    args.inputs().try_for_each(|path| must_be_there(path))?;
    if let Some(report) = &args.html {
        // Before a model works for it.
        let mut outputs = Outputs::new(args.force);
        args.inputs().for_each(|path| outputs.reads_all(path));
        outputs.check(report)?;
    }
    #[cfg(feature = "ml")]
    if let Some(data) = &args.data {
        return model::run(&super::model_choice::folder(model)?, &model.device, data, args);
    }
    let (Some(gold), Some(pred)) = (&args.gold, &args.pred) else {
        bail!(
            "relata eval compares a prediction with the right answers: give both --gold PATH and --pred PATH, or --data PATH to score a model"
        );
    };
    if args.link {
        return links::run(gold, pred, args);
    }
    if args.clusters {
        return clusters::run(gold, pred, args);
    }
    match args.protocol {
        Protocol::Rurebus => rurebus::run(gold, pred, args),
        Protocol::Spert => {
            let loaded = load::load(gold, pred)?;
            let types = types::find(gold, &loaded, args.types.as_deref())?;
            let documents = loaded.documents(&types);
            Ok(report(&loaded.gold, &loaded.pred, documents, None, &types, args)?.max(loaded.outcome))
        }
    }
}

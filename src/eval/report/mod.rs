//! One evaluation with everything that is shown of it: by a table, as JSON, as a page, in the window.

mod page;

use serde::Serialize;

use super::{
    Comparison, DocumentScores, ErrorReport, LengthScores, Mismatch, Options, Reliability, Scores, by_length, errors,
    reliability, score,
};
use crate::dataset::Sentence;
use crate::nlp::Types;

pub use page::{PageError, page, write_page};

/// All that is known about a prediction.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub sentences: usize,
    /// Where gold and prediction came from, as they were named.
    pub gold: String,
    pub pred: String,
    pub drop_overlapping: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_span: Option<usize>,
    /// Gold entities wider than `max_span`: they cannot be found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub too_wide: Option<usize>,
    #[serde(flatten)]
    pub scores: Scores,
    /// Relations across sentences and distinct triples of concepts, where whole documents were compared.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub documents: Option<DocumentScores>,
    pub by_length: Vec<LengthScores>,
    /// Whether the scores of what was said, at any threshold, are what they seem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reliability: Option<Reliability>,
    /// The other prediction's name and how it differs; positive differences speak for the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<Comparison>,
    pub errors: ErrorReport,
}

impl Report {
    /// Scores a prediction and classes its errors; `names` say where gold and prediction came from.
    ///
    /// # Errors
    /// When gold and prediction are not of the same sentences.
    pub fn new(
        gold: &[Sentence],
        pred: &[Sentence],
        types: &Types,
        options: &Options,
        names: [String; 2],
    ) -> Result<Self, Mismatch> {
        let [gold_name, pred_name] = names;
        let too_wide = |most: usize| gold.iter().flat_map(|s| &s.entities).filter(|e| e.end > e.start + most).count();
        Ok(Self {
            sentences: gold.len(),
            gold: gold_name,
            pred: pred_name,
            drop_overlapping: options.drop_overlapping,
            max_span: options.max_span,
            too_wide: options.max_span.map(too_wide),
            scores: score(gold, pred, types, options)?,
            documents: None,
            by_length: by_length(gold, pred, types, options)?,
            reliability: reliability(gold, pred, types)?,
            other: None,
            compare: None,
            errors: errors(gold, pred, types, options)?,
        })
    }
}

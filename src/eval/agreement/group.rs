//! Two or more annotators: every pair of them, and the mean over the pairs.

use serde::Serialize;

use super::Tally;
use crate::domain::{OfEvents, Schema};
use crate::eval::Scores;

/// Two of the annotators.
#[derive(Clone, Debug, Serialize)]
pub struct PairFigures {
    pub left: String,
    pub right: String,
    /// Documents that both have annotated.
    pub documents: usize,
    pub words: u64,
    /// Cohen's κ on words; absent where there are none.
    pub kappa: Option<f64>,
    /// Share of the words with the same label.
    pub same_words: Option<f64>,
    /// What either side says of events, which is not compared; absent where there is nothing.
    #[serde(skip_serializing_if = "OfEvents::is_empty")]
    pub not_compared: OfEvents,
    #[serde(flatten)]
    pub scores: Scores,
}

/// The agreement of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    pub annotators: Vec<String>,
    pub pairs: Vec<PairFigures>,
    /// Means over the pairs that have a value: κ, then F1 of NER, RE and RE+ in percent.
    pub mean_kappa: Option<f64>,
    pub mean_ner_f1: Option<f64>,
    pub mean_re_f1: Option<f64>,
    pub mean_re_plus_f1: Option<f64>,
}

impl Group {
    /// `pairs` holds for each pair the numbers of its two annotators.
    pub fn new(annotators: Vec<String>, pairs: &[([usize; 2], Tally)], schema: &Schema) -> Self {
        let name = |at: usize| annotators.get(at).cloned().unwrap_or_default();
        let pairs: Vec<PairFigures> = pairs
            .iter()
            .map(|([left, right], tally)| PairFigures {
                left: name(*left),
                right: name(*right),
                documents: tally.documents,
                words: tally.kappa.units(),
                kappa: tally.kappa.value(),
                same_words: tally.kappa.observed(),
                not_compared: tally.of_events,
                scores: tally.scores(schema),
            })
            .collect();
        let f1 = |task: usize| {
            let values = pairs.iter().map(|pair| pair.scores.tasks()[task].1);
            // Of nothing there is no F1, which is not the same as 0.
            mean(values.filter(|t| t.counts.is_present()).map(|t| t.micro.f1))
        };
        let [mean_ner_f1, mean_re_f1, mean_re_plus_f1] = [f1(0), f1(1), f1(2)];
        let mean_kappa = mean(pairs.iter().filter_map(|pair| pair.kappa));
        Self { annotators, mean_kappa, mean_ner_f1, mean_re_f1, mean_re_plus_f1, pairs }
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

//! How good links are: mentions that people linked to a database, against what was linked.
//!
//! Only mentions with a reference in gold count, whatever else is linked. A mention is found again by its type and place.
//! What refers to nothing (`DB:NULL`), or has no reference in the prediction, is NIL.

mod origin;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Serialize, Serializer};

pub use origin::Origin;

use super::{Counts, Figure};
use crate::brat::Loaded;
use crate::domain::{ExtraBody, Fragments};
use crate::kb::source::reference;

/// What the candidates of a mention are, the best first: by file and brat's id of the mention.
pub type Candidates = HashMap<(String, String), Vec<String>>;

/// Whether the base knows a thing by names that were seen to mean it: `Q159` → true.
pub type Seen<'a> = dyn Fn(&str) -> bool + 'a;

/// Figures, in percent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LinkScores {
    /// Of the mentions that gold links, those with the right link.
    #[serde(serialize_with = "two_decimals")]
    pub accuracy_at_1: f64,
    /// Of the same, those whose thing is among the first candidates: by how many.
    pub recall: Recall,
    /// Of all mentions, those with the right link, or rightly with none.
    #[serde(serialize_with = "two_decimals")]
    pub accuracy_with_nil: f64,
    /// How well mentions of nothing in the database are told.
    pub nil: Figure,
    /// Accuracy at 1 of things that the base knows by names that were seen; `None` without the base.
    #[serde(serialize_with = "two_decimals_or_none")]
    pub seen: Option<f64>,
    /// The same of all others.
    #[serde(serialize_with = "two_decimals_or_none")]
    pub unseen: Option<f64>,
}

/// Recall at some numbers of candidates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Recall {
    /// The first.
    #[serde(rename = "1", serialize_with = "two_decimals")]
    pub at_1: f64,
    /// The first five.
    #[serde(rename = "5", serialize_with = "two_decimals")]
    pub at_5: f64,
    /// The first thirty.
    #[serde(rename = "30", serialize_with = "two_decimals")]
    pub at_30: f64,
}

fn two_decimals<S: Serializer>(value: &f64, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_f64((value * 100.0).round() / 100.0)
}

fn two_decimals_or_none<S: Serializer>(value: &Option<f64>, out: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => two_decimals(value, out),
        None => out.serialize_none(),
    }
}

/// What documents add up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkCounts {
    /// Mentions that gold links.
    pub linked: usize,
    /// Those with the right link.
    pub right: usize,
    /// Those whose thing is among the first 1, 5 and 30 candidates.
    pub reached: [usize; 3],
    /// NIL.
    pub nil: Counts,
    /// Linked mentions of things that were seen, and those of them with the right link.
    pub seen: [usize; 2],
    /// References in gold that are no `DB:ID`; their mentions do not count.
    pub odd: Vec<String>,
}

impl LinkCounts {
    /// Adds a document; `file` is its name in the candidates. Without a prediction, every mention is NIL.
    pub fn add(&mut self, file: &str, gold: &Loaded, pred: Option<&Loaded>, candidates: &Candidates, seen: &Seen<'_>) {
        let predicted = pred.map(links).unwrap_or_default();
        for (place, right) in links(gold) {
            let mut odd = right.references.iter().filter(|text| reference(text).is_none());
            if right.references.is_empty() {
                continue;
            }
            if right.references.iter().all(|text| reference(text).is_none()) {
                self.odd.extend(odd.next().map(|text| format!("{file}: `{text}`")));
                continue;
            }
            let found = predicted.get(&place);
            let answer = found.and_then(|found| found.references.iter().find(|text| is_id(text)));
            let ids: BTreeSet<&String> = right.references.iter().filter(|text| is_id(text)).collect();
            if ids.is_empty() {
                self.nil.gold += 1;
                self.nil.correct += usize::from(answer.is_none());
            } else {
                let is_right = answer.is_some_and(|answer| ids.contains(answer));
                self.linked += 1;
                self.right += usize::from(is_right);
                let bare: BTreeSet<&str> = ids.iter().filter_map(|text| reference(text)?.1).collect();
                if bare.iter().any(|id| seen(id)) {
                    self.seen[0] += 1;
                    self.seen[1] += usize::from(is_right);
                }
                let key = found.map(|found| (file.to_owned(), found.name.clone()));
                let listed = key.and_then(|key| candidates.get(&key)).map_or(&[][..], Vec::as_slice);
                // Candidates are written with the database's name or without.
                let is_one = |id: &String| bare.contains(id.as_str()) || ids.contains(id);
                let first = listed.iter().position(is_one);
                for (most, reached) in [1, 5, 30].into_iter().zip(&mut self.reached) {
                    *reached += usize::from(first.is_some_and(|place| place < most));
                }
            }
            self.nil.predicted += usize::from(answer.is_none());
        }
    }

    /// The figures; `has_seen`: whether anybody could say what was seen.
    pub fn scores(&self, has_seen: bool) -> LinkScores {
        let share = |part: usize, of: usize| if of == 0 { 0.0 } else { 100.0 * part as f64 / of as f64 };
        let [at_1, at_5, at_30] = self.reached.map(|reached| share(reached, self.linked));
        let [seen, seen_right] = self.seen;
        LinkScores {
            accuracy_at_1: share(self.right, self.linked),
            recall: Recall { at_1, at_5, at_30 },
            accuracy_with_nil: share(self.right + self.nil.correct, self.linked + self.nil.gold),
            nil: self.nil.figure(),
            seen: has_seen.then(|| share(seen_right, seen)),
            unseen: has_seen.then(|| share(self.right - seen_right, self.linked - seen)),
        }
    }
}

/// A mention with its references.
#[derive(Clone, Debug, Default)]
struct Links {
    name: String,
    references: Vec<String>,
}

/// Mentions by type and place. Of two of one type and place the references count together.
fn links(loaded: &Loaded) -> BTreeMap<(String, Vec<(usize, usize)>), Links> {
    let annotations = &loaded.document.annotations;
    let mut all: BTreeMap<(String, Vec<(usize, usize)>), Links> = BTreeMap::new();
    for mention in annotations.mentions() {
        let entry = all.entry((mention.kind.to_string(), place(&mention.fragments))).or_default();
        if entry.name.is_empty() {
            entry.name = loaded.standoff.name(mention.id).unwrap_or_default().to_owned();
        }
        for extra in annotations.extras_of(mention.id) {
            if let ExtraBody::Normalization { reference, .. } = &extra.body {
                entry.references.push(reference.clone());
            }
        }
    }
    all
}

fn place(fragments: &Fragments) -> Vec<(usize, usize)> {
    fragments.iter().map(|span| (span.start, span.end)).collect()
}

fn is_id(text: &str) -> bool {
    reference(text).is_some_and(|(_, id)| id.is_some())
}

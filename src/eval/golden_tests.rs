//! The reference scorers' own figures.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Options, score};
use crate::dataset;
use crate::nlp::Types;

pub(super) fn shared(part: &str) -> PathBuf {
    let path = crate::test_data().join(part);
    assert!(path.exists(), "{} is not there", path.display());
    path
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("readable")).expect("JSON")
}

fn agrees(name: &str, gold: &str, types: &str) {
    let (scores, data) = (shared("reference/scores"), shared("data"));
    let gold = dataset::read(&data.join(gold)).expect("SpERT JSON");
    let pred = dataset::read(&scores.join(format!("{name}-test-predictions.json"))).expect("SpERT JSON");
    let types = Types::from_json(&std::fs::read_to_string(data.join(types)).expect("readable")).expect("types");
    let expected = json(&scores.join(format!("{name}-test-scores.json")));
    for (key, drop_overlapping) in [("overlap_kept", false), ("overlap_dropped", true)] {
        let options = Options { drop_overlapping, ..Options::default() };
        let scores = score(&gold, &pred, &types, &options).expect("the same sentences");
        let found = serde_json::to_value(&scores).expect("plain data");
        let compared = same(&format!("{name} {key}"), &expected[key], &found);
        assert!(compared >= 30, "{name} {key}: only {compared} figures");
    }
}

/// Every figure of the reference is in ours, equal in its two decimals.
fn same(place: &str, expected: &Value, found: &Value) -> usize {
    if let Some(object) = expected.as_object() {
        return object.iter().map(|(key, value)| same(&format!("{place} {key}"), value, &found[key])).sum();
    }
    let number = |value: &Value| format!("{:.2}", value.as_f64().unwrap_or(f64::NAN));
    assert_eq!(number(expected), number(found), "{place}");
    1
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn conll04_is_scored_as_the_reference_scores_it() {
    agrees("conll04", "conll04/conll04_test.json", "conll04/conll04_types.json");
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn scierc_is_scored_as_the_reference_scores_it() {
    agrees("scierc", "scierc/scierc_test.json", "scierc/scierc_types.json");
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn ade_is_scored_as_the_reference_scores_it() {
    agrees("ade-fold0", "ade/ade_split_0_test.json", "ade/ade_types.json");
}

//! `relata eval --protocol rurebus`.

use std::path::Path;

use anyhow::bail;
use serde_json::{Map, Value};

use super::EvalArgs;
use super::brat_pairs::{BratPairs, brat_pairs};
use crate::cli::messages::Outcome;
use crate::domain::{Document, OfEvents};
use crate::eval::{self, Figure, RurebusScores};
use crate::text::counting::{agreed, counted};

/// # Errors
/// When documents cannot be read, or options are given that this protocol does not know.
pub fn run(gold: &Path, pred: &Path, args: &EvalArgs) -> anyhow::Result<Outcome> {
    let foreign = [
        (args.drop_overlapping, "--drop-overlapping"),
        (args.max_span.is_some(), "--max-span"),
        (args.compare.is_some(), "--compare"),
        (args.html.is_some(), "--html"),
    ];
    if let Some((_, option)) = foreign.into_iter().find(|(given, _)| *given) {
        bail!(
            "{option} counts words of sentences, and --protocol rurebus scores whole documents: leave one of them out"
        );
    }
    let BratPairs { pairs, outcome } = brat_pairs(gold, pred)?;
    let missing: Vec<&str> = pairs.iter().filter(|p| p.pred.is_none()).map(|p| p.name.as_str()).collect();
    if let Some(first) = missing.first() {
        let (documents, have, count) = (
            counted(missing.len(), "document"),
            agreed(missing.len(), "has", "have"),
            agreed(missing.len(), "counts", "count"),
        );
        eprintln!("{documents} {have} no prediction and {count} as missed, the first is {first}");
    }
    let mut of_events = OfEvents::default();
    pairs.iter().for_each(|pair| of_events += OfEvents::of(&pair.gold.annotations));
    if !of_events.is_empty() {
        eprintln!("gold: {of_events} are not scored");
    }
    let nothing = Document::new("", "");
    let scores = eval::rurebus(pairs.iter().map(|p| (&p.gold, p.pred.as_ref().unwrap_or(&nothing))));
    if args.json {
        println!("{}", serde_json::to_string_pretty(&json(&scores))?);
    } else {
        print(&scores);
    }
    Ok(if missing.is_empty() { outcome } else { Outcome::Problems })
}

fn figures(scores: &RurebusScores) -> [(&'static str, &'static str, Figure); 4] {
    [
        ("official", "ner", scores.official_ner),
        ("official", "re", scores.official_re),
        ("strict", "ner", scores.strict_ner),
        ("strict", "re", scores.strict_re),
    ]
}

/// Four decimals, as the shared task printed.
fn json(scores: &RurebusScores) -> Value {
    let rounded = |value: f64| Value::from((value * 1e4).round() / 1e4);
    let mut map = Map::new();
    map.insert("documents".into(), scores.documents.into());
    for (rule, task, figure) in figures(scores) {
        map.insert(format!("{rule}_{task}_precision"), rounded(figure.precision));
        map.insert(format!("{rule}_{task}_recall"), rounded(figure.recall));
        map.insert(format!("{rule}_{task}_f1"), rounded(figure.f1));
    }
    Value::Object(map)
}

fn print(scores: &RurebusScores) {
    println!("{}\n", counted(scores.documents, "document"));
    println!("{:<16} {:>7} {:>7} {:>7}", "", "P", "R", "F1");
    for (rule, task, figure) in figures(scores) {
        let name = format!("{} {rule}", task.to_uppercase());
        println!("{name:<16} {:>7.2} {:>7.2} {:>7.2}", figure.precision, figure.recall, figure.f1);
    }
    println!("\nofficial ignores the direction of relations and does not punish duplicates; strict does both");
}

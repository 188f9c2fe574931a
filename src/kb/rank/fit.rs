//! Fitting the weights: run by hand, see TESTING.md. It writes `weights.json` anew.
//!
//! Ten times a base is made of the labels of all and the surfaces of nine tenths of NEREL's training documents; the
//! mentions of the last tenth are linked with it. So no mention is among the surfaces that it is looked up by, as none of
//! a new document is. Then the softmax is fitted by full batches (Adam, a small penalty on squares).

use std::collections::BTreeMap;
use std::path::Path;

use super::document::{Document, Named, probabilities};
use super::features::{CANDIDATE, Features, NIL};
use super::weights::{Pass, Weights};
use crate::brat::load_document;
use crate::domain::ExtraBody;
use crate::io::Folder;
use crate::kb::source::{Languages, Sink, read, reference};
use crate::kb::{Base, Builder, Entity, KbError};

const FOLDS: usize = 10;
const STEPS: usize = 400;
const RATE: f32 = 0.05;
const PENALTY: f32 = 1e-4;
/// What a mention counts whose thing is in no base: for NIL, but less than one that means nothing known.
const OUTSIDE: f32 = 0.3;

/// A document with what its mentions mean: an id, or nothing.
struct Gold {
    text: String,
    named: Vec<Named>,
    ids: Vec<Option<String>>,
}

fn gold(folder: &Path) -> Vec<Gold> {
    let texts = Folder::list(folder).expect("the data").texts();
    let document = |txt: &std::path::PathBuf| {
        let document = load_document(txt).expect("readable").document;
        let mut gold = Gold { text: document.text.to_string(), named: Vec::new(), ids: Vec::new() };
        for mention in document.annotations.mentions() {
            let said = document.annotations.extras_of(mention.id).find_map(|extra| match &extra.body {
                ExtraBody::Normalization { reference: text, .. } => reference(text),
                _ => None,
            });
            let Some((_, id)) = said else { continue };
            gold.named.push(Named {
                name: mention.text(&document.text),
                kind: mention.kind.to_string(),
                span: mention.fragments.cover(),
            });
            gold.ids.push(id.map(str::to_owned));
        }
        gold
    };
    texts.iter().map(document).collect()
}

/// Labels alone, of the small base that holds all of them.
struct Labels<'a>(&'a mut Builder);

impl Sink for Labels<'_> {
    fn part(&mut self, mut part: Entity, line: u64, _: bool) -> Result<(), KbError> {
        part.names.retain(|name| name.is_label);
        part.names.iter_mut().for_each(|name| name.count = 0);
        part.kinds.clear();
        part.popularity = 0;
        self.0.part(part, line, false)
    }

    fn skip(&mut self, line: u64, why: String) {
        panic!("{line}: {why}");
    }
}

fn base_without(fold: usize, documents: &[Gold], data: &Path, folder: &Path) -> Base {
    let path = folder.join(format!("{fold}.kb"));
    let mut builder = Builder::new(&path).expect("a folder");
    read(&data.join("nerel-kb.tsv"), &Languages::new("all"), &mut Labels(&mut builder)).expect("read");
    for (number, document) in documents.iter().enumerate().filter(|(number, _)| number % FOLDS != fold) {
        for (named, id) in document.named.iter().zip(&document.ids) {
            let Some(id) = id else { continue };
            let mut part = Entity::new(id);
            part.add_name(&named.name, "", 1, false);
            part.add_kind(&named.kind, 1);
            part.popularity = 1;
            builder.part(part, number as u64, false).expect("kept");
        }
    }
    builder.finish(&path, "Wikidata", "all", false).expect("written");
    Base::open(&path).expect("a base")
}

/// A mention to learn from: its features, the right outcome (`None`: NIL), how much it counts.
struct Example {
    features: Features,
    right: Option<usize>,
    counts: f32,
}

/// Documents with the examples of their mentions.
type Examples = Vec<(Document, Vec<(Option<usize>, f32)>)>;

fn examples(base: &Base, documents: &[&Gold]) -> Examples {
    let example = |gold: &&Gold| {
        let document = Document::new(base, &gold.text, &gold.named).expect("looked up");
        let right = document.mentions.iter().zip(&gold.ids).map(|(mention, id)| match id {
            None => (None, 1.0),
            Some(id) => match mention.lookup.candidates.iter().position(|found| found.entity.id == *id) {
                Some(place) => (Some(place), 1.0),
                None => (None, OUTSIDE),
            },
        });
        let right = right.collect();
        (document, right)
    };
    documents.iter().map(example).collect()
}

/// How well types fit: of candidates with a pair of types, how many are right.
fn types(examples: &Examples) -> BTreeMap<String, BTreeMap<String, f32>> {
    let mut counts: BTreeMap<(String, String), [f32; 2]> = BTreeMap::new();
    for (document, right) in examples {
        for (mention, (right, _)) in document.mentions.iter().zip(right) {
            for (place, found) in mention.lookup.candidates.iter().enumerate() {
                let kind = crate::kb::kinds::canonical(found.entity.kind());
                let is_right = usize::from(*right == Some(place));
                counts.entry((mention.kind.clone(), kind)).or_default()[is_right] += 1.0;
            }
        }
    }
    let mut table: BTreeMap<String, BTreeMap<String, f32>> = BTreeMap::new();
    for ((mention, kind), [wrong, right]) in counts {
        if wrong + right >= 20.0 {
            let fit = ((right + 1.0) / (wrong + 10.0)).ln();
            table.entry(mention).or_default().insert(kind, (fit * 100.0).round() / 100.0);
        }
    }
    table
}

/// Fits one pass.
fn fit(examples: &[Example], kinds: &[String]) -> Pass {
    let (width, nils) = (CANDIDATE.len(), NIL.len());
    let mut weights = vec![0.0_f32; width + nils + 2 * kinds.len()];
    let (mut mean, mut square) = (weights.clone(), weights.clone());
    let of_kind: Vec<Option<usize>> =
        examples.iter().map(|example| kinds.iter().position(|kind| *kind == example.features.kind)).collect();
    for step in 1..=STEPS {
        let mut gradient = vec![0.0_f32; weights.len()];
        for (example, kind) in examples.iter().zip(&of_kind) {
            let Example { features, right, counts } = example;
            let dot = |values: &[f32], from: usize| {
                values.iter().zip(weights.get(from..).unwrap_or_default()).map(|(v, w)| v * w).sum::<f32>()
            };
            let scores: Vec<f32> = features.candidates.iter().map(|values| dot(values, 0)).collect();
            let type_at = kind.map(|kind| width + nils + 2 * kind);
            let nil =
                dot(&features.nil, width) + type_at.map_or(0.0, |at| weights[at] + features.far * weights[at + 1]);
            let highest = scores.iter().copied().fold(nil, f32::max);
            let sum: f32 = scores.iter().map(|score| (score - highest).exp()).sum::<f32>() + (nil - highest).exp();
            for (place, (values, score)) in features.candidates.iter().zip(&scores).enumerate() {
                let wrong = ((score - highest).exp() / sum - f32::from(*right == Some(place))) * counts;
                values.iter().zip(&mut gradient).for_each(|(value, slope)| *slope += wrong * value);
            }
            let wrong = ((nil - highest).exp() / sum - f32::from(right.is_none())) * counts;
            features.nil.iter().zip(&mut gradient[width..]).for_each(|(value, slope)| *slope += wrong * value);
            if let Some(at) = type_at {
                gradient[at] += wrong;
                gradient[at + 1] += wrong * features.far;
            }
        }
        let (fade, fade_square) = (1.0 - 0.9_f32.powi(step as i32), 1.0 - 0.999_f32.powi(step as i32));
        for at in 0..weights.len() {
            let slope = gradient[at] / examples.len() as f32 + PENALTY * weights[at];
            mean[at] = 0.9 * mean[at] + 0.1 * slope;
            square[at] = 0.999 * square[at] + 0.001 * slope * slope;
            weights[at] -= RATE * (mean[at] / fade) / ((square[at] / fade_square).sqrt() + 1e-8);
        }
    }
    let rounded = |weight: &f32| (weight * 1e3).round() / 1e3;
    let named = |names: &[&str], from: usize| {
        names.iter().map(|name| (*name).to_owned()).zip(weights[from..].iter().map(rounded)).collect()
    };
    let nil_types = kinds.iter().enumerate().map(|(number, kind)| {
        let at = width + nils + 2 * number;
        (kind.clone(), [rounded(&weights[at]), rounded(&weights[at + 1])])
    });
    Pass { candidate: named(&CANDIDATE, 0), nil: named(&NIL, width), nil_types: nil_types.collect() }
}

/// Accuracy at 1 with NIL answers as errors, the same by the best candidate alone, recall, with NIL, and NIL's F1; × 100.
fn figures(examples: &Examples, gold: &[Gold], weights: &Weights) -> String {
    let (mut linked, mut right, mut best, mut reached) = (0, 0, 0, 0);
    let (mut all, mut all_right, mut nil, mut nil_said, mut nil_right) = (0, 0, 0, 0, 0);
    for ((document, _), gold) in examples.iter().zip(gold) {
        let first = document.first(weights);
        let second = document.second(&first, &probabilities(&first, weights, 0));
        let likely = document.agreed(probabilities(&second, weights, 1));
        for ((mention, (likely, none)), id) in document.mentions.iter().zip(likely).zip(&gold.ids) {
            let most = likely.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            let found = most.and_then(|(place, _)| mention.lookup.candidates.get(place)).map(|found| &found.entity.id);
            let answer = found.filter(|_| most.is_some_and(|(_, likely)| *likely >= none));
            all += 1;
            all_right += usize::from(answer == id.as_ref());
            match id {
                Some(id) => {
                    linked += 1;
                    right += usize::from(answer == Some(id));
                    best += usize::from(found == Some(id));
                    reached += usize::from(mention.lookup.candidates.iter().any(|found| found.entity.id == *id));
                }
                None => {
                    nil += 1;
                    nil_right += usize::from(answer.is_none());
                }
            }
            nil_said += usize::from(answer.is_none());
        }
    }
    let share = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
    format!(
        "acc@1 {:.2}, best candidate {:.2}, recall@30 {:.2}, with NIL {:.2}, NIL P {:.2} R {:.2} F1 {:.2}",
        share(right, linked),
        share(best, linked),
        share(reached, linked),
        share(all_right, all),
        share(nil_right, nil_said),
        share(nil_right, nil),
        share(2 * nil_right, nil + nil_said),
    )
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn weights_are_fitted_on_nerel() {
    let data = crate::test_data().join("data");
    let folder = tempfile::tempdir().expect("a folder");
    let train = gold(&data.join("nerel/train"));
    let mut all: Examples = Vec::new();
    for fold in 0..FOLDS {
        let base = base_without(fold, &train, &data, folder.path());
        let held: Vec<&Gold> =
            train.iter().enumerate().filter(|(number, _)| number % FOLDS == fold).map(|(_, gold)| gold).collect();
        all.extend(examples(&base, &held));
        eprintln!("fold {fold}: {} documents", held.len());
    }
    let mut weights = Weights { types: types(&all), ..Weights::default() };
    let kinds: Vec<String> = weights.types.keys().cloned().collect();
    for pass in 0..2 {
        let mut learned = Vec::new();
        for (document, right) in &all {
            let mut features = document.first(&weights);
            if pass == 1 {
                features = document.second(&features, &probabilities(&features, &weights, 0));
            }
            let both = features.into_iter().zip(right);
            learned.extend(both.map(|(features, (right, counts))| Example {
                features,
                right: *right,
                counts: *counts,
            }));
        }
        weights.passes[pass] = fit(&learned, &kinds);
    }
    let path = folder.path().join("all.kb");
    let mut builder = Builder::new(&path).expect("a folder");
    read(&data.join("nerel-kb.tsv"), &Languages::new("all"), &mut builder).expect("read");
    builder.finish(&path, "Wikidata", "all", false).expect("written");
    let base = Base::open(&path).expect("a base");
    for part in ["dev", "test"] {
        let gold = gold(&data.join("nerel").join(part));
        let examples = examples(&base, &gold.iter().collect::<Vec<_>>());
        eprintln!("{part}: {}", figures(&examples, &gold, &weights));
    }
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kb/rank/weights.json");
    let json = serde_json::to_string_pretty(&weights).expect("JSON");
    std::fs::write(out, json + "\n").expect("writable");
}

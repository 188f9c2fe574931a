//! Losses, gradient norms and parameters of four updates against PyTorch's, on the seeded toy of `tests/golden/tiny`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;
use crate::model::checkpoint::Checkpoint;
use crate::model::training::params::Params;
use crate::model::{EncoderConfig, read_types};

pub(super) fn toy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tiny")
}

pub(super) fn golden(part: &str) -> Value {
    let text = std::fs::read_to_string(toy().join(part).join("golden.json")).expect("committed");
    serde_json::from_str(&text).expect("JSON")
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a number")).expect("small")
}

pub(super) fn examples(golden: &Value) -> Vec<Example> {
    let enious: Vec<f64> = golden["updates"][0]["enious"]
        .as_array()
        .map(|list| list.iter().map(|v| v.as_f64().expect("a number")).collect())
        .unwrap_or_default();
    let mut overlaps = enious.into_iter();
    let sentences = golden["sentences"].as_array().expect("a list");
    sentences
        .iter()
        .map(|sentence| Example {
            ids: sentence["input_ids"].as_array().unwrap().iter().map(|id| number(id) as u32).collect(),
            types: Vec::new(),
            words: sentence["word_ranges"].as_array().unwrap().iter().map(|r| number(&r[0])..number(&r[1])).collect(),
            spans: sentence["spans"]
                .as_array()
                .unwrap()
                .iter()
                .map(|span| SpanSample {
                    start: number(&span["start"]),
                    end: number(&span["end"]),
                    class: number(&span["type"]),
                    overlap: overlaps.next().unwrap_or_default() as f32,
                })
                .collect(),
            pairs: sentence["pairs"]
                .as_array()
                .unwrap()
                .iter()
                .map(|pair| PairSample {
                    head: number(&pair["head"]),
                    tail: number(&pair["tail"]),
                    labels: (0..2).filter(|&label| number(&pair["labels"][label]) == 1).collect(),
                })
                .collect(),
            ..Example::default()
        })
        .collect()
}

fn trainer(part: &str, threads: usize) -> Trainer {
    let config = EncoderConfig::read(&toy().join("config.json")).expect("committed");
    let types = read_types(&toy()).expect("committed");
    let multi_task = part == "spert-mt";
    let options =
        HeadOptions { multi_task, entity_logits: multi_task, iou_scaling: multi_task, ..HeadOptions::default() };
    let dir = toy().join(part);
    let (params, read) = Params::load(&dir, &config, &types, &options, Initial::Pretrained, 1).expect("fits");
    assert!(read, "the heads of {part} were not found");
    Trainer::new(config, params, options, AdamW::default(), Rates::default(), [0.0; 3], 1, threads)
}

fn close(what: &str, got: f64, wanted: f64) {
    assert!((got - wanted).abs() <= 1e-4 * wanted.abs().max(1e-3), "{what}: {got}, expected {wanted}");
}

/// As `spert.md`: peak 1e-3, 20 updates, 2 of warm-up.
pub(super) fn rate(update: usize) -> f32 {
    let peak = 1e-3;
    if update < 2 { peak * update as f32 / 2.0 } else { peak * (20 - update) as f32 / 18.0 }
}

fn four_updates(part: &str, threads: usize) {
    let golden = golden(part);
    let batch = examples(&golden);
    let mut trainer = trainer(part, threads);
    for index in 0..4 {
        let wanted = &golden["updates"][index];
        let value = |key: &str| wanted[key].as_f64().unwrap_or_else(|| panic!("{key} in golden.json"));
        close("learning rate", f64::from(rate(index)), value("lr"));
        let Update { losses, gradient_norm } = trainer.update(&batch, rate(index));
        if part == "spert" {
            close("entity loss", losses.entity, value("entity"));
            close("relation loss", losses.relation, value("relation"));
        } else {
            close("entity ranking", losses.entity, value("entity_ranking"));
            close("relation ranking", losses.relation, value("relation_ranking"));
            close("entity identification", losses.entity_identification, value("entity_identification"));
            close("relation identification", losses.relation_identification, value("relation_identification"));
        }
        close("total", losses.total(), value("total"));
        close("gradient norm", gradient_norm, value("grad_norm"));
    }
    let dir = tempfile::tempdir().expect("a folder");
    trainer.save(dir.path(), &toy(), &read_types(&toy()).unwrap()).expect("writable");
    let sizes = trainer.params.tensors().iter().map(|(_, _, values)| values.len()).sum::<usize>();
    assert_eq!(sizes, trainer.parameters());
    compare_with_golden(part, &Checkpoint::open(dir.path()).expect("complete"));
}

/// Every tensor after four updates, 1e-4 of its norm.
fn compare_with_golden(part: &str, got: &Checkpoint) {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::copy(toy().join(part).join("after-4-updates.safetensors"), dir.path().join("model.safetensors")).unwrap();
    let after = Checkpoint::open(dir.path()).expect("committed");
    let names: Vec<String> = after.names().map(str::to_owned).collect();
    assert!(names.len() > 30, "only {} tensors", names.len());
    for name in names {
        let (values, wanted) = (got.read(&name).expect("the same tensors"), after.read(&name).expect("committed"));
        let size = wanted.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
        let error = wanted.iter().zip(&values).map(|(w, v)| f64::from(w - v).powi(2)).sum::<f64>().sqrt();
        if name.ends_with("key.bias") {
            // Softmax does not see a bias of the keys: its gradient is 0, what there is of it is rounding, and Adam turns
            // that into steps of the size of the learning rate, on both sides.
            let steps: f32 = (0..4).map(rate).sum();
            assert!(wanted.iter().zip(&values).all(|(w, v)| (w - v).abs() <= 2.0 * steps), "{name}: off by {error}");
            continue;
        }
        assert!(error <= 1e-4 * size.max(1e-3), "{name}: off by {error} of {size}");
    }
}

#[test]
fn spert_learns_as_in_pytorch() {
    four_updates("spert", 1);
    four_updates("spert", 2);
}

#[test]
fn spert_mt_learns_as_in_pytorch() {
    four_updates("spert-mt", 1);
    four_updates("spert-mt", 2);
}

/// The differentiable burn operations that run on CUDA, here on the CPU backend, against the same numbers.
#[test]
fn burn_operations_learn_as_in_pytorch() {
    use burn::backend::Autodiff;
    use burn_flex::{Flex, FlexDevice};
    for part in ["spert", "spert-mt"] {
        let golden = golden(part);
        let batch = examples(&golden);
        let mut trainer = autodiff::AutodiffTrainer::<Autodiff<Flex>>::new(trainer(part, 1), FlexDevice);
        for index in 0..4 {
            let wanted = &golden["updates"][index];
            let Update { losses, gradient_norm } = trainer.update(&batch, rate(index));
            close("total", losses.total(), wanted["total"].as_f64().unwrap());
            close("gradient norm", gradient_norm, wanted["grad_norm"].as_f64().unwrap());
        }
        let dir = tempfile::tempdir().expect("a folder");
        trainer.save(dir.path(), &toy(), &read_types(&toy()).unwrap()).expect("writable");
        compare_with_golden(part, &Checkpoint::open(dir.path()).expect("complete"));
    }
}

#[test]
fn a_state_that_was_saved_goes_on_as_if_nothing_had_happened() {
    let batch = examples(&golden("spert"));
    let types = read_types(&toy()).expect("committed");
    let mut through = trainer("spert", 2);
    let mut first = trainer("spert", 2);
    for index in 0..3 {
        through.update(&batch[index % 2..=index % 2], rate(index));
        first.update(&batch[index % 2..=index % 2], rate(index));
    }
    let dir = tempfile::tempdir().expect("a folder");
    first.save(dir.path(), &toy(), &types).expect("writable");
    first.save_state(dir.path()).expect("writable");
    let config = first.config.clone();
    let (params, read) =
        Params::load(dir.path(), &config, &types, &HeadOptions::default(), Initial::Pretrained, 9).expect("complete");
    assert!(read);
    let mut second =
        Trainer::new(config, params, HeadOptions::default(), AdamW::default(), Rates::default(), [0.0; 3], 1, 2);
    second.load_state(dir.path()).expect("complete");
    for index in 3..6 {
        let sentence = index % 2..=index % 2;
        assert_eq!(through.update(&batch[sentence.clone()], rate(index)), second.update(&batch[sentence], rate(index)));
    }
    through.catch_up();
    second.catch_up();
    assert_eq!(through.params.tensors(), second.params.tensors());
}

/// A trainer's checkpoint predicts what the losses were computed from: both sides of the model are the same model.
#[test]
fn what_was_trained_is_what_predicts() {
    for part in ["spert", "spert-mt"] {
        let golden = golden(part);
        let mut trainer = trainer(part, 1);
        let types = read_types(&toy()).expect("committed");
        trainer.options.write_into(&mut trainer.config);
        let dir = tempfile::tempdir().expect("a folder");
        trainer.save(dir.path(), &toy(), &types).expect("writable");
        let mut model =
            crate::model::families::spert::Spert::load(dir.path(), &crate::model::DeviceChoice::CPU).expect("complete");
        let model_threshold = crate::model::Extractor::info(&model).encoder.spert.class_threshold;
        let (words, encoder, heads) = model.parts();
        for sentence in golden["sentences"].as_array().unwrap() {
            let tokens: Vec<&str> = sentence["tokens"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let encoded = words.encode(&tokens).expect("words");
            let input = words.sentence(&encoded, 0..tokens.len(), 62);
            let hidden =
                encoder.states(&[crate::model::encoder::Input { ids: &input.ids, types: &input.cases }]).expect("runs");
            let states = crate::model::heads::spert::States { hidden: &hidden, words: &input.words, sentences: &[] };
            let logits = heads.entity_logits(states);
            let spans: Vec<(usize, usize)> = crate::nlp::candidates::spans(tokens.len(), 10).collect();
            let given = sentence["spans"].as_array().unwrap();
            for (span, wanted) in given.iter().zip(sentence["entity_logits"].as_array().unwrap()) {
                let place = (number(&span["start"]), number(&span["end"]));
                let at = spans.iter().position(|span| *span == place).expect("a candidate");
                // SpERT.MT's constant "none" comes first.
                let got = if part == "spert-mt" { &logits[at][1..] } else { &logits[at][..] };
                for (got, wanted) in got.iter().zip(wanted.as_array().unwrap()) {
                    let wanted = wanted.as_f64().unwrap();
                    assert!((f64::from(*got) - wanted).abs() < 1e-4, "{part} {place:?}: {got}, expected {wanted}");
                }
            }
            let place = |pair: &Value, end: &str| {
                let span = &given[number(&pair[end])];
                (number(&span["start"]), number(&span["end"]))
            };
            let pairs = sentence["pairs"].as_array().unwrap();
            let pairs: Vec<_> = pairs.iter().map(|pair| [place(pair, "head"), place(pair, "tail")]).collect();
            let logits = heads.relation_logits(states, &pairs);
            for (got, wanted) in logits.iter().zip(sentence["relation_logits"].as_array().unwrap()) {
                for (got, wanted) in got.iter().zip(wanted.as_array().unwrap()) {
                    // Prediction with SpERT.MT shifts the scores by θ.
                    let shift = if part == "spert-mt" { f64::from(model_threshold) } else { 0.0 };
                    let wanted = wanted.as_f64().unwrap() - shift;
                    assert!((f64::from(*got) - wanted).abs() < 1e-4, "{part}: {got}, expected {wanted}");
                }
            }
        }
    }
}

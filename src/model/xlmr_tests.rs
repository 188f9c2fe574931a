//! A tiny random XLM-R against the numbers of `transformers` (`tests/golden/make_xlmr.py`): loading, both forward passes, and
//! training that keeps its conventions.

use std::path::{Path, PathBuf};

use burn::backend::Autodiff;
use burn_flex::{Flex, FlexDevice};
use serde::Deserialize;

use super::checkpoint::Checkpoint;
use super::encoder::tensors::TensorEncoder;
use super::encoder::{Encoder, EncoderConfig, Input};
use super::families::spert::Spert;
use super::training::autodiff::AutodiffTrainer;
use super::training::{AdamW, Example, HeadOptions, Initial, PairSample, Rates, Setup, SpanSample, Trainer};
use super::{DeviceChoice, EmbeddingBits, Extractor, ModelError, compress, read_types};

const POSITIONS: &str = "embeddings.position_embeddings.weight";

#[derive(Deserialize)]
struct Golden {
    sentences: Vec<Sentence>,
}

#[derive(Deserialize)]
struct Sentence {
    tokens: Vec<String>,
    input_ids: Vec<u32>,
    word_ranges: Vec<(usize, usize)>,
    hidden: Vec<Vec<f32>>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/xlmr")
}

fn golden() -> Vec<Sentence> {
    let text = std::fs::read_to_string(folder().join("golden.json")).expect("committed");
    serde_json::from_str::<Golden>(&text).expect("JSON").sentences
}

fn load(dir: &Path) -> Spert {
    Spert::load(dir, &DeviceChoice::CPU).unwrap_or_else(|error| panic!("{error}"))
}

fn setup(from: &Path) -> (EncoderConfig, crate::nlp::Types) {
    (EncoderConfig::read(&from.join("config.json")).expect("committed"), read_types(from).expect("committed"))
}

fn trainer(from: &Path) -> Trainer {
    let (config, types) = setup(from);
    Trainer::load(Setup {
        from,
        resume: false,
        config,
        types: &types,
        options: HeadOptions::default(),
        initial: Initial::Pretrained,
        adam: AdamW::default(),
        rates: Rates::default(),
        dropout: [0.0; 3],
        seed: 1,
        threads: 2,
        device: DeviceChoice::CPU,
    })
    .unwrap_or_else(|error| panic!("{error}"))
}

fn batch() -> Vec<Example> {
    let span = |start, class| SpanSample { start, end: start + 1, class, overlap: 0.0 };
    let example = |sentence: Sentence| Example {
        ids: sentence.input_ids,
        types: Vec::new(),
        words: sentence.word_ranges.into_iter().map(|(start, end)| start..end).collect(),
        spans: vec![span(0, 1), span(3, 2), span(1, 0)],
        pairs: vec![
            PairSample { head: 0, tail: 1, labels: vec![0] },
            PairSample { head: 1, tail: 0, labels: Vec::new() },
        ],
        ..Example::default()
    };
    golden().into_iter().take(2).map(example).collect()
}

/// Largest difference of an encoder's states from the golden ones.
fn apart(encoder: &dyn Encoder) -> f32 {
    let golden = golden();
    let inputs: Vec<Input<'_>> = golden.iter().map(|s| Input { ids: &s.input_ids, types: &[] }).collect();
    let got = encoder.states(&inputs).unwrap_or_else(|error| panic!("{error}"));
    let wanted: Vec<f32> = golden.iter().flat_map(|sentence| sentence.hidden.concat()).collect();
    assert_eq!(got.len(), wanted.len());
    got.iter().zip(&wanted).map(|(got, wanted)| (got - wanted).abs()).fold(0.0, f32::max)
}

#[test]
fn subwords_and_states_are_those_of_transformers() {
    let mut model = load(&folder());
    let config = model.info().encoder.clone();
    assert_eq!((config.first_position(), config.positions(), config.type_vocab_size), (2, 32, 1));
    let (words, encoder, _) = model.parts();
    for sentence in golden() {
        let encoded = words.encode(&sentence.tokens).expect("words");
        let input = words.sentence(&encoded, 0..sentence.tokens.len(), 30);
        assert_eq!(input.ids, sentence.input_ids);
        let ranges: Vec<_> = input.words.iter().map(|range| (range.start, range.end)).collect();
        assert_eq!(ranges, sentence.word_ranges);
    }
    let by_hand = apart(encoder);
    let checkpoint = Checkpoint::open(&folder()).expect("committed");
    let tensors = TensorEncoder::<Flex>::load(&checkpoint, &config, &FlexDevice).expect("fits");
    let in_burn = apart(&tensors);
    assert!(by_hand < 1e-4 && in_burn < 1e-4, "{by_hand}, {in_burn}");
}

#[test]
fn long_sentences_go_into_the_places_that_are_left() {
    let mut model = load(&folder());
    let words: Vec<String> = ["Ann", "works", "for", "Acme"].map(str::to_owned).into_iter().cycle().take(200).collect();
    let never = std::sync::atomic::AtomicBool::new(false);
    model.predict(&[words], &mut |_, _| {}, &never).unwrap_or_else(|error| panic!("{error}"));
    assert!(model.stats().windows > 6);
}

#[test]
fn what_is_saved_after_training_keeps_the_names_and_the_places() {
    let (_, types) = setup(&folder());
    let mut host = trainer(&folder());
    let untouched = tempfile::tempdir().expect("a folder");
    host.save(untouched.path(), &folder(), &types).expect("writable");
    let mut model = load(untouched.path());
    assert_eq!(model.info().encoder.family.as_deref(), Some("spert"));
    let (_, encoder, _) = model.parts();
    assert!(apart(encoder) < 1e-4);
    let bytes = std::fs::read(untouched.path().join("model.safetensors")).expect("written");
    let (_, header) = safetensors::SafeTensors::read_metadata(&bytes).expect("whole");
    assert!(header.tensors().contains_key("roberta.encoder.layer.0.output.dense.weight"));

    let batch = batch();
    let mut on_device = AutodiffTrainer::<Autodiff<Flex>>::new(trainer(&folder()), FlexDevice);
    for _ in 0..3 {
        let (a, b) = (host.update(&batch, 1e-3), on_device.update(&batch, 1e-3));
        let close = |a: f64, b: f64| (a - b).abs() < 1e-4 * a.abs().max(1e-2);
        assert!(close(a.losses.total(), b.losses.total()) && close(a.gradient_norm, b.gradient_norm), "{a:?}, {b:?}");
    }
    let learned = tempfile::tempdir().expect("a folder");
    host.save(learned.path(), &folder(), &types).expect("writable");
    let rows = |dir: &Path| Checkpoint::open(dir).and_then(|file| file.read(POSITIONS)).expect("complete");
    let (before, after) = (rows(&folder()), rows(learned.path()));
    // Weight decay moves what no subword stands on, too: by a hundred-thousandth of its value an update.
    let moved = |row: usize| {
        let range = row * 32..(row + 1) * 32;
        before[range.clone()].iter().zip(&after[range]).any(|(a, b)| (a - b).abs() > 1e-4)
    };
    assert_eq!([0, 1, 2, 3, 13, 14, 33].map(moved), [false, false, true, true, true, true, false]);
}

#[test]
fn eight_bits_keep_the_prefix_and_a_family_that_is_unknown_is_named() {
    let small = tempfile::tempdir().expect("a folder");
    compress(&folder(), small.path(), EmbeddingBits::Four).expect("fits");
    assert_eq!(load(small.path()).info().encoder.convention().prefix, "roberta.");
    let config = small.path().join("config.json");
    let text = std::fs::read_to_string(&config).expect("written");
    std::fs::write(&config, text.replacen('{', r#"{"family": "oracle","#, 1)).expect("writable");
    let error = super::load(small.path(), &DeviceChoice::CPU).err().expect("nobody knows it");
    assert!(matches!(error, ModelError::BadFile { .. }), "{error}");
    assert!(error.to_string().contains("oracle") && error.to_string().contains("spert-mt"), "{error}");
}

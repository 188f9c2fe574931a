//! Reference numbers: a committed set for the toy model, and larger ones where the reference material is at hand.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use burn_flex::{Flex, FlexDevice};
use serde::Deserialize;

use super::checkpoint::Checkpoint;
use super::checkpoint::safetensors::SafetensorsFile;
use super::encoder::fused::FusedEncoder;
use super::encoder::tensors::TensorEncoder;
use super::encoder::{Encoder, Input};
use super::families::spert::Spert;
use super::heads::spert::States;
use super::{DeviceChoice, EncoderConfig, Extractor};
use crate::nlp::{PredictedEntity, PredictedRelation, SentenceScores, Thresholds, decode};

/// Reference numbers come from f32 arithmetic in another order of summation; seen are a few 1e-6.
const TOLERANCE: f32 = 1e-3;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The reference material.
fn reference(part: &str) -> PathBuf {
    let path = crate::test_data().join("reference").join(part);
    assert!(path.exists(), "{} is not there", path.display());
    path
}

fn load(dir: &Path) -> Spert {
    Spert::load(dir, &DeviceChoice::CPU).unwrap_or_else(|error| panic!("{error}"))
}

fn predict(model: &mut Spert, sentences: &[Vec<String>]) -> Vec<SentenceScores> {
    model.predict(sentences, &mut |_, _| {}, &AtomicBool::new(false)).unwrap()
}

fn read_json<T: for<'a> Deserialize<'a>>(path: &Path) -> T {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Largest absolute difference; lengths must agree.
fn difference(got: &[f32], wanted: &[f32]) -> f32 {
    assert_eq!(got.len(), wanted.len());
    got.iter().zip(wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[derive(Deserialize)]
struct Golden {
    sentences: Vec<GoldenSentence>,
}

#[derive(Deserialize)]
struct GoldenSentence {
    tokens: Vec<String>,
    input_ids: Vec<u32>,
    word_ranges: Vec<(usize, usize)>,
    spans: Vec<GoldenSpan>,
    pairs: Vec<GoldenPair>,
    hidden: Vec<Vec<f32>>,
    entity_logits: Vec<Vec<f32>>,
    relation_logits: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
struct GoldenSpan {
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct GoldenPair {
    head: usize,
    tail: usize,
}

/// Hidden states, entity logits and relation logits of given spans and pairs.
fn check_golden(dir: &Path, golden: &Path) {
    let mut model = load(dir);
    let max_width = model.info().encoder.spert.max_span_size;
    let golden: Golden = read_json(golden);
    for wanted in &golden.sentences {
        let (words, encoder, heads) = model.parts();
        let encoded = words.encode(&wanted.tokens).unwrap();
        let input = words.sentence(&encoded, 0..wanted.tokens.len(), 512);
        assert_eq!(input.ids, wanted.input_ids);
        assert_eq!(input.words.iter().map(|r| (r.start, r.end)).collect::<Vec<_>>(), wanted.word_ranges);
        let hidden = encoder.states(&[crate::model::encoder::Input { ids: &input.ids, types: &[] }]).unwrap();
        let states = States { hidden: &hidden, words: &input.words, sentences: &[] };
        let candidates: Vec<_> = crate::nlp::candidates::spans(wanted.tokens.len(), max_width).collect();
        let all_logits = heads.entity_logits(states);
        let logits: Vec<f32> = wanted
            .spans
            .iter()
            .flat_map(|span| {
                let place = candidates.iter().position(|&candidate| candidate == (span.start, span.end)).unwrap();
                all_logits[place].clone()
            })
            .collect();
        let span = |index: usize| (wanted.spans[index].start, wanted.spans[index].end);
        let pairs: Vec<_> = wanted.pairs.iter().map(|pair| [span(pair.head), span(pair.tail)]).collect();
        let relations = heads.relation_logits(states, &pairs).concat();
        let maxima = [
            difference(&hidden, &wanted.hidden.concat()),
            difference(&logits, &wanted.entity_logits.concat()),
            difference(&relations, &wanted.relation_logits.concat()),
        ];
        println!("hidden, entity logits, relation logits differ by at most {maxima:?}");
        assert!(maxima.iter().all(|&maximum| maximum < TOLERANCE), "{maxima:?}");
    }
}

#[test]
fn the_committed_toy_gives_its_golden_numbers() {
    check_golden(&root().join("models/tiny"), &root().join("tests/golden/tiny.json"));
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn both_files_of_the_reference_toy_give_its_golden_numbers() {
    let tiny = reference("tiny");
    for weights in ["model.safetensors", "pytorch_model.bin"] {
        let dir = tempfile::tempdir().unwrap();
        for name in ["config.json", "types.json", "vocab.txt", "tokenizer_config.json"] {
            std::fs::write(dir.path().join(name), std::fs::read(tiny.join(name)).unwrap()).unwrap();
        }
        std::fs::write(dir.path().join(weights), std::fs::read(tiny.join("spert").join(weights)).unwrap()).unwrap();
        check_golden(dir.path(), &tiny.join("spert/golden.json"));
    }
}

#[derive(Deserialize)]
struct Stage {
    index: usize,
    input_ids: Vec<u32>,
    word_ranges: Vec<(usize, usize)>,
    spans: Vec<(usize, usize)>,
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn the_stages_of_the_reference_model_agree() {
    let dir = reference("conll04-minilm");
    let mut model = load(&dir);
    let stages: Vec<Stage> = read_json(&dir.join("stages.json"));
    let sentences: Vec<ReferenceSentence> = read_json(&dir.join("conll04-test-predictions.json"));
    let numbers = SafetensorsFile::open(&dir.join("stages.safetensors")).unwrap();
    let mut maxima = [0.0_f32; 3];
    // Three of the twelve are enough for the fast inner loop of an unoptimised build.
    let count = if cfg!(debug_assertions) { 3 } else { stages.len() };
    for stage in &stages[..count] {
        let tokens = &sentences[stage.index].tokens;
        let (words, encoder, heads) = model.parts();
        let encoded = words.encode(tokens).unwrap();
        let input = words.sentence(&encoded, 0..tokens.len(), 512);
        assert_eq!(input.ids, stage.input_ids);
        assert_eq!(input.words.iter().map(|r| (r.start, r.end)).collect::<Vec<_>>(), stage.word_ranges);
        assert_eq!(crate::nlp::candidates::spans(tokens.len(), 10).collect::<Vec<_>>(), stage.spans);
        let hidden = encoder.states(&[crate::model::encoder::Input { ids: &input.ids, types: &[] }]).unwrap();
        maxima[0] = maxima[0].max(difference(&hidden, &numbers.read(&format!("hidden.{}", stage.index)).unwrap()));
        let states = States { hidden: &hidden, words: &input.words, sentences: &[] };
        let probs: Vec<f32> = heads
            .entity_logits(states)
            .iter()
            .flat_map(|logits| {
                let sum: f32 = logits.iter().map(|logit| logit.exp()).sum();
                logits.iter().map(move |logit| logit.exp() / sum).collect::<Vec<_>>()
            })
            .collect();
        let wanted = numbers.read(&format!("entity_probs.{}", stage.index)).unwrap();
        maxima[1] = maxima[1].max(difference(&probs, &wanted));
        let scores = heads.score(states);
        // The pairs of this file are integers, which the reader of weights does not give: compare in the order of both,
        // all ordered pairs of survivors, head-major.
        let wanted = numbers.read(&format!("relation_scores.{}", stage.index)).unwrap();
        let got: Vec<f32> = scores.pairs.iter().flat_map(|pair| pair.probs.clone()).collect();
        maxima[2] = maxima[2].max(difference(&got, &wanted));
    }
    println!("hidden, entity probabilities, relation scores differ by at most {maxima:?}");
    assert!(maxima.iter().all(|&maximum| maximum < TOLERANCE), "{maxima:?}");
}

#[derive(Deserialize)]
struct ReferenceSentence {
    tokens: Vec<String>,
    entities: Vec<ReferenceEntity>,
    relations: Vec<ReferenceRelation>,
}

#[derive(Deserialize)]
struct ReferenceEntity {
    #[serde(rename = "type")]
    name: String,
    start: u32,
    end: u32,
    #[serde(default)]
    score: f32,
}

#[derive(Deserialize)]
struct ReferenceRelation {
    #[serde(rename = "type")]
    name: String,
    head: usize,
    tail: usize,
    #[serde(default)]
    score: f32,
}

type Entity = (u32, u32, String);
type Relation = (Entity, Entity, String);

/// Entities and relations by name, with scores, sorted.
type Named = (Vec<(Entity, f32)>, Vec<(Relation, f32)>);

fn named_reference(sentence: &ReferenceSentence) -> Named {
    let entity = |index: usize| {
        let ReferenceEntity { start, end, name, .. } = &sentence.entities[index];
        (*start, *end, name.clone())
    };
    let entities = (0..sentence.entities.len()).map(|i| (entity(i), sentence.entities[i].score)).collect();
    let relations =
        sentence.relations.iter().map(|r| ((entity(r.head), entity(r.tail), r.name.clone()), r.score)).collect();
    sorted(entities, relations)
}

fn named(model: &Spert, (entities, relations): &(Vec<PredictedEntity>, Vec<PredictedRelation>)) -> Named {
    let entity = |index: usize| {
        let PredictedEntity { start, end, entity_type, .. } = entities[index];
        (start, end, model.types().entities[entity_type].name.clone())
    };
    let name = |relation: &PredictedRelation| model.types().relations[relation.relation_type].name.clone();
    sorted(
        entities.iter().enumerate().map(|(i, e)| (entity(i), e.score)).collect(),
        relations.iter().map(|r| ((entity(r.head), entity(r.tail), name(r)), r.score)).collect(),
    )
}

fn sorted(mut entities: Vec<(Entity, f32)>, mut relations: Vec<(Relation, f32)>) -> Named {
    entities.sort_by(|a, b| a.0.cmp(&b.0));
    relations.sort_by(|a, b| a.0.cmp(&b.0));
    (entities, relations)
}

#[test]
#[ignore = "needs RELATA_DATA and an optimised build"]
fn every_test_sentence_has_the_entities_and_relations_of_the_reference() {
    let dir = reference("conll04-minilm");
    let mut model = load(&dir);
    let wanted: Vec<ReferenceSentence> = read_json(&dir.join("conll04-test-predictions.json"));
    let sentences: Vec<Vec<String>> = wanted.iter().map(|sentence| sentence.tokens.clone()).collect();
    let scores = predict(&mut model, &sentences);
    println!(
        "{:.1} sentences/s, encoder share {:.3}",
        model.stats().sentences_per_second(),
        model.stats().encoder_share()
    );
    let mut maximum = 0.0_f32;
    for (wanted, scores) in wanted.iter().zip(&scores) {
        let got = named(&model, &decode(scores, model.types(), &Thresholds::default()));
        let wanted = named_reference(wanted);
        let keys = |named: &Named| {
            let entities: Vec<Entity> = named.0.iter().map(|(key, _)| key.clone()).collect();
            let relations: Vec<Relation> = named.1.iter().map(|(key, _)| key.clone()).collect();
            (entities, relations)
        };
        assert_eq!(keys(&got), keys(&wanted));
        let values = |named: &Named| -> Vec<f32> {
            named.0.iter().map(|(_, s)| *s).chain(named.1.iter().map(|(_, s)| *s)).collect()
        };
        maximum = maximum.max(difference(&values(&got), &values(&wanted)));
    }
    println!("scores differ by at most {maximum}");
    assert!(maximum < TOLERANCE, "{maximum}");
}

/// Micro F1 of exact matches, ×100.
fn f1<T: Ord + Clone>(gold: &[Vec<T>], predicted: &[Vec<T>]) -> f64 {
    let (mut right, mut total) = (0, 0);
    for (gold, predicted) in gold.iter().zip(predicted) {
        let gold: std::collections::BTreeSet<_> = gold.iter().cloned().collect();
        let predicted: std::collections::BTreeSet<_> = predicted.iter().cloned().collect();
        right += gold.intersection(&predicted).count();
        total += gold.len() + predicted.len();
    }
    200.0 * right as f64 / total as f64
}

/// (NER, RE+) micro F1 of a model on CoNLL04 test.
fn score_conll04(dir: &Path, test: &Path) -> (f64, f64) {
    let mut model = load(dir);
    let gold: Vec<ReferenceSentence> = read_json(test);
    let sentences: Vec<Vec<String>> = gold.iter().map(|sentence| sentence.tokens.clone()).collect();
    let keys = |(entities, relations): Named| -> (Vec<Entity>, Vec<Relation>) {
        (entities.into_iter().map(|e| e.0).collect(), relations.into_iter().map(|r| r.0).collect())
    };
    let scores = predict(&mut model, &sentences);
    let predicted = scores.iter().map(|s| keys(named(&model, &decode(s, model.types(), &Thresholds::default()))));
    let (entities, relations): (Vec<_>, Vec<_>) = predicted.unzip();
    let (gold_entities, gold_relations): (Vec<_>, Vec<_>) = gold.iter().map(|s| keys(named_reference(s))).unzip();
    (f1(&gold_entities, &entities), f1(&gold_relations, &relations))
}

#[test]
#[ignore = "needs RELATA_DATA and an optimised build"]
fn eight_bits_of_the_reference_checkpoint_are_as_good_as_all() {
    let (reference, test) = (reference("conll04-minilm"), reference("../data/conll04/conll04_test.json"));
    let full = score_conll04(&reference, &test);
    let small = tempfile::tempdir().unwrap();
    crate::model::compress(&reference, small.path(), crate::model::EmbeddingBits::Eight).unwrap();
    let eight = score_conll04(small.path(), &test);
    println!("NER, RE+ micro F1: {full:.2?}, in 8 bits {eight:.2?}");
    assert!((full.0 - 85.61).abs() < 0.005 && (full.1 - 64.11).abs() < 0.005, "{full:?}");
    assert!(eight.0 > full.0 - 0.5 && eight.1 > full.1 - 0.5, "{eight:?}");
}

#[test]
fn plain_burn_operations_and_the_fused_layer_agree() {
    let dir = root().join("models/tiny");
    let checkpoint = Checkpoint::open(&dir).unwrap();
    let config = EncoderConfig::read(&dir.join("config.json")).unwrap();
    let fused = FusedEncoder::load(&checkpoint, &config).unwrap();
    let plain = TensorEncoder::<Flex>::load(&checkpoint, &config, &FlexDevice).unwrap();
    let sentences: [&[u32]; 3] = [&[2, 5, 9, 30, 7, 3], &[2, 3], &[2, 40, 41, 42, 43, 44, 45, 46, 47, 3]];
    let sentences = sentences.map(|ids| Input { ids, types: &[] });
    let [fused, plain] = [&fused as &dyn Encoder, &plain].map(|encoder| encoder.states(&sentences).unwrap());
    assert!(difference(&fused, &plain) < 1e-4);
}

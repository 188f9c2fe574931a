//! Sentences in their context: the same numbers where there is none, pairs across sentences where there is.

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::families::spert::Spert;
use super::training::{AdamW, HeadOptions, Initial, Rates, Setup, Trainer};
use super::{DeviceChoice, EncoderConfig, Extractor, read_types};
use crate::nlp::{GivenSpan, SentenceScores, TextScores};

fn toy() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/models/tiny"))
}

fn sentences() -> Vec<Vec<String>> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tiny.json");
    let golden: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(golden).unwrap()).unwrap();
    let words = |s: &serde_json::Value| serde_json::from_value(s["tokens"].clone()).unwrap();
    golden["sentences"].as_array().unwrap().iter().map(words).collect()
}

/// The toy, as it is or with other options.
fn model(options: impl FnOnce(&mut HeadOptions)) -> (tempfile::TempDir, Spert) {
    let mut config = EncoderConfig::read(&toy().join("config.json")).expect("committed");
    let types = read_types(toy()).expect("committed");
    let mut heads = HeadOptions::read_from(&config);
    options(&mut heads);
    heads.write_into(&mut config);
    let setup = Setup {
        from: toy(),
        resume: false,
        config,
        types: &types,
        options: heads,
        initial: Initial::Pretrained,
        adam: AdamW::default(),
        rates: Rates::default(),
        dropout: [0.0; 3],
        seed: 1,
        threads: 1,
        device: DeviceChoice::CPU,
    };
    let dir = tempfile::tempdir().expect("a folder");
    Trainer::load(setup).expect("fits").save(dir.path(), toy(), &types).expect("writable");
    let model = Spert::load(dir.path(), &DeviceChoice::CPU).unwrap_or_else(|error| panic!("{error}"));
    (dir, model)
}

fn read(model: &mut Spert, sentences: &[Vec<String>], documents: &[Range<usize>]) -> TextScores {
    let mut seen = Vec::new();
    let scores =
        model.read(sentences, documents, &mut |done, total| seen.push((done, total)), &AtomicBool::new(false)).unwrap();
    assert_eq!(seen.last(), Some(&(sentences.len(), sentences.len())));
    scores
}

fn places(scores: &SentenceScores) -> Vec<(u32, u32)> {
    scores.spans.iter().map(|span| (span.start, span.end)).collect()
}

#[test]
fn a_sentence_alone_has_the_same_scores_with_a_window_as_without() {
    let sentences = sentences();
    let alone: Vec<Range<usize>> = (0..sentences.len()).map(|at| at..at + 1).collect();
    for context in [super::Context::Local, super::Context::Full, super::Context::Cls] {
        let (_kept, mut plain) = model(|heads| heads.context = context);
        let (_kept, mut windowed) = model(|heads| (heads.context, heads.window_words) = (context, 160));
        let wanted = read(&mut plain, &sentences, &alone);
        assert!(wanted.sentences.iter().any(|scores| !scores.pairs.is_empty()));
        assert_eq!(read(&mut windowed, &sentences, &alone), wanted);
        // Without a window it does not matter who the neighbours are.
        assert_eq!(read(&mut plain, &sentences, std::slice::from_ref(&(0..sentences.len()))), wanted);
        // In context scores are others, and so are those of a shuffled neighbourhood.
        let together = read(&mut windowed, &sentences, std::slice::from_ref(&(0..sentences.len())));
        assert_ne!(together.sentences, wanted.sentences);
        assert!(together.across.is_empty());
        assert!(windowed.stats().windows < sentences.len());
    }
}

#[test]
fn pairs_across_sentences_are_of_near_ones_of_one_document() {
    let sentences: Vec<Vec<String>> = sentences().into_iter().cycle().take(7).collect();
    let count = sentences.len();
    let (_kept, mut model) = model(|heads| (heads.window_words, heads.max_distance) = (40, 2));
    let documents = [0..count - 2, count - 2..count];
    let scores = read(&mut model, &sentences, &documents);
    assert!(!scores.across.is_empty());
    for pair in &scores.across {
        assert!((1..=2).contains(&pair.distance()), "{pair:?}");
        let ends = [pair.head, pair.tail];
        let document = |sentence: u32| documents.iter().position(|d| d.contains(&(sentence as usize)));
        assert_eq!(document(pair.head.sentence), document(pair.tail.sentence));
        for end in ends {
            assert!((end.span as usize) < scores.sentences[end.sentence as usize].spans.len());
        }
        assert!(pair.probs.iter().all(|p| (0.0..=1.0).contains(p)));
    }
    // Neighbouring windows share sentences, so no near pair is lost: of two spans in neighbouring sentences both orders are
    // there once.
    let (a, b) = (&scores.sentences[0], &scores.sentences[1]);
    let between = scores.across.iter().filter(|p| p.head.sentence + p.tail.sentence == 1).count();
    assert!(between <= 2 * places(a).len() * places(b).len());
    let mut ends: Vec<_> = scores.across.iter().map(|pair| (pair.head, pair.tail)).collect();
    ends.dedup();
    assert_eq!(ends.len(), scores.across.len());
}

#[test]
fn spans_given_back_in_their_context_have_the_same_pair_scores() {
    let sentences = sentences();
    let whole = 0..sentences.len();
    let never = AtomicBool::new(false);
    let (_kept, mut model) = model(|heads| (heads.window_words, heads.max_distance) = (40, 1));
    let all = read(&mut model, &sentences, std::slice::from_ref(&whole));
    let mut compared = 0;
    for (at, scores) in all.sentences.iter().enumerate() {
        let span = |s: &crate::nlp::SpanScore| GivenSpan { start: s.start, end: s.end, class: s.class };
        let given: Vec<GivenSpan> = scores.spans.iter().map(span).collect();
        let again = model.relate_in_context(&sentences, at, &given, &never).unwrap();
        assert_eq!(places(&again), places(scores));
        assert_eq!(again.pairs.len(), scores.pairs.len());
        for (a, b) in again.pairs.iter().zip(&scores.pairs) {
            assert!(a.probs.iter().zip(&b.probs).all(|(a, b)| (a - b).abs() < 1e-5), "{a:?} {b:?}");
            compared += 1;
        }
    }
    assert!(compared > 0);
}

#[test]
fn a_distance_without_a_window_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let text = std::fs::read_to_string(toy().join("config.json")).expect("committed");
    let mut config: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    config["spert"]["max_distance"] = 2.into();
    std::fs::write(dir.path().join("config.json"), config.to_string()).expect("writable");
    let message = EncoderConfig::read(&dir.path().join("config.json")).unwrap_err().to_string();
    assert!(message.contains("window_words"), "{message}");
}

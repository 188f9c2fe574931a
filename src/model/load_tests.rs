//! Loading damaged checkpoints, and the rules of a run, on copies of the toy.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::checkpoint::Checkpoint;
use super::encoder::weights::WORDS;
use super::families::spert::Spert;
use super::{DeviceChoice, EmbeddingBits, Extractor, ModelError, compress, fingerprint};
use crate::nlp::SentenceScores;

/// A copy of the toy that a test may damage.
fn toy() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/tiny")).unwrap() {
        let path = entry.unwrap().path();
        fs::write(dir.path().join(path.file_name().unwrap()), fs::read(&path).unwrap()).unwrap();
    }
    dir
}

fn load(dir: &Path) -> Result<Spert, ModelError> {
    Spert::load(dir, &DeviceChoice::CPU)
}

fn message(dir: &Path) -> String {
    load(dir).err().map(|error| error.to_string()).expect("the damage was not noticed")
}

/// Changes the header of the toy's weights file; the data stay.
fn edit_header(dir: &Path, edit: impl FnOnce(&mut serde_json::Map<String, Value>)) {
    let path = dir.join("model.safetensors");
    let bytes = fs::read(&path).unwrap();
    let length = usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
    let mut header: Value = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
    edit(header.as_object_mut().unwrap());
    let header = header.to_string().into_bytes();
    let new = [&(header.len() as u64).to_le_bytes(), header.as_slice(), &bytes[8 + length..]].concat();
    fs::write(path, new).unwrap();
}

fn edit_json(path: &Path, edit: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    edit(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

#[test]
fn absent_files_are_named() {
    assert!(message(Path::new("no-such-model")).contains("the model's folder is missing"));
    for (name, part) in [
        ("model.safetensors", "model.safetensors or pytorch_model.bin"),
        ("config.json", "config.json"),
        ("types.json", "types JSON"),
        ("vocab.txt", "neither tokenizer.json nor vocab.txt"),
    ] {
        let dir = toy();
        fs::remove_file(dir.path().join(name)).unwrap();
        let message = message(dir.path());
        assert!(message.contains(part), "{name}: {message}");
    }
}

#[test]
fn every_tensor_that_does_not_fit_is_listed_with_its_shapes() {
    let dir = toy();
    edit_header(dir.path(), |header| {
        header.remove("rel_classifier.bias");
        header.remove("bert.encoder.layer.1.attention.self.key.weight");
    });
    edit_json(&dir.path().join("types.json"), |types| {
        types["entities"]["Extra"] = serde_json::json!({});
    });
    let message = message(dir.path());
    for part in [
        "4 of the tensors",
        "rel_classifier.bias: missing, expected shape [2]",
        "encoder.layer.1.attention.self.key.weight: missing, expected shape [32, 32]",
        "entity_classifier.weight: shape [4, 89], expected [5, 89]",
        "entity_classifier.bias: shape [4], expected [5]",
        "the same checkpoint",
    ] {
        assert!(message.contains(part), "{part:?} is not in {message}");
    }
}

#[test]
fn offsets_that_cannot_be_are_noticed_for_every_type() {
    for (dtype, offsets) in [("F32", [400, 0]), ("F8_E4M3", [400, 0]), ("F8_E4M3", [0, u64::MAX]), ("F32", [0, 4])] {
        let dir = toy();
        edit_header(dir.path(), |header| {
            let entry = &mut header["size_embeddings.weight"];
            entry["dtype"] = dtype.into();
            entry["data_offsets"] = offsets.to_vec().into();
        });
        assert!(message(dir.path()).contains("size_embeddings.weight"), "{dtype} {offsets:?}");
    }
}

#[test]
fn damaged_weights_files_say_so() {
    let damage = |edit: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        let dir = toy();
        let path = dir.path().join("model.safetensors");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, edit(bytes)).unwrap();
        message(dir.path())
    };
    assert!(damage(&|bytes| bytes[..bytes.len() - 100].to_vec()).contains("copy or download it again"));
    assert!(damage(&|bytes| bytes[..200].to_vec()).contains("the header needs"));
    assert!(damage(&|_| b"PK".to_vec()).contains("2 bytes are no safetensors file"));
    assert!(damage(&|_| vec![0xff; 64]).contains("does not start like"));
    assert!(
        damage(&|mut bytes| {
            bytes[8] = b'?';
            bytes
        })
        .contains("unreadable header")
    );
}

#[test]
fn types_of_numbers_that_hold_no_weights_and_absent_scales_are_named() {
    let dir = toy();
    edit_header(dir.path(), |header| header["size_embeddings.weight"]["dtype"] = "I32".into());
    assert!(message(dir.path()).contains("size_embeddings.weight has the type I32"));

    let (dir, target) = (toy(), tempfile::tempdir().unwrap());
    // The toy's matrices are too small to be stored in 8 bits, so one is relabelled.
    edit_header(dir.path(), |header| {
        let entry = &mut header["size_embeddings.weight"];
        entry["dtype"] = "I8".into();
        let start = entry["data_offsets"][0].as_u64().unwrap();
        entry["data_offsets"][1] = (start + 2500).into();
    });
    assert!(message(dir.path()).contains("lacks its scales size_embeddings.weight.scale"));
    assert!(compress(dir.path(), target.path(), EmbeddingBits::Eight).is_err());
}

#[test]
fn a_damaged_pytorch_file_is_a_message() {
    let dir = toy();
    fs::remove_file(dir.path().join("model.safetensors")).unwrap();
    fs::write(dir.path().join("pytorch_model.bin"), [0x80, 2, b'}', b'q', 0, 0xff, 0xff]).unwrap();
    let message = message(dir.path());
    assert!(message.contains("no readable PyTorch checkpoint") || message.contains("missing"), "{message}");
}

#[test]
fn a_tokenizer_of_another_model_is_noticed() {
    let dir = toy();
    let path = dir.path().join("vocab.txt");
    let vocabulary = fs::read_to_string(&path).unwrap();
    fs::write(&path, vocabulary + "extra\nmore\n").unwrap();
    let message = message(dir.path());
    assert!(message.contains("embeddings for") && message.contains("tokenizer files"), "{message}");
}

#[test]
fn cuda_by_name_is_never_a_run_on_the_cpu() {
    let error = Spert::load(toy().path(), &DeviceChoice::On { backend: "cuda", index: 4096 }).err().unwrap();
    assert!(matches!(error, ModelError::Device { .. }), "{error}");
}

fn sentence(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn predict(model: &mut Spert, sentences: &[Vec<String>]) -> Vec<SentenceScores> {
    model.predict(sentences, &mut |_, _| {}, &AtomicBool::new(false)).unwrap()
}

#[test]
fn batches_give_each_sentence_what_it_gets_alone() {
    let dir = toy();
    let mut model = load(dir.path()).unwrap();
    let texts = ["Ida Holm works for Nord Line", "Тверь", "a b c d e f g h i j k l m n o p", "", "Пётр Орлов , Acme"];
    let mut sentences: Vec<Vec<String>> = texts.iter().map(|text| sentence(text)).collect();
    sentences.push(Vec::new());
    let together = predict(&mut model, &sentences);
    assert_eq!(together.len(), sentences.len());
    for (sentence, together) in sentences.iter().zip(&together) {
        let alone = predict(&mut model, std::slice::from_ref(sentence));
        assert_eq!(&alone[0], together, "{sentence:?}");
    }
    assert!(together.iter().any(|scores| !scores.spans.is_empty()), "the toy finds nothing to compare");
    assert_eq!(predict(&mut model, &[]), []);
}

#[test]
fn the_spelling_of_a_checkpoint_is_applied_when_it_reads_and_an_unknown_one_is_named() {
    let dir = toy();
    let [typographic, straight] = ["Ida “ Holm ” — Acme", "Ida \" Holm \" -- Acme"].map(sentence);
    let read = |dir: &Path| {
        let mut model = load(dir).unwrap();
        [&typographic, &straight].map(|words| predict(&mut model, std::slice::from_ref(words)))
    };
    let [raw, other] = read(dir.path());
    assert_ne!(raw, other, "the toy's vocabulary does not tell the marks apart");
    edit_json(&dir.path().join("config.json"), |config| config["spelling"] = "conll04".into());
    let [spelled, same] = read(dir.path());
    assert_eq!(spelled, same);
    assert_eq!(same, other, "plain words stay as they are");
    edit_json(&dir.path().join("config.json"), |config| config["spelling"] = "penn".into());
    let message = message(dir.path());
    assert!(message.contains("config.json") && message.contains("penn"), "{message}");
}

#[test]
fn a_sentence_of_700_words_is_read_to_its_end() {
    let mut model = load(toy().path()).unwrap();
    let words: Vec<String> =
        sentence("Ida Holm works for Nord Line in Bergen .").into_iter().cycle().take(700).collect();
    let scores = predict(&mut model, &[words]);
    assert!(model.stats().windows > 10);
    let mut covered = vec![false; 7];
    for span in &scores[0].spans {
        assert!(span.start < span.end && span.end <= 700 && span.end - span.start <= 10);
        covered[span.start as usize / 100] = true;
    }
    assert_eq!(covered, [true; 7]);
    let mut places: Vec<_> = scores[0].spans.iter().map(|span| (span.start, span.end)).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), scores[0].spans.len(), "a span came out twice");
    for pair in &scores[0].pairs {
        assert!((pair.head as usize) < scores[0].spans.len() && (pair.tail as usize) < scores[0].spans.len());
    }
}

#[test]
fn a_word_longer_than_the_encoder_is_shortened_and_counted() {
    let mut model = load(toy().path()).unwrap();
    predict(&mut model, &[vec!["!".repeat(300), "end".into()]]);
    assert_eq!(model.stats().shortened_words, 1);
}

#[test]
fn progress_ends_at_the_total_and_cancelling_stops_between_batches() {
    let mut model = load(toy().path()).unwrap();
    let sentences: Vec<Vec<String>> = (0..400).map(|_| sentence("Ida Holm works for Nord Line")).collect();
    let mut seen = Vec::new();
    model.predict(&sentences, &mut |done, total| seen.push((done, total)), &AtomicBool::new(false)).unwrap();
    assert_eq!((seen[0], *seen.last().unwrap()), ((0, 400), (400, 400)));
    assert!(seen.is_sorted());

    let cancel = AtomicBool::new(false);
    let mut last = 0;
    let outcome = model.predict(
        &sentences,
        &mut |done, _| {
            last = done;
            cancel.store(true, Ordering::Relaxed);
        },
        &cancel,
    );
    assert!(matches!(outcome, Err(ModelError::Cancelled)));
    assert!(last < 400, "it ran to the end");
}

#[test]
fn what_is_loaded_can_be_told() {
    let dir = toy();
    let model = load(dir.path()).unwrap();
    let info = model.info();
    assert_eq!(info.card.name, "tiny");
    assert_eq!((info.encoder.num_hidden_layers, info.encoder.hidden_size), (2, 32));
    assert!(info.device.starts_with("CPU"));
    assert_eq!(info.fingerprint, fingerprint(dir.path()).unwrap(), "of one reading, and of another");
    let weights = info.files.iter().find(|(name, _)| name == "model.safetensors").unwrap();
    assert!(weights.1 > info.parameters as u64 * 4, "{} parameters in {} bytes", info.parameters, weights.1);
    assert_eq!(model.types().relations.iter().filter(|relation| relation.symmetric).count(), 1);
}

#[test]
fn a_compressed_model_stays_close_to_its_origin() {
    let (dir, target) = (toy(), tempfile::tempdir().unwrap());
    let made = compress(dir.path(), target.path(), EmbeddingBits::Eight).unwrap();
    assert_eq!(made.bytes, fs::metadata(target.path().join("model.safetensors")).unwrap().len());
    let sentences = [sentence("Ida Holm works for Nord Line in Bergen .")];
    let (mut before, mut after) = (load(dir.path()).unwrap(), load(target.path()).unwrap());
    let (before, after) = (predict(&mut before, &sentences), predict(&mut after, &sentences));
    let halved = tempfile::tempdir().unwrap();
    let smaller = compress(dir.path(), halved.path(), EmbeddingBits::Four).unwrap();
    assert_eq!((smaller.four_bit, smaller.bytes < made.bytes), (1, true));
    predict(&mut load(halved.path()).unwrap(), &sentences);
    let words = |dir: &Path| Checkpoint::open(dir).unwrap().read(WORDS).unwrap();
    let (exact, close) = (words(dir.path()), words(halved.path()));
    let norm = |values: &mut dyn Iterator<Item = f32>| values.map(|value| value * value).sum::<f32>().sqrt();
    let error = norm(&mut exact.iter().zip(&close).map(|(a, b)| a - b)) / norm(&mut exact.iter().copied());
    assert!(error < 0.12 && exact.len() == close.len(), "an error of {error}");
    edit_header(halved.path(), |header| drop(header.remove("bert.embeddings.word_embeddings.weight.scale")));
    assert!(
        message(halved.path()).contains("lacks its scales bert.embeddings.word_embeddings.weight.scale of type F16")
    );
    let classes = |scores: &SentenceScores| scores.spans.iter().map(|s| (s.start, s.end, s.class)).collect::<Vec<_>>();
    assert_eq!(classes(&before[0]), classes(&after[0]));
}

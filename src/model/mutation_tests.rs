//! Damaged files of a checkpoint: a model or a message, soon, and no panic.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::families::spert::Spert;
use super::{DeviceChoice, invariants};
use crate::nlp::WordEncoder;
use crate::text::mutations::{INPUTS, each};

const JSON: [&[u8]; 20] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"-1",
    b"0",
    b"18446744073709551615",
    b"9223372036854775807",
    b"1e308",
    b"\"F32\"",
    b"\"I8\"",
    b"\"hidden_size\": 4294967296, ",
    b"\"vocab_size\": 0, ",
    b"[[[[[[[[[[[[[[[[[[[[[[[[",
    b"\"\\ud800\"",
    b"\xff",
    b"\0",
];

const PICKLE: [&[u8]; 24] = [
    b"\x80\x02",
    b"(",
    b".",
    b"}q\x00",
    b"]",
    b"a",
    b"e",
    b"u",
    b"t",
    b"\x86",
    b"R",
    b"Q",
    b"h\x00",
    b"q\x00",
    b"2",
    b"X\xff\xff\xff\x7f",
    b"\x8d\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"J\xff\xff\xff\x7f",
    b"K\x00",
    b"ccollections\nOrderedDict\n",
    b"ctorch._utils\n_rebuild_tensor_v2\n",
    b"I99999999999999999999\n",
    b"\x95\xff\xff\xff\xff\xff\xff\xff\xff",
];

fn toy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models/tiny").join(name)
}

fn read(name: &str) -> Vec<u8> {
    fs::read(toy(name)).expect("committed")
}

/// A small safetensors file with every type of weights.
fn safetensors() -> Vec<u8> {
    let header = r#"{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"h":{"dtype":"F16","shape":[2],"data_offsets":[16,20]},"q":{"dtype":"I8","shape":[2,3],"data_offsets":[20,26]},"q.scale":{"dtype":"F32","shape":[2],"data_offsets":[26,34]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[34,36]},"e":{"dtype":"I8","shape":[0,5],"data_offsets":[36,36]},"e.scale":{"dtype":"F32","shape":[0],"data_offsets":[36,36]}}"#;
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &[7; 36]].concat()
}

/// `{"w": tensor of 2 × 2}` as `torch.save` writes it.
fn list() -> Vec<u8> {
    b"\x80\x02}q\x00X\x01\x00\x00\x00wq\x01ctorch._utils\n_rebuild_tensor_v2\nq\x02((X\x07\x00\x00\x00storageq\x03\
        ctorch\nFloatStorage\nq\x04X\x01\x00\x00\x000q\x05X\x03\x00\x00\x00cpuq\x06K\x04tq\x07QK\x00K\x02K\x02\x86q\x08K\x02K\x01\x86q\x09\x89\
        ccollections\nOrderedDict\nq\x0a)Rq\x0btq\x0cRq\x0ds."
        .to_vec()
}

fn archive(list: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in [("archive/data.pkl", list), ("archive/data/0", &[0; 16]), ("archive/version", b"3\n")] {
        writer.start_file(name, stored).expect("a file");
        writer.write_all(content).expect("written");
    }
    writer.finish().expect("whole").into_inner()
}

#[test]
fn the_undamaged_files_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("pytorch_model.bin"), archive(&list())).expect("writable");
    let checkpoint = super::checkpoint::Checkpoint::open(folder.path()).expect("readable");
    assert_eq!((checkpoint.shape("w"), checkpoint.read("w").ok()), (Some([2, 2].as_slice()), Some(vec![0.0; 4])));
    fs::write(folder.path().join("model.safetensors"), safetensors()).expect("writable");
    let checkpoint = super::checkpoint::Checkpoint::open(folder.path()).expect("readable");
    assert_eq!(checkpoint.names().count(), 7);
    assert!(["w", "h", "q", "b", "e"].iter().all(|name| checkpoint.read(name).is_ok()));
}

#[test]
fn damaged_safetensors_are_tensors_or_messages() {
    each("safetensors", INPUTS, vec![safetensors(), safetensors()[..400].to_vec()], &JSON, invariants::safetensors);
}

#[test]
fn damaged_pytorch_files_are_tensors_or_messages() {
    let old = [
        b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}.".as_slice(),
        &list(),
        b"\x80\x02]q\x00X\x01\x00\x00\x000a.",
        &[0; 24],
    ]
    .concat();
    each("pickle", INPUTS, vec![archive(&list()), list(), old], &PICKLE, invariants::pickle);
}

#[test]
fn damaged_lists_of_tensors_are_tensors_or_messages() {
    // The container's checksum would keep damage from the reader of the list.
    each("list of tensors", INPUTS, vec![list()], &PICKLE, |list| invariants::pickle(&archive(list)));
}

/// Loads the toy with one file in place of its own.
fn load(name: &'static str) -> impl Fn(&[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    for file in ["config.json", "types.json", "vocab.txt", "tokenizer_config.json", "model.safetensors"] {
        fs::write(folder.path().join(file), read(file)).expect("writable");
    }
    move |bytes| {
        fs::write(folder.path().join(name), bytes).expect("writable");
        if let Err(error) = Spert::load(folder.path(), &DeviceChoice::CPU) {
            assert!(!error.to_string().is_empty());
        }
    }
}

#[test]
fn damaged_configurations_are_models_or_messages() {
    each("config.json", INPUTS, vec![read("config.json")], &JSON, load("config.json"));
}

#[test]
fn damaged_types_are_models_or_messages() {
    each("types.json", INPUTS, vec![read("types.json")], &JSON, load("types.json"));
}

#[test]
fn damaged_tokenizers_are_tokenizers_or_messages() {
    const TOKENIZER: &str = r###"{"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":0,"content":"[UNK]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":null,"decoder":{"type":"WordPiece","prefix":"##","cleanup":true},"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"an":3,"##na":4}}}"###;
    let folder = tempfile::tempdir().expect("a folder");
    each("tokenizer.json", INPUTS, vec![TOKENIZER.as_bytes().to_vec()], &JSON, move |bytes| {
        fs::write(folder.path().join("tokenizer.json"), bytes).expect("writable");
        if let Ok(mut words) = WordEncoder::from_dir(folder.path()) {
            let _ = words.encode(&["Anna", "Борис", "x\u{301}🙂"]);
        }
    });
    let plain = tempfile::tempdir().expect("a folder");
    fs::write(plain.path().join("tokenizer_config.json"), read("tokenizer_config.json")).expect("writable");
    each("vocab.txt", INPUTS, vec![read("vocab.txt")], &JSON, move |bytes| {
        fs::write(plain.path().join("vocab.txt"), bytes).expect("writable");
        if let Ok(mut words) = WordEncoder::from_dir(plain.path()) {
            let _ = words.encode(&["Anna", "Борис", "x\u{301}🙂"]);
        }
    });
}

//! What a model is by content: scores that are kept belong to these weights and not to a folder's name.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use xxhash_rust::xxh3::Xxh3;

use super::types::types_path;
use crate::model::error::ModelError;

/// Everything in a model's folder that decides what it says; weights as they are looked for.
const SETTINGS: [&str; 5] =
    ["config.json", "tokenizer.json", "vocab.txt", "tokenizer_config.json", super::decoding::DECODING];
const WEIGHTS: [&str; 2] = ["model.safetensors", "pytorch_model.bin"];

/// Hexadecimal XXH3-128 of the files in `dir` that a model is loaded from. Two folders with the same answer hold the same
/// model, whatever they are called; a model that has learned on has another.
///
/// # Errors
/// When a file cannot be read.
pub fn fingerprint(dir: &Path) -> Result<String, ModelError> {
    let mut hash = Xxh3::new();
    let weights = WEIGHTS.iter().find(|name| dir.join(name).is_file());
    let types = types_path(dir)?;
    let files = SETTINGS.iter().chain(weights).map(|name| dir.join(name)).chain([types]);
    for path in files.filter(|path| path.is_file()) {
        feed(&mut hash, &path).map_err(|source| ModelError::Io { path, source })?;
    }
    Ok(format!("{:032x}", hash.digest128()))
}

fn feed(hash: &mut Xxh3, path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    // Lengths keep the end of one file from being the beginning of the next.
    hash.update(&file.metadata()?.len().to_le_bytes());
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(()),
            count => hash.update(buffer.get(..count).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_its_content_and_not_its_name() {
        let [a, b] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        for dir in [&a, &b] {
            for (name, content) in [("config.json", "{}"), ("types.json", "{}"), ("model.safetensors", "weights")] {
                std::fs::write(dir.path().join(name), content).unwrap();
            }
        }
        let of = |dir: &tempfile::TempDir| fingerprint(dir.path()).unwrap();
        assert_eq!((of(&a), of(&a).len()), (of(&b), 32));
        std::fs::write(b.path().join("README.md"), "a card").unwrap();
        assert_eq!(of(&a), of(&b), "a card is no part of it");
        for name in ["model.safetensors", "types.json", "config.json", "tokenizer.json"] {
            let before = of(&b);
            std::fs::write(b.path().join(name), "weights!").unwrap();
            assert_ne!(of(&b), before, "{name}");
        }
    }
}

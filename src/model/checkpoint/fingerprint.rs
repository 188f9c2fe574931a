//! What a model is by content: scores that are kept belong to these weights and not to a folder's name.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use xxhash_rust::xxh3::Xxh3;

use super::Checkpoint;
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
    of_parts(dir, |hash| {
        let weights = WEIGHTS.iter().map(|name| dir.join(name)).find(|path| path.is_file());
        weights.map_or(Ok(()), |path| feed(hash, &path).map_err(|source| ModelError::Io { path, source }))
    })
}

/// The same, by a reading of the weights that also keeps them in memory for the loading that follows.
///
/// # Errors
/// When a file cannot be read.
pub(in crate::model) fn reading_ahead(dir: &Path, checkpoint: &Checkpoint) -> Result<String, ModelError> {
    of_parts(dir, |hash| checkpoint.read_ahead(hash))
}

/// Settings, weights and types, in this order.
fn of_parts(dir: &Path, weights: impl FnOnce(&mut Xxh3) -> Result<(), ModelError>) -> Result<String, ModelError> {
    let mut hash = Xxh3::new();
    for path in SETTINGS.iter().map(|name| dir.join(name)).filter(|path| path.is_file()) {
        feed(&mut hash, &path).map_err(|source| ModelError::Io { path, source })?;
    }
    weights(&mut hash)?;
    let types = types_path(dir)?;
    feed(&mut hash, &types).map_err(|source| ModelError::Io { path: types, source })?;
    Ok(format!("{:032x}", hash.digest128()))
}

/// Feeds a file's length and bytes.
pub(super) fn feed(hash: &mut Xxh3, path: &Path) -> io::Result<()> {
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

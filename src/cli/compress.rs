//! `relata compress`: a model in a quarter of the space.

use std::path::Path;

use super::messages::Outcome;
use super::outputs::Outputs;
use crate::io::Folder;
use crate::model::{self, EmbeddingBits};

/// # Errors
/// When `from` is no complete model, or `to` cannot be written.
pub fn run(from: &Path, to: &Path, embeddings: &str, json: bool, force: bool) -> anyhow::Result<Outcome> {
    let mut outputs = Outputs::new(force);
    Folder::list_here(from)?.files().iter().for_each(|file| outputs.reads(file));
    for name in ["model.safetensors", "config.json", "types.json"] {
        outputs.check(&to.join(name))?;
    }
    let bits = if embeddings == "4" { EmbeddingBits::Four } else { EmbeddingBits::Eight };
    let made = model::compress(from, to, bits)?;
    if json {
        println!("{}", serde_json::to_string_pretty(&made)?);
    } else {
        println!(
            "{}: {} tensors in 8 bits, {} in 4, {} others, {:.1} MB",
            to.display(),
            made.eight_bit,
            made.four_bit,
            made.others,
            made.bytes as f64 / 1e6
        );
    }
    Ok(Outcome::Done)
}

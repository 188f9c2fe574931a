//! Makes an 8-bit checkpoint: `cargo run --release --example compress -- FROM TO`. The bundled model was made with it.

use std::path::Path;

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = arguments.as_slice() else { bail!("say FROM and TO, two folders") };
    let made = relata::model::compress(Path::new(from), Path::new(to)).context("compressing failed")?;
    println!("{}", serde_json::to_string_pretty(&made)?);
    Ok(())
}

//! Trains a toy model for an epoch on a data set of its own: `cargo run --release --example train_steps -- toy-run`.

use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use relata::dataset::{Entity, Relation, Sentence, to_json};
use relata::train::{Event, RunFolder, Split, TrainConfig, run};

/// `Anna met Boris .` with two people and a relation, for some names.
fn sentences() -> Vec<Sentence> {
    let names = ["Anna", "Boris", "Vera", "Grisha"];
    let pairs = names.iter().flat_map(|head| names.iter().map(move |tail| (*head, *tail)));
    let person = |at: usize| Entity { kind: "Peop".to_owned(), start: at, end: at + 1, score: None };
    pairs
        .filter(|(head, tail)| head != tail)
        .map(|(head, tail)| Sentence {
            tokens: [head, "met", tail, "."].map(str::to_owned).to_vec(),
            entities: vec![person(0), person(2)],
            relations: vec![Relation { kind: "Knows".to_owned(), head: 0, tail: 1, score: None }],
            orig_id: None,
        })
        .collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let out: PathBuf = std::env::args_os().nth(1).ok_or("name a folder for the run")?.into();
    std::fs::create_dir_all(&out)?;
    let data = out.join("met.json");
    std::fs::write(&data, to_json(&sentences())?)?;
    let config = TrainConfig {
        encoder: "models/tiny".into(),
        train: vec![data],
        epochs: 1,
        batch: 4,
        device: "cpu".to_owned(),
        ..TrainConfig::default()
    };
    let (split, unlearnable) = Split::load(&config)?;
    let folder = RunFolder::create(&out.join("run"), &config)?;
    let mut report = |event: Event| {
        if let Event::Step(step) = event {
            println!("update {}: loss {:.3}", step.update, step.loss);
        }
    };
    let finished = run(config, split, unlearnable, &folder, &mut report, &AtomicBool::new(false))?;
    println!("{} updates; the model is in {}", finished.updates, finished.model.display());
    Ok(())
}

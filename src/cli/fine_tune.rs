//! `relata train --from MODEL --data CORRECTED`: a better model from corrections, or the news that it is not.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::messages::Outcome;
use super::train::TrainArgs;
use super::train_progress::Progress;
use crate::text::counting::counted;
use crate::train::{FineTune, TrainConfig, Tuned, fine_tune};

/// Flips that are listed on a terminal; all of them stand in `fine-tune.json`.
const LISTED: usize = 40;

/// # Errors
/// What makes data, model or folder unusable, by file, item and remedy.
pub fn run(from: &Path, config: TrainConfig, args: &TrainArgs, cancel: &AtomicBool) -> anyhow::Result<Outcome> {
    let plan = FineTune {
        from: from.to_owned(),
        data: args.data.clone(),
        mix: args.mix.clone(),
        test: args.test.clone(),
        held_out: args.held_out,
        out: args.out.clone(),
        config,
    };
    let mut progress = Progress::new(args.quiet);
    let tuned = fine_tune(&plan, &mut |event| progress.show(&event), cancel)?;
    progress.end();
    let Some(tuned) = tuned else {
        eprintln!("stopped; the same command goes on where it was");
        return Ok(Outcome::Problems);
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&tuned)?);
    } else {
        print(&tuned, args);
    }
    Ok(Outcome::Done)
}

fn print(tuned: &Tuned, args: &TrainArgs) {
    let documents = counted(tuned.documents.len(), "held-out document");
    println!("measured on {} of {documents}", counted(tuned.sentences, "sentence"));
    println!("F1 micro     before    after");
    for ((name, before), (_, after)) in tuned.before.tasks().into_iter().zip(tuned.after.tasks()) {
        let (before, after) = (before.micro.f1, after.micro.f1);
        println!("{name:<8} {before:>10.2} {after:>8.2}  {:+.2}", after - before);
    }
    let gains = tuned.flips.iter().filter(|flip| flip.change.is_gain()).count();
    println!(
        "{} changed: {gains} for the better, {} for the worse",
        counted(tuned.flips.len(), "prediction"),
        tuned.flips.len() - gains
    );
    for flip in tuned.flips.iter().take(LISTED) {
        let sign = if flip.change.is_gain() { '+' } else { '-' };
        println!("{sign} {} [{}:{}] {}", flip.change, flip.document, flip.sentence, flip.what);
    }
    if tuned.flips.len() > LISTED {
        println!("… all of them in {}", args.out.join("fine-tune.json").display());
    }
    println!("the new model: {}", tuned.model.display());
    if !tuned.better {
        println!("it does worse than the old one: keep {}", args.from.as_deref().unwrap_or(Path::new("")).display());
    }
}

//! `relata eval --link`.

use std::io::BufRead;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::EvalArgs;
use crate::brat;
use crate::cli::documents::documents;
use crate::cli::messages::{Outcome, ended, say, say_note, say_unread};
use crate::eval::linking::{Candidates, LinkCounts, LinkScores, Origin};
use crate::io::sibling;
use crate::kb::Base;
use crate::text::counting::counted;

/// Lists of candidates beside the documents, as `relata link` writes them.
const CANDIDATES: &str = "candidates.jsonl";

/// # Errors
/// When gold or the candidates cannot be read, or a prediction is of another text.
pub fn run(gold: &Path, pred: &Path, args: &EvalArgs) -> anyhow::Result<Outcome> {
    if gold.is_dir() && !pred.is_dir() {
        bail!("{} is a folder, so {} must be one too, made by relata link", gold.display(), pred.display());
    }
    let folder = if pred.is_dir() { pred } else { pred.parent().unwrap_or(Path::new(".")) };
    let candidates = candidates(&folder.join(CANDIDATES))?;
    let base = base(folder);
    let seen = |id: &str| match &base {
        Some(base) => {
            base.get(id).is_ok_and(|found| found.is_some_and(|entity| entity.names.iter().any(|name| name.count > 0)))
        }
        None => false,
    };
    let found = documents(gold, None, None)?;
    let (mut issues, mut outcome) = (found.issues, Outcome::Done);
    let mut counts = LinkCounts::default();
    let (mut done, mut missing) = (0, Vec::new());
    for file in found.found {
        let loaded = match file.load(None) {
            Ok(loaded) => loaded,
            Err(error) => {
                say(&error.into());
                outcome = Outcome::Problems;
                continue;
            }
        };
        let place = if gold.is_dir() { pred.join(&file.name) } else { brat::txt_path(pred) };
        let predicted = match sibling(&place, "txt") {
            Some(txt) => Some(brat::load_decoded(&txt, None, None)?),
            None => None,
        };
        if let Some(predicted) = &predicted
            && predicted.document.text != loaded.document.text
        {
            bail!("{}: another text than {}; link gold's own text", predicted.txt.display(), loaded.txt.display());
        }
        if predicted.is_none() {
            missing.push(place);
        }
        done += 1;
        let name = file.name.to_string_lossy().replace('\\', "/");
        counts.add(&name, &loaded, predicted.as_ref(), &candidates, &seen);
        issues.extend(loaded.issues);
        issues.extend(predicted.into_iter().flat_map(|predicted| predicted.issues));
    }
    say_unread(&issues);
    if let Some(first) = missing.first() {
        say_note(&format!(
            "{} not there and {} as not linked, the first is {}",
            counted(missing.len(), "prediction"),
            if missing.len() == 1 { "counts" } else { "count" },
            first.display()
        ));
        outcome = Outcome::Problems;
    }
    for odd in counts.odd.iter().take(20) {
        say_note(&format!("{odd} in gold is no DATABASE:ID, and its mention does not count"));
    }
    let scores = counts.scores(base.is_some());
    if args.json {
        println!("{}", serde_json::to_string_pretty(&scores)?);
    } else {
        print(&counts, &scores);
    }
    ended(done, outcome)
}

#[derive(Deserialize)]
struct Line {
    file: String,
    mention: String,
    candidates: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
}

fn candidates(path: &Path) -> anyhow::Result<Candidates> {
    let mut all = Candidates::new();
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            say_note(&format!(
                "{} is not there, so recall is 0: it tells the candidates of each mention",
                path.display()
            ));
            return Ok(all);
        }
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    for (line, number) in std::io::BufReader::new(file).lines().zip(1..) {
        let line = line.with_context(|| format!("{}:{number}", path.display()))?;
        if line.trim().is_empty() {
            continue;
        }
        let Line { file, mention, candidates } = serde_json::from_str(&line).with_context(|| {
            format!("{}:{number}: this is no line of candidates; relata link writes them", path.display())
        })?;
        all.insert((file, mention), candidates.into_iter().map(|listed| listed.id).collect());
    }
    Ok(all)
}

/// The base that the prediction was made with, if it is there and the same.
fn base(folder: &Path) -> Option<Base> {
    let origin = Origin::of(folder)?;
    match Base::open(&origin.base) {
        Ok(base) if base.info.fingerprint == origin.fingerprint => Some(base),
        Ok(_) => {
            let base = origin.base.display();
            say_note(&format!(
                "{base} has changed since these links were made; what it has seen is left out. Link anew"
            ));
            None
        }
        Err(error) => {
            say_note(&format!("{error}; what the base has seen is left out"));
            None
        }
    }
}

fn print(counts: &LinkCounts, scores: &LinkScores) {
    println!("{}, {} of nothing\n", counted(counts.linked, "linked mention"), counts.nil.gold);
    println!("accuracy at 1       {:>7.2}", scores.accuracy_at_1);
    println!("recall at 1         {:>7.2}", scores.recall.at_1);
    println!("recall at 5         {:>7.2}", scores.recall.at_5);
    println!("recall at 30        {:>7.2}", scores.recall.at_30);
    println!("accuracy with NIL   {:>7.2}", scores.accuracy_with_nil);
    let nil = &scores.nil;
    println!("NIL                 {:>7.2} {:>7.2} {:>7.2}   P, R, F1", nil.precision, nil.recall, nil.f1);
    for (name, value) in [("of seen things", scores.seen), ("of others", scores.unseen)] {
        if let Some(value) = value {
            println!("  {name:<18}{value:>7.2}   accuracy at 1");
        }
    }
}

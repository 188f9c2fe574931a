//! `relata kb`: knowledge bases made of files and corpora, described and searched.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::json;

use super::documents::documents;
use super::messages::{Outcome, say_unread};
use super::norms::norms;
use super::outputs::Outputs;
use crate::brat::Issue;
use crate::io::must_exist;
use crate::kb::source::{self, Format, Languages};
use crate::kb::{Base, Builder, Built, Entity};
use crate::text::counting::counted;

/// Skipped lines that are said one by one; `--json` has more.
const LISTED: usize = 20;

#[derive(Debug, Subcommand)]
pub enum KbCommand {
    /// Make a base of what others publish, of a table or of a corpus
    Build(BuildArgs),
    /// What a base is made of
    Info {
        /// The base
        file: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// Which things a name may mean
    Search {
        /// The base
        file: PathBuf,
        /// As it stands in a text
        name: String,
        /// How many at most
        #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=200))]
        limit: u16,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Wikidata's JSON (also .gz, .bz2), N-Triples, Turtle, RDF/XML, OBO, CSV, TSV, norm_db texts of brat
    #[arg(value_name = "SOURCE", required_unless_present = "from")]
    pub sources: Vec<PathBuf>,
    /// Name of the database in N lines (default: the first <NORM> of the corpus that is read or linked, or Wikidata)
    #[arg(long, value_name = "NAME")]
    pub db: Option<String>,
    /// Languages whose names are read, with commas between; `all` for every language
    #[arg(long, value_name = "CODES", default_value = "ru,en")]
    pub lang: String,
    /// A corpus with N lines: its ids and labels, and what its mentions said
    #[arg(long, value_name = "CORPUS")]
    pub from: Vec<PathBuf>,
    /// The base that is written, in one file
    #[arg(short, value_name = "FILE")]
    pub output: PathBuf,
    /// Write over a base that exists already; never over a source
    #[arg(long)]
    pub force: bool,
    /// What was made and what was skipped, as JSON
    #[arg(long)]
    pub json: bool,
}

/// # Errors
/// When a file cannot be read or written, or is no base.
pub fn run(command: &KbCommand) -> anyhow::Result<Outcome> {
    match command {
        KbCommand::Build(args) => build(args),
        KbCommand::Info { file, json } => info(file, *json),
        KbCommand::Search { file, name, limit, json } => search(file, name, usize::from(*limit), *json),
    }
}

fn build(args: &BuildArgs) -> anyhow::Result<Outcome> {
    if let Some(db) = &args.db
        && (db.is_empty() || db.contains(|letter: char| letter == ':' || letter.is_whitespace()))
    {
        bail!("--db {db:?}: the name of a database has neither colons nor white space, as N lines are DB:ID");
    }
    let mut outputs = Outputs::new(args.force);
    args.sources.iter().for_each(|source| outputs.reads(source));
    args.from.iter().for_each(|corpus| outputs.reads_all(corpus));
    outputs.check(&args.output)?;
    for source in &args.sources {
        must_exist(source)?;
        if source.is_dir() {
            bail!("{}: this is a folder; name the files, or a corpus with --from", source.display());
        }
    }
    let languages = Languages::new(&args.lang);
    let mut builder = Builder::new(&args.output)?;
    let mut database = args.db.clone().unwrap_or_default();
    let (mut nulls, mut outcome) = (0, Outcome::Done);
    for corpus in &args.from {
        let read = read_corpus(corpus, &mut database, &mut builder)?;
        nulls += read.0;
        outcome = outcome.max(read.1);
    }
    for path in &args.sources {
        builder.begin(path);
        let format = source::read(path, &languages, &mut builder)?;
        if database.is_empty() && format == Format::Wikidata {
            "Wikidata".clone_into(&mut database);
        }
    }
    let built = builder.finish(&args.output, &database, &languages.codes(), nulls > 0)?;
    if built.skipped_count > 0 {
        outcome = outcome.max(Outcome::Problems);
    }
    say_skipped(&built);
    let info = &built.info;
    if args.json {
        let skipped: Vec<String> = built.skipped.iter().map(ToString::to_string).collect();
        let said = json!({
            "database": info.database, "languages": info.languages, "entities": info.entities, "names": info.names,
            "words": info.words, "fingerprint": info.fingerprint, "skipped": built.skipped_count, "skipped_lines": skipped,
        });
        println!("{}", serde_json::to_string_pretty(&said)?);
    } else {
        let (things, names) = (counted(info.entities as usize, "entity"), counted(info.names as usize, "name"));
        eprintln!("{}: {things} with {names}", args.output.display());
    }
    if info.entities == 0 {
        eprintln!("relata: nothing that was read has an id and a name, so the base is empty");
        return Ok(Outcome::Problems);
    }
    Ok(outcome)
}

/// References to nothing, and whether all documents could be read.
fn read_corpus(corpus: &Path, database: &mut String, builder: &mut Builder) -> anyhow::Result<(usize, Outcome)> {
    let found = documents(corpus, None, None)?;
    let mut issues = found.issues;
    if database.is_empty() {
        let named = found.found.iter().find_map(|file| norms(&file.beside).into_iter().next());
        match named {
            Some((_, name)) => *database = name,
            None => {
                let mut counts: std::collections::BTreeMap<String, usize> = Default::default();
                for file in &found.found {
                    if let Ok(loaded) = file.load(None) {
                        source::databases(&loaded)
                            .into_iter()
                            .for_each(|(name, count)| *counts.entry(name).or_default() += count);
                    }
                }
                *database =
                    counts.into_iter().max_by_key(|(_, count)| *count).map(|(name, _)| name).unwrap_or_default();
            }
        }
    }
    let (mut nulls, mut outcome) = (0, Outcome::Done);
    for file in found.found {
        let loaded = match file.load(None) {
            Ok(loaded) => loaded,
            Err(error) => {
                issues.push(Issue::unread(&file.txt, &error));
                outcome = Outcome::Problems;
                continue;
            }
        };
        builder.begin(&loaded.ann);
        nulls += source::read_document(&loaded, database, builder)?;
        issues.extend(loaded.issues);
    }
    say_unread(&issues);
    Ok((nulls, outcome))
}

fn say_skipped(built: &Built) {
    for skipped in built.skipped.iter().take(LISTED) {
        eprintln!("relata: {skipped}");
    }
    let more = built.skipped_count.saturating_sub(LISTED as u64);
    if more > 0 {
        eprintln!("relata: {} of the same kind; --json lists them", counted(more as usize, "more line"));
    }
}

fn info(file: &Path, json: bool) -> anyhow::Result<Outcome> {
    let base = Base::open(file)?;
    let info = &base.info;
    if json {
        println!("{}", serde_json::to_string_pretty(info)?);
        return Ok(Outcome::Done);
    }
    let database = if info.database.is_empty() { "not named; that of the corpus" } else { &info.database };
    println!("database      {database}");
    println!("entities      {}", info.entities);
    println!("names         {}", info.names);
    println!("words         {}", info.words);
    println!("languages     {}", info.languages);
    println!("fingerprint   {}", info.fingerprint);
    Ok(Outcome::Done)
}

fn search(file: &Path, name: &str, limit: usize, json: bool) -> anyhow::Result<Outcome> {
    let base = Base::open(file)?;
    let mut found = base.look_up(name, limit)?.candidates;
    // An id is a name, too.
    if let Some(entity) = base.get(name.rsplit_once(':').map_or(name, |(_, id)| id))? {
        found.retain(|candidate| candidate.entity.id != entity.id);
        if json {
            let rest = found.iter().map(|candidate| as_json(&candidate.entity, candidate.score()));
            let all: Vec<serde_json::Value> = std::iter::once(as_json(&entity, 1.0)).chain(rest).take(limit).collect();
            println!("{}", serde_json::to_string_pretty(&json!({ "name": name, "candidates": all }))?);
            return Ok(Outcome::Done);
        }
        say(&entity, 1.0);
    }
    if json {
        let all: Vec<serde_json::Value> = found.iter().map(|found| as_json(&found.entity, found.score())).collect();
        println!("{}", serde_json::to_string_pretty(&json!({ "name": name, "candidates": all }))?);
    } else {
        found.iter().for_each(|found| say(&found.entity, found.score()));
        if found.is_empty() {
            eprintln!("relata: nothing in {} is called so, or nearly so", file.display());
        }
    }
    Ok(Outcome::Done)
}

fn as_json(entity: &Entity, score: f32) -> serde_json::Value {
    let label = entity.label(None);
    let mut aliases: Vec<&str> =
        entity.names.iter().map(|name| name.text.as_str()).filter(|name| *name != label).collect();
    aliases.dedup();
    json!({
        "id": entity.id, "label": label, "type": entity.kind(), "description": entity.description,
        "aliases": aliases, "popularity": entity.popularity, "score": (f64::from(score) * 1e4).round() / 1e4,
    })
}

fn say(entity: &Entity, score: f32) {
    let more = [entity.kind(), &entity.description].into_iter().filter(|part| !part.is_empty());
    let more: Vec<&str> = more.collect();
    println!("{score:.2}  {:<12}  {}  {}", entity.id, entity.label(None), more.join(", "));
}

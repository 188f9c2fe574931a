//! `relata link`: the mentions of documents and the things of a base that they mean.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use serde_json::json;

use super::convert::everything;
use super::documents::{DocumentFile, documents};
use super::messages::{Outcome, ended, say, say_unread};
use super::norms::norms;
use super::outputs::Outputs;
use crate::brat::{Issue, Loaded};
use crate::domain::{Extra, ExtraBody, Item, ItemId, Mention, Target};
use crate::eval::linking::Origin;
use crate::io::Folder;
use crate::kb::Base;
use crate::kb::rank::{Linked, Named, link};
use crate::text::counting::counted;

#[derive(Debug, Args)]
pub struct LinkArgs {
    /// brat documents (.txt with its .ann) or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub inputs: Vec<PathBuf>,
    /// The base, made by relata kb build
    #[arg(long, value_name = "FILE")]
    pub kb: PathBuf,
    /// Take the entity lines alone: no other line is read, or written to the output
    #[arg(long)]
    pub gold_mentions: bool,
    /// Folder of the linked documents and of candidates.jsonl
    #[arg(short, value_name = "OUT")]
    pub output: PathBuf,
    /// Write over what is in the folder already; never over an input
    #[arg(long)]
    pub force: bool,
}

/// # Errors
/// When the base or no document can be read, or the output cannot be written.
pub fn run(args: &LinkArgs) -> anyhow::Result<Outcome> {
    let base = Base::open(&args.kb)?;
    if args.output.exists() && !args.force {
        bail!("{} exists already; --force writes into it", args.output.display());
    }
    let mut files: Vec<DocumentFile> = Vec::new();
    let mut issues: Vec<Issue> = Vec::new();
    for input in &args.inputs {
        let found = documents(input, None, Some(&args.output))?;
        issues.extend(found.issues);
        files.extend(found.found);
    }
    let mut outputs = Outputs::new(args.force);
    outputs.reads(&args.kb);
    files.iter().for_each(|file| outputs.reads_document(&file.txt, &file.beside));
    let mut outcome = Outcome::Done;
    let (mut done, mut mentions, mut linked) = (0, 0, 0);
    let mut candidates = String::new();
    for file in &files {
        let written = one(args, &base, file, &mut outputs, &mut candidates);
        match written {
            Ok(one) => {
                done += 1;
                mentions += one.mentions;
                linked += one.linked;
                issues.extend(one.issues);
            }
            Err(error) => {
                say(&error);
                outcome = Outcome::Problems;
            }
        }
    }
    if say_unread(&issues) {
        outcome = Outcome::Problems;
    }
    for input in args.inputs.iter().filter(|input| input.is_dir()) {
        for conf in Folder::list_without(input, Some(&args.output))?.with_extensions(&["conf"]) {
            let name = conf.strip_prefix(input).unwrap_or(&conf);
            outputs.reads(&conf);
            let bytes = std::fs::read(&conf).with_context(|| conf.display().to_string())?;
            outputs.write(&args.output.join(name), &bytes)?;
        }
    }
    outputs.write(&args.output.join("candidates.jsonl"), candidates.as_bytes())?;
    let base_path = std::path::absolute(&args.kb).unwrap_or_else(|_| args.kb.clone());
    let origin = Origin { base: base_path, fingerprint: base.info.fingerprint.clone() };
    outputs.write(&args.output.join(Origin::FILE), serde_json::to_string_pretty(&origin)?.as_bytes())?;
    eprintln!(
        "{}, {}: {linked} linked, {} in none of the base",
        counted(done, "document"),
        counted(mentions, "mention"),
        mentions - linked
    );
    ended(done, outcome)
}

struct One {
    mentions: usize,
    linked: usize,
    issues: Vec<Issue>,
}

fn one(
    args: &LinkArgs,
    base: &Base,
    file: &DocumentFile,
    outputs: &mut Outputs,
    candidates: &mut String,
) -> anyhow::Result<One> {
    let mut loaded = file.load(None)?;
    let (txt, ann) = (args.output.join(&file.name), args.output.join(file.name.with_extension("ann")));
    outputs.check(&txt)?;
    outputs.check(&ann)?;
    if args.gold_mentions {
        mentions_alone(&mut loaded)?;
    }
    let norms: BTreeMap<String, String> = norms(&file.beside).into_iter().collect();
    let database = database(base, &file.beside, &args.kb);
    let known = linked_already(&loaded);
    let shown = everything(&loaded.document);
    let text = loaded.document.text.clone();
    let named: Vec<(Mention, Named)> = shown
        .mentions(&loaded.document.annotations)
        .filter(|mention| {
            (norms.is_empty() || norms.contains_key(&*mention.kind)) && !known.contains(&ItemId::from(mention.id))
        })
        .map(|mention| {
            let named =
                Named { name: mention.text(&text), kind: mention.kind.to_string(), span: mention.fragments.cover() };
            (mention.clone(), named)
        })
        .collect();
    let answers = link(base, &text, &named.iter().map(|(_, named)| named.clone()).collect::<Vec<_>>())?;
    let language = crate::text::Language::of(&text).map(|language| match language {
        crate::text::Language::Russian => "ru",
        crate::text::Language::English => "en",
    });
    let place = file.name.to_string_lossy().replace('\\', "/");
    let (mut linked, mut items) = (0, Vec::new());
    for ((mention, _), answer) in named.iter().zip(&answers) {
        let name = loaded.standoff.name(mention.id).unwrap_or_default();
        candidates.push_str(&candidate_line(&place, name, answer));
        let (reference, label) = match answer.best() {
            Some((found, _)) => {
                linked += 1;
                (format!("{database}:{}", found.entity.id), found.entity.label(language).to_owned())
            }
            None if base.info.writes_null => (format!("{database}:NULL"), String::new()),
            None => continue,
        };
        let body = ExtraBody::Normalization { name: "Reference".to_owned(), reference, text: label };
        let id = loaded.document.annotations.fresh_extra();
        items.push(Item::Extra(Extra { id, targets: vec![Target::Item(mention.id.into())], body }));
    }
    loaded.document.annotations.replace_all(&text, &[], items)?;
    let (bytes, _) = loaded.standoff.write(&text, &loaded.document.annotations, &shown);
    outputs.write(&txt, text.as_bytes())?;
    outputs.write(&ann, &bytes)?;
    Ok(One { mentions: named.len(), linked, issues: loaded.issues })
}

/// A line of candidates.jsonl.
fn candidate_line(file: &str, mention: &str, answer: &Linked) -> String {
    let score = |score: f32| (f64::from(score) * 1e4).round() / 1e4;
    let all: Vec<serde_json::Value> = answer
        .candidates
        .iter()
        .map(|(found, likely)| json!({ "id": found.entity.id, "score": score(*likely) }))
        .collect();
    format!("{}\n", json!({ "file": file, "mention": mention, "candidates": all }))
}

/// Takes out everything but the entities.
fn mentions_alone(loaded: &mut Loaded) -> anyhow::Result<()> {
    let annotations = &mut loaded.document.annotations;
    let extras = annotations.extras().map(|extra| ItemId::from(extra.id));
    let gone: Vec<ItemId> = annotations.relations().map(|relation| ItemId::from(relation.id)).chain(extras).collect();
    annotations.replace_all(&loaded.document.text, &gone, Vec::new())?;
    // What is wrong with lines that are not read is no matter here.
    loaded.issues.retain(Issue::is_of_text);
    Ok(())
}

/// Mentions that an N line links to something.
fn linked_already(loaded: &Loaded) -> std::collections::BTreeSet<ItemId> {
    let links =
        loaded.document.annotations.extras().filter(|extra| matches!(extra.body, ExtraBody::Normalization { .. }));
    links.flat_map(|extra| &extra.targets).filter_map(Target::item).collect()
}

/// The base's own name, else the first that the corpus gives, else what its ids look like, else the file's.
fn database(base: &Base, txt: &Path, kb: &Path) -> String {
    if !base.info.database.is_empty() {
        return base.info.database.clone();
    }
    if let Some((_, name)) = norms(txt).into_iter().next() {
        return name;
    }
    if matches!(base.get("Q30"), Ok(Some(_))) {
        return "Wikidata".to_owned();
    }
    let stem = kb.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let stem: String = stem.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
    if stem.is_empty() { "Base".to_owned() } else { stem }
}

//! `relata convert`: between brat standoff and SpERT JSON.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::messages::{Outcome, note, say};
use crate::brat::{self, Loaded, Standoff, provenance};
use crate::dataset::{self, LeftOut};
use crate::domain::{Document, Schema, Visibility};
use crate::import::{self, Encoding, Kind};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Target {
    Brat,
    SpertJson,
}

#[derive(Debug, Args)]
pub struct ConvertArgs {
    #[arg(long, value_enum)]
    pub to: Target,
    /// A brat document, a folder of them, a SpERT JSON file, or a text of any kind (.docx, .pdf, .html, .md)
    pub input: PathBuf,
    /// A file for spert-json, a folder for brat
    pub output: PathBuf,
    /// Encoding of the texts, such as windows-1251 (default: found out from the bytes)
    #[arg(long, value_name = "NAME", value_parser = super::inputs::encoding)]
    pub encoding: Option<&'static Encoding>,
    /// Say in notes which annotations a model made, how sure it was, and whether somebody accepted them (for brat)
    #[arg(long)]
    pub provenance_notes: bool,
    /// Write over files that exist already
    #[arg(long)]
    pub force: bool,
}

/// # Errors
/// When nothing can be read or written at all.
pub fn run(args: &ConvertArgs) -> anyhow::Result<Outcome> {
    let from_json = args.input.extension().is_some_and(|e| e == "json");
    match (from_json, args.to) {
        (true, Target::Brat) => json_to_brat(args),
        (false, Target::Brat) => brat_to_brat(args),
        (false, Target::SpertJson) => brat_to_json(args),
        (true, Target::SpertJson) => {
            let sentences = dataset::read(&args.input)?;
            write(args, &args.output, dataset::to_json(&sentences)?.as_bytes())?;
            Ok(Outcome::Done)
        }
    }
}

/// The documents of the input with their place below it.
fn documents(input: &Path) -> anyhow::Result<Vec<(PathBuf, PathBuf)>> {
    if !input.is_dir() {
        if is_foreign(input) {
            let name = input.file_stem().map(PathBuf::from).unwrap_or_default();
            return Ok(vec![(input.to_owned(), name.with_added_extension("txt"))]);
        }
        let txt = brat::txt_path(input);
        let name = txt.file_name().map(PathBuf::from).with_context(|| format!("{}: not a file", input.display()))?;
        return Ok(vec![(txt, name)]);
    }
    let found = brat::list_tree(input)?;
    if found.is_empty() {
        bail!("{}: there is no document (.txt) in this folder", input.display());
    }
    Ok(found.into_iter().map(|txt| (txt.clone(), txt.strip_prefix(input).unwrap_or(&txt).to_owned())).collect())
}

/// Whether a file holds a text that must be taken out of it first.
fn is_foreign(path: &Path) -> bool {
    Kind::of(path).is_some_and(|kind| kind != Kind::Text)
}

/// A document, whatever its text is kept in. Annotations of a text in another encoding count code points all the same.
fn load(args: &ConvertArgs, txt: &Path) -> anyhow::Result<Loaded> {
    if args.encoding.is_none() && !is_foreign(txt) {
        match brat::load_document(txt) {
            Err(brat::LoadError::Decode { .. }) => {}
            result => return Ok(result?),
        }
    }
    let imported = import::read(txt, args.encoding, &Default::default())?;
    note(&txt.display().to_string(), &imported.notes);
    if is_foreign(txt) {
        // What stands beside it under the same stem belongs to a text that was taken out of it before.
        let mut loaded = brat::Loaded::bare(txt, imported.text);
        if let Some(conf) = brat::conf::nearest(txt) {
            loaded.document.schema = conf.schema;
        }
        return Ok(loaded);
    }
    Ok(brat::load_with_text(txt, imported.text.into())?)
}

fn write(args: &ConvertArgs, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if path.exists() && !args.force {
        bail!("{} exists already; --force writes over it", path.display());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
    }
    Ok(brat::write_atomically(path, bytes)?)
}

fn brat_to_brat(args: &ConvertArgs) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    for (txt, name) in documents(&args.input)? {
        if let Err(error) = copy(args, &txt, &args.output.join(name)) {
            say(&error);
            outcome = Outcome::Problems;
        }
    }
    if args.input.is_dir() {
        for entry in walkdir::WalkDir::new(&args.input).sort_by_file_name() {
            let entry = entry?;
            if entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == "conf") {
                let name = entry.path().strip_prefix(&args.input).unwrap_or(entry.path());
                let copied = std::fs::read(entry.path())
                    .with_context(|| format!("{}", entry.path().display()))
                    .and_then(|bytes| write(args, &args.output.join(name), &bytes));
                if let Err(error) = copied {
                    say(&error);
                    outcome = Outcome::Problems;
                }
            }
        }
    }
    Ok(outcome)
}

/// Converting leaves nothing out, however unsure a model was of it.
fn everything(document: &Document) -> Visibility {
    provenance::shows_all(&document.annotations, Visibility::default())
}

fn add_notes(document: &mut Document) -> anyhow::Result<()> {
    let visibility = everything(document);
    let edits = provenance::notes(&mut document.annotations, &visibility, true);
    document.apply(edits)?;
    Ok(())
}

/// Through the whole reader and writer, so that the identity is theirs and not the file system's.
fn copy(args: &ConvertArgs, txt: &Path, to: &Path) -> anyhow::Result<()> {
    let mut loaded = load(args, txt)?;
    if args.provenance_notes {
        let origins = provenance::origins(&loaded.document.annotations);
        loaded.document.apply(origins)?;
        add_notes(&mut loaded.document)?;
    }
    write(args, to, loaded.document.text.as_bytes())?;
    if is_foreign(txt) {
        return Ok(());
    }
    for extension in ["a1", "a2"] {
        let part = txt.with_extension(extension);
        if part.is_file() {
            write(
                args,
                &to.with_extension(extension),
                &std::fs::read(&part).with_context(|| format!("{}", part.display()))?,
            )?;
        }
    }
    if txt.with_extension("ann").is_file() {
        let (ann, _) =
            loaded.standoff.write(&loaded.document.text, &loaded.document.annotations, &everything(&loaded.document));
        write(args, &to.with_extension("ann"), &ann)?;
    }
    Ok(())
}

fn brat_to_json(args: &ConvertArgs) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    let mut sentences = Vec::new();
    let mut left_out = LeftOut::default();
    let mut schema = Schema::default();
    for (txt, _) in documents(&args.input)? {
        match load(args, &txt) {
            Ok(loaded) => {
                let (mut made, lost) = dataset::sentences(&loaded.document);
                for (at, sentence) in made.iter_mut().enumerate() {
                    sentence.orig_id = Some(format!("{}:{at}", loaded.document.name).into());
                }
                sentences.append(&mut made);
                left_out += lost;
                schema.merge(&loaded.document.schema);
                schema.complete(&loaded.document.annotations);
                // A type that stands in the data belongs to its types, also one that nobody may choose (an event's).
                let used: HashSet<_> = loaded.document.annotations.mentions().map(|m| m.kind.clone()).collect();
                schema.entities.iter_mut().filter(|t| used.contains(&t.name)).for_each(|t| t.abstract_only = false);
            }
            Err(error) => {
                say(&error);
                outcome = Outcome::Problems;
            }
        }
    }
    write(args, &args.output, dataset::to_json(&sentences)?.as_bytes())?;
    let stem = args.output.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let types = args.output.with_file_name(format!("{stem}_types.json"));
    write(args, &types, serde_json::to_string_pretty(&dataset::types_json(&schema))?.as_bytes())?;
    eprintln!("{} sentences. {left_out}", sentences.len());
    Ok(outcome)
}

fn json_to_brat(args: &ConvertArgs) -> anyhow::Result<Outcome> {
    let sentences = dataset::read(&args.input)?;
    let stem = args.input.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let mut document = dataset::document(&stem, &sentences)?;
    if args.provenance_notes {
        add_notes(&mut document)?;
    }
    let txt = args.output.join(format!("{stem}.txt"));
    let (ann, _) = Standoff::new_at(&txt).write(&document.text, &document.annotations, &everything(&document));
    write(args, &txt, document.text.as_bytes())?;
    write(args, &txt.with_extension("ann"), &ann)?;
    Ok(Outcome::Done)
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;

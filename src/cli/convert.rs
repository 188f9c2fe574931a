//! `relata convert`: between brat standoff, SpERT JSON and the formats of other tools (those in `convert_file`).

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::convert_file;
use super::documents::{DocumentFile, documents};
use super::messages::{Outcome, ended, note, say, say_note, say_unread};
use super::outputs::Outputs;
use crate::brat::{self, Issue, Loaded, Standoff, provenance};
use crate::dataset::{self, LeftOut, Sentence};
use crate::domain::{Document, Schema, Visibility};
use crate::formats::{self, Format};
use crate::import::{self, Encoding, Kind};
use crate::io::{Folder, How, is_json, sibling};
use crate::text::counting::counted;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Brat,
    SpertJson,
    /// A format of the table that is one file.
    File(&'static Format),
}

impl From<&'static Format> for Target {
    fn from(format: &'static Format) -> Self {
        match format.name {
            "brat" => Self::Brat,
            "spert-json" => Self::SpertJson,
            _ => Self::File(format),
        }
    }
}

/// Takes the names of the table of formats.
fn format() -> impl TypedValueParser<Value = &'static Format> {
    PossibleValuesParser::new(formats::names()).try_map(|name| formats::named(&name).ok_or("no such format"))
}

/// What becomes of what a model said and nobody has reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Predictions {
    /// Written with a note each that says so, from which they are read as predictions again (brat alone)
    Marked,
    /// Written like all else
    Unmarked,
    /// Left out
    None,
}

impl From<Predictions> for brat::Predictions {
    fn from(predictions: Predictions) -> Self {
        match predictions {
            Predictions::Marked => Self::Marked,
            Predictions::Unmarked => Self::Unmarked,
            Predictions::None => Self::None,
        }
    }
}

#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// What is read (default: found out from what the file holds)
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    pub from: Option<&'static Format>,
    /// What is written
    #[arg(long, value_name = "FORMAT", value_parser = format().map(Target::from))]
    pub to: Target,
    /// A brat document, a folder of them, a file of another format, or a text of any kind (.docx, .pdf, .html, .md)
    pub input: PathBuf,
    /// A folder for brat, a file for everything else
    pub output: PathBuf,
    /// The folder of the texts, where the annotations lie apart from them
    #[arg(long, value_name = "DIR")]
    pub text: Option<PathBuf>,
    /// Encoding of the texts, such as windows-1251 (default: found out from the bytes)
    #[arg(long, value_name = "NAME", value_parser = super::inputs::encoding)]
    pub encoding: Option<&'static Encoding>,
    /// What becomes of predictions that nobody has reviewed (default: brat documents keep them as they are, and SpERT JSON,
    /// which cannot mark them, gets none)
    #[arg(long, value_enum, value_name = "HOW")]
    pub predictions: Option<Predictions>,
    /// The same as --predictions marked
    #[arg(long, conflicts_with = "predictions")]
    pub provenance_notes: bool,
    /// Write over files that exist already; never over an input
    #[arg(long)]
    pub force: bool,
}

/// # Errors
/// When nothing can be read or written at all.
pub fn run(args: &ConvertArgs) -> anyhow::Result<Outcome> {
    let predictions = args.predictions();
    if args.to == Target::SpertJson && predictions == Some(Predictions::Marked) {
        bail!(
            "SpERT JSON has no notes, so predictions cannot be marked in it: --predictions unmarked writes them like all \
             else, --predictions none leaves them out"
        );
    }
    if is_json(&args.input) && args.to == Target::SpertJson && predictions.is_some() {
        bail!("--predictions is for brat documents: between files of SpERT JSON all stays as it is");
    }
    let mut outputs = Outputs::new(args.force);
    if let Some(from) = convert_file::source(args)? {
        outputs.reads(&args.input);
        return convert_file::from_file(args, from, &mut outputs);
    }
    if let Target::File(to) = args.to
        && !is_json(&args.input)
    {
        return convert_file::to_file(args, to, &mut outputs);
    }
    if is_json(&args.input) {
        outputs.reads(&args.input);
        return match args.to {
            Target::Brat => json_to_brat(args, &mut outputs),
            Target::SpertJson => json_to_json(args, &mut outputs),
            Target::File(_) => convert_file::from_file(args, convert_file::SPERT_JSON, &mut outputs),
        };
    }
    let mut found = documents(&args.input, args.text.as_deref(), Some(&args.output))?;
    for document in &mut found.found {
        outputs.reads_document(&document.txt, &document.beside);
        if is_foreign(&document.txt) {
            document.name.set_extension("txt");
        }
    }
    // An orphan is counted and said, and the rest goes on.
    let outcome = if say_unread(&found.issues) { Outcome::Problems } else { Outcome::Done };
    match args.to {
        Target::Brat => brat_to_brat(args, &found.found, &mut outputs, outcome),
        Target::SpertJson | Target::File(_) => brat_to_json(args, &found.found, &mut outputs, outcome),
    }
}

/// Whether a file holds a text that must be taken out of it first.
pub(super) fn is_foreign(path: &Path) -> bool {
    Kind::of(path).is_some_and(|kind| kind != Kind::Text)
}

/// A document, whatever its text is kept in. Annotations of a text in another encoding count code points all the same.
pub(super) fn load(args: &ConvertArgs, document: &DocumentFile) -> anyhow::Result<Loaded> {
    let txt = &document.txt;
    if !is_foreign(txt) {
        return Ok(document.load(args.encoding)?);
    }
    let imported = import::read(txt, args.encoding, &Default::default())?;
    note(&txt.display().to_string(), &imported.notes);
    // What stands beside it under the same stem belongs to a text that was taken out of it before.
    let mut loaded = brat::Loaded::bare(txt, imported.text);
    if let Some(conf) = brat::conf::nearest(txt) {
        loaded.document.schema = conf.schema;
    }
    Ok(loaded)
}

fn brat_to_brat(
    args: &ConvertArgs,
    documents: &[DocumentFile],
    outputs: &mut Outputs,
    mut outcome: Outcome,
) -> anyhow::Result<Outcome> {
    let (mut read, mut like) = (0, None);
    for document in documents {
        let copied = load(args, document).and_then(|loaded| {
            read += 1;
            like = like.or(loaded.encoding.map(How::encoding));
            copy(args, document, loaded, outputs)
        });
        match copied {
            Ok(true) => {}
            Ok(false) => outcome = Outcome::Problems,
            Err(error) => {
                say(&error);
                outcome = Outcome::Problems;
            }
        }
    }
    if args.input.is_dir() {
        for conf in Folder::list_without(&args.input, Some(&args.output))?.with_extensions(&["conf"]) {
            let name = conf.strip_prefix(&args.input).unwrap_or(&conf);
            outputs.reads(&conf);
            let copied = std::fs::read(&conf)
                .with_context(|| conf.display().to_string())
                // The texts are UTF-8 there.
                .and_then(|bytes| outputs.write(&args.output.join(name), &brat::as_utf8(&bytes, like)));
            if let Err(error) = copied {
                say(&error);
                outcome = Outcome::Problems;
            }
        }
    }
    ended(read, outcome)
}

/// Converting leaves nothing out, however unsure a model was of it.
pub(super) fn everything(document: &Document) -> Visibility {
    provenance::shows_all(&document.annotations, Visibility::default())
}

impl ConvertArgs {
    pub(super) fn predictions(&self) -> Option<Predictions> {
        self.predictions.or(self.provenance_notes.then_some(Predictions::Marked))
    }

    /// The `.ann` of a document.
    pub(super) fn ann(&self, standoff: &Standoff, document: &Document) -> Vec<u8> {
        let (text, annotations, all) = (&document.text, &document.annotations, everything(document));
        match self.predictions().map(brat::Predictions::from) {
            None => standoff.write(text, annotations, &all).0,
            Some(how) => standoff.write_marking(text, annotations, &how.of(&all), how.marks()).0,
        }
    }
}

/// Through the whole reader and writer, so that the identity is theirs and not the file system's. Whether every line was
/// understood.
fn copy(args: &ConvertArgs, document: &DocumentFile, loaded: Loaded, outputs: &mut Outputs) -> anyhow::Result<bool> {
    let to = args.output.join(&document.name);
    outputs.write(&to, loaded.document.text.as_bytes())?;
    if is_foreign(&document.txt) {
        return Ok(true);
    }
    let beside = &document.beside;
    for extension in ["a1", "a2"] {
        if let Some(part) = sibling(beside, extension) {
            let bytes = std::fs::read(&part).with_context(|| part.display().to_string())?;
            let like = loaded.encoding.map(How::encoding);
            outputs.write(&to.with_extension(extension), &brat::as_utf8(&bytes, like))?;
        }
    }
    if brat::ann_path(beside).is_file() {
        outputs.write(&to.with_extension("ann"), &args.ann(&loaded.standoff, &loaded.document))?;
    }
    Ok(!say_unread(&loaded.issues))
}

fn brat_to_json(
    args: &ConvertArgs,
    documents: &[DocumentFile],
    outputs: &mut Outputs,
    mut outcome: Outcome,
) -> anyhow::Result<Outcome> {
    let stem = args.output.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let types = args.output.with_file_name(format!("{stem}_types.json"));
    outputs.check(&args.output)?;
    outputs.check(&types)?;
    let mut done = 0;
    let mut sentences = Vec::new();
    let mut left_out = LeftOut::default();
    let mut schema = Schema::default();
    let mut issues = Vec::new();
    for document in documents {
        match load(args, document) {
            Ok(loaded) => {
                done += 1;
                let (mut made, lost) = match args.predictions() {
                    Some(Predictions::Unmarked) => {
                        dataset::sentences_with(&loaded.document, &everything(&loaded.document))
                    }
                    _ => dataset::sentences(&loaded.document),
                };
                // Equal names in different folders stay apart.
                let name = document.name.with_extension("");
                for (at, sentence) in made.iter_mut().enumerate() {
                    sentence.orig_id = Some(format!("{}:{at}", name.display()).into());
                }
                sentences.append(&mut made);
                left_out += lost;
                issues.extend(loaded.issues);
                schema.merge(&loaded.document.schema);
                schema.complete(&loaded.document.annotations);
                // A type that stands in the data belongs to its types, also one that nobody may choose (an event's).
                let used: HashSet<_> = loaded.document.annotations.mentions().map(|m| m.kind.clone()).collect();
                schema.entities.iter_mut().filter(|t| used.contains(&t.name)).for_each(|t| t.abstract_only = false);
            }
            Err(error) => issues.push(Issue::unread(&document.txt, &error)),
        }
    }
    if say_unread(&issues) {
        outcome = Outcome::Problems;
    }
    if done == 0 {
        return ended(done, outcome);
    }
    outputs.write(&args.output, dataset::to_json(&sentences)?.as_bytes())?;
    outputs.write(&types, serde_json::to_string_pretty(&dataset::types_json(&schema))?.as_bytes())?;
    eprintln!("{}. {left_out}", counted(sentences.len(), "sentence"));
    Ok(outcome)
}

/// What is odd in sentences, said one by one. Whether anything is.
fn say_oddities(args: &ConvertArgs, sentences: &[Sentence]) -> Outcome {
    let found = dataset::oddities(sentences);
    for (at, what) in &found {
        say_note(&format!("{}: sentence {at} (from 0): {what}", args.input.display()));
    }
    if found.is_empty() { Outcome::Done } else { Outcome::Problems }
}

fn json_to_json(args: &ConvertArgs, outputs: &mut Outputs) -> anyhow::Result<Outcome> {
    let file = dataset::read_file(&args.input)?;
    outputs.write(&args.output, file.to_json().as_bytes())?;
    Ok(say_oddities(args, &file.sentences))
}

fn json_to_brat(args: &ConvertArgs, outputs: &mut Outputs) -> anyhow::Result<Outcome> {
    let mut file = dataset::read_file(&args.input)?;
    let outcome = say_oddities(args, &file.sentences);
    if let keys @ [_, ..] = file.other_keys().as_slice() {
        let file = args.input.display();
        say_note(&format!("{file}: brat has no place for {}; left out", keys.join(", ")));
    }
    for (from, to) in name_for_brat(&mut file.sentences) {
        say_note(&format!("{}: the type {from:?} becomes {to}: a name of brat holds no blanks", args.input.display()));
    }
    let stem = args.input.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let document = dataset::document(&stem, &file.sentences)?;
    let txt = args.output.join(format!("{stem}.txt"));
    let ann = args.ann(&Standoff::new_at(&txt), &document);
    outputs.check(&txt.with_extension("ann"))?;
    outputs.write(&txt, document.text.as_bytes())?;
    outputs.write(&txt.with_extension("ann"), &ann)?;
    Ok(outcome)
}

/// Types with blanks get underscores, without which no line with them could be read again. What became what.
fn name_for_brat(sentences: &mut [Sentence]) -> Vec<(String, String)> {
    let mut renamed: Vec<(String, String)> = Vec::new();
    let kinds = sentences.iter_mut().flat_map(|sentence| {
        let entities = sentence.entities.iter_mut().map(|entity| &mut entity.kind);
        entities.chain(sentence.relations.iter_mut().map(|relation| &mut relation.kind))
    });
    for kind in kinds {
        let Some(made) = crate::formats::brat_name(kind) else { continue };
        if renamed.iter().all(|(from, _)| from != kind) {
            renamed.push((kind.clone(), made.clone()));
        }
        *kind = made;
    }
    renamed
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;

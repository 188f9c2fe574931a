//! `relata convert` where one side is a format of the table that is one file: CoNLL, doccano, spaCy, Prodigy, JSON lines.

use std::collections::BTreeMap;

use anyhow::{Context, bail};

use super::convert::{ConvertArgs, Predictions, Target, everything, is_foreign, load};
use super::documents::documents;
use super::messages::{Outcome, ended, say, say_note, say_unread};
use super::outputs::Outputs;
use crate::brat::{self, Standoff};
use crate::domain::{Document, Visibility};
use crate::formats::{self, File, Format, Lost};
use crate::import;
use crate::text::counting::counted;

/// Where JSON that names no other tool comes from.
pub const SPERT_JSON: &Format = &formats::FORMATS[1];

/// Places that are named one by one.
const LISTED: usize = 20;

/// The format of the input, where it is one of these files: the one that was named, or the one that it looks like.
///
/// # Errors
/// When the input cannot be read, or is no file while a format of files was named.
pub fn source(args: &ConvertArgs) -> anyhow::Result<Option<&'static Format>> {
    let path = &args.input;
    match args.from {
        Some(from) if from.name == "brat" => Ok(None),
        Some(from) if path.is_dir() => bail!("{}: {} is a file, and this is a folder", path.display(), from.title),
        Some(from) if from == SPERT_JSON && !matches!(args.to, Target::File(_)) => Ok(None),
        Some(from) => Ok(Some(from)),
        None if path.is_file() => {
            let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
            // A text with annotations beside it is a document of brat's, whatever its lines look like.
            let is_document = brat::txt_path(path) == *path && brat::ann_path(path).is_file();
            Ok(formats::guess(path, &bytes)
                .filter(|format| format.file.is_some() && *format != SPERT_JSON && !is_document))
        }
        None => Ok(None),
    }
}

/// Reads a file of another tool and writes brat documents, or another such file.
///
/// # Errors
/// When nothing can be read or written.
pub fn from_file(args: &ConvertArgs, from: &'static Format, outputs: &mut Outputs) -> anyhow::Result<Outcome> {
    let path = &args.input;
    let Some(File { reader, .. }) = &from.file else { bail!("{} is no file", from.title) };
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| shown.to_string())?;
    let decoded = import::decode(&bytes, args.encoding, None).map_err(|what| anyhow::anyhow!("{shown}: {what}"))?;
    for note in decoded.notes() {
        say_note(&format!("{shown}: {note}"));
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let parsed = reader.read(&decoded.text, &stem).with_context(|| format!("{shown}: read as {}", from.title))?;
    for problem in parsed.problems.iter().take(LISTED) {
        say_note(&format!("{shown}: {problem}"));
    }
    if let Some(more) = parsed.problems.len().checked_sub(LISTED).filter(|more| *more > 0) {
        say_note(&format!("{shown}: … and {more} more"));
    }
    say_lost(&format!("{shown}: left out"), &parsed.lost);
    let mut outcome = if parsed.problems.is_empty() { Outcome::Done } else { Outcome::Problems };
    if parsed.documents.is_empty() {
        return ended(0, outcome);
    }
    match args.to {
        Target::Brat => {
            let mut renamed = BTreeMap::new();
            for document in parsed.documents {
                let document = formats::named_for_brat(document, &mut renamed)?;
                let txt = args.output.join(format!("{}.txt", document.name));
                let ann = args.ann(&Standoff::new_at(&txt), &document);
                let written = outputs
                    .check(&txt.with_extension("ann"))
                    .and_then(|()| outputs.write(&txt, document.text.as_bytes()))
                    .and_then(|()| outputs.write(&txt.with_extension("ann"), &ann));
                if let Err(error) = written {
                    say(&error);
                    outcome = Outcome::Problems;
                }
            }
            for (from, to) in renamed {
                say_note(&format!("{shown}: the type {from:?} becomes {to}: a name of brat holds no blanks"));
            }
            Ok(outcome)
        }
        Target::SpertJson => write(args, SPERT_JSON, &parsed.documents, outputs, outcome),
        Target::File(to) => write(args, to, &parsed.documents, outputs, outcome),
    }
}

/// Writes brat documents and texts as one file of another tool.
///
/// # Errors
/// When nothing can be read or written.
pub fn to_file(args: &ConvertArgs, to: &'static Format, outputs: &mut Outputs) -> anyhow::Result<Outcome> {
    let found = documents(&args.input, args.text.as_deref(), Some(&args.output))?;
    for document in &found.found {
        outputs.reads_document(&document.txt, &document.beside);
    }
    let mut outcome = if say_unread(&found.issues) { Outcome::Problems } else { Outcome::Done };
    outputs.check(&args.output)?;
    let mut read = Vec::new();
    for document in &found.found {
        match load(args, document) {
            Ok(loaded) => {
                if !is_foreign(&document.txt) && say_unread(&loaded.issues) {
                    outcome = Outcome::Problems;
                }
                // Equal names in different folders stay apart.
                let name = document.name.with_extension("").to_string_lossy().into_owned();
                read.push(Document { name, ..loaded.document });
            }
            Err(error) => {
                say(&error);
                outcome = Outcome::Problems;
            }
        }
    }
    if read.is_empty() {
        return ended(0, outcome);
    }
    write(args, to, &read, outputs, outcome)
}

fn write(
    args: &ConvertArgs,
    to: &'static Format,
    documents: &[Document],
    outputs: &mut Outputs,
    outcome: Outcome,
) -> anyhow::Result<Outcome> {
    let Some(File { writer, .. }) = &to.file else { bail!("{} is no file", to.title) };
    if args.predictions() == Some(Predictions::Marked) && to.name != "jsonl" {
        bail!(
            "{} cannot mark predictions: --predictions unmarked writes them like all else, --predictions none leaves them out",
            to.title
        );
    }
    let mut predictions = 0;
    let with_visibility: Vec<(&Document, Visibility)> = documents
        .iter()
        .map(|document| {
            let all = match args.predictions() {
                // Scores stand beside them and tell what they are.
                None | Some(Predictions::Marked) if to.name == "jsonl" => true,
                Some(Predictions::Unmarked) => true,
                _ => false,
            };
            let annotations = &document.annotations;
            if !all {
                predictions += annotations.mentions().filter(|m| m.is_prediction()).count()
                    + annotations.relations().filter(|r| r.is_prediction()).count();
            }
            (document, if all { everything(document) } else { Visibility::confirmed_only() })
        })
        .collect();
    let (text, mut lost) = writer.write(&with_visibility);
    lost.add(predictions, "predictions that nobody has reviewed");
    outputs.write(&args.output, text.as_bytes())?;
    say_lost(&format!("{}: left out or changed", args.output.display()), &lost);
    eprintln!("{}: {}", args.output.display(), counted(documents.len(), "document"));
    Ok(outcome)
}

fn say_lost(begin: &str, lost: &Lost) {
    if !lost.is_empty() {
        say_note(&format!("{begin}: {lost}"));
    }
}

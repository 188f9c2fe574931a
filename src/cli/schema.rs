//! `relata schema`: types and what they may be related to.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Subcommand;

use super::documents::{DocumentFile, Documents, documents};
use super::messages::{Outcome, say_unread};
use super::outputs::Outputs;
use crate::brat::{Issue, conf};
use crate::domain::Visibility;
use crate::io::{Encoding, How, has_extension};
use crate::schema::{Inferred, Occurrences, annotation_conf};

#[derive(Debug, Subcommand)]
pub enum SchemaCommand {
    /// Write an annotation.conf of the types and relations that occur in documents
    ///
    /// What the annotation.conf of the documents says already stays: types, events, attributes, comments, and relations
    /// with more than lists of types. Every other relation is allowed between the types that it stands between, and no
    /// others.
    Infer {
        /// Documents or folders
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Output file; standard output without it
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Write over a file that exists already
        #[arg(long)]
        force: bool,
    },
}

/// # Errors
/// When nothing can be read, or the output cannot be written.
pub fn run(command: &SchemaCommand) -> anyhow::Result<Outcome> {
    let SchemaCommand::Infer { paths, output, force } = command;
    let mut outputs = Outputs::new(*force);
    if let Some(file) = output {
        outputs.check(file)?;
    }
    let Read { text, outcome, unread, documents } = infer(paths)?;
    documents.iter().for_each(|document| outputs.reads_document(&document.txt, &document.beside));
    match output {
        Some(file) if unread.iter().any(|known| is_same(known, file)) => {
            bail!("{} could not be read, so it is not written over: give another file", file.display());
        }
        Some(file) => outputs.write(file, text.as_bytes())?,
        None => std::io::stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(outcome)
}

struct Read {
    text: String,
    outcome: Outcome,
    /// Files of types that could not be read.
    unread: BTreeSet<PathBuf>,
    documents: Vec<DocumentFile>,
}

fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn infer(paths: &[PathBuf]) -> anyhow::Result<Read> {
    let (mut found, mut outcome) = (Occurrences::default(), Outcome::Done);
    let mut files: Vec<(PathBuf, Option<&Encoding>)> = Vec::new();
    let (mut all, mut issues) = (Vec::new(), Vec::new());
    for path in paths {
        let Documents { found, issues: more } = documents(path, None, None)?;
        all.extend(found);
        issues.extend(more);
    }
    for document in &all {
        match document.load(None) {
            Ok(loaded) => {
                let file = conf::nearest_file(&document.txt, "annotation.conf");
                let file = file.filter(|file| files.iter().all(|(known, _)| known != file));
                files.extend(file.map(|file| (file, loaded.encoding.map(How::encoding))));
                found.add(&loaded.document, &Visibility::default());
                // What is wrong with the types' files is said below, once.
                issues.extend(loaded.issues.into_iter().filter(|issue| !has_extension(&issue.file, &["conf"])));
            }
            Err(error) => {
                issues.push(Issue::unread(&document.txt, &error));
                outcome = Outcome::Problems;
            }
        }
    }
    if say_unread(&issues) {
        outcome = Outcome::Problems;
    }
    if found.documents == 0 {
        bail!("there is no document (.txt with .ann) to infer types from");
    }
    let (mut known, mut unread) = (Vec::new(), BTreeSet::new());
    for (file, like) in files {
        match conf::read_text(&file, like) {
            Ok(text) => known.push(text),
            Err(issue) => {
                eprintln!("{issue}");
                outcome = Outcome::Problems;
                unread.insert(file);
            }
        }
    }
    let Inferred { text, left_out } = annotation_conf(&found, &known);
    for name in &left_out {
        eprintln!(
            "{name} is left out: brat stores names of A to Z, a to z, 0 to 9, _ and -, and values without a blank"
        );
        outcome = Outcome::Problems;
    }
    for (line, why) in conf::refused(&text) {
        eprintln!(
            "line {line} of what is written: {why}; brat would not read the file (correct it in your annotation.conf)"
        );
        outcome = Outcome::Problems;
    }
    Ok(Read { text, outcome, unread, documents: all })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("writable");
        }
        folder
    }

    const TEXT: (&str, &str) = ("a.txt", "Анна lives in Paris.");
    const ANN: (&str, &str) = ("a.ann", "T1\tPerson 0 4\tАнна\nT2\tCity 14 19\tParis\nR1\tLives_In Arg1:T1 Arg2:T2\n");

    #[test]
    fn a_folder_becomes_an_annotation_conf_that_allows_what_it_holds() {
        let folder = folder(&[TEXT, ANN]);
        let Read { text, outcome, .. } = infer(&[folder.path().to_owned()]).expect("documents");
        assert_eq!(outcome, Outcome::Done);
        assert!(text.contains("#   Lives_In: Person → City: 1\n"), "{text}");
        std::fs::write(folder.path().join("annotation.conf"), &text).expect("writable");
        let conf = conf::nearest(&folder.path().join("a.txt")).expect("written");
        assert!(conf.issues.is_empty(), "{:?}", conf.issues);
        let lives = conf.schema.relation("Lives_In").expect("inferred");
        assert!(lives.allows("Person", "City") && !lives.allows("City", "Person"));
        assert!(infer(&[folder.path().join("none.txt")]).is_err());
    }

    #[test]
    fn the_file_is_read_before_it_is_written_and_written_over_only_when_asked() {
        let conf = "# ours\n[entities]\nPerson\n[attributes]\nFamous\tArg:Person\n";
        let folder = folder(&[TEXT, ANN, ("annotation.conf", conf)]);
        let file = folder.path().join("annotation.conf");
        let infer = |force| {
            run(&SchemaCommand::Infer { paths: vec![folder.path().to_owned()], output: Some(file.clone()), force })
        };
        assert!(infer(false).is_err_and(|error| error.to_string().contains("--force")));
        assert_eq!(std::fs::read_to_string(&file).expect("there"), conf);
        assert_eq!(infer(true).expect("written"), Outcome::Done);
        let text = std::fs::read_to_string(&file).expect("there");
        for line in ["# ours", "Person\nCity", "Famous\tArg:Person", "Lives_In\tArg1:Person, Arg2:City"] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn a_conf_that_cannot_be_read_is_said_and_left_alone() {
        let folder = folder(&[TEXT, ANN]);
        let file = folder.path().join("annotation.conf");
        // A folder of that name is no file; bytes that are no text in any encoding are none either.
        std::fs::write(&file, b"[entities]\n\xff\xfe\x00\xd8\n").expect("writable");
        let Ok(Read { outcome, unread, .. }) = infer(&[folder.path().to_owned()]) else { panic!("documents") };
        if !unread.is_empty() {
            assert_eq!(outcome, Outcome::Problems);
            let command =
                SchemaCommand::Infer { paths: vec![folder.path().to_owned()], output: Some(file.clone()), force: true };
            assert!(run(&command).is_err());
            assert!(std::fs::read(&file).expect("there").contains(&0xff));
        }
    }
}

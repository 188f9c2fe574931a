//! `relata schema`: types and what they may be related to.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::messages::{Outcome, say};
use crate::brat::{self, conf};
use crate::domain::{Schema, Visibility};
use crate::schema::Occurrences;

#[derive(Debug, Subcommand)]
pub enum SchemaCommand {
    /// Print an annotation.conf of the types and relations that occur in documents
    ///
    /// Every relation is allowed between the types that it stands between, and no others. Order, hierarchy and symmetry
    /// come from the annotation.conf that the documents have, if they have one.
    Infer {
        /// Documents or folders
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

/// # Errors
/// When nothing can be read, or standard output cannot be written.
pub fn run(command: &SchemaCommand) -> anyhow::Result<Outcome> {
    let SchemaCommand::Infer { paths } = command;
    let (text, outcome) = infer(paths)?;
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(outcome)
}

fn infer(paths: &[PathBuf]) -> anyhow::Result<(String, Outcome)> {
    let (mut found, mut known, mut outcome) = (Occurrences::default(), Schema::default(), Outcome::Done);
    for path in paths {
        for txt in documents(path)? {
            match brat::load_document(&txt) {
                Ok(loaded) => {
                    // Not the types of the annotations: those come in the order of their frequency.
                    if let Some(conf) = conf::nearest(&txt) {
                        known.merge(&conf.schema);
                    }
                    found.add(&loaded.document, &Visibility::default());
                }
                Err(error) => {
                    say(&error.into());
                    outcome = Outcome::Problems;
                }
            }
        }
    }
    if found.documents == 0 {
        anyhow::bail!("there is no document (.txt with .ann) to infer types from");
    }
    let mut text = format!("# Inferred from {} documents. How often each relation occurs:\n", found.documents);
    for ([head, kind, tail], count) in &found.triples {
        writeln!(text, "#   {kind}: {head} → {tail}: {count}")?;
    }
    text.push('\n');
    text += &conf::edit::render(&found.schema(&known));
    Ok((text, outcome))
}

fn documents(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    Ok(if path.is_dir() { brat::list_tree(path)? } else { vec![path.to_owned()] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_becomes_an_annotation_conf_that_allows_what_it_holds() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("writable");
        write("a.txt", "Анна lives in Paris.");
        write("a.ann", "T1\tPerson 0 4\tАнна\nT2\tCity 14 19\tParis\nR1\tLives_In Arg1:T1 Arg2:T2\n");
        let (text, outcome) = infer(&[folder.path().to_owned()]).expect("documents");
        assert_eq!(outcome, Outcome::Done);
        assert!(text.contains("#   Lives_In: Person → City: 1\n"), "{text}");
        write("annotation.conf", &text);
        let conf = conf::nearest(&folder.path().join("a.txt")).expect("written");
        assert!(conf.issues.is_empty(), "{:?}", conf.issues);
        let lives = conf.schema.relation("Lives_In").expect("inferred");
        assert!(lives.allows("Person", "City") && !lives.allows("City", "Person"));
        assert!(infer(&[folder.path().join("none.txt")]).is_err());
    }
}

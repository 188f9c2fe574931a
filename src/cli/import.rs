//! `relata import`: the texts of Word documents, PDFs, web pages and Markdown as files of their own.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::inputs;
use super::messages::{Outcome, ended, note, say};
use crate::import::{self, Encoding, Home};

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Files: .docx, .pdf, .html, .md, or .txt in any encoding
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Where the texts go (default: beside their sources); - writes them to standard output
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Encoding of the files, such as windows-1251 (default: found out from the bytes)
    #[arg(long, value_name = "NAME", value_parser = inputs::encoding)]
    pub encoding: Option<&'static Encoding>,
}

/// Prints the place of each text. A text that stands there already is left as it is, and its place printed.
///
/// # Errors
/// When standard output or the folder cannot be written.
pub fn run(args: &ImportArgs) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    let to_stdout = args.out.as_deref() == Some(Path::new("-"));
    if let Some(folder) = args.out.as_ref().filter(|_| !to_stdout) {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let mut done = 0;
    for file in &args.files {
        let imported = match import::read(file, args.encoding, &Default::default()) {
            Ok(imported) => imported,
            Err(error) => {
                say(&error.into());
                outcome = Outcome::Problems;
                continue;
            }
        };
        note(&file.display().to_string(), &imported.notes);
        let mut out = std::io::stdout().lock();
        if to_stdout {
            out.write_all(imported.text.as_bytes())?;
            done += 1;
            continue;
        }
        let folder = args.out.as_deref().or(file.parent()).unwrap_or(Path::new(""));
        let place = import::home(folder, file, imported.kind, &imported.text);
        let written = match &place {
            Home::Kept(_) => Ok(()),
            Home::Free(path) => import::write_new(path, &imported.text),
        };
        match written {
            Ok(()) => {
                writeln!(out, "{}", place.path().display())?;
                done += 1;
            }
            Err(error) => {
                say(&anyhow::anyhow!("{} was not written: {error}", place.path().display()));
                outcome = Outcome::Problems;
            }
        }
    }
    ended(done, outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_beside_their_sources_once_and_sources_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = folder.path().join("a.html");
        std::fs::write(&page, "<p>Anna</p>").expect("writable");
        let args = |out: Option<PathBuf>| ImportArgs { files: vec![page.clone()], out, encoding: None };
        for _ in 0..2 {
            assert_eq!(run(&args(None)).expect("runs"), Outcome::Done);
        }
        assert_eq!(std::fs::read_to_string(folder.path().join("a.txt")).expect("there"), "Anna\n");
        assert_eq!(std::fs::read_dir(folder.path()).expect("there").count(), 2);
        assert_eq!(run(&args(Some(folder.path().join("new/out")))).expect("runs"), Outcome::Done);
        assert!(folder.path().join("new/out/a.txt").is_file());
        assert_eq!(std::fs::read_to_string(&page).expect("there"), "<p>Anna</p>");
    }
}

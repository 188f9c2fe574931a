//! `relata import`: the texts of Word documents, PDFs, web pages and Markdown as files of their own.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::inputs;
use super::messages::{Outcome, ended, note, say};
use crate::brat;
use crate::import::{self, Encoding, Home, How, Imported, Kind};

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
                if let Err(error) = carry_annotations(file, imported, place.path()) {
                    say(&error);
                    outcome = Outcome::Problems;
                }
            }
            Err(error) => {
                say(&anyhow::anyhow!("{} was not written: {error}", place.path().display()));
                outcome = Outcome::Problems;
            }
        }
    }
    ended(done, outcome)
}

/// The annotations of a plain text in another encoding go where its text went; those that stand there already stay.
fn carry_annotations(file: &Path, imported: Imported, txt: &Path) -> anyhow::Result<()> {
    let like = imported.decoded.map(How::encoding);
    // A text of UTF-8 has its annotations beside it, and they count its byte order mark.
    if imported.kind != Kind::Text || like.is_none_or(|like| like.name() == "UTF-8") {
        return Ok(());
    }
    let loaded = brat::load_with_text(file, imported.text.into(), like)?;
    let (ann, bytes) = (brat::ann_path(txt), loaded.standoff.bytes());
    if bytes.is_empty() {
        return Ok(());
    }
    match std::fs::read(&ann) {
        Ok(there) if there == bytes => Ok(()),
        Ok(_) => bail!("{} holds other annotations than {}: it stays as it is", ann.display(), loaded.ann.display()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            loaded.issues.iter().for_each(|issue| eprintln!("{issue}"));
            Ok(brat::write_atomically(&ann, &bytes)?)
        }
        Err(error) => Err(error).with_context(|| ann.display().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_another_encoding_takes_its_annotations_along() {
        let folder = tempfile::tempdir().expect("a folder");
        let txt = folder.path().join("a.txt");
        let text = "Анна Петрова приехала в Тверь вечером и сразу позвонила своему брату Борису.";
        let ann = "T1\tPeop 0 4\tАнна\n#1\tAnnotatorNotes T1\tсестра\n";
        let cyrillic = encoding_rs::WINDOWS_1251;
        std::fs::write(&txt, cyrillic.encode(text).0).expect("writable");
        std::fs::write(txt.with_extension("ann"), cyrillic.encode(ann).0).expect("writable");
        let args = ImportArgs { files: vec![txt], out: None, encoding: None };
        for _ in 0..2 {
            assert_eq!(run(&args).expect("runs"), Outcome::Done);
        }
        assert_eq!(std::fs::read_to_string(folder.path().join("a.utf8.txt")).expect("written"), text);
        assert_eq!(std::fs::read_to_string(folder.path().join("a.utf8.ann")).expect("written"), ann);
        std::fs::write(folder.path().join("a.utf8.ann"), "T1\tMine 0 4\tАнна\n").expect("writable");
        assert_eq!(run(&args).expect("runs"), Outcome::Problems, "the work of others is not written over");
        let kept = std::fs::read_to_string(folder.path().join("a.utf8.ann")).expect("there");
        assert_eq!(kept, "T1\tMine 0 4\tАнна\n");
    }

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

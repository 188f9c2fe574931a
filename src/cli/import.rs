//! `relata import`: the texts of Word documents, PDFs, web pages and Markdown as files of their own.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::inputs;
use super::messages::{Outcome, ended, note, say};
use crate::brat;
use crate::import::{self, Encoding, Home, How, Imported, Kind};

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

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
    let mut done = 0;
    for file in &args.files {
        if file.is_dir() {
            let all = file.join("*");
            say(&anyhow::anyhow!(
                "{}: this is a folder; import takes files (name them: relata import {})",
                file.display(),
                all.display()
            ));
            outcome = Outcome::Problems;
            continue;
        }
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
            Home::Free(path) => {
                if args.out.is_some() {
                    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
                }
                import::write_new(path, &imported.text)
            }
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

/// The annotations of a plain text go where its text went; those that stand there already stay.
fn carry_annotations(file: &Path, imported: Imported, txt: &Path) -> anyhow::Result<()> {
    if imported.kind != Kind::Text || is_same_file(file, txt) {
        return Ok(());
    }
    let like = imported.decoded.map(How::encoding).filter(|like| like.name() != "UTF-8");
    if like.is_none() && std::fs::read(file).is_ok_and(|bytes| bytes.starts_with(MARK)) {
        let ann = brat::ann_path(file);
        if ann.is_file() {
            // They count the mark, which the text has no more.
            bail!("{} stays where it is: it counts the byte order mark of {}", ann.display(), file.display());
        }
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
            Ok(crate::io::write_atomically(&ann, &bytes)?)
        }
        Err(error) => Err(error).with_context(|| ann.display().to_string()),
    }
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    std::fs::canonicalize(a).ok().zip(std::fs::canonicalize(b).ok()).is_some_and(|(a, b)| a == b)
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
    fn a_text_that_goes_elsewhere_takes_its_annotations_along() {
        let folder = tempfile::tempdir().expect("a folder");
        let (txt, out) = (folder.path().join("a.txt"), folder.path().join("out"));
        std::fs::write(&txt, "Ёж спит.").expect("writable");
        let ann = "T1\tPeop 0 2\tЁж\r\nodd line\n";
        std::fs::write(txt.with_extension("ann"), ann).expect("writable");
        let args = |out: &Path| ImportArgs { files: vec![txt.clone()], out: Some(out.to_owned()), encoding: None };
        for out in [&out, &out, folder.path()] {
            assert_eq!(run(&args(out)).expect("runs"), Outcome::Done);
        }
        assert_eq!(std::fs::read_to_string(out.join("a.ann")).expect("written"), ann);
        assert_eq!(std::fs::read_dir(folder.path()).expect("there").count(), 3);
        std::fs::write(&txt, "\u{feff}Ёж спит.").expect("writable");
        let marked = folder.path().join("marked");
        assert_eq!(run(&args(&marked)).expect("runs"), Outcome::Problems, "its offsets count the mark");
        assert!(!marked.join("a.ann").exists());
    }

    #[test]
    fn nothing_that_can_be_read_makes_no_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let files = vec![folder.path().to_owned(), folder.path().join("none.html")];
        let args = ImportArgs { files, out: Some(out.clone()), encoding: None };
        assert!(run(&args).is_err_and(|error| error.to_string().contains("nothing could be read")));
        assert!(!out.exists());
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

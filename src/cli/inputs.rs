//! What a command reads: texts, folders, standard input, SpERT JSON.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::documents::nothing_in;
use crate::brat::Issue;
use crate::dataset::folder_issues;
use crate::import::{self, Encoding, Kind};
use crate::io::{Folder, has_extension, is_json, must_exist, refuse};
use crate::text::decode_utf8;

/// `--encoding`: a label such as `windows-1251`.
///
/// # Errors
/// With some of the labels there are.
pub fn encoding(label: &str) -> Result<&'static Encoding, String> {
    import::encoding_named(label).ok_or_else(|| {
        let known: Vec<&str> = import::ENCODINGS.iter().map(|(name, _)| *name).collect();
        format!("nobody knows an encoding of this name; some are {}", known.join(", "))
    })
}

/// A text, and what should be said of how it was read.
pub struct Text {
    pub text: String,
    pub notes: Vec<String>,
}

/// One thing to read.
#[derive(Clone, Debug)]
pub struct Source {
    pub from: Input,
    /// Its place below the folder that was given, or its name: where its output goes.
    #[cfg(feature = "ml")]
    pub place: PathBuf,
}

#[derive(Clone, Debug)]
pub enum Input {
    Stdin,
    Text(PathBuf),
    /// SpERT JSON: sentences that are tokenized already.
    Tokenized(PathBuf),
}

impl Source {
    fn new(from: Input, root: Option<&Path>) -> Self {
        #[cfg(feature = "ml")]
        let place = match &from {
            Input::Stdin => PathBuf::from("stdin"),
            Input::Text(path) | Input::Tokenized(path) => match root.and_then(|root| path.strip_prefix(root).ok()) {
                Some(below) => below.to_owned(),
                None => path.file_name().map(PathBuf::from).unwrap_or_else(|| "text".into()),
            },
        };
        #[cfg(not(feature = "ml"))]
        let _ = root;
        Self {
            from,
            #[cfg(feature = "ml")]
            place,
        }
    }

    pub fn name(&self) -> String {
        self.path().map_or_else(|| "-".to_owned(), |path| path.display().to_string())
    }

    /// The file; none for standard input.
    pub fn path(&self) -> Option<&Path> {
        match &self.from {
            Input::Stdin => None,
            Input::Text(path) | Input::Tokenized(path) => Some(path),
        }
    }
}

/// What a path that was given leads to.
#[derive(Debug, Default)]
pub struct Sources {
    pub found: Vec<Source>,
    /// What is wrong in a folder: annotations without a text, links that lead nowhere.
    pub issues: Vec<Issue>,
}

/// The texts of a folder by the one rule for documents, or the file that is named. `output` is where the command writes:
/// that is no input.
///
/// # Errors
/// When a folder cannot be read or holds no text, or a path does not exist or is no text.
pub fn sources(path: &Path, output: Option<&Path>) -> anyhow::Result<Sources> {
    if path == Path::new("-") {
        return Ok(Sources { found: vec![Source::new(Input::Stdin, None)], issues: Vec::new() });
    }
    if path.is_dir() {
        let folder = Folder::list_without(path, output)?;
        super::documents::say_loops(&folder);
        let texts = folder.texts();
        if texts.is_empty() {
            return Err(nothing_in(path, &folder, "relata import takes the texts out of other files"));
        }
        let found = texts.into_iter().map(|txt| Source::new(Input::Text(txt), Some(path))).collect();
        return Ok(Sources { found, issues: folder_issues(&folder).collect() });
    }
    must_exist(path)?;
    if has_extension(path, &["ann", "a1", "a2"]) {
        anyhow::bail!(
            "{}: these are annotations, not a text; give {}",
            path.display(),
            path.with_extension("txt").display()
        );
    }
    let from = if is_json(path) { Input::Tokenized(path.to_owned()) } else { Input::Text(path.to_owned()) };
    Ok(Sources { found: vec![Source::new(from, None)], issues: Vec::new() })
}

/// Reads a text. Of UTF-8 a byte order mark stays, so that offsets fit the file; other encodings and other kinds of
/// files go through [`import`].
///
/// # Errors
/// File, place and remedy for what is no text.
pub fn read_text(source: &Source, encoding: Option<&'static Encoding>) -> anyhow::Result<Text> {
    let name = source.name();
    let path = Path::new(&name);
    let mut bytes = Vec::new();
    match source.path() {
        None => {
            std::io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
        }
        Some(path) => bytes = std::fs::read(path).with_context(|| name.clone())?,
    }
    let is_plain = Kind::of(path).is_none_or(|kind| kind == Kind::Text);
    if encoding.is_none()
        && is_plain
        && !bytes.starts_with(b"%PDF-")
        && let Ok(text) = decode_utf8(&bytes)
    {
        refuse(path, &bytes)?;
        return Ok(Text { text: text.to_owned(), notes: Vec::new() });
    }
    let imported = import::from_bytes(path, bytes, encoding, &Default::default())?;
    Ok(Text { text: imported.text, notes: imported.notes })
}

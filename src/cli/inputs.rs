//! What a command reads: texts, folders, standard input, SpERT JSON.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
#[cfg(feature = "ml")]
use serde::Deserialize;

use crate::import::{self, Encoding, Kind};
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
pub enum Source {
    StandardInput,
    Text(PathBuf),
    /// SpERT JSON: sentences that are tokenized already.
    Tokenized(PathBuf),
}

impl Source {
    pub fn name(&self) -> String {
        match self {
            Self::StandardInput => "-".to_owned(),
            Self::Text(path) | Self::Tokenized(path) => path.display().to_string(),
        }
    }

    /// A file name for its output.
    #[cfg(feature = "ml")]
    pub fn stem(&self) -> String {
        match self {
            Self::StandardInput => "stdin".to_owned(),
            Self::Text(path) | Self::Tokenized(path) => {
                path.file_stem().map_or_else(|| "text".to_owned(), |s| s.to_string_lossy().into_owned())
            }
        }
    }
}

/// Expands folders (recursively, `.txt` only, sorted).
///
/// # Errors
/// When a folder cannot be read or a path does not exist.
pub fn sources(path: &Path) -> anyhow::Result<Vec<Source>> {
    if path == Path::new("-") {
        return Ok(vec![Source::StandardInput]);
    }
    if path.is_dir() {
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            let entry = entry.with_context(|| format!("{}", path.display()))?;
            if entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == "txt") {
                files.push(Source::Text(entry.into_path()));
            }
        }
        if files.is_empty() {
            let remedy = "relata import takes the texts out of other files";
            anyhow::bail!("{}: the folder holds no .txt files ({remedy})", path.display());
        }
        return Ok(files);
    }
    if !path.exists() {
        anyhow::bail!("{}: there is no such file or folder", path.display());
    }
    if path.extension().is_some_and(|e| ["ann", "a1", "a2"].iter().any(|a| e == *a)) {
        anyhow::bail!(
            "{}: these are annotations, not a text; give {}",
            path.display(),
            path.with_extension("txt").display()
        );
    }
    let is_json = path.extension().is_some_and(|e| e == "json");
    Ok(vec![if is_json { Source::Tokenized(path.to_owned()) } else { Source::Text(path.to_owned()) }])
}

/// Reads a text. Of UTF-8 a byte order mark stays, so that offsets fit the file; other encodings and other kinds of
/// files go through [`import`].
///
/// # Errors
/// File, place and remedy for what is no text.
pub fn read_text(source: &Source, encoding: Option<&'static Encoding>) -> anyhow::Result<Text> {
    let name = source.name();
    let mut bytes = Vec::new();
    match source {
        Source::StandardInput => {
            std::io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
        }
        Source::Text(path) | Source::Tokenized(path) => bytes = std::fs::read(path).with_context(|| name.clone())?,
    }
    let is_plain = Kind::of(Path::new(&name)).is_none_or(|kind| kind == Kind::Text);
    if encoding.is_none()
        && is_plain
        && !bytes.starts_with(b"%PDF-")
        && let Ok(text) = decode_utf8(&bytes)
    {
        return Ok(Text { text: text.to_owned(), notes: Vec::new() });
    }
    let imported = import::from_bytes(Path::new(&name), bytes, encoding, &Default::default())?;
    Ok(Text { text: imported.text, notes: imported.notes })
}

#[cfg(feature = "ml")]
#[derive(Deserialize)]
struct TokenizedSentence {
    tokens: Vec<String>,
}

/// The tokens of a SpERT JSON file; annotations in it do not matter here.
///
/// # Errors
/// File, line and column of what is not such JSON.
#[cfg(feature = "ml")]
pub fn read_tokenized(path: &Path) -> anyhow::Result<Vec<Vec<String>>> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let text = decode_utf8(&bytes).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    let sentences: Vec<TokenizedSentence> = serde_json::from_str(text).map_err(|error| {
        anyhow::anyhow!("{}: not SpERT JSON, which is a list of {{\"tokens\": […]}}: {error}", path.display())
    })?;
    Ok(sentences.into_iter().map(|s| s.tokens).collect())
}

//! Gold and predicted brat documents of the same texts.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::brat::{self, Issue, Loaded, Severity};
use crate::domain::Document;

/// A document with its right annotations and, where there are any, its predicted ones.
pub struct BratPair {
    pub name: String,
    pub txt: PathBuf,
    pub gold: Document,
    pub pred: Option<Document>,
}

/// The documents that have gold annotations. A prediction may be an `.ann` alone; it is read on gold's text then.
///
/// # Errors
/// When a file cannot be read, or a prediction has another text.
pub fn brat_pairs(gold: &Path, pred: &Path) -> anyhow::Result<Vec<BratPair>> {
    if gold.is_dir() && !pred.is_dir() {
        bail!(
            "{} is a folder, so {} must be one too: of predictions under the same names",
            gold.display(),
            pred.display()
        );
    }
    let mut pairs = Vec::new();
    let mut bare = 0;
    for (txt, name) in documents(gold)? {
        if ["ann", "a1", "a2"].iter().all(|extension| !txt.with_extension(extension).is_file()) {
            bare += 1;
            continue;
        }
        let loaded = brat::load_document(&txt)?;
        say_errors(&loaded.issues);
        let place = if gold.is_dir() { pred.join(&name) } else { brat::txt_path(pred) };
        let pred = predicted(&loaded, &place)?;
        let name = name.with_extension("").display().to_string();
        pairs.push(BratPair { name, txt, gold: loaded.document, pred });
    }
    if bare > 0 {
        eprintln!("{bare} documents have no gold annotations (.ann) and are left out");
    }
    if pairs.is_empty() {
        bail!("{}: there is no document (.txt with .ann) here", gold.display());
    }
    Ok(pairs)
}

/// Texts with their place below the folder.
fn documents(gold: &Path) -> anyhow::Result<Vec<(PathBuf, PathBuf)>> {
    if !gold.is_dir() {
        let txt = brat::txt_path(gold);
        let name = txt.file_name().map(PathBuf::from).with_context(|| format!("{}: not a file", gold.display()))?;
        return Ok(vec![(txt, name)]);
    }
    let found = brat::list_tree(gold)?;
    Ok(found.into_iter().map(|txt| (txt.clone(), txt.strip_prefix(gold).unwrap_or(&txt).to_owned())).collect())
}

fn predicted(gold: &Loaded, txt: &Path) -> anyhow::Result<Option<Document>> {
    if txt.is_file() {
        let loaded = brat::load_document(txt)?;
        if loaded.document.text != gold.document.text {
            bail!(
                "{}: another text than {}; offsets would mean other words. Predict gold's own text",
                txt.display(),
                gold.txt.display()
            );
        }
        say_errors(&loaded.issues);
        return Ok(Some(loaded.document));
    }
    let ann = brat::ann_path(txt);
    if !ann.is_file() {
        return Ok(None);
    }
    let (document, issues) = brat::load_annotations(&gold.document, &ann)?;
    say_errors(&issues);
    Ok(Some(document))
}

/// Lines that could not be understood are not scored; whoever wonders about a figure should know.
fn say_errors(issues: &[Issue]) {
    issues.iter().filter(|issue| issue.severity == Severity::Error).for_each(|issue| eprintln!("{issue}"));
}

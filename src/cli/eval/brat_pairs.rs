//! Gold and predicted brat documents of the same texts.

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::brat::{self, Issue, Loaded, Standoff};
use crate::cli::documents::{DocumentFile, documents};
use crate::cli::messages::{Outcome, say_unread};
use crate::domain::{Document, change};
use crate::io::sibling;
use crate::text::counting::{agreed, counted};

/// A document with its right annotations and, where there are any, its predicted ones.
pub struct BratPair {
    pub name: String,
    pub txt: PathBuf,
    pub gold: Document,
    pub pred: Option<Document>,
    /// The ids in gold's file.
    pub gold_ids: Standoff,
    /// The ids in the prediction's.
    pub pred_ids: Standoff,
}

/// All of them, and whether every document could be read.
pub struct BratPairs {
    pub pairs: Vec<BratPair>,
    pub outcome: Outcome,
}

/// The documents that have gold annotations. A prediction may be an `.ann` alone; it is read on gold's text then.
///
/// # Errors
/// When a file cannot be read, or a prediction has another text.
pub fn brat_pairs(gold: &Path, pred: &Path) -> anyhow::Result<BratPairs> {
    if gold.is_dir() && !pred.is_dir() {
        bail!(
            "{} is a folder, so {} must be one too: of predictions under the same names",
            gold.display(),
            pred.display()
        );
    }
    let mut pairs = Vec::new();
    let (mut bare, mut unreviewed, mut outcome) = (0, 0, Outcome::Done);
    let found = documents(gold, None, None)?;
    // Figures go on without annotations that have no text and lines that nobody understands.
    let mut issues = found.issues;
    for DocumentFile { txt, name, .. } in found.found {
        if ["ann", "a1", "a2"].iter().all(|extension| sibling(&txt, extension).is_none()) {
            bare += 1;
            continue;
        }
        let mut loaded = match brat::load_decoded(&txt, None, None) {
            Ok(loaded) => loaded,
            // One bad file never stops the others.
            Err(error) if gold.is_dir() => {
                issues.push(Issue::unread(&txt, &error));
                outcome = Outcome::Problems;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        unreviewed += change::keep_confirmed(&mut loaded.document);
        let place = if gold.is_dir() { pred.join(&name) } else { brat::txt_path(pred) };
        let (pred, pred_ids) = predicted(&loaded, &place, &mut issues)?.unzip();
        issues.extend(loaded.issues);
        let name = name.with_extension("").display().to_string();
        let (gold, gold_ids, pred_ids) = (loaded.document, loaded.standoff, pred_ids.unwrap_or_default());
        pairs.push(BratPair { name, txt, gold, pred, gold_ids, pred_ids });
    }
    say_unread(&issues);
    if bare > 0 {
        let (documents, have, are) =
            (counted(bare, "document"), agreed(bare, "has", "have"), agreed(bare, "is", "are"));
        eprintln!("{documents} {have} no gold annotations (.ann) and {are} left out");
    }
    if unreviewed > 0 {
        eprintln!(
            "{}: {} that nobody has reviewed {are} no right {} and {are} left out",
            gold.display(),
            counted(unreviewed, "prediction"),
            agreed(unreviewed, "answer", "answers"),
            are = agreed(unreviewed, "is", "are"),
        );
    }
    if pairs.is_empty() {
        bail!("{}: there is no document (.txt with .ann) here", gold.display());
    }
    Ok(BratPairs { pairs, outcome })
}

fn predicted(gold: &Loaded, txt: &Path, issues: &mut Vec<Issue>) -> anyhow::Result<Option<(Document, Standoff)>> {
    if let Some(txt) = sibling(txt, "txt") {
        let loaded = brat::load_decoded(&txt, None, None)?;
        let Some(document) = loaded.document.on_text(&gold.document.text) else {
            bail!(
                "{}: another text than {}; offsets would mean other words. Predict gold's own text",
                txt.display(),
                gold.txt.display()
            );
        };
        issues.extend(loaded.issues);
        return Ok(Some((document, loaded.standoff)));
    }
    let ann = brat::ann_path(txt);
    if !ann.is_file() {
        return Ok(None);
    }
    let loaded = brat::load_annotations_whole(&gold.document, &ann)?;
    issues.extend(loaded.issues);
    Ok(Some((loaded.document, loaded.standoff)))
}

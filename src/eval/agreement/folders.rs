//! Folders of the same texts, annotated by different people.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Comparison, Group, Layer, Tally, compare_documents};
use crate::brat::{self, LoadError, Loaded, Severity, provenance};
use crate::domain::{Annotations, Document, Schema, Visibility};
use crate::io::{Folder, sibling};
use crate::text::counting::{agreed, counted};

/// Why folders cannot be compared at all.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error(transparent)]
    List(#[from] LoadError),
    #[error(
        "{} has no document that {} has too: annotations are compared under the same file names",
        .0.display(), .1.display()
    )]
    NothingShared(PathBuf, PathBuf),
    #[error("cancelled")]
    Cancelled,
}

/// A text and where its annotations are.
#[derive(Clone, Debug)]
pub struct Row {
    /// Below its folder, without the extension.
    pub name: String,
    /// The `.txt` as each folder would name it; `None` where the folder has no annotations under that name.
    pub files: Vec<Option<PathBuf>>,
    /// The text, where it is kept apart from all of them.
    pub text: Option<PathBuf>,
}

/// Which documents several folders have in common.
#[derive(Clone, Debug)]
pub struct Folders {
    pub folders: Vec<PathBuf>,
    /// Documents that at least two of them have annotated.
    pub rows: Vec<Row>,
    /// Documents that only one has.
    pub alone: usize,
}

/// Lists what folders hold; a pair of files may be given instead of folders. A folder may hold `.ann` files alone, read
/// then on the text of another folder, or on that of `texts`, where texts are kept apart (a folder, or one file).
///
/// # Errors
/// When a folder cannot be read, or no two share a document.
pub fn read_folders(folders: &[PathBuf], texts: Option<&Path>) -> Result<Folders, FolderError> {
    let mut found: BTreeMap<PathBuf, Vec<Option<PathBuf>>> = BTreeMap::new();
    let single = folders.iter().all(|folder| !folder.is_dir());
    for (at, folder) in folders.iter().enumerate() {
        let files = if single { vec![brat::ann_path(&brat::txt_path(folder))] } else { annotations(folder)? };
        for ann in files {
            // Two files given by name are meant for each other, whatever their names.
            let name = if single { PathBuf::new() } else { relative(folder, &ann) };
            let row = found.entry(name).or_insert_with(|| vec![None; folders.len()]);
            row[at] = Some(brat::txt_path(&ann));
        }
    }
    let before = found.len();
    let shared = found.into_iter().filter(|(_, files)| files.iter().flatten().count() > 1);
    let rows: Vec<Row> = shared
        .map(|(name, files)| {
            let stem = || files.iter().flatten().next().and_then(|f| f.file_stem()).map(|s| s.to_string_lossy());
            let name = if name.as_os_str().is_empty() {
                stem().map(|s| s.into_owned()).unwrap_or_default()
            } else {
                name.display().to_string()
            };
            let text = texts.and_then(|texts| {
                if texts.is_dir() { sibling(&texts.join(format!("{name}.txt")), "txt") } else { Some(texts.to_owned()) }
            });
            Row { name, files, text }
        })
        .collect();
    match (rows.is_empty(), folders) {
        (true, [first, .., last]) => Err(FolderError::NothingShared(first.clone(), last.clone())),
        _ => Ok(Folders { folders: folders.to_vec(), alone: before - rows.len(), rows }),
    }
}

fn relative(folder: &Path, ann: &Path) -> PathBuf {
    ann.strip_prefix(folder).unwrap_or(ann).with_extension("")
}

fn annotations(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let listed = Folder::list(folder).map_err(LoadError::from)?;
    Ok(listed.with_extensions(&["ann"]))
}

impl Folders {
    /// Reads one document of every folder that has it; what is wrong goes to `problems`.
    pub fn load(&self, row: &Row, problems: &mut Vec<String>) -> Vec<Option<Document>> {
        let mut text: Option<Loaded> = None;
        for txt in row
            .text
            .iter()
            .chain(row.files.iter().flatten())
            .filter_map(|txt| sibling(txt, "txt").or_else(|| txt.is_file().then(|| txt.clone())))
        {
            match brat::load_decoded(&txt, None, None) {
                Ok(loaded) => {
                    text = Some(loaded);
                    break;
                }
                Err(error) => problems.push(error.to_string()),
            }
        }
        let Some(text) = text else {
            problems.push(format!(
                "{}: no folder has the text (.txt) of these annotations; --text DIR names the folder of the texts",
                row.name
            ));
            return vec![None; row.files.len()];
        };
        row.files.iter().map(|txt| layer(&text, txt.as_deref()?, problems)).collect()
    }
}

/// A layer on the text that another folder may hold.
fn layer(text: &Loaded, txt: &Path, problems: &mut Vec<String>) -> Option<Document> {
    let mut say = |message: String| problems.push(message);
    let (document, issues) = if txt == text.txt {
        (text.document.clone(), text.issues.clone())
    } else if txt.is_file() {
        match brat::load_decoded(txt, None, None) {
            // The first text is the one that is shown and counted; line ends of another one are no difference.
            Ok(loaded) => match loaded.document.on_text(&text.document.text) {
                Some(document) => (document, loaded.issues),
                None => {
                    let (here, there) = (txt.display(), text.txt.display());
                    say(format!("{here}: another text than {there}, so its annotations mean other words; left out"));
                    return None;
                }
            },
            Err(error) => {
                say(error.to_string());
                return None;
            }
        }
    } else {
        let ann = brat::ann_path(txt);
        match brat::load_annotations(&text.document, &ann) {
            Ok(loaded) => loaded,
            Err(error) => {
                say(format!("{error}; left out"));
                return None;
            }
        }
    };
    issues.iter().filter(|issue| issue.severity == Severity::Error).for_each(|issue| say(issue.to_string()));
    Some(document)
}

/// What counts of one side of a comparison: what people and files vouch for. Where nobody vouches for anything, it is a
/// model's side, and what `shown` lets through of its predictions counts.
pub fn side(annotations: &Annotations, shown: &Visibility) -> Visibility {
    let confirmed = Visibility::confirmed_only();
    if vouched_for(annotations) { confirmed } else { shown.clone() }
}

fn vouched_for(annotations: &Annotations) -> bool {
    Visibility::confirmed_only().mentions(annotations).next().is_some()
}

fn predictions(annotations: &Annotations) -> usize {
    let mentions = annotations.mentions().filter(|m| m.is_prediction()).count();
    mentions + annotations.relations().filter(|r| r.is_prediction()).count()
}

impl Folders {
    /// Whether each folder is a model's: it has predictions that are marked as such, and nothing else.
    fn of_models(&self) -> Vec<bool> {
        let marked = |txt: &Path| std::fs::read(brat::ann_path(txt)).is_ok_and(|ann| brat::provenance::is_in(&ann));
        let mut of_model = vec![false; self.folders.len()];
        for row in &self.rows {
            for (file, of_model) in row.files.iter().zip(&mut of_model) {
                *of_model |= file.as_deref().is_some_and(marked);
            }
        }
        for row in &self.rows {
            if !of_model.contains(&true) {
                break;
            }
            let layers = self.load(row, &mut Vec::new());
            for (layer, of_model) in layers.iter().zip(&mut of_model) {
                *of_model &= !layer.as_ref().is_some_and(|document| vouched_for(&document.annotations));
            }
        }
        of_model
    }
}

/// What comparing folders has found.
#[derive(Clone, Debug)]
pub struct FolderComparison {
    pub group: Group,
    /// The first two folders case by case; the document with number i is [`Folders::rows`]`[rows[i]]`.
    pub comparison: Comparison,
    pub rows: Vec<usize>,
    pub schema: Schema,
    pub problems: Vec<String>,
    /// What a reader of the figures should know.
    pub notes: Vec<String>,
}

/// Compares every pair of folders. `progress` hears how many documents of how many are done.
///
/// # Errors
/// [`FolderError::Cancelled`] once `cancel` is set. A document that cannot be read is a problem and no error.
pub fn compare_folders(
    folders: &Folders,
    names: Vec<String>,
    progress: &mut dyn FnMut(usize, usize),
    cancel: &AtomicBool,
) -> Result<FolderComparison, FolderError> {
    let (confirmed, of_models) = (Visibility::confirmed_only(), folders.of_models());
    let count = folders.folders.len();
    let mut left_out = vec![0_usize; count];
    let mut pairs: Vec<([usize; 2], Tally)> = Vec::new();
    for left in 0..count {
        pairs.extend((left + 1..count).map(|right| ([left, right], Tally::default())));
    }
    let (mut comparison, mut rows, mut schema, mut problems) =
        (Comparison::default(), Vec::new(), Schema::default(), Vec::new());
    for (at, row) in folders.rows.iter().enumerate() {
        if cancel.load(Ordering::Relaxed) {
            return Err(FolderError::Cancelled);
        }
        progress(at, folders.rows.len());
        let layers = folders.load(row, &mut problems);
        layers.iter().flatten().for_each(|document| schema.merge(&document.schema));
        let shown: Vec<Visibility> = layers
            .iter()
            .zip(&of_models)
            .map(|(document, of_model)| match document {
                Some(d) if *of_model => provenance::shows_all(&d.annotations, Visibility::default()),
                _ => confirmed.clone(),
            })
            .collect();
        for ((document, of_model), left_out) in layers.iter().zip(&of_models).zip(&mut left_out) {
            *left_out += document.as_ref().filter(|_| !of_model).map_or(0, |d| predictions(&d.annotations));
        }
        for ([left, right], tally) in &mut pairs {
            let (Some(l), Some(r)) = (&layers[*left], &layers[*right]) else { continue };
            let layer = |document, at: usize| Layer { document, visibility: &shown[at] };
            let mut compared = compare_documents(layer(l, *left), layer(r, *right), rows.len());
            *tally += &compared.tally;
            if (*left, *right) == (0, 1) {
                compared.name.clone_from(&row.name);
                comparison.documents.push(compared);
                rows.push(at);
            }
        }
    }
    progress(folders.rows.len(), folders.rows.len());
    let said = left_out.iter().zip(&folders.folders).filter(|(count, _)| **count > 0);
    let notes = said.map(|(count, folder)| {
        let (predictions, are) = (counted(*count, "prediction"), agreed(*count, "is", "are"));
        format!("{}: {predictions} that nobody has reviewed {are} left out", folder.display())
    });
    let notes = notes.collect();
    comparison.names = [0, 1].map(|at| names.get(at).cloned().unwrap_or_default());
    comparison.tally = pairs.first().map(|(_, tally)| tally.clone()).unwrap_or_default();
    Ok(FolderComparison { group: Group::new(names, &pairs, &schema), comparison, rows, schema, problems, notes })
}

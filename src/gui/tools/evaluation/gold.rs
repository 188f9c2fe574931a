//! What counts as right: other files' annotations, or the documents' own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::brat::{self, Severity};
use crate::domain::Document;
use crate::editor::{Editor, Tone};
use crate::eval::has_gold;
use crate::session::{DocumentId, OpenDocument};

/// Right answers from other files than the documents' own.
#[derive(Default)]
pub(super) struct Gold(BTreeMap<DocumentId, Document>);

impl Gold {
    /// What counts as right for a document: the file it is compared with, else its own confirmed annotations.
    pub fn of<'a>(&'a self, open: &'a OpenDocument) -> &'a Document {
        self.0.get(&open.id).unwrap_or(&open.document)
    }

    pub fn is_of_a_file(&self, id: DocumentId) -> bool {
        self.0.contains_key(&id)
    }

    /// Back to the documents' own annotations, but for those that are kept.
    pub fn retain(&mut self, is_kept: impl Fn(DocumentId) -> bool) {
        self.0.retain(|id, _| is_kept(*id));
    }

    /// Reads an `.ann` of the current document's text; the documents to evaluate.
    pub fn read(&mut self, file: &Path, editor: &mut Editor) -> Option<Vec<DocumentId>> {
        let id = editor.current?;
        let ann = if file.extension().is_some_and(|e| e == "txt") { brat::ann_path(file) } else { file.to_owned() };
        match gold_from(editor, id, &ann) {
            Ok(gold) => {
                self.0.insert(id, gold);
                Some(vec![id])
            }
            Err(message) => {
                editor.notify(Tone::Error, message);
                None
            }
        }
    }

    /// Takes the annotations of a folder as right for the open documents of the same names; those documents.
    pub fn read_folder(&mut self, folder: &Path, editor: &mut Editor) -> Option<Vec<DocumentId>> {
        let known: Vec<(DocumentId, PathBuf)> = editor
            .documents
            .iter()
            .filter_map(|d| Some((d.id, folder.join(d.path()?.file_name()?))))
            .map(|(id, txt)| (id, brat::ann_path(&txt)))
            .filter(|(_, ann)| ann.is_file())
            .collect();
        let (mut targets, mut problems) = (Vec::new(), Vec::new());
        for (id, ann) in known {
            match gold_from(editor, id, &ann) {
                Ok(gold) => {
                    self.0.insert(id, gold);
                    targets.push(id);
                }
                Err(message) => problems.push(message),
            }
        }
        if let Some(first) = problems.first() {
            let more =
                if problems.len() > 1 { format!("\n… and {} more", problems.len() - 1) } else { String::new() };
            editor.notify(Tone::Warning, format!("{first}{more}"));
        }
        if targets.is_empty() {
            let text = format!("{} holds no .ann file with the name of an open document", folder.display());
            editor.notify(Tone::Error, text);
            return None;
        }
        Some(targets)
    }
}

/// A document with the annotations of another file.
fn gold_from(editor: &mut Editor, id: DocumentId, ann: &Path) -> Result<Document, String> {
    let open = editor.document(id).ok_or("The document was closed meanwhile")?;
    let (mut gold, issues) = brat::load_annotations(&open.document, ann).map_err(|error| error.to_string())?;
    gold.name = ann.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let lost = issues.iter().filter(|issue| issue.severity == Severity::Error).count();
    if !has_gold(&gold) {
        let hint = "Choose the .ann file that belongs to it";
        return Err(format!("{} holds no entities of this text. {hint}", ann.display()));
    }
    if lost > 0 {
        let s = if lost == 1 { "line" } else { "lines" };
        let text = format!("{lost} {s} of {} could not be understood and are not scored", ann.display());
        editor.notify(Tone::Warning, text);
    }
    Ok(gold)
}

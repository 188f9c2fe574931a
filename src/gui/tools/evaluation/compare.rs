//! Another file's annotations as the right answers of the current document.

use std::path::{Path, PathBuf};

use crate::brat::{self, Severity};
use crate::domain::Document;
use crate::editor::Tone;
use crate::eval::has_gold;
use crate::gui::app::App;
use crate::session::{DocumentId, OpenDocument};

impl App {
    /// What counts as right for a document: the file it is compared with, else its own confirmed annotations.
    pub(super) fn gold<'a>(&'a self, open: &'a OpenDocument) -> &'a Document {
        self.evaluation.gold.get(&open.id).unwrap_or(&open.document)
    }

    /// Reads an `.ann` of the current document's text and evaluates against it.
    pub(in crate::gui) fn compare_with(&mut self, file: &Path) {
        let Some(id) = self.editor.current else { return };
        let ann = if file.extension().is_some_and(|e| e == "txt") { brat::ann_path(file) } else { file.to_owned() };
        match self.gold_from(id, &ann) {
            Ok(gold) => {
                self.evaluation.gold.insert(id, gold);
                self.evaluate(vec![id]);
            }
            Err(message) => self.editor.notify(Tone::Error, message),
        }
    }

    /// Takes the annotations of a folder as right for the open documents of the same names, and evaluates all of those.
    pub(in crate::gui) fn evaluate_against_folder(&mut self, folder: &Path) {
        let known: Vec<(DocumentId, PathBuf)> = self
            .editor
            .documents
            .iter()
            .filter_map(|d| Some((d.id, folder.join(d.path()?.file_name()?))))
            .map(|(id, txt)| (id, brat::ann_path(&txt)))
            .filter(|(_, ann)| ann.is_file())
            .collect();
        let (mut targets, mut problems) = (Vec::new(), Vec::new());
        for (id, ann) in known {
            match self.gold_from(id, &ann) {
                Ok(gold) => {
                    self.evaluation.gold.insert(id, gold);
                    targets.push(id);
                }
                Err(message) => problems.push(message),
            }
        }
        if let Some(first) = problems.first() {
            let more =
                if problems.len() > 1 { format!("\n… and {} more", problems.len() - 1) } else { String::new() };
            self.editor.notify(Tone::Warning, format!("{first}{more}"));
        }
        if targets.is_empty() {
            let text = format!("{} holds no .ann file with the name of an open document", folder.display());
            self.editor.notify(Tone::Error, text);
        } else {
            self.evaluate(targets);
        }
    }

    /// A document with the annotations of another file.
    fn gold_from(&mut self, id: DocumentId, ann: &Path) -> Result<Document, String> {
        let open = self.editor.document(id).ok_or("The document was closed meanwhile")?;
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
            self.editor.notify(Tone::Warning, text);
        }
        Ok(gold)
    }

    /// Back to the document's own annotations.
    pub(super) fn compare_with_own(&mut self, targets: Vec<DocumentId>) {
        self.evaluation.gold.retain(|id, _| !targets.contains(id));
        self.evaluate(targets);
    }
}

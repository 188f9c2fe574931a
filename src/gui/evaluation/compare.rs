//! Another file's annotations as the right answers of the current document.

use std::path::Path;

use crate::brat::{self, Severity};
use crate::domain::Document;
use crate::eval::has_gold;
use crate::gui::app::App;
use crate::gui::state::Tone;
use crate::session::{DocumentId, OpenDocument};

impl App {
    /// What counts as right for a document: the file it is compared with, else its own confirmed annotations.
    pub(super) fn gold<'a>(&'a self, open: &'a OpenDocument) -> &'a Document {
        self.evaluation.gold.get(&open.id).unwrap_or(&open.document)
    }

    /// Reads an `.ann` of the current document's text and evaluates against it.
    pub(in crate::gui) fn compare_with(&mut self, file: &Path) {
        let Some(open) = self.state.current() else { return };
        let ann = if file.extension().is_some_and(|e| e == "txt") { brat::ann_path(file) } else { file.to_owned() };
        let bytes = match std::fs::read(&ann) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.state.notify(Tone::Error, format!("{}: {error}", ann.display()));
                return;
            }
        };
        let id = open.id;
        let reading = brat::read(&open.document.text, &bytes, &ann);
        let mut gold = open.document.clone();
        gold.name = ann.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        gold.annotations = reading.annotations;
        gold.schema.complete(&gold.annotations);
        let lost = reading.issues.iter().filter(|issue| issue.severity == Severity::Error).count();
        if !has_gold(&gold) {
            let text =
                format!("{} holds no entities of this text. Choose the .ann file that belongs to it", ann.display());
            self.state.notify(Tone::Error, text);
            return;
        }
        if lost > 0 {
            let s = if lost == 1 { "line" } else { "lines" };
            let text = format!("{lost} {s} of {} could not be understood and are not scored", ann.display());
            self.state.notify(Tone::Warning, text);
        }
        self.evaluation.gold.insert(id, gold);
        self.evaluate(vec![id]);
    }

    /// Back to the document's own annotations.
    pub(super) fn compare_with_own(&mut self, targets: Vec<DocumentId>) {
        self.evaluation.gold.retain(|id, _| !targets.contains(id));
        self.evaluate(targets);
    }
}

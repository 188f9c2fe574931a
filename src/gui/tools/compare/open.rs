//! From a file or a folder to a comparison.

use std::path::{Path, PathBuf};

use super::desk::{Desk, Other};
use super::{Compare, Scope};
use crate::brat::{self, Severity, provenance};
use crate::domain::{Annotations, Document, Visibility};
use crate::editor::{self, Tone};
use crate::engine::merge_edits;
use crate::eval::adjudication::adjudicate;
use crate::eval::agreement::{Comparison, Layer, side};
use crate::gui::app::App;
use crate::session::{DocumentId, OpenDocument};

impl App {
    /// Opens another annotation of the current text beside it.
    pub(in crate::gui) fn compare_annotations(&mut self, path: &Path) {
        let Some(own) = self.compared_document() else {
            self.editor.notify(Tone::Info, "Open a document first: another annotation of its text is compared with it");
            return;
        };
        let ann = if brat::txt_path(path) == *path { brat::ann_path(path) } else { path.to_owned() };
        match self.other_layer(own, &ann) {
            Ok(other) => {
                let Some(open) = self.editor.document(own) else { return };
                let names = names(open.path(), &open.document.name, &ann);
                let all = provenance::shows_all(&other.annotations, Visibility::default());
                let visibility = side(&other.annotations, &all);
                let right = Right { document: other, visibility, from: Other::File(ann), names };
                let left = side(&open.document.annotations, &open.visibility);
                self.open_comparison(own, &left, right);
            }
            Err(message) => self.editor.notify(Tone::Error, message),
        }
    }

    /// The document on the left side: of a comparison its source, else the current document.
    fn compared_document(&self) -> Option<DocumentId> {
        let current = self.editor.current?;
        let source = self.compare.desks.get(&current).and_then(|desk| desk.own).map(|(id, _)| id);
        source.filter(|id| self.editor.document(*id).is_some()).or(Some(current))
    }

    /// Another annotation of a document's text.
    fn other_layer(&mut self, own: DocumentId, ann: &Path) -> Result<Document, String> {
        let open = self.editor.document(own).ok_or("The document was closed meanwhile")?;
        let txt = brat::txt_path(ann);
        let beside = if txt.is_file() && Some(txt.as_path()) != open.path() {
            let other = brat::load_document(&txt).map_err(|error| error.to_string())?;
            let same = other.document.on_text(&open.document.text);
            Some((same, other.issues))
        } else {
            None
        };
        let (mut other, issues) = match beside {
            Some((Some(other), issues)) => (other, issues),
            Some((None, _)) => {
                return Err(format!(
                    "{} is another text than {}. Choose the annotations of the same text",
                    txt.display(),
                    open.document.name
                ));
            }
            None => brat::load_annotations(&open.document, ann).map_err(|error| error.to_string())?,
        };
        other.name.clone_from(&open.document.name);
        let mut schema = open.document.schema.clone();
        schema.merge(&other.schema);
        other.schema = schema;
        let lost = issues.iter().filter(|issue| issue.severity == Severity::Error).count();
        if lost > 0 {
            let s = if lost == 1 { "line" } else { "lines" };
            let text = format!("{lost} {s} of {} could not be understood and are not compared", ann.display());
            self.editor.notify(Tone::Warning, text);
        }
        Ok(other)
    }

    /// Compares what people said with what the loaded model says; it reads the text first if it has not yet.
    pub(in crate::gui) fn compare_with_model(&mut self) {
        let Some(own) = self.compared_document() else { return };
        self.compare.awaiting = None;
        let Some(analysis) = self.editor.analyses.said_of(own) else {
            self.editor.notify(Tone::Info, "The model reads the text; the comparison opens by itself then");
            editor::analyse_for_figures(&mut self.editor, own);
            self.compare.awaiting = Some(own);
            return;
        };
        let Some(open) = self.editor.document(own) else { return };
        let mut document = Document { annotations: Annotations::new(), ..open.document.clone() };
        let edits = merge_edits(&mut document.annotations, analysis);
        if let Err(error) = document.apply(edits) {
            self.editor.notify(Tone::Error, format!("What the model said does not fit the text: {error}"));
            return;
        }
        document.schema.complete(&document.annotations);
        let names = [open.document.name.clone(), analysis.model.clone()];
        let right = Right { document, visibility: open.visibility.clone(), from: Other::Model, names };
        // Its own open predictions would agree with it, of course.
        self.open_comparison(own, &Visibility::confirmed_only(), right);
    }

    /// Opens the comparison that waited for the model.
    pub(in crate::gui) fn model_has_read(&mut self, id: DocumentId) {
        if self.compare.awaiting == Some(id) {
            self.editor.show(id);
            self.compare_with_model();
        }
    }

    fn open_comparison(&mut self, own: DocumentId, visibility: &Visibility, other: Right) {
        let Some(open) = self.editor.document(own) else { return };
        let names = other.names;
        let (left, right) = (
            Layer { document: &open.document, visibility },
            Layer { document: &other.document, visibility: &other.visibility },
        );
        let title = format!("{}: {} | {}", open.document.name, names[0], names[1]);
        let comparison = Comparison::of_one(names.clone(), left, right);
        let made = adjudicate(title, left, right, [&names[0], &names[1]]);
        let mut desk = Desk::new(names, comparison, made.choices);
        desk.own = Some((own, open.content()));
        desk.stem = open.path().and_then(Path::file_stem).map_or_else(
            || crate::gui::dispatch::file_name(&open.document.name),
            |stem| stem.to_string_lossy().into_owned(),
        );
        let ann = match &other.from {
            Other::File(ann) => Some(ann.as_path()),
            Other::Model => None,
        };
        desk.folder = open.path().or(ann).and_then(Path::parent).map(adjudicated);
        desk.other = other.from;
        // One comparison of the same two is enough; one that was begun stays as it is.
        let same = self.compare.desks.iter().find(|(id, known)| {
            let begun = self.editor.document(**id).is_some_and(|d| d.undo_label().is_some());
            known.own.map(|(id, _)| id) == Some(own) && known.other == desk.other && !begun
        });
        if let Some(id) = same.map(|(id, _)| *id) {
            self.compare.desks.remove(&id);
            self.editor.close(id);
        }
        let id = self.editor.fresh_id();
        let mut third = OpenDocument::from_document(id, made.document);
        third.set_visibility(Visibility { relation: 0.0, ..Visibility::default() });
        third.mark_clean();
        self.editor.add(third);
        let count = desk.choices.len();
        self.compare.desks.insert(id, desk);
        self.compare.show(id);
        self.open_tool(super::ENTRY.id);
        match count {
            0 => self.editor.notify(Tone::Good, "Both annotations say the same"),
            _ => self.ask(0),
        }
    }

    /// Compares anew after the own annotations have changed.
    pub(super) fn compare_again(&mut self) {
        let Some(desk) = self.editor.current.and_then(|id| self.compare.desks.get(&id)) else { return };
        match desk.other.clone() {
            Other::File(ann) => self.compare_annotations(&ann),
            Other::Model => self.compare_with_model(),
        }
    }

    /// Whether the left side has changed since it was compared.
    pub(super) fn is_outdated(&self) -> bool {
        let own = self.editor.current.and_then(|id| self.compare.desks.get(&id)).and_then(|desk| desk.own);
        own.is_some_and(|(id, content)| self.editor.document(id).is_some_and(|d| d.content() != content))
    }

    /// Forgets comparisons whose document was closed, and follows the document that is shown.
    pub(super) fn compare_tick(&mut self) {
        let state = &self.editor;
        self.compare.desks.retain(|id, _| state.document(*id).is_some());
        if let Some(current) = self.editor.current
            && self.compare.shown_of != Some(current)
            && self.compare.desks.contains_key(&current)
        {
            self.compare.show(current);
        }
    }
}

impl Compare {
    fn show(&mut self, id: DocumentId) {
        self.shown_of = Some(id);
        self.scope = Scope::Document;
        self.choose(None);
    }
}

/// The right side of a comparison.
struct Right {
    document: Document,
    visibility: Visibility,
    from: Other,
    names: [String; 2],
}

/// The folder for third annotations.
fn adjudicated(folder: &Path) -> PathBuf {
    folder.join("adjudicated")
}

/// What the two sides are called: by their folders where these differ, else by their files.
fn names(own: Option<&Path>, title: &str, ann: &Path) -> [String; 2] {
    let folder = |path: &Path| {
        let folder = path.parent()?.file_name()?.to_string_lossy().into_owned();
        (!folder.is_empty()).then_some(folder)
    };
    let file =
        |path: &Path| path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into());
    match own.map(|own| (folder(own), folder(ann))) {
        Some((Some(left), Some(right))) if left != right => [left, right],
        Some(_) => [own.map(brat::ann_path).as_deref().map(file).unwrap_or_default(), file(ann)],
        None => [title.to_owned(), file(ann)],
    }
}

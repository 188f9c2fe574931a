//! From a file or a folder to a comparison.

use std::path::{Path, PathBuf};

use super::CompareTool;
use super::adjudication::{Adjudication, Other};
use crate::brat::{self, Severity, provenance};
use crate::domain::{Annotations, Document, Visibility};
use crate::editor::{self, Editor, Tone};
use crate::engine::merge_edits;
use crate::eval::adjudication::adjudicate;
use crate::eval::agreement::{Comparison, Layer, side};
use crate::gui::tools::ToolContext;
use crate::session::{DocumentId, OpenDocument};

impl CompareTool {
    /// Opens another annotation of the current text beside it.
    pub(super) fn compare_annotations(&mut self, context: &mut ToolContext, path: &Path) {
        let Some(own) = self.compared_document(context.editor) else {
            context
                .editor
                .notify(Tone::Info, "Open a document first: another annotation of its text is compared with it");
            return;
        };
        let ann = if brat::txt_path(path) == *path { brat::ann_path(path) } else { path.to_owned() };
        match other_layer(context.editor, own, &ann) {
            Ok(other) => {
                let Some(open) = context.editor.document(own) else { return };
                let names = names(open.path(), &open.document.name, &ann);
                let all = provenance::shows_all(&other.annotations, Visibility::default());
                let visibility = side(&other.annotations, &all);
                let right = Right { document: other, visibility, from: Other::File(ann), names };
                let left = side(&open.document.annotations, &open.visibility);
                self.open_comparison(context, own, &left, right);
            }
            Err(message) => context.editor.notify(Tone::Error, message),
        }
    }

    /// The document on the left side: of a comparison its source, else the current document.
    fn compared_document(&self, editor: &Editor) -> Option<DocumentId> {
        let current = editor.current?;
        let source = self.adjudications.0.get(&current).and_then(|adjudication| adjudication.own).map(|(id, _)| id);
        source.filter(|id| editor.document(*id).is_some()).or(Some(current))
    }

    /// Compares what people said with what the loaded model says; it reads the text first if it has not yet.
    pub(super) fn compare_with_model(&mut self, context: &mut ToolContext) {
        let Some(own) = self.compared_document(context.editor) else { return };
        self.awaiting = None;
        let Some(analysis) = context.editor.analyses.said_of(own) else {
            context.editor.notify(Tone::Info, "The model reads the text; the comparison opens by itself then");
            editor::analyse_for_figures(context.editor, own);
            self.awaiting = Some(own);
            return;
        };
        let Some(open) = context.editor.document(own) else { return };
        let mut document = Document { annotations: Annotations::new(), ..open.document.clone() };
        let edits = merge_edits(&mut document.annotations, analysis);
        if let Err(error) = document.apply(edits) {
            context.editor.notify(Tone::Error, format!("What the model said does not fit the text: {error}"));
            return;
        }
        document.schema.complete(&document.annotations);
        let names = [open.document.name.clone(), analysis.model.clone()];
        let right = Right { document, visibility: open.visibility.clone(), from: Other::Model, names };
        // Its own open predictions would agree with it, of course.
        self.open_comparison(context, own, &Visibility::confirmed_only(), right);
    }

    /// Opens the comparison that waited for the model.
    pub(super) fn model_has_read(&mut self, context: &mut ToolContext, id: DocumentId) {
        if self.awaiting == Some(id) {
            context.editor.show(id);
            self.compare_with_model(context);
        }
    }

    fn open_comparison(&mut self, context: &mut ToolContext, own: DocumentId, visibility: &Visibility, other: Right) {
        let Some(open) = context.editor.document(own) else { return };
        let names = other.names;
        let (left, right) = (
            Layer { document: &open.document, visibility },
            Layer { document: &other.document, visibility: &other.visibility },
        );
        let title = format!("{}: {} | {}", open.document.name, names[0], names[1]);
        let comparison = Comparison::of_one(names.clone(), left, right);
        let made = adjudicate(title, left, right, [&names[0], &names[1]]);
        let mut adjudication = Adjudication::new(names, comparison, made.choices);
        adjudication.own = Some((own, open.content()));
        adjudication.stem = open
            .path()
            .and_then(Path::file_stem)
            .map_or_else(|| crate::io::file_name_of(&open.document.name), |stem| stem.to_string_lossy().into_owned());
        let ann = match &other.from {
            Other::File(ann) => Some(ann.as_path()),
            Other::Model => None,
        };
        adjudication.folder = open.path().or(ann).and_then(Path::parent).map(adjudicated);
        adjudication.other = other.from;
        // One comparison of the same two is enough; one that was begun stays as it is.
        let same = self.adjudications.0.iter().find(|(id, known)| {
            let begun = context.editor.document(**id).is_some_and(|d| d.undo_label().is_some());
            known.own.map(|(id, _)| id) == Some(own) && known.other == adjudication.other && !begun
        });
        if let Some(id) = same.map(|(id, _)| *id) {
            self.adjudications.0.remove(&id);
            context.editor.close(id);
        }
        let id = context.editor.fresh_id();
        let mut third = OpenDocument::from_document(id, made.document);
        third.set_visibility(Visibility { relation: 0.0, ..Visibility::default() });
        third.mark_clean();
        context.editor.add(third);
        let count = adjudication.choices.len();
        self.adjudications.0.insert(id, adjudication);
        self.figures.of_document(id);
        context.open();
        match count {
            0 => context.editor.notify(Tone::Good, "Both annotations say the same"),
            _ => self.adjudications.ask(context, 0),
        }
    }

    /// Compares anew after the own annotations have changed.
    pub(super) fn compare_again(&mut self, context: &mut ToolContext) {
        let Some(adjudication) = self.adjudications.current(context.editor) else { return };
        match adjudication.other.clone() {
            Other::File(ann) => self.compare_annotations(context, &ann),
            Other::Model => self.compare_with_model(context),
        }
    }

    /// Whether the left side has changed since it was compared.
    pub(super) fn is_outdated(&self, editor: &Editor) -> bool {
        let own = self.adjudications.current(editor).and_then(|adjudication| adjudication.own);
        own.is_some_and(|(id, content)| editor.document(id).is_some_and(|d| d.content() != content))
    }

    /// Forgets comparisons whose document was closed, and follows the document that is shown.
    pub(super) fn follow_documents(&mut self, editor: &Editor) {
        self.adjudications.0.retain(|id, _| editor.document(*id).is_some());
        if let Some(current) = editor.current
            && self.figures.shown_of != Some(current)
            && self.adjudications.0.contains_key(&current)
        {
            self.figures.of_document(current);
        }
    }
}

/// Another annotation of a document's text.
fn other_layer(editor: &mut Editor, own: DocumentId, ann: &Path) -> Result<Document, String> {
    let open = editor.document(own).ok_or("The document was closed meanwhile")?;
    let txt = brat::txt_path(ann);
    let beside = if txt.is_file() && Some(txt.as_path()) != open.path() {
        let other = brat::load_decoded(&txt, None, None).map_err(|error| error.to_string())?;
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
        editor.notify(Tone::Warning, text);
    }
    Ok(other)
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
